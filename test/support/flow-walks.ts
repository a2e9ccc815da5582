import { rulingOutcomes } from '../../domain/appeal.ts';
import { type Assumptions, assumptions, defaultAssumptions } from '../../domain/assumptions.ts';
import { duesOf, nextMoveAt } from '../../domain/due.ts';
import { type ActionName, type ActionPayload, actionNames, actionOf } from '../../domain/events.ts';
import { arrowsOf, type Flow, nodeOf } from '../../domain/flow.ts';
import {
  catalogueDates,
  chooseFlow,
  type FlowQuestion,
  flows,
} from '../../domain/flows/catalogue.ts';
import { isFrozen } from '../../domain/freeze.ts';
import {
  deliveryModes,
  type NodeId,
  type Order,
  type Role,
  salesCategories,
  scenes,
  serviceTemplates,
} from '../../domain/order.ts';
import { isRefundInPart } from '../../domain/refund.ts';
import { possibleSettlements } from '../../domain/rulings.ts';
import { dueSteps, proceed } from '../../domain/transition.ts';
import { type Instant, instant, later, plusMs } from '../../domain/units.ts';
import { actorIn, anOrder, eventFor, type OrderWish } from './order-builder.ts';

/** Both sides of every date at which some answer changes: one millisecond before, and exactly at. */
export const momentsToAsk: readonly Instant[] = [
  instant('2022-01-01T00:00:00+08:00'),
  ...catalogueDates.flatMap((date) => [plusMs(date, -1), date]),
];

/** The switches that choose between flows: written down here, and held against the catalogue by its test. */
export const flowSwitches = [
  'authCodeRequiresClaim',
  'reviewHuaweiProducts',
  'baseCloudReviewedFrom',
  'datesBegin',
  'jointReviewedBefore20230428',
  'requirementStep',
  'sellUndocumented',
  'reviewAppOrchestration',
] as const satisfies readonly (keyof Assumptions)[];

/** The default assumptions, and every one of these switches turned by itself. */
export const flowSettings: readonly Assumptions[] = [
  defaultAssumptions,
  ...flowSwitches.flatMap((name) =>
    assumptions[name].settings
      .filter((setting) => setting !== defaultAssumptions[name])
      .map((setting) => ({ ...defaultAssumptions, [name]: setting })),
  ),
];

/** What else the catalogue is asked about a mode: the template of professional services, and whether it is a renewal. */
const kindsOf = (
  mode: FlowQuestion['deliveryMode'],
): readonly Pick<FlowQuestion, 'serviceTemplate' | 'renews'>[] => [
  ...(mode === 'PROFESSIONAL_SERVICE'
    ? serviceTemplates.map((serviceTemplate) => ({ serviceTemplate }))
    : [{}]),
  { renews: 'CS-EARLIER' },
];

/** Everything the catalogue can be asked: mode × category × scene × both sides of every date × assumptions. */
export const everyQuestion: readonly FlowQuestion[] = deliveryModes.flatMap((deliveryMode) =>
  salesCategories.flatMap((salesCategory) =>
    scenes.flatMap((scene) =>
      momentsToAsk.flatMap((placedAt) =>
        flowSettings.flatMap((assumptions) =>
          kindsOf(deliveryMode).map((kind) => ({
            deliveryMode,
            salesCategory,
            scene,
            placedAt,
            assumptions,
            ...kind,
          })),
        ),
      ),
    ),
  ),
);

/** The first question that is answered with each flow, by its id; filled when it is needed. */
const firstQuestions = new Map<string, FlowQuestion>();

function firstQuestionFor(flowId: string): FlowQuestion | undefined {
  if (firstQuestions.size > 0) return firstQuestions.get(flowId);
  for (const question of everyQuestion) {
    const choice = chooseFlow(question);
    if ('flow' in choice && !firstQuestions.has(choice.flow.id)) {
      firstQuestions.set(choice.flow.id, question);
    }
  }
  return firstQuestions.get(flowId);
}

/** The first moment of which the calendar knows the working days; the flows change nothing between 2022 and then. */
const calendarBegins = instant('2023-01-01T00:00:00+08:00');

/** A purchase that gets the flow, found by asking the catalogue. @throws if nothing leads to it */
export function wishFor(flow: Flow): OrderWish {
  const asked = firstQuestionFor(flow.id);
  if (!asked) throw new Error(`no purchase leads to ${flow.id}`);
  return {
    mode: asked.deliveryMode,
    category: asked.salesCategory,
    scene: asked.scene,
    placedAt: later(asked.placedAt, calendarBegins),
    assumptions: asked.assumptions,
    purchase: {
      ...(asked.serviceTemplate && { serviceTemplate: asked.serviceTemplate }),
      ...(asked.serviceTemplate === 'WEBSITE_BUILDING' && {
        milestones: [
          { milestoneId: 'draft', title: 'design draft' },
          { milestoneId: 'site', title: 'finished site' },
        ],
      }),
      ...(asked.renews && { renews: asked.renews }),
    },
  };
}

/** A moment on the order's clock at which nothing is due: just before the next thing if a limit runs. */
export function quietMoment(order: Order): Instant {
  if (order.clock.kind === 'manual') return order.clock.at;
  const [first] = duesOf(order);
  const soon = plusMs(later(order.enteredAt, order.bookedUntil), 1_000);
  if (!first) return soon;
  return nextMoveAt(order) === null && soon < first.at ? soon : plusMs(first.at, -1);
}

