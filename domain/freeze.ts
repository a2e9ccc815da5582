import { InvariantError } from './errors.ts';
import type { Freeze, Order } from './order.ts';
import { type Instant, later, msOf, plusMs } from './units.ts';

/** Whether an appeal is open: no clock of the order runs, and neither side can act. Pure. R-APL-02 DOC */
export const isFrozen = ({ appeal }: Pick<Order, 'appeal'>): boolean =>
  appeal !== null && appeal.closedAt === null;

/**
 * A moment of the past, moved on by all the time in which the order has stood still since: where a clock that began then
 * would have to begin to show now what it shows. Pure. R-APL-03 INF
 *
 * Keeps the order of moments: of two, the later one is never before the other afterwards.
 */
export const movedOn = (from: Instant, freezes: readonly Freeze[]): Instant =>
  plusMs(from, frozenMsSince(from, freezes));

/** How long the order has stood still since a moment, in milliseconds. Pure. */
const frozenMsSince = (from: Instant, freezes: readonly Freeze[]): number =>
  freezes.reduce(
    (ms, freeze) => ms + Math.max(0, msOf(freeze.to) - msOf(later(from, freeze.from))),
    0,
  );

/**
 * When a clock that began at a moment shows so much: what was reached before the order stood still stays reached. Pure.
 * R-APL-03 INF
 */
export const reachedAfter = (from: Instant, ms: number, freezes: readonly Freeze[]): Instant =>
  freezes.reduce(
    (at, freeze) => (at > freeze.from ? plusMs(at, frozenMsSince(from, [freeze])) : at),
    plusMs(from, ms),
  );

/**
 * The order with its limits running again: each has what was left of it when the appeal was opened, to the millisecond.
 * What had passed by then stays passed. Pure. R-APL-03 INF
 */
export function thawed(order: Order, at: Instant): Order {
  const { appeal, courierRequest, extension } = order;
  if (appeal === null) throw new InvariantError('nothing has frozen the order');
  const freeze = { from: appeal.openedAt, to: at };
  const stoodMs = msOf(freeze.to) - msOf(freeze.from);
  const resumed = <T extends Instant | null>(limit: T): T =>
    limit !== null && limit > freeze.from ? (plusMs(limit, stoodMs) as T) : limit;
  return {
    ...order,
    freezes: stoodMs === 0 ? order.freezes : [...order.freezes, freeze],
    deadline: resumed(order.deadline),
    promisedAt: resumed(order.promisedAt),
    courierRequest: courierRequest && { ...courierRequest, dueAt: resumed(courierRequest.dueAt) },
    extension: extension && { ...extension, until: resumed(extension.until) },
  };
}
