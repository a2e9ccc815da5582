import { describe, expect, it } from 'vitest';
import { appealReasons } from '../../domain/appeal.ts';
import { plusMs } from '../../domain/units.ts';
import { actorIn, aFile, anOrder, type OrderDriver } from '../support/order-builder.ts';

const dayMs = 86_400_000;

/** Placed under the present regime, delivered, at the buyer. */
const delivered = (more: Parameters<typeof anOrder>[0] = {}): OrderDriver =>
  anOrder({
    mode: 'LICENSE_OFFLINE',
    placedAt: '2025-05-06T10:00:00+08:00',
    openedAt: '2025-05-06T10:05:00+08:00',
    ...more,
  }).act('deliver');

const bySeller = { by: actorIn('seller') };
const byBuyer = { by: actorIn('buyer') };
const evidence = [aFile(1)];

describe('R-APL-01 who may appeal, and when', () => {
  it.each(['buyer', 'seller'] as const)('R-APL-01 the %s, at any node, at once', (side) => {
    const opened = anOrder({ placedAt: '2024-09-14T00:00:00+08:00' });
    const appealed = opened.act('openAppeal', { by: actorIn(side) });

    expect(appealed.order).toMatchObject({
      node: opened.order.node,
      appeal: { appealId: 'CS2408011000ABCDE:appeal-1', by: side, closedAt: null },
    });
  });

  it.each([
    ['placed a millisecond before 2024-09-14', '2024-09-13T23:59:59.999+08:00', 'APPEAL_TOO_EARLY'],
    ['placed on 2024-09-14', '2024-09-14T00:00:00+08:00', undefined],
  ])('R-APL-08 %s', (_when, placedAt, code) => {
    const order = anOrder({ mode: 'LICENSE_OFFLINE', placedAt });
    if (code) expect(order.refused('openAppeal').code).toBe(code);
    else expect(order.act('openAppeal').order.appeal).not.toBeNull();
  });

  it('R-APL-08 R-CUT-02 the switches move the day', () => {
    const placedAt = '2024-10-01T10:00:00+08:00';
    const late = anOrder({ placedAt, assumptions: { appealsAnyTimeFrom: '2024-12-19' } });
    const any = anOrder({
      placedAt: '2023-05-01T10:00:00+08:00',
      assumptions: { appealsAnyTimeFrom: 'ANY_DATE' },
    });
    const utc = anOrder({
      placedAt: '2024-09-14T07:59:59+08:00',
      assumptions: { datesBegin: 'UTC_MIDNIGHT' },
    });

    expect(late.refused('openAppeal').code).toBe('APPEAL_TOO_EARLY');
    expect(any.act('openAppeal').order.appeal).not.toBeNull();
    expect(utc.refused('openAppeal').code).toBe('APPEAL_TOO_EARLY');
  });

  it.each([
    ['exactly 5 days', 5 * dayMs, 'APPEAL_TOO_EARLY'],
    ['a millisecond more', 5 * dayMs + 1, undefined],
  ])('R-APL-04 before, once the other side has been idle for %s', (_idle, ms, code) => {
    const old = anOrder({
      mode: 'LICENSE_OFFLINE',
      placedAt: '2024-08-01T10:00:00+08:00',
      openedAt: '2024-08-01T10:05:00+08:00',
    }).act('deliver');
    const at = plusMs(old.order.enteredAt, ms);
    const before = old.advanceTo(plusMs(at, -60_000)); // acts come one minute later

    if (code) {
      const refused = before.refused('openAppeal', bySeller);
      expect(refused).toMatchObject({
        code,
        details: { possibleAfter: plusMs(old.order.enteredAt, 5 * dayMs), rejections: 0 },
      });
    } else expect(before.act('openAppeal', bySeller).order.appeal?.by).toBe('seller');
    expect(before.refused('openAppeal', byBuyer)).toMatchObject({
      code: 'APPEAL_TOO_EARLY',
      details: { possibleAfter: null },
    });
  });

  it('R-APL-04 before, at the fourth operation after three rejections, for both sides', () => {
    let order = anOrder({ mode: 'LICENSE_OFFLINE', placedAt: '2024-08-01T10:00:00+08:00' });
    for (let times = 0; times < 2; times += 1) order = order.act('deliver').act('reject');
    expect(order.refused('openAppeal', byBuyer).details.rejections).toBe(2);

    const thrice = order.act('deliver').act('reject');
    expect(thrice.act('openAppeal', bySeller).order.appeal?.by).toBe('seller');
    expect(thrice.act('deliver').act('openAppeal', byBuyer).order.appeal?.by).toBe('buyer');
  });

  it.each([
    ['a millisecond before the last 15 days', -1, undefined],
    ['as they begin', 0, 'APPEAL_BLACKED_OUT'],
  ])('R-APL-05 %s before the close after 365 days', (_when, ms, code) => {
    const order = anOrder({
      mode: 'LICENSE_OFFLINE',
      placedAt: '2023-02-01T10:00:00+08:00',
      openedAt: '2023-02-01T10:05:00+08:00',
    }).act('deliver');
    const closesAt = plusMs(order.order.purchase.paidAt, 365 * dayMs);
    const at = order.advanceTo(plusMs(closesAt, -15 * dayMs + ms - 60_000));

    if (code) {
      expect(at.refused('openAppeal', bySeller)).toMatchObject({ code, details: { closesAt } });
    } else expect(at.act('openAppeal', bySeller).order.appeal).not.toBeNull();
  });

  it('R-APL-18 nobody against a refund on its way', () => {
    const refunding = anOrder({
      placedAt: '2023-01-05T00:00:00+08:00',
      openedAt: '2023-01-05T00:01:00+08:00',
    }).advanceTo('2024-02-01T00:00:00+08:00');

    expect(refunding.order.node).toBe('REFUNDING');
    expect(refunding.refused('openAppeal').code).toBe('APPEAL_NOT_POSSIBLE');
  });

  it('R-APL-07 one at a time, and another one once it is closed', () => {
    const appealed = delivered().act('openAppeal', byBuyer);

    expect(appealed.refused('openAppeal', bySeller)).toMatchObject({
      code: 'APPEAL_OPEN_ALREADY',
      details: { by: 'buyer' },
    });
    const again = appealed.act('withdrawAppeal', byBuyer).act('openAppeal', bySeller);
    expect(again.order.appeal).toMatchObject({ no: 2, by: 'seller', statement: null });
  });
});

