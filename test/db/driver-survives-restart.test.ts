import { type ChildProcess, fork } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Sql } from 'postgres';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type PostgresServer, startPostgres } from '../../infra/postgres.ts';
import { installedDriver, unpatchedDriver } from '../support/drivers.ts';

const stateFolder = mkdtempSync(join(tmpdir(), 'handover-test-driver-'));
const unpatched = unpatchedDriver();
const processes: ChildProcess[] = [];
let server: PostgresServer;
let admin: Sql;

beforeAll(async () => {
  chmodSync(stateFolder, 0o755);
  server = await startPostgres({ stateFolder, settings: { fsync: 'off' } });
  admin = await poolOf(installedDriver, { max: 2, backoff: () => 0.1 });
  await admin`create table lone (id bigint primary key)`;
  await admin`create table halves (id bigint, half int, primary key (id, half))`;
  await admin`create table notes (text text)`;
});

afterAll(async () => {
  for (const child of processes) child.kill('SIGKILL');
  await admin.end({ timeout: 1 });
  await server.stop();
  const { dataFolder } = JSON.parse(readFileSync(join(stateFolder, 'postgres.json'), 'utf8'));
  for (const folder of [dataFolder, stateFolder]) rmSync(folder, { recursive: true, force: true });
  unpatched.remove();
});

describe('a process under load while PostgreSQL is killed and started again', () => {
  it('lives, and every one of its workers succeeds again, three times over', async () => {
    const load = startLoad(installedDriver);
    await load.everyoneSucceeds();

    for (let round = 1; round <= 3; round += 1) {
      await killAndRestart();
      await load.everyoneSucceeds();
    }

    expect(load.output()).toBe('');
    expect(await admin`select id from halves group by id having count(*) <> 2`).toEqual([]);
  });

  it('dies without the patch: a write to a null socket that nobody can catch', async () => {
    const load = startLoad(unpatched.url);
    await load.everyoneSucceeds();

    await killAndRestart();

    expect(await load.exited()).not.toBe(0);
    expect(load.output()).toMatch(/Cannot read properties of null \(reading 'write'\)/);
  });
});

describe.each([
  ['patched', installedDriver, true],
  ['unpatched', unpatched.url, false],
])('after a lost connection, the %s driver', (_name, driver, isPatched) => {
  const cleanOnly = (outcome: string) => (isPatched ? outcome : expect.not.stringMatching(outcome));

  it('keeps a transaction callback that goes on out of the next transaction', async () => {
    await admin`truncate notes`;
    const pool = await poolOf(driver, { max: 1 });
    const [bothRan, letFirstGoOn] = gate();
    const first = pool.begin(async (tx) => {
      await terminate(await backendOf(tx));
      await bothRan;
      await tx`insert into notes values ('first, which has lost its connection')`;
    });
    await settled(first);
    const second = pool.begin(async (tx) => {
      await tx`insert into notes values ('second, rolled back')`;
      letFirstGoOn();
      await sleep(100);
      throw new Error('roll back');
    });
    await settled(second);

    const notes = (await admin`select text from notes order by text`).map((row) => row.text);

    expect(notes.join()).toEqual(isPatched ? '' : expect.stringContaining('second, rolled back'));
    await pool.end({ timeout: 1 });
  });

  it('does not answer the next query with the end of the lost one', async () => {
    const pool = await poolOf(driver, { max: 1 });
    const backend = await backendOf(pool);
    const lost = settled(pool`select pg_sleep(${5}::int)`);
    await sleep(50);
    await terminate(backend);

    expect(await lost).toBe('CONNECTION_CLOSED');
    expect(await settled(pool`select 1`)).toEqual(cleanOnly('ok'));
    await pool.end({ timeout: 1 });
  });

  it('answers every query after a reset inside a transaction', async () => {
    const sockets: Socket[] = [];
    const pool = await poolOf(driver, { max: 1, socket: socketInto(sockets) });
    const reset = pool.begin(async (tx) => {
      await tx`select 1`;
      setTimeout(() => sockets.at(-1)?.destroy(new Error('reset')), 20);
      await tx`select pg_sleep(1)`;
    });
    await settled(reset);
    const answers = [await settled(pool`select 1`), await settled(pool`select 2`)];

    expect(answers.join()).toEqual(cleanOnly('ok,ok'));
    await pool.end({ timeout: 1 });
  });

  it('lends no connection with a running transaction to others when its socket drains', async () => {
    await admin`truncate notes`;
    const sockets: Socket[] = [];
    const pool = await poolOf(driver, { max: 1, socket: socketInto(sockets) });
    const transaction = pool.begin(async (tx) => {
      await tx`select 1`;
      void settled(pool`insert into notes values ('not part of the transaction')`);
      await sleep(20);
      sockets.at(-1)?.emit('drain');
      await sleep(50);
      throw new Error('roll back');
    });
    await settled(transaction);
    await settled(pool`select 1`);

    const [row] = await admin`select count(*)::int as kept from notes`;

    expect(row).toEqual({ kept: isPatched ? 1 : 0 });
    await pool.end({ timeout: 1 });
  });
});

