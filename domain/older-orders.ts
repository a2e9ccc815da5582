import { assumptionsOfOlderOrders, defaultAssumptions } from './assumptions.ts';
import type { Order } from './order.ts';

/** An order as an earlier release of this service stored it. */
export type StoredOrder = Omit<Order, NewerField> & Partial<Pick<Order, NewerField>>;

/**
 * A stored order in today's shape. Pure; whatever is there stays as it is.
 *
 * What an order did not have when it opened it never gets: an older order has no acceptance contract, no reminders and
 * no order-wide clocks. So its workflow goes on, and replays, exactly as it began. R-CUT-05
 */
export function currentShape(stored: StoredOrder): Order {
  if (stored.changedSeq !== undefined) return sinceContracts(stored as Order);
  const { lastRejection } = stored;
  return {
    ...absent,
    ...stored,
    changedSeq: stored.seq,
    bookedUntil: stored.enteredAt,
    assumptions: { ...assumptionsOfOlderOrders, ...stored.assumptions },
    lastRejection: lastRejection && { ...lastRejection, criteria: [] },
  };
}

/** What was so before it could be chosen otherwise. */
const beforeChoices = { screenshotTypes: 'ANY', reviewKeepsSignature: false } as const;

/** An order with all its clocks lacks only what became a choice, or a fact, after it had opened: as it was until then. */
function sinceContracts(order: Order): Order {
  return {
    ...beforeAppeals,
    ...order,
    assumptions: { ...defaultAssumptions, ...beforeChoices, ...order.assumptions },
    refund: order.refund && { ...order.refund, refusedAt: order.refund.refusedAt ?? null },
  };
}

/** What no order had before there were appeals. */
const beforeAppeals = {
  isRedoOwed: false,
  isCloseWaived: false,
  appeal: null,
  freezes: [],
} as const;

/** What older orders lack. */
const absent = {
  openedAt: null,
  contract: null,
  proofs: [],
  openCriteria: [],
  milestonesAccepted: 0,
  idCode: null,
  licenseIssuedAt: null,
  shippingAddressId: null,
  parcel: null,
  courierRequest: null,
  admittedCouriers: [],
  invoicedAt: null,
  remindedAt: null,
  reminders: 0,
  alertedAt: null,
  promisedAt: null,
  extension: null,
  ...beforeAppeals,
  refund: null,
  ledger: [],
  effectiveAt: null,
} as const satisfies Partial<Order>;

type NewerField = keyof typeof absent | 'changedSeq' | 'bookedUntil';
