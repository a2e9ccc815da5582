import { refuseAppealStep } from './appeal-rules.ts';
import { nextMoveAt } from './due.ts';
import { type Rejection, rejection } from './errors.ts';
import {
  type ActionName,
  actionNames,
  actionOf,
  actionOfEvent,
  type EventType,
  type OrderEvent,
  platformEvents,
} from './events.ts';
import { isEndNode, nodeOf } from './flow.ts';
import { flowById } from './flows/catalogue.ts';
import type { Order, Parcel, Role } from './order.ts';
import { arrowFor, extendable } from './order-wide.ts';
import { refuseUnknownFiles } from './proof-check.ts';
import { earlier, type Instant } from './units.ts';

/** The actions that the order's node takes now, whoever may send them. Pure. */
export const allowedActions = (order: Order, at = order.bookedUntil): readonly ActionName[] =>
  actionNames.filter((name) =>
    actionOf(name).roles.some((role) => isOpenTo(order, name, role, at)),
  );

/**
 * Whether an action by a role is taken now, if its content is right. Pure.
 *
 * @param at - what the order's clock reads; left out: as at its last change
 * @param person - who would act, as the token names the person; left out: somebody of the role
 */
export function isOpenTo(
  order: Order,
  name: ActionName,
  role: Role,
  at = order.bookedUntil,
  person?: string,
): boolean {
  const { event, roles } = actionOf(name);
  const node = nodeOf(flowById(order.flowId), order.node);
  if (!roles.includes(role) || isEndNode(node)) return false;
  if (event === 'clockAdvanced') return order.clock.kind === 'manual';
  if (refuseAppealStep(order, event, { role, person }, at)) return false;
  return arrowFor(order, event) !== undefined && !isRefusedAnyway(order, event, role, at);
}

/** Whether an event by a role is refused whatever it says. */
function isRefusedAnyway(order: Order, event: EventType, role: Role, at: Instant): boolean {
  switch (event) {
    case 'courierSigned':
      return order.parcel === null || !isTracked(order.parcel);
    case 'extensionRequested':
      return (role !== 'buyer' && role !== 'seller') || (extendable(order, role)?.at ?? at) <= at;
    case 'extensionGranted':
      return order.extension?.by === role || (order.extension?.until ?? at) <= at;
    case 'extensionDeclined':
      return order.extension?.by === role;
    default:
      return false;
  }
}

const isTracked = ({ carriesBuyersPhone, signedAt }: Parcel): boolean =>
  carriesBuyersPhone && signedAt === null;

/** R-LIC2-06, R-LIC2-07 DOC: activation has refusals of its own, also when the order has ended. */
function refuseActivation(order: Order, at: Instant): Rejection | undefined {
  if (order.activatedAt !== null) {
    return rejection('AUTH_CODE_ALREADY_ACTIVATED', `activated at ${order.activatedAt}`, {
      activatedAt: order.activatedAt,
      allowed: allowedActions(order, at),
    });
  }
  if ('CLAIM_AUTH_CODE' in flowById(order.flowId).nodes && order.claimedAt === null) {
    return rejection(
      'AUTH_CODE_NOT_CLAIMED',
      `the order stands at ${order.node}, not claimed yet`,
      {
        node: order.node,
        allowed: allowedActions(order, at),
      },
    );
  }
  return undefined;
}

/** Why an appeal that is open, or that is not, stands in the way of an event. Pure. R-APL-02 DOC */
export function refuseForAppeal(order: Order, { type, by, at }: OrderEvent): Rejection | undefined {
  const refused = refuseAppealStep(order, type, { role: by.role, person: by.subject }, at);
  return (
    refused &&
    rejection(refused.code, refused.message, {
      ...refused.details,
      allowed: allowedActions(order, at),
    })
  );
}

/** Why the node does not take the event. Pure. R-GEN-07 */
export function refuseAtNode(order: Order, event: OrderEvent): Rejection {
  const special =
    event.type === 'authCodeActivated' ? refuseActivation(order, event.at) : undefined;
  if (special) return special;
  const asked = actionOfEvent(event.type) ?? event.type;
  return rejection('EVENT_NOT_ALLOWED_AT_NODE', `${asked} is not taken at ${order.node}`, {
    node: order.node,
    allowed: allowedActions(order, event.at),
  });
}

/** Why an ended order takes nothing. Pure. */
export function refuseEnded(order: Order, event: OrderEvent): Rejection {
  const special =
    event.type === 'authCodeActivated' ? refuseActivation(order, event.at) : undefined;
  if (special) return special;
  return rejection('ORDER_ENDED', `the order ended at ${order.node}`, {
    node: order.node,
    endedAt: endedAt(order),
    allowed: [],
  });
}