describe('what an appeal shows', () => {
  it('R-APL-06 at least one file, found in the store', () => {
    const said = { reason: 'OTHER', text: 'see there' } as const;
    const order = delivered();

    expect(
      order.refused('openAppeal', { ...byBuyer, payload: { ...said, evidence: [] } }).code,
    ).toBe('EVIDENCE_MISSING');
    const unknown = { ...said, evidence: [{ fileId: 'F-1' }] };
    expect(order.refused('openAppeal', { ...byBuyer, payload: unknown })).toMatchObject({
      code: 'FILE_UNKNOWN',
      details: { field: 'evidence' },
    });
  });

  it('R-APL-06 a silent customer: the delivery and the signed letter of commitment', () => {
    const order = delivered();
    const said = (...kinds: ('DELIVERY_PROOF' | 'COMMITMENT_LETTER')[]) => ({
      reason: 'CUSTOMER_SILENT' as const,
      text: 'no answer for weeks',
      evidence: kinds.map((kind, index) => ({ ...aFile(index + 1), kind })),
    });

    const refused = order.refused('openAppeal', { ...bySeller, payload: said('DELIVERY_PROOF') });
    expect(refused).toMatchObject({
      code: 'EVIDENCE_MISSING',
      details: { lacks: ['COMMITMENT_LETTER'] },
    });
    const payload = said('DELIVERY_PROOF', 'COMMITMENT_LETTER');
    expect(order.act('openAppeal', { ...bySeller, payload }).order.appeal).toMatchObject({
      reason: 'CUSTOMER_SILENT',
      evidence: [{ kind: 'DELIVERY_PROOF' }, { kind: 'COMMITMENT_LETTER' }],
    });
  });

  it.each(
    (['buyer', 'seller'] as const).flatMap((side) =>
      Object.entries(appealReasons)
        .filter(([, { sides }]) => !(sides as readonly string[]).includes(side))
        .map(([reason]) => [side, reason as keyof typeof appealReasons] as const),
    ),
  )('R-APL-06 the %s does not appeal for %s', (side, reason) => {
    const refused = delivered().refused('openAppeal', {
      by: actorIn(side),
      payload: { reason, text: 'so', evidence },
    });

    expect(refused).toMatchObject({
      code: 'APPEAL_REASON_NOT_YOURS',
      details: { field: 'reason' },
    });
    expect(refused.details.possible).toContain('OTHER');
  });
});

