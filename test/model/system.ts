import { awaitedRole } from '../../domain/awaited.ts';
import { readClock } from '../../domain/clock.ts';
import type { Order } from '../../domain/order.ts';
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
    billable: order.billable,
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
    extension: extension && [extension.by, extension.limit, ms(extension.until)],
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
    book(
      `${order.node} ${awaited === 'huaweiReviewer' ? 'reviewer' : awaited}`,
      reading(system) - Date.parse(order.bookedUntil),
    );
  }
  return totals;
}

/** The same as the model has it, when the order's clock reads `now`. */
export function viewOfModel(model: ModelOrder, now: number): object {
  const { parcel, courier, extension, refund, node } = model;
  const isSupervised = model.plan.chain.length > 0;
  const isCompleted = node === 'COMPLETED';
  const isRefunded = node === 'REFUNDED';
  return {
    node,
    awaited: awaitedOf(model),
    since: model.since,
    limit: model.limit,
    supervision: !isSupervised ? 'NOT_APPLICABLE' : isCompleted ? 'COMPLETED' : 'IN_PROGRESS',
    status: isRefunded ? 'REFUNDED' : hasEnded(model) ? 'COMPLETED' : 'PROCESSING',
    billable: model.purchase.livemode && hasEnded(model) && !isRefunded,
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
    extension: extension && [extension.by, extension.limit, extension.until],
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
