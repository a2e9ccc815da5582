import { randomUUID } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { sql } from 'drizzle-orm';
import { expect } from 'vitest';
import { sha256 } from '../../api/canonical.ts';
import type { OutboxMessage } from '../../db/audit-entry.ts';
import type { ActionName } from '../../domain/events.ts';
import { openOrder } from '../../domain/open-order.ts';
import type { Purchase } from '../../domain/order.ts';
import { fen, instant } from '../../domain/units.ts';
import {
  type OrderWorkflowInput,
  orderWorkflowId,
  orderWorkflowType,
} from '../../workflows/messages.ts';
import { aPurchase } from '../support/purchase.ts';
import { sendFile } from '../support/upload-file.ts';
import { type OpenApi, undocumented } from './document.ts';
import { callers, startApi, type TestApi, type TokenWish, tokenOf } from './support.ts';

/** Everybody around an appeal; two operations managers. */
export const people = {
  ...callers,
  chen: { role: 'opsManager', sub: 'ops-chen' },
  wang: { role: 'opsManager', sub: 'ops-wang' },
} as const satisfies Record<string, TokenWish>;
export type Person = keyof typeof people;

/** An answer over a connection. */
export interface Heard {
  readonly status: number;
  readonly isReplay: boolean;
  readonly body: Body;
}
type Body = Readonly<Record<string, unknown>> & {
  readonly code?: string;
  readonly seq?: number;
  readonly items?: readonly Body[];
};

interface Asking {
  readonly body?: object;
  readonly key?: string;
  readonly query?: string;
}

/** The API on a port, with a worker; every answer is compared with the document. */
export interface AppealsApi {
  readonly api: TestApi;
  readonly ask: (
    who: Person | TokenWish,
    method: 'GET' | 'POST',
    path: string,
    asking?: Asking,
  ) => Promise<Heard>;
  /** Sends an action, whatever the answer is. */
  readonly act: (
    who: Person | TokenWish,
    orderId: string,
    action: ActionName,
    said?: object,
    more?: Omit<Asking, 'body'>,
  ) => Promise<Heard>;
  /** Sends actions that are taken, one after the other. */
  readonly through: (
    orderId: string,
    moves: readonly (readonly [Person, ActionName, object?])[],
  ) => Promise<Heard>;
  readonly read: (who: Person, orderId: string) => Promise<Body>;
  readonly upload: (who: Person, orderId: string, content?: string) => Promise<string>;
  readonly open: (changes?: Partial<Purchase>) => Promise<string>;
  /** Opens an order and leads it to the buyer's acceptance. */
  readonly delivered: (changes?: Partial<Purchase>) => Promise<string>;
  /** Proves the default contract. */
  readonly proofs: (orderId: string) => Promise<object>;
  /** An appeal with an uploaded file. */
  readonly appeal: (who: 'buyer' | 'seller', orderId: string) => Promise<Heard>;
  /** The other side has answered with a file, and a manager has the case. */
  readonly heard: (orderId: string, by?: 'buyer' | 'seller', manager?: Person) => Promise<void>;
  readonly advanceTo: (orderId: string, to: string) => Promise<void>;
  /** What others were told of an order, oldest first. */
  readonly told: (orderId: string) => Promise<readonly (OutboxMessage & { topic: string })[]>;
  readonly close: () => Promise<void>;
}

