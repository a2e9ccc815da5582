import { log, proxyActivities, sleep } from '@temporalio/workflow';
import type { Activities } from '../activities/index.ts';
import type { Order } from '../domain/order.ts';

/** Tried until the payment side answers: the order waits, nothing is lost and nothing is paid twice. */
const money = proxyActivities<Activities>({
  startToCloseTimeout: '30s',
  retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '5m' },
});

/** How long a refund that was refused for good rests before it is tried again; an operator may have put it right. */
const restAfterRefusal = '1h';

/** What the payment side said of a refund. */
export interface RefundAnswer {
  readonly refundId: string;
  /** Why it refused; null: the money is on its way. */
  readonly refusedFor: string | null;
}

/** Asks once to pay back what the order owes its buyer; after a refusal, when it has rested. R-RFD-01, R-RFD-03 */
export async function refundBuyer({ purchase, refund }: Order): Promise<RefundAnswer> {
  if (refund === null) throw new Error(`order ${purchase.orderId} owes no refund`);
  const { refundId, amountFen, refusedAt } = refund;
  const { orderId, livemode } = purchase;
  if (refusedAt !== null) {
    await sleep(restAfterRefusal, { summary: `refund ${refundId} rests after a refusal` });
  }
  try {
    const outcome = await money.refundBuyer({ refundId, orderId, amountFen, livemode });
    // Histories of an earlier release have no outcome here: the money was on its way.
    return { refundId, refusedFor: outcome?.refusedFor ?? null };
  } catch (error) {
    // Never retried by Temporal: a bug, or an operator who failed it by hand. The order lives on, and asks again.
    log.error('refund failed', { refundId, error });
    return { refundId, refusedFor: 'ACTIVITY_FAILED' };
  }
}
