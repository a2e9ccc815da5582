import type { FastifyInstance } from 'fastify';
import { type Static, Type } from 'typebox';
import { flows } from '../../domain/flows/catalogue.ts';
import { instant } from '../../domain/units.ts';
import type { ApiDeps } from '../deps.ts';
import {
  type FlowAnswer,
  FlowAnswerSchema,
  FlowQuestionSchema,
  FlowSchema,
  FlowSummarySchema,
  type FlowView,
  flowAnswer,
  flowSummary,
  flowView,
} from '../flow-view.ts';
import { Problem } from '../problem.ts';
import { commonProblems, IdSchema, problems, refTo } from '../schemas.ts';

type FlowDeps = Pick<ApiDeps, 'assumptions' | 'now'>;

/** `GET /flows`, `GET /flows/answer` and `GET /flows/{flowId}`: the business document, as data. */
export function addFlows(app: FastifyInstance, { assumptions, now }: FlowDeps): void {
  app.addSchema(FlowAnswerSchema);
  app.addSchema(FlowSchema);
  app.addSchema(FlowSummarySchema);
  app.get(
    '/flows',
    {
      schema: {
        operationId: 'listFlows',
        tags: ['flows'],
        summary: 'All published flows / 全部流程',
        description: 'Every flow with the rows of the catalogue that choose it.',
        querystring: Type.Object({}, { additionalProperties: false }),
        response: {
          200: {
            description: 'The flows',
            content: {
              'application/json': {
                schema: Type.Object({ items: Type.Array(refTo('FlowSummary')) }),
              },
            },
          },
          ...problems(commonProblems),
        },
      },
    },
    async () => ({ items: flows.map(flowSummary) }),
  );

  app.get<{ Querystring: Static<typeof FlowQuestionSchema> }>(
    '/flows/answer',
    {
      schema: {
        operationId: 'askForFlow',
        tags: ['flows'],
        summary: 'Which flow an order would get / 某种订单会走哪个流程',
        description:
          'Asks the catalogue before anything is sold: the flow, or why such an order is not sold, under the assumptions in force. Nothing is opened.',
        querystring: FlowQuestionSchema,
        response: {
          200: {
            description: 'The answer',
            content: { 'application/json': { schema: refTo<FlowAnswer>('FlowAnswer') } },
          },
          ...problems({ ...commonProblems, 422: 'Facts that do not fit together' }),
        },
      },
    },
    async ({ query: { placedAt, isRenewal, ...asked } }) => {
      if (asked.serviceTemplate !== undefined && asked.deliveryMode !== 'PROFESSIONAL_SERVICE') {
        throw new Problem(
          'PURCHASE_FIELD_UNFIT',
          'serviceTemplate: expected nothing: only with delivery mode PROFESSIONAL_SERVICE',
        );
      }
      return flowAnswer({
        ...asked,
        placedAt: placedAt === undefined ? now() : instant(placedAt),
        ...(isRenewal && { renews: 'ANY' }),
        assumptions,
      });
    },
  );

  app.get<{ Params: { flowId: string } }>(
    '/flows/:flowId',
    {
      schema: {
        operationId: 'getFlow',
        tags: ['flows'],
        summary: 'One flow / 一个流程',
        description: 'Nodes, who is awaited at each, time limits, arrows with their rules.',
        params: Type.Object({ flowId: IdSchema('the flow') }, { additionalProperties: false }),
        response: {
          200: {
            description: 'The flow',
            content: { 'application/json': { schema: refTo<FlowView>('Flow') } },
          },
          ...problems({ ...commonProblems, 404: 'No such flow' }),
        },
      },
    },
    async ({ params: { flowId } }) => {
      const flow = flows.find(({ id }) => id === flowId);
      if (!flow) throw new Problem('FLOW_NOT_FOUND', `no flow ${flowId}`);
      return flowView(flow);
    },
  );
}
