import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { type FileRecord, findFile } from '../../db/files.ts';
import { callerOf } from '../auth.ts';
import type { ApiDeps } from '../deps.ts';
import { entityTag, namesTag } from '../files/etag.ts';
import { attachmentHeader } from '../files/file-name.ts';
import { fileIdPattern } from '../files/file-store.ts';
import { mediaTypes } from '../files/file-types.ts';
import { transferMs } from '../files/upload.ts';
import { Problem } from '../problem.ts';
import { commonProblems, IdSchema, problems } from '../schemas.ts';
import { type Attempt, reading, visibleOrder } from '../visibility.ts';

const FilePathSchema = Type.Object(
  {
    orderId: IdSchema('the order'),
    fileId: Type.String({ pattern: fileIdPattern, description: 'the file' }),
  },
  { additionalProperties: false },
);

interface FileRoute {
  Params: { orderId: string; fileId: string };
}

/** A read of an order's files, as an attempt. */
export const readingFile: Attempt = { ...reading, action: 'readFile' };

/** `GET /orders/{orderId}/files/{fileId}`: the content, byte for byte. R-SEC-01 */
export function addFileContent(app: FastifyInstance, deps: ApiDeps): void {
  const content = Object.fromEntries(
    mediaTypes.map((type) => [
      type,
      { schema: Type.Unsafe<Readable>({ type: 'string', format: 'binary' }) },
    ]),
  );
  app.get<FileRoute>(
    '/orders/:orderId/files/:fileId',
    {
      handlerTimeout: transferMs,
      schema: {
        operationId: 'downloadFile',
        tags: ['files'],
        summary: 'The content of a file / 下载文件',
        description:
          'Byte for byte as it was uploaded, to be saved, never shown. `ETag` is its SHA-256; with `If-None-Match` a known one answers 304. Parts (`Range`) are not offered.',
        params: FilePathSchema,
        querystring: Type.Object({}, { additionalProperties: false }),
        response: {
          200: {
            description: 'The content',
            headers: {
              'content-disposition': { type: 'string', description: 'attachment, with the name' },
              etag: { type: 'string', description: 'SHA-256 of the content, in quotes' },
            },
            content,
          },
          304: { description: 'Not changed: the caller has it' },
          ...problems({ ...commonProblems, 404: 'No such order, or file, for this caller' }),
        },
      },
    },
    async (request, reply) => {
      const { orderId, fileId } = request.params;
      await visibleOrder(deps, orderId, callerOf(request), readingFile);
      const file = await findFile(deps.db, orderId, fileId);
      if (!file) throw new Problem('FILE_NOT_FOUND', `no file ${fileId} in order ${orderId}`);
      return await sendContent(deps, request, reply, file);
    },
  );
}

async function sendContent(
  { files }: ApiDeps,
  { method, headers }: FastifyRequest,
  reply: FastifyReply,
  file: FileRecord,
): Promise<FastifyReply> {
  const tag = entityTag(file.sha256);
  const validators = { etag: tag, 'cache-control': 'private, no-cache' };
  if (namesTag(headers['if-none-match'], tag)) {
    return reply.status(304).headers(validators).send();
  }
  const content = await files.store.open(file.fileId, file.bytes);
  const isHead = method === 'HEAD';
  if (isHead) content.destroy();
  return reply
    .headers({
      ...validators,
      'content-type': file.mediaType,
      'content-length': file.bytes,
      'content-disposition': attachmentHeader(file.name),
      'content-security-policy': 'sandbox',
      'accept-ranges': 'none',
    })
    .send(isHead ? Readable.from([]) : content);
}
