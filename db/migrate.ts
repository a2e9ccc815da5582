import { fileURLToPath } from 'node:url';
import { sql } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/postgres-js';
import { migrate as applyMigrations } from 'drizzle-orm/postgres-js/migrator';
import postgres from 'postgres';
import { connect } from './client.ts';

const migrationsFolder = fileURLToPath(new URL('./migrations', import.meta.url));

/** Any number, the same for everybody who migrates. */
const migrationLock = 4_812_073;

/**
 * Brings the database up to date. Safe to run from several processes at once: they wait for one another.
 *
 * @param ownerUrl - a login that may create tables, functions and roles
 * @returns how many migrations were applied now
 * @throws if the database cannot be reached or a migration fails; nothing of that migration stays
 */
export async function migrate(ownerUrl: string): Promise<{ readonly applied: number }> {
  const client = postgres(ownerUrl, { max: 1, connect_timeout: 10, onnotice: () => undefined });
  const db = drizzle(client);
  const count = async (): Promise<number> => {
    const [known] = await db.execute(
      sql`select to_regclass('drizzle.__drizzle_migrations') as name`,
    );
    if (known?.name == null) return 0;
    const [row] = await db.execute(
      sql`select count(*)::int as done from drizzle.__drizzle_migrations`,
    );
    return Number(row?.done);
  };
  try {
    await db.execute(sql`select pg_advisory_lock(${migrationLock})`);
    const before = await count();
    await applyMigrations(db, { migrationsFolder });
    return { applied: (await count()) - before };
  } finally {
    await client.end({ timeout: 5 });
  }
}

/**
 * Checks that the application's login can work: it connects and takes the application's role.
 *
 * @throws what the database says, if it cannot
 */
export async function tryApplicationLogin(appUrl: string): Promise<void> {
  const { db, close } = connect(appUrl, { max: 1 });
  try {
    await db.execute(sql`select 1`);
  } finally {
    await close();
  }
}
