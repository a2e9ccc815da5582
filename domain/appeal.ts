import type { CriterionId, FileReference } from './acceptance.ts';
import type { Bilingual } from './errors.ts';
import type { Fen, Instant } from './units.ts';

/** The two sides of an order, who may appeal. */
export const sides = ['buyer', 'seller'] as const;
export type Side = (typeof sides)[number];

/** The other side. Pure. */
export const otherSide = (side: Side): Side => (side === 'buyer' ? 'seller' : 'buyer');

interface AppealReasonEntry {
  readonly title: Bilingual;
  /** Who may give this reason. */
  readonly sides: readonly Side[];
  /** Evidence without which it is not taken; any file: left out. */
  readonly evidence?: readonly EvidenceKind[];
}

/** What a file of a case shows. */
export const evidenceKinds = ['DELIVERY_PROOF', 'COMMITMENT_LETTER', 'OTHER'] as const;
export type EvidenceKind = (typeof evidenceKinds)[number];

/** 证据类别 in words. */
export const evidenceKindTitles: Readonly<Record<EvidenceKind, Bilingual>> = {
  DELIVERY_PROOF: { zh: '交付证明', en: 'proof of delivery' },
  COMMITMENT_LETTER: { zh: '申诉介入处理承诺函', en: 'signed letter of commitment' },
  OTHER: { zh: '其他凭证', en: 'other evidence' },
};

/** 申诉原因: why one side appeals, who may say so, and what has to be shown. R-APL-06 DOC for the silent customer */
export const appealReasons = {
  NOT_DELIVERED: {
    title: { zh: '商家未交付', en: 'the seller does not deliver' },
    sides: ['buyer'],
  },
  NOT_AS_AGREED: {
    title: { zh: '交付与约定不符', en: 'the delivery is not what was agreed' },
    sides: ['buyer'],
  },
  CUSTOMER_SILENT: {
    title: { zh: '已交付，客户无回应', en: 'delivered, and the customer does not answer' },
    sides: ['seller'],
    evidence: ['DELIVERY_PROOF', 'COMMITMENT_LETTER'],
  },
  UNJUSTIFIED_REJECTION: {
    title: { zh: '驳回无正当理由', en: 'the delivery was turned down without good reason' },
    sides: ['seller'],
  },
  OTHER: { title: { zh: '其他', en: 'something else' }, sides: ['buyer', 'seller'] },
} as const satisfies Record<string, AppealReasonEntry>;

export type AppealReason = keyof typeof appealReasons;

/** The entry of a reason, with its wide type. Pure. */
export const appealReasonOf = (reason: AppealReason): AppealReasonEntry => appealReasons[reason];

/** The reasons that a role can give; none for who is no party. Pure. R-APL-06 DOC */
export const reasonsOf = (role: string): readonly AppealReason[] =>
  (Object.keys(appealReasons) as AppealReason[]).filter((reason) =>
    appealReasonOf(reason).sides.some((side) => side === role),
  );

/** One file of a case. */
export interface Evidence extends FileReference {
  readonly kind: EvidenceKind;
}

/** Something that one side put into the case file. */
export interface CaseEntry {
  readonly by: Side;
  readonly at: Instant;
  readonly text: string;
  readonly evidence: readonly Evidence[];
}

/** What the two sides can agree on in place of a ruling. R-APL-12 INF */
export const settlementKinds = ['REDO', 'EXTRA_PROOF', 'PARTIAL_REFUND'] as const;
export type SettlementKind = (typeof settlementKinds)[number];

/** 和解方案 in words. */
export const settlementTitles: Readonly<Record<SettlementKind, Bilingual>> = {
  REDO: { zh: '商家限期重做', en: 'the seller does it again until a date' },
  EXTRA_PROOF: {
    zh: '商家限期补充证明',
    en: 'the seller proves some criteria again until a date',
  },
  PARTIAL_REFUND: { zh: '退还部分款项后完成', en: 'a part is refunded and the order is completed' },
};

/** What would be done. */
export interface Settlement {
  readonly kind: SettlementKind;
  /** `REDO` and `EXTRA_PROOF`: the seller's new promise. */
  readonly until: Instant | null;
  /** `EXTRA_PROOF`: the criteria that the next delivery answers. */
  readonly criteria: readonly CriterionId[];
  /** `PARTIAL_REFUND`: what goes back, tax included, in fen. */
  readonly amountFen: Fen | null;
}

/** A settlement that one side offers to the other. */
export interface Offer extends Settlement {
  /** Unique within the order: what it is accepted or declined by. */
  readonly offerId: string;
  readonly by: Side;
  readonly text: string;
  readonly offeredAt: Instant;
  /** First moment at which it no longer stands. */
  readonly expiresAt: Instant;
}

/** What an operations manager can decide. R-APL-13 DOC, R-APL-14 INF */
export const rulingOutcomes = ['RESUME', 'BACK_TO_SELLER', 'COMPLETE', 'REFUND'] as const;
export type RulingOutcome = (typeof rulingOutcomes)[number];

/** 裁决 in words. */
export const rulingTitles: Readonly<Record<RulingOutcome, Bilingual>> = {
  RESUME: { zh: '恢复流程，停在原节点', en: 'the order goes on where it stood' },
  BACK_TO_SELLER: { zh: '退回商家节点', en: 'the order goes back to the seller' },
  COMPLETE: { zh: '人工关闭，视为完成', en: 'the order is closed as completed' },
  REFUND: { zh: '退款', en: 'the buyer is refunded, in full or in part' },
};

/** A decision, signed once. */
export interface Ruling {
  readonly outcome: RulingOutcome;
  /** Why; both sides read it. */
  readonly reason: string;
  /** `REFUND` only: what goes back, tax included, in fen. All that was paid: in full. */
  readonly amountFen: Fen | null;
  /** The manager who ruled, as the token names the person. */
  readonly ruledBy: string;
  readonly ruledAt: Instant;
  /** The second manager; null: none was needed, or not yet. */
  readonly signedBy: string | null;
}

/** How an appeal ended. */
export const appealEnds = ['RULED', 'SETTLED', 'WITHDRAWN'] as const;
export type AppealEnd = (typeof appealEnds)[number];

/** One appeal with its case file. Moments are on the order's clock. */
export interface Appeal {
  /** Unique for ever. */
  readonly appealId: string;
  /** The how manieth of its order, from 1. */
  readonly no: number;
  readonly by: Side;
  readonly reason: AppealReason;
  readonly text: string;
  readonly evidence: readonly Evidence[];
  readonly openedAt: Instant;
  /** First moment at which the decision is late: the end of the third working day. R-APL-10 DOC T11 */
  readonly dueAt: Instant;
  /** When the operations managers were told that it is late. */
  readonly overdueAt: Instant | null;
  /** First moment at which the other side's statement comes too late. R-APL-09 INF */
  readonly statementDueAt: Instant;
  readonly statement: CaseEntry | null;
  /** Further evidence, oldest first. */
  readonly entries: readonly CaseEntry[];
  /** The manager who has the case. */
  readonly takenBy: string | null;
  readonly takenAt: Instant | null;
  /** The offer that stands. */
  readonly offer: Offer | null;
  /** Number of the last offer. */
  readonly offers: number;
  /** Decided, or waiting for the second signature. */
  readonly ruling: Ruling | null;
  readonly closedAt: Instant | null;
  readonly end: AppealEnd | null;
}
