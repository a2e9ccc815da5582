import { type Static, Type } from 'typebox';
import { awaitedRole } from '../domain/awaited.ts';
import { readClock } from '../domain/clock.ts';
import { nextMoveAt } from '../domain/due.ts';
import { actionNames } from '../domain/events.ts';
import { flowById } from '../domain/flows/catalogue.ts';
import { nextActionsFor, nodeTitle } from '../domain/next-actions.ts';
import {
  type Order,
  orderStatuses,
  type Purchase,
  type Role,
  roleTitles,
  supervisionStatuses,
} from '../domain/order.ts';
import { billableFen } from '../domain/refund.ts';
import type { Instant } from '../domain/units.ts';
import { AppealSchema, appealView } from './appeal-view.ts';
import { isMarketplace } from './auth.ts';
import { orderPartFields, orderParts } from './order-parts.ts';
import {
  AwaitedSchema,
  BilingualSchema,
  fileFields,
  InstantSchema,
  NodeSchema,
  nullable,
  oneOf,
  refTo,
} from './schemas.ts';

const AwaitedViewSchema = nullable(Type.Object({ role: AwaitedSchema, title: BilingualSchema }));

const AttachmentsSchema = Type.Optional(Type.Array(Type.Object(fileFields)));

const StatementSchema = Type.Object({
  text: Type.String(),
  at: InstantSchema(),
  attachments: AttachmentsSchema,
});

const NextActionSchema = Type.Object({
  name: oneOf(actionNames),
  title: BilingualSchema,
  url: Type.String(),
  form: Type.Unsafe<object>({ type: 'object', description: 'JSON Schema of the body' }),
  due: nullable(InstantSchema("first moment that is too late, on the order's clock")),
  consequence: BilingualSchema,
  silence: BilingualSchema,
  endsRights: Type.Array(BilingualSchema),
  rule: nullable(Type.String()),
});

/** One order as a caller sees it. */
export const OrderSchema = Type.Object(
  {
    orderId: Type.String(),
    seq: Type.Integer({ description: 'number of the last change; see `expectedSeq`' }),
    livemode: Type.Boolean(),
    purchase: refTo<Purchase>('Purchase'),
    flow: Type.Object({ id: Type.String(), title: BilingualSchema, url: Type.String() }),
    node: Type.Object({
      id: NodeSchema,
      title: BilingualSchema,
      enteredAt: InstantSchema(),
      deadline: nullable(
        InstantSchema('when the order moves by itself if nobody acts; null: never'),
      ),
      waitingFor: AwaitedViewSchema,
    }),
    clock: Type.Object({
      kind: oneOf(['real', 'fast', 'manual'] as const),
      now: InstantSchema("what the order's clock reads now"),
      rate: Type.Optional(Type.Number()),
    }),
    supervisionStatus: oneOf(supervisionStatuses),
    orderStatus: oneOf(orderStatuses),
    negotiatedRefundLocked: Type.Boolean(),
    billable: Type.Boolean(),
    billableFen: Type.Integer({
      description: 'what the settlement takes up: what was paid without what was refunded',
    }),
    counters: Type.Object({
      requirementRejects: Type.Integer(),
      acceptRejects: Type.Integer(),
      reviewFails: Type.Integer(),
    }),
    requirement: nullable(StatementSchema),
    delivery: nullable(StatementSchema),
    lastRejection: nullable(
      Type.Object({
        text: Type.String(),
        at: InstantSchema(),
        from: NodeSchema,
        criteria: Type.Array(Type.String()),
        attachments: AttachmentsSchema,
      }),
    ),
    actualEnableTime: nullable(InstantSchema()),
    activatedAt: nullable(InstantSchema()),
    acceptedAt: nullable(InstantSchema()),
    completedAt: nullable(InstantSchema()),
    ...orderPartFields,
    appeal: nullable(AppealSchema),
    nextActions: Type.Array(NextActionSchema, {
      description: "what the caller's role can do now",
    }),
    links: Type.Object({
      self: Type.String(),
      timeline: Type.String(),
      workflow: Type.Optional(
        Type.String({
          description: "the order in Temporal's web UI; for storefront and operations manager",
        }),
      ),
    }),
  },
  { $id: 'Order' },
);
export type OrderView = Static<typeof OrderSchema>;

/** What a view depends on besides the order. */
export interface Viewing {
  readonly role: Role;
  /** Who reads, as the token names the person; left out: somebody of the role. */
  readonly person?: string;
  /** What the world's clock reads. */
  readonly now: Instant;
  /** What the order's clock reads; left out: now. */
  readonly reads?: Instant;
  /** Address of an order's workflow in Temporal's web UI. */
  readonly workflowUrl: (orderId: string) => string;
}

