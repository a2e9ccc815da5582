import { setTimeout as sleep } from 'node:timers/promises';
import { WorkflowExecutionAlreadyStartedError, WorkflowIdReusePolicy } from '@temporalio/client';
import { decodeArrayFromPayloads } from '@temporalio/common/lib/internal-non-workflow/index.js';
import { findOrder } from '../db/read-models.ts';
import { rejection } from '../domain/errors.ts';
import { openOrder } from '../domain/open-order.ts';
import type { Order, Purchase } from '../domain/order.ts';
import { deliveryModeTitles, salesCategoryTitles } from '../domain/terms.ts';
import {
  type OrderWorkflowInput,
  orderWorkflowId,
  orderWorkflowType,
} from '../workflows/messages.ts';
import { startAttributes } from '../workflows/search-attributes.ts';
import { actorOf, type Caller } from './auth.ts';
import { differences, sha256 } from './canonical.ts';
import type { ApiDeps } from './deps.ts';
import { describeValue } from './field-errors.ts';
import { Problem, refusalProblem } from './problem.ts';

/** How `POST /orders` ended: the order, or undefined while it is not in the projection yet. */
export interface Opening {
  readonly isNew: boolean;
  readonly order: Order | undefined;
}

/**
 * Opens the order of a purchase, once: the same purchase again finds the order that it opened.
 *
 * @throws Problem with the domain's refusal, or ORDER_EXISTS with every field that differs
 */
export async function openPurchase(
  deps: ApiDeps,
  purchase: Purchase,
  caller: Caller,
): Promise<Opening> {
  const deadline = Date.now() + deps.commandWaitMs;
  const { orderId } = purchase;
  const known = await findOrder(deps.db, orderId);
  if (known) {
    refuseDifferences(known.purchase, purchase);
    return { isNew: false, order: known };
  }

  await refuseUnfitRenewal(deps, purchase);
  const opened = openOrder(purchase, deps.now(), sha256, deps.assumptions);
  if ('code' in opened) throw refusalProblem(opened);
  const isNew = await deps.temporal.withDeadline(deadline, async () => {
    if (await start(deps, opened, caller)) return true;
    refuseDifferences(await startedPurchase(deps, orderId), purchase);
    return false;
  });
  return { isNew, order: await projected(deps, orderId, deadline) };
}

/** A renewal is between the same parties and of the same mode; an order that is not known here may be older. R-MOD-02, R-MOD-04 */
async function refuseUnfitRenewal({ db, assumptions }: ApiDeps, purchase: Purchase): Promise<void> {
  const renewed = purchase.renews === undefined ? undefined : await findOrder(db, purchase.renews);
  if (!renewed) return;
  const { renewUnfinished } = { ...assumptions, ...purchase.assumptions };
  if (renewed.refund !== null || !(renewUnfinished || renewed.orderStatus === 'COMPLETED')) {
    const { orderId } = renewed.purchase;
    throw refusalProblem(
      rejection(
        'RENEWAL_UNFIT',
        `order ${orderId} cannot be renewed: it stands at ${renewed.node}`,
        {
          field: 'renews',
          node: renewed.node,
        },
      ),
    );
  }
  const { buyer, seller, deliveryMode } = renewed.purchase;
  const field = (
    [
      ['buyer.id', buyer.id, purchase.buyer.id],
      ['seller.id', seller.id, purchase.seller.id],
      ['deliveryMode', deliveryMode, purchase.deliveryMode],
    ] as const
  ).find(([, expected, found]) => expected !== found)?.[0];
  if (field === undefined) return;
  throw refusalProblem(
    rejection('RENEWAL_UNFIT', `${field} differs from order ${purchase.renews}`, { field }),
  );
}

/** Starts the order's workflow; false if it was started before. */
async function start(
  { temporal, taskQueue }: ApiDeps,
  order: Order,
  caller: Caller,
): Promise<boolean> {
  const input: OrderWorkflowInput = {
    order,
    openedBy: actorOf(caller),
    recordedSeq: 0,
    outcomes: {},
  };
  try {
    await temporal.workflow.start(orderWorkflowType, {
      workflowId: orderWorkflowId(order.purchase.orderId),
      workflowIdReusePolicy: WorkflowIdReusePolicy.REJECT_DUPLICATE,
      taskQueue,
      args: [input],
      staticSummary: summaryOf(order.purchase),
      typedSearchAttributes: startAttributes(order),
    });
    return true;
  } catch (error) {
    if (error instanceof WorkflowExecutionAlreadyStartedError) return false;
    throw error;
  }
}

/** One line for the head of the order's page in Temporal's UI; at most 200 bytes, no personal data. Pure. */
export function summaryOf({ deliveryMode, salesCategory, livemode }: Purchase): string {
  const mode = deliveryModeTitles[deliveryMode];
  const category = salesCategoryTitles[salesCategory];
  return `${mode.en}, ${category.en}, ${livemode ? 'live' : 'rehearsal'} / ${mode.zh}，${category.zh}，${livemode ? '正式' : '演练'}`;
}

/** The purchase that a started order was opened with, from the first event of its history. */
async function startedPurchase({ temporal }: ApiDeps, orderId: string): Promise<Purchase> {
  const { history } = await temporal.workflowService.getWorkflowExecutionHistory({
    namespace: temporal.options.namespace,
    execution: { workflowId: orderWorkflowId(orderId) },
    maximumPageSize: 1,
  });
  const payloads = history?.events?.[0]?.workflowExecutionStartedEventAttributes?.input?.payloads;
  const [input] = (await decodeArrayFromPayloads(
    temporal.options.loadedDataConverter,
    payloads,
  )) as [OrderWorkflowInput?];
  if (!input) throw new Error(`the workflow of order ${orderId} has no input`);
  return input.order.purchase;
}

/** @throws Problem ORDER_EXISTS unless both purchases are the same */
function refuseDifferences(stored: Purchase, sent: Purchase): void {
  const found = differences(stored, sent);
  if (found.length === 0) return;
  const names = found.map(({ field }) => field).join(', ');
  throw new Problem('ORDER_EXISTS', `order ${sent.orderId} exists and differs in ${names}`, {
    errors: found.map((difference) => ({
      field: difference.field,
      expected: describeValue(difference.stored),
      found: describeValue(difference.sent),
    })),
    differences: found,
  });
}

const longestPauseMs = 250;

/** Waits until the order is in the projection; asks the database only. */
async function projected(
  { db }: ApiDeps,
  orderId: string,
  deadline: number,
): Promise<Order | undefined> {
  for (let pauseMs = 15; ; pauseMs = Math.min(longestPauseMs, pauseMs * 1.5)) {
    const order = await findOrder(db, orderId);
    if (order || Date.now() + pauseMs > deadline) return order;
    await sleep(pauseMs);
  }
}
