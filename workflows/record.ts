import { proxyActivities, proxyLocalActivities } from '@temporalio/workflow';
import type { Activities } from '../activities/index.ts';
import type {
  EarlierTransition,
  RecordedOutcome,
  RecordedRefusal,
  RecordedTransition,
  TransitionsAfter,
} from '../activities/record.ts';

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

/**
 * Writes a transition; returns when the database has one under this number: null if it is this one, else what an
 * attempt before this one wrote. A worker can die after the database has committed and before Temporal knows of it; what
 * was committed, and perhaps seen, is then what counts.
 */
export const recordTransition = (done: RecordedTransition): Promise<EarlierTransition | null> =>
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

/** What the database has of an order after a transition, in its order. */
export const readTransitionsAfter = (
  after: TransitionsAfter,
): Promise<readonly EarlierTransition[]> =>
  quickly(
    () => quick.readTransitionsAfter(after),
    () => patient.readTransitionsAfter(after),
  );

/** What the database has of a command that was carried out; null if it was not. */
export const findOutcome = (sent: {
  readonly orderId: string;
  readonly commandId: string;
}): Promise<RecordedOutcome | null> =>
  quickly(
    () => quick.findOutcome(sent),
    () => patient.findOutcome(sent),
  );

async function quickly<T>(first: () => Promise<T>, then: () => Promise<T>): Promise<T> {
  try {
    return await first();
  } catch {
    // Whatever it failed with: a local activity that ran out of tries shows its bare cause as well as an ActivityFailure.
    return await then();
  }
}
