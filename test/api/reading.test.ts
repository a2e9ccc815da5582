import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { orderWorkflowId } from '../../workflows/messages.ts';
import { aPurchase } from '../support/purchase.ts';
import { type Answer, type CallerName, formWith, startApi, type TestApi } from './support.ts';

let api: TestApi;
beforeAll(async () => {
  api = await startApi();
  await api.startWorker();
});
afterAll(() => api.close());

const open = async (): Promise<string> => {
  const purchase = aPurchase();
  await api.send('storefront', 'POST', '/orders', { payload: purchase });
  return purchase.orderId;
};

/** The life of a rehearsal, each move with what it says; from the first rejection to the end. */
async function lifeOf(
  orderId: string,
): Promise<readonly (readonly [CallerName, string, object])[]> {
  const { body } = await api.send('seller', 'POST', `/orders/${orderId}/files`, formWith('proof'));
  const { fileId } = body as unknown as { readonly fileId: string };
  const proofs = [{ fileId, kind: 'ACCEPTANCE_DOC', criteria: ['delivered'] }];
  return [
    ['buyer', 'submitRequirement', { text: 'maps of 2024' }],
    ['seller', 'rejectRequirement', { reason: 'of where?' }],
    ['opsManager', 'advanceClock', { to: '2024-09-16T10:05:00+08:00' }],
    ['buyer', 'submitRequirement', { text: 'maps of 2024, of Shenzhen' }],
    ['seller', 'confirmRequirement', {}],
    ['seller', 'deliver', { result: 'sent', proofs }],
    ['buyer', 'reject', { reason: 'of another year', criteria: ['delivered'] }],
    ['opsManager', 'advanceClock', { to: '2024-09-18T10:05:00+08:00' }],
    [
      'seller',
      'deliver',
      { result: 'again', proofs, answers: [{ criterion: 'delivered', answer: 'right year' }] },
    ],
    ['buyer', 'accept', {}],
    ['opsManager', 'advanceClock', { toNextDeadline: true }],
  ];
}

const preview = (as: CallerName, orderId: string, action: string, payload: object, query = {}) =>
  api.send(as, 'POST', `/orders/${orderId}/actions/${action}`, {
    payload,
    query: { preview: 'true', ...query },
  });

const traceOf = async (orderId: string) => {
  const { body } = await api.send('opsManager', 'GET', `/orders/${orderId}/timeline?limit=200`);
  const handle = api.client.workflow.getHandle(orderWorkflowId(orderId));
  return [[...body.items].length, (await handle.describe()).historyLength];
};

