/** A Beijing calendar day, `YYYY-MM-DD`. */
export type DayKey = string;

/**
 * One year of the official arrangement of holidays: where it departs from "Monday to Friday are working days".
 *
 * Holds the days of its own year only. A notice may also name days of the December before (that for 2023 did); such
 * days belong to the table of that December's year, and change it only as a new calendar version.
 */
export interface CalendarYear {
  readonly year: number;
  /** The notice of the State Council's General Office (国务院办公厅) the table was copied from. */
  readonly source: {
    readonly title: string;
    readonly documentNumber: string;
    readonly publishedOn: DayKey;
  };
  /** Days off that the notice lists, first and last day inclusive; weekends inside a holiday are listed too. */
  readonly daysOff: readonly {
    readonly name: string;
    readonly from: DayKey;
    readonly to: DayKey;
  }[];
  /** Saturdays and Sundays on which people work to make up for a holiday (调休上班). */
  readonly makeUpDays: readonly DayKey[];
}
