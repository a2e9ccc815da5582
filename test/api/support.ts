import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from '@temporalio/client';
import type { FastifyInstance, InjectOptions } from 'fastify';
import { createLocalJWKSet, exportJWK, generateKeyPair, SignJWT } from 'jose';
import { inject } from 'vitest';
import { buildApp } from '../../api/app.ts';
import type { ApiDeps } from '../../api/deps.ts';
import { engineConnection } from '../../api/engine-connection.ts';
import { fileLimits } from '../../api/files/deps.ts';
import { openFileStore } from '../../api/files/open-store.ts';
import { eicarOnly } from '../../api/files/virus-scan.ts';
import { connect, type Database } from '../../db/client.ts';
import { defaultAssumptions } from '../../domain/assumptions.ts';
import { instant } from '../../domain/units.ts';
import { cloneDatabase } from '../support/database.ts';
import { aPurchase } from '../support/purchase.ts';
import { type OrderWorker, quietRuntime, startOrderWorker } from '../support/running-order.ts';
import { type OpenApi, undocumented } from './document.ts';

quietRuntime();
const { privateKey, publicKey } = await generateKeyPair('ES256');
const issuer = 'https://issuer.example';
const audience = 'handover-test';

/** The claims of a token, where they are not ordinary. */
export interface TokenWish {
  readonly sub?: string;
  readonly role?: string;
  readonly party?: string;
  readonly issuer?: string;
  readonly audience?: string;
  /** null: no end. */
  readonly expiresAt?: number | string | null;
  readonly key?: typeof privateKey;
}

/** A token of the tests' issuer. */
export async function tokenOf(wish: TokenWish): Promise<string> {
  const { role, party, sub = party ?? role ?? 'nobody' } = wish;
  const token = new SignJWT({ ...(role && { role }), ...(party && { party }) })
    .setProtectedHeader({ alg: 'ES256' })
    .setSubject(sub)
    .setIssuer(wish.issuer ?? issuer)
    .setAudience(wish.audience ?? audience);
  if (wish.expiresAt !== null) token.setExpirationTime(wish.expiresAt ?? '1h');
  return await token.sign(wish.key ?? privateKey);
}

/** Who calls, as the orders of `purchase.ts` know them. */
export const callers = {
  storefront: { role: 'storefront', sub: 'store' },
  buyer: { role: 'buyer', party: 'B-1', sub: 'bob' },
  seller: { role: 'seller', party: 'S-1', sub: 'sue' },
  opsManager: { role: 'opsManager', sub: 'ops' },
  huaweiReviewer: { role: 'huaweiReviewer', sub: 'rev' },
  otherBuyer: { role: 'buyer', party: 'B-2', sub: 'eve' },
  otherSeller: { role: 'seller', party: 'S-2', sub: 'mallory' },
} as const satisfies Record<string, TokenWish>;
export type CallerName = keyof typeof callers;

/** An answer of the API, its body read as JSON. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: Json;
}

/** The names that tests look for in answers. */
type Field =
  | 'actualEnableTime'
  | 'code'
  | 'commandId'
  | 'components'
  | 'differences'
  | 'en'
  | 'errors'
  | 'id'
  | 'items'
  | 'message'
  | 'missing'
  | 'nextActions'
  | 'nextCursor'
  | 'node'
  | 'openapi'
  | 'orderId'
  | 'paths'
  | 'requestId'
  | 'result'
  | 'seq';

/** Any JSON, to be looked into: whether a part is there is what the test finds out. */
export interface Json extends Iterable<Json>, Readonly<Record<Field, Json>> {}

/** In the order of their texts. */
export const sorted = <T>(items: readonly T[]): readonly T[] =>
  items.toSorted((a, b) => (String(a) < String(b) ? -1 : 1));

/** The API on real engines, called without a port; every answer is compared with the document. */
export interface TestApi {
  readonly app: FastifyInstance;
  readonly database: Database;
  readonly client: Client;
  readonly taskQueue: string;
  /** Where the contents of files lie. */
  readonly filesFolder: string;
  readonly send: (
    as: CallerName | null,
    method: 'GET' | 'POST' | 'DELETE' | 'PUT',
    url: string,
    more?: Pick<InjectOptions, 'payload' | 'headers' | 'query'>,
  ) => Promise<Answer>;
  readonly act: (
    as: CallerName,
    orderId: string,
    action: string,
    payload?: object,
    more?: { readonly key?: string; readonly prefer?: string; readonly expectedSeq?: number },
  ) => Promise<Answer>;
  /** Lets a worker take up the orders of this API. */
  readonly startWorker: () => Promise<OrderWorker>;
  readonly close: () => Promise<void>;
}

