import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sha256 } from '../../api/canonical.ts';
import { recordRefusal, recordTransition } from '../../db/audit.ts';
import { openOrder } from '../../domain/open-order.ts';
import type { Actor, Order, Purchase } from '../../domain/order.ts';
import { instant } from '../../domain/units.ts';
import { aPurchase } from '../support/purchase.ts';
import { type CallerName, startApi, type TestApi } from './support.ts';

let api: TestApi;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());

const storefront: Actor = {
  role: 'storefront',
  party: null,
  subject: 'store',
  sourceAddress: '192.0.2.1',
};

/** Puts an order into the projection as the worker would. */
async function projected(changes: Partial<Purchase> = {}): Promise<Order> {
  const order = openOrder(aPurchase(changes), instant(Date.now()), sha256);
  if ('code' in order) throw new Error(order.message);
  await recordTransition(api.database.db, {
    order,
    fromNode: null,
    event: { type: 'opened', at: order.enteredAt, by: storefront },
    payload: {},
    command: null,
  });
  return order;
}

async function refused(order: Order, by: Actor, attemptId: string): Promise<void> {
  await recordRefusal(api.database.db, {
    orderId: order.purchase.orderId,
    by,
    seq: order.seq,
    at: order.enteredAt,
    action: 'accept',
    commandId: `key-${attemptId}`,
    fingerprint: 'f',
    payload: { comment: 'let me in' },
    node: order.node,
    attemptId,
    code: 'EVENT_NOT_ALLOWED_AT_NODE',
    message: 'accept is not taken',
  });
}

const idsOf = (items: Iterable<{ readonly orderId?: unknown }>) =>
  [...items].map(({ orderId }) => String(orderId));

/** Follows the cursors to the end. */
async function allPages(as: CallerName, url: string, query: Record<string, string>) {
  const ids: string[] = [];
  let pages = 0;
  let cursor: string | null = null;
  do {
    const { body } = await api.send(as, 'GET', url, {
      query: { ...query, ...(cursor !== null && { cursor }) },
    });
    ids.push(...idsOf(body.items));
    cursor = body.nextCursor as unknown as string | null;
    pages += 1;
  } while (cursor !== null);
  return { ids, pages };
}

