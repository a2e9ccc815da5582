import { fileURLToPath } from 'node:url';
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import closeWithGrace from 'close-with-grace';
import { createActivities } from './activities/index.ts';
import { simulatedRefunds } from './activities/simulated/refunds.ts';
import { configOrExit } from './config.ts';
import { connect } from './db/client.ts';
import { exitWithParent } from './infra/exit-with-parent.ts';

/** How many orders stay in memory between two tasks; the rest are replayed from their history when they move. */
const maxCachedWorkflows = 500;

const config = configOrExit();
Runtime.install({ shutdownSignals: [], logger: new DefaultLogger('WARN') });

const database = connect(config.databaseUrl);
const connection = await NativeConnection.connect(config.temporal.connection);
const worker = await Worker.create({
  connection,
  namespace: config.temporal.namespace,
  taskQueue: config.taskQueue,
  workflowsPath: fileURLToPath(new URL('./workflows/index.ts', import.meta.url)),
  activities: createActivities({ db: database.db, refunds: simulatedRefunds() }),
  maxCachedWorkflows,
  // After a worker was killed, its orders wait this long before the next one takes them over.
  stickyQueueScheduleToStartTimeout: '2s',
  shutdownGraceTime: config.drainMs,
});

const finished = work();
const stop = async (): Promise<void> => {
  if (worker.getState() === 'RUNNING') worker.shutdown();
  await finished;
};
closeWithGrace({ delay: config.drainMs + 2_000 }, stop);
exitWithParent(() => void stop());

console.log(`worker takes up orders on the task queue ${config.taskQueue}`);
await finished;

/** Works until it is told to stop, then gives the connections back. */
async function work(): Promise<void> {
  try {
    await worker.run();
  } finally {
    await connection.close();
    await database.close();
  }
}
