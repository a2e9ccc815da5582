import { and, asc, desc, eq, gt, gte, inArray, lt, type SQL, sql } from 'drizzle-orm';
import { type RejectionCode, rejectionCodes } from '../domain/errors.ts';
import { currentShape } from '../domain/older-orders.ts';
import type { Order } from '../domain/order.ts';
import { type Instant, instant } from '../domain/units.ts';
import type { AuditEntry } from './audit-entry.ts';
import type { Database } from './client.ts';
import { auditLog, orders } from './schema.ts';

type Db = Database['db'];

/** The newest projected state of an order; undefined if it is not (yet) there. */
export async function findOrder(db: Db, orderId: string): Promise<Order | undefined> {
  const [row] = await db.select({ state: orders.state }).from(orders).where(eq(orders.id, orderId));
  return row && currentShape(row.state);
}

/** What a list of orders is narrowed to; every given field must hold. */
export interface OrderFilters {
  readonly node?: string;
  readonly flowId?: string;
  readonly flowIds?: readonly string[];
  readonly deliveryMode?: string;
  readonly salesCategory?: string;
  readonly scene?: string;
  readonly livemode?: boolean;
  readonly buyerId?: string;
  readonly sellerId?: string;
  readonly awaitedRole?: string;
  readonly orderStatus?: string;
  /** Deadline on the order's clock, exclusive end. */
  readonly dueBefore?: Instant;
  /** Inclusive. */
  readonly placedFrom?: Instant;
  /** Exclusive. */
  readonly placedTo?: Instant;
}

/** Place of an order in the list: when it was opened, to the microsecond as the database writes it, and its id. */
export interface OrderPlace {
  readonly openedAt: string;
  readonly orderId: string;
}

/** One order of a list. */
export interface ListedOrder {
  readonly order: Order;
  readonly openedAt: Instant;
  readonly updatedAt: Instant;
  readonly place: OrderPlace;
}

/** Orders, newest opened first, after a place in that order. An order never changes its place. */
export async function listOrders(
  db: Db,
  filters: readonly OrderFilters[],
  page: { readonly limit: number; readonly after?: OrderPlace },
): Promise<readonly ListedOrder[]> {
  const { after } = page;
  const rows = await db
    .select({
      order: orders.state,
      orderId: orders.id,
      openedAt: orders.openedAt,
      updatedAt: orders.updatedAt,
    })
    .from(orders)
    .where(
      and(
        ...filters.flatMap(conditionsOf),
        after &&
          sql`(${orders.openedAt}, ${orders.id}) < (${after.openedAt}::timestamptz, ${after.orderId})`,
      ),
    )
    .orderBy(desc(orders.openedAt), desc(orders.id))
    .limit(page.limit);
  return rows.map(({ order, orderId, openedAt, updatedAt }) => ({
    order: currentShape(order),
    openedAt: momentOf(openedAt),
    updatedAt: momentOf(updatedAt),
    place: { openedAt, orderId },
  }));
}

const conditionsOf = (filters: OrderFilters): readonly (SQL | undefined)[] => [
  filters.node === undefined ? undefined : eq(orders.node, filters.node),
  filters.flowId === undefined ? undefined : eq(orders.flowId, filters.flowId),
  filters.flowIds === undefined ? undefined : inArray(orders.flowId, [...filters.flowIds]),
  filters.deliveryMode === undefined ? undefined : eq(orders.deliveryMode, filters.deliveryMode),
  filters.salesCategory === undefined ? undefined : eq(orders.salesCategory, filters.salesCategory),
  filters.scene === undefined ? undefined : eq(orders.scene, filters.scene),
  filters.livemode === undefined ? undefined : eq(orders.livemode, filters.livemode),
  filters.buyerId === undefined ? undefined : eq(orders.buyerId, filters.buyerId),
  filters.sellerId === undefined ? undefined : eq(orders.sellerId, filters.sellerId),
  filters.awaitedRole === undefined ? undefined : eq(orders.awaitedRole, filters.awaitedRole),
  filters.orderStatus === undefined ? undefined : eq(orders.orderStatus, filters.orderStatus),
  filters.dueBefore === undefined ? undefined : lt(orders.nextDeadlineAt, filters.dueBefore),
  filters.placedFrom === undefined ? undefined : gte(orders.placedAt, filters.placedFrom),
  filters.placedTo === undefined ? undefined : lt(orders.placedAt, filters.placedTo),
];

/** PostgreSQL's own text of a moment (`2024-09-13 16:00:00.123456+00`). */
const momentOf = (text: string): Instant => instant(Date.parse(text));

/** One entry of an order's audit log with its place in the chain. */
export interface TimelineEntry {
  readonly no: number;
  readonly hash: string;
  readonly entry: AuditEntry;
}

