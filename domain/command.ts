import { readClock } from './clock.ts';
import { rejection } from './errors.ts';
import { type ActionName, type ActionPayload, actionOf, type OrderEvent } from './events.ts';
import type { Actor, Order } from './order.ts';
import { dueSteps, isEnded, type Outcome, proceed } from './transition.ts';
import type { Instant } from './units.ts';

/** What somebody wants of an order. */
export interface Wish<A extends ActionName = ActionName> {
  readonly action: A;
  readonly by: Actor;
  readonly payload: ActionPayload<A>;
  /** The `seq` on which the actor decided; left out: any. */
  readonly expectedSeq?: number;
}

/**
 * What an order answers to a wish that arrives when the world's clock reads `real`. Pure; {@link proceed} with the
 * wish as an event on the order's own clock, and with the check that the actor has seen the newest state.
 */
export function decide(order: Order, wish: Wish, real: Instant): Outcome {
  const at = readClock(order.clock, real);
  if (wish.expectedSeq !== undefined && !isEnded(order)) {
    const steps = dueSteps(order, at);
    const { seq } = steps.at(-1)?.order ?? order;
    if (wish.expectedSeq !== seq) {
      const message = `decided on seq ${wish.expectedSeq}, the order is at ${seq}`;
      return { steps, rejection: rejection('STALE_SEQ', message, { seq }) };
    }
  }
  return proceed(order, eventOf(wish, at));
}

/** The event that a wish becomes. The table of actions pairs each action's payload with its event. */
const eventOf = ({ action, by, payload }: Wish, at: Instant): OrderEvent =>
  ({ type: actionOf(action).event, at, by, payload }) as OrderEvent;
