import type { Assumptions } from '../assumptions.ts';
import { InvariantError, type Rejection, rejection } from '../errors.ts';
import type { Flow } from '../flow.ts';
import {
  type DeliveryMode,
  deliveryModes,
  type SalesCategory,
  type Scene,
  salesCategories,
  scenes,
} from '../order.ts';
import type { RuleId } from '../rules.ts';
import { type Instant, instant } from '../units.ts';
import { generalReviewed } from './general.reviewed.ts';
import { general } from './general.ts';
import { licenseAuthCodeBefore20240914Reviewed } from './license-auth-code.before-2024-09-14.reviewed.ts';
import { licenseAuthCodeBefore20240914 } from './license-auth-code.before-2024-09-14.ts';
import { licenseAuthCodeFrom20240914Reviewed } from './license-auth-code.from-2024-09-14.reviewed.ts';
import { licenseAuthCodeFrom20240914 } from './license-auth-code.from-2024-09-14.ts';
import { licenseAuthCodeFrom20240914UnclaimedReviewed } from './license-auth-code.from-2024-09-14.unclaimed.reviewed.ts';
import { licenseAuthCodeFrom20240914Unclaimed } from './license-auth-code.from-2024-09-14.unclaimed.ts';

/** Every published flow. A flow stays here for as long as an order or a recorded history follows it. */
export const flows: readonly Flow[] = [
  general,
  generalReviewed,
  licenseAuthCodeBefore20240914,
  licenseAuthCodeBefore20240914Reviewed,
  licenseAuthCodeFrom20240914,
  licenseAuthCodeFrom20240914Reviewed,
  licenseAuthCodeFrom20240914Unclaimed,
  licenseAuthCodeFrom20240914UnclaimedReviewed,
];

/** The published flow with this id. Pure. @throws InvariantError if there is none */
export function flowById(id: string): Flow {
  const flow = flows.find((candidate) => candidate.id === id);
  if (!flow) throw new InvariantError(`no published flow ${id}`);
  return flow;
}

const always = instant(0);
/** R-REV-02: until then every joint-operation order was reviewed. */
const reviewNarrowed = instant('2023-04-28T00:00:00+08:00');
/** R-CUT-01, R-CUT-02: the online authorization code flow was revised. */
const authCodeRevised = instant('2024-09-14T00:00:00+08:00');
/** R-CUT-04: SaaS and professional services left the baseline. */
const requirementRevised = instant('2025-03-26T00:00:00+08:00');

/** What the catalogue is asked: facts of a purchase, and the assumptions in force when it opens. */
export interface FlowQuestion {
  readonly deliveryMode: DeliveryMode;
  readonly salesCategory: SalesCategory;
  readonly scene: Scene;
  readonly placedAt: Instant;
  readonly assumptions: Assumptions;
}

type Answer =
  | { readonly flow: Flow }
  | { readonly notSold: string }
  | { readonly notPublished: string };

interface FlowChoice {
  readonly modes: readonly DeliveryMode[];
  readonly categories: readonly SalesCategory[];
  readonly scenes: readonly Scene[];
  /** The row holds for orders placed at or after this moment, until a row above takes over. */
  readonly from: Instant;
  /** The row holds only under this setting of an assumption. */
  readonly assuming?: Partial<Assumptions>;
  readonly rules: readonly RuleId[];
  readonly answer: Answer;
}

const joint = ['JOINT_OPERATION'] as const;
/** R-REV-07: they follow the figure of joint-operation products. */
const huawei = ['HUAWEI', 'SELF_SERVICE'] as const;
const jointAndHuawei = [...joint, ...huawei];
const special = ['EMPOWERMENT_CLOUD', 'BASE_CLOUD'] as const;
const authCode = ['LICENSE_AUTH_CODE'] as const;
const baselineModes = ['SAAS_SUPERVISED', 'PROFESSIONAL_SERVICE'] as const;
const dataFile = ['DATA_FILE'] as const;

/**
 * Rows of one family of flows: who is reviewed is written once for all of them. A row above wins over a row below.
 * General products are never reviewed (R-LIC2-12 for authorization codes).
 */
function reviewRows(family: {
  readonly modes: readonly DeliveryMode[];
  readonly from: Instant;
  readonly plain: Flow;
  readonly reviewed: Flow;
  readonly reviewedScenes: readonly Scene[];
  readonly rules: readonly RuleId[];
  readonly assuming?: Partial<Assumptions>;
  /** Where the review of base cloud orders rests on a reading of its own. */
  readonly baseCloudRule?: RuleId;
}): readonly FlowChoice[] {
  const { modes, from, plain, reviewed, reviewedScenes, rules } = family;
  const base = { modes, from, rules, assuming: family.assuming ?? {} };
  const withReview = { flow: reviewed };
  const baseCloud = reviewedScenes.filter((scene) => scene === 'BASE_CLOUD');
  const row = (
    categories: readonly SalesCategory[],
    inScenes: readonly Scene[],
    answer: FlowChoice['answer'],
    rule: RuleId,
    assuming: Partial<Assumptions> = {},
  ): FlowChoice => ({
    ...base,
    categories,
    scenes: inScenes,
    answer,
    rules: [...rules, rule],
    assuming: { ...base.assuming, ...assuming },
  });

  return [
    row(huawei, scenes, withReview, 'R-REV-05', { reviewHuaweiProducts: 'ALWAYS' }),
    row(huawei, scenes, { flow: plain }, 'R-REV-05', { reviewHuaweiProducts: 'NEVER' }),
    row(huawei, reviewedScenes, withReview, 'R-REV-05'),
    row(joint, ['EMPOWERMENT_CLOUD'], withReview, 'R-REV-01'),
    row(joint, baseCloud, withReview, family.baseCloudRule ?? 'R-REV-01'),
    {
      ...row(jointAndHuawei, scenes, { flow: plain }, 'R-REV-01'),
      from: laterOf(from, reviewNarrowed),
    },
    row(joint, scenes, withReview, 'R-REV-02'),
    row(huawei, scenes, { flow: plain }, 'R-REV-05'),
    row(['GENERAL'], scenes, { flow: plain }, 'R-REV-01'),
  ];
}

