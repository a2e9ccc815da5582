import { ActivityFailure, proxyActivities, proxyLocalActivities } from '@temporalio/workflow';
import type { Activities } from '../activities/index.ts';
import type { RecordedRefusal, RecordedTransition } from '../activities/record.ts';

/** A short try inside the workflow task: half the cost of an ordinary activity while the database answers. */
const quick = proxyLocalActivities<Activities>({
  startToCloseTimeout: '2s',
  scheduleToCloseTimeout: '4s',
  retry: { initialInterval: '100ms', maximumAttempts: 3 },
});

/** What follows when the database does not answer: tried until it is back. The order waits, nothing is lost. */
const patient = proxyActivities<Activities>({
  startToCloseTimeout: '15s',
  retry: { initialInterval: '500ms', backoffCoefficient: 2, maximumInterval: '10s' },
});

/** Writes a transition; returns when it is in the database. */
export const recordTransition = (done: RecordedTransition): Promise<void> =>
  quickly(
    () => quick.recordTransition(done),
    () => patient.recordTransition(done),
  );

/** Writes a refused attempt; returns when it is in the database. */
export const recordRefusal = (refused: RecordedRefusal): Promise<void> =>
  quickly(
    () => quick.recordRefusal(refused),
    () => patient.recordRefusal(refused),
  );

async function quickly(first: () => Promise<void>, then: () => Promise<void>): Promise<void> {
  try {
    await first();
  } catch (error) {
    if (!(error instanceof ActivityFailure)) throw error;
    await then();
  }
}