/** The audit log of an order, oldest first, after an entry's number; with or without those who may not see it. */
export async function timeline(
  db: Db,
  orderId: string,
  page: { readonly limit: number; readonly after: number; readonly withStrangers: boolean },
): Promise<readonly TimelineEntry[]> {
  return await db
    .select({
      no: auditLog.no,
      hash: auditLog.hash,
      // The state after each transition is large and not part of a timeline.
      entry: sql<AuditEntry>`${auditLog.entry} - 'state'`,
    })
    .from(auditLog)
    .where(
      and(
        eq(auditLog.orderId, orderId),
        gt(auditLog.no, page.after),
        page.withStrangers
          ? undefined
          : sql`${auditLog.entry}->>'code' is distinct from 'ORDER_NOT_FOUND'`,
      ),
    )
    .orderBy(asc(auditLog.no))
    .limit(page.limit);
}

/** A command that was carried out, and the order right after it. */
export interface DoneCommand {
  readonly seq: number;
  readonly fingerprint: string | null;
  readonly order: Order;
  /** Real time. */
  readonly recordedAt: Instant;
}

/** A command that was refused, and why. */
export interface RefusedCommand {
  readonly seq: number;
  readonly fingerprint: string | null;
  readonly code: RejectionCode;
  readonly message: string;
  /** Real time. */
  readonly recordedAt: Instant;
}

/** What became of a command: its transition, else its first refusal; undefined if nothing (yet). */
export async function findCommand(
  db: Db,
  orderId: string,
  commandId: string,
): Promise<DoneCommand | RefusedCommand | undefined> {
  const rows = await db
    .select({ entry: auditLog.entry })
    .from(auditLog)
    .where(and(eq(auditLog.orderId, orderId), eq(auditLog.commandId, commandId)))
    .orderBy(asc(auditLog.result), asc(auditLog.no))
    .limit(1);
  const entry = rows[0]?.entry;
  if (entry?.result === 'DONE') return doneFrom(entry);
  if (entry?.result !== 'REFUSED' || !isRejectionCode(entry.code)) return undefined;
  const { seq, fingerprint, code, message, recordedAt } = entry;
  return { seq, fingerprint, code, message, recordedAt };
}

const isRejectionCode = (code: string): code is RejectionCode =>
  Object.hasOwn(rejectionCodes, code);

/** The order right after its transition `seq`; undefined if that is not recorded (yet). */
export async function orderAfter(db: Db, orderId: string, seq: number): Promise<Order | undefined> {
  // Written like the unique index that answers it.
  const isDone = sql`${auditLog.entry}->>'result' = 'DONE'`;
  const [row] = await db
    .select({ entry: auditLog.entry })
    .from(auditLog)
    .where(and(eq(auditLog.orderId, orderId), eq(auditLog.seq, seq), isDone));
  return row?.entry.result === 'DONE' ? currentShape(row.entry.state) : undefined;
}

/**
 * The order as the audit log has it at a moment of its own clock, inclusive; undefined if it opened later. Of several
 * changes in one instant the last one counts.
 */
export async function orderAt(db: Db, orderId: string, at: Instant): Promise<Order | undefined> {
  const [row] = await db
    .select({ entry: auditLog.entry })
    .from(auditLog)
    .where(
      and(
        eq(auditLog.orderId, orderId),
        sql`${auditLog.entry}->>'result' = 'DONE'`,
        sql`${auditLog.entry}->>'at' <= ${at}`,
      ),
    )
    .orderBy(desc(auditLog.seq))
    .limit(1);
  return row?.entry.result === 'DONE' ? currentShape(row.entry.state) : undefined;
}

const doneFrom = ({ seq, fingerprint, state, recordedAt }: DoneEntry): DoneCommand => ({
  seq,
  fingerprint,
  order: currentShape(state),
  recordedAt,
});

type DoneEntry = Extract<AuditEntry, { result: 'DONE' }>;

/** Asks the database for a sign of life. @throws if it gives none */
export async function pingDatabase(db: Db): Promise<void> {
  await db.execute(sql`select 1`);
}

/** Open orders that moved within the two minutes before the newest move of all, newest first, at most a thousand. */
export async function recentlyMoved(db: Db): Promise<readonly string[]> {
  const rows = await db
    .select({ id: orders.id })
    .from(orders)
    .where(
      gt(
        orders.updatedAt,
        sql`(select max(${orders.updatedAt}) from ${orders}) - interval '2 minutes'`,
      ),
    )
    .orderBy(desc(orders.updatedAt))
    .limit(1_000);
  return rows.map(({ id }) => id);
}
