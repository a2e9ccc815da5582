import { currentCalendarVersion, workCalendar } from '../../domain/calendar/work-calendar.ts';
import type { NodeId } from '../../domain/order.ts';
import { afterRunning, openAppeal, ranBetween } from './rules-freeze.ts';
import { accepted, awaitedOf, day, hasEnded, hour, type ModelOrder, moved } from './rules-order.ts';

/** T5, T6: midnight in Beijing of the day on which the close after 365 days was switched off. */
const autoCloseOff = Date.parse('2024-03-05T00:00:00+08:00');

/** Whether the clocks of the whole order run: it is not accepted, not paid back, and does not stand still. */
const isUnaccepted = (order: ModelOrder): boolean =>
  !hasEnded(order) &&
  order.acceptedAt === null &&
  order.refund === null &&
  openAppeal(order) === null;

/** The last moment at which the order went on after standing still: nothing falls due before it any more. R-APL-03 */
const wentOnAt = ({ stood, openedAt }: ModelOrder): number => stood.at(-1)?.to ?? openedAt;

/** T5: when the order is closed for its age; null if it never is. R-CLK-01 R-CLK-04 */
export function closesAt(order: ModelOrder): number | null {
  const reached = afterRunning(order, Date.parse(order.purchase.paidAt), 365 * day);
  if (reached < order.openedAt && !order.assumed.autoCloseOlderOrders) return null;
  const at = Math.max(reached, order.openedAt);
  return isUnaccepted(order) && !order.wasSentBack && at < autoCloseOff ? at : null;
}

/** T7: when the alert is due; null if it was raised, or is not any more. R-CLK-03 R-CLK-05 */
export function alertsAt(order: ModelOrder): number | null {
  if (!isUnaccepted(order) || order.alertedAt !== null) return null;
  const reached = afterRunning(order, Date.parse(order.purchase.placedAt), 180 * day);
  const inForce = Math.max(autoCloseOff, order.openedAt);
  if (reached < inForce && !order.assumed.alertOlderOrders) return null;
  return Math.max(reached, inForce, wentOnAt(order));
}

/** Our own end of the weekly reminders, after ten years. */
const mostWeeks = 520;

/** Where the seller hands over what was bought. */
const deliveryNodes: readonly NodeId[] = [
  'SELLER_DELIVER',
  'UPLOAD_PROOF',
  'SHIP',
  'DEPLOY',
  'ISSUE_LICENSE', // by hand, R-LIC1-04
];

/** Whether the seller still owes what was promised, and stands where to deliver it. R-REM-05 */
const owesPromise = (order: ModelOrder): boolean =>
  order.assumed.promiseReminders &&
  order.promisedAt !== null &&
  owesDelivery(order) &&
  delivers(order);

/** Whether a promise is still to be kept: the first delivery, or the one that both sides have agreed on. R-APL-12 */
export const owesDelivery = ({ deliveredAt, isRedoOwed }: ModelOrder): boolean =>
  deliveredAt === null || isRedoOwed;

/** Whether the order stands where its seller can deliver. */
export const delivers = ({ node, plan }: ModelOrder): boolean =>
  deliveryNodes.includes(node) || (plan.isRequirementOptional && node === 'SUBMIT_REQUIREMENT');

/** The next moment after `from` on some days of the order's time counted from `start`, weekly after the last of them. */
function rungAfter(
  order: ModelOrder,
  start: number,
  days: readonly number[],
  from: number,
): number | null {
  const rung = days.map((count) => afterRunning(order, start, count * day)).find((at) => at > from);
  if (rung !== undefined) return rung;
  const ranDays = ranBetween(order, start, from) / day;
  const last = days.at(-1) ?? 0;
  const week = Math.floor(Math.max(0, ranDays - last) / 7) + 1;
  return week <= mostWeeks ? afterRunning(order, start, (last + week * 7) * day) : null;
}

/**
 * When somebody is reminded during this stay: whoever is awaited after 1, 3 and 5 days, then weekly (R-REM-02); a seller
 * who has promised and can deliver, a day before the promise, at it, and weekly after it, in place of that (R-REM-05).
 */
function reminderAfter(order: ModelOrder, from: number): number | null {
  const awaited = awaitedOf(order);
  const cadence = order.assumed.reminderCadence;
  if (cadence === 'NONE' || awaited === null || awaited === 'platform') return null;
  const isPromised = owesPromise(order) && order.promisedAt !== null;
  const ladder = cadence === 'WEEKLY' ? [0] : [1, 3, 5];
  const moments = [
    isPromised && awaited === 'seller' ? null : rungAfter(order, order.since, ladder, from),
    isPromised ? rungAfter(order, order.promisedAt ?? 0, [-1, 0], from) : null,
  ].filter((at) => at !== null);
  return moments.length > 0 ? Math.min(...moments) : null;
}

/** Up to when reminders have been dealt with; nobody is reminded before the order opened here. */
export const remindedUntil = ({ remindedAt, since, openedAt }: ModelOrder): number =>
  remindedAt ?? Math.max(since, openedAt);

/** When the next reminder is due. */
const remindsAt = (order: ModelOrder): number | null => reminderAfter(order, remindedUntil(order));

/** The moment of the next move that nobody makes: a limit, or the close; none while the order stands still. R-APL-11 */
export function nextMoveOf(order: ModelOrder): number | null {
  if (openAppeal(order) !== null) return null;
  const moments = [order.limit, closesAt(order)].filter((at) => at !== null);
  return moments.length > 0 ? Math.min(...moments) : null;
}

