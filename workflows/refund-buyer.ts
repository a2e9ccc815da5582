import { ApplicationFailure, log, proxyActivities, sleep } from '@temporalio/workflow';
import type { Activities } from '../activities/index.ts';
import type { Order } from '../domain/order.ts';

/** Tried until the payment side answers: the order waits, nothing is lost and nothing is paid twice. */
const money = proxyActivities<Activities>({
  startToCloseTimeout: '30s',
  retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '5m' },
});

/** How long a refund that was refused for good rests before it is tried again; an operator may have put it right. */
const restAfterRefusal = '1h';

/** What became of a refund: on its way to the buyer, or refused for good. */
export interface RefundAnswer {
  readonly refundId: string;
  /** Why the payment side refused; left out: it did not. */
  readonly refusedFor?: string;
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
    await money.refundBuyer({ refundId, orderId, amountFen, livemode });
    return { refundId };
  } catch (error) {
    log.error('refund refused', { refundId, error });
    const cause = error instanceof Error ? error.cause : undefined;
    const code = cause instanceof ApplicationFailure ? cause.type : undefined;
    return { refundId, refusedFor: code ?? 'refused without a code' };
  }
}
