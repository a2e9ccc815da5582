import { awaitedRole } from '../../domain/awaited.ts';
import { readClock } from '../../domain/clock.ts';
import type { Order } from '../../domain/order.ts';
import { billableFen } from '../../domain/refund.ts';
import { type Instant, instant } from '../../domain/units.ts';
import { awaitedOf, hasEnded, ledgerAt, type ModelOrder } from './rules-order.ts';

/** The order under test and the world's clock; only commands of the model change it. */
export interface System {
  order: Order;
  realMs: number;
}

/** What the order's clock reads, in milliseconds. */
export const reading = ({ order, realMs }: System): number =>
  Date.parse(readClock(order.clock, instant(realMs)));

const ms = (at: Instant | null | undefined): number | null => (at ? Date.parse(at) : null);

/** What model and domain have to agree about, as the domain has it. */
export function viewOfSystem(system: System): object {
  const { order } = system;
  const { parcel, courierRequest, extension, refund, idCode } = order;
  return {
    node: order.node,
    awaited: awaitedRole(order),
    since: ms(order.enteredAt),
    limit: ms(order.deadline),
    supervision: order.supervisionStatus,
    status: order.orderStatus,
    billable: order.billable && billableFen(order),
    locked: order.negotiatedRefundLocked,
    counters: [
      order.requirementRejects,
      order.acceptRejects,
      order.reviewFails,
      order.milestonesAccepted,
    ],
    openCriteria: [...order.openCriteria].sort(),
    turnedDownFrom: order.lastRejection?.from ?? null,
    address: order.shippingAddressId,
    idCode: idCode && (idCode.kind === 'HARDWARE' ? idCode.value : 'generated'),
    parcel: parcel && [
      parcel.courier,
      parcel.trackingNumber,
      parcel.carriesBuyersPhone,
      ms(parcel.shippedAt),
      ms(parcel.signedAt),
    ],
    courier: courierRequest && [
      courierRequest.name,
      ms(courierRequest.dueAt),
      courierRequest.overdueAt !== null,
      courierRequest.answeredAt !== null,
      courierRequest.isAdmitted,
    ],
    admittedCouriers: order.admittedCouriers,
    reminders: order.reminders,
    promisedAt: ms(order.promisedAt),
    isRedoOwed: order.isRedoOwed,
    wasSentBack: order.isCloseWaived,
    extension: extension && [extension.by, extension.limit, ms(extension.until)],
    appeal: appealOfSystem(order),
    refund: refund && [refund.amountFen, ms(refund.decidedAt), refund.settledAt !== null],
    moments: [
      ms(order.licenseIssuedAt),
      ms(order.invoicedAt),
      ms(order.alertedAt),
      ms(order.actualEnableTime),
      ms(order.claimedAt),
      ms(order.activatedAt),
      ms(order.acceptedAt),
      ms(order.completedAt),
      ms(order.effectiveAt),
    ],
    ledger: Object.entries(ledgerOfSystem(system)).sort(),
  };
}

function appealOfSystem({ appeal }: Order): object | null {
  if (appeal === null) return null;
  const { no, by, reason, openedAt, statementDueAt, statement, dueAt, overdueAt } = appeal;
  const { takenBy, offer, offers, ruling, end, closedAt } = appeal;
  const entriesOf = (side: string) => appeal.entries.filter((entry) => entry.by === side).length;
  return {
    opened: [no, by, reason, ms(openedAt)],
    statement: [ms(statementDueAt), statement !== null],
    entries: [entriesOf('buyer'), entriesOf('seller')],
    takenBy,
    offer: offer && [
      offer.offerId,
      offer.by,
      offer.kind,
      ms(offer.expiresAt),
      ms(offer.until),
      [...offer.criteria].sort(),
      offer.amountFen,
    ],
    offers,
    ruling: ruling && [ruling.outcome, ruling.amountFen, ruling.ruledBy, ruling.signedBy],
    due: [ms(dueAt), ms(overdueAt)],
    closed: [end, ms(closedAt)],
  };
}

