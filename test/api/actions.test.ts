import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { orderWorkflowId } from '../../workflows/messages.ts';
import { aPurchase } from '../support/purchase.ts';
import { sorted, startApi, type TestApi } from './support.ts';

let api: TestApi;

/** Opens an order and leads it to the seller's delivery. */
async function orderAtDelivery(on: TestApi = api): Promise<string> {
  const purchase = aPurchase();
  await on.send('storefront', 'POST', '/orders', { payload: purchase });
  await on.act('buyer', purchase.orderId, 'submitRequirement', { text: 'maps of 2024' });
  await on.act('seller', purchase.orderId, 'confirmRequirement');
  return purchase.orderId;
}

/** Leads an order to its end. */
async function endedOrder(on: TestApi = api): Promise<string> {
  const orderId = await orderAtDelivery(on);
  await on.act('seller', orderId, 'deliver', { result: 'delivered on a disk' });
  await on.act('buyer', orderId, 'accept');
  await on.act('opsManager', orderId, 'advanceClock', { toNextDeadline: true });
  return orderId;
}

const refusalsOf = async (orderId: string) => {
  const { body } = await api.send('opsManager', 'GET', `/orders/${orderId}/timeline`);
  return [...body.items].filter(({ result }) => String(result) === 'REFUSED');
};

