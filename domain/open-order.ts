import type { Digest } from './acceptance.ts';
import { contractFor } from './acceptance-rules.ts';
import { type Assumptions, defaultAssumptions } from './assumptions.ts';
import { currentCalendarVersion, workCalendar } from './calendar/work-calendar.ts';
import { readClock, startClock } from './clock.ts';
import { deadlineOf } from './deadlines.ts';
import { type Rejection, rejection } from './errors.ts';
import { isEndNode, nodeOf } from './flow.ts';
import { chooseFlow } from './flows/catalogue.ts';
import type { Order, Purchase } from './order.ts';
import { refusePurchaseContent } from './purchase-rules.ts';
import { earlier, type Instant, later, plusMs } from './units.ts';

const dayMs = 86_400_000;

/** Clocks of two machines differ a little; a payment this much ahead of ours is not in the future. */
const clockSkewMs = 5 * 60_000;

/**
 * Opens the supervision of a paid order: chooses its flow, and fixes assumptions, calendar and clock for life. Pure.
 *
 * Rule R-GEN-01 DOC: supervision starts when payment succeeds; the order is then in PROCESSING, at the first node since
 * the payment (since now, if the payment is a little ahead of our clock).
 *
 * An order without supervision, and a renewal, is in effect at once: it opens at its end. R-MOD-01 R-MOD-02 DOC
 *
 * @param real - what the world's clock reads, UTC
 * @param digest - hashes the acceptance contract
 * @param inForce - what the marketplace assumes; a rehearsal may assume otherwise
 * @returns the order with `seq` 1, or why it cannot be opened
 */
export function openOrder(
  purchase: Purchase,
  real: Instant,
  digest: Digest,
  inForce: Assumptions = defaultAssumptions,
): Order | Rejection {
  const refused = refusePurchase(purchase, real) ?? refusePurchaseContent(purchase);
  if (refused) return refused;
  const assumptions = { ...inForce, ...purchase.assumptions };
  const choice = chooseFlow({ ...purchase, assumptions });
  if ('code' in choice) return choice;

  const { flow } = choice;
  const first = nodeOf(flow, flow.start);
  const calendarVersion = currentCalendarVersion;
  const clock = startClock(purchase.clock, real);
  const openedAt = readClock(clock, real);
  const startedAt = earlier(purchase.paidAt, openedAt);
  const isSupervised = !isEndNode(first);
  return {
    purchase,
    flowId: flow.id,
    assumptions,
    calendarVersion,
    clock,
    openedAt,
    seq: 1,
    changedSeq: 1,
    node: flow.start,
    enteredAt: startedAt,
    deadline: isSupervised
      ? deadlineOf(first.within, startedAt, assumptions, workCalendar(calendarVersion))
      : null,
    supervisionStatus: isSupervised ? 'IN_PROGRESS' : 'NOT_APPLICABLE',
    orderStatus: isSupervised ? 'PROCESSING' : 'COMPLETED',
    negotiatedRefundLocked: false,
    billable: !isSupervised && purchase.livemode,
    requirementRejects: 0,
    acceptRejects: 0,
    reviewFails: 0,
    requirement: null,
    delivery: null,
    lastRejection: null,
    contract: isSupervised ? contractFor(purchase, assumptions, digest) : null,
    proofs: [],
    openCriteria: [],
    milestonesAccepted: 0,
    idCode: null,
    licenseIssuedAt: null,
    shippingAddressId: purchase.shippingAddressId ?? null,
    parcel: null,
    courierRequest: null,
    admittedCouriers: [],
    invoicedAt: null,
    remindedAt: null,
    reminders: 0,
    alertedAt: null,
    // R-REM-04: calendar days from the payment.
    promisedAt:
      isSupervised && purchase.deliveryPromiseDays !== undefined
        ? plusMs(startedAt, purchase.deliveryPromiseDays * dayMs)
        : null,
    extension: null,
    isRedoOwed: false,
    isCloseWaived: false,
    appeal: null,
    freezes: [],
    refund: null,
    ledger: [],
    bookedUntil: startedAt,
    actualEnableTime: null,
    claimedAt: null,
    activatedAt: null,
    acceptedAt: null,
    completedAt: null,
    effectiveAt: isSupervised ? null : later(purchase.takesEffectAt ?? startedAt, startedAt),
  };
}

function refusePurchase(purchase: Purchase, real: Instant): Rejection | undefined {
  const { livemode, clock, placedAt, paidAt, paidFen, lines } = purchase;
  if (livemode && clock) {
    return rejection(
      'LIVE_ORDER_WITH_REHEARSAL_CLOCK',
      `livemode is true and a ${clock.kind} clock is asked for`,
      { field: 'clock' },
    );
  }
  if (paidAt < placedAt) {
    return rejection('PAID_BEFORE_PLACED', `placed at ${placedAt}, paid at ${paidAt}`, {
      field: 'paidAt',
      earliest: placedAt,
    });
  }
  const now = readClock(startClock(clock, real), real);
  if (paidAt > (clock ? now : plusMs(now, clockSkewMs))) {
    return rejection('PAID_IN_FUTURE', `the order's clock reads ${now}, paid at ${paidAt}`, {
      field: 'paidAt',
      latest: now,
    });
  }
  const lineIds = lines.map(({ lineId }) => lineId);
  const twice = lineIds.find((lineId, index) => lineIds.indexOf(lineId) !== index);
  if (twice !== undefined) {
    return rejection('LINE_ID_TWICE', `more than one line is ${twice}`, { field: 'lines' });
  }
  const sumFen = lines.reduce((sum, line) => sum + line.amountFen, 0);
  if (sumFen !== paidFen) {
    return rejection('AMOUNTS_DO_NOT_ADD_UP', `the lines add up to ${sumFen}, paid ${paidFen}`, {
      field: 'paidFen',
      expected: sumFen,
    });
  }
  return undefined;
}
