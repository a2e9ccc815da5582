import { InvariantError } from '../errors.ts';
import type { CalendarYear, DayKey } from './calendar-year.ts';
import { versions } from './versions.ts';

/** The name of a published calendar. */
export type CalendarVersion = keyof typeof versions;

/** Every published calendar, oldest first. */
export const calendarVersions: readonly CalendarVersion[] = Object.keys(
  versions,
) as CalendarVersion[];

/** The calendar a new order is given: the newest one. */
export const currentCalendarVersion = calendarVersions.at(-1) as CalendarVersion;

/** The calendar has no official notice for this year, and does not guess. R-CAL-02 INF */
export class CalendarYearUnknownError extends Error {
  override readonly name = 'CalendarYearUnknownError';
  readonly version: string;
  readonly year: number;

  constructor(version: string, year: number, known: readonly number[]) {
    super(
      `calendar ${version} knows the years ${known.join(', ')}, asked for ${year}: ` +
        'add the official notice of that year with `npm run calendar:add`',
    );
    this.version = version;
    this.year = year;
  }
}

/** Which Beijing days are working days, as one version of the calendar knows it. */
export interface WorkCalendar {
  readonly version: CalendarVersion;
  readonly years: readonly number[];
  /** @throws CalendarYearUnknownError for a year that is not in `years` */
  isWorkday(day: DayKey): boolean;
}

/**
 * The working-day calendar of one version. Pure.
 *
 * Monday to Friday are working days, except the days off of the official notice; Saturday and Sunday are not, except
 * its make-up days. Libraries answer "ordinary weekday" for years without a notice; this one refuses them.
 *
 * @throws InvariantError if the version was never published
 */
export function workCalendar(version: string): WorkCalendar {
  if (!isCalendarVersion(version)) {
    throw new InvariantError(
      `calendar version expected: one of ${calendarVersions.join(', ')}; found: ${version}`,
    );
  }
  return calendars[version];
}

const isCalendarVersion = (version: string): version is CalendarVersion =>
  Object.hasOwn(versions, version);

const msPerDay = 86_400_000;
/** Beijing is a fixed +08:00: there is no daylight saving. */
const beijingOffsetMs = 8 * 3_600_000;

/** The Beijing day, `YYYY-MM-DD`, of a moment in milliseconds since 1970-01-01 UTC. Pure. */
export const beijingDayKey = (ms: number): DayKey =>
  new Date(ms + beijingOffsetMs).toISOString().slice(0, 10);

/**
 * The first millisecond of a Beijing day, in milliseconds since 1970-01-01 UTC. Pure.
 *
 * @throws InvariantError if the text is no day of the calendar (`2025-02-29`, `2025-2-1`)
 */
export const startOfBeijingDayMs = (day: DayKey): number => utcMidnightOf(day) - beijingOffsetMs;

/**
 * The day `count` days after `day` (before, if negative). Pure.
 *
 * @throws InvariantError if the text is no day of the calendar
 */
export const plusDays = (day: DayKey, count: number): DayKey =>
  beijingDayKey(startOfBeijingDayMs(day) + count * msPerDay);

const calendars = Object.fromEntries(
  calendarVersions.map((version) => [version, calendarOf(version)]),
) as Readonly<Record<CalendarVersion, WorkCalendar>>;

function calendarOf(version: CalendarVersion): WorkCalendar {
  const tables: readonly CalendarYear[] = versions[version];
  const years = tables.map((table) => table.year);
  const workdays = new Map(tables.map((table) => [table.year, workdaysOf(table)]));
  return {
    version,
    years,
    isWorkday(day) {
      const year = new Date(utcMidnightOf(day)).getUTCFullYear();
      const isWorkday = workdays.get(year);
      if (!isWorkday) throw new CalendarYearUnknownError(version, year, years);
      return isWorkday(day);
    },
  };
}

/** Answers which days of the table's own year are working days. Pure. */
export function workdaysOf(table: CalendarYear): (day: DayKey) => boolean {
  const daysOff = new Set(table.daysOff.flatMap(daysBetween));
  const makeUpDays = new Set(table.makeUpDays);
  return (day) => makeUpDays.has(day) || !(isWeekend(day) || daysOff.has(day));
}

/**
 * Whether a day is a Saturday or a Sunday. Pure.
 *
 * @throws InvariantError if the text is no day of the calendar
 */
export const isWeekend = (day: DayKey): boolean =>
  new Date(utcMidnightOf(day)).getUTCDay() % 6 === 0;

/**
 * Every day from the first to the last, both included; none if the last lies before the first. Pure.
 *
 * @throws InvariantError if the first is no day of the calendar
 */
export function daysBetween({
  from,
  to,
}: {
  readonly from: DayKey;
  readonly to: DayKey;
}): DayKey[] {
  const days: DayKey[] = [];
  for (let day = from; day <= to; day = plusDays(day, 1)) days.push(day);
  return days;
}

function utcMidnightOf(day: DayKey): number {
  const midnight = new Date(`${day}T00:00:00.000Z`);
  const isDay = Number.isFinite(midnight.getTime()) && midnight.toISOString().startsWith(`${day}T`);
  if (!isDay) throw new InvariantError(`a day YYYY-MM-DD expected; found: ${day}`);
  return midnight.getTime();
}
