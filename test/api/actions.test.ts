import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { orderWorkflowId } from '../../workflows/messages.ts';
import { aPurchase } from '../support/purchase.ts';
import {
  endedOrder,
  orderAtDelivery,
  refusalsOf,
  sorted,
  startApi,
  type TestApi,
} from './support.ts';

let api: TestApi;

describe('an action', () => {
  beforeAll(async () => {
    api = await startApi();
    await api.startWorker();
  });
  afterAll(() => api.close());

  it('answers with the order right after this change, and what the caller can do next', async () => {
    const orderId = await orderAtDelivery(api);

    const answer = await api.act('seller', orderId, 'deliver', { result: 'on a disk' });

    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({
      seq: 4,
      node: { id: 'BUYER_ACCEPT', waitingFor: { role: 'buyer' } },
      delivery: { text: 'on a disk' },
      nextActions: [{ name: 'openAppeal' }],
    });
    const read = await api.send('buyer', 'GET', `/orders/${orderId}`);
    expect(read.body.seq).toBe(4);
  });

  it('R-AUD-01 raced by others with other keys wins once; each loser is told and logged once', async () => {
    const orderId = await orderAtDelivery(api);
    const results = ['one', 'two', 'three', 'four', 'five'];

    const answers = await Promise.all(
      results.map((result) => api.act('seller', orderId, 'deliver', { result })),
    );

    expect(sorted(answers.map(({ status }) => status))).toEqual([200, 409, 409, 409, 409]);
    expect(await refusalsOf(api, orderId)).toHaveLength(4);
  });

  it('answers with this change although the order has moved on by itself', async () => {
    const startsAt = '2024-09-14T10:05:00+08:00';
    const clock = { kind: 'fast', startsAt, rate: 1_000_000 };
    const { orderId, ...purchase } = aPurchase();
    await api.send('storefront', 'POST', '/orders', { payload: { ...purchase, orderId, clock } });
    await api.act('buyer', orderId, 'submitRequirement', { text: 'maps of 2024' });
    await api.act('seller', orderId, 'confirmRequirement');
    await api.act('seller', orderId, 'deliver', { result: 'on a disk' });
    const key = randomUUID();

    const accepted = await api.act('buyer', orderId, 'accept', {}, { key });
    await expect
      .poll(async () => (await api.send('buyer', 'GET', `/orders/${orderId}`)).body.node.id)
      .toBe('COMPLETED');
    const again = await api.act('buyer', orderId, 'accept', {}, { key });

    for (const { body } of [accepted, again]) {
      expect(body).toMatchObject({ seq: accepted.body.seq, node: { id: 'COMPLETING' } });
    }
  });

  it('R-GEN-07 at the wrong node is refused with what is possible, once in the audit log', async () => {
    const orderId = await orderAtDelivery(api);

    const answer = await api.act('buyer', orderId, 'accept');

    expect(answer.status).toBe(409);
    expect(answer.headers['content-type']).toContain('application/problem+json');
    expect(answer.body).toMatchObject({
      code: 'EVENT_NOT_ALLOWED_AT_NODE',
      allowed: ['deliver', 'recordInvoice', 'openAppeal', 'advanceClock'],
      current: { orderId, seq: 3, node: { id: 'SELLER_DELIVER' } },
    });
    expect(await refusalsOf(api, orderId)).toMatchObject([
      {
        action: 'accept',
        by: { role: 'buyer', party: 'B-1', subject: 'bob', sourceAddress: '127.0.0.1' },
        refusal: { code: 'EVENT_NOT_ALLOWED_AT_NODE' },
      },
    ]);
  });

  it('R-GEN-07 of another role is refused with 403, once in the audit log', async () => {
    const orderId = await orderAtDelivery(api);

    const answer = await api.act('buyer', orderId, 'deliver', { result: 'mine' });

    expect(answer.status).toBe(403);
    expect(answer.body.code).toBe('ROLE_NOT_ALLOWED');
    expect(await refusalsOf(api, orderId)).toHaveLength(1);
  });

  it('R-ENA-01 with an enable time before the order is refused with 422 and the bounds', async () => {
    const orderId = await orderAtDelivery(api);

    const answer = await api.act('seller', orderId, 'deliver', {
      result: 'on',
      actualEnableTime: '2024-09-14T09:59:59.999+08:00',
    });

    expect(answer.status).toBe(422);
    expect(answer.body).toMatchObject({
      code: 'ENABLE_TIME_BEFORE_ORDER',
      details: { earliest: '2024-09-14T02:00:00.000Z' },
    });
  });

  it('decided on an older seq is refused with the order as it stands', async () => {
    const orderId = await orderAtDelivery(api);

    const stale = await api.act('seller', orderId, 'deliver', { result: 'x' }, { expectedSeq: 2 });
    const fresh = await api.act('seller', orderId, 'deliver', { result: 'x' }, { expectedSeq: 3 });

    expect(stale.status).toBe(409);
    expect(stale.body).toMatchObject({ code: 'STALE_SEQ', current: { seq: 3 } });
    expect(fresh.status).toBe(200);
  });

  it('with Prefer: respond-async answers 202 at once and is carried out', async () => {
    const orderId = await orderAtDelivery(api);
    const key = randomUUID();
    const deliver = (prefer?: string) =>
      api.act('seller', orderId, 'deliver', { result: 'x' }, { key, ...(prefer && { prefer }) });

    const answer = await deliver('respond-async');

    expect(answer.status).toBe(202);
    expect(answer.headers['preference-applied']).toBe('respond-async');
    expect(answer.body).toMatchObject({ orderId, commandId: key, url: `/orders/${orderId}` });
    const outcome = await deliver();
    expect(outcome.body).toMatchObject({ seq: 4, node: { id: 'BUYER_ACCEPT' } });
  });

  it.each([undefined, 'respond-async'])(
    'R-GEN-07 on an ended order is refused, never kept (Prefer: %s)',
    async (prefer) => {
      const orderId = await endedOrder(api);

      const answer = await api.act('buyer', orderId, 'accept', {}, prefer ? { prefer } : {});

      expect(answer.status).toBe(409);
      expect(answer.body).toMatchObject({
        code: 'ORDER_ENDED',
        current: { node: { id: 'COMPLETED' } },
      });
      expect(await refusalsOf(api, orderId)).toHaveLength(1);
    },
  );

  it('on an order whose workflow was terminated says that an operator is needed', async () => {
    const orderId = await orderAtDelivery(api);
    await api.client.workflow.getHandle(orderWorkflowId(orderId)).terminate('by a test');

    const answer = await api.act('seller', orderId, 'deliver', { result: 'x' });

    expect(answer.status).toBe(503);
    expect(answer.body.code).toBe('ORDER_NOT_RUNNING');
  });

  it.each(['otherBuyer', 'otherSeller'] as const)(
    'R-SEC-01 of a stranger (%s) answers as if the order did not exist, and is kept in the audit log',
    async (stranger) => {
      const orderId = await orderAtDelivery(api);
      const missing = `X-${orderId}`;
      const attempt = (id: string) =>
        api.act(stranger, id, stranger === 'otherBuyer' ? 'accept' : 'confirmRequirement');

      const onReal = await attempt(orderId);
      const onMissing = await attempt(missing);

      expect(onReal.status).toBe(404);
      const { requestId: _one, ...real } = onReal.body;
      const { requestId: _two, ...none } = onMissing.body;
      expect(JSON.stringify(real)).toBe(JSON.stringify(none).replaceAll(missing, orderId));
      expect(await refusalsOf(api, orderId)).toMatchObject([
        { refusal: { code: 'ORDER_NOT_FOUND' } },
      ]);
    },
  );
});

