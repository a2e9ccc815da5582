import type { Order } from './order.ts';
import { type Fen, fen, type Instant } from './units.ts';

/**
 * The refund of an order, decided now. An order has one at most, so its id follows from the order's. Pure. R-RFD-01
 *
 * @param amountFen - what goes back, tax included; all that was paid, or a part of it
 */
export const refundOf = (
  { purchase }: Order,
  amountFen: Fen,
  at: Instant,
): NonNullable<Order['refund']> => ({
  refundId: `${purchase.orderId}:refund-1`,
  amountFen,
  decidedAt: at,
  settledAt: null,
  refusedAt: null,
});

/** Whether all that was paid goes back, or has gone: such an order is never billed. Pure. R-RFD-02 */
export const isRefundInFull = ({ refund, purchase }: Order): boolean =>
  refund !== null && refund.amountFen >= purchase.paidFen;

/** Whether a part of what was paid goes back, and the order is completed with the rest. Pure. R-APL-16 INF */
export const isRefundInPart = (order: Order): boolean =>
  order.refund !== null && !isRefundInFull(order);

/** What the settlement takes up of an order, in fen: what was paid without what was refunded; 0 while nothing may be billed. Pure. */
export const billableFen = ({ billable, purchase, refund }: Order): Fen =>
  fen(billable ? purchase.paidFen - (refund?.amountFen ?? 0) : 0);
