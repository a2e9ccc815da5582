import { describe, expect, it } from 'vitest';
import type { ProofKind } from '../../domain/acceptance.ts';
import { assumptions, defaultAssumptions } from '../../domain/assumptions.ts';
import { currentCalendarVersion } from '../../domain/calendar/work-calendar.ts';
import type { Rejection } from '../../domain/errors.ts';
import { openOrder } from '../../domain/open-order.ts';
import type { Purchase } from '../../domain/order.ts';
import { fen, instant, plusMs } from '../../domain/units.ts';
import { anOrder, aPurchase, digest, manualClock } from '../support/order-builder.ts';

const real = instant('2026-06-01T00:00:00Z');
const opened = (change: Partial<Purchase> = {}, at = real) =>
  openOrder({ ...aPurchase(), ...change }, at, digest);

describe('opening an order', () => {
  it('R-CUT-05 fixes flow, assumptions, calendar and clock when it opens', () => {
    const chosen = { ...defaultAssumptions, autoCloseDelayHours: 1 };
    const order = openOrder(aPurchase(), real, digest, chosen);

    expect(order).toMatchObject({
      flowId: 'general',
      assumptions: chosen,
      calendarVersion: currentCalendarVersion,
      clock: { kind: 'real' },
    });
  });

  it('R-CUT-05 keeps them for its whole life, past every date at which answers change', () => {
    const wish = { mode: 'LICENSE_AUTH_CODE', placedAt: '2023-04-27T23:00:00+08:00' } as const;
    const assumptions = { autoCloseDelayHours: 1 };
    const first = anOrder({ ...wish, category: 'JOINT_OPERATION', assumptions });
    const last = first
      .act('deliver')
      .advanceTo('2024-09-14T00:00:00+08:00')
      .act('claimAuthCode')
      .advanceTo('2025-03-26T00:00:00+08:00')
      .act('activateAuthCode')
      .act('deliver')
      .act('reviewPass')
      .advanceTo('2026-01-01T00:00:00+08:00');
    const { flowId, calendarVersion } = first.order;

    expect(flowId).toBe('license-auth-code.before-2024-09-14.reviewed');
    expect(last.steps).toHaveLength(6);
    for (const { order } of last.steps) {
      expect(order).toMatchObject({ flowId, calendarVersion });
      expect(order.assumptions).toEqual({ ...defaultAssumptions, ...assumptions });
    }
  });

  it('R-GEN-01 begins at the moment of payment, however late the storefront tells', () => {
    const { paidAt } = aPurchase();

    expect(opened()).toMatchObject({ enteredAt: paidAt, seq: 1, orderStatus: 'PROCESSING' });
  });

  it('takes over the defaults of the assumptions', () => {
    const defaults = Object.entries(assumptions).map(([name, entry]) => [name, entry.default]);

    expect(opened()).toMatchObject({ assumptions: Object.fromEntries(defaults) });
  });

  it.each(['fast', 'manual'] as const)('refuses a live order with a %s clock', (kind) => {
    const clock = { kind, startsAt: instant('2024-09-13T00:00:00Z'), rate: 60 } as const;

    expect(opened({ livemode: true, clock })).toMatchObject({
      code: 'LIVE_ORDER_WITH_REHEARSAL_CLOCK',
    });
    expect(opened({ livemode: false, clock })).toMatchObject({ clock: { kind } });
  });

  it('a rehearsal without a clock runs on real time', () => {
    expect(opened({ livemode: false })).toMatchObject({ clock: { kind: 'real' } });
  });

  it.each([
    [-1, 'PAID_BEFORE_PLACED'],
    [0, undefined],
  ])('paid %i ms after placing: %s', (ms, code) => {
    const { placedAt } = aPurchase();
    const outcome = opened({ paidAt: plusMs(placedAt, ms) });

    expect('code' in outcome ? outcome.code : undefined).toBe(code);
  });

  it.each([
    [5 * 60_000, undefined],
    [5 * 60_000 + 1, 'PAID_IN_FUTURE'],
  ])('paid %i ms ahead of our clock: %s', (ms, code) => {
    const outcome = opened({ paidAt: plusMs(real, ms) });

    expect('code' in outcome ? outcome.code : undefined).toBe(code);
  });

  it.each([
    [-1, -1],
    [0, 0],
    [1, 0],
    [5 * 60_000, 0],
  ])(
    'R-GEN-01 paid %i ms ahead of our clock, it begins %i ms from now, never later',
    (ms, from) => {
      expect(opened({ paidAt: plusMs(real, ms) })).toMatchObject({ enteredAt: plusMs(real, from) });
    },
  );

  it.each([
    [0, undefined],
    [1, 'PAID_IN_FUTURE'],
  ])('a rehearsal paid %i ms ahead of its own clock: %s', (ms, code) => {
    const clock = manualClock('2024-09-13T20:00:00+08:00');
    const paidAt = plusMs(clock.startsAt, ms);
    const outcome = opened({ livemode: false, clock, paidAt });

    expect('code' in outcome ? outcome.code : undefined).toBe(code);
  });

  it('refuses two lines with the same id', () => {
    const [line] = aPurchase().lines;
    if (!line) throw new Error('no line');
    const lines = (secondId: string) => [line, { ...line, lineId: secondId }];
    const paidFen = fen(2 * line.amountFen);

    expect(opened({ lines: lines(line.lineId), paidFen })).toMatchObject({
      code: 'LINE_ID_TWICE',
      details: { field: 'lines' },
    });
    expect(opened({ lines: lines('2'), paidFen })).toMatchObject({ seq: 1 });
  });

  it('refuses amounts that do not add up, and says what they add up to', () => {
    expect(opened({ paidFen: fen(19_901) })).toMatchObject({
      code: 'AMOUNTS_DO_NOT_ADD_UP',
      details: { expected: 19_900 },
    });
  });

  it.each([
    [{ deliveryMode: 'DATA_FILE', salesCategory: 'HUAWEI' }, 'data files are sold as general'],
    [{ deliveryMode: 'LICENSE_ID_CODE' }, 'sold as joint-operation or Huawei products only'],
  ] as const)('R-SAL-01 refuses what is not sold, with the reason: %j', (asked, reason) => {
    const purchase = { ...aPurchase(), ...asked };
    const { deliveryMode, salesCategory, scene, placedAt } = purchase;

    expect(openOrder(purchase, real, digest)).toEqual({
      code: 'FLOW_NOT_OFFERED',
      message: expect.stringContaining(reason),
      details: { deliveryMode, salesCategory, scene, placedAt },
    });
  });

  it('is plain JSON: it comes back from the workflow input as it went in', () => {
    const order = opened();

    expect(JSON.parse(JSON.stringify(order))).toEqual(order);
  });
});

