import { spawn } from 'node:child_process';
import { createWriteStream, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';
import { endProcess, type ProcessExit, processIdentity, type RunningProcess } from './processes.ts';
import { messageOf } from './start-error.ts';

/** A program of this project that runs as a process of its own. */
export interface NodeProcessOptions {
  /** Stands before each line on the screen. */
  readonly name: string;
  /** The TypeScript file, absolute. */
  readonly file: string;
  /** Changes to our own environment; undefined removes a variable. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly logFile: string;
  readonly show: (line: string) => void;
  /** How long it may take to end in order; milliseconds. */
  readonly patienceMs?: number;
}

/**
 * Starts a program with `node --import tsx`. It does not hear a terminal's Ctrl-C (so that it can be stopped in order),
 * and notices by its closed channel when we die; see `exitWithParent`.
 */
export function startNodeProcess(options: NodeProcessOptions): RunningProcess {
  const { name, file, environment, logFile, show, patienceMs = 12_000 } = options;
  mkdirSync(dirname(logFile), { recursive: true });
  const log = createWriteStream(logFile, { flags: 'a' });
  const child = spawn(process.execPath, ['--import', 'tsx', file], {
    cwd: dirname(import.meta.dirname), // where `tsx` is found
    env: { ...process.env, ...environment },
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const errorLines: string[] = [];
  const follow = (stream: NodeJS.ReadableStream | null, keep: boolean) => {
    if (!stream) return;
    createInterface({ input: stream }).on('line', (line) => {
      log.write(`${line}\n`);
      show(`[${name}] ${line}`);
      if (keep) errorLines.push(line);
      if (errorLines.length > 40) errorLines.shift();
    });
  };
  follow(child.stdout, false);
  follow(child.stderr, true);

  const exited = new Promise<ProcessExit>((resolve) => {
    child.once('error', (error) =>
      resolve({ code: null, signal: null, lastLine: messageOf(error) }),
    );
    // 'close' comes after the last line has been read.
    child.once('close', (code, signal) => {
      log.end();
      resolve({ code, signal, lastLine: reasonIn(errorLines) });
    });
  });
  const pid = child.pid ?? 0;
  const identity = processIdentity(pid);
  const steps = [
    ['SIGTERM', patienceMs],
    ['SIGKILL', 2_000],
  ] as const;
  return {
    pid,
    exited,
    stop: () => endProcess(pid, steps, identity),
  };
}

/** The line that names the error; a stack and Node's version stand below it. */
export function reasonIn(lines: readonly string[]): string {
  const telling = lines.filter((line) => !/^\s*(at .*|[{}]|\^|Node\.js v.*)?$/.test(line));
  const named = telling.findLast((line) => /^\s*\w*(Error|Exception)\b/.test(line));
  return (named ?? telling.at(-1) ?? '').trim();
}
