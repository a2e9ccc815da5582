import { randomUUID } from 'node:crypto';
import { recordRefusal } from '../db/audit.ts';
import type { AuditEntry } from '../db/audit-entry.ts';
import type { Database } from '../db/client.ts';
import { findOrder, type OrderFilters } from '../db/read-models.ts';
import { readClock } from '../domain/clock.ts';
import { flowById, flows } from '../domain/flows/catalogue.ts';
import type { Order } from '../domain/order.ts';
import type { Instant } from '../domain/units.ts';
import { actorOf, type Caller } from './auth.ts';
import type { ApiDeps } from './deps.ts';
import { Problem } from './problem.ts';

type Refused = Extract<AuditEntry, { result: 'REFUSED' }>;

/** What was asked of an order, as the audit log names it. */
export interface Attempt {
  readonly action: NonNullable<Refused['action']>;
  readonly commandId: string | null;
  readonly fingerprint: string | null;
  readonly payload: unknown;
}

/** A read of an order, as an attempt. */
export const reading: Attempt = {
  action: 'readOrder',
  commandId: null,
  fingerprint: null,
  payload: {},
};

const reviewed = flows.filter((flow) => 'HUAWEI_REVIEW' in flow.nodes).map((flow) => flow.id);

/** Whether a caller may know that an order exists. Pure. R-SEC-01 */
export function maySee({ role, party }: Caller, { purchase, flowId }: Order): boolean {
  switch (role) {
    case 'storefront':
    case 'opsManager':
      return true;
    case 'huaweiReviewer':
      return 'HUAWEI_REVIEW' in flowById(flowId).nodes;
    case 'buyer':
      return party === purchase.buyer.id;
    case 'seller':
      return party === purchase.seller.id;
  }
}

/** {@link maySee} for lists. Pure. R-SEC-01 */
export function visibleTo({ role, party }: Caller): OrderFilters {
  switch (role) {
    case 'storefront':
    case 'opsManager':
      return {};
    case 'huaweiReviewer':
      return { flowIds: reviewed };
    case 'buyer':
      return { buyerId: party ?? '' };
    case 'seller':
      return { sellerId: party ?? '' };
  }
}

/** Writes a refused attempt to the audit log. R-GEN-07, R-AUD-01 */
export async function auditRefusal(
  { db, now }: { readonly db: Database['db']; readonly now: () => Instant },
  order: Order,
  caller: Caller,
  refused: Attempt & Pick<Refused, 'code' | 'message'>,
  attemptId: string = randomUUID(),
): Promise<void> {
  await recordRefusal(db, {
    orderId: order.purchase.orderId,
    by: actorOf(caller),
    attemptId,
    seq: order.seq,
    node: order.node,
    at: readClock(order.clock, now()),
    ...refused,
  });
}

/**
 * The order, for a caller who may see it. Somebody else's answers as if it did not exist, and the attempt is written to
 * the audit log. R-SEC-01
 *
 * @throws Problem ORDER_NOT_FOUND
 */
export async function visibleOrder(
  deps: Pick<ApiDeps, 'db' | 'now' | 'warn'>,
  orderId: string,
  caller: Caller,
  attempt: Attempt,
): Promise<Order> {
  const order = await findOrder(deps.db, orderId);
  if (order && maySee(caller, order)) return order;
  if (order) {
    const message = `not visible to this ${caller.role}`;
    const refused = { ...attempt, code: 'ORDER_NOT_FOUND', message } as const;
    // Not waited for: the time of the answer must not tell that the order exists.
    void auditRefusal(
      deps,
      order,
      caller,
      refused,
      hourlyAttempt(deps.now(), caller, attempt),
    ).catch((error: unknown) => deps.warn(error));
  }
  throw notFound(orderId);
}

/** One entry per stranger, action and hour: nobody can bury the record of an order under attempts. */
const hourlyAttempt = (
  now: Instant,
  { role, party, subject }: Caller,
  { action }: Attempt,
): string => ['stranger', role, party ?? '', subject, action ?? '', now.slice(0, 13)].join(':');

/** The one answer for orders that do not exist and for orders of somebody else. */
export const notFound = (orderId: string): Problem =>
  new Problem('ORDER_NOT_FOUND', `no order ${orderId}`);
