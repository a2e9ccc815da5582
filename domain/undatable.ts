import { CalendarYearUnknownError } from './calendar/work-calendar.ts';
import { type Rejection, rejection } from './errors.ts';

/** Refuses what would count working days of a year without an official notice. Pure, as far as `count` is. R-CAL-02 INF */
export function refuseUndatable(count: () => unknown): Rejection | undefined {
  try {
    count();
    return undefined;
  } catch (error) {
    if (!(error instanceof CalendarYearUnknownError)) throw error;
    const { version, year } = error;
    return rejection('CALENDAR_YEAR_UNKNOWN', `no official notice of ${year} in ${version}`, {
      calendar: version,
      year,
    });
  }
}