describe('an action', () => {
  beforeAll(async () => {
    api = await startApi();
    await api.startWorker();
  });
  afterAll(() => api.close());

  it('answers with the order right after this change, and what the caller can do next', async () => {
    const orderId = await orderAtDelivery();

    const answer = await api.act('seller', orderId, 'deliver', { result: 'on a disk' });

    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({
      seq: 4,
      node: { id: 'BUYER_ACCEPT', waitingFor: { role: 'buyer' } },
      delivery: { text: 'on a disk' },
      nextActions: [],
    });
    const read = await api.send('buyer', 'GET', `/orders/${orderId}`);
    expect(read.body.seq).toBe(4);
  });

  it('repeated with the same key and body changes nothing and answers as the first time', async () => {
    const orderId = await orderAtDelivery();
    const key = randomUUID();
    const first = await api.act('seller', orderId, 'deliver', { result: 'one' }, { key });
    await api.act('buyer', orderId, 'reject', { reason: 'incomplete' });

    const again = await api.act('seller', orderId, 'deliver', { result: 'one' }, { key });

    expect(first.headers['idempotency-replayed']).toBeUndefined();
    expect(again.status).toBe(200);
    expect(again.headers['idempotency-replayed']).toBe('true');
    expect(again.body.seq).toBe(first.body.seq);
    expect(again.body.node.id).toBe('BUYER_ACCEPT');
    const now = await api.send('seller', 'GET', `/orders/${orderId}`);
    expect(now.body.node.id).toBe('SELLER_DELIVER');
  });

  it('sent twice at once with one key is carried out once', async () => {
    const orderId = await orderAtDelivery();
    const key = randomUUID();
    const deliver = () => api.act('seller', orderId, 'deliver', { result: 'one' }, { key });

    const answers = await Promise.all([deliver(), deliver(), deliver()]);

    expect(answers.map(({ status, body }) => [status, body.seq])).toEqual([
      [200, 4],
      [200, 4],
      [200, 4],
    ]);
  });

  it('sent at once with one key and other content, one is carried out and the others are refused', async () => {
    const orderId = await orderAtDelivery();
    const key = randomUUID();
    const results = ['one', 'two', 'three'];

    const answers = await Promise.all(
      results.map((result) => api.act('seller', orderId, 'deliver', { result }, { key })),
    );

    const done = answers.findIndex(({ status }) => status === 200);
    expect(answers.map(({ status }) => status).sort((a, b) => a - b)).toEqual([200, 422, 422]);
    expect(answers[done]?.body).toMatchObject({ delivery: { text: results[done] } });
    const { body } = await api.send('seller', 'GET', `/orders/${orderId}`);
    expect(body).toMatchObject({ seq: answers[done]?.body.seq, delivery: { text: results[done] } });
  });

  it('stays refused under its key, when it would be right later too; a new key is a new attempt', async () => {
    const orderId = await orderAtDelivery();
    const key = randomUUID();
    const early = await api.act('buyer', orderId, 'accept', {}, { key });
    await api.act('seller', orderId, 'deliver', { result: 'now' });

    const again = await api.act('buyer', orderId, 'accept', {}, { key });
    const prefer = 'respond-async';
    const kept = await api.act('buyer', orderId, 'accept', {}, { key, prefer });

    expect([early.status, again.status, kept.status]).toEqual([409, 409, 409]);
    expect(again.body).toMatchObject({
      code: early.body.code,
      current: { node: { id: 'BUYER_ACCEPT' } },
    });
    expect(again.headers['idempotency-replayed']).toBe('true');
    const { body } = await api.send('opsManager', 'GET', `/orders/${orderId}/timeline`);
    expect([...body.items].filter(({ result }) => String(result) === 'REFUSED')).toHaveLength(1);
    expect((await api.act('buyer', orderId, 'accept', {})).status).toBe(200);
  });

  it('keys belong to their sender: both sides may use the same text', async () => {
    const orderId = await orderAtDelivery();

    const delivered = await api.act('seller', orderId, 'deliver', { result: 'd' }, { key: '1' });
    const claimed = await api.act('buyer', orderId, 'accept', {}, { key: '1' });

    expect([delivered.status, claimed.status]).toEqual([200, 200]);
    const { body } = await api.send('buyer', 'GET', `/orders/${orderId}/timeline`);
    expect([...body.items].map(({ commandId }) => commandId).slice(-2)).toEqual([null, '1']);
  });

  it('R-AUD-01 raced by others with other keys wins once; each loser is told and logged once', async () => {
    const orderId = await orderAtDelivery();
    const results = ['one', 'two', 'three', 'four', 'five'];

    const answers = await Promise.all(
      results.map((result) => api.act('seller', orderId, 'deliver', { result })),
    );

    expect(sorted(answers.map(({ status }) => status))).toEqual([200, 409, 409, 409, 409]);
    expect(await refusalsOf(orderId)).toHaveLength(4);
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
      expect(body).toMatchObject({ seq: 5, node: { id: 'COMPLETING' } });
    }
  });

  it('takes the same moment in another spelling as the same content', async () => {
    const orderId = await orderAtDelivery();
    const key = randomUUID();
    const deliver = (actualEnableTime: string) =>
      api.act('seller', orderId, 'deliver', { result: 'on', actualEnableTime }, { key });

    const first = await deliver('2024-09-14T10:03:00+08:00');
    const again = await deliver('2024-09-14T02:03:00Z');

    expect(first.body.actualEnableTime).toBe('2024-09-14T02:03:00.000Z');
    expect(again.headers['idempotency-replayed']).toBe('true');
  });

  it('is refused with 422 when its key was used for another content, and the attempt is kept', async () => {
    const orderId = await orderAtDelivery();
    const key = randomUUID();
    await api.act('seller', orderId, 'deliver', { result: 'one' }, { key });

    const other = await api.act('seller', orderId, 'deliver', { result: 'two' }, { key });

    expect(other.status).toBe(422);
    expect(other.body.code).toBe('COMMAND_ID_REUSED');
    expect(await refusalsOf(orderId)).toMatchObject([
      { refusal: { code: 'COMMAND_ID_REUSED' }, commandId: key, payload: { result: 'two' } },
    ]);
  });

  it('counts the expected seq as content, and gives an outcome only to who may act', async () => {
    const orderId = await orderAtDelivery();
    const key = randomUUID();
    const deliver = (as: 'seller' | 'buyer', expectedSeq?: number) =>
      api.act(
        as,
        orderId,
        'deliver',
        { result: 'x' },
        { key, ...(expectedSeq && { expectedSeq }) },
      );
    await deliver('seller');

    expect((await deliver('seller', 3)).body.code).toBe('COMMAND_ID_REUSED');
    expect((await deliver('buyer')).body.code).toBe('ROLE_NOT_ALLOWED');
    expect((await deliver('seller')).status).toBe(200);
  });

  it('R-GEN-07 at the wrong node is refused with what is possible, once in the audit log', async () => {
    const orderId = await orderAtDelivery();

    const answer = await api.act('buyer', orderId, 'accept');

    expect(answer.status).toBe(409);
    expect(answer.headers['content-type']).toContain('application/problem+json');
    expect(answer.body).toMatchObject({
      code: 'EVENT_NOT_ALLOWED_AT_NODE',
      allowed: ['deliver', 'advanceClock'],
      current: { orderId, seq: 3, node: { id: 'SELLER_DELIVER' } },
    });
    expect(await refusalsOf(orderId)).toMatchObject([
      {
        action: 'accept',
        by: { role: 'buyer', party: 'B-1', subject: 'bob', sourceAddress: '127.0.0.1' },
        refusal: { code: 'EVENT_NOT_ALLOWED_AT_NODE' },
      },
    ]);
  });

  it('R-GEN-07 of another role is refused with 403, once in the audit log', async () => {
    const orderId = await orderAtDelivery();

    const answer = await api.act('buyer', orderId, 'deliver', { result: 'mine' });

    expect(answer.status).toBe(403);
    expect(answer.body.code).toBe('ROLE_NOT_ALLOWED');
    expect(await refusalsOf(orderId)).toHaveLength(1);
  });

  it('R-ENA-01 with an enable time before the order is refused with 422 and the bounds', async () => {
    const orderId = await orderAtDelivery();

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
    const orderId = await orderAtDelivery();

    const stale = await api.act('seller', orderId, 'deliver', { result: 'x' }, { expectedSeq: 2 });
    const fresh = await api.act('seller', orderId, 'deliver', { result: 'x' }, { expectedSeq: 3 });

    expect(stale.status).toBe(409);
    expect(stale.body).toMatchObject({ code: 'STALE_SEQ', current: { seq: 3 } });
    expect(fresh.status).toBe(200);
  });

  it('with Prefer: respond-async answers 202 at once and is carried out', async () => {
    const orderId = await orderAtDelivery();
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
      const orderId = await endedOrder();

      const answer = await api.act('buyer', orderId, 'accept', {}, prefer ? { prefer } : {});

      expect(answer.status).toBe(409);
      expect(answer.body).toMatchObject({
        code: 'ORDER_ENDED',
        current: { node: { id: 'COMPLETED' } },
      });
      expect(await refusalsOf(orderId)).toHaveLength(1);
    },
  );

  it('repeated after the order has ended gets its first answer', async () => {
    const orderId = await orderAtDelivery();
    const key = randomUUID();
    await api.act('seller', orderId, 'deliver', { result: 'x' }, { key });
    await api.act('buyer', orderId, 'accept');
    await api.act('opsManager', orderId, 'advanceClock', { toNextDeadline: true });

    const again = await api.act('seller', orderId, 'deliver', { result: 'x' }, { key });

    expect(again.status).toBe(200);
    expect(again.body.node.id).toBe('BUYER_ACCEPT');
  });

  it('on an order whose workflow was terminated says that an operator is needed', async () => {
    const orderId = await orderAtDelivery();
    await api.client.workflow.getHandle(orderWorkflowId(orderId)).terminate('by a test');

    const answer = await api.act('seller', orderId, 'deliver', { result: 'x' });

    expect(answer.status).toBe(503);
    expect(answer.body.code).toBe('ORDER_NOT_RUNNING');
  });

  it.each(['otherBuyer', 'otherSeller'] as const)(
    'R-SEC-01 of a stranger (%s) answers as if the order did not exist, and is kept in the audit log',
    async (stranger) => {
      const orderId = await orderAtDelivery();
      const missing = `X-${orderId}`;
      const attempt = (id: string) =>
        api.act(stranger, id, stranger === 'otherBuyer' ? 'accept' : 'confirmRequirement');

      const onReal = await attempt(orderId);
      const onMissing = await attempt(missing);

      expect(onReal.status).toBe(404);
      const { requestId: _one, ...real } = onReal.body;
      const { requestId: _two, ...none } = onMissing.body;
      expect(JSON.stringify(real)).toBe(JSON.stringify(none).replaceAll(missing, orderId));
      expect(await refusalsOf(orderId)).toMatchObject([{ refusal: { code: 'ORDER_NOT_FOUND' } }]);
    },
  );
});

describe('an action without a worker', () => {
  it('is answered with 202 in time, and its repeat gets the outcome once a worker is there', async () => {
    api = await startApi({ commandWaitMs: 1_000 });
    try {
      const worker = await api.startWorker();
      const orderId = await orderAtDelivery();
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
