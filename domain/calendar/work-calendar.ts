import { InvariantError } from '../errors.ts';
import type { CalendarYear, DayKey } from './calendar-year.ts';
import { cn2023 } from './cn-2023.ts';
import { cn2024 } from './cn-2024.ts';
import { cn2025 } from './cn-2025.ts';
import { cn2026 } from './cn-2026.ts';

/**
 * The published calendars: version → the years it answers for. A version is fixed in an order when the order opens.
 *
 * `cn-<last year>.<revision>`. No version ever changes an answer it gave: a notice that moves a day makes a new
 * version. A version may gain a year it refused before, which is how an order that waits for a notice goes on.
 */
const versions = {
  'cn-2025.1': [cn2023, cn2024, cn2025],
  'cn-2026.1': [cn2023, cn2024, cn2025, cn2026],
} as const satisfies Record<string, readonly CalendarYear[]>;

/** The name of a published calendar. */
export type CalendarVersion = keyof typeof versions;

/** Every published calendar, oldest first. */
export const calendarVersions: readonly CalendarVersion[] = Object.keys(
  versions,
) as CalendarVersion[];

/** The calendar a new order is given. */
export const currentCalendarVersion: CalendarVersion = 'cn-2026.1';

/** The calendar has no official notice for this year, and does not guess. R-CAL-02 INF */
export class CalendarYearUnknownError extends Error {
  override readonly name = 'CalendarYearUnknownError';
  readonly version: string;
  readonly year: number;

  constructor(version: string, year: number, known: readonly number[]) {
    super(
      `calendar ${version} knows the years ${known.join(', ')}, asked for ${year}: ` +
        'add the official notice of that year to domain/calendar',
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

const calendars: Readonly<Record<CalendarVersion, WorkCalendar>> = {
  'cn-2025.1': calendarOf('cn-2025.1'),
  'cn-2026.1': calendarOf('cn-2026.1'),
};

function calendarOf(version: CalendarVersion): WorkCalendar {
  const tables: readonly CalendarYear[] = versions[version];
  const years = tables.map((table) => table.year);
  const daysOff = new Set(tables.flatMap((table) => table.daysOff.flatMap(daysBetween)));
  const makeUpDays = new Set(tables.flatMap((table) => table.makeUpDays));
  return {
    version,
    years,
    isWorkday(day) {
      const midnight = new Date(utcMidnightOf(day));
      const year = midnight.getUTCFullYear();
      if (!years.includes(year)) throw new CalendarYearUnknownError(version, year, years);
      if (makeUpDays.has(day)) return true;
      const isWeekend = midnight.getUTCDay() % 6 === 0;
      return !isWeekend && !daysOff.has(day);
    },
  };
}

function daysBetween({ from, to }: { readonly from: DayKey; readonly to: DayKey }): DayKey[] {
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
