import type { Database } from '../db/client.ts';
import type { RefundPort } from './ports.ts';
import { createRecorder } from './record.ts';
import { createRefunds } from './refunds.ts';

/** What the activities need of the world. */
export interface ActivityDependencies {
  readonly db: Database['db'];
  readonly refunds: RefundPort;
}

/** Every activity of the worker, with its dependencies bound. */
export const createActivities = ({ db, refunds }: ActivityDependencies) => ({
  ...createRecorder(db),
  ...createRefunds(refunds),
});

/** The activities as workflows see them. */
export type Activities = ReturnType<typeof createActivities>;
