import type { RefundOutcome, RefundPort, RefundRequest } from './ports.ts';

export type { RefundRequest } from './ports.ts';

/**
 * Pays buyers back.
 *
 * Idempotent by refund id. Fails, to be retried, while the payment side does not answer.
 */
export const createRefunds = (refunds: RefundPort) => ({
  refundBuyer: (request: RefundRequest): Promise<RefundOutcome> => refunds.refund(request),
});