it('a reserved handle is refused after its connection was lost, and the pool goes on', async () => {
  const pool = await poolOf(installedDriver, { max: 1 });
  const reserved = await pool.reserve();
  await terminate(await backendOf(reserved));

  expect(await settled(reserved`select 1`)).toBe('CONNECTION_CLOSED');
  expect(await settled(reserved`select 2`)).toBe('CONNECTION_CLOSED');
  reserved.release();
  expect(await settled(pool`select 3`)).toBe('ok');
  const again = await pool.reserve();
  expect(await settled(again`select 4`)).toBe('ok');
  again.release();
  await pool.end({ timeout: 1 });
});

it('a connection lost while the driver reads the array types ends no process', async () => {
  const sockets: Socket[] = [];
  const pool = await poolOf(installedDriver, {
    max: 1,
    socket: socketInto(sockets, (sent, socket) => {
      const isFirstTypeQuery = sockets.length === 1 && sent.includes('typarray');
      if (isFirstTypeQuery) setImmediate(() => socket.destroy(new Error('reset')));
      return !isFirstTypeQuery;
    }),
  });

  // An unhandled rejection here would fail the whole run.
  expect(await settled(pool`select 1`)).toBe('reset');
  expect(await settled(pool`select 2`)).toBe('ok');
  await pool.end({ timeout: 1 });
});

/** Ends the postmaster as a power cut would, and starts it again on the same port and data. */
async function killAndRestart(): Promise<void> {
  process.kill(server.pid, 'SIGKILL');
  await server.exited;
  server = await startPostgres({ stateFolder, port: server.port, settings: { fsync: 'off' } });
}

function startLoad(driver: string) {
  const child = fork(
    fileURLToPath(import.meta.resolve('../support/driver-load.ts')),
    [driver, server.ownerUrl],
    { execArgv: ['--import', 'tsx'], stdio: ['ignore', 'pipe', 'pipe', 'ipc'] },
  );
  processes.push(child);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (text) => (output += text));
  const exited = new Promise<number | null>((resolve) => child.once('close', resolve));
  const progress = () =>
    new Promise<number[]>((resolve, reject) => {
      child.once('message', (counts) => resolve(counts as number[]));
      void exited.then(() => reject(new Error(`the process ended: ${output}`)));
      child.send('how far?');
    });
  return {
    output: () => output,
    exited: () => Promise.race([exited, sleep(5_000, 'alive after 5 s')]),
    /** Every worker has begun and finished something after this call. */
    async everyoneSucceeds(): Promise<void> {
      const before = await progress();
      // Two more: the first may have been on its way already.
      const isEveryoneOn = (now: number[]) =>
        now.every((count, worker) => count >= (before[worker] ?? 0) + 2);
      const until = Date.now() + 8_000;
      let now = before;
      while (!isEveryoneOn(now) && Date.now() < until) {
        await sleep(20);
        now = await progress();
      }
      expect({ before, now, isEveryoneOn: isEveryoneOn(now) }).toMatchObject({
        isEveryoneOn: true,
      });
    },
  };
}

async function poolOf(driver: string, options: object): Promise<Sql> {
  const { default: postgres } = (await import(driver)) as { default: typeof import('postgres') };
  return postgres(server.ownerUrl, { onnotice: () => {}, ...options });
}

/** How a query ended, within a second: `ok`, its error's code or message, or `hangs`. */
const settled = (query: PromiseLike<unknown>): Promise<string> =>
  Promise.race([
    Promise.resolve(query).then(
      () => 'ok',
      (error: { code?: string; message: string }) => error.code ?? error.message,
    ),
    sleep(1_000, 'hangs'),
  ]);

async function backendOf(sql: Pick<Sql, 'unsafe'>): Promise<number> {
  const [row] = await sql.unsafe('select pg_backend_pid() as pid');
  return Number(row?.pid);
}

async function terminate(backend: number): Promise<void> {
  await admin`select pg_terminate_backend(${backend})`;
  await sleep(50);
}

function gate(): [opened: Promise<void>, open: () => void] {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return [opened, open];
}

/** Lets a test hold the driver's sockets, and swallow what it writes. */
const socketInto =
  (sockets: Socket[], passes: (sent: string, socket: Socket) => boolean = () => true) =>
  (): Promise<Socket> =>
    new Promise((resolve) => {
      const socket = connect(server.port, '127.0.0.1', () => resolve(socket));
      const write = socket.write.bind(socket) as (data: unknown) => boolean;
      socket.write = ((data: unknown) =>
        passes(String(data), socket) ? write(data) : true) as typeof socket.write;
      sockets.push(socket);
    });
