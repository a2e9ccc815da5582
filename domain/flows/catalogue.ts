import type { Assumptions } from '../assumptions.ts';
import { InvariantError, type Rejection, rejection } from '../errors.ts';
import type { Flow } from '../flow.ts';
import {
  type DeliveryMode,
  deliveryModes,
  type SalesCategory,
  type Scene,
  type ServiceTemplate,
  salesCategories,
  scenes,
  unsupervisedModes,
} from '../order.ts';
import type { RuleId } from '../rules.ts';
import { type Instant, instant, later, msOf } from '../units.ts';
import { appOrchestrationReviewed } from './app-orchestration.reviewed.ts';
import { appOrchestration } from './app-orchestration.ts';
import { generalFrom20250326Reviewed } from './general.from-2025-03-26.reviewed.ts';
import { generalFrom20250326 } from './general.from-2025-03-26.ts';
import { generalReviewed } from './general.reviewed.ts';
import { general } from './general.ts';
import { hardwareReviewed } from './hardware.reviewed.ts';
import { hardware } from './hardware.ts';
import { licenseAuthCodeBefore20240914Reviewed } from './license-auth-code.before-2024-09-14.reviewed.ts';
import { licenseAuthCodeBefore20240914 } from './license-auth-code.before-2024-09-14.ts';
import { licenseAuthCodeFrom20240914Reviewed } from './license-auth-code.from-2024-09-14.reviewed.ts';
import { licenseAuthCodeFrom20240914 } from './license-auth-code.from-2024-09-14.ts';
import { licenseAuthCodeFrom20240914UnclaimedReviewed } from './license-auth-code.from-2024-09-14.unclaimed.reviewed.ts';
import { licenseAuthCodeFrom20240914Unclaimed } from './license-auth-code.from-2024-09-14.unclaimed.ts';
import { licenseIdCodeReviewed } from './license-id-code.reviewed.ts';
import { licenseIdCode } from './license-id-code.ts';
import { licenseOfflineReviewed } from './license-offline.reviewed.ts';
import { licenseOffline } from './license-offline.ts';
import { notSupervised } from './not-supervised.ts';
import { softwarePackage } from './software-package.ts';
import { websiteBuildingFrom20250326Reviewed } from './website-building.from-2025-03-26.reviewed.ts';
import { websiteBuildingFrom20250326 } from './website-building.from-2025-03-26.ts';
import { websiteBuildingReviewed } from './website-building.reviewed.ts';
import { websiteBuilding } from './website-building.ts';

/** Every published flow. A flow stays here for as long as an order or a recorded history follows it. */
export const flows: readonly Flow[] = [
  appOrchestration,
  appOrchestrationReviewed,
  general,
  generalReviewed,
  generalFrom20250326,
  generalFrom20250326Reviewed,
  hardware,
  hardwareReviewed,
  licenseAuthCodeBefore20240914,
  licenseAuthCodeBefore20240914Reviewed,
  licenseAuthCodeFrom20240914,
  licenseAuthCodeFrom20240914Reviewed,
  licenseAuthCodeFrom20240914Unclaimed,
  licenseAuthCodeFrom20240914UnclaimedReviewed,
  licenseIdCode,
  licenseIdCodeReviewed,
  licenseOffline,
  licenseOfflineReviewed,
  notSupervised,
  softwarePackage,
  websiteBuilding,
  websiteBuildingReviewed,
  websiteBuildingFrom20250326,
  websiteBuildingFrom20250326Reviewed,
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
  /** Professional services only; left out: `STANDARD`. */
  readonly serviceTemplate?: ServiceTemplate;
  /** A renewal: the order that it renews. */
  readonly renews?: string;
  readonly assumptions: Assumptions;
}

type Answer = { readonly flow: Flow } | { readonly notSold: string };

