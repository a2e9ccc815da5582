import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { instant } from '../../domain/units.ts';
import { actors, type OrderRunner, refusalOf, startOrderRunner } from '../support/order-runner.ts';
import { aPurchase } from '../support/purchase.ts';

const { buyer, seller, opsManager } = actors;
let runner: OrderRunner;
beforeAll(async () => {
  runner = await startOrderRunner();
});
afterAll(() => runner.stop());

describe('an order on the real engine', () => {
  it('R-GEN-02 goes from purchase to completion, with a rejection on the way', async () => {
    const order = await runner.open(aPurchase());
    await order.act(buyer, 'submitRequirement', { text: 'all roads of 2024' });
    await order.act(seller, 'confirmRequirement', {});
    await order.act(seller, 'deliver', { result: 'sent' });
    await order.act(buyer, 'reject', { reason: 'two provinces are missing' });
    await order.act(seller, 'deliver', { result: 'sent again' });
    await order.act(buyer, 'accept', {});
    await order.act(opsManager, 'advanceClock', { toNextDeadline: true });

    const ended = await order.handle.result();

    expect(ended).toMatchObject({ node: 'COMPLETED', billable: false, acceptRejects: 1 });
    expect(await order.snapshot()).toEqual(ended);
    const rows = await runner.database.db.execute(
      sql`select no, seq, result, entry->>'event' as event, entry->>'role' as role from audit_log where order_id = ${order.orderId} order by no`,
    );
    expect(rows.map(({ event, role }) => `${event} ${role}`)).toEqual([
      'opened storefront',
      'requirementSubmitted buyer',
      'requirementConfirmed seller',
      'delivered seller',
      'rejected buyer',
      'delivered seller',
      'accepted buyer',
      'deadlinePassed platform',
      'clockAdvanced opsManager',
    ]);
    const [projection] = await runner.database.db.execute(
      sql`select node, seq, state->>'node' as state_node from orders where id = ${order.orderId}`,
    );
    expect(projection).toEqual({ node: 'COMPLETED', seq: 9, state_node: 'COMPLETED' });
  });

  it('R-GEN-07 refuses what comes at the wrong node, with the code', async () => {
    const order = await runner.open(aPurchase());

    expect(await refusalOf(order.act(seller, 'deliver', { result: 'x' }))).toBe(
      'EVENT_NOT_ALLOWED_AT_NODE',
    );
    expect(await refusalOf(order.act(seller, 'submitRequirement', { text: 'x' }))).toBe(
      'ROLE_NOT_ALLOWED',
    );
    expect((await order.snapshot()).seq).toBe(1);
  });

  it('a fast clock reaches a deadline by a real Temporal timer', async () => {
    const order = await runner.open(
      aPurchase({
        clock: { kind: 'fast', startsAt: instant('2024-09-14T10:05:00+08:00'), rate: 20_000 },
      }),
    );
    await order.act(buyer, 'submitRequirement', { text: 'r' });
    await order.act(seller, 'confirmRequirement', {});
    await order.act(seller, 'deliver', { result: 'd' });
    await order.act(buyer, 'accept', {});

    const ended = await order.handle.result();

    expect(ended.node).toBe('COMPLETED');
    const accepted = new Date(ended.acceptedAt).getTime();
    expect(new Date(ended.completedAt).getTime()).toBe(accepted + 3 * 3_600_000);
  });
});
