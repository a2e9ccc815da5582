import { awaitedRole } from './awaited.ts';
import { InvariantError } from './errors.ts';
import type { EventPayloads, OrderEvent, platformEvents } from './events.ts';
import { isEndNode, nodeOf } from './flow.ts';
import { flowById } from './flows/catalogue.ts';
import { isFrozen, movedOn, reachedAfter } from './freeze.ts';
import { type Actor, type Order, type Role, roles } from './order.ts';
import { type Instant, instant, later, plusMs } from './units.ts';

const dayMs = 86_400_000;

/** R-CLK-01: until then an order was closed after 365 days; R-CLK-03: since then there is an alert after 180. */
export const autoCloseEnded = instant('2024-03-05T00:00:00+08:00');

/** R-CLK-01 DOC: supervision older than this was closed. */
const autoCloseDays = 365;
/** R-CLK-03 DOC: an order placed so long ago and not yet accepted is reported. */
const alertDays = 180;

type PlatformEventType = (typeof platformEvents)[number];

/** Something that will happen by itself. */
export interface Due<T extends PlatformEventType = PlatformEventType> {
  readonly at: Instant;
  readonly event: T;
  readonly payload: EventPayloads[T];
}

/** Who acts when time passes. */
export const platform: Actor = { role: 'platform', party: null };

/** A due fact as an event. Pure. */
export const eventOfDue = ({ at, event, payload }: Due): OrderEvent =>
  ({ type: event, at, by: platform, payload }) as OrderEvent;

/**
 * Everything that will happen to an order by itself if nobody acts, earliest first. Pure.
 *
 * What moves the order comes before what only tells somebody, at the same moment.
 */
export function duesOf(order: Order): readonly Due[] {
  if (isEndNode(nodeOf(flowById(order.flowId), order.node)) || order.refund !== null) return [];
  if (isFrozen(order)) return inOrder(caseDues(order));
  const reminder = nextReminder(order);
  return inOrder([...movingDues(order), ...tellingDues(order), ...(reminder ? [reminder] : [])]);
}

/**
 * The next thing that is due by `until`, inclusive; undefined if nothing is. Pure.
 *
 * R-REM-03 INF: reminders that were missed while a clock jumped are sent once, as the newest of them that is not void.
 */
export function nextDue(order: Order, until: Instant): Due | undefined {
  const others = duesOf(order).filter(({ at, event }) => event !== 'reminderDue' && at <= until);
  const movesAt = nextMoveAt(order);
  const isVoidBy = movesAt !== null && movesAt <= until ? plusMs(movesAt, -1) : until;
  const reminder = lastReminderUpTo(order, isVoidBy);
  return inOrder([...others, ...(reminder ? [reminder] : [])])[0];
}

/** The next moment at which the order moves by itself; null if it never does. Pure. */
export const nextMoveAt = (order: Order): Instant | null =>
  inOrder(movingDues(order))[0]?.at ?? null;

const inOrder = <T extends { readonly at: Instant }>(dues: readonly T[]): readonly T[] =>
  [...dues].sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));

/** What time brings about while an appeal is open: nothing that moves the order. R-APL-03 INF, R-APL-11 INF, R-APL-12 INF */
function caseDues({ appeal }: Order): readonly Due[] {
  const { offer = null, overdueAt, dueAt = null } = appeal ?? {};
  return [
    ...(offer
      ? [
          {
            at: offer.expiresAt,
            event: 'settlementLapsed',
            payload: { offerId: offer.offerId },
          } as const,
        ]
      : []),
    ...(dueAt && !overdueAt ? [{ at: dueAt, event: 'decisionOverdue', payload: {} } as const] : []),
  ];
}

