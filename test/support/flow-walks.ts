import { actionNames } from '../../domain/events.ts';
import { arrowsOf, type Flow, nodeOf } from '../../domain/flow.ts';
import { catalogueDates, chooseFlow, type FlowQuestion } from '../../domain/flows/catalogue.ts';
import {
  deliveryModes,
  type Order,
  salesCategories,
  scenes,
  serviceTemplates,
} from '../../domain/order.ts';
import { dueSteps, proceed } from '../../domain/transition.ts';
import { type Instant, instant, plusMs } from '../../domain/units.ts';
import { flowSettings } from '../../scripts/pages/who-gets-it.ts';
import { anOrder, eventFor, type OrderWish } from './order-builder.ts';

/** Both sides of every date at which some answer changes: one millisecond before, and exactly at. */
export const momentsToAsk: readonly Instant[] = [
  instant('2022-01-01T00:00:00+08:00'),
  ...catalogueDates.flatMap((date) => [plusMs(date, -1), date]),
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

/** A purchase that gets the flow, found by asking the catalogue. @throws if nothing leads to it */
export function wishFor(flow: Flow): OrderWish {
  const asked = everyQuestion.find((question) => {
    const choice = chooseFlow(question);
    return 'flow' in choice && choice.flow.id === flow.id;
  });
  if (!asked) throw new Error(`no purchase leads to ${flow.id}`);
  return {
    mode: asked.deliveryMode,
    category: asked.salesCategory,
    scene: asked.scene,
    placedAt: asked.placedAt,
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

/** A moment on the order's clock at which no deadline has passed yet. */
export function quietMoment(order: Order): Instant {
  if (order.clock.kind === 'manual') return order.clock.at;
  return order.deadline === null ? plusMs(order.enteredAt, 1_000) : plusMs(order.deadline, -1);
}

/**
 * Every state that an order of the flow can reach, found by sending every action and letting every deadline pass through
 * the real domain. Told apart by node and by what refusals look at.
 */
export function statesOf(flow: Flow, more: OrderWish = {}): readonly Order[] {
  const wish = wishFor(flow);
  const assumptions = { ...wish.assumptions, ...more.assumptions };
  const found = new Map<string, Order>();
  const visit = (order: Order): void => {
    const key = stateKey(order);
    if (found.has(key)) return;
    found.set(key, order);
    for (const action of actionNames) {
      for (const step of proceed(order, eventFor(action, order, quietMoment(order))).steps) {
        visit(step.order);
      }
    }
    if (order.deadline !== null) {
      for (const step of dueSteps(order, order.deadline)) visit(step.order);
    }
  };
  const opened = anOrder({ ...wish, ...more, assumptions });
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
    order.extension?.by,
    order.invoicedAt !== null,
    order.courierRequest && order.courierRequest.answeredAt === null,
  ].join();

/** A flow as lines of text, for tests that hold a copy of it. */
export const drawingOf = (flow: Flow): readonly string[] =>
  Object.keys(flow.nodes).flatMap((id) =>
    arrowsOf(nodeOf(flow, id as Order['node'])).map(([event, arrow]) =>
      [`${id} -${event}-> ${arrow.to}`, ...arrow.effects].join(' + '),
    ),
  );
