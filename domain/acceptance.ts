import type { Bilingual } from './errors.ts';
import type { RuleId } from './rules.ts';

/** 验收件: what a file can prove (rules.md 7). */
export const proofKinds = [
  'SOW',
  'ACCEPTANCE_DOC',
  'AUTH_VALIDITY_SCREENSHOT',
  'DEPLOYMENT_SCREENSHOT',
  'KIT_OR_IMC_SCREENSHOT',
  'CLOUD_RESOURCE_SCREENSHOT',
  'DELIVERABLE_SCREENSHOT',
  'OTHER',
] as const;
export type ProofKind = (typeof proofKinds)[number];

/** Who signs an acceptance document (rules.md 7). */
export const signatories = ['SELLER', 'HUAWEI_PROJECT_TEAM', 'BUYER'] as const;
export type Signatory = (typeof signatories)[number];

/** A stored file as an order knows it: never its content, never its name. */
export interface FileReference {
  readonly fileId: string;
  /** Hex, of the whole content. */
  readonly sha256: string;
  readonly bytes: number;
  /** The real type, found in the content. */
  readonly mediaType: string;
}

/** One file of a delivery, what it is, and which criteria it meets. */
export interface Proof extends FileReference {
  readonly kind: ProofKind;
  readonly criteria: readonly CriterionId[];
}

/** Id of a criterion within its contract. */
export type CriterionId = string;

/** What a machine checks besides kinds and numbers of files. */
export const machineChecks = [
  'NAMES_AND_SPECIFICATIONS',
  'CLOUD_RESOURCE_ORDER_NUMBER',
  'SIGNATURES',
] as const;
export type MachineCheck = (typeof machineChecks)[number];

/** At least so many files of one of these kinds. */
export interface RequiredProof {
  readonly kinds: readonly ProofKind[];
  readonly minCount: number;
}

/** One thing that a delivery has to show. */
export interface Criterion {
  readonly criterionId: CriterionId;
  readonly title: Bilingual;
  readonly proof: readonly RequiredProof[];
  readonly check?: MachineCheck;
  /** With check `SIGNATURES`: who has to sign. */
  readonly signedBy?: readonly Signatory[];
}

/** 商品交付模板: the criteria that a seller set when the product was released. */
export interface AcceptanceTemplate {
  readonly templateId: string;
  readonly criteria: readonly {
    readonly criterionId: CriterionId;
    readonly title: string;
    readonly proof: readonly RequiredProof[];
  }[];
}

/** Where the criteria of an order come from: rule set E or B, the seller's template, or what every delivery needs. */
export const ruleSets = ['E', 'B', 'SELLER_TEMPLATE', 'SELLER_DEFAULT'] as const;
export type RuleSet = (typeof ruleSets)[number];

/** What an order's delivery is accepted by; fixed when the order opens. */
export interface AcceptanceContract {
  readonly ruleSet: RuleSet;
  readonly rule: RuleId;
  readonly templateId: string | null;
  readonly criteria: readonly Criterion[];
  /** SHA-256, hex, of the canonical JSON of the rest: both sides can show what was agreed. */
  readonly hash: string;
}

/** SHA-256 of a text as UTF-8, in hex. Handed in, so that the domain depends on nothing. */
export type Digest = (text: string) => string;
