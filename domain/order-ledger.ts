import { awaitedRole } from './awaited.ts';
import { workCalendar } from './calendar/work-calendar.ts';
import { isEndNode, nodeOf } from './flow.ts';
import { flowById } from './flows/catalogue.ts';
import { isFrozen } from './freeze.ts';
import { type BookedSide, booked } from './ledger.ts';
import type { Order } from './order.ts';
import type { Instant } from './units.ts';

/**
 * The order with its time booked up to a moment of its clock: on the account of whoever is awaited. Pure. R-LED-01
 *
 * After the end nothing is booked any more.
 */
export function withTimeBooked(order: Order, at: Instant): Order {
  const node = nodeOf(flowById(order.flowId), order.node);
  if (at <= order.bookedUntil || isEndNode(node)) return order;
  const stay = { node: order.node, side: sideOf(order), from: order.bookedUntil, to: at };
  const ledger = booked(order.ledger, stay, workCalendar(order.calendarVersion));
  return { ...order, ledger, bookedUntil: at };
}

/** On whose account time passes at a node. */
function sideOf(order: Order): BookedSide {
  if (isFrozen(order)) return 'frozen';
  const awaited = awaitedRole(order);
  switch (awaited) {
    case 'buyer':
    case 'seller':
      return awaited;
    case 'huaweiReviewer':
      return 'reviewer';
    default:
      return 'platform';
  }
}
