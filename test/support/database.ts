import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import postgres from 'postgres';
import { afterEach, inject } from 'vitest';

/** A migrated database of one test file. */
export interface DatabaseClone {
  readonly name: string;
  /** As the owner of the tables. */
  readonly ownerUrl: string;
  /** As the application's role, with the rights the migrations grant. */
  readonly appUrl: string;
  /** Removes it, also under open connections; after a failed test it is kept and its name printed. */
  drop(): Promise<void>;
}

let aTestFailed = false;

// This file is loaded anew for each test file, so the hook belongs to that file.
afterEach(({ task }) => {
  if (task.result?.state === 'fail') aTestFailed = true;
});

/** Copies the migrated template, 80–100 ms. Call it in `beforeAll`, and `drop()` in `afterAll`. */
export async function cloneDatabase(): Promise<DatabaseClone> {
  const { ownerUrl, appUrl, template } = inject('postgres');
  const name = `test_${randomBytes(6).toString('hex')}`;
  await createFromTemplate(ownerUrl, name, template);
  return {
    name,
    ownerUrl: withDatabase(ownerUrl, name),
    appUrl: withDatabase(appUrl, name),
    drop: async () => {
      if (aTestFailed) {
        await administer(ownerUrl, `comment on database ${name} is 'kept'`);
        console.error(`a test failed, its database is kept: ${name}`);
      } else {
        await administer(ownerUrl, `drop database if exists ${name} with (force)`);
      }
    },
  };
}

async function createFromTemplate(ownerUrl: string, name: string, template: string): Promise<void> {
  const objectInUse = '55006';
  for (let tries = 1; ; tries += 1) {
    try {
      return await administer(ownerUrl, `create database ${name} template ${template}`);
    } catch (error) {
      if ((error as { code?: string }).code !== objectInUse || tries === 50) throw error;
      await sleep(100);
    }
  }
}

async function administer(url: string, statement: string): Promise<void> {
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  try {
    await sql.unsafe(statement);
  } finally {
    await sql.end();
  }
}

function withDatabase(url: string, name: string): string {
  const changed = new URL(url);
  changed.pathname = `/${name}`;
  return changed.href;
}
