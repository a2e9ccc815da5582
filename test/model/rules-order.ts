import type { Assumptions } from '../../domain/assumptions.ts';
import type { BookedSide } from '../../domain/ledger.ts';
import type { NodeId, Purchase } from '../../domain/order.ts';
import { awaitedAt, type Plan, planFor } from './rules-flows.ts';
import { type ModelAppeal, type Side, type Standstill, standsStill } from './rules-freeze.ts';

export const hour = 3_600_000;
export const day = 24 * hour;

/** An order as the rules know it: moments in milliseconds since 1970, null for what has not happened. */
export interface ModelOrder {
  readonly purchase: Purchase;
  readonly assumed: Assumptions;
  readonly plan: Plan;
  readonly openedAt: number;
  /** What was last looked at: nothing happens before it any more. */
  readonly now: number;
  /** How often something changed that people decide on; reminders and alerts do not. */
  readonly version: number;
  readonly node: NodeId;
  readonly since: number;
  readonly limit: number | null;
  readonly locked: boolean;
  readonly requirementRejects: number;
  readonly acceptRejects: number;
  readonly reviewFails: number;
  readonly milestonesAccepted: number;
  readonly openCriteria: readonly string[];
  readonly turnedDownFrom: NodeId | null;
  readonly deliveredAt: number | null;
  /** Where the seller delivers what was delivered last. */
  readonly deliveredFrom: NodeId | null;
  /** A code was claimed or activated since the last delivery. */
  readonly isCodeUsed: boolean;
  readonly address: string | null;
  readonly idCode: string | null;
  readonly licenseIssuedAt: number | null;
  readonly parcel: {
    readonly courier: string;
    readonly number: string;
    readonly isTrackable: boolean;
    readonly shippedAt: number;
    readonly signedAt: number | null;
  } | null;
  readonly courier: {
    readonly name: string;
    readonly dueAt: number;
    readonly isOverdue: boolean;
    readonly isAnswered: boolean;
    readonly isAdmitted: boolean;
  } | null;
  /** Couriers beside the list that the order may be sent with. */
  readonly admittedCouriers: readonly string[];
  readonly invoicedAt: number | null;
  readonly remindedAt: number | null;
  readonly reminders: number;
  readonly alertedAt: number | null;
  readonly promisedAt: number | null;
  /** Both sides agreed on another delivery until then. */
  readonly isRedoOwed: boolean;
  /** A ruling or a settlement had it delivered again: it is not closed for its age any more. R-APL-19 */
  readonly wasSentBack: boolean;
  readonly extension: {
    readonly by: Side;
    readonly limit: 'NODE' | 'PROMISE';
    readonly until: number;
  } | null;
  readonly refund: {
    readonly amountFen: number;
    readonly decidedAt: number;
    readonly isSettled: boolean;
  } | null;
  readonly enabledAt: number | null;
  readonly claimedAt: number | null;
  readonly activatedAt: number | null;
  readonly acceptedAt: number | null;
  readonly completedAt: number | null;
  readonly effectiveAt: number | null;
  /** The newest appeal, open or closed. */
  readonly appeal: ModelAppeal | null;
  /** When the order stood still, oldest first; an open appeal aside. */
  readonly stood: readonly Standstill[];
  /** Milliseconds per `node side`. */
  readonly ledger: Readonly<Record<string, number>>;
  readonly bookedTo: number;
}

const ms = (at: string): number => Date.parse(at);

