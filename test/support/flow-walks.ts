import { type Assumptions, assumptions, defaultAssumptions } from '../../domain/assumptions.ts';
import { duesOf } from '../../domain/due.ts';
import { actionNames, actionOf } from '../../domain/events.ts';
import { arrowsOf, type Flow, nodeOf } from '../../domain/flow.ts';
import {
  catalogueDates,
  chooseFlow,
  type FlowQuestion,
  flows,
} from '../../domain/flows/catalogue.ts';
import {
  deliveryModes,
  type Order,
  salesCategories,
  scenes,
  serviceTemplates,
} from '../../domain/order.ts';
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
  return order.deadline === null && soon < first.at ? soon : plusMs(first.at, -1);
}

/**
 * Every state that an order of the flow can reach, found by sending every action by everybody who may and letting
 * everything pass that is due, through the real domain. Told apart by node and by what refusals and arrows look at.
 */
export function statesOf(flow: Flow, more: OrderWish = {}): readonly Order[] {
  const wish = wishFor(flow);
  const assumptions = { ...wish.assumptions, ...more.assumptions };
  const purchase = { ...wish.purchase, ...more.purchase };
  const found = new Map<string, Order>();
  const visit = (order: Order): void => {
    const key = stateKey(order);
    if (found.has(key)) return;
    found.set(key, order);
    const at = quietMoment(order);
    for (const action of actionNames) {
      for (const role of actionOf(action).roles) {
        const event = eventFor(action, order, at, undefined, actorIn(role));
        for (const step of proceed(order, event).steps) visit(step.order);
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
  ].join();

/** A flow as lines of text, for tests that hold a copy of it. */
export const drawingOf = (flow: Flow): readonly string[] =>
  Object.keys(flow.nodes).flatMap((id) =>
    arrowsOf(nodeOf(flow, id as Order['node'])).map(([event, arrow]) =>
      [`${id} -${event}-> ${arrow.to}`, ...arrow.effects].join(' + '),
    ),
  );

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
