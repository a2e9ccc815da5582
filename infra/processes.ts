import { execFileSync } from 'node:child_process';
import { closeSync, fstatSync, openSync, readFileSync, readSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** How a process ended, and the last line it wrote about it. */
export interface ProcessExit {
  readonly code: number | null;
  readonly signal: string | null;
  readonly lastLine: string;
}

/** A process that somebody may wait for and stop. */
export interface RunningProcess {
  readonly pid: number;
  /** Settles when the process ends, for whatever reason; never rejects. */
  readonly exited: Promise<ProcessExit>;
  /** Asks the process to end, waits within bounds, then kills it. */
  stop(): Promise<void>;
}

/** True when the process runs; a dead one whose parent has not noticed (zombie) does not count. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
  return process.platform !== 'linux' || statFields(pid)?.[0] !== 'Z';
}

/** Tells a process from a later one with the same id: its start time, in the words of the operating system. */
export function processIdentity(pid: number): string | undefined {
  // 22nd field of /proc/<pid>/stat: start time in clock ticks since boot; the list starts at the third.
  if (process.platform === 'linux') return statFields(pid)?.[19];
  try {
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim();
  } catch {
    return undefined;
  }
}

function statFields(pid: number): string[] | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  } catch {
    return undefined;
  }
}

/** Sends a signal; a process that is already gone is fine. */
export function signalProcess(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/**
 * Sends the signals one after another, each with its time to obey in milliseconds, until the process is gone.
 *
 * @param identity - of the process that is meant, from when it was started: a busy system gives the id of a dead process to
 *   another one within minutes, and that one must not be ended in its place
 */
export async function endProcess(
  pid: number,
  steps: readonly (readonly [NodeJS.Signals, number])[],
  identity: string | undefined = processIdentity(pid),
): Promise<void> {
  const isThere = () => isAlive(pid) && processIdentity(pid) === identity;
  for (const [signal, patienceMs] of steps) {
    if (!isThere()) return;
    signalProcess(pid, signal);
    const until = Date.now() + patienceMs;
    while (isThere() && Date.now() < until) await sleep(20);
  }
}

/** Settles when a process that is not our child has ended; its exit code is then nobody's to know. */
export async function strangerExited(pid: number, logFile: string): Promise<ProcessExit> {
  const identity = processIdentity(pid);
  while (isAlive(pid) && processIdentity(pid) === identity) await sleep(200);
  return { code: null, signal: null, lastLine: lastLineOf(logFile) };
}

/** The last line of a log file that is not blank; empty when there is none. */
export function lastLineOf(file: string): string {
  return (
    tailOf(file)
      .split('\n')
      .findLast((line) => line.trim() !== '')
      ?.trim() ?? ''
  );
}

/** The last 4 kB of a text file; empty when it does not exist. */
export function tailOf(file: string): string {
  let handle: number | undefined;
  try {
    handle = openSync(file, 'r');
    const { size } = fstatSync(handle);
    const buffer = Buffer.alloc(Math.min(size, 4_096));
    readSync(handle, buffer, 0, buffer.length, size - buffer.length);
    return buffer.toString('utf8');
  } catch {
    return '';
  } finally {
    if (handle !== undefined) closeSync(handle);
  }
}
