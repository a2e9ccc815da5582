import { isEndNode, nodeOf } from './flow.ts';
import { flowById } from './flows/catalogue.ts';
import type { Order, Role } from './order.ts';

/**
 * Who is awaited now: a role, the platform's own deadline, or nobody (null) after the end. Pure.
 *
 * Rule R-PKG-05 INF: where buyer and seller may both deploy, a rejected deployment is the seller's to put right.
 */
export function awaitedRole(order: Order): Role | 'platform' | null {
  const node = nodeOf(flowById(order.flowId), order.node);
  if (isEndNode(node)) return null;
  const isSellersTurn = order.acceptRejects > 0 && node.mayAlsoAct?.includes('seller') === true;
  return isSellersTurn ? 'seller' : node.waitingFor;
}
