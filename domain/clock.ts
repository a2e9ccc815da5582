import { type Rejection, rejection } from './errors.ts';
import { earlier, type Instant, instant, msOf } from './units.ts';

/** The clock a storefront may ask for; only for orders with `livemode: false`. */
export type ClockRequest =
  | { readonly kind: 'fast'; readonly startsAt: Instant; readonly rate: number }
  | { readonly kind: 'manual'; readonly startsAt: Instant };

/**
 * The clock an order lives by. All rules, deadlines and working days are computed on it.
 *
 * `real`: the world's time. `fast`: starts at `startsAt` when the world reads `startedAt`, then runs `rate` times as
 * fast. `manual`: stands at `at` until it is told to move.
 */
export type Clock =
  | { readonly kind: 'real' }
  | {
      readonly kind: 'fast';
      readonly startsAt: Instant;
      readonly startedAt: Instant;
      readonly rate: number;
    }
  | ManualClock;

/** Stands still until it is told to move. */
export interface ManualClock {
  readonly kind: 'manual';
  readonly at: Instant;
}

/** No rehearsal runs slower than the world or faster than a year in half a minute: above it timers lose their meaning. */
export const fastestRate = 1_000_000;

/** A rehearsal clock stops here: far beyond every calendar, and far enough from the last moment an {@link Instant} holds. */
export const endOfTime = instant('2999-12-31T00:00:00Z');

/** Starts the clock of an order that opens when the world reads `real`. Pure. */
export function startClock(request: ClockRequest | undefined, real: Instant): Clock {
  if (request === undefined) return { kind: 'real' };
  const startsAt = earlier(endOfTime, request.startsAt);
  if (request.kind === 'manual') return { kind: 'manual', at: startsAt };
  return { kind: 'fast', startsAt, startedAt: real, rate: request.rate };
}

/** What the order's clock reads when the world reads `real`. Pure. */
export function readClock(clock: Clock, real: Instant): Instant {
  switch (clock.kind) {
    case 'real':
      return real;
    case 'manual':
      return clock.at;
    case 'fast': {
      const elapsedMs = Math.max(0, msOf(real) - msOf(clock.startedAt));
      const readMs = msOf(clock.startsAt) + Math.floor(elapsedMs * clock.rate);
      return instant(Math.min(readMs, msOf(endOfTime)));
    }
  }
}

/**
 * How long the world has to wait until the order's clock reads `until`, in real milliseconds, rounded up; 0 if it has
 * passed; undefined if waiting never gets there (a manual clock, or the end of rehearsal time). Pure.
 */
export function realDelayMs(clock: Clock, until: Instant, real: Instant): number | undefined {
  const leftMs = msOf(until) - msOf(readClock(clock, real));
  if (leftMs <= 0) return 0;
  switch (clock.kind) {
    case 'real':
      return leftMs;
    case 'manual':
      return undefined;
    case 'fast':
      return until > endOfTime ? undefined : Math.ceil(leftMs / clock.rate);
  }
}

/**
 * Moves a manual clock forward to `to`, at most to the end of rehearsal time. Pure. Refuses other clocks and moments in
 * the past.
 */
export function moveClock(clock: Clock, to: Instant): ManualClock | Rejection {
  if (clock.kind !== 'manual') {
    return rejection('CLOCK_NOT_MANUAL', `a ${clock.kind} clock moves by itself`, {
      clock: clock.kind,
    });
  }
  const at = earlier(endOfTime, to);
  if (at <= clock.at) {
    return rejection('CLOCK_CANNOT_GO_BACK', `the clock reads ${clock.at}, asked for ${to}`, {
      now: clock.at,
    });
  }
  return { kind: 'manual', at };
}
