import { recordTransition } from '../../db/audit.ts';
import type { Database } from '../../db/client.ts';
import { decide, type Wish } from '../../domain/command.ts';
import type { Order } from '../../domain/order.ts';
import { instant } from '../../domain/units.ts';

/**
 * What a worker leaves behind that dies after the database has committed and before Temporal has heard of it: the
 * transition stands in the database, the workflow knows nothing of it.
 *
 * @param before - the order as workflow and database both know it
 * @returns the order as the database has it
 */
export async function commitBehindTheWorkflow(
  db: Database['db'],
  before: Order,
  { commandId, fingerprint }: { readonly commandId: string; readonly fingerprint: string },
  wish: Wish,
): Promise<Order> {
  const [step] = decide(before, wish, instant(Date.now())).steps;
  if (!step) throw new Error('the wish was refused');
  await recordTransition(db, {
    order: step.order,
    fromNode: before.node,
    event: step.event,
    payload: step.event.payload,
    command: { action: wish.action, commandId, fingerprint },
  });
  return step.order;
}
