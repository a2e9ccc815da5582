import { setTimeout as sleep } from 'node:timers/promises';
import { WorkflowNotFoundError } from '@temporalio/client';
import { commandsAfter, findOrder, recentlyMoved } from '../db/read-models.ts';
import { orderSnapshot, orderWorkflowId, updateOf } from '../workflows/messages.ts';
import type { ApiDeps } from './deps.ts';

/**
 * A worker, or the whole machine, can die after the database has committed a transition and before Temporal has heard of
 * it. The database is then ahead of the workflow, and what it holds counts (ADR 0011). A workflow learns it by meeting
 * the committed commands once more, each under its own id.
 */
type CatchUpDeps = Pick<ApiDeps, 'db' | 'temporal' | 'commandWaitMs'>;

/**
 * Sends an order's workflow the commands that the database has and the workflow has not. Costs no event in its history
 * if there are none.
 *
 * @returns whether there were any
 * @throws if the database, Temporal or the worker is away
 */
export async function bringUpToDate(deps: CatchUpDeps, orderId: string): Promise<boolean> {
  const { db, temporal, commandWaitMs } = deps;
  const handle = temporal.workflow.getHandle(orderWorkflowId(orderId));
  const projected = await findOrder(db, orderId);
  const known = await temporal.withDeadline(Date.now() + commandWaitMs, () =>
    handle.query(orderSnapshot),
  );
  if (!projected || known.seq >= projected.seq) return false;

  const missing = await commandsAfter(db, orderId, known.seq);
  for (const { action, command } of missing) {
    await temporal.withDeadline(Date.now() + commandWaitMs, () =>
      handle.executeUpdate(updateOf(action), { args: [command], updateId: command.commandId }),
    );
  }
  return missing.length > 0;
}

/** Pause before orders that could not be asked about are tried again, doubled up to the longest; milliseconds. */
const firstPauseMs = 1_000;
const longestPauseMs = 30_000;

/**
 * Brings the orders up to date that moved last before everything went down: whatever was lost was lost in those minutes.
 * For the start of the API; goes on until it could ask about each.
 *
 * @param warn - hears about every try that failed
 */
export async function bringRecentUpToDate(
  deps: CatchUpDeps,
  { signal, warn }: { readonly signal: AbortSignal; readonly warn: (error: unknown) => void },
): Promise<void> {
  let left: readonly string[] | undefined;
  for (
    let pauseMs = firstPauseMs;
    !signal.aborted;
    pauseMs = Math.min(pauseMs * 2, longestPauseMs)
  ) {
    try {
      left = await stillBehind(deps, left ?? (await recentlyMoved(deps.db)), warn);
      if (left.length === 0) return;
    } catch (error) {
      warn(error);
    }
    await sleep(pauseMs, undefined, { signal }).catch(() => undefined);
  }
}

/** The orders among these that could not be brought up to date. */
async function stillBehind(
  deps: CatchUpDeps,
  orderIds: readonly string[],
  warn: (error: unknown) => void,
): Promise<readonly string[]> {
  const failed: string[] = [];
  for (const orderId of orderIds) {
    await bringUpToDate(deps, orderId).catch((error: unknown) => {
      if (error instanceof WorkflowNotFoundError) return; // ended so long ago that Temporal has forgotten it
      warn(error);
      failed.push(orderId);
    });
  }
  return failed;
}
