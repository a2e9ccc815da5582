import type { Proof } from './acceptance.ts';
import { caseRecorded } from './case-file.ts';
import type { DeliveryPayload, NamedFile, NamedProof, OrderEvent } from './events.ts';
import { fileOf } from './file-reference.ts';
import type { Order, TurnedDown } from './order.ts';
import { extendable } from './order-wide.ts';
import { refundOf } from './refund.ts';
import { courierAnswerDueAt } from './shipping.ts';
import type { Instant } from './units.ts';

type Said<T extends OrderEvent['type']> = Extract<OrderEvent, { type: T }>['payload'];

/** What people said and what came true with an event, kept on the order. Equal for every flow. Pure. */
export function recorded(order: Order, event: OrderEvent): Order {
  const { at } = event;
  switch (event.type) {
    case 'requirementSubmitted':
      return {
        ...order,
        requirement: { text: event.payload.text, at, ...attached(event.payload.attachments) },
      };
    case 'requirementRejected':
      return {
        ...order,
        lastRejection: turnedDown(order, event.payload, at),
        requirementRejects: order.requirementRejects + 1,
      };
    case 'idCodeSubmitted':
      return { ...order, idCode: idCodeOf(order, event.payload, at) };
    case 'licenseIssued':
      return { ...order, licenseIssuedAt: at };
    case 'deployed': // R-ENA-04: the newest delivery counts; what the seller proved before belongs to an older one
      return {
        ...delivered(order, {}, event.payload.comment ?? '', at),
        actualEnableTime: null,
        // R-PKG-04: what the seller still owes an answer to stays open for the next delivery.
        openCriteria: order.openCriteria,
      };
    case 'delivered':
      return {
        ...delivered(order, event.payload, event.payload.result, at),
        // R-LIC2-08: once a code is activated, its time stands. R-ENA-04: else the newest delivery says, by silence too.
        actualEnableTime: order.activatedAt
          ? order.actualEnableTime
          : (event.payload.actualEnableTime ?? null),
      };
    case 'shipped':
      return shipped(order, event.payload, at);
    case 'addressChanged':
      return { ...order, shippingAddressId: event.payload.shippingAddressId };
    case 'courierSigned':
      return {
        ...order,
        parcel: order.parcel && { ...order.parcel, signedAt: event.payload.signedAt ?? at },
      };
    case 'courierRequested':
      return {
        ...order,
        courierRequest: {
          name: event.payload.courier,
          askedAt: at,
          dueAt: courierAnswerDueAt(at, order),
          overdueAt: null,
          answeredAt: null,
          isAdmitted: false,
        },
      };
    case 'courierAnswered':
      return courierAnswered(order, event.payload.isAdmitted, at);
    case 'courierAnswerOverdue':
      return {
        ...order,
        courierRequest: order.courierRequest && { ...order.courierRequest, overdueAt: at },
      };
    case 'reviewFailed':
      return { ...failed(order, event.payload, at), reviewFails: order.reviewFails + 1 };
    case 'rejected': // R-GEN-04: any number of times
      return { ...failed(order, event.payload, at), acceptRejects: order.acceptRejects + 1 };
    case 'milestoneAccepted':
      return { ...order, milestonesAccepted: order.milestonesAccepted + 1, openCriteria: [] };
    case 'accepted':
      return order.purchase.milestones?.length
        ? { ...order, milestonesAccepted: order.milestonesAccepted + 1 }
        : order;
    case 'authCodeActivated':
      return { ...order, actualEnableTime: event.payload.actualEnableTime ?? at };
    case 'authCodeClaimed':
      return { ...order, claimedAt: at };
    case 'invoiceIssued':
      return { ...order, invoicedAt: at };
    case 'extensionRequested':
      return asked(order, event);
    case 'extensionGranted':
      return granted(order);
    case 'extensionDeclined':
      return { ...order, extension: null };
    case 'reminderDue':
      return { ...order, remindedAt: at, reminders: order.reminders + 1 };
    case 'alertRaised':
      return { ...order, alertedAt: at };
    case 'closedForRefund':
      return { ...order, refund: refundOf(order, order.purchase.paidFen, at) };
    case 'refundSettled':
      return { ...order, refund: order.refund && { ...order.refund, settledAt: at } };
    case 'refundRefused':
      return { ...order, refund: order.refund && { ...order.refund, refusedAt: at } };
    case 'requirementConfirmed':
    case 'reviewPassed':
    case 'closedAsInvoiced':
    case 'clockAdvanced':
    case 'deadlinePassed':
      return order;
    default:
      return caseRecorded(order, event);
  }
}

