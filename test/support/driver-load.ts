/**
 * A process under load on the driver named by its first argument, until its parent lets go of it.
 * Answers every message with how often each of its workers has succeeded so far.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Sql } from 'postgres';

const [driver = '', url = ''] = process.argv.slice(2);
const { default: postgres } = (await import(driver)) as { default: typeof import('postgres') };
const sql = postgres(url, { max: 6, backoff: () => 0.1, connect_timeout: 2 });

let lastId = 0;

const work: Record<string, (sql: Sql) => Promise<unknown>> = {
  statement: (pool) => pool`insert into lone (id) values (${nextId()})`,
  transaction: (pool) =>
    pool.begin(async (tx) => {
      const id = nextId();
      await tx`insert into halves (id, half) values (${id}, 1)`;
      await tx`select pg_sleep(0.002)`;
      await sleep(2);
      await tx`insert into halves (id, half) values (${id}, 2)`;
    }),
  reservation: async (pool) => {
    const reserved = await pool.reserve();
    try {
      await reserved`select pg_sleep(0.002)`;
    } catch {
      await reserved`select 1`; // a second try on a handle whose connection may be gone
    } finally {
      reserved.release();
    }
  },
};

const workers = Object.keys(work).flatMap((kind) => [kind, kind, kind]);
const succeeded = workers.map(() => 0);

process.on('message', () => process.send?.(succeeded));
process.on('disconnect', () => process.exit(0));
await Promise.all(workers.map(keepWorking));

async function keepWorking(kind: string, worker: number): Promise<never> {
  for (;;) {
    try {
      await work[kind]?.(sql);
      succeeded[worker] = (succeeded[worker] ?? 0) + 1;
    } catch {
      await sleep(10);
    }
  }
}

function nextId(): number {
  lastId += 1;
  return process.pid * 100_000 + lastId;
}
