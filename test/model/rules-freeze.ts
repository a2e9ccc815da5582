import type { ModelOrder } from './rules-order.ts';

export type Side = 'buyer' | 'seller';

/** A time in which no clock of the order ran. */
export interface Standstill {
  readonly from: number;
  readonly to: number;
}

/** What one side offers the other in place of a ruling. */
export interface ModelOffer {
  readonly no: number;
  readonly by: Side;
  readonly kind: string;
  readonly expiresAt: number;
  readonly until: number | null;
  readonly criteria: readonly string[];
  readonly amountFen: number | null;
}

/** What a manager has decided; `signedBy`: the second one. */
export interface ModelRuling {
  readonly outcome: string;
  readonly amountFen: number | null;
  readonly ruledBy: string;
  readonly signedBy: string | null;
}

/** An appeal as the rules know it. */
export interface ModelAppeal {
  readonly no: number;
  readonly by: Side;
  readonly reason: string;
  readonly openedAt: number;
  /** The first moment at which the other side answers too late. R-APL-09 */
  readonly answerBy: number;
  readonly isAnswered: boolean;
  /** How often each side has added evidence. */
  readonly entries: Readonly<Record<Side, number>>;
  readonly takenBy: string | null;
  readonly offer: ModelOffer | null;
  readonly offers: number;
  readonly ruling: ModelRuling | null;
  /** The first moment at which the decision is late. R-APL-10 */
  readonly dueAt: number;
  readonly isOverdue: boolean;
  readonly end: 'RULED' | 'SETTLED' | 'WITHDRAWN' | null;
  readonly closedAt: number | null;
}

type Appealed = Pick<ModelOrder, 'appeal'>;

/** The appeal that is open; null: none is. R-APL-07 */
export const openAppeal = ({ appeal }: Appealed): ModelAppeal | null =>
  appeal !== null && appeal.end === null ? appeal : null;

/** R-APL-02 */
export const standsStill = (order: Appealed): boolean => openAppeal(order) !== null;

/** How much time of the order has passed from one moment to another, without that in which it stood. */
export function ranBetween({ stood }: ModelOrder, from: number, to: number): number {
  const [start, end] = from <= to ? [from, to] : [to, from];
  const still = stood.map((one) => Math.min(end, one.to) - Math.max(start, one.from));
  const ran = still.reduce((left, ms) => left - Math.max(0, ms), end - start);
  return from <= to ? ran : -ran;
}

/** The first moment at which so much time of the order has passed since another; before it, if the span is negative. R-APL-03 */
export function afterRunning({ stood }: ModelOrder, from: number, spanMs: number): number {
  let at = from;
  let left = spanMs;
  if (spanMs < 0) {
    for (const still of [...stood].reverse()) {
      if (still.to > at) continue;
      if (at + left >= still.to) break;
      left += at - still.to;
      at = still.from;
    }
    return at + left;
  }
  for (const still of stood) {
    if (still.to <= at) continue;
    const ran = Math.max(0, still.from - at);
    if (left <= ran) break;
    left -= ran;
    at = still.to;
  }
  return at + left;
}
