import type { Assumptions } from './assumptions.ts';
import { beijingDayKey, startOfBeijingDayMs, type WorkCalendar } from './calendar/work-calendar.ts';
import type { RuleId } from './rules.ts';
import { type Instant, instant, later, msOf, plusMs } from './units.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** The names of assumptions that hold a number. */
type NumericAssumption = {
  [K in keyof Assumptions]: Assumptions[K] extends number ? K : never;
}[keyof Assumptions];

/** How long a node may last. Part of a published flow. */
export type Limit =
  | { readonly kind: 'none'; readonly rule: RuleId }
  | { readonly kind: 'hours'; readonly count: number }
  | { readonly kind: 'assumedHours'; readonly assumption: NumericAssumption }
  | { readonly kind: 'calendarDays'; readonly count: number }
  | { readonly kind: 'workingDays'; readonly count: number }
  | { readonly kind: 'daysAfterSignature'; readonly count: number };

/** A node without a time limit names the rule that leaves it open: forgetting is an error, deciding is not. */
export const noDeadline = (rule: RuleId): Limit => ({ kind: 'none', rule });
/** So many times 60 minutes. */
export const hours = (count: number): Limit => ({ kind: 'hours', count });
/** Hours as the named assumption says; 0 ends the node in the instant it begins. */
export const assumedHours = (assumption: NumericAssumption): Limit => ({
  kind: 'assumedHours',
  assumption,
});
/** So many times 24 hours, holidays included. */
export const calendarDays = (count: number): Limit => ({ kind: 'calendarDays', count });
/** Until the end of the n-th working day in Beijing, the first day not counted. */
export const workingDays = (count: number): Limit => ({ kind: 'workingDays', count });

/** So many times 24 hours after the courier's signature; no limit while the parcel is unsigned. R-HW-02 DOC */
export const daysAfterSignature = (count: number): Limit => ({ kind: 'daysAfterSignature', count });

/**
 * The first moment at which a limit that began at `start` has passed (exclusive end), or null without a limit. Pure.
 *
 * @param signedAt - when the courier's parcel was signed for; null: not (yet)
 * @throws CalendarYearUnknownError if a working day falls in a year the calendar does not know
 */
export function deadlineOf(
  limit: Limit,
  start: Instant,
  assumptions: Assumptions,
  calendar: WorkCalendar,
  signedAt: Instant | null = null,
): Instant | null {
  switch (limit.kind) {
    case 'none':
      return null;
    case 'hours':
      return plusMs(start, limit.count * hourMs);
    case 'assumedHours':
      return plusMs(start, assumptions[limit.assumption] * hourMs);
    case 'calendarDays':
      return plusMs(start, limit.count * dayMs);
    case 'workingDays':
      return endOfWorkingDay(start, limit.count, calendar, assumptions);
    case 'daysAfterSignature':
      return signedAt === null
        ? null
        : plusMs(
            assumptions.hardwareAcceptCountsFrom === 'SIGNATURE'
              ? signedAt
              : later(start, signedAt),
            limit.count * dayMs,
          );
  }
}

/**
 * The end of the `count`-th working day after `start`, in Beijing time; the day of `start` counts only if so assumed. Pure.
 *
 * Rule R-CAL-01 INF: a limit in working days ends with the last of these days (24:00 Beijing, exclusive).
 *
 * @throws CalendarYearUnknownError if the count reaches a year the calendar does not know
 */
export function endOfWorkingDay(
  start: Instant,
  count: number,
  calendar: WorkCalendar,
  { workingDaysCountFrom }: Pick<Assumptions, 'workingDaysCountFrom'>,
): Instant {
  let dayStartMs = startOfBeijingDayMs(beijingDayKey(msOf(start)));
  if (workingDaysCountFrom === 'SAME_DAY') dayStartMs -= dayMs;
  for (let left = count; left > 0; ) {
    dayStartMs += dayMs;
    if (calendar.isWorkday(beijingDayKey(dayStartMs))) left -= 1;
  }
  return instant(dayStartMs + dayMs);
}
