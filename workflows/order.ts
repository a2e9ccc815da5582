import {
  ApplicationFailure,
  allHandlersFinished,
  CancellationScope,
  condition,
  continueAsNew,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import { actionNames } from '../domain/events.ts';
import type { Order } from '../domain/order.ts';
import { Inbox } from './inbox.ts';
import {
  catchUp,
  type OrderWorkflowInput,
  orderSnapshot,
  signalOf,
  updateOf,
  upToDate,
} from './messages.ts';
import { OrderWriter } from './order-writer.ts';
import { refundBuyer } from './refund-buyer.ts';
import { refusal } from './refusal.ts';

/** Continue as new well before Temporal suggests it (4,096 events): a year-long order stays quick to replay. */
const longestHistoryEvents = 3_000;

/**
 * The life of one order: wait for a command or a deadline, ask the domain, record, answer. Ends with the order.
 *
 * One writer: handlers only queue commands, and only the loop changes the order. A command id is honoured once, across
 * continue-as-new too.
 *
 * @returns the order as it ended
 */
export async function orderWorkflow(input: OrderWorkflowInput): Promise<Order> {
  // A paid order ends by its flow only: "Request Cancellation" in Temporal's UI must not end it.
  return await CancellationScope.nonCancellable(() => live(input));
}

async function live(input: OrderWorkflowInput): Promise<Order> {
  const inbox = new Inbox();
  const writer = new OrderWriter(input);
  listen(inbox, writer);
  await writer.recordOpening();
  let isRefunding = false;

  for (;;) {
    if (writer.owesRefund() && !isRefunding) {
      isRefunding = true;
      void refundBuyer(writer.order).then((answer) => inbox.putRefund(answer));
    }
    await inbox.arrivalWithin(writer.delayToNextDue(), writer.timerName());

    const arrival = inbox.take();
    if (arrival?.kind === 'command') await writer.carryOut(arrival);
    else if (arrival?.kind === 'catchUp') arrival.answer(await writer.takeOver());
    else if (arrival) {
      isRefunding = false;
      await writer.recordRefund(arrival.answer);
    } else await writer.passDueMoments();

    if (!writer.isEnded() && !isHistoryLong(input)) continue;
    await condition(() => allHandlersFinished() || !inbox.isEmpty);
    if (!inbox.isEmpty) continue; // somebody came in meanwhile and must be answered first
    if (writer.isEnded()) return writer.order;
    await continueAsNew<typeof orderWorkflow>({ ...input, ...writer.state() });
  }
}

function listen(inbox: Inbox, writer: OrderWriter): void {
  setHandler(orderSnapshot, () => writer.order);
  setHandler(catchUp, () => inbox.putCatchUp(), {
    validator: (seq) => {
      if (seq <= writer.order.seq) throw ApplicationFailure.nonRetryable('known', upToDate);
    },
  });
  for (const action of actionNames) {
    setHandler(updateOf(action), (command) => inbox.put(action, command), {
      validator: (command) => {
        const refused = writer.refuseEarly(action, command);
        if (refused) throw refusal(refused, { atSeq: writer.order.seq });
      },
    });
    setHandler(signalOf(action), async (command) => {
      await inbox.put(action, command).catch(() => undefined); // whoever signals waits for no answer
    });
  }
}

const isHistoryLong = (input: OrderWorkflowInput): boolean =>
  workflowInfo().continueAsNewSuggested ||
  workflowInfo().historyLength >= (input.continueAsNewAfterEvents ?? longestHistoryEvents);
