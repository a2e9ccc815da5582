import { couriers } from '../../domain/couriers.ts';
import type { RejectionCode } from '../../domain/errors.ts';
import type { ActionName, EventPayloads } from '../../domain/events.ts';
import type { Role } from '../../domain/order.ts';
import { hindrance, unappealable, unfitInCase } from './rules-appeals.ts';
import { deliveryRefusals, knowsAll, needsOf } from './rules-contract.ts';
import { actsAt, awaitedAt, senders } from './rules-flows.ts';
import { day, hasEnded, isBuyersDeployment, type ModelOrder } from './rules-order.ts';
import { nextMoveOf, owesDelivery, workingDayEnd } from './rules-time.ts';

/** What anybody may say with any action, as it was sent. */
export type AnyPayload = Partial<
  EventPayloads['delivered'] &
    EventPayloads['shipped'] &
    Omit<EventPayloads['rejected'], 'reason'> &
    EventPayloads['idCodeSubmitted'] &
    EventPayloads['courierSigned'] &
    EventPayloads['courierAnswered'] &
    Omit<EventPayloads['extensionRequested'], 'reason'> &
    EventPayloads['addressChanged'] &
    Omit<EventPayloads['clockAdvanced'], 'to'> &
    Omit<EventPayloads['appealOpened'], 'reason'> &
    EventPayloads['settlementOffered'] &
    EventPayloads['settlementAccepted'] &
    EventPayloads['caseTaken'] &
    Omit<EventPayloads['appealDecided'], 'reason'> & {
      readonly reason: string;
      readonly to: string;
    }
>;

/** One attempt to do something with an order. */
export interface Attempt {
  readonly action: ActionName;
  readonly role: Role;
  /** false: the buyer or seller of some other order. */
  readonly isParty: boolean;
  /** The manager, as the token names the person; null: it names none. */
  readonly person: string | null;
  readonly payload: AnyPayload;
  /** The form of the action is filled in wrongly. */
  readonly isMalformed: boolean;
  /** The state on which it was decided, as the version of the model; null: any. */
  readonly decidedOn: number | null;
  readonly clock: 'real' | 'fast' | 'manual';
}

/** Every reason that the rules give for refusing an attempt at `order.now`; none: it is carried out. */
export function refusals(order: ModelOrder, attempt: Attempt): readonly RejectionCode[] {
  const malformed = attempt.isMalformed ? (['MALFORMED_COMMAND'] as const) : [];
  const { action, role, isParty, decidedOn } = attempt;
  const stale = decidedOn === null || decidedOn === order.version ? [] : (['STALE_SEQ'] as const);
  const wrongRole = senders[action].includes(role) ? [] : (['ROLE_NOT_ALLOWED'] as const);
  if (hasEnded(order)) {
    // Who may not move the clock, or which clock does not move, is so whether or not the order has just ended.
    const unmovable = action === 'advanceClock' ? [...wrongRole, ...unmoved(order, attempt)] : [];
    return [...malformed, ...stale, ...unmovable, ...uncoded(order, action), 'ORDER_ENDED'];
  }
  const isStranger = !isParty && (role === 'buyer' || role === 'seller');
  // R-APL-02: whatever it says.
  const isHindered = action !== 'advanceClock' && (hindrance(order, action)?.length ?? 0) > 0;
  return [
    ...malformed,
    ...stale,
    ...wrongRole,
    ...(isStranger ? (['NOT_A_PARTY'] as const) : []),
    ...misplaced(order, action),
    ...(attempt.isMalformed || isHindered ? [] : unfit(order, attempt)),
  ];
}