/** When the order ended; null while it runs. Pure. */
export const endedAt = ({ completedAt, effectiveAt, refund }: Order): Instant | null =>
  completedAt ?? effectiveAt ?? refund?.settledAt ?? null;

/** Refuses roles that may not cause the event, and buyers and sellers of other orders. Pure. R-GEN-07, R-SEC-01 */
export function refuseActor(order: Order, event: OrderEvent): Rejection | undefined {
  const { role, party } = event.by;
  const action = actionOfEvent(event.type);
  const isOfPlatform = platformEvents.some((type) => type === event.type);
  const ownRoles = isOfPlatform ? ['platform'] : []; // a fact that follows from another one is nobody's to send
  const expectedRoles: readonly string[] = action ? actionOf(action).roles : ownRoles;
  if (!expectedRoles.includes(role)) {
    return rejection(
      'ROLE_NOT_ALLOWED',
      `${action ?? event.type} belongs to ${expectedRoles.join(' or ')}, sent by ${role}`,
      { expectedRoles, role },
    );
  }
  const expected = { buyer: order.purchase.buyer.id, seller: order.purchase.seller.id };
  if ((role === 'buyer' || role === 'seller') && party !== expected[role]) {
    return rejection('NOT_A_PARTY', `the actor is not the ${role} of this order`, { role });
  }
  return undefined;
}

/** Refuses an actual enable time outside its bounds, both inclusive. Pure. R-ENA-01 DOC, R-ENA-02 R-ENA-03 INF, R-LIC2-08 DOC */
export function refuseEnableTime(order: Order, event: OrderEvent): Rejection | undefined {
  if (event.type !== 'delivered' && event.type !== 'authCodeActivated') return undefined;
  const given = event.payload.actualEnableTime;
  if (given === undefined) return undefined;

  if (order.activatedAt !== null && event.type === 'delivered') {
    const { actualEnableTime } = order;
    return rejection('ENABLE_TIME_FIXED', `the activation has fixed it to ${actualEnableTime}`, {
      field: 'actualEnableTime',
      actualEnableTime,
    });
  }
  // A storefront's clock may be a little ahead of ours.
  const earliest = earlier(order.purchase.placedAt, event.at);
  const bounds = { field: 'actualEnableTime', earliest, latest: event.at };
  const { enableTimeMayPrecedeOrder, enableTimeMayBeInFuture } = order.assumptions;
  const mayPrecede = enableTimeMayPrecedeOrder && event.type === 'delivered';
  if (given < bounds.earliest && !mayPrecede) {
    return rejection(
      'ENABLE_TIME_BEFORE_ORDER',
      `expected ${bounds.earliest} or later, found ${given}`,
      bounds,
    );
  }
  if (given > bounds.latest && !enableTimeMayBeInFuture) {
    return rejection(
      'ENABLE_TIME_IN_FUTURE',
      `expected ${bounds.latest} or earlier, found ${given}`,
      bounds,
    );
  }
  return undefined;
}

/** Refuses an id code that the product does not ask for, and the lack of one that it does. Pure. R-LIC1-02 DOC */
export function refuseIdCode(order: Order, event: OrderEvent): Rejection | undefined {
  if (event.type !== 'idCodeSubmitted') return undefined;
  const isTyped = order.purchase.idCodeKind === 'HARDWARE';
  const isGiven = event.payload.hardwareIdCode !== undefined;
  if (isTyped === isGiven) return undefined;
  return isTyped
    ? rejection('ID_CODE_MISSING', 'expected the hardware id code, which the buyer types', {
        field: 'hardwareIdCode',
      })
    : rejection('ID_CODE_IS_GENERATED', 'expected no code: the platform generates it', {
        field: 'hardwareIdCode',
      });
}

/** Refuses attachments that nobody has found in the store. Pure. */
export function refuseAttachments(event: OrderEvent): Rejection | undefined {
  return 'attachments' in event.payload
    ? refuseUnknownFiles(event.payload.attachments ?? [], 'attachments')
    : undefined;
}

/** Refuses a skip to the next deadline where none runs. Pure. */
export function refuseNoDeadline(
  order: Order,
  event: Extract<OrderEvent, { type: 'clockAdvanced' }>,
): Rejection | undefined {
  if (event.payload.to !== undefined || nextMoveAt(order) !== null) return undefined;
  if (order.clock.kind !== 'manual') return undefined; // the clock's own refusal says more
  return rejection('NO_DEADLINE_TO_SKIP_TO', `no deadline runs at ${order.node}`, {
    node: order.node,
    now: order.clock.at,
    allowed: allowedActions(order, event.at),
  });
}