/** Builds the API on a database of its own and the run's Temporal server; no worker yet. Close it in `afterAll`. */
export async function startApi(changes: Partial<ApiDeps> = {}): Promise<TestApi> {
  const clone = await cloneDatabase();
  const database = connect(clone.appUrl);
  const temporal = inject('temporal');
  const connection = engineConnection({ address: temporal.address });
  const client = new Client({ connection, namespace: temporal.namespace });
  const taskQueue = `api-${randomUUID()}`;
  const filesFolder = mkdtempSync(join(tmpdir(), 'handover-files-'));
  const app = await buildApp({
    tokens: {
      issuer,
      audience,
      algorithms: ['ES256'],
      keys: createLocalJWKSet({ keys: [await exportJWK(publicKey)] }),
    },
    db: database.db,
    temporal: client,
    taskQueue,
    temporalUiUrl: temporal.uiUrl,
    assumptions: defaultAssumptions,
    now: () => instant(Date.now()),
    commandWaitMs: 10_000,
    files: {
      ...fileLimits,
      store: await openFileStore({ kind: 'folder', folder: filesFolder }),
      scan: eicarOnly,
    },
    warn: (error) => console.error(error),
    ...changes,
  });
  const document = (await app.inject('/openapi.json')).json<OpenApi>();
  const workers: OrderWorker[] = [];

  const send: TestApi['send'] = async (as, method, url, more = {}) => {
    const authorization =
      as === null ? {} : { authorization: `Bearer ${await tokenOf(callers[as])}` };
    const reply = await app.inject({
      method,
      url,
      ...more,
      headers: { ...authorization, ...more.headers },
    });
    const [type = ''] = String(reply.headers['content-type']).split(';');
    const body = (type.endsWith('json') ? reply.json() : reply.body) as Json;
    const status = reply.statusCode;
    const problems = undocumented(document, { method, url, status, type, body });
    if (problems.length > 0) throw new Error(`not as documented: ${problems.join('; ')}`);
    return { status, headers: reply.headers, body };
  };

  return {
    app,
    database,
    client,
    taskQueue,
    filesFolder,
    send,
    act: async (as, orderId, action, payload = {}, more = {}) =>
      send(as, 'POST', `/orders/${orderId}/actions/${action}`, {
        payload: await completed(send, as, orderId, action, payload),
        headers: {
          'idempotency-key': more.key ?? randomUUID(),
          ...(more.prefer !== undefined && { prefer: more.prefer }),
        },
        ...(more.expectedSeq !== undefined && {
          query: { expectedSeq: String(more.expectedSeq) },
        }),
      }),
    startWorker: async () => {
      const worker = await startOrderWorker({ temporal, database, taskQueue });
      workers.push(worker);
      return worker;
    },
    close: async () => {
      for (const worker of workers) await worker.stop().catch(() => undefined);
      await app.close();
      await connection.close();
      await database.close();
      await clone.drop();
      rmSync(filesFolder, { recursive: true, force: true });
    },
  };
}

/**
 * What an action says, completed with the least that the default acceptance contract asks for, where the test leaves it
 * out: one uploaded proof and an answer to what failed, and the criterion that a rejection names.
 */
async function completed(
  send: TestApi['send'],
  as: CallerName,
  orderId: string,
  action: string,
  payload: object,
): Promise<object> {
  const criteria = ['delivered'];
  if (action === 'reject') return { criteria, ...payload };
  if (action !== 'deliver' || as !== 'seller' || 'proofs' in payload) return payload;
  const { status, body } = await send(as, 'POST', `/orders/${orderId}/files`, formWith('proof'));
  if (status >= 300) return payload;
  const { fileId } = body as unknown as { readonly fileId: string };
  return {
    proofs: [{ fileId, kind: 'ACCEPTANCE_DOC', criteria }],
    answers: [{ criterion: 'delivered', answer: 'put right' }],
    ...payload,
  };
}

/** A form with one small text file, as browsers send it. */
export function formWith(content: string): Pick<InjectOptions, 'payload' | 'headers'> {
  const border = 'border-of-the-test';
  return {
    headers: { 'content-type': `multipart/form-data; boundary=${border}` },
    payload: [
      `--${border}`,
      'content-disposition: form-data; name="file"; filename="proof.txt"',
      'content-type: text/plain',
      '',
      content,
      `--${border}--`,
      '',
    ].join('\r\n'),
  };
}

/** Opens an order and leads it to the seller's delivery. */
export async function orderAtDelivery(on: TestApi): Promise<string> {
  const purchase = aPurchase();
  await on.send('storefront', 'POST', '/orders', { payload: purchase });
  await on.act('buyer', purchase.orderId, 'submitRequirement', { text: 'maps of 2024' });
  await on.act('seller', purchase.orderId, 'confirmRequirement');
  return purchase.orderId;
}

/** Leads an order to its end. */
export async function endedOrder(on: TestApi): Promise<string> {
  const orderId = await orderAtDelivery(on);
  await on.act('seller', orderId, 'deliver', { result: 'delivered on a disk' });
  await on.act('buyer', orderId, 'accept');
  await on.act('opsManager', orderId, 'advanceClock', { toNextDeadline: true });
  return orderId;
}

/** The refused attempts in an order's timeline, as operators see them. */
export const refusalsOf = async (on: TestApi, orderId: string) => {
  const { body } = await on.send('opsManager', 'GET', `/orders/${orderId}/timeline`);
  return [...body.items].filter(({ result }) => String(result) === 'REFUSED');
};
