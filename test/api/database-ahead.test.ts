import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fingerprintOf } from '../../api/canonical.ts';
import { bringRecentUpToDate } from '../../api/catch-up.ts';
import type { Wish } from '../../domain/command.ts';
import { orderWorkflowId } from '../../workflows/messages.ts';
import { commitBehindTheWorkflow } from '../support/database-ahead.ts';
import { aPurchase } from '../support/purchase.ts';
import { actors, type OrderWorker, type RunningOrder } from '../support/running-order.ts';
import { startApi, type TestApi } from './support.ts';

let api: TestApi;
let worker: OrderWorker;
beforeAll(async () => {
  api = await startApi();
  worker = await api.startWorker();
});
afterAll(() => api.close());

const submit: Wish = { action: 'submitRequirement', by: actors.buyer, payload: { text: 'r' } };

/** An order whose database has a submitted requirement that its workflow has not heard of. */
async function anOrderBehind(commandId: string): Promise<RunningOrder> {
  const order = await worker.open(aPurchase());
  await expect
    .poll(async () => (await api.send('buyer', 'GET', `/orders/${order.orderId}`)).status, {
      timeout: 10_000,
    })
    .toBe(200);
  const fingerprint = fingerprintOf({ action: submit.action, body: submit.payload });
  const id = { commandId: `buyer:B-1:${commandId}`, fingerprint };
  await commitBehindTheWorkflow(api.database.db, await order.snapshot(), id, submit);
  expect((await order.snapshot()).seq).toBe(1);
  return order;
}

describe('the database is ahead of a workflow', () => {
  it('a command that is right by what the database says is carried out', async () => {
    const { orderId, snapshot } = await anOrderBehind(randomUUID());

    const { status, body } = await api.act('seller', orderId, 'confirmRequirement');

    expect([status, body.seq]).toEqual([200, 3]);
    expect((await snapshot()).node).toBe('SELLER_DELIVER');
  });

  it('a command that is wrong by what the database says is refused by that', async () => {
    const { orderId } = await anOrderBehind(randomUUID());

    const { status, body } = await api.act('buyer', orderId, 'submitRequirement', { text: 'new' });

    expect([status, body.code]).toEqual([409, 'EVENT_NOT_ALLOWED_AT_NODE']);
    expect(body).toMatchObject({ allowed: expect.arrayContaining(['confirmRequirement']) });
  });

  it('who repeats the lost command gets its outcome, and the workflow the command', async () => {
    const key = randomUUID();
    const { orderId, snapshot } = await anOrderBehind(key);

    const { status, headers } = await api.act(
      'buyer',
      orderId,
      'submitRequirement',
      submit.payload as object,
      { key },
    );

    expect([status, headers['idempotency-replayed']]).toEqual([200, 'true']);
    await expect.poll(async () => (await snapshot()).seq).toBe(2);
  });

  it('the start of the API brings it up to date, though nobody comes back', async () => {
    const { orderId, snapshot } = await anOrderBehind(randomUUID());
    const warnings: unknown[] = [];

    await bringRecentUpToDate(
      { db: api.database.db, temporal: api.client, commandWaitMs: 10_000 },
      { signal: AbortSignal.timeout(20_000), warn: (error) => warnings.push(error) },
    );

    expect(warnings).toEqual([]);
    expect((await snapshot()).seq).toBe(2);
    const { historyLength } = await api.client.workflow
      .getHandle(orderWorkflowId(orderId))
      .describe();
    await bringRecentUpToDate(
      { db: api.database.db, temporal: api.client, commandWaitMs: 10_000 },
      { signal: AbortSignal.timeout(20_000), warn: (error) => warnings.push(error) },
    );
    expect(
      (await api.client.workflow.getHandle(orderWorkflowId(orderId)).describe()).historyLength,
    ).toBe(historyLength);
  });
});