describe('facts of a purchase that do not fit together', () => {
  const milestone = { milestoneId: 'draft', title: 'design draft' };
  const website = { serviceTemplate: 'WEBSITE_BUILDING', milestones: [milestone] } as const;
  const criterion = { criterionId: 'a', title: 'a', proof: [] };
  /** Five kinds with 17 files each, either of two other kinds with the rest; and what those files show as well. */
  const manyKinds = (files: number) => {
    const ask = (minCount: number, ...kinds: readonly ProofKind[]) => ({ kinds, minCount });
    const proof = [
      ask(files - 85, 'KIT_OR_IMC_SCREENSHOT', 'CLOUD_RESOURCE_SCREENSHOT'),
      ask(10, 'OTHER', 'SOW'),
      ask(17, 'SOW'),
      ask(16, 'SOW'),
      ask(17, 'ACCEPTANCE_DOC'),
      ask(17, 'OTHER'),
      ask(17, 'DEPLOYMENT_SCREENSHOT'),
      ask(17, 'DELIVERABLE_SCREENSHOT'),
    ];
    const criteria = proof.map((one, no) => ({
      ...criterion,
      criterionId: `c-${no}`,
      proof: [one],
    }));
    return { acceptanceTemplate: { templateId: 't', criteria } };
  };
  const noFiles = { acceptanceTemplate: { templateId: 't', criteria: [criterion] } };
  const [line] = aPurchase().lines;
  const payPerUse = line ? [{ ...line, chargingMode: 'ON_DEMAND' as const }] : [];
  const license = { deliveryMode: 'LICENSE_ID_CODE', salesCategory: 'HUAWEI' } as const;

  it.each<[string, Partial<Purchase>, string]>([
    ['an address for a service', { shippingAddressId: 'ADDR-1' }, 'shippingAddressId'],
    ['hardware without an address', { deliveryMode: 'HARDWARE' }, 'shippingAddressId'],
    ['an id code for a service', { idCodeKind: 'SYSTEM' }, 'idCodeKind'],
    [
      'a service template for data',
      { deliveryMode: 'DATA_FILE', serviceTemplate: 'STANDARD' },
      'serviceTemplate',
    ],
    [
      'milestones of hardware',
      { deliveryMode: 'HARDWARE', shippingAddressId: 'A', milestones: [milestone] },
      'milestones',
    ],
    ['milestones of a standard service', { milestones: [milestone] }, 'milestones'],
    ['a milestone twice', { ...website, milestones: [milestone, milestone] }, 'milestones'],
    ['milestones of pay-per-use', { ...website, lines: payPerUse }, 'milestones'],
    ['a renewal that names no order', { takesEffectAt: real }, 'takesEffectAt'],
    ['an order that renews itself', { renews: aPurchase().orderId }, 'renews'],
    [
      'a criterion twice',
      { acceptanceTemplate: { templateId: 't', criteria: [criterion, criterion] } },
      'acceptanceTemplate.criteria',
    ],
    ['a template that asks for no file', noFiles, 'acceptanceTemplate.criteria'],
    ['more files than a delivery names', manyKinds(101), 'acceptanceTemplate.criteria'],
  ])('R-MOD-03 refuses %s, and names the field', (_what, change, field) => {
    const refused = opened(change) as Rejection;
    const { expected } = refused.details;

    expect(refused).toMatchObject({ code: 'PURCHASE_FIELD_UNFIT', details: { field } });
    expect(refused.message).toBe(`${field}: expected ${expected}`);
    expect(String(expected)).toMatch(
      /^(nothing: \w.{10,}|each id once, found \w+ twice|\w.{10,})$/,
    );
  });

  it.each<[string, Partial<Purchase>, string]>([
    ['milestones of website building', website, 'website-building'],
    ['website building without any', { serviceTemplate: 'WEBSITE_BUILDING' }, 'website-building'],
    ['an address for hardware', { deliveryMode: 'HARDWARE', shippingAddressId: 'A' }, 'hardware'],
    ['an id code of either kind', { ...license, idCodeKind: 'HARDWARE' }, 'license-id-code'],
    [
      'a client, too',
      { ...license, deliveryMode: 'LICENSE_CLIENT_API', idCodeKind: 'SYSTEM' },
      'license-id-code',
    ],
    ['a renewal of hardware, which is not sent', renewed('HARDWARE'), 'not-supervised'],
    ['an image, without anything', { deliveryMode: 'IMAGE' }, 'not-supervised'],
    [
      'goods, which are proved by courier and number',
      { ...noFiles, deliveryMode: 'HARDWARE', shippingAddressId: 'A' },
      'hardware',
    ],
    ['as many files as a delivery names', manyKinds(100), 'general'],
  ])('R-MOD-03 takes %s', (_what, change, flowId) => {
    expect(opened(change)).toMatchObject({ flowId, seq: 1 });
  });

  it('R-PS-04 milestones are not possible as soon as one line is pay-per-use', () => {
    expect(opened({ ...website, lines: payPerUse })).toMatchObject({
      code: 'PURCHASE_FIELD_UNFIT',
      message: expect.stringContaining('pay-per-use'),
    });
    expect(opened({ serviceTemplate: 'WEBSITE_BUILDING', lines: payPerUse })).toMatchObject({
      flowId: 'website-building',
    });
  });

  it('R-MOD-03 comes before what is sold: the field is the reason', () => {
    expect(opened({ deliveryMode: 'LICENSE_ID_CODE', shippingAddressId: 'A' })).toMatchObject({
      code: 'PURCHASE_FIELD_UNFIT',
    });
  });

  function renewed(deliveryMode: Purchase['deliveryMode']): Partial<Purchase> {
    return { deliveryMode, renews: 'CS-EARLIER', takesEffectAt: real };
  }
});
