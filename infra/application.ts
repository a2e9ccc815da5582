import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startNodeProcess } from './node-process.ts';
import type { Progress } from './screen.ts';
import { messageOf, StartError } from './start-error.ts';
import { type Supervised, supervise } from './supervisor.ts';

/** How the worker and the API are run. */
export interface ApplicationOptions {
  readonly projectFolder: string;
  readonly stateFolder: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly say: (line: string) => void;
}

/** Starts `worker.ts` or `server.ts` as a supervised process. */
export async function startApplication(
  name: 'worker' | 'api',
  { projectFolder, stateFolder, environment, say }: ApplicationOptions,
): Promise<Supervised> {
  const file = join(projectFolder, name === 'worker' ? 'worker.ts' : 'server.ts');
  const logFile = join(stateFolder, 'logs', `${name}.log`);
  return await supervise({
    name,
    say,
    launch: async () => startNodeProcess({ name, file, environment, logFile, show: say }),
  });
}

/** How long the application may take to become ready; milliseconds. The worker bundles its workflows meanwhile. */
const readyWithinMs = 90_000;

/** Who is waited for, who hears about it, and what ends the waiting. */
export interface ReadinessOptions {
  readonly progress: Progress;
  readonly applications: readonly Supervised[];
  readonly signal: AbortSignal;
}

/**
 * Waits until the API says that it and all it needs are ready.
 *
 * @throws StartError with the API's last answer
 */
export async function waitUntilReady(
  url: string,
  { progress, applications, signal }: ReadinessOptions,
): Promise<void> {
  const failed = Promise.race(applications.map((application) => application.failed));
  const until = Date.now() + readyWithinMs;
  let answer = 'no answer';
  while (Date.now() < until) {
    signal.throwIfAborted();
    const response = await Promise.race([answerOf(`${url}/readyz`), failed]);
    if (response.isReady) return;
    answer = response.text;
    progress(`waiting for ${url}/readyz: ${answer.slice(0, 120)}`);
    await Promise.race([sleep(150), failed]);
  }
  throw new StartError(
    `the API did not become ready within ${readyWithinMs / 1_000} s, its last answer: ${answer}`,
  );
}

async function answerOf(url: string): Promise<{ isReady: boolean; text: string }> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(5_000) });
    return { isReady: response.status === 200, text: await response.text() };
  } catch (error) {
    const cause = error instanceof Error && error.cause ? error.cause : error;
    return { isReady: false, text: messageOf(cause) };
  }
}
