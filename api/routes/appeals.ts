import type { FastifyInstance } from 'fastify';
import { type Static, Type } from 'typebox';
import { listOpenAppeals } from '../../db/appeals.ts';
import { sides } from '../../domain/appeal.ts';
import { readClock } from '../../domain/clock.ts';
import { instant, isInstantLike } from '../../domain/units.ts';
import { AppealSchema, appealView } from '../appeal-view.ts';
import { callerOf, requireRole } from '../auth.ts';
import { cursorFrom, placeFrom } from '../cursor.ts';
import type { ApiDeps } from '../deps.ts';
import { fresh } from '../fresh.ts';
import { OrderSummarySchema } from '../order-view.ts';
import { commonProblems, idPattern, nullable, oneOf, problems } from '../schemas.ts';

const defaultLimit = 50;

const AppealsQuerySchema = Type.Object(
  {
    livemode: Type.Optional(
      Type.Boolean({
        default: true,
        description: 'false: rehearsals, each by its own clock; never mixed with live orders',
      }),
    ),
    taken: Type.Optional(
      oneOf(['BY_ME', 'BY_NOBODY'] as const, 'left out: whoever has the case, if anybody'),
    ),
    by: Type.Optional(oneOf(sides, 'who appealed')),
    awaitsSignature: Type.Optional(
      Type.Boolean({ description: 'true: a ruling waits for its second signature' }),
    ),
    limit: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 200,
        default: defaultLimit,
        description: 'longest page',
      }),
    ),
    cursor: Type.Optional(
      Type.String({ maxLength: 500, description: '`nextCursor` of the page before' }),
    ),
  },
  { additionalProperties: false },
);
type AppealsQuery = Static<typeof AppealsQuerySchema>;

const QueuedAppealSchema = Type.Object({
  order: Type.Pick(OrderSummarySchema, [
    'orderId',
    'livemode',
    'deliveryMode',
    'buyer',
    'seller',
    'paidFen',
  ]),
  appeal: AppealSchema,
  url: Type.String({ description: 'the order with what can be done now' }),
});

/** A cursor: when the first page was asked for, and the place in the queue of then. */
const cursorPatterns = [
  /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/,
  /^(0|-?[1-9]\d{0,15})$/,
  new RegExp(idPattern),
];

/** `GET /appeals`: the queue of the operations managers. R-APL-10 */
export function addAppeals(app: FastifyInstance, deps: ApiDeps): void {
  app.get<{ Querystring: AppealsQuery }>(
    '/appeals',
    {
      schema: {
        operationId: 'listAppeals',
        tags: ['appeals'],
        summary: 'Open appeals, least time left first / 待裁决的申诉',
        description:
          'For operations managers: every open appeal by what is left of its 3 working days. What is late comes first.',
        querystring: AppealsQuerySchema,
        response: {
          200: {
            description: 'One page',
            content: {
              'application/json': {
                schema: Type.Object({
                  items: Type.Array(QueuedAppealSchema),
                  nextCursor: nullable(
                    Type.String({ description: 'null: this was the last page' }),
                  ),
                }),
              },
            },
          },
          ...problems(commonProblems),
        },
      },
    },
    async (request, reply) => {
      const caller = callerOf(request);
      requireRole(caller, ['opsManager']);
      const {
        livemode = true,
        taken,
        by,
        awaitsSignature,
        cursor,
        limit = defaultLimit,
      } = request.query;
      const [since = '', leftMs = '', orderId = ''] =
        cursor === undefined ? [] : placeFrom(cursor, cursorPatterns);
      const now = isInstantLike(since) ? instant(since) : deps.now();
      const found = await listOpenAppeals(
        deps.db,
        {
          livemode,
          ...(taken !== undefined && { takenBy: taken === 'BY_ME' ? caller.subject : null }),
          ...(by !== undefined && { by }),
          ...(awaitsSignature !== undefined && { awaitsSignature }),
        },
        {
          limit: limit + 1,
          now,
          ...(cursor !== undefined && { after: { leftMs: Number(leftMs), orderId } }),
        },
      );
      const page = found.slice(0, limit);
      const last = found.length > limit ? page.at(-1)?.place : undefined;
      return fresh(reply, {
        items: page.flatMap(({ order }) => {
          const { purchase, appeal } = order;
          if (appeal === null) return [];
          const { orderId: id, livemode: isLive, deliveryMode, buyer, seller, paidFen } = purchase;
          return [
            {
              order: { orderId: id, livemode: isLive, deliveryMode, buyer, seller, paidFen },
              appeal: appealView(order, appeal, caller.role, readClock(order.clock, deps.now())),
              url: `/orders/${id}`,
            },
          ];
        }),
        nextCursor: last ? cursorFrom([now, last.leftMs, last.orderId]) : null,
      });
    },
  );
}
