import { awaitedRole, mayBuyerDeploy } from './awaited.ts';
import { owesDelivery } from './due.ts';
import { type Rejection, rejection } from './errors.ts';
import type { EventType, OrderEvent } from './events.ts';
import { type Arrow, type FlowNode, isEndNode, nodeOf, to } from './flow.ts';
import { flowById } from './flows/catalogue.ts';
import { isFrozen } from './freeze.ts';
import type { ExtendedLimit, NodeId, Order } from './order.ts';
import { isRefundInPart } from './refund.ts';
import type { RuleId } from './rules.ts';
import { type Instant, msOf } from './units.ts';

interface OrderWideEntry {
  /** Whether the order takes the event now, whoever sends it. */
  readonly isTaken: (order: Order) => boolean;
  readonly arrow: (node: NodeId) => Arrow;
}

const stays = (rule: Arrow['rule']) => (node: NodeId) => to(node, rule);

/**
 * What can happen at any node of any flow, and so stands in no flow file: facts about the whole order, wishes between the
 * two sides, and what time alone brings about.
 */
export const orderWide: Readonly<Partial<Record<EventType, OrderWideEntry>>> = {
  invoiceIssued: { isTaken: (order) => order.invoicedAt === null, arrow: stays('R-CLK-02') },
  courierRequested: {
    isTaken: ({ node, courierRequest }) =>
      node === 'SHIP' && (courierRequest === null || courierRequest.answeredAt !== null),
    arrow: stays('R-HW-06'),
  },
  courierAnswered: {
    isTaken: ({ courierRequest }) => courierRequest !== null && courierRequest.answeredAt === null,
    arrow: stays('R-HW-06'),
  },
  extensionRequested: {
    isTaken: (order) =>
      order.extension === null &&
      (extendable(order, 'buyer') !== undefined || extendable(order, 'seller') !== undefined),
    arrow: stays('R-EXT-01'),
  },
  extensionGranted: { isTaken: (order) => order.extension !== null, arrow: stays('R-EXT-01') },
  extensionDeclined: { isTaken: (order) => order.extension !== null, arrow: stays('R-EXT-01') },
  appealOpened: { isTaken: () => true, arrow: stays('R-APL-01') },
  reminderDue: { isTaken: () => true, arrow: stays('R-REM-01') },
  alertRaised: { isTaken: () => true, arrow: stays('R-CLK-03') },
  courierAnswerOverdue: { isTaken: () => true, arrow: stays('R-HW-06') },
  closedAsInvoiced: {
    isTaken: () => true,
    arrow: () => to('COMPLETED', 'R-CLK-02', 'markBillable'),
  },
  closedForRefund: { isTaken: () => true, arrow: () => to('REFUNDING', 'R-CLK-02') },
};

/** What an order takes while an appeal is open, and nothing else. The rulings' own arrows are in rulings.ts. R-APL-02 DOC */
export const whileFrozen: Readonly<Partial<Record<EventType, RuleId>>> = {
  statementSubmitted: 'R-APL-09',
  evidenceAdded: 'R-APL-09',
  appealWithdrawn: 'R-APL-17',
  settlementOffered: 'R-APL-12',
  settlementAccepted: 'R-APL-12',
  settlementDeclined: 'R-APL-12',
  settlementLapsed: 'R-APL-12',
  caseTaken: 'R-APL-20',
  caseHandedOver: 'R-APL-20',
  appealDecided: 'R-APL-13',
  rulingProposed: 'R-APL-15',
  rulingSigned: 'R-APL-15',
  rulingDeclined: 'R-APL-15',
  decisionOverdue: 'R-APL-11',
};

/**
 * The arrow by which an order takes an event: its node's own, or an order-wide one; undefined if it does not. What closes
 * an appeal may lead elsewhere. Pure.
 */