describe('the days of an appeal', () => {
  it('R-APL-10 R-APL-09 the decision is due after three working days, the answer after one', () => {
    const friday = delivered().advanceTo('2025-05-30T10:00:00+08:00').act('openAppeal', bySeller);

    // Monday 2 June 2025 is a holiday.
    expect(friday.order.appeal).toMatchObject({
      statementDueAt: '2025-06-03T16:00:00.000Z',
      dueAt: '2025-06-05T16:00:00.000Z',
    });
    const two = delivered({ assumptions: { statementWorkingDays: 2 } })
      .advanceTo('2025-05-30T10:00:00+08:00')
      .act('openAppeal', bySeller);
    expect(two.order.appeal?.statementDueAt).toBe('2025-06-04T16:00:00.000Z');
  });

  it('R-APL-11 a late decision is told once and decides nothing', () => {
    const appealed = delivered().act('openAppeal', byBuyer);
    const dueAt = appealed.order.appeal?.dueAt ?? '';
    const late = appealed.advanceTo('2026-05-01T00:00:00+08:00');

    expect(
      late.steps.slice(appealed.steps.length).map(({ event }) => [event.type, event.at]),
    ).toEqual([['decisionOverdue', dueAt]]);
    expect(late.order).toMatchObject({
      node: 'BUYER_ACCEPT',
      changedSeq: appealed.order.changedSeq,
      appeal: { overdueAt: dueAt, closedAt: null },
    });
  });

  it('R-APL-09 R-CAL-02 not dated in a year without an official notice', () => {
    const order = anOrder({
      mode: 'LICENSE_OFFLINE',
      placedAt: '2026-12-30T10:00:00+08:00',
      openedAt: '2026-12-30T10:05:00+08:00',
    });

    expect(order.refused('openAppeal')).toMatchObject({
      code: 'CALENDAR_YEAR_UNKNOWN',
      details: { year: 2027 },
    });
  });

  it('R-APL-09 the other side answers once, in its day; evidence is taken from both until the decision', () => {
    const appealed = delivered().act('openAppeal', byBuyer);

    expect(appealed.refused('submitStatement', byBuyer).code).toBe('APPEAL_IS_YOUR_OWN');
    const answered = appealed.act('submitStatement', bySeller);
    expect(answered.order.appeal?.statement).toMatchObject({ by: 'seller', text: 'we did answer' });
    expect(answered.refused('submitStatement', bySeller).code).toBe('STATEMENT_GIVEN');

    const late = appealed.advanceTo(appealed.order.appeal?.statementDueAt ?? '');
    expect(late.refused('submitStatement', bySeller).code).toBe('STATEMENT_TOO_LATE');
    const told = late.act('addEvidence', bySeller).act('addEvidence', byBuyer);
    expect(told.order.appeal?.entries.map(({ by }) => by)).toEqual(['seller', 'buyer']);
  });

  it('R-APL-09 a case file takes ten entries of each side', () => {
    let told = delivered().act('openAppeal', byBuyer);
    for (let no = 0; no < 10; no += 1) told = told.act('addEvidence', bySeller);

    expect(told.refused('addEvidence', bySeller).code).toBe('CASE_FILE_FULL');
    expect(told.act('addEvidence', byBuyer).order.appeal?.entries).toHaveLength(11);
  });
});

describe('R-APL-02 while it is open', () => {
  it('R-APL-02 neither side nor anybody else moves the order, and everybody reads until when', () => {
    const appealed = delivered().act('openAppeal', byBuyer);
    const dueAt = appealed.order.appeal?.dueAt;

    for (const action of ['accept', 'reject', 'deliver', 'recordInvoice', 'reviewPass'] as const) {
      expect(appealed.refused(action), action).toMatchObject({
        code: 'ORDER_FROZEN',
        details: { decisionDueAt: dueAt, since: appealed.order.appeal?.openedAt, by: 'buyer' },
      });
    }
  });

  it('R-APL-17 whoever appealed withdraws, and the order goes on where it stood', () => {
    const before = delivered();
    const appealed = before.act('openAppeal', byBuyer);

    expect(appealed.refused('withdrawAppeal', bySeller).code).toBe('APPEAL_NOT_YOURS');
    const on = appealed.act('withdrawAppeal', byBuyer);
    expect(on.order).toMatchObject({
      node: 'BUYER_ACCEPT',
      enteredAt: before.order.enteredAt,
      appeal: { end: 'WITHDRAWN', closedAt: on.now },
      freezes: [{ from: appealed.now, to: on.now }],
    });
    expect(on.refused('withdrawAppeal', byBuyer).code).toBe('NO_APPEAL_OPEN');
    expect(on.act('accept').order.node).toBe('COMPLETING');
  });
});