/** What moves the order: the limit of its node, and the close after 365 days where it was in force. */
function movingDues(order: Order): readonly Due[] {
  if (isFrozen(order)) return [];
  const { deadline, invoicedAt } = order;
  const closeAt = autoCloseAt(order);
  return [
    ...(deadline ? [{ at: deadline, event: 'deadlinePassed', payload: {} } as const] : []),
    ...(closeAt
      ? [
          {
            at: closeAt,
            event: invoicedAt ? 'closedAsInvoiced' : 'closedForRefund',
            payload: {},
          } as const,
        ]
      : []),
  ];
}

/** What tells somebody and moves nothing. */
function tellingDues(order: Order): readonly Due[] {
  const alertAt = alertDueAt(order);
  const { courierRequest } = order;
  return [
    ...(alertAt
      ? [
          {
            at: alertAt,
            event: 'alertRaised',
            payload: { to: ['accountManager', 'seller'] },
          } as const,
        ]
      : []),
    ...(courierRequest && !courierRequest.answeredAt && !courierRequest.overdueAt
      ? [{ at: courierRequest.dueAt, event: 'courierAnswerOverdue', payload: {} } as const]
      : []),
  ];
}

/** When the close after 365 days comes; null where it is not in force or the delivery is accepted. Pure. R-CLK-01 R-CLK-02 DOC */
export function autoCloseAt(order: Order): Instant | null {
  const { purchase, openedAt, acceptedAt, refund, assumptions, freezes, isCloseWaived } = order;
  if (openedAt === null || acceptedAt !== null || refund !== null || isCloseWaived) return null;
  const reached = reachedAfter(purchase.paidAt, autoCloseDays * dayMs, freezes);
  if (reached < openedAt && !assumptions.autoCloseOlderOrders) return null;
  const at = later(reached, openedAt);
  return at < autoCloseEnded ? at : null;
}

/** When the alert after 180 days comes; null if it was raised, or the delivery is accepted. Pure. R-CLK-03 DOC */
function alertDueAt(order: Order): Instant | null {
  const { purchase, openedAt, acceptedAt, alertedAt, assumptions, freezes, bookedUntil } = order;
  if (openedAt === null || acceptedAt !== null || alertedAt !== null) return null;
  const reached = reachedAfter(purchase.placedAt, alertDays * dayMs, freezes);
  const inForce = later(openedAt, autoCloseEnded);
  if (reached < inForce && !assumptions.alertOlderOrders) return null;
  return [reached, inForce, bookedUntil].reduce(later);
}

const lastReminded = ({ remindedAt, enteredAt, openedAt, freezes }: Order): Instant =>
  movedOn(remindedAt ?? later(enteredAt, openedAt ?? enteredAt), freezes);

/** The next reminder; undefined if nobody is reminded at this node. R-REM-01 */
function nextReminder(order: Order): Due<'reminderDue'> | undefined {
  const together: Rung[] = [];
  for (const rung of rungsOf(order)) {
    if (!isOpen(order, rung.at)) continue;
    if (together[0] && rung.at > together[0].at) break;
    together.push(rung);
  }
  return together.length === 0 ? undefined : reminderAt(order, together);
}

/** What was missed up to a moment, if a reminder is due since the last that was sent: the last one of each role. R-REM-03 */
function lastReminderUpTo(order: Order, until: Instant): Due<'reminderDue'> | undefined {
  if (isFrozen(order)) return undefined;
  const missed = new Map<Role, Rung>();
  for (const rung of rungsOf(order)) {
    if (rung.at > until) break;
    if (isOpen(order, rung.at)) missed.set(rung.to, rung);
  }
  return missed.size === 0 ? undefined : reminderAt(order, [...missed.values()]);
}

/** Whether a reminder is still to come: an extension moves some into the past, where nobody is reminded any more. */
const isOpen = (order: Order, at: Instant): boolean =>
  at > lastReminded(order) && at >= order.bookedUntil;

