import { spawn } from 'node:child_process';
import { expect, it } from 'vitest';
import { endProcess, isAlive, processIdentity } from '../../infra/processes.ts';

it('a process that got the id of a dead one is left alone', async () => {
  const bystander = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
  const pid = bystander.pid ?? 0;

  await endProcess(pid, [['SIGKILL', 500]], 'the identity of the dead one');
  expect(isAlive(pid)).toBe(true);

  await endProcess(pid, [['SIGKILL', 5_000]], processIdentity(pid));
  expect(isAlive(pid)).toBe(false);
});