export function arrowFor(order: Order, type: EventType): Arrow | undefined {
  const node: FlowNode = nodeOf(flowById(order.flowId), order.node);
  if (isEndNode(node)) return undefined;
  if (isFrozen(order)) {
    const rule = whileFrozen[type];
    return rule && to(order.node, rule);
  }
  // R-APL-16: what is refunded in part is completed with the rest.
  if (type === 'refundSettled' && isRefundInPart(order)) {
    return to('COMPLETED', 'R-APL-16', 'markBillable');
  }
  const own = node.on[type];
  if (own && isOwnTaken(order, type)) return own;
  if (own || order.refund !== null) return undefined;
  const entry = orderWide[type];
  return entry?.isTaken(order) ? entry.arrow(order.node) : undefined;
}

/** Whether an event that the node takes is taken from this order. R-PKG-04, R-HW-11 INF */
function isOwnTaken(order: Order, type: EventType): boolean {
  if (type === 'deployed') return mayBuyerDeploy(order);
  if (type !== 'addressChanged') return true;
  const isToldAgain = order.lastRejection?.from === 'HUAWEI_REVIEW' && order.parcel !== null;
  return !(isToldAgain && order.assumptions.reviewKeepsSignature);
}

/** Whether an event only tells somebody, and leaves what can be done as it was. Pure. */
export const onlyTells = (type: EventType): boolean =>
  type === 'reminderDue' ||
  type === 'alertRaised' ||
  type === 'courierAnswerOverdue' ||
  type === 'decisionOverdue' ||
  type === 'refundRefused';

/** A running limit that one side may ask to move. R-EXT-01 INF */
interface Extendable {
  readonly limit: ExtendedLimit;
  readonly at: Instant;
}

/** The limit that runs against a side: its node's, or the seller's promise; undefined if none does. Pure. */
export function extendable(order: Order, side: 'buyer' | 'seller'): Extendable | undefined {
  if (order.assumptions.longestExtensionDays === 0) return undefined;
  const node = nodeOf(flowById(order.flowId), order.node);
  // Limits in hours are technical ones of the platform, not the other side's patience.
  const isTechnical = !isEndNode(node) && node.within.kind === 'hours';
  if (!isEndNode(node) && awaitedRole(order) === side && order.deadline !== null && !isTechnical) {
    return { limit: 'NODE', at: order.deadline };
  }
  return side === 'seller' && order.promisedAt !== null && owesDelivery(order)
    ? { limit: 'PROMISE', at: order.promisedAt }
    : undefined;
}

const dayMs = 86_400_000;

/** Refuses what the two sides may not ask of each other about a limit. Pure. R-EXT-01 to R-EXT-03 INF */
export function refuseExtension(order: Order, event: OrderEvent): Rejection | undefined {
  const { role } = event.by;
  if (event.type === 'extensionRequested' && (role === 'buyer' || role === 'seller')) {
    return refuseExtensionRequest(order, role, event.payload.until, event.at);
  }
  if (event.type !== 'extensionGranted' && event.type !== 'extensionDeclined') return undefined;
  const { extension } = order;
  if (extension === null) return undefined;
  if (extension.by === role) {
    return rejection(
      'EXTENSION_IS_YOUR_OWN',
      `asked for by the ${role}, answered by the other side`,
      {
        by: extension.by,
      },
    );
  }
  if (event.type === 'extensionGranted' && extension.until <= event.at) {
    return rejection('EXTENSION_LAPSED', `asked for until ${extension.until}, now ${event.at}`, {
      until: extension.until,
      now: event.at,
    });
  }
  return undefined;
}

function refuseExtensionRequest(
  order: Order,
  side: 'buyer' | 'seller',
  until: Instant,
  at: Instant,
): Rejection | undefined {
  const running = extendable(order, side);
  if (!running || running.at <= at) {
    return rejection('NO_LIMIT_TO_EXTEND', `no limit runs against the ${side} at ${order.node}`, {
      node: order.node,
    });
  }
  const longestDays = order.assumptions.longestExtensionDays;
  const isTooFar = msOf(until) - msOf(running.at) > longestDays * dayMs;
  if (until > running.at && !isTooFar) return undefined;
  return rejection(
    'EXTENSION_OUT_OF_BOUNDS',
    `expected a moment after ${running.at} and at most ${longestDays} days later, found ${until}`,
    { field: 'until', after: running.at, longestDays },
  );
}
