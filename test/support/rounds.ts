import { sql } from 'drizzle-orm';
import { expect } from 'vitest';
import type { AuditEntry } from '../../db/audit-entry.ts';
import type { Database } from '../../db/client.ts';
import type { Order } from '../../domain/order.ts';
import { firstBreak } from './audit-chain.ts';

/** Runs rounds, some at a time; a failure names its round. */
export async function rounds(
  count: number,
  atOnce: number,
  round: (no: number) => Promise<void>,
): Promise<void> {
  let next = 0;
  const lane = async () => {
    for (let no = next++; no < count; no = next++) {
      await round(no).catch((cause: Error) => {
        cause.message = `round ${no}: ${cause.message}`;
        throw cause;
      });
    }
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
}

/** The projection and the audit log at one moment, the chain of its hashes checked. */
export async function recordOf(
  { database: { db } }: { readonly database: Database },
  orderId: string,
): Promise<{ readonly order: Order; readonly entries: readonly AuditEntry[] }> {
  const rows = (await db.execute(sql`
    select a.no, a.prev_hash as "prevHash", a.hash, a.entry::text as entry, o.state
    from audit_log a join orders o on o.id = a.order_id
    where a.order_id = ${orderId} order by a.no`)) as unknown as readonly {
    readonly no: number;
    readonly prevHash: string;
    readonly hash: string;
    readonly entry: string;
    readonly state: Order;
  }[];
  expect(firstBreak(orderId, rows), 'the chain of the audit log').toBeNull();
  const [row] = rows;
  if (!row) throw new Error(`nothing is recorded of ${orderId}`);
  return { order: row.state, entries: rows.map(({ entry }) => JSON.parse(entry) as AuditEntry) };
}