/** Why the order does not take the action where it stands; nothing: it does. */
export function misplaced(order: ModelOrder, action: ActionName): readonly RejectionCode[] {
  const { plan, node, parcel, courier, extension } = order;
  const unless = (isTaken: boolean): readonly RejectionCode[] =>
    isTaken ? [] : ['EVENT_NOT_ALLOWED_AT_NODE'];
  if (action === 'advanceClock') return [];
  const hindered = hindrance(order, action);
  if (hindered !== null) return hindered;
  // What is paid back waits for nobody; the interface of codes may answer in its own words.
  if (order.refund !== null) return ['EVENT_NOT_ALLOWED_AT_NODE', ...uncoded(order, action)];
  switch (action) {
    case 'recordInvoice':
      return unless(order.invoicedAt === null);
    case 'requestExtension':
      return unless(extension === null);
    case 'grantExtension':
    case 'declineExtension':
      return unless(extension !== null);
    case 'changeAddress':
      // Goods that the reviewer sent back are with the buyer: no other address any more. R-HW-11
      return unless(
        node === 'SHIP' &&
          (parcel === null ||
            order.turnedDownFrom !== 'HUAWEI_REVIEW' ||
            !order.assumed.reviewKeepsSignature),
      );
    case 'requestCourier':
      return unless(node === 'SHIP' && (courier === null || courier.isAnswered));
    case 'answerCourierRequest':
      return unless(courier !== null && !courier.isAnswered);
    case 'recordCourierSignature':
      return unless(parcel !== null && (node === 'HUAWEI_REVIEW' || node === 'BUYER_ACCEPT'));
    case 'activateAuthCode':
      return node === 'ACTIVATE_AUTH_CODE' ? [] : uncoded(order, action);
    case 'reportDeployment':
      return unless(node === 'DEPLOY' && isBuyersDeployment(order));
    default:
      return unless(actsAt(plan, node).includes(action));
  }
}

/** The activation interface answers with codes of its own. R-LIC2-06 R-LIC2-07 */
function uncoded(order: ModelOrder, action: ActionName): readonly RejectionCode[] {
  if (action !== 'activateAuthCode') return [];
  if (order.activatedAt !== null) return ['AUTH_CODE_ALREADY_ACTIVATED'];
  const isClaimed = order.claimedAt !== null || !order.plan.chain.includes('CLAIM_AUTH_CODE');
  return isClaimed ? ['EVENT_NOT_ALLOWED_AT_NODE'] : ['AUTH_CODE_NOT_CLAIMED'];
}

/** Whether the last round of delivery and acceptance is running. R-PS-02 */
export const isLastMilestone = ({ purchase, milestonesAccepted }: ModelOrder): boolean =>
  milestonesAccepted + 1 >= (purchase.milestones?.length ?? 0);

const nextStep: readonly ActionName[] = ['deliver', 'ship'];

/** What is wrong with what was said. */
function unfit(order: ModelOrder, attempt: Attempt): readonly RejectionCode[] {
  const { plan, openCriteria, assumed } = order;
  const { action, payload } = attempt;
  if (nextStep.includes(action)) {
    const isProof = order.node === plan.proofAt || plan.proofAt !== 'UPLOAD_PROOF';
    const isRound = isLastMilestone(order) || assumed.milestoneProof === 'EACH'; // R-PS-03
    return [
      ...deliveryRefusals(order, payload, openCriteria, isProof && isRound),
      ...(action === 'ship' ? unlisted(order, payload) : untimely(order, payload, true)),
    ];
  }
  switch (action) {
    case 'activateAuthCode':
      return untimely(order, payload, false);
    case 'reject':
    case 'reviewFail':
      return unnamed(order, payload);
    case 'submitIdCode':
      return mistyped(order, payload);
    case 'requestCourier':
      return unneeded(order, payload);
    case 'recordCourierSignature':
      return unsigned(order, payload);
    case 'requestExtension':
      return unextended(order, attempt);
    case 'grantExtension':
    case 'declineExtension':
      return unanswerable(order, attempt);
    case 'advanceClock':
      return unmoved(order, attempt);
    case 'openAppeal':
      return unappealable(order, attempt);
    default:
      return unfitInCase(order, attempt);
  }
}

/** Whether the order may be sent with a courier: a listed one, or one that was admitted for it. R-HW-06 R-HW-07 */
const isSentWith = ({ admittedCouriers }: ModelOrder, name = ''): boolean =>
  Object.hasOwn(couriers, name) || admittedCouriers.includes(name);

const unlisted = (order: ModelOrder, { courier }: AnyPayload): readonly RejectionCode[] =>
  isSentWith(order, courier) ? [] : ['COURIER_NOT_LISTED'];

/** A courier is asked for where it is needed, and in a year whose working days are known. R-CAL-02 */
const unneeded = (order: ModelOrder, { courier }: AnyPayload): readonly RejectionCode[] => [
  ...(isSentWith(order, courier) ? (['COURIER_LISTED_ALREADY'] as const) : []),
  ...(workingDayEnd(order, 3) === null ? (['CALENDAR_YEAR_UNKNOWN'] as const) : []),
];

