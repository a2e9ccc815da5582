import type { FastifyInstance } from 'fastify';
import { type Static, Type } from 'typebox';
import { listOrders, type OrderFilters, timeline } from '../../db/read-models.ts';
import {
  deliveryModes,
  nodeIds,
  orderStatuses,
  roles,
  salesCategories,
  scenes,
} from '../../domain/order.ts';
import { instant } from '../../domain/units.ts';
import { callerOf, isMarketplace } from '../auth.ts';
import { cursorFrom, placeFrom } from '../cursor.ts';
import type { ApiDeps } from '../deps.ts';
import { fresh } from '../fresh.ts';
import { OrderSummarySchema, orderSummary } from '../order-view.ts';
import {
  commonProblems,
  IdSchema,
  InstantSchema,
  idPattern,
  nullable,
  OrderPathSchema,
  oneOf,
  problems,
  refTo,
} from '../schemas.ts';
import { TimelineEntrySchema, timelineEntryView } from '../timeline-view.ts';
import { reading, visibleOrder, visibleTo } from '../visibility.ts';

const pageFields = {
  limit: Type.Optional(
    Type.Integer({ minimum: 1, maximum: 200, default: 50, description: 'longest page' }),
  ),
  cursor: Type.Optional(
    Type.String({ maxLength: 500, description: '`nextCursor` of the page before' }),
  ),
};
const PageQuerySchema = Type.Object(pageFields, { additionalProperties: false });

const OrdersQuerySchema = Type.Object(
  {
    node: Type.Optional(oneOf(nodeIds)),
    flow: Type.Optional(IdSchema('id of a flow')),
    deliveryMode: Type.Optional(oneOf(deliveryModes)),
    salesCategory: Type.Optional(oneOf(salesCategories)),
    scene: Type.Optional(oneOf(scenes)),
    livemode: Type.Optional(Type.Boolean()),
    buyer: Type.Optional(IdSchema('the buyer')),
    seller: Type.Optional(IdSchema('the seller')),
    awaiting: Type.Optional(oneOf([...roles, 'platform'] as const, 'who is awaited')),
    orderStatus: Type.Optional(oneOf(orderStatuses)),
    dueBefore: Type.Optional(InstantSchema("deadline on the order's own clock, exclusive")),
    placedFrom: Type.Optional(InstantSchema('inclusive')),
    placedTo: Type.Optional(InstantSchema('exclusive')),
    ...pageFields,
  },
  { additionalProperties: false },
);
type OrdersQuery = Static<typeof OrdersQuerySchema>;

const pageOf = (name: string, description: string) => ({
  description,
  content: {
    'application/json': {
      schema: Type.Object({
        items: Type.Array(refTo(name)),
        nextCursor: nullable(Type.String({ description: 'null: this was the last page' })),
      }),
    },
  },
});

/** A moment as PostgreSQL writes it in UTC. */
const openedAtPattern =
  /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01]) ([01]\d|2[0-3])(:[0-5]\d){2}(\.\d{1,6})?\+00$/;

const defaultLimit = 50;

/** `GET /orders` and the timeline of an order. */
export function addOrders(app: FastifyInstance, deps: ApiDeps): void {
  for (const schema of [OrderSummarySchema, TimelineEntrySchema]) app.addSchema(schema);
  addList(app, deps);
  addTimeline(app, deps);
}

function addList(app: FastifyInstance, deps: ApiDeps): void {
  app.get<{ Querystring: OrdersQuery }>(
    '/orders',
    {
      schema: {
        operationId: 'listOrders',
        tags: ['orders'],
        summary: 'Orders, newest first / 订单列表',
        description: 'Only orders that the caller may see. Every given filter must hold.',
        querystring: OrdersQuerySchema,
        response: { 200: pageOf('OrderSummary', 'One page'), ...problems(commonProblems) },
      },
    },
    async (request) => {
      const { query } = request;
      const { cursor, limit = defaultLimit } = query;
      const [openedAt = '', orderId = ''] =
        cursor === undefined ? [] : placeFrom(cursor, [openedAtPattern, new RegExp(idPattern)]);
      const found = await listOrders(deps.db, [visibleTo(callerOf(request)), filtersFrom(query)], {
        limit: limit + 1,
        ...(cursor !== undefined && { after: { openedAt, orderId } }),
      });
      const page = found.slice(0, limit);
      const last = found.length > limit ? page.at(-1)?.place : undefined;
      return {
        items: page.map((line) => orderSummary(line.order, line.openedAt, line.updatedAt)),
        nextCursor: last ? cursorFrom([last.openedAt, last.orderId]) : null,
      };
    },
  );
}

function filtersFrom(query: OrdersQuery): OrderFilters {
  const { flow, buyer, seller, awaiting, dueBefore, placedFrom, placedTo } = query;
  const { cursor: _cursor, limit: _limit, ...asked } = query;
  return {
    ...pick(asked, ['node', 'deliveryMode', 'salesCategory', 'scene', 'livemode', 'orderStatus']),
    ...(flow !== undefined && { flowId: flow }),
    ...(buyer !== undefined && { buyerId: buyer }),
    ...(seller !== undefined && { sellerId: seller }),
    ...(awaiting !== undefined && { awaitedRole: awaiting }),
    ...(dueBefore !== undefined && { dueBefore: instant(dueBefore) }),
    ...(placedFrom !== undefined && { placedFrom: instant(placedFrom) }),
    ...(placedTo !== undefined && { placedTo: instant(placedTo) }),
  };
}

/** The named fields that are there. */
const pick = <T extends object, K extends keyof T>(from: T, names: readonly K[]): Pick<T, K> =>
  Object.fromEntries(
    names.filter((name) => name in from).map((name) => [name, from[name]]),
  ) as Pick<T, K>;

function addTimeline(app: FastifyInstance, deps: ApiDeps): void {
  app.get<{ Params: { orderId: string }; Querystring: Static<typeof PageQuerySchema> }>(
    '/orders/:orderId/timeline',
    {
      schema: {
        operationId: 'getTimeline',
        tags: ['orders'],
        summary: 'What happened to an order / 订单时间线',
        description: 'Every change and every refused attempt, oldest first.',
        params: OrderPathSchema,
        querystring: PageQuerySchema,
        response: {
          200: pageOf('TimelineEntry', 'One page'),
          ...problems({ ...commonProblems, 404: 'No such order for this caller' }),
        },
      },
    },
    async (request, reply) => {
      const caller = callerOf(request);
      const { orderId } = request.params;
      const { cursor, limit = defaultLimit } = request.query;
      const [after = '0'] = cursor === undefined ? [] : placeFrom(cursor, [/^\d{1,9}$/]);
      const order = await visibleOrder(deps, orderId, caller, reading);
      const found = await timeline(deps.db, orderId, {
        limit: limit + 1,
        after: Number(after),
        withStrangers: isMarketplace(callerOf(request).role),
      });
      const page = found.slice(0, limit);
      const last = found.length > limit ? page.at(-1) : undefined;
      return fresh(reply, {
        items: page.map((line) => timelineEntryView(line, order, caller)),
        nextCursor: last ? cursorFrom([last.no]) : null,
      });
    },
  );
}
