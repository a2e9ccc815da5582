import { isEndNode, nodeOf } from './flow.ts';
import { flowById } from './flows/catalogue.ts';
import { isFrozen } from './freeze.ts';
import type { Order, Role } from './order.ts';

/**
 * Who is awaited now: a role, the platform's own deadline, or nobody (null) after the end. While an appeal is open it is
 * whoever decides it. Pure.
 *
 * Rule R-PKG-05 INF: where buyer and seller may both deploy, it is the seller's turn once a deployment was rejected, and
 * where the buyer may not.
 */
export function awaitedRole(order: Order): Role | 'platform' | null {
  const node = nodeOf(flowById(order.flowId), order.node);
  if (isEndNode(node)) return null;
  if (isFrozen(order)) return 'opsManager';
  const isSellersTurn =
    'deployed' in node.on && (order.lastRejection !== null || !mayBuyerDeploy(order));
  return isSellersTurn ? 'seller' : node.waitingFor;
}

/** Whether the buyer's own deployment is taken from this order. Pure. R-PKG-04 INF */
export const mayBuyerDeploy = ({ assumptions, contract }: Order): boolean =>
  assumptions.deploymentByBuyer === 'ALWAYS' ||
  (contract?.ruleSet !== 'E' && contract?.ruleSet !== 'B');
