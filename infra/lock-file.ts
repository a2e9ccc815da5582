import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { isAlive, processIdentity } from './processes.ts';

/** Who holds a lock. `identity` tells the process from a later one with the same id. */
export interface LockHolder {
  readonly pid: number;
  readonly identity: string | undefined;
  /** What the holder wants others to know, for example its address. */
  readonly note: string;
}

/** A lock this process holds. */
export interface LockFile {
  /** True when the one that held it before has died without releasing it. */
  readonly isTakeover: boolean;
  release(): void;
}

/**
 * Takes a lock that is one file. The lock of a process that has died is taken over.
 *
 * @returns the lock, or who holds it
 */
export function takeLock(file: string, note = ''): LockFile | { readonly heldBy: LockHolder } {
  mkdirSync(dirname(file), { recursive: true });
  const mine = JSON.stringify({ pid: process.pid, identity: processIdentity(process.pid), note });
  const prepared = `${file}.${process.pid}`;
  writeFileSync(prepared, mine, { mode: 0o600 });
  let isTakeover = false;
  try {
    for (;;) {
      if (createdAtOnce(prepared, file)) {
        return { isTakeover, release: () => releaseLock(file, mine) };
      }
      const text = readIfThere(file);
      const holder = text === undefined ? undefined : holderOf(text);
      if (holder && isRunning(holder)) return { heldBy: holder };
      if (text === undefined) continue; // released just now
      setStaleAside(file, text);
      isTakeover = true;
    }
  } finally {
    rmSync(prepared, { force: true });
  }
}

/** A hard link appears with its whole content or not at all. */
function createdAtOnce(prepared: string, file: string): boolean {
  try {
    linkSync(prepared, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** Removes the stale lock by renaming, and puts it back if somebody has renewed it in between. */
function setStaleAside(file: string, staleText: string): void {
  const aside = `${file}.stale.${process.pid}`;
  try {
    renameSync(file, aside);
  } catch {
    return; // another process was faster
  }
  if (readIfThere(aside) !== staleText) createdAtOnce(aside, file);
  rmSync(aside, { force: true });
}

function releaseLock(file: string, mine: string): void {
  if (readIfThere(file) === mine) rmSync(file, { force: true });
}

const isRunning = (holder: LockHolder): boolean =>
  isAlive(holder.pid) && processIdentity(holder.pid) === holder.identity;

function holderOf(text: string): LockHolder | undefined {
  try {
    return JSON.parse(text) as LockHolder;
  } catch {
    return undefined;
  }
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
