import type { RejectionCode } from '../domain/errors.ts';
import type { ActionName, EventType } from '../domain/events.ts';
import type { NodeId, Order, Role } from '../domain/order.ts';
import type { Instant } from '../domain/units.ts';

/** What can be refused beside the actions of an order: its opening, and access to it and its files. */
export type AccessName = 'openOrder' | 'readOrder' | 'uploadFile' | 'readFile';

interface EntryBase {
  /** Number of the order's newest transition when this was written; of this one, if it is one. */
  readonly seq: number;
  /** On the order's own clock, UTC. */
  readonly at: Instant;
  /** Real time, UTC; stamped by the database. */
  readonly recordedAt: Instant;
  /** `unknown`: a malformed command that names nobody. */
  readonly role: Role | 'platform' | 'unknown';
  readonly party: string | null;
  readonly subject: string | null;
  readonly sourceAddress: string | null;
  /** What was accessed: `order:<orderId>`. */
  readonly resource: string;
  /** What was asked for; null for what the platform did by itself. */
  readonly action: ActionName | AccessName | null;
  readonly commandId: string | null;
  readonly fingerprint: string | null;
  readonly payload: unknown;
  readonly node: NodeId;
}

/** One line of the audit log: who, role, action, resource, source address, result, instant, command id. R-AUD-01 */
export type AuditEntry =
  | (EntryBase & {
      readonly result: 'DONE';
      readonly event: EventType | 'opened';
      readonly fromNode: NodeId | null;
      /** The order after the transition. */
      readonly state: Order;
    })
  | (EntryBase & {
      readonly result: 'REFUSED';
      /** Makes a repeated write harmless. */
      readonly attemptId: string;
      readonly code: RejectionCode | 'FORBIDDEN' | 'ORDER_NOT_FOUND' | 'FILE_INFECTED';
      readonly message: string;
    });

/** What an outbox row tells: that an order moved and who is awaited now, or a notice. Opaque ids only. */
export interface OutboxMessage {
  readonly orderId: string;
  readonly seq: number;
  readonly event: EventType | 'opened';
  readonly node: NodeId;
  readonly awaitedRole: Role | 'platform' | null;
  readonly at: Instant;
  readonly livemode: boolean;
  /** Notices only: who is to be told. A courier's request that nobody answered is told to the operations managers. */
  readonly to?: readonly string[];
}
