import { DrizzleQueryError, type SQL, sql } from 'drizzle-orm';
import { awaitedRole } from '../domain/awaited.ts';
import { nextMoveAt } from '../domain/due.ts';
import type { OrderEvent } from '../domain/events.ts';
import { currentShape } from '../domain/older-orders.ts';
import type { Actor, NodeId, Order } from '../domain/order.ts';
import { onlyTells } from '../domain/order-wide.ts';
import type { Instant } from '../domain/units.ts';
import type { AuditEntry, OutboxMessage } from './audit-entry.ts';
import type { Database } from './client.ts';

type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;
type UnstampedEntry = DistributiveOmit<AuditEntry, 'recordedAt'>;
type DoneEntry = Extract<AuditEntry, { result: 'DONE' }>;
type RefusedEntry = Extract<UnstampedEntry, { result: 'REFUSED' }>;

/** One transition of an order, as it is recorded. Plain JSON. */
export interface RecordedTransition {
  readonly order: Order;
  readonly fromNode: NodeId | null;
  readonly event: {
    readonly type: OrderEvent['type'] | 'opened';
    readonly at: Instant;
    readonly by: Actor;
  };
  readonly payload: unknown;
  readonly command: {
    readonly action: Extract<UnstampedEntry, { result: 'DONE' }>['action'];
    /** Null for the opening, which the order's id makes unique. */
    readonly commandId: string | null;
    readonly fingerprint: string | null;
  } | null;
}

/** Whoever acted, as far as a malformed command tells. */
type Attempter = Actor | { readonly role: 'unknown'; readonly party: null };

const who = (by: Attempter & Partial<Pick<Actor, 'subject' | 'sourceAddress'>>) => ({
  role: by.role,
  party: by.party,
  subject: by.subject ?? null,
  sourceAddress: by.sourceAddress ?? null,
});

const resourceOf = (orderId: string): string => `order:${orderId}`;

/** What stands in the audit log under the number of a transition that somebody else recorded first. */
export interface EarlierTransition {
  /** The order after it. */
  readonly order: Order;
  readonly commandId: string | null;
  readonly fingerprint: string | null;
}

/**
 * Writes one transition: projection, audit entry and outbox, in one statement. Idempotent by order id and seq; a late
 * write never replaces a newer projection.
 *
 * @returns null; or, if other content stands under this number already, that content: nothing was written then
 * @throws the driver's error if the database is away or refuses
 */
export async function recordTransition(
  db: Database['db'],
  done: RecordedTransition,
): Promise<EarlierTransition | null> {
  const { order, event, command } = done;
  const { orderId } = order.purchase;
  const entry: UnstampedEntry = {
    result: 'DONE',
    seq: order.seq,
    at: event.at,
    ...who(event.by),
    resource: resourceOf(orderId),
    action: command?.action ?? null,
    commandId: command?.commandId ?? null,
    fingerprint: command?.fingerprint ?? null,
    payload: done.payload,
    event: event.type,
    fromNode: done.fromNode,
    node: order.node,
    state: order,
  };
  const messages = [messageOf(done)];
  const [row] = await execute(
    db,
    sql`select record_transition(${jsonb(entry)}, ${jsonb(rowOf(order))}, ${jsonb(messages)}) as earlier`,
  );
  const earlier = row?.earlier as DoneEntry | null | undefined;
  return earlier ? earlierFrom(earlier) : null;
}

/** What others hear about a transition: that the order moved, or that somebody is to be told something. */
function messageOf({ order, event, payload }: RecordedTransition): {
  readonly topic: 'order.moved' | 'order.notice';
  readonly payload: OutboxMessage;
} {
  const isNotice = event.type !== 'opened' && onlyTells(event.type);
  const { to } = payload as { readonly to?: string | readonly string[] };
  return {
    topic: isNotice ? 'order.notice' : 'order.moved',
    payload: {
      orderId: order.purchase.orderId,
      seq: order.seq,
      event: event.type,
      node: order.node,
      awaitedRole: awaitedRole(order),
      at: event.at,
      livemode: order.purchase.livemode,
      ...(isNotice && { to: [to ?? 'opsManager'].flat() }),
    },
  };
}

