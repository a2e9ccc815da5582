import type {
  AcceptanceContract,
  AcceptanceTemplate,
  CriterionId,
  FileReference,
  Proof,
} from './acceptance.ts';
import type { Appeal } from './appeal.ts';
import type { Assumptions } from './assumptions.ts';
import type { Clock, ClockRequest } from './clock.ts';
import type { Bilingual } from './errors.ts';
import type { Booking } from './ledger.ts';
import type { Fen, Instant } from './units.ts';

/** Who acts on orders; the glossary's actors (rules.md 1.1). */
export const roles = ['storefront', 'buyer', 'seller', 'opsManager', 'huaweiReviewer'] as const;
export type Role = (typeof roles)[number];

/** The roles in words. */
export const roleTitles: Readonly<Record<Role | 'platform', Bilingual>> = {
  storefront: { zh: '云商店前台', en: 'storefront' },
  buyer: { zh: '用户', en: 'buyer' },
  seller: { zh: '商家', en: 'seller' },
  opsManager: { zh: '运营经理', en: 'operations manager' },
  huaweiReviewer: { zh: '华为侧复核人', en: 'Huawei reviewer' },
  platform: { zh: '云商店系统', en: 'platform' },
};

/** 接入类型 that come under supervision (rules.md 1.3). */
export const supervisedModes = [
  'LICENSE_AUTH_CODE',
  'LICENSE_ID_CODE',
  'LICENSE_CLIENT_API',
  'LICENSE_OFFLINE',
  'LICENSE_SOFTWARE_PACKAGE',
  'SAAS_SUPERVISED',
  'PROFESSIONAL_SERVICE',
  'HARDWARE',
  'APP_ORCHESTRATION',
  'DATA_FILE',
] as const;

/** 接入类型 without supervision: the order is in effect at once (rules.md 1.3). */
export const unsupervisedModes = [
  'SAAS_INSTANT',
  'IMAGE',
  'API',
  'CONTAINER',
  'AI_ASSET',
  'DATA_ASSET',
  'APPLICATION_ASSET',
] as const;

/** 接入类型, all of them. */
export const deliveryModes = [...supervisedModes, ...unsupervisedModes] as const;
export type DeliveryMode = (typeof deliveryModes)[number];

/** Service flow templates of professional services, chosen when the product is released (rules.md 2.8). */
export const serviceTemplates = ['STANDARD', 'WEBSITE_BUILDING'] as const;
export type ServiceTemplate = (typeof serviceTemplates)[number];

/** Which id code a License 1.0 product asks for: one that the platform generates, or one that the buyer types. */
export const idCodeKinds = ['SYSTEM', 'HARDWARE'] as const;
export type IdCodeKind = (typeof idCodeKinds)[number];

/** Who sells the product (rules.md 1.2). */
export const salesCategories = ['GENERAL', 'JOINT_OPERATION', 'HUAWEI', 'SELF_SERVICE'] as const;
export type SalesCategory = (typeof salesCategories)[number];

/** The track or subsidy under which the buyer ordered (rules.md 1.2). */
export const scenes = ['EMPOWERMENT_CLOUD', 'BASE_CLOUD', 'OTHER'] as const;
export type Scene = (typeof scenes)[number];

/** 服务监管状态. */
export const supervisionStatuses = ['NOT_APPLICABLE', 'IN_PROGRESS', 'COMPLETED'] as const;
export type SupervisionStatus = (typeof supervisionStatuses)[number];

/** 订单状态; an order reaches Handover after payment, so the unpaid states do not occur here. */
export const orderStatuses = ['PROCESSING', 'COMPLETED', 'REFUNDED'] as const;
export type OrderStatus = (typeof orderStatuses)[number];

export const chargingModes = ['PERIOD', 'ONE_TIME', 'ON_DEMAND'] as const;
export type ChargingMode = (typeof chargingModes)[number];

export const periodUnits = ['YEAR', 'MONTH', 'DAY'] as const;
export type PeriodUnit = (typeof periodUnits)[number];

/** One product with its specification in a purchase. */
export interface OrderLine {
  readonly lineId: string;
  readonly productId: string;
  readonly productName: string;
  readonly specification: string;
  readonly quantity: number;
  readonly chargingMode: ChargingMode;
  /** Bought period; only with charging mode `PERIOD`. */
  readonly period?: { readonly unit: PeriodUnit; readonly count: number };
  /** What this line cost, all quantities and periods, tax included, in fen. */
  readonly amountFen: Fen;
}

/** A party as an opaque id; names and contacts stay with the storefront. */
export interface Party {
  readonly id: string;
}

