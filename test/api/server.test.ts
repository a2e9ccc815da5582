import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDevKey, signDevToken } from '../../infra/dev-issuer.ts';
import { freePorts } from '../../infra/ports.ts';

const projectFolder = join(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'handover-server-'));
const keyFile = join(folder, 'key.json');
const running: ChildProcess[] = [];
let closedPort = 0;

beforeAll(async () => {
  await createDevKey(keyFile);
  [closedPort = 0] = await freePorts(1);
});
afterAll(() => {
  for (const child of running) child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

/** Starts `server.ts` where neither PostgreSQL nor Temporal answers. */
function startServer(port: number, changes: Readonly<Record<string, string>> = {}) {
  const child = spawn(process.execPath, ['--import', 'tsx', 'server.ts'], {
    cwd: projectFolder,
    env: {
      PATH: process.env.PATH,
      API_PORT: String(port),
      DATABASE_URL: `postgres://nobody:nothing@127.0.0.1:${closedPort}/none`,
      TEMPORAL_ADDRESS: `127.0.0.1:${closedPort}`,
      HANDOVER_DEV_ISSUER_FILE: keyFile,
      FILES_DIR: join(folder, 'files'),
      ...changes,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.push(child);
  let screen = '';
  child.stdout.on('data', (chunk: Buffer) => (screen += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (screen += chunk.toString()));
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
  return { child, exited, screen: () => screen };
}

describe('server.ts', () => {
  it('starts and answers with everything away, and ends in order when told to', async () => {
    const [port = 0] = await freePorts(1);
    const server = startServer(port);
    await expect.poll(server.screen, { timeout: 15_000 }).toContain('API listens');

    const ready = await fetch(`http://127.0.0.1:${port}/readyz`);
    const token = await signDevToken(keyFile, { sub: 'ops', role: 'opsManager' });
    const authorization = `Bearer ${token}`;
    const flows = await fetch(`http://127.0.0.1:${port}/flows`, { headers: { authorization } });
    const orders = await fetch(`http://127.0.0.1:${port}/orders`, { headers: { authorization } });
    server.child.kill('SIGTERM');

    expect(ready.status).toBe(503);
    expect(await ready.json()).toMatchObject({ database: 'missing', temporal: 'missing' });
    expect(flows.status).toBe(200);
    expect(orders.status).toBe(503);
    expect(await server.exited).toBe(0);
  });

  it('says in one sentence what is missing in its settings, with an exit code of its own', async () => {
    const server = startServer(0, { DATABASE_URL: '' });

    expect(await server.exited).toBe(78);
    expect(server.screen()).toContain('DATABASE_URL');
    expect(server.screen()).not.toContain('    at ');
  });

  it('says in one sentence that its port is taken', async () => {
    const [port = 0] = await freePorts(1);
    const other = createServer().listen(port, '127.0.0.1');

    const server = startServer(port);

    expect(await server.exited).toBe(1);
    expect(server.screen()).toContain(`port ${port} is taken`);
    expect(server.screen()).not.toContain('    at ');
    other.close();
  });
});
