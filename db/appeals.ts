import { and, asc, eq, type SQL, sql } from 'drizzle-orm';
import { endOfTime } from '../domain/clock.ts';
import { currentShape } from '../domain/older-orders.ts';
import type { Order } from '../domain/order.ts';
import { type Instant, msOf } from '../domain/units.ts';
import type { Database } from './client.ts';
import { orders } from './schema.ts';

/** Which open appeals are listed; every given field must hold. */
export interface AppealFilters {
  readonly livemode: boolean;
  /** Taken by this manager; null: by nobody yet. */
  readonly takenBy?: string | null;
  readonly by?: string;
  readonly awaitsSignature?: boolean;
}

/** Place of an appeal in the queue. */
export interface AppealPlace {
  /** What was left of the time to decide when the first page was asked for. */
  readonly leftMs: number;
  readonly orderId: string;
}

const epochMsOf = (moment: SQL): SQL => sql`(extract(epoch from (${moment})::timestamptz) * 1000)`;

/**
 * What is left of the time to decide an appeal, on the order's own clock, when the world reads a moment; milliseconds. It
 * says `readClock` of domain/clock.ts in SQL, as a page has to be cut by it; test/api/appeal-queue.test.ts holds both together.
 */
function leftMsAt(now: Instant): SQL<number> {
  const clock = sql`${orders.state}->'clock'`;
  const nowMs = epochMsOf(sql`${now}`);
  const elapsedMs = sql`greatest(0, ${nowMs} - ${epochMsOf(sql`${clock}->>'startedAt'`)})`;
  const readsMs = sql`case ${clock}->>'kind'
    when 'manual' then ${epochMsOf(sql`${clock}->>'at'`)}
    when 'fast' then least(
      ${msOf(endOfTime)},
      ${epochMsOf(sql`${clock}->>'startsAt'`)} + ${elapsedMs} * (${clock}->>'rate')::numeric)
    else ${nowMs} end`;
  return sql`floor(${epochMsOf(sql`${orders.state}->'appeal'->>'dueAt'`)} - ${readsMs})`.mapWith(
    Number,
  );
}

/** Orders with an open appeal, the one with the least time left first. R-APL-10 */
export async function listOpenAppeals(
  db: Database['db'],
  { livemode, takenBy, by, awaitsSignature }: AppealFilters,
  page: { readonly limit: number; readonly now: Instant; readonly after?: AppealPlace },
): Promise<readonly { readonly order: Order; readonly place: AppealPlace }[]> {
  const appeal = sql`${orders.state}->'appeal'`;
  const leftMs = leftMsAt(page.now);
  const { after } = page;
  const rows = await db
    .select({ order: orders.state, leftMs, orderId: orders.id })
    .from(orders)
    .where(
      and(
        sql`${appeal}->>'closedAt' is null and ${appeal}->>'dueAt' is not null`,
        eq(orders.livemode, livemode),
        takenBy === undefined
          ? undefined
          : sql`lower(${appeal}->>'takenBy') is not distinct from lower(${takenBy}::text)`,
        by === undefined ? undefined : sql`${appeal}->>'by' = ${by}`,
        awaitsSignature === undefined
          ? undefined
          : sql`(jsonb_typeof(${appeal}->'ruling') = 'object') = ${awaitsSignature}`,
        after && sql`(${leftMs}, ${orders.id}) > (${after.leftMs}, ${after.orderId})`,
      ),
    )
    .orderBy(asc(leftMs), asc(orders.id))
    .limit(page.limit);
  return rows.map(({ order, ...place }) => ({ order: currentShape(order), place }));
}
