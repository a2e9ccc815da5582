import { createHash, randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import {
  Client,
  Connection,
  type WorkflowHandle,
  WorkflowUpdateFailedError,
} from '@temporalio/client';
import {
  bundleWorkflowCode,
  DefaultLogger,
  NativeConnection,
  Runtime,
  Worker,
} from '@temporalio/worker';
import { inject } from 'vitest';
import { createActivities } from '../../activities/index.ts';
import { connect, type Database } from '../../db/client.ts';
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
import { cloneDatabase } from './database.ts';

/** The actors of {@link aPurchase}. */
export const actors = {
  storefront: { role: 'storefront', party: null, subject: 'store' },
  buyer: { role: 'buyer', party: 'B-1', subject: 'bob', sourceAddress: '192.0.2.7' },
  seller: { role: 'seller', party: 'S-1', subject: 'sue', sourceAddress: '192.0.2.8' },
  opsManager: { role: 'opsManager', party: null, subject: 'ops' },
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

/** A worker of this test file with a database and a task queue of its own. */
export interface OrderRunner {
  readonly client: Client;
  readonly database: Database;
  readonly ownerUrl: string;
  readonly taskQueue: string;
  readonly open: (
    purchase: Purchase,
    limits?: Pick<OrderWorkflowInput, 'continueAsNewAfterEvents'>,
  ) => Promise<RunningOrder>;
  readonly stop: () => Promise<void>;
}

const workflowsPath = fileURLToPath(new URL('../../workflows/index.ts', import.meta.url));
const quiet = new DefaultLogger('ERROR');
Runtime.install({ logger: quiet });

/** Today's workflow code, bundled as the worker bundles it. */
export const bundleWorkflows = () => bundleWorkflowCode({ workflowsPath, logger: quiet });

/** Starts a worker on the shared engines. Stop it in `afterAll`. */
export async function startOrderRunner(): Promise<OrderRunner> {
  const { address, namespace } = inject('temporal');
  const clone = await cloneDatabase();
  const database = connect(clone.appUrl, { max: 4 });
  const nativeConnection = await NativeConnection.connect({ address });
  const connection = await Connection.connect({ address });
  const client = new Client({ connection, namespace });
  const taskQueue = `test-${randomUUID()}`;
  const worker = await Worker.create({
    connection: nativeConnection,
    namespace,
    taskQueue,
    workflowBundle: await bundleWorkflows(),
    activities: createActivities({ db: database.db }),
  });
  const running = worker.run();

  return {
    client,
    database,
    ownerUrl: clone.ownerUrl,
    taskQueue,
    open: (purchase, limits = {}) => openOn(client, taskQueue, purchase, limits),
    stop: async () => {
      worker.shutdown();
      await running;
      await nativeConnection.close();
      await connection.close();
      await database.close();
      await clone.drop();
    },
  };
}

async function openOn(
  client: Client,
  taskQueue: string,
  purchase: Purchase,
  limits: Pick<OrderWorkflowInput, 'continueAsNewAfterEvents'>,
): Promise<RunningOrder> {
  const order = openOrder(purchase, instant(Date.now()));
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

/** The order behind a workflow id, for tests that did not open it themselves. */
export function runningOrder(handle: WorkflowHandle, orderId: string): RunningOrder {
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
  const fingerprint = createHash('sha256')
    .update(JSON.stringify([action, payload]))
    .digest('hex');
  return { commandId: randomUUID(), fingerprint, by, payload, ...more };
}

/** The rejection code with which a command fails; fails itself if the command succeeds or fails otherwise. */
export async function refusalOf(attempt: Promise<unknown>): Promise<string> {
  try {
    await attempt;
  } catch (error) {
    const cause = error instanceof WorkflowUpdateFailedError ? error.cause : undefined;
    if (cause && 'type' in cause && typeof cause.type === 'string') return cause.type;
    throw error;
  }
  throw new Error('the command was carried out');
}
