import { readClock } from './clock.ts';
import { rejection } from './errors.ts';
import { type ActionName, actionOf, type OrderEvent } from './events.ts';
import { readForm } from './form.ts';
import type { Actor, Order } from './order.ts';
import { dueSteps, isEnded, type Outcome, proceed } from './transition.ts';
import type { Instant } from './units.ts';

/** What somebody wants of an order. */
export interface Wish {
  readonly action: ActionName;
  readonly by: Actor;
  /** The action's form, filled in; checked here. */
  readonly payload: unknown;
  /** The `seq` on which the actor decided, or one with nothing but reminders and alerts since; left out: any. */
  readonly expectedSeq?: number;
}

/**
 * What an order answers to a wish that arrives when the world's clock reads `real`: {@link proceed} with the wish as an
 * event on the order's own clock, after checking the form and that the actor has seen the newest state. Pure.
 */
export function decide(order: Order, wish: Wish, real: Instant): Outcome {
  const { action, by, payload, expectedSeq } = wish;
  const filled = readForm(actionOf(action).form, payload);
  if ('problems' in filled) {
    const said = filled.problems.map(({ field, expected }) => `${field || 'body'}: ${expected}`);
    return {
      steps: [],
      rejection: rejection('MALFORMED_COMMAND', `expected ${said.join('; ')}`, {
        errors: filled.problems,
      }),
    };
  }

  const at = readClock(order.clock, real);
  const due = dueSteps(order, at);
  const { seq, changedSeq } = due.at(-1)?.order ?? order;
  const isStale = expectedSeq !== undefined && (expectedSeq < changedSeq || expectedSeq > seq);
  if (!isEnded(order) && isStale) {
    const message = `decided on seq ${expectedSeq}, the order is at ${seq}`;
    return { steps: due, rejection: rejection('STALE_SEQ', message, { seq }) };
  }
  return proceed(order, eventOf(action, by, filled.values, at));
}

/** The event that an action becomes; the table of actions pairs each form with the payload of its event. */
const eventOf = (
  action: ActionName,
  by: Actor,
  payload: Readonly<Record<string, unknown>>,
  at: Instant,
): OrderEvent => ({ type: actionOf(action).event, at, by, payload }) as OrderEvent;
