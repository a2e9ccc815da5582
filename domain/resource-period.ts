import type { Order, OrderLine } from './order.ts';
import { isRefundInFull } from './refund.ts';
import { type Instant, instant, msOf } from './units.ts';

/** When what a line bought for a period may be used. */
export interface ResourcePeriod {
  readonly lineId: string;
  readonly startsAt: Instant;
  /** Exclusive end. */
  readonly endsAt: Instant;
}

/** Beijing is a fixed +08:00. */
const beijingOffsetMs = 8 * 3_600_000;

/**
 * When the resources of an order begin; null while that is open. Pure.
 *
 * Rule R-PER-01 DOC: the actual enable time if the seller gave one, otherwise the acceptance; with an authorization code
 * the activation. Source: S3 S50. R-PER-02 INF: older copies always took the acceptance, which is a switch.
 * An order that was closed without acceptance begins with its completion; one without supervision when it takes effect.
 */
export function resourceStartsAt(order: Order): Instant | null {
  if (order.effectiveAt !== null) return order.effectiveAt;
  const acceptedAt = order.acceptedAt ?? order.completedAt;
  if (acceptedAt === null) return null;
  const takesEnableTime =
    order.activatedAt !== null || order.assumptions.resourceStartsWith === 'ENABLE_TIME';
  return (takesEnableTime ? order.actualEnableTime : null) ?? acceptedAt;
}

/** The periods of the order's period lines; empty while their start is open. Pure. R-PER-01 DOC */
export function resourcePeriods(order: Order): readonly ResourcePeriod[] {
  const startsAt = resourceStartsAt(order);
  if (startsAt === null || isRefundInFull(order)) return [];
  return order.purchase.lines.flatMap(({ lineId, period }) =>
    period ? [{ lineId, startsAt, endsAt: endOfPeriod(startsAt, period) }] : [],
  );
}

/**
 * The end of a period that begins at `startsAt`: the same time of day, in Beijing, so many days, months or years later;
 * on the last day of a month that is too short. Pure. R-PER-03 INF
 */
export function endOfPeriod(startsAt: Instant, period: NonNullable<OrderLine['period']>): Instant {
  const local = new Date(msOf(startsAt) + beijingOffsetMs);
  const { unit, count } = period;
  if (unit === 'DAY') return instant(msOf(startsAt) + count * 86_400_000);
  const months = unit === 'YEAR' ? 12 * count : count;
  const month = local.getUTCMonth() + months;
  const lastDay = new Date(Date.UTC(local.getUTCFullYear(), month + 1, 0)).getUTCDate();
  const day = Math.min(local.getUTCDate(), lastDay);
  const timeOfDayMs = (msOf(startsAt) + beijingOffsetMs) % 86_400_000;
  const ms = Date.UTC(local.getUTCFullYear(), month, day) + timeOfDayMs - beijingOffsetMs;
  return instant(Math.min(ms, latestMs));
}

/** The last moment an {@link Instant} holds: a period of ten thousand years ends there. */
const latestMs = Date.UTC(9999, 11, 31);
