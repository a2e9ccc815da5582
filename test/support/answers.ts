import type { RejectionCode } from '../../domain/errors.ts';
import { type ActionName, actionNames } from '../../domain/events.ts';
import type { NodeId } from '../../domain/order.ts';
import { allowedActions } from '../../domain/refusals.ts';
import { proceed } from '../../domain/transition.ts';
import { eventFor, type OrderDriver } from './order-builder.ts';

/** What an order answers to one action: the node where it leads, or the code of its refusal. */
type Answer = NodeId | RejectionCode;

/**
 * What an order answers to every action, each sent now by whom it belongs to: where it leads, or why its content is
 * refused. Actions that the node does not take are left out, after a look at what they are offered instead; so are appeals,
 * which no node has of its own.
 *
 * @throws if a refusal offers anything but the actions that the node takes
 */
export function answersAt({ order, now }: OrderDriver): Readonly<Record<string, Answer>> {
  const asked = actionNames
    .filter((action) => action !== 'advanceClock')
    .map((action) => ({ action, ...proceed(order, eventFor(action, order, now)) }));
  const taken = asked.filter(({ rejection }) => !notTaken.includes(rejection?.code ?? 'TAKEN'));

  const names = taken.map(({ action }) => action).join();
  for (const { action, rejection } of asked) {
    if (!rejection || !notTaken.includes(rejection.code)) continue;
    const { node = order.node, allowed } = rejection.details as {
      node?: NodeId;
      allowed: ActionName[];
    };
    if (node !== order.node || allowed.join() !== names) {
      throw new Error(`${action} at ${order.node} was offered ${allowed.join()}, not ${names}`);
    }
  }
  if (asked.length > taken.length && allowedActions(order).join() !== names) {
    throw new Error(`${order.node} says it takes ${allowedActions(order).join()}, not ${names}`);
  }
  return Object.fromEntries(
    taken
      .filter(({ action }) => action !== 'openAppeal')
      .map(({ action, steps, rejection }) => [
        action,
        rejection?.code ?? steps.at(-1)?.order.node ?? order.node,
      ]),
  );
}

/** Refusals of what a node, or an order without an open appeal, does not take. */
const notTaken: readonly string[] = [
  'EVENT_NOT_ALLOWED_AT_NODE',
  'NO_APPEAL_OPEN',
  'APPEAL_TOO_EARLY',
  'APPEAL_NOT_POSSIBLE',
];

/** The codes that an order answers with, whatever it is asked, once each. */
export const onlyAnswersOf = (driver: OrderDriver): readonly Answer[] => [
  ...new Set(Object.values(answersAt(driver))),
];

/** The nodes to which an order has come since it was opened, in order. */
export const pathOf = ({ steps }: OrderDriver): readonly NodeId[] =>
  steps.map(({ order }) => order.node);