interface FlowChoice {
  readonly modes: readonly DeliveryMode[];
  readonly categories: readonly SalesCategory[];
  readonly scenes: readonly Scene[];
  /** The row holds for orders placed at or after this moment, until a row above takes over. */
  readonly from: Instant;
  /** The row holds only for this template; left out: for every one. */
  readonly template?: ServiceTemplate;
  /** The row holds for renewals only; left out: for every order. */
  readonly renewals?: true;
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
  readonly template?: ServiceTemplate;
  readonly assuming?: Partial<Assumptions>;
  /** Where the review of base cloud orders rests on a reading of its own. */
  readonly baseCloudRule?: RuleId;
}): readonly FlowChoice[] {
  const { modes, from, plain, reviewed, reviewedScenes, rules, template } = family;
  const base = {
    modes,
    from,
    rules,
    assuming: family.assuming ?? {},
    ...(template && { template }),
  };
  const withReview = { flow: reviewed };
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
    // What is left of the scenes: base cloud.
    row(joint, reviewedScenes, withReview, family.baseCloudRule ?? 'R-REV-01'),
    {
      ...row(jointAndHuawei, scenes, { flow: plain }, 'R-REV-01'),
      from: later(from, reviewNarrowed),
    },
    row(joint, scenes, withReview, 'R-REV-02', { jointReviewedBefore20230428: true }),
    row(joint, scenes, { flow: plain }, 'R-REV-02'),
    row(huawei, scenes, { flow: plain }, 'R-REV-05'),
    row(['GENERAL'], scenes, { flow: plain }, 'R-REV-01'),
  ];
}

/**
 * Rows of a family whose documents date nothing but the review of base cloud orders: whenever placed, or from 2024-09-14
 * where the assumption says so.
 */
const undatedRows = (
  family: Omit<Parameters<typeof reviewRows>[0], 'reviewedScenes' | 'baseCloudRule'>,
): readonly FlowChoice[] => {
  const dated = {
    ...family,
    baseCloudRule: 'R-REV-06',
    assuming: { ...family.assuming, baseCloudReviewedFrom: '2024-09-14' },
  } as const;
  return [
    ...reviewRows({
      ...dated,
      from: later(family.from, authCodeRevised),
      reviewedScenes: special,
    }),
    ...reviewRows({ ...dated, reviewedScenes: ['EMPOWERMENT_CLOUD'] }),
    ...reviewRows({ ...family, baseCloudRule: 'R-REV-06', reviewedScenes: special }),
  ];
};

/** One answer for all orders of some modes. */
const oneAnswer = (
  modes: readonly DeliveryMode[],
  answer: Answer,
  rules: readonly RuleId[],
  more: Partial<FlowChoice> = {},
): FlowChoice => ({
  modes,
  categories: salesCategories,
  scenes,
  from: always,
  rules,
  answer,
  ...more,
});

/** Combinations of which the documents show no figure. R-SAL-01 */
const undocumented = (
  modes: readonly DeliveryMode[],
  categories: readonly SalesCategory[],
  notSold: string,
): FlowChoice =>
  oneAnswer(modes, { notSold }, ['R-SAL-01'], {
    categories,
    assuming: { sellUndocumented: false },
  });

const idCodeModes = ['LICENSE_ID_CODE', 'LICENSE_CLIENT_API'] as const;
const revised = { from: requirementRevised, assuming: { requirementStep: 'OPTIONAL' } } as const;
const baseline = { from: always } as const;
const website = { modes: ['PROFESSIONAL_SERVICE'], template: 'WEBSITE_BUILDING' } as const;

