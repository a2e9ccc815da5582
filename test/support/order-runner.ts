import { WorkflowUpdateFailedError } from '@temporalio/client';
import type { WorkflowBundleWithSourceMap } from '@temporalio/worker';
import { inject } from 'vitest';
import type { RefundPort } from '../../activities/ports.ts';
import { connect, type Database } from '../../db/client.ts';
import { cloneDatabase } from './database.ts';
import { type OrderWorker, quietRuntime, startOrderWorker } from './running-order.ts';

export { actors, type RunningOrder } from './running-order.ts';

quietRuntime();

/** A worker of this test file with a database and a task queue of its own. */
export interface OrderRunner extends OrderWorker {
  readonly database: Database;
  readonly ownerUrl: string;
}

/** Starts a worker on the shared engines; with another payment side or other workflow code. Stop it in `afterAll`. */
export async function startOrderRunner(
  refunds?: RefundPort,
  workflowBundle?: WorkflowBundleWithSourceMap,
): Promise<OrderRunner> {
  const clone = await cloneDatabase();
  const database = connect(clone.appUrl, { max: 4 });
  const worker = await startOrderWorker({
    temporal: inject('temporal'),
    database,
    ...(refunds && { refunds }),
    ...(workflowBundle && { workflowBundle }),
  });
  return {
    ...worker,
    database,
    ownerUrl: clone.ownerUrl,
    stop: async () => {
      await worker.stop();
      await database.close();
      await clone.drop();
    },
  };
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
