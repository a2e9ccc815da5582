import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { freePorts } from '../../infra/ports.ts';
import { endProcess, isAlive, processIdentity, signalProcess } from '../../infra/processes.ts';

const root = join(import.meta.dirname, '../..');
const start = ['--import', 'tsx', 'start.ts'];

let stateFolder: string;
let environment: NodeJS.ProcessEnv;
let apiUrl: string;
let children: ChildProcess[];

beforeEach(async () => {
  stateFolder = mkdtempSync(join(tmpdir(), 'handover-test-start-'));
  const [api, temporal, ui] = await freePorts(3);
  apiUrl = `http://127.0.0.1:${api}`;
  environment = {
    PATH: process.env.PATH,
    HOME: process.env.HOME,
    HANDOVER_STATE_DIR: stateFolder,
    API_PORT: String(api),
    HANDOVER_TEMPORAL_PORT: String(temporal),
    HANDOVER_TEMPORAL_UI_PORT: String(ui),
  };
  children = [];
});

afterEach(async () => {
  for (const child of children) await endProcess(child.pid ?? 0, [['SIGKILL', 2_000]]);
  for (const pid of enginePids())
    await endProcess(pid, [
      ['SIGINT', 8_000],
      ['SIGKILL', 2_000],
    ]);
  rmSync(dataFolder() ?? stateFolder, { recursive: true, force: true });
  rmSync(stateFolder, { recursive: true, force: true });
});

describe('npm start', () => {
  it('explains itself and its environment variables', async () => {
    const { stdout } = await run('--help');

    for (const name of ['DATABASE_URL', 'TEMPORAL_ADDRESS', 'AUTH_ISSUER', 'API_PORT']) {
      expect(stdout).toContain(name);
    }
  });

  it('refuses an option it does not know', async () => {
    await expect(run('--prot=1')).rejects.toMatchObject({
      code: 2,
      stderr: expect.stringContaining('knows no "--prot=1"; see npm start -- --help'),
    });
  });

  it('says in one sentence that a port is busy, and starts nothing', async () => {
    const server = createServer();
    await new Promise<void>((resolve) =>
      server.listen(Number(environment.API_PORT), '127.0.0.1', resolve),
    );

    await expect(run()).rejects.toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringMatching(/^\nport \d+ \(API\) is used .* with API_PORT=<port>\n$/),
    });
    server.close();
    expect(existsSync(join(stateFolder, 'postgres.json'))).toBe(false);
    expect(existsSync(join(stateFolder, 'start.lock'))).toBe(false);
  });

  it('says in one sentence that a PostgreSQL of ours cannot be reached', async () => {
    environment.DATABASE_URL = 'postgres://nobody@127.0.0.1:1/handover';

    await expect(run()).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^\nthe PostgreSQL of DATABASE_URL cannot be used: .*\n$/),
    });
  });

  it('brings everything up, refuses a second copy, restarts what dies, survives its own kill -9, and ends in order', async () => {
    const first = launch();
    await first.until('Ctrl-C stops everything');
    expect((await fetch(`${apiUrl}/readyz`)).status).toBe(200);
    expect(first.text()).toMatch(
      /✔ PostgreSQL .* s .*\n(.*\n)*✔ Temporal server .*\n(.*\n)*✔ Migrations .*\n(.*\n)*✔ Namespace .*\n(.*\n)*✔ Worker and API/,
    );
    await expect(run()).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining(`(process ${first.pid}, ${apiUrl})`),
    });

    for (const name of ['worker', 'api']) {
      const [pid] = await childrenOf(first.pid, name === 'api' ? 'server.ts' : 'worker.ts');
      signalProcess(pid ?? 0, 'SIGKILL');
      await first.until(`${name} ended unexpectedly (signal SIGKILL)`);
      await first.until(`${name} is running again`);
    }
    await vi.waitFor(
      async () => expect((await fetch(`${apiUrl}/readyz`)).status).toBe(200),
      30_000,
    );

    const orphans = await childrenOf(first.pid, '.ts');
    signalProcess(first.pid, 'SIGKILL');
    await vi.waitFor(() => expect(orphans.filter(isAlive)).toEqual([]), 15_000);
    const second = launch();
    await second.until('Ctrl-C stops everything');
    expect(second.text()).toMatch(/✔ PostgreSQL .* found running/);
    expect(second.text()).toMatch(/✔ Temporal server .* found running/);

    const engines = enginePids();
    signalProcess(second.pid, 'SIGINT');
    expect(await second.exitCode).toBe(0);
    expect(second.text()).toMatch(
      /✔ api stopped(.*\n)*✔ worker stopped(.*\n)*✔ Temporal server stopped(.*\n)*✔ PostgreSQL stopped/,
    );
    expect(engines.filter(isAlive)).toEqual([]);
    expect(existsSync(join(stateFolder, 'start.lock'))).toBe(false);
  }, 180_000);
});

const run = (...given: string[]) =>
  promisify(execFile)(process.execPath, [...start, ...given], { cwd: root, env: environment });

function launch() {
  const child = spawn(process.execPath, start, { cwd: root, env: environment, stdio: 'pipe' });
  children.push(child);
  let text = '';
  child.stdout.on('data', (chunk) => {
    text += chunk;
  });
  child.stderr.on('data', (chunk) => {
    text += chunk;
  });
  const exitCode = new Promise<number | null>((resolve) => child.once('close', resolve));
  const until = (words: string) =>
    vi.waitFor(
      () => {
        if (!text.includes(words)) throw new Error(`still waiting for "${words}" in:\n${text}`);
      },
      { timeout: 100_000, interval: 100 },
    );
  return { pid: child.pid ?? 0, exitCode, until, text: () => text };
}

/** The processes that a start has begun, by a word of their command line. */
async function childrenOf(pid: number, word: string): Promise<number[]> {
  const { stdout } = await promisify(execFile)('ps', ['-eo', 'pid=,ppid=,args=']);
  return stdout
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter(([, parent, ...args]) => Number(parent) === pid && args.join(' ').includes(word))
    .map(([child]) => Number(child));
}

/** PostgreSQL and the Temporal server of this state folder. */
function enginePids(): number[] {
  const record = readIfThere(join(stateFolder, 'temporal-server.json'));
  const lines = readIfThere(join(dataFolder() ?? stateFolder, 'postmaster.pid'));
  const temporal = record && JSON.parse(record);
  // The id of a server that has ended may be somebody else's by now.
  const isTemporal = temporal && processIdentity(temporal.pid) === temporal.identity;
  return [isTemporal && temporal.pid, lines && Number.parseInt(lines, 10)].filter(Boolean);
}

/** Elsewhere than in the state folder when that one is closed to the account PostgreSQL runs as. */
function dataFolder(): string | undefined {
  const state = readIfThere(join(stateFolder, 'postgres.json'));
  return state && JSON.parse(state).dataFolder;
}

const readIfThere = (file: string): string | undefined =>
  existsSync(file) ? readFileSync(file, 'utf8') : undefined;
