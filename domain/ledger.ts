import {
  beijingDayKey,
  CalendarYearUnknownError,
  plusDays,
  startOfBeijingDayMs,
  type WorkCalendar,
} from './calendar/work-calendar.ts';
import type { NodeId } from './order.ts';
import { type Instant, msOf } from './units.ts';

/** Whose time passes while an order stands at a node; `frozen`: nobody's, the order stands still. */
export const bookedSides = ['buyer', 'seller', 'reviewer', 'platform', 'frozen'] as const;
export type BookedSide = (typeof bookedSides)[number];

/** Time that passed at one node on one side's account, all stays together. */
export interface Booking {
  readonly node: NodeId;
  readonly side: BookedSide;
  readonly elapsedMs: number;
  /** The part that lies on Beijing working days, whole days; null as soon as a year is unknown to the calendar. */
  readonly workingMs: number | null;
}

/**
 * The ledger with the time from one moment to another booked to a node and a side. Pure. R-LED-01
 *
 * Every moment is booked once, to whoever is awaited then: the entries add up to the whole by construction.
 *
 * @param from - start, inclusive
 * @param to - end, exclusive; not before `from`
 */
export function booked(
  ledger: readonly Booking[],
  stay: {
    readonly node: NodeId;
    readonly side: BookedSide;
    readonly from: Instant;
    readonly to: Instant;
  },
  calendar: WorkCalendar,
): readonly Booking[] {
  const { node, side } = stay;
  const elapsedMs = msOf(stay.to) - msOf(stay.from);
  if (elapsedMs === 0) return ledger;
  const before = ledger.find((entry) => entry.node === node && entry.side === side);
  const workingMs = sum(
    before ? before.workingMs : 0,
    workingMsBetween(stay.from, stay.to, calendar),
  );
  const entry = { node, side, elapsedMs: (before?.elapsedMs ?? 0) + elapsedMs, workingMs };
  return before ? ledger.map((other) => (other === before ? entry : other)) : [...ledger, entry];
}

const sum = (a: number | null, b: number | null): number | null =>
  a === null || b === null ? null : a + b;

/** What each side has on its account, all nodes together. Pure. */
export function totalsOf(ledger: readonly Booking[]): readonly Omit<Booking, 'node'>[] {
  return bookedSides.map((side) => {
    const own = ledger.filter((entry) => entry.side === side);
    return {
      side,
      elapsedMs: own.reduce((ms, entry) => ms + entry.elapsedMs, 0),
      workingMs: own.reduce<number | null>((ms, entry) => sum(ms, entry.workingMs), 0),
    };
  });
}

/**
 * How much of the time between two moments lies on Beijing working days, 00:00 to 24:00, in milliseconds; null if the
 * calendar does not know a year in between. Pure. R-LED-02 INF
 */
export function workingMsBetween(
  from: Instant,
  to: Instant,
  calendar: WorkCalendar,
): number | null {
  const endMs = msOf(to);
  try {
    let workingMs = 0;
    let atMs = msOf(from);
    for (let day = beijingDayKey(atMs); atMs < endMs; day = plusDays(day, 1)) {
      const dayEndMs = Math.min(endMs, startOfBeijingDayMs(plusDays(day, 1)));
      if (calendar.isWorkday(day)) workingMs += dayEndMs - atMs;
      atMs = dayEndMs;
    }
    return workingMs;
  } catch (error) {
    if (error instanceof CalendarYearUnknownError) return null;
    throw error;
  }
}
