import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { orderWorkflowId } from '../../workflows/messages.ts';
import { aPurchase } from '../support/purchase.ts';
import type { OrderWorker } from '../support/running-order.ts';
import { startApi, type TestApi } from './support.ts';

let api: TestApi;
let worker: OrderWorker;
beforeAll(async () => {
  api = await startApi();
  worker = await api.startWorker();
});
afterAll(() => api.close());

it('an order that continues as new between two actions takes every one of them, each once', async () => {
  const { orderId } = aPurchase();
  const purchase = aPurchase({ orderId });
  await worker.open(purchase, { continueAsNewAfterEvents: 8 });
  const url = `/orders/${orderId}`;
  await expect
    .poll(async () => (await api.send('buyer', 'GET', url)).status, { timeout: 10_000 })
    .toBe(200);
  const firstRun = (await api.client.workflow.getHandle(orderWorkflowId(orderId)).describe()).runId;

  const key = randomUUID();
  const statuses = [];
  for (let round = 0; round < 5; round += 1) {
    const submitted = await api.act(
      'buyer',
      orderId,
      'submitRequirement',
      { text: 'x' },
      round === 0 ? { key } : {},
    );
    const [turnedDown, early] = await Promise.all([
      api.act('seller', orderId, 'rejectRequirement', { reason: 'y' }),
      api.act('buyer', orderId, 'accept'),
    ]);
    statuses.push([submitted.status, turnedDown.status, early.status]);
  }
  const handle = api.client.workflow.getHandle(orderWorkflowId(orderId));
  const lengthOf = async () => (await handle.fetchHistory()).events?.length;
  await expect.poll(async () => (await handle.query('orderSnapshot')) !== undefined).toBe(true);
  const before = await lengthOf();
  const again = await api.act('buyer', orderId, 'submitRequirement', { text: 'x' }, { key });
  await handle.query('orderSnapshot'); // whatever the repeat had begun would be done now
  // A task that only asks stands in the history until it is answered.
  await expect
    .poll(lengthOf, { message: 'events for a repeat of another run', timeout: 10_000 })
    .toBe(before);

  expect(statuses).toEqual(Array(5).fill([200, 200, 409]));
  expect(again.headers['idempotency-replayed']).toBe('true');
  const { body } = await api.send('buyer', 'GET', url);
  expect(body.seq).toBe(11);
  const lastRun = (await api.client.workflow.getHandle(orderWorkflowId(orderId)).describe()).runId;
  expect(lastRun).not.toBe(firstRun);
});
