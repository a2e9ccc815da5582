import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { summaryOf } from '../../api/order-opening.ts';
import { deliveryModes, salesCategories } from '../../domain/order.ts';
import { orderWorkflowId } from '../../workflows/messages.ts';
import { aPurchase } from '../support/purchase.ts';
import { startApi, type TestApi } from './support.ts';

describe('POST /orders', () => {
  let api: TestApi;
  beforeAll(async () => {
    api = await startApi();
    await api.startWorker();
  });
  afterAll(() => api.close());

  const open = (payload: object) => api.send('storefront', 'POST', '/orders', { payload });

  it('R-GEN-01 answers 201 with the order at its first node, already in the projection', async () => {
    const purchase = aPurchase();

    const answer = await open(purchase);

    expect(answer.status).toBe(201);
    expect(answer.headers.location).toBe(`/orders/${purchase.orderId}`);
    expect(answer.body).toMatchObject({
      orderId: purchase.orderId,
      seq: 1,
      livemode: false,
      purchase,
      node: { id: 'SUBMIT_REQUIREMENT', waitingFor: { role: 'buyer' } },
      orderStatus: 'PROCESSING',
    });
    const read = await api.send('buyer', 'GET', `/orders/${purchase.orderId}`);
    expect(read.body.seq).toBe(1);
    expect(read.body.nextActions).toMatchObject([
      { name: 'submitRequirement', form: { required: ['text'] }, due: null },
      { name: 'openAppeal', form: { required: ['reason', 'text', 'evidence'] }, due: null },
    ]);
  });

  it('opens an order with the facts that operators filter by', async () => {
    const purchase = aPurchase();

    await open(purchase);

    const description = await api.client.workflow
      .getHandle(orderWorkflowId(purchase.orderId))
      .describe();
    expect(description.type).toBe('orderWorkflow');
    expect(description.searchAttributes).toMatchObject({
      OrderNode: ['SUBMIT_REQUIREMENT'],
      SellerId: ['S-1'],
      BuyerId: ['B-1'],
      Livemode: [false],
    });
    expect(await description.staticSummary()).toContain('rehearsal');
  });

  it('answers 200 with the same order to the same purchase, however it is written', async () => {
    const purchase = aPurchase();
    await open(purchase);

    const { lines, ...rest } = purchase;
    const again = await open({ lines, ...rest, placedAt: '2024-09-14T02:00:00Z' });

    expect(again.status).toBe(200);
    expect(again.body.seq).toBe(1);
  });

  it('answers 409 with every difference to another purchase under the same id', async () => {
    const purchase = aPurchase();
    await open(purchase);

    const other = await open({ ...purchase, buyer: { id: 'B-9' }, scene: 'BASE_CLOUD' });

    expect(other.status).toBe(409);
    expect(other.body.code).toBe('ORDER_EXISTS');
    expect(other.body.differences).toEqual([
      { field: '/buyer/id', stored: 'B-1', sent: 'B-9' },
      { field: '/scene', stored: 'OTHER', sent: 'BASE_CLOUD' },
    ]);
  });

  it('gives one 201 and one 200 to two identical purchases at the same time', async () => {
    const purchase = aPurchase();

    const answers = await Promise.all([open(purchase), open(purchase)]);

    expect(answers.map(({ status }) => status).sort((a, b) => a - b)).toEqual([200, 201]);
  });

  it('refuses what the domain refuses, with its code, and opens nothing', async () => {
    const purchase = aPurchase({ livemode: true });

    const answer = await open(purchase);

    expect(answer.status).toBe(422);
    expect(answer.body.code).toBe('LIVE_ORDER_WITH_REHEARSAL_CLOCK');
    const read = await api.send('storefront', 'GET', `/orders/${purchase.orderId}`);
    expect(read.status).toBe(404);
  });

  it.each(['buyer', 'seller', 'opsManager', 'huaweiReviewer'] as const)(
    'R-SEC-01 takes no purchase from the %s',
    async (role) => {
      const answer = await api.send(role, 'POST', '/orders', { payload: aPurchase() });

      expect(answer.status).toBe(403);
      expect(answer.body.code).toBe('FORBIDDEN');
    },
  );
});

describe('POST /orders without a worker', () => {
  let api: TestApi;
  beforeAll(async () => {
    api = await startApi({ commandWaitMs: 500 });
  });
  afterAll(() => api.close());

  const open = (payload: object) => api.send('storefront', 'POST', '/orders', { payload });

  it('answers 202, compares repeats with what was started, and opens once a worker is there', async () => {
    const purchase = aPurchase();

    const first = await open(purchase);
    const same = await open(purchase);
    const other = await open({ ...purchase, seller: { id: 'S-9' } });

    expect(first.status).toBe(202);
    expect(first.headers.location).toBe(`/orders/${purchase.orderId}`);
    expect(first.body.message.en).toContain('kept');
    expect(same.status).toBe(202);
    expect(other.status).toBe(409);
    expect(other.body.differences).toEqual([{ field: '/seller/id', stored: 'S-1', sent: 'S-9' }]);

    await api.startWorker();
    await expect.poll(async () => (await open(purchase)).status, { timeout: 10_000 }).toBe(200);
  });
});

it('R-SEC-02 keeps the summary of every kind of order within 200 bytes', () => {
  const summaries = deliveryModes.flatMap((deliveryMode) =>
    salesCategories.flatMap((salesCategory) =>
      [true, false].map((livemode) =>
        summaryOf(aPurchase({ deliveryMode, salesCategory, livemode })),
      ),
    ),
  );

  expect(Math.max(...summaries.map((text) => Buffer.byteLength(text)))).toBeLessThanOrEqual(200);
});
