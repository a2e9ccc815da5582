import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import postgres, { type Sql } from 'postgres';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const migrations = readdirSync(new URL('../../db/migrations', import.meta.url)).filter((name) =>
  name.endsWith('.sql'),
);
const name = `test_empty_${randomBytes(6).toString('hex')}`;
let admin: Sql;
let emptyUrl: string;

beforeAll(async () => {
  const { ownerUrl } = inject('postgres');
  admin = postgres(ownerUrl, { max: 1, onnotice: () => undefined });
  await admin.unsafe(`create database ${name}`);
  const url = new URL(ownerUrl);
  url.pathname = `/${name}`;
  emptyUrl = url.href;
});
afterAll(async () => {
  await admin.unsafe(`drop database if exists ${name} with (force)`);
  await admin.end();
});

/** Migrates in a process of its own. */
async function migrateInProcess(): Promise<number> {
  const program = `
    import { migrate } from './db/migrate.ts';
    console.log((await migrate(process.env.OWNER_URL)).applied);`;
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--import', 'tsx', '--input-type=module', '--eval', program],
    { cwd: root, env: { ...process.env, OWNER_URL: emptyUrl } },
  );
  return Number(stdout.trim());
}

describe('migrations', () => {
  it('processes that migrate an empty database at once apply each migration once, and none is left over', async () => {
    const applied = await Promise.all([migrateInProcess(), migrateInProcess(), migrateInProcess()]);

    expect(applied.toSorted((a, b) => a - b)).toEqual([0, 0, migrations.length]);
    const sql = postgres(emptyUrl, { max: 1 });
    const tables = await sql`
      select tablename from pg_tables where schemaname = 'public' order by tablename`;
    await sql.end();
    expect(tables.map(({ tablename }) => tablename)).toEqual([
      'audit_log',
      'files',
      'orders',
      'outbox',
    ]);
    expect(await migrateInProcess()).toBe(0);
  });

  it('leave the application no more rights than it needs', async () => {
    const sql = postgres(emptyUrl, { max: 1 });
    const rights = await sql`
      select table_name || ' ' || string_agg(privilege_type, ' ' order by privilege_type) as line
      from information_schema.role_table_grants where grantee = 'handover_app'
      group by table_name order by table_name`;
    await sql.end();

    expect(rights.map(({ line }) => line)).toEqual([
      'audit_log INSERT SELECT',
      'files INSERT SELECT',
      'orders INSERT SELECT UPDATE',
      'outbox DELETE INSERT SELECT UPDATE',
    ]);
  });
});