describe('an action without a worker', () => {
  it('is answered with 202 in time, and its repeat gets the outcome once a worker is there', async () => {
    api = await startApi({ commandWaitMs: 1_000 });
    try {
      const worker = await api.startWorker();
      const orderId = await orderAtDelivery(api);
      await worker.stop();
      const key = randomUUID();
      const deliver = () => api.act('seller', orderId, 'deliver', { result: 'late' }, { key });

      const startedAt = performance.now();
      const kept = await deliver();
      const tookMs = performance.now() - startedAt;
      const history = await api.client.workflow.getHandle(orderWorkflowId(orderId)).fetchHistory();
      await api.startWorker();

      expect(kept.status).toBe(202);
      expect(kept.headers['preference-applied']).toBeUndefined();
      expect(kept.body.commandId).toBe(key);
      expect(tookMs).toBeLessThan(4_000);
      const kinds = history.events?.map((event) => event.workflowExecutionSignaledEventAttributes);
      expect(kinds?.filter(Boolean)).toMatchObject([{ signalName: 'deliver' }]);
      await expect.poll(async () => (await deliver()).status, { timeout: 20_000 }).toBe(200);
      const { body } = await deliver();
      expect(body).toMatchObject({ seq: 4, node: { id: 'BUYER_ACCEPT' } });
      const timeline = await api.send('seller', 'GET', `/orders/${orderId}/timeline`);
      expect(timeline.body.items).toHaveLength(4);
    } finally {
      await api.close();
    }
  });
});