const turnedDown = (
  order: Order,
  said: Said<'requirementRejected'> | Said<'rejected'>,
  at: Instant,
): TurnedDown => ({
  text: said.reason,
  at,
  from: order.node,
  criteria: 'criteria' in said ? (said.criteria ?? []) : [],
  ...('attachments' in said ? attached(said.attachments) : {}),
});

/** R-PRF-10: what failed has to be answered by the next delivery. */
const failed = (order: Order, said: Said<'rejected'>, at: Instant): Order => ({
  ...order,
  lastRejection: turnedDown(order, said, at),
  openCriteria: [...new Set(said.criteria ?? [])],
});

const delivered = (order: Order, said: DeliveryPayload, text: string, at: Instant): Order => ({
  ...order,
  delivery: { text, at },
  proofs: (said.proofs ?? []).map(proofOf),
  openCriteria: [],
  isRedoOwed: false,
});

function courierAnswered(order: Order, isAdmitted: boolean, at: Instant): Order {
  const { courierRequest, admittedCouriers } = order;
  if (courierRequest === null) return order;
  return {
    ...order,
    courierRequest: { ...courierRequest, answeredAt: at, isAdmitted },
    admittedCouriers: isAdmitted ? [...admittedCouriers, courierRequest.name] : admittedCouriers,
  };
}

/** Since when a parcel is on its way; told again after a failed review, it was sent and signed for when it was. R-HW-11 INF */
function onItsWay(order: Order, said: Said<'shipped'>, at: Instant) {
  const { parcel, lastRejection, assumptions } = order;
  const isSame = parcel?.courier === said.courier && parcel.trackingNumber === said.trackingNumber;
  if (!isSame || lastRejection?.from !== 'HUAWEI_REVIEW' || !assumptions.reviewKeepsSignature) {
    return { shippedAt: at, signedAt: null };
  }
  // R-HW-04: nobody can read the tracking of a parcel with another phone number.
  return {
    shippedAt: parcel.shippedAt,
    signedAt: said.carriesBuyersPhone ? parcel.signedAt : null,
  };
}

const shipped = (order: Order, said: Said<'shipped'>, at: Instant): Order => ({
  ...delivered(order, said, said.remark ?? '', at),
  courierRequest: null,
  parcel: {
    courier: said.courier,
    trackingNumber: said.trackingNumber,
    carriesBuyersPhone: said.carriesBuyersPhone,
    ...onItsWay(order, said, at),
  },
});

const proofOf = (proof: NamedProof): Proof => ({
  ...fileOf(proof),
  kind: proof.kind,
  criteria: proof.criteria ?? [],
});

const attached = (files: readonly NamedFile[] | undefined) =>
  files && files.length > 0 ? { attachments: files.map(fileOf) } : {};

/** R-LIC1-02 DOC: the platform generates a system id code, the buyer types a hardware id code. */
function idCodeOf(order: Order, said: Said<'idCodeSubmitted'>, at: Instant): Order['idCode'] {
  const { orderId, idCodeKind = 'SYSTEM' } = order.purchase;
  return { kind: idCodeKind, value: said.hardwareIdCode ?? `SYS-${orderId}`, at };
}

function asked(order: Order, event: Extract<OrderEvent, { type: 'extensionRequested' }>): Order {
  const by = event.by.role === 'buyer' ? 'buyer' : 'seller';
  const { limit = 'NODE' } = extendable(order, by) ?? {};
  return { ...order, extension: { by, limit, ...event.payload, askedAt: event.at } };
}

function granted(order: Order): Order {
  const { extension } = order;
  if (extension === null) return order;
  const { until } = extension;
  return {
    ...order,
    extension: null,
    ...(extension.limit === 'NODE' ? { deadline: until } : { promisedAt: until }),
  };
}