/** Every moment at which something might be due by itself, soonest first. */
export function duesOfModel(order: ModelOrder): readonly number[] {
  if (order.refund !== null) return [];
  const appeal = openAppeal(order);
  if (appeal !== null) {
    const decision = appeal.isOverdue ? [] : [appeal.dueAt];
    return [...decision, ...(appeal.offer ? [appeal.offer.expiresAt] : [])].sort((a, b) => a - b);
  }
  const { courier } = order;
  const overdue = courier && !courier.isAnswered && !courier.isOverdue ? courier.dueAt : null;
  return [order.limit, closesAt(order), alertsAt(order), remindsAt(order), overdue]
    .filter((at) => at !== null)
    .sort((a, b) => a - b);
}

/** Every moment after which another answer is given, soonest first: what is due, and thresholds of appeals. */
export function bordersOf(order: ModelOrder): readonly number[] {
  const appeal = openAppeal(order);
  const closes = closesAt(order);
  const thresholds =
    appeal === null
      ? [afterRunning(order, order.since, 5 * day), closes === null ? 0 : closes - 15 * day]
      : [appeal.answerBy];
  const ahead = hasEnded(order) ? [] : thresholds.filter((at) => at >= order.now);
  return [...duesOfModel(order), ...ahead].sort((a, b) => a - b);
}

/**
 * The order when its clock reads `to`, having been looked at last at `order.now`: what is due happens in order of time,
 * and reminders that were missed are sent once (R-REM-03).
 */
export function elapse(order: ModelOrder, to: number): ModelOrder {
  if (hasEnded(order)) return order;
  // Whoever is paid back is waited for by nobody: nothing falls due any more.
  if (order.refund !== null) return { ...order, now: Math.max(to, order.now) };
  if (openAppeal(order) !== null)
    return { ...elapsedInCase(order, to), now: Math.max(to, order.now) };
  const move = nextMoveOf(order);
  const until = move === null ? to : Math.min(move, to);
  const told = tell(order, until, move === until);
  if (move === null || move > to) return { ...told, now: Math.max(to, order.now) };
  return elapse(moveOn(told, Math.max(move, order.now)), to);
}

/** What time brings about in a case: a decision that is late is told, an offer lapses. R-APL-11 R-APL-12 */
function elapsedInCase(order: ModelOrder, to: number): ModelOrder {
  const { appeal } = order;
  if (appeal === null) return order;
  const isLapsed = appeal.offer !== null && appeal.offer.expiresAt <= to;
  return {
    ...order,
    version: order.version + (isLapsed ? 1 : 0),
    appeal: {
      ...appeal,
      offer: isLapsed ? null : appeal.offer,
      isOverdue: appeal.isOverdue || appeal.dueAt <= to,
    },
  };
}

/** What is only told up to a moment; `isMoving`: the order moves then, which comes first. */
function tell(order: ModelOrder, until: number, isMoving: boolean): ModelOrder {
  const isDue = (at: number | null) => at !== null && (isMoving ? at < until : at <= until);
  const alert = alertsAt(order);
  const { courier } = order;
  const missed: number[] = [];
  for (let at = remindsAt(order); at !== null && isDue(at); at = reminderAfter(order, at)) {
    missed.push(at);
  }
  return {
    ...order,
    ...(isDue(alert) && { alertedAt: alert }),
    ...(missed.length > 0 && { reminders: order.reminders + 1, remindedAt: missed.at(-1) ?? null }),
    ...(courier && !courier.isAnswered && isDue(courier.dueAt)
      ? { courier: { ...courier, isOverdue: true } }
      : {}),
  };
}

/** The order moves by itself at a moment. */
function moveOn(order: ModelOrder, at: number): ModelOrder {
  if (order.limit !== null && order.limit <= at) {
    switch (order.node) {
      case 'COMPLETING':
        return { ...moved(order, 'COMPLETED', at), completedAt: at };
      case 'ISSUE_LICENSE':
        return moved(order, 'SELLER_DELIVER', at); // T16
      default:
        return accepted(order, at); // T2
    }
  }
  // T5: completed if invoiced, refunded in full otherwise. R-CLK-02
  if (order.invoicedAt !== null) return { ...moved(order, 'COMPLETED', at), completedAt: at };
  const refund = { amountFen: order.purchase.paidFen, decidedAt: at, isSettled: false };
  return { ...moved(order, 'REFUNDING', at), refund };
}

/** T2: until when the buyer of signed hardware may act; null while nothing runs. R-HW-02 R-HW-08 */
export function acceptLimit(order: ModelOrder, arrivedAt: number): number | null {
  const { parcel, assumed, deliveredAt } = order;
  if (parcel === null || parcel.signedAt === null) return null;
  const isFromArrival = assumed.hardwareAcceptCountsFrom === 'SIGNATURE_AT_BUYER';
  const inHands = Math.max(parcel.signedAt, deliveredAt ?? 0);
  return afterRunning(order, isFromArrival ? Math.max(inHands, arrivedAt) : inHands, 10 * day);
}

/** T11, T26: the end of the n-th working day in Beijing from now on; null if no calendar knows it. R-CAL-01 */
export function workingDayEnd({ now: at, assumed }: ModelOrder, count: number): number | null {
  const calendar = workCalendar(currentCalendarVersion);
  let left = count;
  const isFirstCounted = assumed.workingDaysCountFrom === 'SAME_DAY';
  let start = Math.floor((at + 8 * hour) / day - (isFirstCounted ? 1 : 0)) * day - 8 * hour;
  while (left > 0) {
    start += day;
    const key = new Date(start + 8 * hour).toISOString().slice(0, 10);
    if (!calendar.years.includes(Number(key.slice(0, 4)))) return null;
    if (calendar.isWorkday(key)) left -= 1;
  }
  return start + day;
}
