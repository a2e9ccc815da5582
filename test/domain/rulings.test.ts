import { describe, expect, it } from 'vitest';
import { billableFen } from '../../domain/refund.ts';
import { proceed } from '../../domain/transition.ts';
import { fen, instant, plusMs } from '../../domain/units.ts';
import {
  actorIn,
  anOrder,
  firstManager,
  type OrderDriver,
  secondManager,
} from '../support/order-builder.ts';
import { websiteOrder } from '../support/website-order.ts';

const bySeller = { by: actorIn('seller') };
const byBuyer = { by: actorIn('buyer') };
const first = { ...actorIn('opsManager'), subject: firstManager };
const second = { ...actorIn('opsManager'), subject: secondManager };
const reason = 'both sides were heard';
const hourMs = 3_600_000;

const atBuyer = (more: Parameters<typeof anOrder>[0] = {}): OrderDriver =>
  anOrder({
    mode: 'LICENSE_OFFLINE',
    placedAt: '2025-05-06T10:00:00+08:00',
    openedAt: '2025-05-06T10:05:00+08:00',
    ...more,
  }).act('deliver');

/** Appealed by the buyer, answered by the seller, taken by the first manager. */
const inCase = (order: OrderDriver): OrderDriver =>
  order.act('openAppeal', byBuyer).act('submitStatement', bySeller).act('takeCase', { by: first });

type Ruling = NonNullable<Parameters<OrderDriver['act']>[1]> & object;
const ruling = (outcome: 'RESUME' | 'BACK_TO_SELLER' | 'COMPLETE' | 'REFUND', amountFen?: number) =>
  ({
    by: first,
    payload: { outcome, reason, ...(amountFen !== undefined && { amountFen: fen(amountFen) }) },
  }) satisfies Ruling;

describe('who decides', () => {
  it('R-APL-20 the manager who has the case; another one takes it over by naming who has it', () => {
    const heard = atBuyer().act('openAppeal', byBuyer).act('submitStatement', bySeller);
    expect(heard.refused('decideAppeal', ruling('RESUME')).code).toBe('CASE_NOT_YOURS');

    const taken = heard.act('takeCase', { by: first });
    expect(taken.order.appeal).toMatchObject({ takenBy: firstManager, takenAt: taken.now });
    expect(taken.refused('takeCase', { by: first, payload: {} }).code).toBe('CASE_TAKEN');
    expect(
      taken.refused('takeCase', { by: second, payload: { takeOverFrom: 'nobody' } }),
    ).toMatchObject({
      code: 'CASE_TAKEN',
      details: { field: 'takeOverFrom', takenBy: firstManager },
    });
    const over = taken.act('takeCase', { by: second, payload: { takeOverFrom: firstManager } });
    expect(over.refused('decideAppeal', ruling('RESUME')).code).toBe('CASE_NOT_YOURS');
    const handed = over.act('handOverCase', { by: second, payload: { to: firstManager } });
    expect(handed.act('decideAppeal', ruling('RESUME')).order.appeal?.end).toBe('RULED');
  });

  it('R-APL-09 nobody before the other side has answered, or its day is over', () => {
    const taken = atBuyer().act('openAppeal', byBuyer).act('takeCase', { by: first });
    const until = taken.order.appeal?.statementDueAt;

    expect(taken.refused('decideAppeal', ruling('RESUME'))).toMatchObject({
      code: 'SIDES_NOT_HEARD',
      details: { until },
    });
    const later = taken.advanceTo(plusMs(instant(until ?? ''), -60_000));
    expect(later.act('decideAppeal', ruling('RESUME')).order.appeal?.closedAt).toBe(until);
  });

  it('R-APL-15 R-APL-20 a command that names no person is not taken', () => {
    const { order, now } = atBuyer().act('openAppeal', byBuyer);
    const nobody = actorIn('opsManager');
    const event = { type: 'caseTaken', at: plusMs(now, 1), by: nobody, payload: {} } as const;

    expect(nobody.subject).toBeUndefined();
    expect(proceed(order, event).rejection?.code).toBe('PERSON_UNKNOWN');
  });
});

