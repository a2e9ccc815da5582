import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ActionName } from '../../domain/events.ts';
import type { Actor } from '../../domain/order.ts';
import { payloadFor } from '../support/order-builder.ts';
import {
  actors,
  type OrderRunner,
  type RunningOrder,
  startOrderRunner,
} from '../support/order-runner.ts';
import { aPurchase } from '../support/purchase.ts';
import { statementCounter } from '../support/statement-counter.ts';

const { buyer, huaweiReviewer, seller } = actors;
let runner: OrderRunner;
beforeAll(async () => {
  runner = await startOrderRunner();
});
afterAll(() => runner.stop());

/** The length of the history once the task at work has ended: its last events come after its answers. */
async function historyLength({ handle }: RunningOrder): Promise<number> {
  for (;;) {
    const { events } = await handle.fetchHistory();
    const last = events?.at(-1)?.workflowTaskCompletedEventAttributes;
    const answered = events?.at(-1)?.workflowExecutionUpdateCompletedEventAttributes;
    const shown = events?.at(-1)?.upsertWorkflowSearchAttributesEventAttributes;
    const recorded = events?.at(-1)?.markerRecordedEventAttributes;
    if (last || answered || shown || recorded) return events?.length ?? 0;
    await sleep(20);
  }
}

async function eventsOf(order: RunningOrder, action: () => Promise<unknown>): Promise<number> {
  const before = await historyLength(order);
  await action();
  return (await historyLength(order)) - before;
}

describe('what the engine costs, counted', () => {
  it('an action on a node without deadline is at most 7 history events', async () => {
    const order = await runner.open(aPurchase());
    const counts = [
      await eventsOf(order, () => order.act(buyer, 'submitRequirement', { text: 'r' })),
      await eventsOf(order, () => order.act(seller, 'confirmRequirement', {})),
      await eventsOf(order, () => order.act(seller, 'deliver', { result: 'd' })),
      await eventsOf(order, () => order.act(buyer, 'reject', { reason: 'no' })),
    ];

    expect(Math.max(...counts), `events per action: ${counts}`).toBeLessThanOrEqual(7);
    expect(Math.min(...counts)).toBeGreaterThan(0);
  });

  it('so is every action of an authorization code order with review', async () => {
    const order = await runner.open(
      aPurchase({
        deliveryMode: 'LICENSE_AUTH_CODE',
        salesCategory: 'JOINT_OPERATION',
        scene: 'EMPOWERMENT_CLOUD',
      }),
    );
    const eventsFor = async (by: Actor, action: ActionName) => {
      const said = payloadFor(action, await order.snapshot());
      return eventsOf(order, () => order.act(by, action, said));
    };
    const counts = [
      await eventsFor(seller, 'deliver'),
      await eventsFor(huaweiReviewer, 'reviewFail'),
      await eventsFor(seller, 'deliver'),
      await eventsFor(huaweiReviewer, 'reviewPass'),
      await eventsFor(buyer, 'claimAuthCode'),
    ];

    expect(Math.max(...counts), `events per action: ${counts}`).toBeLessThanOrEqual(7);
  });

  it('a repeated command and a refused one are no events at all', async () => {
    const order = await runner.open(aPurchase());
    const submit = () =>
      order.act(buyer, 'submitRequirement', { text: 'r' }, { commandId: 'same-key' });
    const first = await submit();

    expect(await eventsOf(order, async () => expect(await submit()).toEqual(first))).toBe(0);
    expect(await eventsOf(order, () => order.act(buyer, 'accept', {}).catch(() => 'refused'))).toBe(
      0,
    );
  });

  it('a transition is one statement, and so one commit, in our database', async () => {
    const order = await runner.open(aPurchase());
    await historyLength(order);
    const counter = await statementCounter(runner.ownerUrl);

    await order.act(buyer, 'submitRequirement', { text: 'r' });
    await order.act(seller, 'confirmRequirement', {});
    const statements = await counter.read();
    await counter.close();

    // No begin or commit among them: each statement is a transaction of its own.
    expect(statements).toEqual([{ query: expect.stringContaining('record_transition'), calls: 2 }]);
  });

  it('projection, audit entry and outbox row of a transition come from one transaction', async () => {
    const order = await runner.open(aPurchase());
    await order.act(buyer, 'submitRequirement', { text: 'r' });

    const rows = await runner.database.db.execute(
      sql`select xmin::text as transaction from orders where id = ${order.orderId}
        union all select xmin::text from audit_log where order_id = ${order.orderId} and seq = 2
        union all select xmin::text from outbox where order_id = ${order.orderId} and seq = 2`,
    );

    expect(rows).toHaveLength(3);
    expect(new Set(rows.map(({ transaction }) => transaction)).size).toBe(1);
  });
});
