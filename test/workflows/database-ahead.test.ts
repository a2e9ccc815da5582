import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { instant } from '../../domain/units.ts';
import { commitBehindTheWorkflow } from '../support/database-ahead.ts';
import { actors, type OrderRunner, refusalOf, startOrderRunner } from '../support/order-runner.ts';
import { aPurchase } from '../support/purchase.ts';

const { buyer, seller } = actors;
let runner: OrderRunner;
beforeAll(async () => {
  runner = await startOrderRunner();
});
afterAll(() => runner.stop());

describe('the database is ahead of the workflow', () => {
  it('what was committed counts: the same command is answered with it, not carried out twice', async () => {
    // Paid just now: nothing is due on its real clock.
    const paidAt = instant(Date.now());
    const { clock: _, ...onRealTime } = aPurchase({ placedAt: paidAt, paidAt });
    const order = await runner.open(onRealTime);
    const wish = { action: 'submitRequirement', by: buyer, payload: { text: 'r' } } as const;
    const lost = { commandId: 'lost', fingerprint: 'f' };
    const committed = await commitBehindTheWorkflow(
      runner.database.db,
      await order.snapshot(),
      lost,
      wish,
    );

    const outcome = await order.act(buyer, 'submitRequirement', { text: 'r' }, lost);

    expect(outcome.seq).toBe(2);
    expect(await order.snapshot()).toEqual(committed);
  });

  it('what was committed counts: another command is decided again after it', async () => {
    const order = await runner.open(aPurchase());
    await order.act(buyer, 'submitRequirement', { text: 'r' });
    await commitBehindTheWorkflow(
      runner.database.db,
      await order.snapshot(),
      { commandId: 'confirmed', fingerprint: 'f' },
      {
        action: 'confirmRequirement',
        by: seller,
        payload: {},
      },
    );

    const late = order.act(seller, 'rejectRequirement', { reason: 'too late' });

    expect(await refusalOf(late)).toBe('EVENT_NOT_ALLOWED_AT_NODE');
    expect(await order.snapshot()).toMatchObject({ node: 'SELLER_DELIVER', seq: 3 });
    await order.act(seller, 'deliver', { result: 'd' });
    expect(await order.snapshot()).toMatchObject({ node: 'BUYER_ACCEPT', seq: 4 });
  });
});
