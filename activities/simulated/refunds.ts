import type { RefundPort, RefundRequest } from '../ports.ts';

/** A payment side that lives in memory: keeps what it was asked for, by refund id, and moves no money. */
export interface SimulatedRefunds extends RefundPort {
  /** Every refund so far, once each. */
  readonly paid: ReadonlyMap<string, RefundRequest>;
}

/** Stands in for the payment side until there is one. Deterministic: it never fails and never waits. */
export function simulatedRefunds(): SimulatedRefunds {
  const paid = new Map<string, RefundRequest>();
  return {
    paid,
    refund: async (request) => {
      const before = paid.get(request.refundId);
      if (before && before.amountFen !== request.amountFen) {
        throw new Error(`refund ${request.refundId} was asked for with another amount before`);
      }
      paid.set(request.refundId, request);
      return { refusedFor: null };
    },
  };
}
