import { describe, expect, it } from 'vitest';
import { platform } from '../../domain/due.ts';
import { holdUpsOf } from '../../domain/hold-ups.ts';
import { nextActionsFor } from '../../domain/next-actions.ts';
import { billableFen } from '../../domain/refund.ts';
import { resourcePeriods } from '../../domain/resource-period.ts';
import { proceed } from '../../domain/transition.ts';
import { fen, type Instant, instant, plusMs } from '../../domain/units.ts';
import { actorIn, anOrder, type OrderDriver } from '../support/order-builder.ts';

const dayMs = 86_400_000;
const bySeller = { by: actorIn('seller') };
const byBuyer = { by: actorIn('buyer') };

const placed = {
  mode: 'LICENSE_OFFLINE',
  placedAt: '2025-05-06T10:00:00+08:00',
  openedAt: '2025-05-06T10:05:00+08:00',
} as const;
const atBuyer = () => anOrder(placed).act('deliver');
const appealed = (order: OrderDriver = atBuyer()) => order.act('openAppeal', byBuyer);

/** The seller offers; by default half of the money back, for two days. */
function bySellerOffers(order: OrderDriver, terms: Readonly<Record<string, unknown>> = {}) {
  return { by: actorIn('seller'), payload: offer(order, terms) };
}
function offer(order: OrderDriver, terms: Readonly<Record<string, unknown>>) {
  const expiresAt = plusMs(order.now, 2 * dayMs);
  const kind = terms.kind ?? 'PARTIAL_REFUND';
  return {
    kind,
    text: 'let us settle',
    expiresAt,
    amountFen: kind === 'PARTIAL_REFUND' ? fen(9_950) : undefined,
    ...terms,
  } as never;
}
const until = (order: OrderDriver, days: number): Instant => plusMs(order.now, days * dayMs);

describe('R-APL-12 what is offered', () => {
  it.each([
    ['a redo without a date', { kind: 'REDO' }, 'until'],
    ['a redo before the offer lapses', { kind: 'REDO', until: 2 }, 'until'],
    ['a redo after more than a year', { kind: 'REDO', until: 368 }, 'until'],
    ['a redo that names criteria', { kind: 'REDO', until: 9, criteria: ['delivered'] }, 'criteria'],
    ['a redo with money', { kind: 'REDO', until: 9, amountFen: 5 }, 'amountFen'],
    ['extra proof of nothing', { kind: 'EXTRA_PROOF', until: 9 }, 'criteria'],
    [
      'extra proof of what nobody knows',
      { kind: 'EXTRA_PROOF', until: 9, criteria: ['x'] },
      'criteria',
    ],
    ['a refund without amount', { amountFen: undefined }, 'amountFen'],
    ['a refund of all that was paid', { amountFen: 19_900 }, 'amountFen'],
    ['a refund with a date', { until: 9 }, 'until'],
    ['a refund with criteria', { criteria: ['delivered'] }, 'criteria'],
    ['an offer for now', { expiresAt: 0 }, 'expiresAt'],
    ['an offer for more than 30 days', { expiresAt: 31 }, 'expiresAt'],
  ])('R-APL-12 %s is refused, with the field', (_what, terms, field) => {
    const open = appealed();
    const dated = Object.entries(terms).map(([name, value]) => [
      name,
      name === 'until' || name === 'expiresAt' ? until(open, Number(value)) : value,
    ]);
    const said = bySellerOffers(open, Object.fromEntries(dated));

    expect(open.refused('offerSettlement', said)).toMatchObject({
      code: 'SETTLEMENT_UNFIT',
      details: { field },
    });
  });

  it('R-APL-12 one stands at a time: the answer of the other side, or a counter-offer', () => {
    const open = appealed();
    expect(open.refused('acceptSettlement', byBuyer).code).toBe('OFFER_NOT_STANDING');

    const offered = open.act('offerSettlement', bySellerOffers(open));
    expect(offered.order.appeal?.offer).toMatchObject({ offerId: 'offer-1-1', by: 'seller' });
    expect(offered.refused('acceptSettlement', bySeller).code).toBe('OFFER_IS_YOUR_OWN');

    const countered = offered.act('offerSettlement', {
      ...byBuyer,
      payload: offer(offered, { amountFen: 15_000 }),
    });
    expect(
      countered.refused('acceptSettlement', { ...bySeller, payload: { offerId: 'offer-1-1' } }),
    ).toMatchObject({ code: 'OFFER_NOT_STANDING', details: { standing: 'offer-1-2' } });
    const declined = countered.act('declineSettlement', bySeller);
    expect(declined.order.appeal).toMatchObject({ offer: null, offers: 2, closedAt: null });
  });

  it('R-APL-12 it lapses, and the appeal goes on', () => {
    const open = appealed();
    const offered = open.act('offerSettlement', bySellerOffers(open));
    const expiresAt = offered.order.appeal?.offer?.expiresAt ?? open.now;
    const lapsed = offered.advanceTo(expiresAt);

    expect(lapsed.steps.at(-1)?.event).toMatchObject({
      type: 'settlementLapsed',
      at: expiresAt,
      payload: { offerId: 'offer-1-1' },
    });
    expect(lapsed.refused('acceptSettlement', byBuyer).code).toBe('OFFER_NOT_STANDING');
    expect(lapsed.order.appeal).toMatchObject({ offer: null, closedAt: null });
  });

  it('R-APL-12 offers of a second appeal have ids of their own', () => {
    const open = appealed();
    const again = appealed(
      open.act('offerSettlement', bySellerOffers(open)).act('withdrawAppeal', byBuyer),
    );

    expect(again.act('offerSettlement', bySellerOffers(again)).order.appeal?.offer?.offerId).toBe(
      'offer-2-1',
    );
  });
});