describe('GET /orders', () => {
  it('gives every order once across pages, newest first, while new ones arrive', async () => {
    const seller = { id: 'S-paging' };
    const opened: string[] = [];
    for (let count = 0; count < 7; count += 1) {
      opened.push((await projected({ seller })).purchase.orderId);
    }

    const first = await api.send('opsManager', 'GET', '/orders', {
      query: { seller: 'S-paging', limit: '3' },
    });
    await projected({ seller });
    const rest = await allPages('opsManager', '/orders', {
      seller: 'S-paging',
      limit: '3',
      cursor: String(first.body.nextCursor),
    });

    const seen = idsOf(first.body.items);
    expect(seen).toHaveLength(3);
    expect([...seen, ...rest.ids]).toEqual(opened.toReversed());
    const all = await allPages('opsManager', '/orders', { seller: 'S-paging', limit: '3' });
    expect(all.pages).toBe(3);
    expect(all.ids.slice(1)).toEqual(opened.toReversed());
    expect(new Set(all.ids).size).toBe(8);
  });

  it.each([
    ['node', 'SUBMIT_REQUIREMENT', 'BUYER_ACCEPT'],
    ['flow', 'general', 'general.reviewed'],
    ['deliveryMode', 'DATA_FILE', 'HARDWARE'],
    ['salesCategory', 'GENERAL', 'HUAWEI'],
    ['scene', 'OTHER', 'BASE_CLOUD'],
    ['livemode', 'false', 'true'],
    ['buyer', 'B-1', 'B-2'],
    ['awaiting', 'buyer', 'seller'],
    ['orderStatus', 'PROCESSING', 'COMPLETED'],
    ['placedFrom', '2024-09-14T02:00:00Z', '2024-09-14T02:00:00.001Z'],
    ['placedTo', '2024-09-14T10:00:00.001+08:00', '2024-09-14T10:00:00+08:00'],
  ])('filters by %s: %s has the order, %s has not', async (name, fitting, other) => {
    const { purchase } = await projected({ seller: { id: `S-filter-${name}` } });
    const ask = async (value: string) => {
      const { body } = await api.send('opsManager', 'GET', '/orders', {
        query: { seller: purchase.seller.id, [name]: value },
      });
      return idsOf(body.items);
    };

    expect(await ask(fitting)).toEqual([purchase.orderId]);
    expect(await ask(other)).toEqual([]);
  });

  it('filters by deadline, exclusive: an order without one is never due', async () => {
    const seller = { id: 'S-due' };
    const order = await projected({ seller });
    const deadline = instant('2024-09-14T05:00:00Z');
    await recordTransition(api.database.db, {
      order: { ...order, seq: 2, node: 'COMPLETING', deadline },
      fromNode: order.node,
      event: { type: 'accepted', at: order.enteredAt, by: storefront },
      payload: {},
      command: null,
    });
    await projected({ seller });
    const due = async (dueBefore: string) => {
      const query = { seller: 'S-due', dueBefore };
      return idsOf((await api.send('opsManager', 'GET', '/orders', { query })).body.items);
    };

    expect(await due('2024-09-14T05:00:00Z')).toEqual([]);
    expect(await due('2024-09-14T05:00:00.001Z')).toEqual([order.purchase.orderId]);
  });

  it.each(['x', 'bnVsbA', 'WzEsMl0', 'WyJub3cnOyBkcm9wIiwiYSJd'])(
    'refuses the cursor %s, which no page gave',
    async (cursor) => {
      const answer = await api.send('opsManager', 'GET', '/orders', { query: { cursor } });

      expect(answer.status).toBe(400);
      expect(answer.body.code).toBe('CURSOR_NOT_VALID');
    },
  );

  it.each([
    ['limit', '0', 'a whole number of 1 to 200'],
    ['limit', '201', 'a whole number of 1 to 200'],
    ['limit', 'many', 'a whole number of 1 to 200'],
    ['node', 'NOWHERE', 'one of SUBMIT_REQUIREMENT'],
    ['livemode', 'maybe', 'true or false'],
    ['dueBefore', '2024-13-01', 'a moment as ISO 8601'],
    ['colour', 'red', 'no such field'],
  ])('names the wrong query parameter %s=%s', async (name, value, expected) => {
    const answer = await api.send('opsManager', 'GET', '/orders', { query: { [name]: value } });

    expect(answer.status).toBe(400);
    expect(answer.body.errors).toMatchObject([
      { field: `query/${name}`, expected: expect.stringContaining(expected) },
    ]);
  });
});

