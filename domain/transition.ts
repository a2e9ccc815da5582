import { refuseAppealContent } from './appeal-content.ts';
import { workCalendar } from './calendar/work-calendar.ts';
import { moveClock } from './clock.ts';
import { deadlineOf } from './deadlines.ts';
import { eventOfDue, nextDue, nextMoveAt } from './due.ts';
import { InvariantError, type Rejection } from './errors.ts';
import type { OrderEvent } from './events.ts';
import { type Arrow, type EffectName, type FlowNode, isEndNode, nodeOf } from './flow.ts';
import { flowById } from './flows/catalogue.ts';
import { movedOn } from './freeze.ts';
import type { Order } from './order.ts';
import { withTimeBooked } from './order-ledger.ts';
import { arrowFor, onlyTells, refuseExtension } from './order-wide.ts';
import { isInterimMilestone, refuseProof, refuseUnnamedFailure } from './proof-check.ts';
import { recorded } from './recorded.ts';
import {
  refuseActor,
  refuseAtNode,
  refuseAttachments,
  refuseEnableTime,
  refuseEnded,
  refuseForAppeal,
  refuseIdCode,
  refuseNoDeadline,
} from './refusals.ts';
import { closed, closingOf, needsSecondSignature } from './rulings.ts';
import { refuseParcel } from './shipping.ts';
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
  const step = transition(current, event);
  if ('code' in step) return { steps, rejection: step };

  return { steps: [...steps, step, ...dueSteps(step.order, event.at)] };
}

/** What has come due by `at`, inclusive, each as a step of its own, in order. Pure. */
export function dueSteps(order: Order, at: Instant): readonly Step[] {
  const steps: Step[] = [];
  for (let current = order; ; ) {
    const due = nextDue(current, at);
    if (!due) return steps;
    const event = eventOfDue(due);
    const next = transition(current, event);
    if ('code' in next)
      throw new InvariantError(`${due.event} at ${current.node}: ${next.message}`);
    steps.push(next);
    current = next.order;
  }
}

/** Moves a manual clock: the deadlines on the way pass first, the move itself is the last step, even of an order that ended on the way. */
function advanceClock(
  order: Order,
  event: Extract<OrderEvent, { type: 'clockAdvanced' }>,
): Outcome {
  const refused = refuseActor(order, event) ?? refuseNoDeadline(order, event);
  if (refused) return { steps: [], rejection: refused };

  const clock = moveClock(order.clock, event.payload.to ?? nextMoveAt(order) ?? event.at);
  if ('code' in clock) return { steps: [], rejection: clock };

  const steps = dueSteps(order, clock.at);
  const arrived = steps.at(-1)?.order ?? order;
  const seq = arrived.seq + 1;
  const advanced = { ...withTimeBooked(arrived, clock.at), seq, changedSeq: seq, clock };
  return { steps: [...steps, { event: { ...event, at: clock.at }, order: advanced }] };
}

/** One event meets one order at its node. Pure. */
function transition(order: Order, asked: OrderEvent): Step | Rejection {
  const refused = refuseActor(order, asked) ?? refuseForAppeal(order, asked);
  if (refused) return refused;
  const event = factOf(order, asked);
  const arrow = arrowFor(order, event.type);
  if (!arrow || isOtherRefund(order, event)) return refuseAtNode(order, asked);
  const unfit = refuseContent(order, event);
  if (unfit) return unfit;
  const closing = closingOf(order, event);
  const after = recorded(withTimeBooked(order, event.at), event);
  return closing
    ? { event, order: moved(closed(after, closing, event), closing.arrow, event) }
    : { event, order: moved(after, arrow, event) };
}

/** Whether it is some other refund than the order's that was settled or refused. R-RFD-01 */
const isOtherRefund = ({ refund }: Order, event: OrderEvent): boolean =>
  (event.type === 'refundSettled' || event.type === 'refundRefused') &&
  event.payload.refundId !== refund?.refundId;

/**
 * What an event turns out to be: acceptance of a milestone, where another one follows; a ruling that waits for its second
 * signature. R-PS-02, R-APL-15
 */
