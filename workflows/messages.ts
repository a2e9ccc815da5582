import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import type { ActionName, ActionPayload } from '../domain/events.ts';
import type { Actor, Order } from '../domain/order.ts';

/** The Temporal workflow id of an order: one run chain per order, for ever. */
export const orderWorkflowId = (orderId: string): string => `order:${orderId}`;

/**
 * What somebody sends to an order: the argument of the update and of the signal of the action's name. Sent by the API
 * on behalf of an authenticated caller.
 */
export interface Command<A extends ActionName = ActionName> {
  /** Honoured once over the order's whole life; who sent it and the caller's Idempotency-Key. */
  readonly commandId: string;
  /** Hash of action and body: a command id that comes back with another one is refused. */
  readonly fingerprint: string;
  readonly by: Actor;
  readonly payload: ActionPayload<A>;
  /** The `seq` the caller decided on; left out: any. */
  readonly expectedSeq?: number;
}

/** The answer to a command: the number of the transition that it became, now or when it was first sent. */
export interface CommandOutcome {
  readonly seq: number;
  /** Fingerprint of the command that was carried out under this id. */
  readonly fingerprint: string;
}

/** The update of an action: answers with the outcome, or fails with the rejection's code as `type`. */
export const updateOf = (action: ActionName) => defineUpdate<CommandOutcome, [Command]>(action);

/** The signal of an action, for callers that wait for no answer. */
export const signalOf = (action: ActionName) => defineSignal<[Command]>(action);

/**
 * Takes over what the database has committed for the order and its workflow has not heard of (ADR 0011); answers with the
 * number of the newest transition. Sent by the API, at any node, with the `seq` that the database has: a workflow that has it
 * too refuses with {@link upToDate}, which costs no event.
 */
export const catchUp = defineUpdate<number, [seq: number]>('catchUp');

/** Failure type of {@link catchUp} where there is nothing to take over. */
export const upToDate = 'UP_TO_DATE';

/** The full state of an order, for diagnosis. Accepted at every node and after the end, while Temporal keeps the run. */
export const orderSnapshot = defineQuery<Order>('orderSnapshot');

/** Input of the order workflow. */
export interface OrderWorkflowInput {
  /** The opened order, or the order as the run before left it. */
  readonly order: Order;
  /** The storefront that opened it. */
  readonly openedBy: Actor;
  /** Number of the last transition that is in the projection; 0 when the order opens. */
  readonly recordedSeq: number;
  /** Command ids that were carried out, with their outcomes: all of them, or the newest. */
  readonly outcomes: Readonly<Record<string, CommandOutcome>>;
  /** Whether older outcomes were left to the database, which has them all. */
  readonly hasOlderOutcomes?: boolean;
  /** History length at which the run continues as new; left out: the default. */
  readonly continueAsNewAfterEvents?: number;
  /** How many characters of outcomes the next run takes along; left out: the default. */
  readonly mostOutcomeCharacters?: number;
}

/** Name of the workflow type; never renamed, running orders are found by it. */
export const orderWorkflowType = 'orderWorkflow';
