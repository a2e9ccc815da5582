import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { recordTransition } from '../../db/audit.ts';
import { decide, type Wish } from '../../domain/command.ts';
import type { Order } from '../../domain/order.ts';
import { instant } from '../../domain/units.ts';
import {
  actors,
  type OrderRunner,
  type RunningOrder,
  refusalOf,
  startOrderRunner,
} from '../support/order-runner.ts';
import { aPurchase } from '../support/purchase.ts';

const { buyer, seller } = actors;
let runner: OrderRunner;
beforeAll(async () => {
  runner = await startOrderRunner();
});
afterAll(() => runner.stop());

/**
 * What a worker leaves behind that dies after the database has committed and before Temporal has heard of it: the
 * transition stands in the database, the workflow knows nothing of it.
 */
async function commitBehindTheWorkflow(
  order: RunningOrder,
  commandId: string,
  wish: Wish,
): Promise<Order> {
  const before = await order.snapshot();
  const [step] = decide(before, wish, instant(Date.now())).steps;
  if (!step) throw new Error('the wish was refused');
  await recordTransition(runner.database.db, {
    order: step.order,
    fromNode: before.node,
    event: step.event,
    payload: step.event.payload,
    command: { action: wish.action, commandId, fingerprint: `fingerprint of ${commandId}` },
  });
  return step.order;
}

describe('the database is ahead of the workflow', () => {
  it('what was committed counts: the same command is answered with it, not carried out twice', async () => {
    const { clock: _, ...live } = aPurchase();
    const order = await runner.open(live);
    const wish = { action: 'submitRequirement', by: buyer, payload: { text: 'r' } } as const;
    const committed = await commitBehindTheWorkflow(order, 'lost', wish);

    const outcome = await order.act(
      buyer,
      'submitRequirement',
      { text: 'r' },
      { commandId: 'lost', fingerprint: 'fingerprint of lost' },
    );

    expect(outcome.seq).toBe(2);
    expect(await order.snapshot()).toEqual(committed);
  });

  it('what was committed counts: another command is decided again after it', async () => {
    const order = await runner.open(aPurchase());
    await order.act(buyer, 'submitRequirement', { text: 'r' });
    await commitBehindTheWorkflow(order, 'confirmed', {
      action: 'confirmRequirement',
      by: seller,
      payload: {},
    });

    const late = order.act(seller, 'rejectRequirement', { reason: 'too late' });

    expect(await refusalOf(late)).toBe('EVENT_NOT_ALLOWED_AT_NODE');
    expect(await order.snapshot()).toMatchObject({ node: 'SELLER_DELIVER', seq: 3 });
    await order.act(seller, 'deliver', { result: 'd' });
    expect(await order.snapshot()).toMatchObject({ node: 'BUYER_ACCEPT', seq: 4 });
  });
});
