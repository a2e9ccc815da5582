import { awaitedRole } from './awaited.ts';
import type { EventPayloads, OrderEvent, platformEvents } from './events.ts';
import { isEndNode, nodeOf } from './flow.ts';
import { flowById } from './flows/catalogue.ts';
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

const inOrder = (dues: readonly Due[]): readonly Due[] =>
  [...dues].sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));

/** What moves the order: the limit of its node, and the close after 365 days where it was in force. */
function movingDues(order: Order): readonly Due[] {
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
  const { purchase, openedAt, acceptedAt, refund, assumptions } = order;
  if (openedAt === null || acceptedAt !== null || refund !== null) return null;
  const reached = plusMs(purchase.paidAt, autoCloseDays * dayMs);
  if (reached < openedAt && !assumptions.autoCloseOlderOrders) return null;
  const at = later(reached, openedAt);
  return at < autoCloseEnded ? at : null;
}

/** When the alert after 180 days comes; null if it was raised, or the delivery is accepted. Pure. R-CLK-03 DOC */
function alertDueAt(order: Order): Instant | null {
  const { purchase, openedAt, acceptedAt, alertedAt, assumptions } = order;
  if (openedAt === null || acceptedAt !== null || alertedAt !== null) return null;
  const reached = plusMs(purchase.placedAt, alertDays * dayMs);
  const inForce = later(openedAt, autoCloseEnded);
  return reached < inForce && !assumptions.alertOlderOrders ? null : later(reached, inForce);
}

const lastReminded = ({ remindedAt, enteredAt, openedAt }: Order): Instant =>
  remindedAt ?? later(enteredAt, openedAt ?? enteredAt);

/** The next reminder; undefined if nobody is reminded at this node. R-REM-01 */
function nextReminder(order: Order): Due<'reminderDue'> | undefined {
  for (const rung of rungsOf(order)) if (isOpen(order, rung.at)) return reminderAt(order, rung);
  return undefined;
}

/** The last reminder up to a moment, if one is due since the last that was sent. */
function lastReminderUpTo(order: Order, until: Instant): Due<'reminderDue'> | undefined {
  let last: Rung | undefined;
  for (const rung of rungsOf(order)) {
    if (rung.at > until) break;
    if (isOpen(order, rung.at)) last = rung;
  }
  return last && reminderAt(order, last);
}

/** Whether a reminder is still to come: an extension moves some into the past, where nobody is reminded any more. */
const isOpen = (order: Order, at: Instant): boolean =>
  at > lastReminded(order) && at >= order.bookedUntil;

function reminderAt(order: Order, { at, to }: Rung): Due<'reminderDue'> {
  const { promisedAt, reminders } = order;
  const isPromised = isPromiseRunning(order) && to.includes('seller');
  const promiseMissed = isPromised && promisedAt !== null && at >= promisedAt;
  const [only, other] = to;
  const told = other === undefined && only !== undefined ? only : to;
  return { at, event: 'reminderDue', payload: { to: told, no: reminders + 1, promiseMissed } };
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
  readonly to: readonly Role[];
}

/** Everything that reminds somebody at this node, in order; what falls together is one reminder. R-REM-02, R-REM-05 */
function* rungsOf(order: Order): Generator<Rung> {
  const ladder = ladders[order.assumptions.reminderCadence];
  if (ladder === null) return;
  const awaited = remindedRole(order);
  const promisedAt = isPromiseRunning(order) ? order.promisedAt : null;
  const isReplaced = promisedAt !== null && awaited === 'seller';
  const climbed = [
    ...(awaited !== null && !isReplaced ? [climb(awaited, order.enteredAt, ladder)] : []),
    ...(promisedAt !== null ? [climb('seller', promisedAt, [-1, 0])] : []),
  ];
  yield* inTime(climbed);
}

/** Reminders of one role: on some days counted from a moment, then weekly. */
function* climb(role: Role, from: Instant, days: readonly number[]): Generator<Rung> {
  for (const day of days) yield { at: plusMs(from, day * dayMs), to: [role] };
  const weeklyFrom = days.at(-1) ?? 0;
  for (let week = 1; week <= mostReminders; week += 1) {
    yield { at: plusMs(from, (weeklyFrom + 7 * week) * dayMs), to: [role] };
  }
}

/** Several ladders as one, in order of time. */
function* inTime(ladders: readonly Generator<Rung>[]): Generator<Rung> {
  const heads = ladders.map((ladder) => ({ ladder, rung: nextOf(ladder) }));
  for (;;) {
    const [at] = heads.flatMap(({ rung }) => (rung ? [rung.at] : [])).sort();
    if (at === undefined) return;
    const now = heads.filter(({ rung }) => rung?.at === at);
    yield { at, to: now.flatMap(({ rung }) => rung?.to ?? []) };
    for (const head of now) head.rung = nextOf(head.ladder);
  }
}

function nextOf(ladder: Generator<Rung>): Rung | undefined {
  const { value, done } = ladder.next();
  return done ? undefined : value;
}

/** Whether the seller, with a promise, can deliver now and has not delivered yet. R-REM-05 INF */
function isPromiseRunning(order: Order): boolean {
  const { promisedAt, delivery, assumptions } = order;
  const node = nodeOf(flowById(order.flowId), order.node);
  const canDeliver = !isEndNode(node) && ('delivered' in node.on || 'shipped' in node.on);
  return assumptions.promiseReminders && promisedAt !== null && delivery === null && canDeliver;
}

/** Who is reminded at the order's node; null where the platform is awaited, or nobody. */
function remindedRole(order: Order): Role | null {
  const awaited = awaitedRole(order);
  return roles.find((role) => role === awaited) ?? null;
}