/** An order for a caller. Pure. */
export function orderView(order: Order, viewing: Viewing): OrderView {
  const { purchase, clock } = order;
  const { orderId } = purchase;
  const { role, person, now, workflowUrl, reads = readClock(clock, now) } = viewing;
  const self = orderUrl(orderId);
  return {
    orderId,
    seq: order.seq,
    livemode: purchase.livemode,
    purchase,
    flow: flowLink(order.flowId),
    node: {
      id: order.node,
      title: nodeTitle(order),
      enteredAt: order.enteredAt,
      deadline: nextMoveAt(order),
      waitingFor: awaitedView(order),
    },
    clock: {
      kind: clock.kind,
      now: reads,
      ...(clock.kind === 'fast' && { rate: clock.rate }),
    },
    supervisionStatus: order.supervisionStatus,
    orderStatus: order.orderStatus,
    negotiatedRefundLocked: order.negotiatedRefundLocked,
    billable: order.billable,
    billableFen: billableFen(order),
    counters: {
      requirementRejects: order.requirementRejects,
      acceptRejects: order.acceptRejects,
      reviewFails: order.reviewFails,
    },
    requirement: order.requirement as OrderView['requirement'],
    delivery: order.delivery as OrderView['delivery'],
    lastRejection: order.lastRejection as OrderView['lastRejection'],
    actualEnableTime: order.actualEnableTime,
    activatedAt: order.activatedAt,
    acceptedAt: order.acceptedAt,
    completedAt: order.completedAt,
    ...orderParts(order, reads),
    appeal: order.appeal && appealView(order, order.appeal, role, reads),
    nextActions: nextActionsFor(order, role, reads, person).map((action) => ({
      ...action,
      url: `${self}/actions/${action.name}`,
      endsRights: [...action.endsRights],
    })),
    links: {
      self,
      timeline: `${self}/timeline`,
      ...(isMarketplace(role) && { workflow: workflowUrl(orderId) }),
    },
  };
}

/** One line of the list of orders. */
export const OrderSummarySchema = Type.Object(
  {
    orderId: Type.String(),
    seq: Type.Integer(),
    livemode: Type.Boolean(),
    deliveryMode: Type.String(),
    salesCategory: Type.String(),
    scene: Type.String(),
    buyer: Type.Object({ id: Type.String() }),
    seller: Type.Object({ id: Type.String() }),
    paidFen: Type.Integer(),
    placedAt: InstantSchema(),
    flow: Type.Object({ id: Type.String(), title: BilingualSchema, url: Type.String() }),
    node: Type.Object({
      id: NodeSchema,
      title: BilingualSchema,
      enteredAt: InstantSchema(),
      deadline: nullable(InstantSchema()),
      waitingFor: AwaitedViewSchema,
    }),
    orderStatus: oneOf(orderStatuses),
    supervisionStatus: oneOf(supervisionStatuses),
    openedAt: InstantSchema('real time of the opening'),
    updatedAt: InstantSchema('real time of the last change'),
    url: Type.String(),
  },
  { $id: 'OrderSummary' },
);
export type OrderSummary = Static<typeof OrderSummarySchema>;

/** An order as a line of a list. Pure. */
export function orderSummary(order: Order, openedAt: Instant, updatedAt: Instant): OrderSummary {
  const { purchase } = order;
  return {
    orderId: purchase.orderId,
    seq: order.seq,
    livemode: purchase.livemode,
    deliveryMode: purchase.deliveryMode,
    salesCategory: purchase.salesCategory,
    scene: purchase.scene,
    buyer: purchase.buyer,
    seller: purchase.seller,
    paidFen: purchase.paidFen,
    placedAt: purchase.placedAt,
    flow: flowLink(order.flowId),
    node: {
      id: order.node,
      title: nodeTitle(order),
      enteredAt: order.enteredAt,
      deadline: nextMoveAt(order),
      waitingFor: awaitedView(order),
    },
    orderStatus: order.orderStatus,
    supervisionStatus: order.supervisionStatus,
    openedAt,
    updatedAt,
    url: orderUrl(purchase.orderId),
  };
}

/** Address of an order; its id is safe in a URL as it is. */
export const orderUrl = (orderId: string): string => `/orders/${orderId}`;

const flowLink = (id: string) => ({ id, title: flowById(id).title, url: `/flows/${id}` });

function awaitedView(order: Order) {
  const role = awaitedRole(order);
  return role === null ? null : { role, title: roleTitles[role] };
}