/** 6.2: the actual enable time lies between the order and now. */
function untimely(order: ModelOrder, payload: AnyPayload, isTyped: boolean) {
  const { assumed, purchase, now } = order;
  if (payload.actualEnableTime === undefined) return [];
  const at = Date.parse(payload.actualEnableTime);
  const found: RejectionCode[] = [];
  // The storefront's clock may be a little ahead of ours: an order is never placed after now.
  const isEarly = at < Math.min(Date.parse(purchase.placedAt), now);
  if (isEarly && !(isTyped && assumed.enableTimeMayPrecedeOrder)) {
    found.push('ENABLE_TIME_BEFORE_ORDER');
  }
  if (at > now && !assumed.enableTimeMayBeInFuture) found.push('ENABLE_TIME_IN_FUTURE');
  if (isTyped && order.activatedAt !== null) found.push('ENABLE_TIME_FIXED');
  return found;
}

/** R-PRF-10: a rejection names what failed, of an earlier milestone too. */
function unnamed(order: ModelOrder, { criteria = [] }: AnyPayload): readonly RejectionCode[] {
  return [
    ...(criteria.length === 0 ? (['FAILED_CRITERIA_MISSING'] as const) : []),
    ...(knowsAll(needsOf(order), criteria) ? [] : (['CRITERION_UNKNOWN'] as const)),
  ];
}

/** 2.3: the buyer types a hardware id code, the platform makes a system one. */
function mistyped({ purchase }: ModelOrder, payload: AnyPayload): readonly RejectionCode[] {
  const isTyped = payload.hardwareIdCode !== undefined;
  if (purchase.idCodeKind === 'HARDWARE') return isTyped ? [] : ['ID_CODE_MISSING'];
  return isTyped ? ['ID_CODE_IS_GENERATED'] : [];
}

function unsigned({ parcel, now }: ModelOrder, payload: AnyPayload): readonly RejectionCode[] {
  if (parcel === null) return [];
  const at = payload.signedAt === undefined ? now : Date.parse(payload.signedAt);
  return [
    ...(parcel.number === payload.trackingNumber ? [] : (['PARCEL_UNKNOWN'] as const)),
    ...(parcel.isTrackable ? [] : (['PARCEL_NOT_TRACKABLE'] as const)),
    ...(parcel.signedAt === null ? [] : (['PARCEL_ALREADY_SIGNED'] as const)),
    ...(at >= parcel.shippedAt && at <= now ? [] : (['SIGNATURE_OUT_OF_BOUNDS'] as const)),
  ];
}

/** The limit in days that runs against a side: its node's, otherwise what the seller promised. R-EXT-01 */
export function limitAgainst(order: ModelOrder, side: Role) {
  const { node, limit, promisedAt, now, assumed } = order;
  if (assumed.longestExtensionDays === 0) return null;
  const isInDays = node === 'BUYER_ACCEPT';
  if (awaitedAt[node] === side && limit !== null && isInDays)
    return { limit: 'NODE', at: limit } as const;
  const isPromised = side === 'seller' && promisedAt !== null && owesDelivery(order);
  return isPromised && promisedAt > now ? ({ limit: 'PROMISE', at: promisedAt } as const) : null;
}

function unextended(order: ModelOrder, { role, payload }: Attempt): readonly RejectionCode[] {
  const running = limitAgainst(order, role);
  // Whether no limit runs at all, or none against this side, is one answer to us.
  if (running === null) return ['NO_LIMIT_TO_EXTEND', 'EVENT_NOT_ALLOWED_AT_NODE'];
  const beyond = Date.parse(payload.until ?? '') - running.at;
  const isWithin = beyond > 0 && beyond <= order.assumed.longestExtensionDays * day;
  return isWithin ? [] : ['EXTENSION_OUT_OF_BOUNDS'];
}

function unanswerable(order: ModelOrder, { role, action }: Attempt): readonly RejectionCode[] {
  const { extension, now } = order;
  if (extension === null) return [];
  const hasLapsed = action === 'grantExtension' && extension.until <= now;
  return [
    ...(extension.by === role ? (['EXTENSION_IS_YOUR_OWN'] as const) : []),
    ...(hasLapsed ? (['EXTENSION_LAPSED'] as const) : []),
  ];
}

function unmoved(order: ModelOrder, { clock, payload }: Attempt): readonly RejectionCode[] {
  if (clock !== 'manual') return ['CLOCK_NOT_MANUAL'];
  if (payload.to === undefined) {
    // What comes due in this very instant is no deadline ahead either.
    return nextMoveOf(order) === null ? ['NO_DEADLINE_TO_SKIP_TO', 'CLOCK_CANNOT_GO_BACK'] : [];
  }
  return Date.parse(payload.to) > order.now ? [] : ['CLOCK_CANNOT_GO_BACK'];
}