describe('R-APL-12 what is agreed on is carried out', () => {
  it('R-APL-12 R-APL-19 the seller does it again until a date, and is reminded of it', () => {
    const open = appealed();
    const day = until(open, 10);
    const agreed = open
      .act('offerSettlement', bySellerOffers(open, { kind: 'REDO', until: day }))
      .act('acceptSettlement', byBuyer);

    expect(agreed.order).toMatchObject({
      node: 'SELLER_DELIVER',
      promisedAt: day,
      isRedoOwed: true,
      appeal: { end: 'SETTLED', closedAt: agreed.now },
      lastRejection: { from: 'BUYER_ACCEPT', text: 'let us settle' },
    });
    expect(holdUpsOf(agreed.order).map(({ rule }) => rule)).toEqual([
      'R-OFF-01',
      'R-APL-12',
      'R-APL-12',
    ]);
    const reminded = agreed
      .advanceTo(plusMs(day, -dayMs))
      .advanceTo(day)
      .steps.slice(agreed.steps.length);
    expect(reminded.map(({ event }) => [event.type, event.at])).toEqual([
      ['reminderDue', plusMs(day, -dayMs)],
      ['reminderDue', day],
    ]);

    const again = agreed.act('deliver');
    expect(again.order).toMatchObject({ node: 'BUYER_ACCEPT', isRedoOwed: false });
    expect(holdUpsOf(again.order).map(({ rule }) => rule)).not.toContain('R-REM-04');
  });

  it('R-APL-12 R-PRF-10 some criteria are proved again', () => {
    const open = appealed();
    const terms = { kind: 'EXTRA_PROOF', until: until(open, 10), criteria: ['delivered'] };
    const agreed = open
      .act('offerSettlement', bySellerOffers(open, terms))
      .act('acceptSettlement', byBuyer);

    expect(agreed.order).toMatchObject({
      node: 'SELLER_DELIVER',
      openCriteria: ['delivered'],
      lastRejection: { criteria: ['delivered'] },
    });
    expect(agreed.refused('deliver', { payload: { result: 'there', answers: [] } }).code).toBe(
      'REJECTION_UNANSWERED',
    );
  });

  it('R-APL-12 where the seller has not delivered yet, the date becomes the promise', () => {
    const open = appealed(anOrder(placed));
    const day = until(open, 10);
    const agreed = open
      .act('offerSettlement', bySellerOffers(open, { kind: 'REDO', until: day }))
      .act('acceptSettlement', byBuyer);

    expect(agreed.order).toMatchObject({ node: 'SELLER_DELIVER', promisedAt: day });
  });

  it('R-APL-12 nothing is redone before there is anything to deliver', () => {
    const open = appealed(anOrder({ placedAt: '2024-10-06T10:00:00+08:00' }));

    expect(open.refused('offerSettlement', bySellerOffers(open, { kind: 'REDO' }))).toMatchObject({
      code: 'SETTLEMENT_UNFIT',
      details: { field: 'kind', possible: ['PARTIAL_REFUND'] },
    });
  });

  it('R-APL-16 a part goes back, and the order is completed and billed with the rest', () => {
    const open = appealed();
    const refunding = open
      .act('offerSettlement', bySellerOffers(open))
      .act('acceptSettlement', byBuyer);
    expect(refunding.order).toMatchObject({
      node: 'REFUNDING',
      refund: { amountFen: 9_950 },
      billable: false,
    });
    expect(billableFen(refunding.order)).toBe(0);
    expect(holdUpsOf(refunding.order)[0]?.holds).toEqual(['PROGRESS', 'COMPLETION', 'BILLING']);

    const at = plusMs(refunding.now, 1_000);
    const payload = { refundId: refunding.order.refund?.refundId ?? '' };
    const { steps } = proceed(refunding.order, {
      type: 'refundSettled',
      at,
      by: platform,
      payload,
    });
    const done = steps.at(-1)?.order ?? refunding.order;
    expect(done).toMatchObject({
      node: 'COMPLETED',
      orderStatus: 'COMPLETED',
      completedAt: at,
      billable: true,
      refund: { settledAt: at },
    });
    expect(billableFen(done)).toBe(9_950);
    expect(holdUpsOf(done)).toMatchObject([
      { rule: 'R-APL-16', what: { en: expect.stringContaining('99.50 yuan remain') } },
    ]);
  });

  it('R-APL-16 R-PER-01 what was bought for a period begins with the completion', () => {
    const line = {
      lineId: '1',
      productId: 'P-1',
      productName: 'Test product',
      specification: 'standard',
      quantity: 1,
      chargingMode: 'PERIOD',
      period: { unit: 'MONTH', count: 1 },
      amountFen: fen(19_900),
    } as const;
    const open = appealed(anOrder({ ...placed, purchase: { lines: [line] } }).act('deliver'));
    const refunding = open
      .act('offerSettlement', bySellerOffers(open))
      .act('acceptSettlement', byBuyer);
    const at = instant('2025-06-01T10:00:00+08:00');
    const payload = { refundId: refunding.order.refund?.refundId ?? '' };
    const { steps } = proceed(refunding.order, {
      type: 'refundSettled',
      at,
      by: platform,
      payload,
    });

    expect(resourcePeriods(refunding.order)).toEqual([]);
    expect(resourcePeriods(steps.at(-1)?.order ?? refunding.order)).toEqual([
      { lineId: '1', startsAt: at, endsAt: instant('2025-07-01T10:00:00+08:00') },
    ]);
  });
});

describe('what a case offers to whom', () => {
  it('R-APL-12 says what each step leads to, and until when', () => {
    const open = appealed();
    const offered = open.act('offerSettlement', bySellerOffers(open)).act('takeCase');
    const buyers = nextActionsFor(offered.order, 'buyer');
    const named = (name: string) => buyers.find((action) => action.name === name);

    expect(named('acceptSettlement')).toMatchObject({
      due: offered.order.appeal?.offer?.expiresAt,
      consequence: {
        en: '99.50 yuan are refunded, the order is completed and billed with the other 99.50',
      },
      rule: 'R-APL-12',
    });
    expect(named('withdrawAppeal')?.due).toBeNull();
    expect(nextActionsFor(offered.order, 'seller').map(({ name }) => name)).toEqual([
      'submitStatement',
      'addEvidence',
      'offerSettlement',
    ]);
    expect(
      nextActionsFor(offered.order, 'seller').find(({ name }) => name === 'submitStatement')?.due,
    ).toBe(offered.order.appeal?.statementDueAt);
    expect(nextActionsFor(offered.order, 'opsManager').map(({ name }) => name)).toEqual([
      'takeCase',
      'handOverCase',
    ]);
  });
});
