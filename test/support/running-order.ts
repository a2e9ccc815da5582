import { createHash, randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { Client, Connection, type WorkflowHandle } from '@temporalio/client';
import {
  bundleWorkflowCode,
  DefaultLogger,
  makeTelemetryFilterString,
  NativeConnection,
  Runtime,
  Worker,
  type WorkflowBundleWithSourceMap,
} from '@temporalio/worker';
import { createActivities } from '../../activities/index.ts';
import type { RefundPort } from '../../activities/ports.ts';
import { simulatedRefunds } from '../../activities/simulated/refunds.ts';
import type { Database } from '../../db/client.ts';
import { type Assumptions, defaultAssumptions } from '../../domain/assumptions.ts';
import type { ActionName, ActionPayload } from '../../domain/events.ts';
import { openOrder } from '../../domain/open-order.ts';
import type { Actor, Order, Purchase } from '../../domain/order.ts';
import { instant } from '../../domain/units.ts';
import {
  type Command,
  type CommandOutcome,
  type OrderWorkflowInput,
  orderSnapshot,
  orderWorkflowId,
  orderWorkflowType,
  signalOf,
  updateOf,
} from '../../workflows/messages.ts';
import { startAttributes } from '../../workflows/search-attributes.ts';

// What tests, recordings and benchmarks share: this file works without vitest.

/** Who acts on the orders of `purchase.ts`. */
export const actors = {
  storefront: { role: 'storefront', party: null, subject: 'store' },
  buyer: { role: 'buyer', party: 'B-1', subject: 'bob', sourceAddress: '192.0.2.7' },
  seller: { role: 'seller', party: 'S-1', subject: 'sue', sourceAddress: '192.0.2.8' },
  opsManager: { role: 'opsManager', party: null, subject: 'ops' },
  secondManager: { role: 'opsManager', party: null, subject: 'ops-2' },
  huaweiReviewer: { role: 'huaweiReviewer', party: null, subject: 'rev' },
} as const satisfies Record<string, Actor>;

/** One order on the real engine, moved by updates and signals. */
export interface RunningOrder {
  readonly orderId: string;
  readonly handle: WorkflowHandle;
  readonly act: <A extends ActionName>(
    by: Actor,
    action: A,
    payload: ActionPayload<A>,
    more?: Partial<Command>,
  ) => Promise<CommandOutcome>;
  readonly signal: <A extends ActionName>(
    by: Actor,
    action: A,
    payload: ActionPayload<A>,
    more?: Partial<Command>,
  ) => Promise<void>;
  readonly snapshot: () => Promise<Order>;
}

/** How an order opens, where it is not ordinary. */
export interface OpenWish
  extends Pick<OrderWorkflowInput, 'continueAsNewAfterEvents' | 'mostOutcomeCharacters'> {
  readonly assumptions?: Partial<Assumptions>;
}

/** A worker with a task queue of its own, and a client beside it. */
export interface OrderWorker {
  readonly client: Client;
  readonly taskQueue: string;
  readonly open: (purchase: Purchase, wish?: OpenWish) => Promise<RunningOrder>;
  readonly stop: () => Promise<void>;
}

const workflowsPath = fileURLToPath(new URL('../../workflows/index.ts', import.meta.url));
const quiet = new DefaultLogger('ERROR');

const digest = (text: string): string => createHash('sha256').update(text).digest('hex');

/** Call it once per process, before anything else of the SDK: only errors of ours, and warnings or errors of its core. */
export const quietRuntime = (core: 'WARN' | 'ERROR' = 'WARN'): Runtime =>
  Runtime.install({
    logger: quiet,
    telemetryOptions: { logging: { filter: makeTelemetryFilterString({ core }) } },
  });

/** Today's workflow code, or a copy elsewhere, bundled as the worker bundles it. */
export const bundleWorkflows = (path = workflowsPath): Promise<WorkflowBundleWithSourceMap> =>
  bundleWorkflowCode({ workflowsPath: path, logger: quiet });

/**
 * Starts a worker on engines that run.
 *
 * @param identity - what histories name as the one that acted; left out: process and host
 */
export async function startOrderWorker({
  temporal: { address, namespace },
  database,
  taskQueue = `test-${randomUUID()}`,
  identity,
  refunds = simulatedRefunds(),
  workflowBundle,
}: {
  readonly temporal: { readonly address: string; readonly namespace: string };
  readonly database: Database;
  readonly taskQueue?: string;
  readonly identity?: string;
  /** The payment side; left out: the simulated one. */
  readonly refunds?: RefundPort;
  /** Left out: today's workflow code. */
  readonly workflowBundle?: WorkflowBundleWithSourceMap;
}): Promise<OrderWorker> {
  const who = identity === undefined ? {} : { identity };
  const nativeConnection = await NativeConnection.connect({ address });
  const connection = await Connection.connect({ address });
  const client = new Client({ connection, namespace, ...who });
  const worker = await Worker.create({
    connection: nativeConnection,
    namespace,
    taskQueue,
    workflowBundle: workflowBundle ?? (await bundleWorkflows()),
    activities: createActivities({ db: database.db, refunds }),
    ...who,
  });
  const running = worker.run();

  return {
    client,
    taskQueue,
    open: (purchase, wish = {}) => openOn(client, taskQueue, purchase, wish),
    stop: async () => {
      worker.shutdown();
      await running;
      await nativeConnection.close();
      await connection.close();
    },
  };
}

async function openOn(
  client: Client,
  taskQueue: string,
  purchase: Purchase,
  { assumptions, ...limits }: OpenWish,
): Promise<RunningOrder> {
  const assumed = { ...defaultAssumptions, ...assumptions };
  const order = openOrder(purchase, instant(Date.now()), digest, assumed);
  if ('code' in order) throw new Error(`not opened: ${order.code} ${order.message}`);
  const input: OrderWorkflowInput = {
    order,
    openedBy: actors.storefront,
    recordedSeq: 0,
    outcomes: {},
    ...limits,
  };
  const handle = await client.workflow.start(orderWorkflowType, {
    taskQueue,
    workflowId: orderWorkflowId(purchase.orderId),
    workflowIdReusePolicy: 'REJECT_DUPLICATE',
    typedSearchAttributes: startAttributes(order),
    args: [input],
  });
  return runningOrder(client.workflow.getHandle(handle.workflowId), purchase.orderId);
}

/** The order behind a workflow id, for whoever did not open it. */
function runningOrder(handle: WorkflowHandle, orderId: string): RunningOrder {
  return {
    orderId,
    handle,
    act: (by, action, payload, more) => {
      const command = commandOf(by, action, payload, more);
      return handle.executeUpdate(updateOf(action), {
        updateId: command.commandId,
        args: [command],
      });
    },
    signal: (by, action, payload, more) =>
      handle.signal(signalOf(action), commandOf(by, action, payload, more)),
    snapshot: () => handle.query(orderSnapshot),
  };
}

function commandOf(
  by: Actor,
  action: ActionName,
  payload: ActionPayload<ActionName>,
  more: Partial<Command> = {},
): Command {
  const said = completed(action, payload);
  const fingerprint = digest(JSON.stringify([action, said]));
  return { commandId: randomUUID(), fingerprint, by, payload: said, ...more };
}

/** What the default acceptance contract asks for, where a test leaves it out. */
function completed(
  action: ActionName,
  payload: ActionPayload<ActionName>,
): ActionPayload<ActionName> {
  const criteria = ['delivered'];
  if (action === 'reject') return { criteria, ...payload };
  if (action !== 'deliver' || (payload && 'proofs' in payload)) return payload;
  const file = { fileId: 'file-1', sha256: digest('1'), bytes: 1, mediaType: 'text/plain' };
  return {
    proofs: [{ ...file, kind: 'ACCEPTANCE_DOC', criteria }],
    answers: [{ criterion: 'delivered', answer: 'put right' }],
    ...payload,
  };
}
