import { randomUUID } from 'node:crypto';
import { Worker } from '@temporalio/worker';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { AuditEntry } from '../../db/audit-entry.ts';
import { findOrder } from '../../db/read-models.ts';
import type { OrderEvent } from '../../domain/events.ts';
import { proceed } from '../../domain/transition.ts';
import { orderWorkflowId } from '../../workflows/messages.ts';
import { aPurchase } from '../support/purchase.ts';
import { bundleWorkflows, type OrderWorker } from '../support/running-order.ts';
import { type Answer, startApi, type TestApi } from './support.ts';

let api: TestApi;
let twin: TestApi;
let worker: OrderWorker;
beforeAll(async () => {
  api = await startApi();
  twin = await startApi({ db: api.database.db, taskQueue: api.taskQueue });
  worker = await api.startWorker();
});
afterAll(async () => {
  await twin.close();
  await api.close();
});

const rounds = 40;
const wishes = [
  ['seller', 'deliver', { result: 'installed' }],
  ['buyer', 'reject', { reason: 'login fails' }],
  ['seller', 'deliver', { result: 'installed again' }],
] as const;

/** Everybody at once, each command by two processes under the same key. */
const round = (orderId: string): Promise<readonly (readonly [key: string, Answer])[]> =>
  Promise.all(
    wishes.flatMap(([as, action, payload]) => {
      const key = randomUUID();
      return [api, twin].map(
        async (on) => [key, await on.act(as, orderId, action, payload, { key })] as const,
      );
    }),
  );

/** The histories of all runs of an order, newest first. */
async function historiesOf(orderId: string) {
  const histories = [];
  const workflowId = orderWorkflowId(orderId);
  let runId: string | null | undefined = (
    await api.client.workflow.getHandle(workflowId).describe()
  ).runId;
  while (runId) {
    const history = await api.client.workflow.getHandle(workflowId, runId).fetchHistory();
    histories.push({ workflowId: runId, history });
    const started: { continuedExecutionRunId?: string | null } | null | undefined =
      history.events?.[0]?.workflowExecutionStartedEventAttributes;
    runId = started?.continuedExecutionRunId;
  }
  return histories;
}

async function doneTo(orderId: string) {
  const rows = await api.database.db.execute<{ entry: AuditEntry }>(
    sql`select entry from audit_log where order_id = ${orderId} and result = 'DONE' order by no`,
  );
  return rows.map(({ entry }) => entry).filter((entry) => entry.result === 'DONE');
}
type Done = Awaited<ReturnType<typeof doneTo>>;

/** What the domain makes of the events in an audit log. */
const statesAfter = (done: Done) =>
  done.slice(1).map(({ event, at, role, party, payload }, index) => {
    const before = done[index]?.state;
    if (!before) throw new Error('no state');
    const by = { role, party };
    return proceed(before, { type: event, at, by, payload } as OrderEvent).steps.at(-1)?.order;
  });

it('commands in flight while an order continues as new are answered at once, each carried out once', async () => {
  const { orderId } = await worker.open(aPurchase(), { continueAsNewAfterEvents: 8 });
  const url = `/orders/${orderId}`;
  await expect
    .poll(async () => (await api.send('buyer', 'GET', url)).status, { timeout: 10_000 })
    .toBe(200);
  await api.act('buyer', orderId, 'submitRequirement', { text: 'maps' });
  await api.act('seller', orderId, 'confirmRequirement');

  const answers = [];
  for (let left = rounds; left > 0; left -= 1) answers.push(...(await round(orderId)));

  const unwanted = answers.filter(
    ([, { status, body }]) =>
      status !== 200 && !(status === 409 && String(body.code) === 'EVENT_NOT_ALLOWED_AT_NODE'),
  );
  expect(unwanted.map(([, { status, body }]) => [status, body])).toEqual([]);

  const done = await doneTo(orderId);
  expect(done.map(({ seq }) => seq)).toEqual(done.map((_, index) => index + 1));
  const idOf = (key: string) => done.find(({ commandId }) => commandId?.endsWith(key))?.seq;
  const acknowledged = answers.filter(([, { status }]) => status === 200);
  expect(acknowledged.map(([, { body }]) => body.seq)).toEqual(
    acknowledged.map(([key]) => idOf(key)),
  );
  const told = new Set(acknowledged.map(([, { body }]) => Number(body.seq)));
  expect(told, 'transitions somebody was told of').toEqual(
    new Set(done.slice(3).map(({ seq }) => seq)),
  );
  expect(statesAfter(done)).toEqual(done.slice(1).map(({ state }) => state));
  expect(await findOrder(api.database.db, orderId)).toEqual(done.at(-1)?.state);

  const histories = await historiesOf(orderId);
  expect(histories.length, 'runs').toBeGreaterThan(20);
  const workflowBundle = await bundleWorkflows();
  for await (const { error } of Worker.runReplayHistories({ workflowBundle }, histories)) {
    expect(error).toBeUndefined();
  }
}, 90_000);