/** One reminder for everybody who is due one, at the moment of the last of them. */
function reminderAt(order: Order, rungs: readonly Rung[]): Due<'reminderDue'> {
  const [first, ...others] = inOrder(rungs);
  if (first === undefined) throw new InvariantError('nobody is reminded');
  const to = [first, ...others].map((rung) => rung.to);
  return {
    at: others.at(-1)?.at ?? first.at,
    event: 'reminderDue',
    payload: {
      to: others.length === 0 ? first.to : to,
      no: order.reminders + 1,
      promiseMissed: rungs.some(({ isMissed }) => isMissed),
    },
  };
}

/** Days after which whoever is awaited is reminded, before it becomes weekly. R-REM-02 INF */
const ladders: Readonly<Record<Order['assumptions']['reminderCadence'], readonly number[] | null>> =
  {
    ONE_THREE_FIVE_WEEKLY: [1, 3, 5],
    WEEKLY: [],
    NONE: null,
  };

/** Farther than any order lives; a reminder in ten years helps nobody. */
const mostReminders = 520;

/** A moment at which somebody is reminded. */
interface Rung {
  readonly at: Instant;
  readonly to: Role;
  /** The seller has promised a moment that is over. */
  readonly isMissed: boolean;
}

/** Everything that reminds somebody at this node, in order. R-REM-02, R-REM-05 */
function rungsOf(order: Order): Generator<Rung> {
  const ladder = ladders[order.assumptions.reminderCadence];
  const awaited = remindedRole(order);
  const promisedAt =
    isPromiseRunning(order) && order.promisedAt ? movedOn(order.promisedAt, order.freezes) : null;
  const isReplaced = promisedAt !== null && awaited === 'seller';
  return inTime(
    ladder === null
      ? []
      : [
          ...(awaited !== null && !isReplaced
            ? [climb(awaited, movedOn(order.enteredAt, order.freezes), ladder)]
            : []),
          ...(promisedAt !== null ? [climb('seller', promisedAt, [-1, 0], promisedAt)] : []),
        ],
  );
}

/** Reminders of one role: on some days counted from a moment, then weekly. */
function* climb(
  to: Role,
  from: Instant,
  days: readonly number[],
  promisedAt?: Instant,
): Generator<Rung> {
  const rungAt = (day: number): Rung => {
    const at = plusMs(from, day * dayMs);
    return { at, to, isMissed: promisedAt !== undefined && at >= promisedAt };
  };
  for (const day of days) yield rungAt(day);
  const weeklyFrom = days.at(-1) ?? 0;
  for (let week = 1; week <= mostReminders; week += 1) yield rungAt(weeklyFrom + 7 * week);
}

/** Several ladders as one, in order of time. */
function* inTime(ladders: readonly Generator<Rung>[]): Generator<Rung> {
  const heads = ladders.map((ladder) => ({ ladder, rung: nextOf(ladder) }));
  for (;;) {
    const [first] = inOrder(heads.flatMap(({ rung }) => (rung ? [rung] : [])));
    if (first === undefined) return;
    yield first;
    for (const head of heads) if (head.rung === first) head.rung = nextOf(head.ladder);
  }
}

function nextOf(ladder: Generator<Rung>): Rung | undefined {
  const { value, done } = ladder.next();
  return done ? undefined : value;
}

/** Whether the seller's promise is still to be kept: nothing was delivered, or it is to be delivered again. Pure. */
export const owesDelivery = ({ delivery, isRedoOwed }: Order): boolean =>
  delivery === null || isRedoOwed;

/** Whether the seller, with a promise, can deliver now, has not yet, and is reminded of it. Pure. R-REM-05 INF */
export function isPromiseRunning(order: Order): boolean {
  const { promisedAt, assumptions } = order;
  const node = nodeOf(flowById(order.flowId), order.node);
  const canDeliver = !isEndNode(node) && ('delivered' in node.on || 'shipped' in node.on);
  return assumptions.promiseReminders && promisedAt !== null && owesDelivery(order) && canDeliver;
}

/** Who is reminded at the order's node; null where the platform is awaited, or nobody. */
function remindedRole(order: Order): Role | null {
  const awaited = awaitedRole(order);
  return roles.find((role) => role === awaited) ?? null;
}
