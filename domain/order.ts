import type { Assumptions } from './assumptions.ts';
import type { Clock, ClockRequest } from './clock.ts';
import type { Bilingual } from './errors.ts';
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
export const deliveryModes = [
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
export type DeliveryMode = (typeof deliveryModes)[number];

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
export const orderStatuses = ['PROCESSING', 'COMPLETED'] as const;
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
}

/** Every place where an order can stand; the glossary's node ids (rules.md 1.4). */
export const nodeIds = [
  'SUBMIT_REQUIREMENT',
  'CONFIRM_REQUIREMENT',
  'SELLER_DELIVER',
  'HUAWEI_REVIEW',
  'CLAIM_AUTH_CODE',
  'ACTIVATE_AUTH_CODE',
  'UPLOAD_PROOF',
  'BUYER_ACCEPT',
  'COMPLETING',
  'COMPLETED',
] as const;
export type NodeId = (typeof nodeIds)[number];

/** Something that people said about an order at a moment of its clock. */
export interface Statement {
  readonly text: string;
  readonly at: Instant;
}

/** One order: everything that decides what may happen next. Plain JSON, changed by {@link transition} only. */
export interface Order {
  readonly purchase: Purchase;
  readonly flowId: string;
  readonly assumptions: Assumptions;
  readonly calendarVersion: string;
  readonly clock: Clock;
  /** Number of the last transition; 1 when the order opens. */
  readonly seq: number;
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
  readonly lastRejection: (Statement & { readonly from: NodeId }) | null;
  /** 服务实际开通时间: as the seller gave it, or the activation. */
  readonly actualEnableTime: Instant | null;
  readonly claimedAt: Instant | null;
  readonly activatedAt: Instant | null;
  /** When the delivery was accepted, by the buyer's click or by what counts as one. */
  readonly acceptedAt: Instant | null;
  readonly completedAt: Instant | null;
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
