import { isUtf8 } from 'node:buffer';
import type { IncomingHttpHeaders } from 'node:http';
import type { FastifyInstance } from 'fastify';
import { Problem } from './problem.ts';

/** Reads numbers and truth values of a query as its schema means them; bodies are taken exactly as they are typed. */
export function readQueryValues(app: FastifyInstance): void {
  app.addHook('preValidation', async (request) => {
    const schema = request.routeOptions.schema?.querystring as
      | { readonly properties?: Readonly<Record<string, { readonly type?: string }>> }
      | undefined;
    const query = request.query as Record<string, unknown>;
    for (const [name, { type }] of Object.entries(schema?.properties ?? {})) {
      const value = query[name];
      if (typeof value === 'string') query[name] = typed(value, type);
    }
  });
}

function typed(value: string, type: string | undefined): unknown {
  if (type === 'integer' && /^-?\d{1,15}$/.test(value)) return Number(value);
  if (type === 'boolean' && (value === 'true' || value === 'false')) return value === 'true';
  return value;
}

/** JSON bodies only; an empty one counts as none. */
export function takeJsonOnly(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser('error', 'error');
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    const foreign = foreignEncoding(request.headers);
    if (foreign) {
      done(new Problem('CONTENT_TYPE_NOT_SUPPORTED', `expected JSON in UTF-8, found ${foreign}`));
    } else if (body.length === 0) {
      done(null, undefined);
    } else if (!isUtf8(body as Buffer)) {
      done(new Problem('BODY_NOT_JSON', 'the body is not UTF-8'));
    } else {
      void parse(request, body.toString(), done);
    }
  });
}

/** What else than plain UTF-8 the headers announce; undefined if nothing. Stored evidence must read as it was written. */
function foreignEncoding(headers: IncomingHttpHeaders): string | undefined {
  const charset = /charset="?([^";\s]+)/i.exec(headers['content-type'] ?? '')?.[1];
  if (charset !== undefined && !/^utf-?8$/i.test(charset)) return `charset ${charset}`;
  const encoding = headers['content-encoding'];
  return encoding !== undefined && encoding !== 'identity'
    ? `content encoding ${encoding}`
    : undefined;
}

/** Refuses texts that PostgreSQL cannot keep: U+0000 and halves of a surrogate pair. Runs on validated bodies. */
export function refuseUnstorableText(app: FastifyInstance): void {
  app.addHook('preHandler', async (request) => {
    if (request.validationError) return; // answered by whoever looks at it; its depth is unknown
    const errors = unstorable(request.body, '').map((field) => ({
      field,
      expected: 'text without U+0000 and without halves of surrogate pairs',
      found: 'a character that cannot be stored',
    }));
    if (errors.length > 0) {
      const names = errors.map(({ field }) => field).join(', ');
      throw new Problem('REQUEST_NOT_VALID', `missing or wrong: ${names}`, { errors });
    }
  });
}

function unstorable(value: unknown, field: string): readonly string[] {
  if (typeof value === 'string') {
    return value.includes('\0') || /\p{Cs}/u.test(value) ? [field] : [];
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, part]) => unstorable(part, `${field}/${name}`));
}