/** Booked time per node and side, the present stay included. */
function ledgerOfSystem(system: System): Record<string, number> {
  const { order } = system;
  const totals: Record<string, number> = {};
  const book = (key: string, elapsedMs: number) => {
    if (elapsedMs !== 0) totals[key] = (totals[key] ?? 0) + elapsedMs;
  };
  for (const { node, side, elapsedMs } of order.ledger) book(`${node} ${side}`, elapsedMs);
  const awaited = awaitedRole(order);
  if (awaited !== null) {
    const side = awaited === 'huaweiReviewer' ? 'reviewer' : awaited;
    const account = order.appeal?.closedAt === null ? 'frozen' : side;
    book(`${order.node} ${account}`, reading(system) - Date.parse(order.bookedUntil));
  }
  return totals;
}

/** The same as the model has it, when the order's clock reads `now`. */
export function viewOfModel(model: ModelOrder, now: number): object {
  const { parcel, courier, extension, refund, node } = model;
  const isSupervised = model.plan.chain.length > 0;
  const isCompleted = node === 'COMPLETED';
  const isRefunded = node === 'REFUNDED';
  const isBillable = model.purchase.livemode && hasEnded(model) && !isRefunded;
  return {
    node,
    awaited: awaitedOf(model),
    since: model.since,
    limit: model.limit,
    supervision: !isSupervised ? 'NOT_APPLICABLE' : isCompleted ? 'COMPLETED' : 'IN_PROGRESS',
    status: isRefunded ? 'REFUNDED' : hasEnded(model) ? 'COMPLETED' : 'PROCESSING',
    billable: isBillable && model.purchase.paidFen - (refund?.amountFen ?? 0),
    locked: model.locked,
    counters: [
      model.requirementRejects,
      model.acceptRejects,
      model.reviewFails,
      model.milestonesAccepted,
    ],
    openCriteria: [...model.openCriteria].sort(),
    turnedDownFrom: model.turnedDownFrom,
    address: model.address,
    idCode: model.idCode,
    parcel: parcel && [
      parcel.courier,
      parcel.number,
      parcel.isTrackable,
      parcel.shippedAt,
      parcel.signedAt,
    ],
    courier: courier && [
      courier.name,
      courier.dueAt,
      courier.isOverdue,
      courier.isAnswered,
      courier.isAdmitted,
    ],
    admittedCouriers: model.admittedCouriers,
    reminders: model.reminders,
    promisedAt: model.promisedAt,
    isRedoOwed: model.isRedoOwed,
    wasSentBack: model.wasSentBack,
    extension: extension && [extension.by, extension.limit, extension.until],
    appeal: appealOfModel(model),
    refund: refund && [refund.amountFen, refund.decidedAt, refund.isSettled],
    moments: [
      model.licenseIssuedAt,
      model.invoicedAt,
      model.alertedAt,
      model.enabledAt,
      model.claimedAt,
      model.activatedAt,
      model.acceptedAt,
      model.completedAt,
      model.effectiveAt,
    ],
    ledger: Object.entries(ledgerAt(model, now)).sort(),
  };
}

function appealOfModel({ appeal }: ModelOrder): object | null {
  if (appeal === null) return null;
  const { no, offer, ruling } = appeal;
  return {
    opened: [no, appeal.by, appeal.reason, appeal.openedAt],
    statement: [appeal.answerBy, appeal.isAnswered],
    entries: [appeal.entries.buyer, appeal.entries.seller],
    takenBy: appeal.takenBy,
    offer: offer && [
      `offer-${no}-${offer.no}`,
      offer.by,
      offer.kind,
      offer.expiresAt,
      offer.until,
      [...offer.criteria].sort(),
      offer.amountFen,
    ],
    offers: appeal.offers,
    ruling: ruling && [ruling.outcome, ruling.amountFen, ruling.ruledBy, ruling.signedBy],
    due: [appeal.dueAt, appeal.isOverdue ? appeal.dueAt : null],
    closed: [appeal.end, appeal.closedAt],
  };
}
