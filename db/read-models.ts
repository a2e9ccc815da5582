import { and, asc, desc, eq, gt, gte, inArray, lt, type SQL, sql } from 'drizzle-orm';
import { type ActionName, actionNames } from '../domain/events.ts';
import type { Actor, Order } from '../domain/order.ts';
import { type Instant, instant } from '../domain/units.ts';
import type { AuditEntry } from './audit-entry.ts';
import type { Database } from './client.ts';
import { auditLog, orders } from './schema.ts';

type Db = Database['db'];

/** The newest projected state of an order; undefined if it is not (yet) there. */
export async function findOrder(db: Db, orderId: string): Promise<Order | undefined> {
  const [row] = await db.select({ state: orders.state }).from(orders).where(eq(orders.id, orderId));
  return row?.state;
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
    order,
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

/** The audit log of an order, oldest first, after an entry's number. */
export async function timeline(
  db: Db,
  orderId: string,
  page: { readonly limit: number; readonly after: number },
): Promise<readonly TimelineEntry[]> {
  return await db
    .select({
      no: auditLog.no,
      hash: auditLog.hash,
      // The state after each transition is large and not part of a timeline.
      entry: sql<AuditEntry>`${auditLog.entry} - 'state'`,
    })
    .from(auditLog)
    .where(and(eq(auditLog.orderId, orderId), gt(auditLog.no, page.after)))
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

/** The transition that a command became; undefined if none (yet). */
export async function findCommand(
  db: Db,
  orderId: string,
  commandId: string,
): Promise<DoneCommand | undefined> {
  return await doneEntry(
    db,
    and(eq(auditLog.orderId, orderId), eq(auditLog.commandId, commandId), isDone),
  );
}

/** The order right after its transition `seq`; undefined if that is not recorded (yet). */
export async function orderAfter(db: Db, orderId: string, seq: number): Promise<Order | undefined> {
  const done = await doneEntry(
    db,
    and(eq(auditLog.orderId, orderId), eq(auditLog.seq, seq), isDone),
  );
  return done?.order;
}

/** Written like the unique indexes that answer it. */
const isDone = sql`${auditLog.entry}->>'result' = 'DONE'`;

async function doneEntry(db: Db, condition: SQL | undefined): Promise<DoneCommand | undefined> {
  const [row] = await db.select({ entry: auditLog.entry }).from(auditLog).where(condition);
  if (row?.entry.result !== 'DONE') return undefined;
  const { seq, fingerprint, state, recordedAt } = row.entry;
  return { seq, fingerprint, order: state, recordedAt };
}

/** Asks the database for a sign of life. @throws if it gives none */
export async function pingDatabase(db: Db): Promise<void> {
  await db.execute(sql`select 1`);
}

/** A command as it was carried out: enough to send it again under its own id. */
export interface CommittedCommand {
  readonly action: ActionName;
  readonly command: {
    readonly commandId: string;
    readonly fingerprint: string;
    readonly by: Actor;
    readonly payload: unknown;
  };
}

/** The commands that became transitions after `seq`, in their order. */
export async function commandsAfter(
  db: Db,
  orderId: string,
  seq: number,
): Promise<readonly CommittedCommand[]> {
  const rows = await db
    .select({ entry: auditLog.entry })
    .from(auditLog)
    .where(and(eq(auditLog.orderId, orderId), eq(auditLog.result, 'DONE'), gt(auditLog.seq, seq)))
    .orderBy(asc(auditLog.seq));
  return rows.flatMap(({ entry }) => {
    const { action, commandId, fingerprint, role, party, subject, sourceAddress, payload } = entry;
    if (!isActionName(action) || !commandId || !fingerprint || role === 'unknown') return [];
    const by: Actor = {
      role,
      party,
      ...(subject !== null && { subject }),
      ...(sourceAddress !== null && { sourceAddress }),
    };
    return [{ action, command: { commandId, fingerprint, by, payload } }];
  });
}

const isActionName = (action: string | null): action is ActionName =>
  actionNames.some((name) => name === action);

/** Orders that moved within the two minutes before the newest move of all, newest first, at most a thousand. */
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
