import { setTimeout as sleep } from 'node:timers/promises';
import { WorkflowNotFoundError, WorkflowUpdateFailedError } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { findOrder, recentlyMoved } from '../db/read-models.ts';
import { catchUp, orderWorkflowId, upToDate } from '../workflows/messages.ts';
import type { ApiDeps } from './deps.ts';

/**
 * A worker, or the whole machine, can die after the database has committed a transition and before Temporal has heard of
 * it. The database is then ahead of the workflow, and what it holds counts (ADR 0011).
 */
type CatchUpDeps = Pick<ApiDeps, 'db' | 'temporal' | 'commandWaitMs'>;

/**
 * Lets an order's workflow take over what the database has and the workflow has not. Costs no event in its history if
 * there is nothing.
 *
 * @throws if the database, Temporal or the worker is away
 */
export async function bringUpToDate(deps: CatchUpDeps, orderId: string): Promise<void> {
  const { db, temporal, commandWaitMs } = deps;
  const handle = temporal.workflow.getHandle(orderWorkflowId(orderId));
  const projected = await findOrder(db, orderId);
  if (!projected) return;
  try {
    // Not a query: one that meets an order at work keeps what is recorded from the code until the task after, and another
    // one beside it waits for seconds (ADR 0015).
    await temporal.withDeadline(Date.now() + commandWaitMs, () =>
      handle.executeUpdate(catchUp, { args: [projected.seq] }),
    );
  } catch (error) {
    if (!hasNothingToLearn(error)) throw error;
  }
}

/** The workflow knows what the database has, or has ended with it. */
const hasNothingToLearn = (error: unknown): boolean =>
  error instanceof WorkflowNotFoundError ||
  (error instanceof WorkflowUpdateFailedError &&
    error.cause instanceof ApplicationFailure &&
    error.cause.type === upToDate);

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

/**
 * The orders among these that are still to be asked about: a pass ends at the first that cannot be asked, because the next
 * could not either; that one comes last in the next pass.
 */
async function stillBehind(
  deps: CatchUpDeps,
  orderIds: readonly string[],
  warn: (error: unknown) => void,
): Promise<readonly string[]> {
  for (const [index, orderId] of orderIds.entries()) {
    try {
      await bringUpToDate(deps, orderId);
    } catch (error) {
      warn(error);
      return [...orderIds.slice(index + 1), orderId];
    }
  }
  return [];
}
