import { InvariantError } from './errors.ts';

declare const unit: unique symbol;

/** A moment, UTC, as ISO 8601 with milliseconds (`2024-09-13T16:00:00.000Z`): text order is time order. */
export type Instant = string & { readonly [unit]: 'Instant' };

/** An amount of money in fen (1/100 CNY), a whole number within the safe-integer range. */
export type Fen = number & { readonly [unit]: 'Fen' };

/**
 * A moment from any ISO 8601 text with a zone, or from milliseconds since 1970-01-01 UTC. Pure.
 *
 * @throws InvariantError if the value is no moment, or names no zone
 */
export function instant(value: string | number): Instant {
  if (!isMoment(value)) throw new InvariantError(`not a moment with a time zone: ${value}`);
  return new Date(value).toISOString() as Instant;
}

/**
 * Whether a value from outside is a moment that an order can deal with: a real calendar moment with a zone, from 1970 until
 * before 2900, so that deadlines after it are moments too. Pure.
 */
export const isInstantLike = (value: string | number): boolean =>
  isMoment(value) && new Date(value).getTime() < Date.UTC(2900, 0);

function isMoment(value: string | number): boolean {
  if (typeof value === 'string') {
    const match = /^(\d{4}-\d{2}-\d{2})T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/.exec(
      value,
    );
    if (!match || !isCalendarDay(match[1] ?? '')) return false;
  }
  const ms = new Date(value).getTime();
  return Number.isFinite(ms) && ms >= 0 && ms <= Date.UTC(9999, 11, 31);
}

/** `2023-02-29` parses as 1 March in JavaScript; a calendar day must come back as it was written. */
function isCalendarDay(day: string): boolean {
  const midnight = new Date(`${day}T00:00:00Z`);
  return Number.isFinite(midnight.getTime()) && midnight.toISOString().startsWith(day);
}

/** Milliseconds since 1970-01-01 UTC. Pure. */
export const msOf = (at: Instant): number => new Date(at).getTime();

/** The moment `ms` milliseconds after (before, if negative) `at`. Pure. */
export const plusMs = (at: Instant, ms: number): Instant => instant(msOf(at) + ms);

/** An amount of fen as people read it, in yuan with two decimals. Pure. */
export const yuan = (amountFen: number): string =>
  `${Math.trunc(amountFen / 100)}.${String(amountFen % 100).padStart(2, '0')}`;

/** The earlier of two moments. Pure. */
export const earlier = (a: Instant, b: Instant): Instant => (a <= b ? a : b);

/** The later of two moments. Pure. */
export const later = (a: Instant, b: Instant): Instant => (a >= b ? a : b);

/**
 * An amount in fen. Pure.
 *
 * @throws InvariantError if it is not a whole number within the safe-integer range
 */
export function fen(value: number): Fen {
  if (!Number.isSafeInteger(value)) throw new InvariantError(`not a whole number of fen: ${value}`);
  return value as Fen;
}

/** `2024-09-14 00:00:00` in Beijing (fixed +08:00), for texts that people read. Pure. */
export const beijingText = (at: Instant): string =>
  new Date(msOf(at) + 8 * 3_600_000).toISOString().slice(0, 19).replace('T', ' ');