describe('what a ruling does', () => {
  it('R-APL-13 the order goes on where it stood', () => {
    const before = atBuyer();
    const on = inCase(before).act('decideAppeal', ruling('RESUME'));

    expect(on.order).toMatchObject({
      node: 'BUYER_ACCEPT',
      enteredAt: before.order.enteredAt,
      appeal: { end: 'RULED', ruling: { outcome: 'RESUME', reason, ruledBy: firstManager } },
    });
  });

  it('R-APL-14 R-APL-19 back to the seller, who reads why', () => {
    const back = inCase(atBuyer()).act('decideAppeal', ruling('BACK_TO_SELLER'));

    expect(back.order).toMatchObject({
      node: 'SELLER_DELIVER',
      acceptRejects: 0,
      lastRejection: { from: 'BUYER_ACCEPT', text: reason, criteria: [] },
    });
  });

  it('R-APL-13 closed by hand as completed, and billed', () => {
    const closed = inCase(atBuyer()).act('decideAppeal', ruling('COMPLETE'));

    expect(closed.order).toMatchObject({
      node: 'COMPLETED',
      billable: true,
      supervisionStatus: 'COMPLETED',
      completedAt: closed.now,
    });
    expect(billableFen(closed.order)).toBe(19_900);
  });

  it.each([[undefined], [19_900]])('R-APL-14 R-RFD-02 a refund in full (%s fen)', (amountFen) => {
    const refunding = inCase(atBuyer()).act('decideAppeal', ruling('REFUND', amountFen));

    expect(refunding.order).toMatchObject({
      node: 'REFUNDING',
      billable: false,
      refund: { amountFen: 19_900, decidedAt: refunding.now, settledAt: null },
      appeal: { ruling: { amountFen: 19_900 } },
    });
  });

  it('R-APL-14 a refund is at most what was paid, and nothing else has an amount', () => {
    const order = inCase(atBuyer());

    expect(order.refused('decideAppeal', ruling('REFUND', 19_901))).toMatchObject({
      code: 'RULING_UNFIT',
      details: { field: 'amountFen', most: 19_900 },
    });
    expect(order.refused('decideAppeal', ruling('RESUME', 1)).details).toMatchObject({ most: 0 });
  });

  it('R-APL-19 nothing goes back that was not delivered, or is at the seller already', () => {
    const opened = anOrder({ placedAt: '2025-05-06T10:00:00+08:00' });
    const rejected = atBuyer().act('reject');

    for (const order of [opened, rejected]) {
      expect(inCase(order).refused('decideAppeal', ruling('BACK_TO_SELLER'))).toMatchObject({
        code: 'RULING_UNFIT',
        details: { field: 'outcome', possible: ['RESUME', 'COMPLETE', 'REFUND'] },
      });
    }
  });

  it('R-APL-19 nor past a code that was claimed', () => {
    const code = anOrder({
      mode: 'LICENSE_AUTH_CODE',
      placedAt: '2025-05-06T10:00:00+08:00',
    }).act('deliver');
    const back = inCase(code).act('decideAppeal', ruling('BACK_TO_SELLER'));
    const claimed = inCase(code.act('claimAuthCode'));

    expect(back.order.node).toBe('SELLER_DELIVER');
    expect(claimed.refused('decideAppeal', ruling('BACK_TO_SELLER')).code).toBe('RULING_UNFIT');
  });

  it('R-APL-19 proof after an activation is given again, and the activation stands', () => {
    const proved = anOrder({
      mode: 'LICENSE_AUTH_CODE',
      placedAt: '2024-08-01T10:00:00+08:00',
      assumptions: { appealsAnyTimeFrom: 'ANY_DATE' },
    })
      .act('deliver')
      .act('claimAuthCode')
      .act('activateAuthCode')
      .act('deliver');
    const back = inCase(proved).act('decideAppeal', ruling('BACK_TO_SELLER'));

    expect(proved.order.node).toBe('COMPLETING');
    expect(back.order).toMatchObject({
      node: 'UPLOAD_PROOF',
      acceptedAt: null,
      activatedAt: proved.order.activatedAt,
    });
  });

  it('R-APL-19 the milestone that was accepted last is delivered again', () => {
    const website = websiteOrder({ placedAt: '2025-05-06T10:00:00+08:00' });
    const accepted = [1, 2, 3].reduce(
      (order) => order.act('deliver').act('accept'),
      website.act('submitRequirement').act('confirmRequirement'),
    );
    const back = inCase(accepted).act('decideAppeal', ruling('BACK_TO_SELLER'));

    expect(accepted.order).toMatchObject({ node: 'COMPLETING', milestonesAccepted: 3 });
    expect(back.order).toMatchObject({
      node: 'SELLER_DELIVER',
      milestonesAccepted: 2,
      acceptedAt: null,
    });
    expect(back.act('deliver').act('accept').order).toMatchObject({
      node: 'COMPLETING',
      milestonesAccepted: 3,
    });
  });

  it('R-APL-14 R-PKG-05 a package that is sent back is the seller’s to deploy', () => {
    const deployed = anOrder({
      mode: 'LICENSE_SOFTWARE_PACKAGE',
      placedAt: '2025-05-06T10:00:00+08:00',
    }).act('reportDeployment');
    const back = inCase(deployed).act('decideAppeal', ruling('BACK_TO_SELLER'));
    const waited = back.advanceTo(plusMs(back.now, hourMs)).act('deliver');

    expect(back.order.node).toBe('DEPLOY');
    expect(waited.order.ledger.filter(({ node }) => node === 'DEPLOY')).toMatchObject([
      { side: 'buyer' },
      { side: 'seller', elapsedMs: hourMs + 60_000 },
    ]);
  });
});