describe('a preview', () => {
  it('answers with the order exactly as the action then leaves it, at every step of a life', async () => {
    const orderId = await open();

    for (const [as, action, payload] of await lifeOf(orderId)) {
      const foreseen = await preview(as, orderId, action, payload);
      const done = await api.act(as, orderId, action, payload);

      expect([foreseen.status, done.status], action).toEqual([200, 200]);
      expect(foreseen.body, action).toMatchObject({ preview: true, order: done.body });
    }
  });

  it('leaves no trace, whether the action would be taken or refused', async () => {
    const orderId = await open();
    const before = await traceOf(orderId);

    await preview('buyer', orderId, 'submitRequirement', { text: 'maps' });
    await preview('buyer', orderId, 'accept', {});
    await preview('seller', orderId, 'submitRequirement', { text: 'maps' });

    expect(await traceOf(orderId)).toEqual(before);
  });

  it('says what happens on the way, and which rights end', async () => {
    const orderId = await open();
    const moves = await lifeOf(orderId);
    for (const [as, action, payload] of moves.slice(0, -2)) {
      await api.act(as, orderId, action, payload);
    }

    const accepting = await preview('buyer', orderId, 'accept', {});
    await api.act('buyer', orderId, 'accept');
    const waiting = await preview('opsManager', orderId, 'advanceClock', { toNextDeadline: true });

    expect(accepting.body).toMatchObject({
      changes: [{ event: 'accepted', by: 'buyer' }],
      endsRights: [{ en: expect.stringContaining('no refund follows completion') }],
    });
    const goods = aPurchase({ deliveryMode: 'HARDWARE', shippingAddressId: 'A-1' });
    await api.send('storefront', 'POST', '/orders', { payload: goods });
    const parcel = { courier: 'SF', trackingNumber: 'SF1' };
    await api.act('seller', goods.orderId, 'ship', { ...parcel, carriesBuyersPhone: true });
    await api.act('storefront', goods.orderId, 'recordCourierSignature', { trackingNumber: 'SF1' });
    const ended = await preview('opsManager', goods.orderId, 'advanceClock', {
      toNextDeadline: true,
    });

    expect(ended.body).toMatchObject({
      changes: [{ event: 'reminderDue' }, { event: 'deadlinePassed' }, { event: 'clockAdvanced' }],
      endsRights: [{ en: expect.stringContaining('no refund follows completion') }],
    });
    expect(waiting.body).toMatchObject({
      changes: [
        { event: 'deadlinePassed', by: 'platform' },
        { event: 'clockAdvanced', by: 'opsManager' },
      ],
      order: { node: { id: 'COMPLETED' } },
    });
  });

  it.each<[string, CallerName, string, object, object, number, string]>([
    ['at the wrong node', 'buyer', 'accept', {}, {}, 409, 'EVENT_NOT_ALLOWED_AT_NODE'],
    [
      'by the wrong role',
      'seller',
      'submitRequirement',
      { text: 'x' },
      {},
      403,
      'ROLE_NOT_ALLOWED',
    ],
    ['by a stranger', 'otherBuyer', 'submitRequirement', { text: 'x' }, {}, 404, 'ORDER_NOT_FOUND'],
    [
      'with a form that lacks something',
      'buyer',
      'submitRequirement',
      {},
      {},
      400,
      'REQUEST_NOT_VALID',
    ],
    [
      'decided on another state',
      'buyer',
      'submitRequirement',
      { text: 'x' },
      { expectedSeq: '7' },
      409,
      'STALE_SEQ',
    ],
    [
      'with a file that is not there',
      'buyer',
      'submitRequirement',
      { text: 'x', attachments: [{ fileId: 'a1b2' }] },
      {},
      422,
      'FILE_UNKNOWN',
    ],
  ])(
    '%s gets the refusal of the action',
    async (_what, as, action, payload, query, status, code) => {
      const answer = await preview(as, await open(), action, payload, query);

      expect(answer).toMatchObject({ status, body: { code } });
    },
  );
});

