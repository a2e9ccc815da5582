import {
  allHandlersFinished,
  condition,
  continueAsNew,
  setCurrentDetails,
  setHandler,
  upsertSearchAttributes,
  workflowInfo,
} from '@temporalio/workflow';
import { readClock, realDelayMs } from '../domain/clock.ts';
import { decide } from '../domain/command.ts';
import { type Rejection, rejection } from '../domain/errors.ts';
import { actionNames } from '../domain/events.ts';
import { describeOrder } from '../domain/explain.ts';
import type { Order } from '../domain/order.ts';
import { dueSteps, isEnded, type Step } from '../domain/transition.ts';
import { beijingText, type Instant } from '../domain/units.ts';
import { type Arrival, Inbox, worldNow } from './inbox.ts';
import {
  type Command,
  type OrderWorkflowInput,
  orderSnapshot,
  signalOf,
  updateOf,
} from './messages.ts';
import { recordRefusal, recordTransition } from './record.ts';
import { refusal } from './refusal.ts';
import { movingAttributes } from './search-attributes.ts';

/** Continue as new well before Temporal suggests it (4,096 events): a year-long order stays quick to replay. */
const longestHistoryEvents = 3_000;

/**
 * The life of one order: wait for a command or a deadline, ask the domain, record, answer. Ends with the order.
 *
 * One writer: handlers only queue commands, and only the loop below changes the order. A command id is honoured once,
 * across continue-as-new too.
 *
 * @returns the order as it ended
 */
export async function orderWorkflow(input: OrderWorkflowInput): Promise<Order> {
  let { order, recordedSeq } = input;
  const outcomes = new Map(Object.entries(input.outcomes));
  const inbox = new Inbox();

  setHandler(orderSnapshot, () => order);
  for (const action of actionNames) {
    setHandler(updateOf(action), (command) => inbox.put(action, command), {
      validator: (command) => {
        const refused =
          refuseRepeat(command) ?? (isKnown(command) ? undefined : answerTo(action, command));
        if (refused) throw refusal(refused);
      },
    });
    setHandler(signalOf(action), async (command) => {
      await inbox.put(action, command).catch(() => undefined); // whoever signals waits for no answer
    });
  }

  setCurrentDetails(describeOrder(order));
  if (recordedSeq < order.seq) await recordOpening();

  while (!isEnded(order) || !inbox.isEmpty) {
    await inbox.arrivalWithin(delayToDeadline(), timerName(order));

    const arrival = inbox.take();
    if (arrival) await carryOut(arrival);
    else await take(dueSteps(order, readClock(order.clock, worldNow())));

    if (isHistoryLong(input) && (await isQuiet())) {
      await continueAsNew<typeof orderWorkflow>({
        ...input,
        order,
        recordedSeq,
        outcomes: Object.fromEntries(outcomes),
      });
    }
  }
  return order;

  // What follows are the steps of the loop, in the order in which they are called.

  function isKnown(command: Command): boolean {
    return outcomes.has(command.commandId);
  }

  function refuseRepeat({ commandId, fingerprint }: Command): Rejection | undefined {
    const outcome = outcomes.get(commandId);
    if (!outcome || outcome.fingerprint === fingerprint) return undefined;
    return rejection('COMMAND_ID_REUSED', `${commandId} was used for another command`, {
      seq: outcome.seq,
    });
  }

  function answerTo(action: Arrival['action'], command: Command): Rejection | undefined {
    return decide(order, { action, ...command }, worldNow()).rejection;
  }

  async function recordOpening(): Promise<void> {
    await recordTransition({
      order,
      fromNode: null,
      event: { type: 'opened', at: readClock(order.clock, worldNow()), by: input.openedBy },
      payload: {},
      command: null,
    });
    recordedSeq = order.seq;
  }

  function delayToDeadline(): number | undefined {
    if (isEnded(order)) return 0;
    return order.deadline === null
      ? undefined
      : realDelayMs(order.clock, order.deadline, worldNow());
  }

  async function carryOut(arrival: Arrival): Promise<void> {
    const { action, command, arrivedAt } = arrival;
    const repeated = refuseRepeat(command);
    const outcome = outcomes.get(command.commandId);
    if (outcome && !repeated) return arrival.answer(outcome);

    const decision = repeated ? undefined : decide(order, { action, ...command }, arrivedAt);
    const refused = repeated ?? decision?.rejection;
    await take(decision?.steps ?? [], refused ? undefined : arrival);
    if (refused) await turnDown(arrival, refused);
  }

  /** Makes steps true: the order moves, operators see it, the database has it, whoever waits is answered. */
  async function take(steps: readonly Step[], arrival?: Arrival): Promise<void> {
    for (const step of steps) {
      const isCommand = arrival !== undefined && step.event.type !== 'deadlinePassed';
      const fromNode = order.node;
      order = step.order;
      showToOperators(fromNode, order);
      await recordTransition({
        order: step.order,
        fromNode,
        event: step.event,
        payload: step.event.payload,
        command: isCommand ? { action: arrival.action, ...idOf(arrival.command) } : null,
      });
      recordedSeq = step.order.seq;
      if (!isCommand) continue;
      const outcome = { seq: step.order.seq, fingerprint: arrival.command.fingerprint };
      outcomes.set(arrival.command.commandId, outcome);
      arrival.answer(outcome);
    }
  }

  async function turnDown({ action, command, arrivedAt, refuse }: Arrival, refused: Rejection) {
    await recordRefusal({
      orderId: order.purchase.orderId,
      by: command.by,
      seq: order.seq,
      at: readClock(order.clock, arrivedAt),
      action,
      ...idOf(command),
      payload: command.payload,
      node: order.node,
      attemptId: `${workflowInfo().runId}:${workflowInfo().historyLength}:${command.commandId}`,
      code: refused.code,
      message: refused.message,
    });
    refuse(refusal(refused, { recorded: true }));
  }

  /** True once every caller has its answer and nobody came in meanwhile. */
  async function isQuiet(): Promise<boolean> {
    if (isEnded(order) || !inbox.isEmpty) return false;
    await condition(allHandlersFinished);
    return inbox.isEmpty;
  }
}

const idOf = ({ commandId, fingerprint }: Command) => ({ commandId, fingerprint });

const isHistoryLong = (input: OrderWorkflowInput): boolean =>
  workflowInfo().continueAsNewSuggested ||
  workflowInfo().historyLength >= (input.continueAsNewAfterEvents ?? longestHistoryEvents);

const timerName = (order: Order): string =>
  order.deadline === null ? order.node : `${order.node} until ${untilText(order.deadline)}`;

const untilText = (deadline: Instant): string => `${beijingText(deadline)} Beijing, order clock`;

function showToOperators(fromNode: Order['node'], order: Order): void {
  setCurrentDetails(describeOrder(order));
  if (fromNode !== order.node) upsertSearchAttributes(movingAttributes(order));
}