/** What the storefront sends after the buyer has paid. The order's facts; they never change afterwards. */
export interface Purchase {
  readonly orderId: string;
  /** false: a rehearsal, which never touches live money and may carry a rehearsal clock. */
  readonly livemode: boolean;
  readonly buyer: Party;
  readonly seller: Party;
  readonly deliveryMode: DeliveryMode;
  readonly salesCategory: SalesCategory;
  readonly scene: Scene;
  readonly lines: readonly OrderLine[];
  /** What the buyer paid, tax included, in fen: the sum of the lines. */
  readonly paidFen: Fen;
  readonly placedAt: Instant;
  readonly paidAt: Instant;
  readonly clock?: ClockRequest;
  /** Rehearsals only: assumptions that this order is tried out with, instead of the marketplace's. */
  readonly assumptions?: Partial<Assumptions>;
  /** Professional services only; left out: `STANDARD`. */
  readonly serviceTemplate?: ServiceTemplate;
  /** Website building only: rounds of delivery and acceptance, in this order. */
  readonly milestones?: readonly Milestone[];
  /** Licenses by id code or client only; left out: `SYSTEM`. */
  readonly idCodeKind?: IdCodeKind;
  /** Hardware only: the address at checkout, by the storefront's id. The address itself stays there. */
  readonly shippingAddressId?: string;
  /** 交付SLA: calendar days from payment until the seller means to have delivered; 1 to 365. */
  readonly deliveryPromiseDays?: number;
  /** The seller's acceptance criteria, uploaded when the product was released. */
  readonly acceptanceTemplate?: AcceptanceTemplate;
  /** A renewal: the order that it renews. It opens no second supervision. */
  readonly renews?: string;
  /** Renewals only: when the renewed period begins; left out: with the payment. */
  readonly takesEffectAt?: Instant;
}

/** One round of delivery and acceptance. */
export interface Milestone {
  readonly milestoneId: string;
  readonly title: string;
}

/** Every place where an order can stand; the glossary's node ids (rules.md 1.4). */
export const nodeIds = [
  'SUBMIT_REQUIREMENT',
  'CONFIRM_REQUIREMENT',
  'SUBMIT_ID_CODE',
  'ISSUE_LICENSE',
  'DEPLOY',
  'SELLER_DELIVER',
  'SHIP',
  'HUAWEI_REVIEW',
  'CLAIM_AUTH_CODE',
  'ACTIVATE_AUTH_CODE',
  'UPLOAD_PROOF',
  'BUYER_ACCEPT',
  'COMPLETING',
  'COMPLETED',
  'EFFECTIVE',
  'REFUNDING',
  'REFUNDED',
] as const;
export type NodeId = (typeof nodeIds)[number];

/** Something that people said about an order at a moment of its clock. */
export interface Statement {
  readonly text: string;
  readonly at: Instant;
  /** Files that go with it; left out: none. */
  readonly attachments?: readonly FileReference[];
}

/** Why a delivery, a review or a requirement was turned down. */
export interface TurnedDown extends Statement {
  readonly from: NodeId;
  /** The criteria of the acceptance contract that it failed; none for a requirement. */
  readonly criteria: readonly CriterionId[];
}

/** What the seller sent by courier. */
export interface Parcel {
  readonly courier: string;
  readonly trackingNumber: string;
  /** false: the parcel carries another phone number than the buyer's, so its tracking cannot be read. R-HW-04 */
  readonly carriesBuyersPhone: boolean;
  readonly shippedAt: Instant;
  readonly signedAt: Instant | null;
}

/** A courier that is not in the list, asked for by the seller. R-HW-06 */
export interface CourierRequest {
  readonly name: string;
  readonly askedAt: Instant;
  /** End of the third working day. */
  readonly dueAt: Instant;
  readonly overdueAt: Instant | null;
  readonly answeredAt: Instant | null;
  /** Meaningful once it is answered. */
  readonly isAdmitted: boolean;
}

/** What an extension moves: the limit of the node, or the seller's delivery promise. */
export type ExtendedLimit = 'NODE' | 'PROMISE';

/** One side's wish for more time, until the other side answers it. R-EXT-01 */
export interface ExtensionRequest {
  readonly by: 'buyer' | 'seller';
  readonly limit: ExtendedLimit;
  readonly until: Instant;
  readonly reason: string;
  readonly askedAt: Instant;
}

/** A time in which no clock of the order ran. R-APL-03 */
export interface Freeze {
  readonly from: Instant;
  /** Exclusive. */
  readonly to: Instant;
}

