import { setTimeout as sleep } from 'node:timers/promises';
import { configErrorExitCode } from '../config.ts';
import { isAlive, type ProcessExit, type RunningProcess, signalProcess } from './processes.ts';
import { messageOf, StartError } from './start-error.ts';

/** A process that is started again when it dies. */
export interface Supervised {
  readonly name: string;
  /** Ends the process in order and does not start it again. Safe to call twice. */
  stop(): Promise<void>;
  /** Kills the process now. */
  kill(): void;
  /** Rejects with a StartError when starting again cannot help; otherwise never settles. */
  readonly failed: Promise<never>;
}

/** What to keep running, and who hears about its deaths. */
export interface SupervisorOptions {
  readonly name: string;
  readonly launch: () => Promise<RunningProcess>;
  readonly say: (sentence: string) => void;
  /** Pause before the first restart, doubled each time up to twenty times that; milliseconds. */
  readonly firstPauseMs?: number;
}

/** A process that lived this long has recovered: the next pause is the short one again; milliseconds. */
const recoveredAfterMs = 30_000;

/**
 * Starts a process and keeps it running until it is told to stop.
 *
 * @throws what `launch` throws the first time
 */
export async function supervise(options: SupervisorOptions): Promise<Supervised> {
  const { name, launch, say, firstPauseMs = 500 } = options;
  const stopping = new AbortController();
  let running: RunningProcess | undefined = await launch();
  let fail: (reason: StartError) => void = () => {};
  const failed = new Promise<never>((_resolve, reject) => {
    fail = reject;
  });
  // Whoever is interested listens; nobody has to.
  failed.catch(() => {});

  const keepRunning = async () => {
    let pauseMs = firstPauseMs;
    for (;;) {
      const startedAt = Date.now();
      const exit = await running?.exited;
      if (stopping.signal.aborted) return;
      if (exit?.code === configErrorExitCode) {
        return fail(new StartError(`${name}: ${exit.lastLine}`));
      }
      if (exit && Date.now() - startedAt > recoveredAfterMs) pauseMs = firstPauseMs;
      if (exit) say(`${name} ended unexpectedly (${inWords(exit)}); starting again`);
      await sleep(pauseMs, undefined, { signal: stopping.signal }).catch(() => {});
      if (stopping.signal.aborted) return;
      pauseMs = Math.min(pauseMs * 2, firstPauseMs * 20);
      running = await launch().catch((error: unknown) => {
        say(`${name} could not be started again: ${messageOf(error)}`);
        return undefined;
      });
      if (stopping.signal.aborted) return await running?.stop(); // told to stop while it was being launched
      if (running) say(`${name} is running again (process ${running.pid})`);
    }
  };
  const watching = keepRunning();

  return {
    name,
    failed,
    kill: () => {
      stopping.abort();
      if (running && isAlive(running.pid)) signalProcess(running.pid, 'SIGKILL');
    },
    stop: async () => {
      stopping.abort();
      await running?.stop();
      await watching;
    },
  };
}

/** How a process ended: "exit code 1: out of memory". */
function inWords({ code, signal, lastLine }: ProcessExit): string {
  const how = signal ? `signal ${signal}` : code === null ? 'reason unknown' : `exit code ${code}`;
  // Nobody writes a line about being killed, so the last one would mislead.
  return lastLine && signal !== 'SIGKILL' ? `${how}: ${lastLine}` : how;
}