/** First match wins. The only place that compares dates. */
const choices: readonly FlowChoice[] = [
  oneAnswer(deliveryModes, { flow: notSupervised }, ['R-MOD-02'], { renewals: true }),
  oneAnswer(unsupervisedModes, { flow: notSupervised }, ['R-MOD-01']),
  undocumented(idCodeModes, ['GENERAL'], 'sold as joint-operation or Huawei products only'),
  undocumented(['DATA_FILE'], jointAndHuawei, 'data files are sold as general products only'),
  ...reviewRows({
    modes: ['LICENSE_AUTH_CODE'],
    from: authCodeRevised,
    plain: licenseAuthCodeFrom20240914Unclaimed,
    reviewed: licenseAuthCodeFrom20240914UnclaimedReviewed,
    reviewedScenes: special,
    rules: ['R-CUT-01', 'R-LIC2-10'],
    assuming: { authCodeRequiresClaim: false },
  }),
  ...reviewRows({
    modes: ['LICENSE_AUTH_CODE'],
    from: authCodeRevised,
    plain: licenseAuthCodeFrom20240914,
    reviewed: licenseAuthCodeFrom20240914Reviewed,
    reviewedScenes: special,
    rules: ['R-CUT-01'],
  }),
  ...reviewRows({
    modes: ['LICENSE_AUTH_CODE'],
    from: always,
    plain: licenseAuthCodeBefore20240914,
    reviewed: licenseAuthCodeBefore20240914Reviewed,
    reviewedScenes: ['EMPOWERMENT_CLOUD'], // R-LIC2-11
    rules: ['R-CUT-01', 'R-LIC2-11'],
  }),
  ...undatedRows({
    ...website,
    ...revised,
    plain: websiteBuildingFrom20250326,
    reviewed: websiteBuildingFrom20250326Reviewed,
    rules: ['R-PS-01', 'R-CUT-04', 'R-CUT-06'],
  }),
  ...undatedRows({
    ...website,
    ...baseline,
    plain: websiteBuilding,
    reviewed: websiteBuildingReviewed,
    rules: ['R-PS-01', 'R-CUT-04'],
  }),
  ...undatedRows({
    modes: ['SAAS_SUPERVISED', 'PROFESSIONAL_SERVICE'],
    ...revised,
    plain: generalFrom20250326,
    reviewed: generalFrom20250326Reviewed,
    rules: ['R-CUT-04', 'R-CUT-06'],
  }),
  ...undatedRows({
    modes: ['SAAS_SUPERVISED', 'PROFESSIONAL_SERVICE'],
    ...baseline,
    plain: general,
    reviewed: generalReviewed,
    rules: ['R-GEN-02', 'R-CUT-04'],
  }),
  ...undatedRows({
    modes: idCodeModes,
    ...baseline,
    plain: licenseIdCode,
    reviewed: licenseIdCodeReviewed,
    rules: ['R-LIC1-01', 'R-LIC1-05'],
  }),
  ...undatedRows({
    modes: ['LICENSE_OFFLINE'],
    ...baseline,
    plain: licenseOffline,
    reviewed: licenseOfflineReviewed,
    rules: ['R-OFF-01'],
  }),
  ...undatedRows({
    modes: ['HARDWARE'],
    ...baseline,
    plain: hardware,
    reviewed: hardwareReviewed,
    rules: ['R-HW-05', 'R-HW-10'],
  }),
  oneAnswer(['APP_ORCHESTRATION'], { flow: appOrchestration }, ['R-ORC-01', 'R-ORC-02'], {
    assuming: { reviewAppOrchestration: false },
  }),
  ...undatedRows({
    modes: ['APP_ORCHESTRATION'],
    ...baseline,
    plain: appOrchestration,
    reviewed: appOrchestrationReviewed,
    rules: ['R-ORC-01', 'R-ORC-02'],
  }),
  oneAnswer(['LICENSE_SOFTWARE_PACKAGE'], { flow: softwarePackage }, ['R-PKG-01', 'R-PKG-03']),
  ...undatedRows({
    modes: ['DATA_FILE'],
    ...baseline,
    plain: general,
    reviewed: generalReviewed,
    rules: ['R-DAT-01'],
  }),
];

const beijingOffsetMs = 8 * 3_600_000;

/** The moment that is held against the dates of the documents. Pure. R-CUT-02 */
export const datedAt = ({
  placedAt,
  assumptions,
}: Pick<FlowQuestion, 'placedAt' | 'assumptions'>): Instant =>
  assumptions.datesBegin === 'UTC_MIDNIGHT'
    ? instant(Math.max(0, msOf(placedAt) - beijingOffsetMs))
    : placedAt;

const matches = (choice: FlowChoice, asked: FlowQuestion): boolean =>
  choice.modes.includes(asked.deliveryMode) &&
  choice.categories.includes(asked.salesCategory) &&
  choice.scenes.includes(asked.scene) &&
  (!choice.renewals || asked.renews !== undefined) &&
  (choice.template === undefined || choice.template === asked.serviceTemplate) &&
  datedAt(asked) >= choice.from &&
  Object.entries(choice.assuming ?? {}).every(
    ([name, value]) => asked.assumptions[name as keyof Assumptions] === value,
  );

/** The row that answers: the first that fits. Pure. @throws InvariantError if the table has a hole */
export function choiceFor(asked: FlowQuestion): FlowChoice {
  const choice = choices.find((candidate) => matches(candidate, asked));
  if (!choice) throw new InvariantError(`the catalogue has no answer for ${JSON.stringify(asked)}`);
  return choice;
}

/**
 * The flow that an order follows for its whole life. Asked once, when the order opens. Pure.
 *
 * Rule R-CUT-03 DOC: the moment when the order was placed decides.
 *
 * @returns the flow, or FLOW_NOT_OFFERED with the reason
 * @throws InvariantError if the table has a hole
 */
export function chooseFlow(asked: FlowQuestion): { readonly flow: Flow } | Rejection {
  const { answer } = choiceFor(asked);
  if ('flow' in answer) return answer;
  const { deliveryMode, salesCategory, scene, placedAt } = asked;
  const details = { deliveryMode, salesCategory, scene, placedAt };
  return rejection('FLOW_NOT_OFFERED', answer.notSold, details);
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
