import type { Assumptions } from '../../domain/assumptions.ts';
import type { ActionName } from '../../domain/events.ts';
import {
  type DeliveryMode,
  type NodeId,
  type Purchase,
  type Role,
  unsupervisedModes,
} from '../../domain/order.ts';

/**
 * The flows as rules.md tells them (sections 0 to 2), once more and on their own: a chain of nodes per family, cut where
 * the rules cut it. Nothing here knows the flow files.
 */
export interface Plan {
  /** The nodes in order; after the last one the order completes. Empty: in effect at once. */
  readonly chain: readonly NodeId[];
  /** Where a delivery is proved, and where a rejection or a failed review leads back to. */
  readonly proofAt: NodeId;
  /** R-CUT-06: the seller may deliver without a requirement. */
  readonly isRequirementOptional: boolean;
}

/** Who is awaited at each node (rules.md 1.4). */
export const awaitedAt: Readonly<Record<NodeId, Role | 'platform' | null>> = {
  SUBMIT_REQUIREMENT: 'buyer',
  CONFIRM_REQUIREMENT: 'seller',
  SUBMIT_ID_CODE: 'buyer',
  ISSUE_LICENSE: 'seller',
  DEPLOY: 'buyer',
  SELLER_DELIVER: 'seller',
  SHIP: 'seller',
  HUAWEI_REVIEW: 'huaweiReviewer',
  CLAIM_AUTH_CODE: 'buyer',
  ACTIVATE_AUTH_CODE: 'seller',
  UPLOAD_PROOF: 'seller',
  BUYER_ACCEPT: 'buyer',
  COMPLETING: 'platform',
  REFUNDING: 'platform',
  COMPLETED: null,
  EFFECTIVE: null,
  REFUNDED: null,
};

/** Who may send what (rules.md 2.12 and the glossary's actors). */
export const senders: Readonly<Record<ActionName, readonly Role[]>> = {
  submitRequirement: ['buyer'],
  confirmRequirement: ['seller'],
  rejectRequirement: ['seller'],
  submitIdCode: ['buyer'],
  issueLicense: ['seller'],
  reportDeployment: ['buyer'],
  deliver: ['seller'],
  ship: ['seller'],
  changeAddress: ['buyer'],
  requestCourier: ['seller'],
  answerCourierRequest: ['opsManager'],
  recordCourierSignature: ['storefront'],
  reviewPass: ['huaweiReviewer'],
  reviewFail: ['huaweiReviewer'],
  claimAuthCode: ['buyer'],
  activateAuthCode: ['seller'],
  accept: ['buyer'],
  reject: ['buyer'],
  recordInvoice: ['storefront'],
  requestExtension: ['buyer', 'seller'],
  grantExtension: ['buyer', 'seller'],
  declineExtension: ['buyer', 'seller'],
  openAppeal: ['buyer', 'seller'],
  submitStatement: ['buyer', 'seller'],
  addEvidence: ['buyer', 'seller'],
  withdrawAppeal: ['buyer', 'seller'],
  offerSettlement: ['buyer', 'seller'],
  acceptSettlement: ['buyer', 'seller'],
  declineSettlement: ['buyer', 'seller'],
  takeCase: ['opsManager'],
  handOverCase: ['opsManager'],
  decideAppeal: ['opsManager'],
  signRuling: ['opsManager'],
  declineRuling: ['opsManager'],
  advanceClock: ['storefront', 'opsManager'],
};

/** What a person does at each node (rules.md 2.12); where it leads follows from the chain. */
const acts: Readonly<Partial<Record<NodeId, readonly ActionName[]>>> = {
  SUBMIT_REQUIREMENT: ['submitRequirement'],
  CONFIRM_REQUIREMENT: ['confirmRequirement', 'rejectRequirement'],
  SUBMIT_ID_CODE: ['submitIdCode'],
  ISSUE_LICENSE: ['issueLicense', 'deliver'],
  DEPLOY: ['reportDeployment', 'deliver'],
  SELLER_DELIVER: ['deliver'],
  SHIP: ['ship'],
  HUAWEI_REVIEW: ['reviewPass', 'reviewFail'],
  CLAIM_AUTH_CODE: ['claimAuthCode'],
  ACTIVATE_AUTH_CODE: ['activateAuthCode'],
  UPLOAD_PROOF: ['deliver'],
  BUYER_ACCEPT: ['accept', 'reject'],
};

/** The actions that move an order on from a node. */
export function actsAt(plan: Plan, node: NodeId): readonly ActionName[] {
  const usual = acts[node] ?? [];
  return node === 'SUBMIT_REQUIREMENT' && plan.isRequirementOptional
    ? [...usual, 'deliver']
    : usual;
}

/** The node after another one in the chain. */
export const after = (plan: Plan, node: NodeId): NodeId =>
  plan.chain[plan.chain.indexOf(node) + 1] ?? 'COMPLETING';

