import type { Bilingual } from './errors.ts';
import type { ActionName } from './events.ts';
import { type Order, type Role, roles } from './order.ts';
import { isOpenTo } from './refusals.ts';
import type { RuleId } from './rules.ts';
import type { Instant } from './units.ts';

/** What cannot come about before something is done: the next node, the end of the supervision, the bill. */
export const heldUp = ['PROGRESS', 'COMPLETION', 'BILLING'] as const;
export type HeldUp = (typeof heldUp)[number];

/** An action that would clear something up, and who may send it now. */
export interface Clearing {
  readonly action: ActionName;
  readonly by: readonly Role[];
}

/** One reason why an order stands where it stands. Moments are on the order's clock. */
export interface HoldUp {
  readonly what: Bilingual;
  /** What it holds up; empty: nothing, it is open all the same. */
  readonly holds: readonly HeldUp[];
  /** Who is awaited for it; null: nobody. */
  readonly awaited: Role | 'platform' | null;
  readonly since: Instant;
  /** First moment that is too late, or at which it ends by itself; null: no limit. */
  readonly until: Instant | null;
  /** What happens if nobody acts. */
  readonly silence: Bilingual;
  /** Actions that are taken now and end it, whichever way it goes then; empty: there is nothing to send. */
  readonly clearedBy: readonly Clearing[];
  /** The rule that says so; null: no business rule (a rehearsal is never billed). */
  readonly rule: RuleId | null;
}

/** The actions of a list that are taken now, with who may send them. Pure. */
export function openOf(
  order: Order,
  names: readonly ActionName[],
  at = order.bookedUntil,
): readonly Clearing[] {
  return names
    .map((action) => ({ action, by: roles.filter((role) => isOpenTo(order, action, role, at)) }))
    .filter(({ by }) => by.length > 0);
}

/** What silence does where nothing happens by itself. */
export const stays: Bilingual = { zh: '保持不变', en: 'it stays so' };
