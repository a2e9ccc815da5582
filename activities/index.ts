import type { Database } from '../db/client.ts';
import { createRecorder } from './record.ts';

/** What the activities need of the world. */
export interface ActivityDependencies {
  readonly db: Database['db'];
}

/** Every activity of the worker, with its dependencies bound. */
export const createActivities = ({ db }: ActivityDependencies) => ({ ...createRecorder(db) });

/** The activities as workflows see them. */
export type Activities = ReturnType<typeof createActivities>;