describe('an order as it stood', () => {
  it('R-AUD-01 at every moment of its life, for each role, is what was answered then', async () => {
    const orderId = await open();
    const first = await api.send('buyer', 'GET', `/orders/${orderId}`);
    const seen = new Map<string, Answer['body']>([[clockOf(first), first.body]]);
    for (const [as, action, payload] of await lifeOf(orderId)) {
      await api.act(as, orderId, action, payload);
      const now = await api.send('buyer', 'GET', `/orders/${orderId}`);
      seen.set(clockOf(now), now.body);
    }

    expect(seen.size).toBe(4);
    for (const [at, body] of seen) {
      const query = { at };
      const asBuyer = await api.send('buyer', 'GET', `/orders/${orderId}`, { query });
      const byOps = await api.send('opsManager', 'GET', `/orders/${orderId}`, {
        query: { at, as: 'buyer' },
      });

      expect(asBuyer.body, at).toEqual(body);
      expect(byOps.body, at).toEqual(body);
    }
  });

  it('between two changes stands as after the first of them, with its clock at that moment', async () => {
    const orderId = await open();
    for (const [as, action, payload] of (await lifeOf(orderId)).slice(0, 3)) {
      await api.act(as, orderId, action, payload);
    }

    const at = '2024-09-14T12:00:00+08:00';
    const { body } = await api.send('seller', 'GET', `/orders/${orderId}`, { query: { at } });
    const explained = await api.send('seller', 'GET', `/orders/${orderId}/explain`, {
      query: { at },
    });

    expect(body).toMatchObject({ seq: 3, clock: { now: '2024-09-14T04:00:00.000Z' } });
    expect(explained.body).toMatchObject({ seq: 3 });
  });

  it.each([
    ['before it opened', '2024-09-14T10:04:59.999+08:00', 'from the moment when the order opened'],
    ['ahead of its clock', '2024-09-14T10:05:00.001+08:00', 'up to 2024-09-14T02:05:00.000Z'],
    ['no moment', 'yesterday', 'ISO 8601'],
  ])('%s: 400 that says what is possible', async (_what, at, expected) => {
    const orderId = await open();

    for (const path of [`/orders/${orderId}`, `/orders/${orderId}/explain`]) {
      const answer = await api.send('buyer', 'GET', path, { query: { at } });

      expect(answer.status).toBe(400);
      expect(answer.body.errors).toMatchObject([
        { field: 'query/at', expected: expect.stringContaining(expected) },
      ]);
    }
  });

  it('R-SEC-01 is shown to a party as its own role only', async () => {
    const orderId = await open();
    const read = (as: CallerName, role: string) =>
      api.send(as, 'GET', `/orders/${orderId}`, { query: { as: role } });

    expect(await read('buyer', 'seller')).toMatchObject({
      status: 403,
      body: { code: 'FORBIDDEN' },
    });
    expect((await read('buyer', 'buyer')).status).toBe(200);
    expect(await read('storefront', 'seller')).toMatchObject({
      status: 200,
      body: { nextActions: [{ name: 'openAppeal' }] },
    });
    expect((await read('otherBuyer', 'buyer')).status).toBe(404);
  });
});

describe('the explanation of an order', () => {
  it('says what holds it up, who is awaited, which call clears it, and which rule says so', async () => {
    const orderId = await open();

    const { status, body } = await api.send('buyer', 'GET', `/orders/${orderId}/explain`);

    expect(status).toBe(200);
    expect(body).toMatchObject({
      orderId,
      seq: 1,
      node: { id: 'SUBMIT_REQUIREMENT' },
      holdUps: [
        {
          holds: ['PROGRESS', 'COMPLETION', 'BILLING'],
          waitingFor: { role: 'buyer' },
          since: '2024-09-14T02:05:00.000Z',
          until: null,
          clearedBy: [
            {
              action: 'submitRequirement',
              by: ['buyer'],
              url: `/orders/${orderId}/actions/submitRequirement`,
            },
          ],
          rule: { id: 'R-GEN-02', tag: 'DOC', sources: [expect.anything()] },
        },
        { holds: ['BILLING'], waitingFor: null, clearedBy: [], rule: null },
      ],
    });
  });

  it('is the text that the engine shows of the order', async () => {
    const orderId = await open();
    await api.act('buyer', orderId, 'submitRequirement', { text: 'maps of 2024' });

    const { body } = await api.send('seller', 'GET', `/orders/${orderId}/explain`);
    const { text } = body as unknown as {
      readonly text: { readonly zh: string; readonly en: string };
    };
    const handle = api.client.workflow.getHandle(orderWorkflowId(orderId));
    const shown = await handle.query<{ readonly currentDetails: string }>(
      '__temporal_workflow_metadata',
    );

    expect(shown.currentDetails).toBe(`${text.zh}\n\n---\n\n${text.en}`);
  });

  it('R-SEC-01 belongs to those who may see the order', async () => {
    const { status, body } = await api.send(
      'otherSeller',
      'GET',
      `/orders/${await open()}/explain`,
    );

    expect([status, body.code]).toEqual([404, 'ORDER_NOT_FOUND']);
  });
});

const clockOf = ({ body }: Answer): string =>
  (body as unknown as { readonly clock: { readonly now: string } }).clock.now;
