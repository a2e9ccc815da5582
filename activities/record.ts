import * as audit from '../db/audit.ts';
import type { Database } from '../db/client.ts';

export type {
  EarlierTransition,
  RecordedOutcome,
  RecordedRefusal,
  RecordedTransition,
  TransitionsAfter,
} from '../db/audit.ts';

/**
 * Keeps the projection and the audit log up to date.
 *
 * Idempotent by order id and seq, or by attempt id. Fails, to be retried, while the database is away.
 */
export const createRecorder = (db: Database['db']) => ({
  recordTransition: (done: audit.RecordedTransition): Promise<audit.EarlierTransition | null> =>
    audit.recordTransition(db, done),
  recordRefusal: (refused: audit.RecordedRefusal): Promise<void> =>
    audit.recordRefusal(db, refused),
  readTransitionsAfter: (
    after: audit.TransitionsAfter,
  ): Promise<readonly audit.EarlierTransition[]> => audit.readTransitionsAfter(db, after),
  findOutcome: (sent: {
    readonly orderId: string;
    readonly commandId: string;
  }): Promise<audit.RecordedOutcome | null> => audit.findOutcome(db, sent),
});
