import multipart from '@fastify/multipart';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { listFiles } from '../../db/files.ts';
import type { Order } from '../../domain/order.ts';
import { type Caller, callerOf } from '../auth.ts';
import { cursorFrom, placeFrom } from '../cursor.ts';
import type { ApiDeps } from '../deps.ts';
import { fileExtensions } from '../files/file-types.ts';
import { readAway } from '../files/give-up.ts';
import { takeUpload, transferMs } from '../files/upload.ts';
import { FileSchema, type FileView, fileView } from '../files/view.ts';
import { Problem } from '../problem.ts';
import {
  bodyProblems,
  commonProblems,
  nullable,
  OrderPathSchema,
  problems,
  refTo,
} from '../schemas.ts';
import { type Attempt, auditRefusal, visibleOrder } from '../visibility.ts';
import { addFileContent, readingFile } from './file-content.ts';

const PageQuerySchema = Type.Object(
  {
    limit: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 200, default: 50, description: 'longest page' }),
    ),
    cursor: Type.Optional(
      Type.String({ maxLength: 500, description: '`nextCursor` of the page before' }),
    ),
  },
  { additionalProperties: false },
);

interface ListRoute {
  Params: { orderId: string };
  Querystring: { limit?: number; cursor?: string };
}

const uploading: Attempt = { ...readingFile, action: 'uploadFile' };

const fileAnswer = (description: string) => ({
  description,
  headers: { location: { type: 'string', description: 'where the content can be read' } },
  content: { 'application/json': { schema: refTo<FileView>('File') } },
});

/** `POST` and `GET /orders/{orderId}/files`, and the content of each. R-SEC-01 */
export async function addFiles(app: FastifyInstance, deps: ApiDeps): Promise<void> {
  app.addSchema(FileSchema);
  addList(app, deps);
  addFileContent(app, deps);
  // In a scope of its own: everywhere else forms stay refused.
  await app.register((scope, _options, done) => {
    scope.removeAllContentTypeParsers();
    void scope.register(multipart, { throwFileSizeLimit: false });
    scope.addContentTypeParser('*', (request, _body, parsed) => {
      const found = request.headers['content-type'] ?? 'no content type';
      parsed(
        new Problem('CONTENT_TYPE_NOT_SUPPORTED', `expected multipart/form-data, found ${found}`),
      );
    });
    scope.after(() => addUpload(scope, deps));
    done();
  });
}

function addUpload(scope: FastifyInstance, deps: ApiDeps): void {
  const { maxBytes, maxPerOrder } = deps.files;
  scope.post<{ Params: { orderId: string } }>(
    '/orders/:orderId/files',
    {
      // The upload gives up by itself before, and clears up.
      handlerTimeout: transferMs + 60_000,
      schema: {
        operationId: 'uploadFile',
        tags: ['files'],
        summary: 'Attach a file to an order / 上传文件',
        description: `One part named \`file\`, at most ${maxBytes} bytes, named with one of ${fileExtensions.map((known) => `.${known}`).join(', ')}, and being what the name says. At most ${maxPerOrder} files per order. The same content with the same name by the same party is kept once: repeats are harmless.`,
        params: OrderPathSchema,
        querystring: Type.Object({}, { additionalProperties: false }),
        response: {
          200: fileAnswer('The same party has uploaded this before; the first file'),
          201: fileAnswer('The file is kept'),
          ...problems({
            ...bodyProblems,
            404: 'No such order for this caller',
            409: 'The order has as many files as it may',
            413: 'The file is too large',
            415: 'The body is not multipart/form-data',
            422: 'The file is not taken: its type, or what was found in it',
          }),
        },
      },
    },
    async (request, reply) => {
      const caller = callerOf(request);
      const { orderId } = request.params;
      try {
        const order = await visibleOrder(deps, orderId, caller, uploading);
        if (!request.isMultipart()) throw notAForm();
        const { file, isNew } = await inspected(deps, { request, order, caller });
        const view = fileView(file);
        reply.status(isNew ? 201 : 200).header('location', view.url);
        return view;
      } catch (error) {
        if (!(await readAway(request.raw))) reply.header('connection', 'close');
        throw error;
      }
    },
  );
}

const notAForm = (): Problem =>
  new Problem('CONTENT_TYPE_NOT_SUPPORTED', 'expected multipart/form-data, found no body');

/** The upload; malware is worth a line in the order's audit log. R-AUD-01 */
async function inspected(
  deps: ApiDeps,
  { request, order, caller }: { request: FastifyRequest; order: Order; caller: Caller },
) {
  try {
    return await takeUpload(deps, { request, orderId: order.purchase.orderId, caller });
  } catch (error) {
    if (error instanceof Problem && error.code === 'FILE_INFECTED') {
      const { code, message } = error;
      await auditRefusal(deps, order, caller, { ...uploading, code, message });
    }
    throw error;
  }
}

function addList(app: FastifyInstance, deps: ApiDeps): void {
  app.get<ListRoute>(
    '/orders/:orderId/files',
    {
      schema: {
        operationId: 'listFiles',
        tags: ['files'],
        summary: 'The files of an order / 订单文件列表',
        description: 'Oldest first, whoever uploaded them.',
        params: OrderPathSchema,
        querystring: PageQuerySchema,
        response: {
          200: {
            description: 'One page',
            content: {
              'application/json': {
                schema: Type.Object({
                  items: Type.Array(refTo<FileView>('File')),
                  nextCursor: nullable(
                    Type.String({ description: 'null: this was the last page' }),
                  ),
                }),
              },
            },
          },
          ...problems({ ...commonProblems, 404: 'No such order for this caller' }),
        },
      },
    },
    async (request, reply) => {
      const { orderId } = request.params;
      const { cursor, limit = 50 } = request.query;
      const [after = '0'] = cursor === undefined ? [] : placeFrom(cursor, [/^\d{1,9}$/]);
      await visibleOrder(deps, orderId, callerOf(request), readingFile);
      const found = await listFiles(deps.db, orderId, { limit: limit + 1, after: Number(after) });
      const page = found.slice(0, limit);
      const last = found.length > limit ? page.at(-1) : undefined;
      reply.header('cache-control', 'no-store');
      return { items: page.map(fileView), nextCursor: last ? cursorFrom([last.no]) : null };
    },
  );
}
