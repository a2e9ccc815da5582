import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import { errorCodes, explainCode } from '../errors.ts';
import { Problem } from '../problem.ts';
import { BilingualSchema, oneOf, problems, refTo } from '../schemas.ts';

const ErrorCodeSchema = Type.Object(
  {
    code: oneOf(errorCodes),
    status: Type.Integer(),
    meaning: BilingualSchema,
    nextStep: BilingualSchema,
  },
  { $id: 'ErrorCode' },
);

/** `GET /errors` and `GET /errors/{code}`: what each code means and what to do next. Public. */
export function addErrorCodes(app: FastifyInstance): void {
  app.addSchema(ErrorCodeSchema);
  app.get(
    '/errors',
    {
      config: { isPublic: true },
      schema: {
        operationId: 'listErrorCodes',
        tags: ['errors'],
        summary: 'All error codes / 全部错误码',
        description: 'Every `code` of a problem body.',
        security: [],
        response: {
          200: {
            description: 'The codes',
            content: {
              'application/json': {
                schema: Type.Object({ items: Type.Array(refTo('ErrorCode')) }),
              },
            },
          },
        },
      },
    },
    async () => ({ items: errorCodes.map((code) => ({ code, ...explainCode(code) })) }),
  );

  app.get<{ Params: { code: string } }>(
    '/errors/:code',
    {
      config: { isPublic: true },
      schema: {
        operationId: 'getErrorCode',
        tags: ['errors'],
        summary: 'One error code / 一个错误码',
        description: 'Meaning and next step; the `type` of a problem body leads here.',
        security: [],
        params: Type.Object({ code: Type.String({ description: 'a `code`' }) }),
        response: {
          200: {
            description: 'The code',
            content: { 'application/json': { schema: refTo('ErrorCode') } },
          },
          ...problems({ 404: 'No such code' }),
        },
      },
    },
    async ({ params }) => {
      const code = errorCodes.find((known) => known === params.code);
      if (!code) throw new Problem('ERROR_CODE_NOT_FOUND', `no error code ${params.code}`);
      return { code, ...explainCode(code) };
    },
  );
}