function factOf(order: Order, event: OrderEvent): OrderEvent {
  if (event.type === 'appealDecided' && needsSecondSignature(order, event.payload.outcome)) {
    return { ...event, type: 'rulingProposed' };
  }
  if (event.type === 'rulingSigned' && order.appeal?.ruling) {
    const { outcome, reason, amountFen } = order.appeal.ruling;
    const ruled = { outcome, reason, ...(amountFen !== null && { amountFen }) };
    return { ...event, payload: { ...event.payload, ...ruled } };
  }
  return event.type === 'accepted' && isInterimMilestone(order)
    ? { ...event, type: 'milestoneAccepted' }
    : event;
}

/** Why the content of an event at its right place is refused. */
const refuseContent = (order: Order, event: OrderEvent): Rejection | undefined =>
  refuseEnableTime(order, event) ??
  refuseIdCode(order, event) ??
  refuseParcel(order, event) ??
  refuseExtension(order, event) ??
  refuseAppealContent(order, event) ??
  refuseAttachments(event) ??
  refuseUnnamedFailure(order, event) ??
  refuseProof(order, event);

/** The order at the arrow's target; its time is booked already. */
function moved(order: Order, arrow: Arrow, event: OrderEvent): Order {
  const { at } = event;
  const seq = order.seq + 1;
  const next: Order = {
    ...order,
    seq,
    changedSeq: onlyTells(event.type) ? order.changedSeq : seq,
    clock:
      order.clock.kind === 'manual'
        ? { kind: 'manual', at: later(order.clock.at, at) }
        : order.clock,
    ...(arrow.to === order.node ? stayed(order, event) : arrived(order, arrow.to, at)),
  };
  return arrow.effects.reduce((changed, effect) => effects[effect](changed, at), next);
}

/** An order that stays at its node: its own arrow works the limit out anew, anything else leaves it. */
function stayed(order: Order, { type, at }: OrderEvent): Partial<Order> {
  const node = nodeOf(flowById(order.flowId), order.node);
  if (isEndNode(node) || !(type in node.on)) return {};
  return { deadline: limitOf(order, node, order.enteredAt, at) };
}

function arrived(order: Order, id: Order['node'], at: Instant): Partial<Order> {
  const target = nodeOf(flowById(order.flowId), id);
  return {
    node: id,
    enteredAt: at,
    deadline: limitOf(order, target, at, at),
    remindedAt: null,
    reminders: 0,
    extension: null,
    ...endOf(target, at),
  };
}

/** When a node's limit passes. What began before `now` was told ends nothing before that: it passes now at the earliest. */
function limitOf(order: Order, node: FlowNode, start: Instant, now: Instant): Instant | null {
  if (isEndNode(node)) return null;
  const { assumptions, calendarVersion, freezes } = order;
  const calendar = workCalendar(calendarVersion);
  const signedAt = inHandsSince(order);
  const deadline = deadlineOf(
    node.within,
    movedOn(start, freezes),
    assumptions,
    calendar,
    signedAt && movedOn(signedAt, freezes),
  );
  return deadline && later(deadline, now);
}

/** Since when the buyer has had what was sent; told again after a signature, since it was told. Null: not (yet). */
function inHandsSince({ parcel, delivery }: Order): Instant | null {
  if (!parcel?.signedAt) return null;
  return delivery ? later(parcel.signedAt, delivery.at) : parcel.signedAt;
}

/** What ends with an end node. */
function endOf(node: FlowNode, at: Instant): Partial<Order> {
  if (!isEndNode(node)) return {};
  switch (node.ends) {
    case 'COMPLETED':
      return { supervisionStatus: 'COMPLETED', orderStatus: 'COMPLETED', completedAt: at };
    case 'REFUNDED': // R-RFD-02: its supervision stays unfinished for ever
      return { orderStatus: 'REFUNDED' };
    case 'EFFECTIVE':
      throw new InvariantError('an order does not move to where only unsupervised orders open');
  }
}

const effects: Readonly<Record<EffectName, (order: Order, at: Instant) => Order>> = {
  lockNegotiatedRefund: (order) => ({ ...order, negotiatedRefundLocked: true }),
  recordActivation: (order, at) => ({ ...order, activatedAt: at }),
  recordAcceptance: (order, at) => ({ ...order, acceptedAt: at }),
  // A rehearsal never touches live money.
  markBillable: (order) => ({ ...order, billable: order.purchase.livemode }),
};
