import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { takeLock } from '../../infra/lock-file.ts';
import { processIdentity } from '../../infra/processes.ts';
import { lockState } from '../../infra/state-lock.ts';

let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'handover-test-lock-'));
  file = join(folder, 'start.lock');
});

afterEach(() => rmSync(folder, { recursive: true }));

describe('the lock of a state folder', () => {
  it('refuses a second start and names the process and the address of the first', () => {
    lockState(folder, 'http://127.0.0.1:8080');

    expect(() => lockState(folder, 'http://127.0.0.1:9090')).toThrow(
      new RegExp(
        `already runs from this folder \\(process ${process.pid}, http://127.0.0.1:8080\\): .*HANDOVER_STATE_DIR`,
      ),
    );
  });

  it('is free again after a release, and leaves nothing else in the folder', () => {
    const first = lockState(folder, '');
    first.release();
    const second = lockState(folder, '');

    expect(second.isTakeover).toBe(false);
    expect(readdirSync(folder)).toEqual(['start.lock']);
  });

  it('takes over the lock of a process that has died', async () => {
    const child = spawn(process.execPath, ['-e', '']);
    const identity = processIdentity(child.pid ?? 0);
    await new Promise((resolve) => child.once('exit', resolve));
    writeFileSync(file, JSON.stringify({ pid: child.pid, identity, note: '' }));

    expect(lockState(folder, '').isTakeover).toBe(true);
    expect(readdirSync(folder)).toEqual(['start.lock']);
  });

  it('takes over the lock of a dead process whose id another process has got', () => {
    writeFileSync(file, JSON.stringify({ pid: process.pid, identity: 'long ago', note: '' }));

    expect(lockState(folder, '').isTakeover).toBe(true);
  });

  it('takes over a lock that cannot be read', () => {
    writeFileSync(file, '{');

    expect(lockState(folder, '').isTakeover).toBe(true);
  });

  it('does not release a lock that somebody else holds by now', () => {
    const lock = takeLock(file);
    if ('heldBy' in lock) throw new Error('the lock was free');
    writeFileSync(file, 'of another process');

    lock.release();

    expect(existsSync(file)).toBe(true);
  });
});