describe('two signatures', () => {
  const dear = (paidFen: number) =>
    inCase(
      atBuyer({
        purchase: {
          paidFen: fen(paidFen),
          lines: [
            {
              lineId: '1',
              productId: 'P-1',
              productName: 'Test product',
              specification: 'standard',
              quantity: 1,
              chargingMode: 'ONE_TIME',
              amountFen: fen(paidFen),
            },
          ],
        },
      }),
    );

  it.each([
    ['COMPLETE', undefined, 999_999, false],
    ['COMPLETE', undefined, 1_000_000, true],
    ['REFUND', 1, 2_000_000, true],
    ['REFUND', 1, 999_999, false],
    ['REFUND', 1_000_000, 2_000_000, true],
    ['REFUND', undefined, 1_000_000, true],
    ['RESUME', undefined, 9_000_000, false],
    ['BACK_TO_SELLER', undefined, 9_000_000, false],
  ] as const)(
    'R-APL-15 %s of %s fen, %i paid: a second one is needed: %s',
    (outcome, amount, paid, isNeeded) => {
      const ruled = dear(paid).act('decideAppeal', ruling(outcome, amount));

      expect(ruled.steps.at(-1)?.event.type).toBe(isNeeded ? 'rulingProposed' : 'appealDecided');
      expect(ruled.order.appeal?.closedAt === null).toBe(isNeeded);
    },
  );

  it('R-APL-15 by another person, under whatever token; nothing else is taken meanwhile', () => {
    const proposed = dear(2_000_000).act('decideAppeal', ruling('REFUND', 1_500_000));

    const again = { ...first, party: 'another team', sourceAddress: '10.0.0.9' };
    expect(proposed.refused('signRuling', { by: again }).code).toBe('SIGNATURE_IS_YOUR_OWN');
    for (const action of ['addEvidence', 'offerSettlement', 'withdrawAppeal'] as const) {
      expect(proposed.refused(action, byBuyer).code, action).toBe('RULING_AWAITS_SIGNATURE');
    }
    expect(proposed.refused('decideAppeal', ruling('RESUME')).code).toBe('RULING_AWAITS_SIGNATURE');
    expect(proposed.refused('accept').code).toBe('ORDER_FROZEN');

    const signed = proposed.act('signRuling', { by: second });
    expect(signed.order).toMatchObject({
      node: 'REFUNDING',
      refund: { amountFen: 1_500_000 },
      appeal: { end: 'RULED', ruling: { ruledBy: firstManager, signedBy: secondManager } },
    });
  });

  it('R-APL-15 declined, the case goes on; whoever ruled may take it back', () => {
    const proposed = dear(2_000_000).act('decideAppeal', ruling('COMPLETE'));

    for (const by of [first, second]) {
      const on = proposed.act('declineRuling', { by, payload: { reason: 'one more question' } });
      expect(on.order.appeal).toMatchObject({ ruling: null, closedAt: null });
      expect(on.refused('signRuling', { by: second }).code).toBe('NO_RULING_TO_SIGN');
      expect(on.act('decideAppeal', ruling('RESUME')).order.appeal?.end).toBe('RULED');
    }
  });

  it.each([
    [0, 'rulingProposed'],
    [Number.MAX_SAFE_INTEGER, 'appealDecided'],
  ])('R-APL-15 from %s fen on, as it was switched', (secondSignatureFromFen, type) => {
    const order = inCase(atBuyer({ assumptions: { secondSignatureFromFen } }));

    expect(order.act('decideAppeal', ruling('COMPLETE')).steps.at(-1)?.event.type).toBe(type);
    expect(order.act('decideAppeal', ruling('RESUME')).steps.at(-1)?.event.type).toBe(
      'appealDecided',
    );
  });
});
