import type { Fen } from '../domain/units.ts';

/** Money that goes back to a buyer. */
export interface RefundRequest {
  /** The same id again is the same refund: it is paid once. */
  readonly refundId: string;
  readonly orderId: string;
  /** What goes back, tax included, in fen. */
  readonly amountFen: Fen;
  /** false: a rehearsal, for which no money moves. */
  readonly livemode: boolean;
}

/** Whoever pays buyers back. */
export interface RefundPort {
  /**
   * Pays back; resolves when the money is on its way. Idempotent by `refundId`.
   *
   * @throws an error if that cannot be said yet: it is asked again
   */
  refund(request: RefundRequest): Promise<void>;
}