/**
 * Every state that an order of the flow can reach, found by sending every action by everybody who may and letting
 * everything pass that is due, through the real domain. Told apart by node and by what refusals and arrows look at.
 */
export function statesOf(flow: Flow, more: OrderWish = {}): readonly Order[] {
  const wish = wishFor(flow);
  const assumptions = { ...wish.assumptions, ...appealsWalked, ...more.assumptions };
  const appealedFrom = new Set<NodeId>();
  // One appeal per node, by either side in turn: cases multiply every state.
  const rolesOf = (action: ActionName): readonly Role[] =>
    action === 'openAppeal'
      ? [appealedFrom.size % 2 === 0 ? 'buyer' : 'seller']
      : actionOf(action).roles;
  const purchase = { ...wish.purchase, ...more.purchase };
  const found = new Map<string, Order>();
  const visit = (order: Order): void => {
    const key = stateKey(order);
    if (found.has(key)) return;
    found.set(key, order);
    const at = quietMoment(order);
    for (const action of actionNames) {
      if (action === 'openAppeal' && appealedFrom.has(order.node)) continue;
      if (action === 'offerSettlement' && order.appeal?.takenBy === null) continue;
      for (const role of rolesOf(action)) {
        if (action === 'openAppeal') appealedFrom.add(order.node);
        for (const said of saidInWalk(action, role, order)) {
          const event = eventFor(
            action,
            order,
            at,
            said as ActionPayload<ActionName>,
            actorIn(role),
          );
          for (const step of proceed(order, event).steps) visit(step.order);
        }
      }
    }
    for (const due of duesOf(order)) {
      for (const step of dueSteps(order, due.at)) visit(step.order);
    }
    const { refund } = order;
    if (refund) {
      const payload = { refundId: refund.refundId };
      const settled = { type: 'refundSettled', at, by: actorIn('platform'), payload } as const;
      for (const step of proceed(order, settled).steps) visit(step.order);
    }
  };
  const opened = anOrder({ ...wish, ...more, assumptions, purchase });
  visit(dueSteps(opened.order, opened.now).at(-1)?.order ?? opened.order);
  return [...found.values()];
}

/** What refusals and arrows look at, besides the node. */
const stateKey = (order: Order): string =>
  [
    order.node,
    order.claimedAt !== null,
    order.activatedAt !== null,
    order.parcel?.signedAt != null,
    order.milestonesAccepted,
    order.delivery !== null,
    order.openCriteria.length > 0,
    order.extension?.by,
    order.extension?.limit,
    order.invoicedAt !== null,
    order.courierRequest && order.courierRequest.answeredAt === null,
    order.courierRequest?.isAdmitted,
    order.admittedCouriers.join('+'),
    order.isRedoOwed,
    order.isCloseWaived,
    isRefundInPart(order),
    order.parcel !== null && order.lastRejection?.from === 'HUAWEI_REVIEW',
    ...(isFrozen(order) ? caseKey(order) : []),
  ].join();

/** A flow as lines of text, for tests that hold a copy of it. */
export const drawingOf = (flow: Flow): readonly string[] =>
  Object.keys(flow.nodes).flatMap((id) =>
    arrowsOf(nodeOf(flow, id as Order['node'])).map(([event, arrow]) =>
      [`${id} -${event}-> ${arrow.to}`, ...arrow.effects].join(' + '),
    ),
  );

/** Every order can be appealed, and every ruling that moves money waits for its second signature. */
const appealsWalked: Partial<Assumptions> = {
  appealsAnyTimeFrom: 'ANY_DATE',
  secondSignatureFromFen: 0,
};

/** What refusals look at in a case that is open; while a ruling waits for its signature, at little else. */
function caseKey({ appeal }: Order): readonly unknown[] {
  if (appeal?.ruling) return [appeal.by, appeal.ruling.outcome];
  const isAnswered = appeal?.statement !== null;
  return [
    appeal?.by,
    isAnswered,
    !isAnswered && appeal?.overdueAt !== null,
    appeal?.takenBy !== null,
    appeal?.offer?.by,
  ];
}

/** What an action is walked with: every ruling; and each side offers what it would, where that is possible. */
function saidInWalk(action: ActionName, role: Role, order: Order): readonly (object | undefined)[] {
  if (action === 'decideAppeal') return rulingOutcomes.map((outcome) => ({ outcome }));
  const isRedone = role === 'seller' && possibleSettlements(order).includes('REDO');
  if (action !== 'offerSettlement' || !isRedone) return [undefined];
  const [criterion] = order.contract?.criteria ?? [];
  const redo = { until: plusMs(order.bookedUntil, 30 * 86_400_000), amountFen: undefined };
  return order.appeal?.by === 'seller' && criterion
    ? [{ ...redo, kind: 'EXTRA_PROOF', criteria: [criterion.criterionId] }]
    : [{ ...redo, kind: 'REDO' }];
}

/** One flow of each shape: what mutants of explanations are held against, so that it ends (vitest.mutation.config.ts). */
const shapes: readonly string[] = [
  'hardware.reviewed',
  'software-package',
  'website-building.from-2025-03-26',
  'license-id-code',
  'license-auth-code.before-2024-09-14',
  'not-supervised',
];

/** The flows whose every state is walked: all of them. */
export const walkedFlows: readonly Flow[] =
  process.env.MUTATION_TESTS === undefined ? flows : flows.filter(({ id }) => shapes.includes(id));