/** Where an action at a node leads; milestones aside. */
export function leadsTo(plan: Plan, node: NodeId, action: ActionName): NodeId {
  if (action === 'rejectRequirement') return 'SUBMIT_REQUIREMENT';
  if (action === 'reject' || action === 'reviewFail') return plan.proofAt;
  // A delivery by hand before its node skips what lies between.
  if (action === 'deliver' && plan.chain.includes('SELLER_DELIVER') && node !== 'UPLOAD_PROOF') {
    return after(plan, 'SELLER_DELIVER');
  }
  return after(plan, node);
}

/** Midnight in Beijing of a day, in milliseconds. */
const beijing = (day: string): number => Date.parse(`${day}T00:00:00+08:00`);

/** 2.13: what is sold. */
export function isSold(purchase: Purchase, assumed: Assumptions): boolean {
  const { deliveryMode: mode, salesCategory } = purchase;
  if (isUnsupervised(purchase) || assumed.sellUndocumented) return true;
  if (mode === 'LICENSE_ID_CODE' || mode === 'LICENSE_CLIENT_API') {
    return salesCategory !== 'GENERAL';
  }
  return mode !== 'DATA_FILE' || salesCategory === 'GENERAL';
}

const isUnsupervised = ({ deliveryMode, renews }: Purchase): boolean =>
  renews !== undefined || (unsupervisedModes as readonly DeliveryMode[]).includes(deliveryMode);

/** Sections 0.3 and 2: who has to pass the review. */
function isReviewed(purchase: Purchase, assumed: Assumptions, since: (day: string) => boolean) {
  const { deliveryMode: mode, salesCategory, scene } = purchase;
  if (salesCategory === 'GENERAL' || mode === 'LICENSE_SOFTWARE_PACKAGE') return false;
  if (mode === 'APP_ORCHESTRATION' && !assumed.reviewAppOrchestration) return false;
  if (salesCategory === 'JOINT_OPERATION') {
    if (assumed.jointReviewedBefore20230428 && !since('2023-04-28')) return true;
  } else if (assumed.reviewHuaweiProducts !== 'SPECIAL_SCENES') {
    return assumed.reviewHuaweiProducts === 'ALWAYS';
  }
  if (scene !== 'BASE_CLOUD') return scene === 'EMPOWERMENT_CLOUD';
  if (mode === 'LICENSE_AUTH_CODE') return since('2024-09-14');
  return assumed.baseCloudReviewedFrom === 'ANY_DATE' || since('2024-09-14');
}

const baselineModes: readonly DeliveryMode[] = [
  'SAAS_SUPERVISED',
  'PROFESSIONAL_SERVICE',
  'DATA_FILE',
];

/** The chain of a purchase that is sold. */
export function planFor(purchase: Purchase, assumed: Assumptions): Plan {
  const shiftMs = assumed.datesBegin === 'UTC_MIDNIGHT' ? 8 * 3_600_000 : 0;
  const since = (day: string) => Date.parse(purchase.placedAt) >= beijing(day) + shiftMs;
  const review: NodeId[] = isReviewed(purchase, assumed, since) ? ['HUAWEI_REVIEW'] : [];
  const plan = (proofAt: NodeId, ...chain: NodeId[]): Plan => ({
    chain,
    proofAt,
    isRequirementOptional:
      baselineModes.includes(purchase.deliveryMode) &&
      purchase.deliveryMode !== 'DATA_FILE' &&
      assumed.requirementStep === 'OPTIONAL' &&
      since('2025-03-26'),
  });
  if (isUnsupervised(purchase)) return plan('SELLER_DELIVER');
  const rest: NodeId[] = ['SELLER_DELIVER', ...review, 'BUYER_ACCEPT'];
  switch (purchase.deliveryMode) {
    case 'LICENSE_AUTH_CODE': {
      if (!since('2024-09-14')) {
        const before: NodeId[] = ['SELLER_DELIVER', 'CLAIM_AUTH_CODE', 'ACTIVATE_AUTH_CODE'];
        return plan('UPLOAD_PROOF', ...before, 'UPLOAD_PROOF', ...review);
      }
      const claim: NodeId[] = assumed.authCodeRequiresClaim ? ['CLAIM_AUTH_CODE'] : [];
      return plan('SELLER_DELIVER', 'SELLER_DELIVER', ...review, ...claim, 'ACTIVATE_AUTH_CODE');
    }
    case 'LICENSE_ID_CODE':
    case 'LICENSE_CLIENT_API':
      return plan('SELLER_DELIVER', 'SUBMIT_ID_CODE', 'ISSUE_LICENSE', ...rest);
    case 'LICENSE_SOFTWARE_PACKAGE':
      return plan('DEPLOY', 'DEPLOY', 'BUYER_ACCEPT');
    case 'HARDWARE':
      return plan('SHIP', 'SHIP', ...review, 'BUYER_ACCEPT');
    case 'LICENSE_OFFLINE':
    case 'APP_ORCHESTRATION':
      return plan('SELLER_DELIVER', ...rest);
    default:
      return plan('SELLER_DELIVER', 'SUBMIT_REQUIREMENT', 'CONFIRM_REQUIREMENT', ...rest);
  }
}
