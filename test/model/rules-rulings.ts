import type { NodeId } from '../../domain/order.ts';
import { type ModelAppeal, openAppeal } from './rules-freeze.ts';
import { booked, type ModelOrder, moved } from './rules-order.ts';
import type { Attempt } from './rules-refusals.ts';
import { delivers, remindedUntil, workingDayEnd } from './rules-time.ts';

/** Where the seller can be told to deliver again; null: nowhere, or it stands there already. R-APL-19 */
export const backTo = (order: ModelOrder): NodeId | null =>
  delivers(order) || order.isCodeUsed ? null : order.deliveredFrom;

/** What a step of an appeal makes of the order; anything else leaves it. */
export function inCase(order: ModelOrder, attempt: Attempt): ModelOrder {
  const { action, role, person, payload } = attempt;
  if (action === 'openAppeal') return appealed(order, attempt);
  const appeal = openAppeal(order);
  if (appeal === null) return order;
  const kept = (more: Partial<ModelAppeal>): ModelOrder => ({
    ...order,
    appeal: { ...appeal, ...more },
  });
  const by = role === 'buyer' ? 'buyer' : 'seller';
  switch (action) {
    case 'submitStatement':
      return kept({ isAnswered: true });
    case 'addEvidence':
      return kept({ entries: { ...appeal.entries, [by]: appeal.entries[by] + 1 } });
    case 'withdrawAppeal':
      return resumed(goesOn(order, 'WITHDRAWN'));
    case 'offerSettlement': {
      const { kind = '', expiresAt = '', until, criteria = [], amountFen = null } = payload;
      const no = appeal.offers + 1;
      const offer = {
        no,
        by,
        kind,
        expiresAt: Date.parse(expiresAt),
        until: until === undefined ? null : Date.parse(until),
        criteria: [...new Set(criteria)],
        amountFen,
      } as const;
      return kept({ offer, offers: no });
    }
    case 'declineSettlement':
      return kept({ offer: null });
    case 'acceptSettlement':
      return settled(order, appeal);
    case 'takeCase':
      return kept({ takenBy: person });
    case 'handOverCase':
      return kept({ takenBy: payload.to ?? null });
    case 'decideAppeal': {
      const { outcome = '' } = payload;
      // A refund without an amount is one of all that was paid. R-APL-14
      const all = outcome === 'REFUND' ? order.purchase.paidFen : null;
      const amountFen = payload.amountFen ?? all;
      const ruling = { outcome, amountFen, ruledBy: person ?? '', signedBy: null };
      const ruled = kept({ ruling });
      return needsSecond(order, outcome) ? ruled : carried(ruled);
    }
    case 'signRuling':
      return carried(kept({ ruling: appeal.ruling && { ...appeal.ruling, signedBy: person } }));
    case 'declineRuling':
      return kept({ ruling: null });
    default:
      return order;
  }
}

function appealed(order: ModelOrder, { role, payload }: Attempt): ModelOrder {
  const { now, assumed } = order;
  return {
    ...booked(order, now),
    appeal: {
      no: (order.appeal?.no ?? 0) + 1,
      by: role === 'buyer' ? 'buyer' : 'seller',
      reason: payload.reason ?? '',
      openedAt: now,
      answerBy: workingDayEnd(order, assumed.statementWorkingDays) ?? now,
      isAnswered: false,
      entries: { buyer: 0, seller: 0 },
      takenBy: null,
      offer: null,
      offers: 0,
      ruling: null,
      dueAt: workingDayEnd(order, 3) ?? now,
      isOverdue: false,
      end: null,
      closedAt: null,
    },
  };
}

/** What goes back to the buyer or becomes the seller's reaches the threshold. R-APL-15 */
function needsSecond({ purchase, assumed }: ModelOrder, outcome: string) {
  // Whatever does not go back becomes the seller's: what ends the order moves all of it.
  const movedFen = outcome === 'COMPLETE' || outcome === 'REFUND' ? purchase.paidFen : 0;
  return movedFen > 0 && movedFen >= assumed.secondSignatureFromFen;
}

/** The order as its clocks go on: what was left of each limit when the appeal was opened is left now. R-APL-03 */
function goesOn(order: ModelOrder, end: NonNullable<ModelAppeal['end']>): ModelOrder {
  const { appeal, courier, extension, now } = order;
  if (appeal === null) return order;
  const from = appeal.openedAt;
  const left = (limit: number) => (limit > from ? now + (limit - from) : limit);
  return {
    ...booked(order, now),
    appeal: { ...appeal, end, closedAt: now },
    stood: [...order.stood, { from, to: now }],
    limit: order.limit === null ? null : left(order.limit),
    promisedAt: order.promisedAt === null ? null : left(order.promisedAt),
    courier: courier && { ...courier, dueAt: left(courier.dueAt) },
    extension: extension && { ...extension, until: left(extension.until) },
  };
}

/** R-APL-13 R-APL-14 */
function carried(order: ModelOrder): ModelOrder {
  const { now, appeal } = order;
  const running = goesOn(order, 'RULED');
  switch (appeal?.ruling?.outcome) {
    case 'COMPLETE':
      return { ...moved(running, 'COMPLETED', now), completedAt: now };
    case 'REFUND':
      return refunded(running, appeal.ruling.amountFen ?? 0);
    case 'BACK_TO_SELLER':
      return deliversAgain(running, []);
    default:
      return resumed(running);
  }
}

/** Where it stood; what was due before it stood still is not due again. */
const resumed = (order: ModelOrder): ModelOrder => ({ ...order, remindedAt: order.now });

/** R-APL-12: what is accepted is carried out like a ruling. */
function settled(order: ModelOrder, { offer }: ModelAppeal): ModelOrder {
  const running = goesOn(order, 'SETTLED');
  if (offer === null) return running;
  if (offer.kind === 'PARTIAL_REFUND') return refunded(running, offer.amountFen ?? 0);
  return {
    ...deliversAgain(running, offer.criteria),
    isRedoOwed: true,
    promisedAt: offer.until,
    extension: null, // asked for against the limit before
  };
}

const refunded = (order: ModelOrder, amountFen: number): ModelOrder => ({
  ...moved(order, 'REFUNDING', order.now),
  refund: { amountFen, decidedAt: order.now, isSettled: false },
});

/** The seller delivers once more: an acceptance is undone, and what failed before is still answered. R-APL-19 R-PRF-10 */
function deliversAgain(order: ModelOrder, criteria: readonly string[]): ModelOrder {
  const { now, node } = order;
  const target = backTo(order);
  const isUndone = order.acceptedAt !== null && (order.purchase.milestones ?? []).length > 0;
  const told = {
    ...order,
    openCriteria: [...new Set([...order.openCriteria, ...criteria])],
    acceptedAt: null,
    wasSentBack: true,
    milestonesAccepted: order.milestonesAccepted - (isUndone ? 1 : 0),
  };
  if (target !== null) return { ...moved(told, target, now), turnedDownFrom: node };
  return {
    ...told,
    // Where it stands it keeps what sent it there; reminders that a new promise would have had by now are never due.
    turnedDownFrom: order.turnedDownFrom ?? node,
    remindedAt: Math.max(remindedUntil(order), now - 1),
  };
}
