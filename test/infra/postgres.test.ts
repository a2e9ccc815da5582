import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import postgres from 'postgres';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type PostgresServer, startPostgres } from '../../infra/postgres.ts';
import { isAlive, signalProcess } from '../../infra/processes.ts';

let stateFolder: string;
let servers: PostgresServer[];

beforeEach(() => {
  stateFolder = mkdtempSync(join(tmpdir(), 'handover-test-postgres-'));
  chmodSync(stateFolder, 0o755);
  servers = [];
});

afterEach(async () => {
  for (const server of servers) await server.stop();
  const { dataFolder } = JSON.parse(readFileSync(join(stateFolder, 'postgres.json'), 'utf8'));
  rmSync(dataFolder, { recursive: true, force: true });
  rmSync(stateFolder, { recursive: true, force: true });
});

describe('the PostgreSQL launcher', () => {
  it('starts a server with an owner and a role of its own for the application', async () => {
    const server = await start();

    const [row] = await query(
      server.appUrl,
      `select current_user as role, current_database() as database, rolsuper as is_superuser,
        current_setting('TimeZone') as zone, current_setting('server_version_num')::int / 10000 as major,
        current_setting('listen_addresses') as listens, pg_encoding_to_char(encoding) as encoding
       from pg_roles, pg_database where rolname = current_user and datname = current_database()`,
    );

    expect(row).toEqual({
      role: 'handover_app',
      database: 'handover',
      is_superuser: false,
      zone: 'UTC',
      major: 18,
      listens: '127.0.0.1',
      encoding: 'UTF8',
    });
    expect(statSync(join(stateFolder, 'postgres.json')).mode & 0o777).toBe(0o600);
  });

  it('works in a folder that is closed to the account it runs as when we are root', async () => {
    chmodSync(stateFolder, 0o700);

    const server = await start();

    expect(await query(server.appUrl, 'select 1 as one')).toEqual([{ one: 1 }]);
  });

  it('keeps the data and the passwords when it is stopped and started again', async () => {
    const first = await start();
    await query(first.ownerUrl, 'create table kept as select 42 as answer');
    await first.stop();
    expect(isAlive(first.pid)).toBe(false);

    const second = await start(first.port);

    expect(second.ownerUrl).toBe(first.ownerUrl);
    expect(await query(second.ownerUrl, 'select answer from kept')).toEqual([{ answer: 42 }]);
  });

  it('recovers what was committed after kill -9', async () => {
    const first = await start();
    await query(first.ownerUrl, 'create table kept as select 42 as answer');
    signalProcess(first.pid, 'SIGKILL');
    const { signal } = await first.exited;

    const second = await start(first.port);

    expect(signal).toBe('SIGKILL');
    expect(second.isAdopted).toBe(false);
    expect(await query(second.ownerUrl, 'select answer from kept')).toEqual([{ answer: 42 }]);
  });

  it('adopts the server that a killed start left behind', async () => {
    const orphan = await start();

    const adopted = await start();

    expect(adopted).toMatchObject({ isAdopted: true, pid: orphan.pid, port: orphan.port });
    expect(await query(adopted.appUrl, 'select 1 as one')).toEqual([{ one: 1 }]);
  });

  it('notices the end of an adopted server', async () => {
    const orphan = await start();
    const adopted = await start();

    signalProcess(orphan.pid, 'SIGKILL');
    await adopted.exited;

    expect(isAlive(orphan.pid)).toBe(false);
  });

  it('refuses data of another major version in one sentence that says what to do', async () => {
    const server = await start();
    await server.stop();
    const { dataFolder } = JSON.parse(readFileSync(join(stateFolder, 'postgres.json'), 'utf8'));
    writeFileSync(join(dataFolder, 'PG_VERSION'), '17\n');

    await expect(start()).rejects.toThrow(
      /was made by PostgreSQL 17, this is 18: .*pg_dumpall.*, or delete /,
    );
  });
});

async function start(port?: number): Promise<PostgresServer> {
  const server = await startPostgres({ stateFolder, port });
  servers.push(server);
  return server;
}

async function query(url: string, text: string) {
  const sql = postgres(url, { max: 1 });
  try {
    return [...(await sql.unsafe(text))];
  } finally {
    await sql.end();
  }
}
