import type { FastifyInstance } from 'fastify';
import { type Static, Type } from 'typebox';
import { orderAt } from '../../db/read-models.ts';
import { readClock } from '../../domain/clock.ts';
import { type Order, type Role, roles } from '../../domain/order.ts';
import { type Instant, instant } from '../../domain/units.ts';
import { callerOf, isMarketplace } from '../auth.ts';
import { type ApiDeps, viewingFor } from '../deps.ts';
import { ExplanationSchema, type ExplanationView, explanationView } from '../explanation-view.ts';
import { fresh } from '../fresh.ts';
import { OrderSchema, type OrderView, orderView } from '../order-view.ts';
import { Problem } from '../problem.ts';
import {
  commonProblems,
  InstantSchema,
  OrderPathSchema,
  oneOf,
  problems,
  refTo,
} from '../schemas.ts';
import { reading, visibleOrder } from '../visibility.ts';

const MomentQuerySchema = Type.Object(
  {
    at: Type.Optional(
      InstantSchema(
        "a moment of the order's own clock: the order as it stood then, from the audit log",
      ),
    ),
  },
  { additionalProperties: false },
);

const OrderQuerySchema = Type.Object(
  {
    ...MomentQuerySchema.properties,
    as: Type.Optional(
      oneOf(roles, 'storefront and operations manager only: with what this role could do'),
    ),
  },
  { additionalProperties: false },
);

interface Reading {
  Params: { orderId: string };
  Querystring: Static<typeof OrderQuerySchema>;
}

const unknownOrder = { 404: 'No such order for this caller' };

/** `GET /orders/{orderId}` and its explanation, now and as of a moment. */
export function addOrderReading(app: FastifyInstance, deps: ApiDeps): void {
  for (const schema of [OrderSchema, ExplanationSchema]) app.addSchema(schema);
  addOrder(app, deps);
  addExplanation(app, deps);
}

function addOrder(app: FastifyInstance, deps: ApiDeps): void {
  app.get<Reading>(
    '/orders/:orderId',
    {
      schema: {
        operationId: 'getOrder',
        tags: ['orders'],
        summary: 'One order / 一个订单',
        description:
          "What it is, where it stands, and what the caller's role can do next: form, time limit, what silence does, which rights the action ends. With `at`: as it stood at that moment.",
        params: OrderPathSchema,
        querystring: OrderQuerySchema,
        response: {
          200: {
            description: 'The order',
            content: { 'application/json': { schema: refTo<OrderView>('Order') } },
          },
          ...problems({ ...commonProblems, ...unknownOrder }),
        },
      },
    },
    async (request, reply) => {
      const caller = callerOf(request);
      const { at, as } = request.query;
      const newest = await visibleOrder(deps, request.params.orderId, caller, reading);
      const role = roleShown(caller.role, as);
      const viewing = viewingFor(deps, role === caller.role ? caller : { role });
      const order = await asOf(deps, newest, at);
      return fresh(
        reply,
        orderView(order, { ...viewing, ...(at !== undefined && { reads: instant(at) }) }),
      );
    },
  );
}

function addExplanation(app: FastifyInstance, deps: ApiDeps): void {
  app.get<{ Params: { orderId: string }; Querystring: Static<typeof MomentQuerySchema> }>(
    '/orders/:orderId/explain',
    {
      schema: {
        operationId: 'explainOrder',
        tags: ['orders'],
        summary: 'Why an order stands where it stands / 订单为何停在此处',
        description:
          'What holds up progress, completion and billing: who is awaited, since when, until when, what silence does, which call clears it, and which rule says so.',
        params: OrderPathSchema,
        querystring: MomentQuerySchema,
        response: {
          200: {
            description: 'The explanation',
            content: { 'application/json': { schema: refTo<ExplanationView>('Explanation') } },
          },
          ...problems({ ...commonProblems, ...unknownOrder }),
        },
      },
    },
    async (request, reply) => {
      const caller = callerOf(request);
      const newest = await visibleOrder(deps, request.params.orderId, caller, reading);
      const { at } = request.query;
      const order = await asOf(deps, newest, at);
      const reads = at === undefined ? readClock(order.clock, deps.now()) : instant(at);
      return fresh(reply, explanationView(order, reads));
    },
  );
}

/** Whose view is shown. @throws Problem FORBIDDEN if a party asks for another one */
function roleShown(own: Role, as: Role | undefined): Role {
  if (as === undefined || as === own || isMarketplace(own)) return as ?? own;
  throw new Problem('FORBIDDEN', `a ${own} reads as ${own}, not as ${as}`);
}

/** The order as it stood at a moment of its clock. @throws Problem REQUEST_NOT_VALID outside its life so far */
async function asOf(deps: ApiDeps, newest: Order, at: Instant | undefined): Promise<Order> {
  if (at === undefined) return newest;
  const asked = instant(at);
  const now = readClock(newest.clock, deps.now());
  if (asked > now) throw outside(asked, `up to ${now}, what the order's clock reads`);
  const order = await orderAt(deps.db, newest.purchase.orderId, asked);
  if (!order) throw outside(asked, 'from the moment when the order opened');
  return order;
}

const outside = (found: Instant, expected: string): Problem =>
  new Problem('REQUEST_NOT_VALID', 'missing or wrong: query/at', {
    errors: [{ field: 'query/at', expected: `a moment ${expected}`, found }],
  });
