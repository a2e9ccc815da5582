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

/** Pays back what the order owes its buyer; returns when it is on its way. R-RFD-01 */
export async function refundBuyer({ purchase, refund }: Order): Promise<string> {
  if (refund === null) throw new Error(`order ${purchase.orderId} owes no refund`);
  const { refundId, amountFen } = refund;
  const { orderId, livemode } = purchase;
  for (;;) {
    try {
      await money.refundBuyer({ refundId, orderId, amountFen, livemode });
      return refundId;
    } catch (error) {
      log.error('refund refused', { refundId, error });
      await sleep(restAfterRefusal, { summary: `refund ${refundId} rests after a refusal` });
    }
  }
}
