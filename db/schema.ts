import { sql } from 'drizzle-orm';
import {
  bigint,
  boolean,
  check,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  timestamp,
  unique,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';
import type { Order } from '../domain/order.ts';
import type { AuditEntry, OutboxMessage } from './audit-entry.ts';

const moment = (name: string) => timestamp(name, { withTimezone: true, mode: 'string' });

/**
 * Where each order stands: the newest projected state, with the columns that lists filter by. Written by
 * `record_transition` only; derived from the order workflow, so it can be rebuilt from the audit log.
 */
export const orders = pgTable(
  'orders',
  {
    id: text('id').primaryKey(),
    seq: integer('seq').notNull(),
    livemode: boolean('livemode').notNull(),
    deliveryMode: text('delivery_mode').notNull(),
    salesCategory: text('sales_category').notNull(),
    scene: text('scene').notNull(),
    flowId: text('flow_id').notNull(),
    node: text('node').notNull(),
    /** Who is awaited; null after the end. */
    awaitedRole: text('awaited_role'),
    supervisionStatus: text('supervision_status').notNull(),
    orderStatus: text('order_status').notNull(),
    buyerId: text('buyer_id').notNull(),
    sellerId: text('seller_id').notNull(),
    /** On the order's own clock, UTC; null without a limit. */
    nextDeadlineAt: moment('next_deadline_at'),
    placedAt: moment('placed_at').notNull(),
    paidAt: moment('paid_at').notNull(),
    paidFen: bigint('paid_fen', { mode: 'number' }).notNull(),
    /** Real time of the first projection. */
    openedAt: moment('opened_at').notNull().defaultNow(),
    /** Real time of the newest projection. */
    updatedAt: moment('updated_at').notNull().defaultNow(),
    /** The domain's `Order`. */
    state: jsonb('state').$type<Order>().notNull(),
  },
  (table) => [
    index('orders_newest').on(table.openedAt, table.id),
    index('orders_by_buyer').on(table.buyerId, table.openedAt, table.id),
    index('orders_by_seller').on(table.sellerId, table.openedAt, table.id),
    index('orders_by_node').on(table.node, table.openedAt, table.id),
    index('orders_by_deadline').on(table.nextDeadlineAt),
    // Finds the open appeals, which are few; written like the query that it answers.
    index('orders_by_decision')
      .on(sql`(state->'appeal'->>'dueAt')`, table.id)
      .where(sql`state->'appeal'->>'closedAt' is null and state->'appeal'->>'dueAt' is not null`),
  ],
);

/**
 * Everything that was done to an order or refused, one chain of hashes per order. Append-only for everybody: the
 * application's role has no right to update or delete, and a trigger stops whoever has. R-AUD-01, R-AUD-02
 *
 * `hash` = SHA-256 (hex) of `prev_hash` followed by the text of `entry`, both as UTF-8; the first `prev_hash` is the
 * SHA-256 of the order id. The other columns are generated from `entry`, so they cannot disagree with it.
 */
export const auditLog = pgTable(
  'audit_log',
  {
    orderId: text('order_id').notNull(),
    /** Place in the order's chain, from 1 without gaps. */
    no: integer('no').notNull(),
    prevHash: text('prev_hash').notNull(),
    hash: text('hash').notNull(),
    entry: jsonb('entry').$type<AuditEntry>().notNull(),
    seq: integer('seq').notNull().generatedAlwaysAs(sql`((entry->>'seq')::int)`),
    result: text('result').notNull().generatedAlwaysAs(sql`(entry->>'result')`),
    commandId: text('command_id').generatedAlwaysAs(sql`(entry->>'commandId')`),
    action: text('action').generatedAlwaysAs(sql`(entry->>'action')`),
    attemptId: text('attempt_id').generatedAlwaysAs(sql`(entry->>'attemptId')`),
  },
  (table) => [
    primaryKey({ columns: [table.orderId, table.no] }),
    uniqueIndex('audit_one_entry_per_transition')
      .on(table.orderId, table.seq)
      .where(sql`entry->>'result' = 'DONE'`),
    uniqueIndex('audit_one_transition_per_command')
      .on(table.orderId, table.commandId)
      .where(sql`entry->>'result' = 'DONE'`),
    uniqueIndex('audit_one_entry_per_refusal')
      .on(table.orderId, table.attemptId)
      .where(sql`entry->>'result' = 'REFUSED'`),
  ],
);

/** What others must hear about, written with the transition that causes it and delivered by whoever drains it. */
export const outbox = pgTable(
  'outbox',
  {
    id: bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    orderId: text('order_id').notNull(),
    seq: integer('seq').notNull(),
    topic: text('topic').notNull(),
    payload: jsonb('payload').$type<OutboxMessage>().notNull(),
    createdAt: moment('created_at').notNull().defaultNow(),
  },
  (table) => [uniqueIndex('outbox_once').on(table.orderId, table.seq, table.topic)],
);

/**
 * The files that parties attached to orders. Written by `record_file` only, once the content is complete in the file
 * store; rows neither change nor go, because a file is evidence. The content lies under a key made from `id`.
 */
export const files = pgTable(
  'files',
  {
    id: uuid('id').primaryKey(),
    orderId: text('order_id').notNull(),
    /** Place among the order's files, from 1 without gaps. */
    no: integer('no').notNull(),
    /** As the uploader named it, cleaned; Unicode. */
    name: text('name').notNull(),
    mediaType: text('media_type').notNull(),
    bytes: bigint('bytes', { mode: 'number' }).notNull(),
    /** Of the content, hex. */
    sha256: text('sha256').notNull(),
    uploadedByRole: text('uploaded_by_role').notNull(),
    /** Null for roles that act for the marketplace without naming a team. */
    uploadedByParty: text('uploaded_by_party'),
    uploadedBySubject: text('uploaded_by_subject').notNull(),
    sourceAddress: text('source_address').notNull(),
    /** What looked for malware, by its own name. */
    scannedBy: text('scanned_by').notNull(),
    /** Real time. */
    uploadedAt: moment('uploaded_at').notNull(),
  },
  (table) => [
    unique('files_in_order').on(table.orderId, table.no),
    unique('files_once')
      .on(table.orderId, table.uploadedByRole, table.uploadedByParty, table.sha256, table.name)
      .nullsNotDistinct(),
    check('files_not_empty', sql`${table.bytes} > 0`),
    check('files_sha256_is_hex', sql`${table.sha256} ~ '^[0-9a-f]{64}$'`),
  ],
);
