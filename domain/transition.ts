import { workCalendar } from './calendar/work-calendar.ts';
import { moveClock } from './clock.ts';
import { deadlineOf } from './deadlines.ts';
import { InvariantError, type Rejection } from './errors.ts';
import type { OrderEvent } from './events.ts';
import { type Arrow, type EffectName, type Flow, isEndNode, nodeOf } from './flow.ts';
import { flowById } from './flows/catalogue.ts';
import type { Actor, Order } from './order.ts';
import {
  refuseActor,
  refuseAtNode,
  refuseEnableTime,
  refuseEnded,
  refuseNoDeadline,
} from './refusals.ts';
import { type Instant, later } from './units.ts';

/** One accepted event and the order after it. */
export interface Step {
  readonly event: OrderEvent;
  readonly order: Order;
}

/** What {@link proceed} answers: the facts that came true, and the refusal of the event that was asked for, if any. */
export interface Outcome {
  readonly steps: readonly Step[];
  readonly rejection?: Rejection;
}

/** Who acts when a deadline passes. */
const platform: Actor = { role: 'platform', party: null };

/** Whether the order's supervision has ended. Pure. */
export const isEnded = (order: Order): boolean =>
  isEndNode(nodeOf(flowById(order.flowId), order.node));

/**
 * Lets an order meet an event: first every deadline that has passed by then, each at its own moment, then the event
 * itself, then what is due in the same instant. The one way in which an order changes. Pure.
 *
 * Rule R-GEN-07 INF: an event at the wrong node or from the wrong actor is refused, never queued. An event at the very
 * instant of a deadline comes after it. Whatever the answer, the deadlines that have passed stay passed.
 */
export function proceed(order: Order, event: OrderEvent): Outcome {
  if (event.type === 'clockAdvanced' && !isEnded(order)) return advanceClock(order, event);

  const steps = [...dueSteps(order, event.at)];
  const current = steps.at(-1)?.order ?? order;
  if (isEnded(current)) return { steps, rejection: refuseEnded(current, event) };
  const result = transition(current, event);
  if ('code' in result) return { steps, rejection: result };

  steps.push({ event, order: result });
  return { steps: [...steps, ...dueSteps(result, event.at)] };
}

/** The deadlines that have passed by `at`, each as a step of its own, in order. Pure. */
export function dueSteps(order: Order, at: Instant): readonly Step[] {
  const steps: Step[] = [];
  for (let current = order; current.deadline !== null && current.deadline <= at; ) {
    const event = passed(current.deadline);
    const next = transition(current, event);
    if ('code' in next) throw new InvariantError(`deadline at ${current.node}: ${next.message}`);
    steps.push({ event, order: next });
    current = next;
  }
  return steps;
}

const passed = (at: Instant): OrderEvent => ({
  type: 'deadlinePassed',
  at,
  by: platform,
  payload: {},
});

/** Moves a manual clock: the deadlines on the way pass first, the move itself is the last step, even of an order that ended on the way. */
function advanceClock(
  order: Order,
  event: Extract<OrderEvent, { type: 'clockAdvanced' }>,
): Outcome {
  const refused = refuseActor(order, event) ?? refuseNoDeadline(order, event);
  if (refused) return { steps: [], rejection: refused };

  const clock = moveClock(order.clock, event.payload.to ?? order.deadline ?? event.at);
  if ('code' in clock) return { steps: [], rejection: clock };

  const steps = dueSteps(order, clock.at);
  const arrived = steps.at(-1)?.order ?? order;
  const advanced = { ...arrived, seq: arrived.seq + 1, clock };
  return { steps: [...steps, { event: { ...event, at: clock.at }, order: advanced }] };
}

/** One event meets one order at its node. Pure. */
function transition(order: Order, event: OrderEvent): Order | Rejection {
  const flow = flowById(order.flowId);
  const node = nodeOf(flow, order.node);
  const arrow = isEndNode(node) ? undefined : node.on[event.type];
  const refused =
    refuseActor(order, event) ??
    (arrow ? refuseEnableTime(order, event) : refuseAtNode(order, event));
  if (refused) return refused;
  if (!arrow) throw new InvariantError(`${event.type} was neither refused nor led anywhere`);
  return moved(flow, recorded(order, event), arrow, event.at);
}

/** The order at the arrow's target. */
function moved(flow: Flow, order: Order, arrow: Arrow, at: Instant): Order {
  const target = nodeOf(flow, arrow.to);
  const next: Order = {
    ...order,
    seq: order.seq + 1,
    clock:
      order.clock.kind === 'manual'
        ? { kind: 'manual', at: later(order.clock.at, at) }
        : order.clock,
    node: arrow.to,
    enteredAt: at,
    deadline: isEndNode(target)
      ? null
      : deadlineOf(target.within, at, order.assumptions, workCalendar(order.calendarVersion)),
    ...(isEndNode(target)
      ? { supervisionStatus: 'COMPLETED', orderStatus: 'COMPLETED', completedAt: at }
      : {}),
  };
  return arrow.effects.reduce((changed, effect) => effects[effect](changed, at), next);
}

const effects: Readonly<Record<EffectName, (order: Order, at: Instant) => Order>> = {
  lockNegotiatedRefund: (order) => ({ ...order, negotiatedRefundLocked: true }),
  recordActivation: (order, at) => ({ ...order, activatedAt: at }),
  recordAcceptance: (order, at) => ({ ...order, acceptedAt: at }),
  // A rehearsal never touches live money.
  markBillable: (order) => ({ ...order, billable: order.purchase.livemode }),
};

/** What people said with an event, kept on the order. Equal for every flow. */
function recorded(order: Order, event: OrderEvent): Order {
  const { at } = event;
  const turnedDown = (reason: string) => ({
    lastRejection: { text: reason, at, from: order.node },
  });
  switch (event.type) {
    case 'requirementSubmitted':
      return { ...order, requirement: { text: event.payload.text, at } };
    case 'requirementRejected':
      return {
        ...order,
        ...turnedDown(event.payload.reason),
        requirementRejects: order.requirementRejects + 1,
      };
    case 'delivered':
      return {
        ...order,
        delivery: { text: event.payload.result, at },
        // R-LIC2-08: once a code is activated, its time stands. R-ENA-04: else the newest delivery says, by silence too.
        actualEnableTime: order.activatedAt
          ? order.actualEnableTime
          : (event.payload.actualEnableTime ?? null),
      };
    case 'reviewFailed':
      return { ...order, ...turnedDown(event.payload.reason), reviewFails: order.reviewFails + 1 };
    case 'rejected': // R-GEN-04: any number of times
      return {
        ...order,
        ...turnedDown(event.payload.reason),
        acceptRejects: order.acceptRejects + 1,
      };
    case 'authCodeActivated':
      return { ...order, actualEnableTime: event.payload.actualEnableTime ?? at };
    case 'authCodeClaimed':
      return { ...order, claimedAt: at };
    case 'requirementConfirmed':
    case 'reviewPassed':
    case 'accepted':
    case 'clockAdvanced':
    case 'deadlinePassed':
      return order;
  }
}