/** Starts API and worker. Close it in `afterAll`. */
export async function startAppealsApi(): Promise<AppealsApi> {
  const api = await startApi();
  await api.startWorker();
  await api.app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = api.app.server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  const document = (await (await fetch(`${url}/openapi.json`)).json()) as OpenApi;
  const wishOf = (who: Person | TokenWish) => (typeof who === 'string' ? people[who] : who);

  const ask: AppealsApi['ask'] = async (who, method, path, { body, key, query } = {}) => {
    const response = await fetch(`${url}${path}${query === undefined ? '' : `?${query}`}`, {
      method,
      headers: {
        authorization: `Bearer ${await tokenOf(wishOf(who))}`,
        ...(body && { 'content-type': 'application/json' }),
        ...(key !== undefined && { 'idempotency-key': key }),
      },
      ...(body && { body: JSON.stringify(body) }),
    });
    const said = (await response.json()) as Body;
    const [type = ''] = String(response.headers.get('content-type')).split(';');
    const facts = { method, url: path, status: response.status, type, body: said };
    expect(undocumented(document, facts), `${method} ${path}`).toEqual([]);
    return {
      status: response.status,
      isReplay: response.headers.get('idempotency-replayed') === 'true',
      body: said,
    };
  };
  const act: AppealsApi['act'] = (who, orderId, action, said = {}, { key, query } = {}) =>
    ask(who, 'POST', `/orders/${orderId}/actions/${action}`, {
      body: said,
      ...(query === undefined ? { key: key ?? randomUUID() } : { query }),
    });
  const through: AppealsApi['through'] = async (orderId, moves) => {
    let last: Heard | undefined;
    for (const [who, action, said] of moves) {
      last = await act(who, orderId, action, said);
      expect(last.status, `${action}: ${JSON.stringify(last.body)}`).toBe(200);
    }
    if (!last) throw new Error('nobody acts');
    return last;
  };
  const upload: AppealsApi['upload'] = async (who, orderId, content = `of the ${who}`) => {
    const file = { name: 'evidence.txt', content, type: 'text/plain' };
    const answer = await sendFile(url, await tokenOf(people[who]), orderId, file);
    expect(answer.ok).toBe(true);
    return ((await answer.json()) as { readonly fileId: string }).fileId;
  };
  const open: AppealsApi['open'] = async (changes) => {
    const body = aPurchase(changes);
    const opened = await ask('storefront', 'POST', '/orders', { body });
    expect(opened.status, JSON.stringify(opened.body)).toBe(201);
    return body.orderId;
  };
  const proofs: AppealsApi['proofs'] = async (orderId) => {
    const fileId = await upload('seller', orderId, 'acceptance document');
    return { proofs: [{ fileId, kind: 'ACCEPTANCE_DOC', criteria: ['delivered'] }] };
  };
  const evidence = async (who: Person, orderId: string) => ({
    evidence: [{ fileId: await upload(who, orderId) }],
  });

  return {
    api,
    ask,
    act,
    through,
    upload,
    open,
    proofs,
    read: async (who, orderId) => (await ask(who, 'GET', `/orders/${orderId}`)).body,
    delivered: async (changes) => {
      const orderId = await open(changes);
      await through(orderId, [
        ['buyer', 'submitRequirement', { text: 'maps of 2024' }],
        ['seller', 'confirmRequirement'],
        ['seller', 'deliver', { result: 'on a disk', ...(await proofs(orderId)) }],
      ]);
      return orderId;
    },
    appeal: async (who, orderId) => {
      const said = { reason: 'OTHER', text: 'it does not open', ...(await evidence(who, orderId)) };
      return await through(orderId, [[who, 'openAppeal', said]]);
    },
    heard: async (orderId, by = 'buyer', manager = 'chen') => {
      const other = by === 'buyer' ? 'seller' : 'buyer';
      const answer = { text: 'it opens here', ...(await evidence(other, orderId)) };
      await through(orderId, [
        [other, 'submitStatement', answer],
        [manager, 'takeCase'],
      ]);
    },
    advanceTo: async (orderId, to) => {
      await through(orderId, [['opsManager', 'advanceClock', { to }]]);
    },
    told: async (orderId) => {
      const rows = await api.database.db.execute<{ topic: string; payload: OutboxMessage }>(sql`
        select topic, payload from outbox where order_id = ${orderId} order by id`);
      return [...rows].map(({ topic, payload }) => ({ topic, ...payload }));
    },
    close: api.close,
  };
}

/** A purchase of another price. */
export const costing = (paidFen: number): Partial<Purchase> => ({
  paidFen: fen(paidFen),
  lines: aPurchase().lines.map((line) => ({ ...line, amountFen: fen(paidFen) })),
});

/**
 * Opens a live order whose clock stands: real money, and working days that do not depend on the day of the test. The API
 * would give it the world's clock.
 */
export async function openLive({ api }: AppealsApi): Promise<string> {
  const order = openOrder(aPurchase(), instant(Date.now()), sha256);
  if ('code' in order) throw new Error(order.message);
  const { orderId } = order.purchase;
  const live = { ...order, purchase: { ...order.purchase, livemode: true } };
  const openedBy = { role: 'storefront', party: null } as const;
  const input: OrderWorkflowInput = { order: live, openedBy, recordedSeq: 0, outcomes: {} };
  await api.client.workflow.start(orderWorkflowType, {
    taskQueue: api.taskQueue,
    workflowId: orderWorkflowId(orderId),
    args: [input],
  });
  const rows = sql`select 1 from orders where id = ${orderId}`;
  await expect.poll(async () => [...(await api.database.db.execute(rows))].length).toBe(1);
  return orderId;
}

/** Goods that were signed for: ten days of the buyer run. */
export const parcel = { courier: 'SF', trackingNumber: 'SF1', carriesBuyersPhone: true } as const;
export const goods = { deliveryMode: 'HARDWARE', shippingAddressId: 'ADDR-1' } as const;
