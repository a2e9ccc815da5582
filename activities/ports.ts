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

/** What became of a refund: the money is on its way, or it was refused; `refusedFor` is the payment side's own code. */
export interface RefundOutcome {
  readonly refusedFor: string | null;
}

/** Whoever pays buyers back. */
export interface RefundPort {
  /**
   * Pays back; resolves when the money is on its way, or when that was refused. Idempotent by `refundId`: what was refused
   * is asked for again under the same id, and may be paid then.
   *
   * @throws an error if neither can be said yet: it is asked again at once
   */
  refund(request: RefundRequest): Promise<RefundOutcome>;
}
