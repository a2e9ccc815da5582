import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { orderAtDelivery, refusalsOf, startApi, type TestApi } from './support.ts';

let api: TestApi;
beforeAll(async () => {
  api = await startApi();
  await api.startWorker();
});
afterAll(() => api.close());

describe('an action with its Idempotency-Key', () => {
  it('repeated with the same key and body changes nothing and answers as the first time', async () => {
    const orderId = await orderAtDelivery(api);
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
    const orderId = await orderAtDelivery(api);
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
    const orderId = await orderAtDelivery(api);
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
    const orderId = await orderAtDelivery(api);
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
    const orderId = await orderAtDelivery(api);

    const delivered = await api.act('seller', orderId, 'deliver', { result: 'd' }, { key: '1' });
    const claimed = await api.act('buyer', orderId, 'accept', {}, { key: '1' });

    expect([delivered.status, claimed.status]).toEqual([200, 200]);
    const { body } = await api.send('buyer', 'GET', `/orders/${orderId}/timeline`);
    expect([...body.items].map(({ commandId }) => commandId).slice(-2)).toEqual([null, '1']);
  });

  it('takes the same moment in another spelling as the same content', async () => {
    const orderId = await orderAtDelivery(api);
    const key = randomUUID();
    const deliver = (actualEnableTime: string) =>
      api.act('seller', orderId, 'deliver', { result: 'on', actualEnableTime }, { key });

    const first = await deliver('2024-09-14T10:03:00+08:00');
    const again = await deliver('2024-09-14T02:03:00Z');

    expect(first.body.actualEnableTime).toBe('2024-09-14T02:03:00.000Z');
    expect(again.headers['idempotency-replayed']).toBe('true');
  });

  it('is refused with 422 when its key was used for another content, and the attempt is kept', async () => {
    const orderId = await orderAtDelivery(api);
    const key = randomUUID();
    await api.act('seller', orderId, 'deliver', { result: 'one' }, { key });

    const other = await api.act('seller', orderId, 'deliver', { result: 'two' }, { key });

    expect(other.status).toBe(422);
    expect(other.body.code).toBe('COMMAND_ID_REUSED');
    expect(await refusalsOf(api, orderId)).toMatchObject([
      { refusal: { code: 'COMMAND_ID_REUSED' }, commandId: key, payload: { result: 'two' } },
    ]);
  });

  it('counts the expected seq as content, and gives an outcome only to who may act', async () => {
    const orderId = await orderAtDelivery(api);
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

  it('repeated after the order has ended gets its first answer', async () => {
    const orderId = await orderAtDelivery(api);
    const key = randomUUID();
    await api.act('seller', orderId, 'deliver', { result: 'x' }, { key });
    await api.act('buyer', orderId, 'accept');
    await api.act('opsManager', orderId, 'advanceClock', { toNextDeadline: true });

    const again = await api.act('seller', orderId, 'deliver', { result: 'x' }, { key });

    expect(again.status).toBe(200);
    expect(again.body.node.id).toBe('BUYER_ACCEPT');
  });
});
