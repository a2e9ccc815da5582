import { describe, expect, it } from 'vitest';
import { assumptions, defaultAssumptions } from '../../domain/assumptions.ts';
import { currentCalendarVersion } from '../../domain/calendar/work-calendar.ts';
import { openOrder } from '../../domain/open-order.ts';
import type { Purchase } from '../../domain/order.ts';
import { fen, instant, plusMs } from '../../domain/units.ts';
import { anOrder, aPurchase, manualClock } from '../support/order-builder.ts';

const real = instant('2026-06-01T00:00:00Z');
const opened = (change: Partial<Purchase> = {}, at = real) =>
  openOrder({ ...aPurchase(), ...change }, at);

describe('opening an order', () => {
  it('R-CUT-05 fixes flow, assumptions, calendar and clock when it opens', () => {
    const chosen = { ...defaultAssumptions, autoCloseDelayHours: 1 };
    const order = openOrder(aPurchase(), real, chosen);

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
    [{ deliveryMode: 'HARDWARE' }, 'FLOW_NOT_PUBLISHED'],
    [{ placedAt: instant('2025-03-26T00:00:00+08:00') }, 'FLOW_NOT_PUBLISHED'],
    [{ deliveryMode: 'DATA_FILE', salesCategory: 'HUAWEI' }, 'FLOW_NOT_OFFERED'],
  ] as const)('refuses what no flow exists for, with the reason: %j, %s', (asked, code) => {
    const purchase = { ...aPurchase(), paidAt: instant('2025-04-01T00:00:00+08:00'), ...asked };
    const { deliveryMode, salesCategory, scene, placedAt } = purchase;

    expect(openOrder(purchase, real)).toEqual({
      code,
      message: expect.stringMatching(/not published here yet|sold as general products only/),
      details: { deliveryMode, salesCategory, scene, placedAt },
    });
  });

  it('is plain JSON: it comes back from the workflow input as it went in', () => {
    const order = opened();

    expect(JSON.parse(JSON.stringify(order))).toEqual(order);
  });
});