/** The order that a sold purchase opens as, when its own clock reads `openedAt`. R-GEN-01 R-MOD-01 */
export function openModel(purchase: Purchase, assumed: Assumptions, openedAt: number): ModelOrder {
  const plan = planFor(purchase, assumed);
  const since = Math.min(ms(purchase.paidAt), openedAt);
  const [first] = plan.chain;
  const promise = purchase.deliveryPromiseDays;
  return {
    purchase,
    assumed,
    plan,
    openedAt,
    now: since,
    version: 0,
    node: first ?? 'EFFECTIVE',
    since,
    limit: null,
    locked: false,
    requirementRejects: 0,
    acceptRejects: 0,
    reviewFails: 0,
    milestonesAccepted: 0,
    openCriteria: [],
    turnedDownFrom: null,
    deliveredAt: null,
    deliveredFrom: null,
    isCodeUsed: false,
    address: purchase.shippingAddressId ?? null,
    idCode: null,
    licenseIssuedAt: null,
    parcel: null,
    courier: null,
    admittedCouriers: [],
    invoicedAt: null,
    remindedAt: null,
    reminders: 0,
    alertedAt: null,
    promisedAt: first && promise !== undefined ? since + promise * day : null,
    isRedoOwed: false,
    wasSentBack: false,
    extension: null,
    refund: null,
    enabledAt: null,
    claimedAt: null,
    activatedAt: null,
    acceptedAt: null,
    completedAt: null,
    effectiveAt: first
      ? null
      : Math.max(purchase.takesEffectAt ? ms(purchase.takesEffectAt) : since, since),
    appeal: null,
    stood: [],
    ledger: {},
    bookedTo: since,
  };
}

/** The order at another node since `at`; the time until then is booked to whoever was awaited. R-LED-01 */
export const moved = (
  order: ModelOrder,
  node: NodeId,
  at: number,
  limit: number | null = null,
): ModelOrder => ({
  ...booked(order, at),
  version: order.version + 1,
  node,
  since: at,
  limit,
  extension: null, // R-EXT-01: ends with the node
  remindedAt: null,
  reminders: 0,
});

/** The order with its time booked up to a moment. */
export const booked = (order: ModelOrder, at: number): ModelOrder => ({
  ...order,
  ledger: ledgerAt(order, at),
  bookedTo: at,
});

/** What has been booked up to a moment, the present stay included. */
export function ledgerAt(order: ModelOrder, at: number): Readonly<Record<string, number>> {
  const side = sideAt(order);
  if (side === null || at === order.bookedTo) return order.ledger;
  const key = `${order.node} ${side}`;
  return { ...order.ledger, [key]: (order.ledger[key] ?? 0) + at - order.bookedTo };
}

/** Whether the buyer may deploy what the rule sets ask proof of. R-PKG-04 */
export const isBuyersDeployment = ({ purchase, assumed }: ModelOrder): boolean => {
  const isRuled = purchase.salesCategory === 'JOINT_OPERATION' && purchase.scene !== 'OTHER';
  return !isRuled || assumed.deploymentByBuyer === 'ALWAYS';
};

/** Who is awaited: whoever decides an open appeal; to deploy the seller, once it was sent back and where the buyer may not. R-PKG-05 */
export function awaitedOf(order: ModelOrder) {
  if (standsStill(order)) return 'opsManager';
  const isSellers = order.turnedDownFrom !== null || !isBuyersDeployment(order);
  return order.node === 'DEPLOY' && isSellers ? 'seller' : awaitedAt[order.node];
}

function sideAt(order: ModelOrder): BookedSide | null {
  if (standsStill(order)) return 'frozen';
  const awaited = awaitedOf(order);
  if (awaited === 'huaweiReviewer') return 'reviewer';
  return awaited === 'buyer' || awaited === 'seller' || awaited === 'platform' ? awaited : null;
}

/** Whether nothing can happen any more. */
export const hasEnded = ({ node }: ModelOrder): boolean => awaitedAt[node] === null;

/** An accepted order completes after the whole 3 hours (R-GEN-06); one by authorization code after those assumed (R-LIC2-09). */
export function accepted(order: ModelOrder, at: number): ModelOrder {
  const isByCode = order.plan.chain.includes('ACTIVATE_AUTH_CODE');
  const hours = isByCode ? order.assumed.autoCloseDelayHours : 3;
  return { ...moved(order, 'COMPLETING', at, at + hours * hour), acceptedAt: at };
}