const laterOf = (a: Instant, b: Instant): Instant => (a > b ? a : b);

/** First match wins. The only place that compares dates. */
const choices: readonly FlowChoice[] = [
  ...reviewRows({
    modes: authCode,
    from: authCodeRevised,
    plain: licenseAuthCodeFrom20240914Unclaimed,
    reviewed: licenseAuthCodeFrom20240914UnclaimedReviewed,
    reviewedScenes: special,
    rules: ['R-CUT-01', 'R-LIC2-10'],
    assuming: { authCodeRequiresClaim: false },
  }),
  ...reviewRows({
    modes: authCode,
    from: authCodeRevised,
    plain: licenseAuthCodeFrom20240914,
    reviewed: licenseAuthCodeFrom20240914Reviewed,
    reviewedScenes: special,
    rules: ['R-CUT-01'],
  }),
  ...reviewRows({
    modes: authCode,
    from: always,
    plain: licenseAuthCodeBefore20240914,
    reviewed: licenseAuthCodeBefore20240914Reviewed,
    reviewedScenes: ['EMPOWERMENT_CLOUD'], // R-LIC2-11
    rules: ['R-CUT-01', 'R-LIC2-11'],
  }),
  {
    modes: baselineModes,
    categories: salesCategories,
    scenes,
    from: requirementRevised,
    rules: ['R-CUT-04'],
    answer: {
      notPublished: 'the flow for orders placed from 2025-03-26 is not published here yet',
    },
  },
  ...reviewRows({
    modes: baselineModes,
    from: authCodeRevised,
    plain: general,
    reviewed: generalReviewed,
    reviewedScenes: special,
    rules: ['R-GEN-02', 'R-CUT-04'],
    baseCloudRule: 'R-REV-06',
    assuming: { baseCloudReviewedFrom: '2024-09-14' },
  }),
  ...reviewRows({
    modes: baselineModes,
    from: always,
    plain: general,
    reviewed: generalReviewed,
    reviewedScenes: ['EMPOWERMENT_CLOUD'],
    rules: ['R-GEN-02', 'R-CUT-04'],
    baseCloudRule: 'R-REV-06',
    assuming: { baseCloudReviewedFrom: '2024-09-14' },
  }),
  ...reviewRows({
    modes: baselineModes,
    from: always,
    plain: general,
    reviewed: generalReviewed,
    reviewedScenes: special,
    rules: ['R-GEN-02', 'R-CUT-04'],
    baseCloudRule: 'R-REV-06',
  }),
  {
    modes: dataFile,
    categories: ['GENERAL'],
    scenes,
    from: always,
    rules: ['R-GEN-02'],
    answer: { flow: general },
  },
  {
    modes: dataFile,
    categories: jointAndHuawei,
    scenes,
    from: always,
    rules: ['R-GEN-02'],
    answer: { notSold: 'data files are sold as general products only' },
  },
  {
    modes: deliveryModes.filter(
      (mode) => ![...authCode, ...baselineModes, ...dataFile].some((other) => other === mode),
    ),
    categories: salesCategories,
    scenes,
    from: always,
    rules: ['R-GEN-02'],
    answer: { notPublished: 'the flow of this delivery mode is not published here yet' },
  },
];

const matches = (choice: FlowChoice, asked: FlowQuestion): boolean =>
  choice.modes.includes(asked.deliveryMode) &&
  choice.categories.includes(asked.salesCategory) &&
  choice.scenes.includes(asked.scene) &&
  asked.placedAt >= choice.from &&
  Object.entries(choice.assuming ?? {}).every(
    ([name, value]) => asked.assumptions[name as keyof Assumptions] === value,
  );

/**
 * The flow that an order follows for its whole life. Asked once, when the order opens. Pure.
 *
 * Rule R-CUT-03 DOC: the moment when the order was placed decides.
 *
 * @returns the flow, or FLOW_NOT_OFFERED or FLOW_NOT_PUBLISHED with the reason
 * @throws InvariantError if the table has a hole
 */
export function chooseFlow(asked: FlowQuestion): { readonly flow: Flow } | Rejection {
  const choice = choices.find((candidate) => matches(candidate, asked));
  if (!choice) throw new InvariantError(`the catalogue has no answer for ${JSON.stringify(asked)}`);
  if ('flow' in choice.answer) return choice.answer;
  const { deliveryMode, salesCategory, scene, placedAt } = asked;
  const details = { deliveryMode, salesCategory, scene, placedAt };
  return 'notSold' in choice.answer
    ? rejection('FLOW_NOT_OFFERED', choice.answer.notSold, details)
    : rejection('FLOW_NOT_PUBLISHED', choice.answer.notPublished, details);
}

/** Moments at which some answer changes: what a complete check has to look at, on both sides. */
export const catalogueDates: readonly Instant[] = [
  reviewNarrowed,
  authCodeRevised,
  requirementRevised,
];

/** The rows that lead to a flow, for its page. Pure. */
export const choicesFor = (flow: Flow): readonly FlowChoice[] =>
  choices.filter((choice) => 'flow' in choice.answer && choice.answer.flow.id === flow.id);