/** Money on its way back to the buyer. */
export interface Refund {
  /** Unique for ever: what the payment side knows the refund by. */
  readonly refundId: string;
  readonly amountFen: Fen;
  readonly decidedAt: Instant;
  readonly settledAt: Instant | null;
  /** When the payment side first refused it for good; it is asked again until it pays. */
  readonly refusedAt: Instant | null;
}

/** One order: everything that decides what may happen next. Plain JSON, changed by {@link transition} only. */
export interface Order {
  readonly purchase: Purchase;
  readonly flowId: string;
  readonly assumptions: Assumptions;
  readonly calendarVersion: string;
  readonly clock: Clock;
  /** What the order's clock read when it opened; null for orders opened before this was kept: they have no order-wide clocks. */
  readonly openedAt: Instant | null;
  /** Number of the last transition; 1 when the order opens. */
  readonly seq: number;
  /** Number of the last transition that changed what can be done: reminders and alerts do not. */
  readonly changedSeq: number;
  readonly node: NodeId;
  /** When the order came to its node, on its own clock. */
  readonly enteredAt: Instant;
  /** First moment that is too late, on the order's own clock; null: no limit at this node. */
  readonly deadline: Instant | null;
  readonly supervisionStatus: SupervisionStatus;
  readonly orderStatus: OrderStatus;
  /** Set by claiming an authorization code: negotiated unsubscription is out of reach. */
  readonly negotiatedRefundLocked: boolean;
  /** Supervision is complete and the money is real: the monthly settlement may take the order up. */
  readonly billable: boolean;
  readonly requirementRejects: number;
  readonly acceptRejects: number;
  readonly reviewFails: number;
  readonly requirement: Statement | null;
  readonly delivery: Statement | null;
  readonly lastRejection: TurnedDown | null;
  /** What the delivery has to prove; null for orders opened before contracts, and where nothing is supervised. */
  readonly contract: AcceptanceContract | null;
  /** Proofs of the newest delivery. */
  readonly proofs: readonly Proof[];
  /** Criteria that the newest delivery failed and the next one has to answer. */
  readonly openCriteria: readonly CriterionId[];
  readonly milestonesAccepted: number;
  readonly idCode: {
    readonly kind: IdCodeKind;
    readonly value: string;
    readonly at: Instant;
  } | null;
  readonly licenseIssuedAt: Instant | null;
  readonly shippingAddressId: string | null;
  readonly parcel: Parcel | null;
  /** Open or answered; null again with the shipment. */
  readonly courierRequest: CourierRequest | null;
  /** Couriers beside the list that this order may be sent with. */
  readonly admittedCouriers: readonly string[];
  readonly invoicedAt: Instant | null;
  /** When whoever is awaited was last reminded at this node. */
  readonly remindedAt: Instant | null;
  readonly reminders: number;
  /** When the alert after 180 days was raised. */
  readonly alertedAt: Instant | null;
  /** Until when the seller has promised to deliver. */
  readonly promisedAt: Instant | null;
  /** The two sides agreed that the seller delivers again, and the seller has not yet. R-APL-12 */
  readonly isRedoOwed: boolean;
  /** A ruling or a settlement has sent the order back to the seller: it is not closed for its age any more. R-APL-19 */
  readonly isCloseWaived: boolean;
  readonly extension: ExtensionRequest | null;
  /** The newest appeal, open or closed; null: nobody has appealed. */
  readonly appeal: Appeal | null;
  /** When the order stood still, oldest first; an appeal that is open is not among them yet. */
  readonly freezes: readonly Freeze[];
  readonly refund: Refund | null;
  /** Whose time has passed where, up to `bookedUntil`. */
  readonly ledger: readonly Booking[];
  readonly bookedUntil: Instant;
  /** 服务实际开通时间: as the seller gave it, or the activation. */
  readonly actualEnableTime: Instant | null;
  readonly claimedAt: Instant | null;
  readonly activatedAt: Instant | null;
  /** When the delivery was accepted, by the buyer's click or by what counts as one. */
  readonly acceptedAt: Instant | null;
  readonly completedAt: Instant | null;
  /** Orders without supervision: when what was bought is in effect. */
  readonly effectiveAt: Instant | null;
}

/** Who did something. `platform` acts through deadlines only and has no party. */
export interface Actor {
  readonly role: Role | 'platform';
  /** Opaque id of the company or team; null for the platform. */
  readonly party: string | null;
  /** The person or machine account within the party, as the token names it. */
  readonly subject?: string;
  /** Where the request came from. */
  readonly sourceAddress?: string;
}