const earlierFrom = ({ state, commandId, fingerprint }: DoneEntry): EarlierTransition => ({
  order: currentShape(state),
  commandId,
  fingerprint,
});

/** Which transitions are asked for: those of an order after a number. */
export interface TransitionsAfter {
  readonly orderId: string;
  readonly seq: number;
}

/** The transitions of an order after a number, in their order. @throws the driver's error if the database is away */
export async function readTransitionsAfter(
  db: Database['db'],
  { orderId, seq }: TransitionsAfter,
): Promise<readonly EarlierTransition[]> {
  const rows = await execute(
    db,
    sql`select entry from audit_log
      where order_id = ${orderId} and entry->>'result' = 'DONE' and seq > ${seq} order by seq`,
  );
  return rows.map(({ entry }) => earlierFrom(entry as DoneEntry));
}

/** The transition that a command became. */
export interface RecordedOutcome {
  readonly seq: number;
  readonly fingerprint: string;
}

/** What a command became; null if it was not carried out. @throws the driver's error if the database is away */
export async function findOutcome(
  db: Database['db'],
  { orderId, commandId }: { readonly orderId: string; readonly commandId: string },
): Promise<RecordedOutcome | null> {
  const [row] = await execute(
    db,
    sql`select seq, entry->>'fingerprint' as fingerprint from audit_log
      where order_id = ${orderId} and command_id = ${commandId} and entry->>'result' = 'DONE'`,
  );
  return row ? { seq: Number(row.seq), fingerprint: String(row.fingerprint) } : null;
}

/** A refused attempt, as it is recorded. `attemptId` makes a repeated write harmless. */
export type RecordedRefusal = { readonly orderId: string; readonly by: Attempter } & Pick<
  RefusedEntry,
  | 'seq'
  | 'at'
  | 'action'
  | 'commandId'
  | 'fingerprint'
  | 'payload'
  | 'node'
  | 'attemptId'
  | 'code'
  | 'message'
>;

/**
 * Writes one refused attempt to the audit log, in one statement. Idempotent by order id and attempt id. R-GEN-07
 *
 * @throws the driver's error if the database is away or refuses
 */
export async function recordRefusal(db: Database['db'], refused: RecordedRefusal): Promise<void> {
  const { orderId, by, ...rest } = refused;
  const entry: UnstampedEntry = {
    result: 'REFUSED',
    ...who(by),
    resource: resourceOf(orderId),
    ...rest,
  };
  await execute(db, sql`select record_refusal(${orderId}, ${jsonb(entry)})`);
}

/**
 * A value as jsonb. PostgreSQL takes neither NUL nor half a surrogate pair in a text, and would refuse the transition for
 * ever: both become U+FFFD. `JSON.stringify` writes both as escapes, and every backslash begins one.
 */
const jsonb = (value: unknown): SQL =>
  sql`${JSON.stringify(value).replace(/\\(u0000|ud[89a-f][0-9a-f]{2}|.)/g, (written) =>
    written.length > 2 ? '\ufffd' : written,
  )}::jsonb`;

/** What fails here is kept in Temporal's history, which must not repeat the statement's parameters. */
async function execute(
  db: Database['db'],
  statement: SQL,
): Promise<readonly Record<string, unknown>[]> {
  try {
    return await db.execute(statement);
  } catch (error) {
    throw error instanceof DrizzleQueryError && error.cause ? error.cause : error;
  }
}

/** The projection's columns, by their names in the database. */
function rowOf(order: Order): Readonly<Record<string, unknown>> {
  const { purchase } = order;
  return {
    id: purchase.orderId,
    seq: order.seq,
    livemode: purchase.livemode,
    delivery_mode: purchase.deliveryMode,
    sales_category: purchase.salesCategory,
    scene: purchase.scene,
    flow_id: order.flowId,
    node: order.node,
    awaited_role: awaitedRole(order),
    supervision_status: order.supervisionStatus,
    order_status: order.orderStatus,
    buyer_id: purchase.buyer.id,
    seller_id: purchase.seller.id,
    next_deadline_at: nextMoveAt(order),
    placed_at: purchase.placedAt,
    paid_at: purchase.paidAt,
    paid_fen: purchase.paidFen,
    state: order,
  };
}
