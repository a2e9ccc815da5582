import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import { flows } from '../../domain/flows/catalogue.ts';
import {
  FlowSchema,
  FlowSummarySchema,
  type FlowView,
  flowSummary,
  flowView,
} from '../flow-view.ts';
import { Problem } from '../problem.ts';
import { commonProblems, IdSchema, problems, refTo } from '../schemas.ts';

/** `GET /flows` and `GET /flows/{flowId}`: the business document, as data. */
export function addFlows(app: FastifyInstance): void {
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
