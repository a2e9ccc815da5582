import { createHash } from 'node:crypto';
import type { Sql } from 'postgres';

/** One entry of the audit log, with the text of the entry as PostgreSQL prints it. */
interface ChainLink {
  readonly no: number;
  readonly prevHash: string;
  readonly hash: string;
  readonly entry: string;
}

/** The chain of one order, oldest first. */
export const chainOf = (sql: Sql, orderId: string) => sql<ChainLink[]>`
  select no, prev_hash as "prevHash", hash, entry::text as entry
  from audit_log where order_id = ${orderId} order by no`;

const sha256 = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex');

/**
 * The first entry at which a chain is broken; null if it is whole. What an auditor does without our database functions:
 * each hash is the SHA-256 of the hash before it and the entry's text, the first of them that of the order id.
 */
export function firstBreak(orderId: string, links: readonly ChainLink[]): number | null {
  let before = sha256(orderId);
  for (const [index, { no, prevHash, hash, entry }] of links.entries()) {
    const isWhole = no === index + 1 && prevHash === before && hash === sha256(before + entry);
    if (!isWhole) return no;
    before = hash;
  }
  return null;
}

/** What the database's own check says. */
export async function firstBreakInSql(sql: Sql, orderId: string): Promise<number | null> {
  const [row] = await sql<{ broken: number | null }[]>`
    select broken_audit_entry(${orderId}) as broken`;
  return row?.broken ?? null;
}