describe('who sees which order', () => {
  const plain = () => projected({ seller: { id: 'S-1' } });
  const reviewed = () =>
    projected({
      deliveryMode: 'PROFESSIONAL_SERVICE',
      salesCategory: 'JOINT_OPERATION',
      scene: 'BASE_CLOUD',
    });

  it.each([
    ['storefront', true, true],
    ['opsManager', true, true],
    ['huaweiReviewer', false, true],
    ['buyer', true, true],
    ['seller', true, true],
    ['otherBuyer', false, false],
    ['otherSeller', false, false],
  ] as const)(
    'R-SEC-01 %s: a plain order %s, an order with review %s, alone, with its timeline and in lists',
    async (as, seesPlain, seesReviewed) => {
      for (const [order, sees] of [
        [await plain(), seesPlain],
        [await reviewed(), seesReviewed],
      ] as const) {
        const { orderId } = order.purchase;
        const one = await api.send(as, 'GET', `/orders/${orderId}`);
        const timeline = await api.send(as, 'GET', `/orders/${orderId}/timeline`);
        const { ids } = await allPages(as, '/orders', { limit: '200' });

        expect(one.status).toBe(sees ? 200 : 404);
        expect(timeline.status).toBe(sees ? 200 : 404);
        expect(ids.includes(orderId)).toBe(sees);
      }
    },
  );

  it('R-SEC-01 a stranger gets for an order what anybody gets for none, and the attempt is logged', async () => {
    const { orderId } = (await plain()).purchase;
    const missing = `X-${orderId}`;

    const real = await api.send('otherBuyer', 'GET', `/orders/${orderId}`);
    const none = await api.send('otherBuyer', 'GET', `/orders/${missing}`);

    const shape = ({ requestId: _ignored, ...body }: typeof real.body) => JSON.stringify(body);
    expect(shape(real.body)).toBe(shape(none.body).replaceAll(missing, orderId));
    const { body } = await api.send('opsManager', 'GET', `/orders/${orderId}/timeline`);
    expect(body.items).toMatchObject([
      { result: 'DONE' },
      {
        result: 'REFUSED',
        action: 'readOrder',
        by: { role: 'buyer', party: 'B-2', subject: 'eve', sourceAddress: '127.0.0.1' },
        refusal: { code: 'ORDER_NOT_FOUND' },
      },
    ]);
  });

  it('R-SEC-01 a list does not widen when somebody else is asked for', async () => {
    await plain();

    const { body } = await api.send('otherBuyer', 'GET', '/orders', { query: { buyer: 'B-1' } });

    expect(body.items).toEqual([]);
  });
});

describe('GET /orders/{orderId}/timeline', () => {
  it('R-AUD-01 shows the own side in full, the other side without person and address, strangers not at all', async () => {
    const order = await projected();
    const from = { sourceAddress: '192.0.2.9' };
    await refused(order, { role: 'buyer', party: 'B-1', subject: 'bob', ...from }, 'a');
    await refused(order, { role: 'seller', party: 'S-1', subject: 'sue', ...from }, 'b');
    await refused(order, { role: 'seller', party: 'S-2', subject: 'mallory', ...from }, 'c');

    const url = `/orders/${order.purchase.orderId}/timeline`;
    const who = async (as: CallerName) =>
      [...(await api.send(as, 'GET', url)).body.items].slice(1) as unknown as {
        by: unknown;
        payload: unknown;
      }[];

    const own = { payload: { comment: 'let me in' } };
    expect(await who('buyer')).toMatchObject([
      { ...own, by: { party: 'B-1', subject: 'bob', sourceAddress: '192.0.2.9' } },
      { payload: null, by: { party: 'S-1', subject: null, sourceAddress: null } },
      { payload: null, by: { party: null, subject: null, sourceAddress: null } },
    ]);
    expect(await who('seller')).toMatchObject([
      { by: { party: 'B-1', subject: null, sourceAddress: null } },
      { by: { party: 'S-1', subject: 'sue', sourceAddress: '192.0.2.9' } },
      { by: { party: null } },
    ]);
    expect(await who('opsManager')).toMatchObject([
      { by: { subject: 'bob' } },
      { by: { subject: 'sue' } },
      { ...own, by: { party: 'S-2', subject: 'mallory', sourceAddress: '192.0.2.9' } },
    ]);
  });

  it('gives every entry once across pages, oldest first', async () => {
    const order = await projected();
    const by: Actor = { role: 'buyer', party: 'B-1', subject: 'bob' };
    for (const attemptId of ['a', 'b', 'c', 'd']) await refused(order, by, attemptId);
    const url = `/orders/${order.purchase.orderId}/timeline`;

    const one = await api.send('buyer', 'GET', url, { query: { limit: '2' } });
    const cursor = String(one.body.nextCursor);
    const two = await api.send('buyer', 'GET', url, { query: { limit: '3', cursor } });

    const keys = [...one.body.items, ...two.body.items].map(({ commandId }) => commandId);
    expect(keys).toEqual([null, 'key-a', 'key-b', 'key-c', 'key-d']);
    expect(two.body.nextCursor).toBeNull();
  });
});
