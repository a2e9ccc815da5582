import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { actors, type OrderRunner, refusalOf, startOrderRunner } from '../support/order-runner.ts';
import { aPurchase } from '../support/purchase.ts';
import { historyOf } from '../support/run-chain.ts';

const { buyer, seller } = actors;
let runner: OrderRunner;
beforeAll(async () => {
  runner = await startOrderRunner();
});
afterAll(() => runner.stop());

const text = { text: 'twelve seats' };
const key = (commandId: string, fingerprint = 'f') => ({ commandId, fingerprint });

/** An order that takes two or three outcomes along, after ten commands: the first ones are in the database only. */
async function forgetfulOrder() {
  const order = await runner.open(aPurchase(), {
    continueAsNewAfterEvents: 15,
    mostOutcomeCharacters: 300,
  });
  const first = await order.act(buyer, 'submitRequirement', text, key('first'));
  for (let round = 0; round < 4; round += 1) {
    await order.act(seller, 'rejectRequirement', { reason: 'where?' });
    await order.act(buyer, 'submitRequirement', text, key(`again-${round}`));
  }
  await order.act(seller, 'rejectRequirement', { reason: 'where?' });
  return { order, first };
}

describe('outcomes that a run does not take along', () => {
  it('a command id is honoured once, by update and by signal', async () => {
    const { order, first } = await forgetfulOrder();

    expect(await order.act(buyer, 'submitRequirement', text, key('first'))).toEqual(first);
    await order.signal(buyer, 'submitRequirement', text, key('first'));
    await order.act(buyer, 'submitRequirement', text, key('new'));

    expect(await order.snapshot()).toMatchObject({ seq: 12, node: 'CONFIRM_REQUIREMENT' });
  });

  it('a command id that comes back with other content is refused', async () => {
    const { order } = await forgetfulOrder();

    const other = order.act(buyer, 'submitRequirement', { text: 'x' }, key('first', 'other'));

    expect(await refusalOf(other)).toBe('COMMAND_ID_REUSED');
    expect((await order.snapshot()).seq).toBe(11);
  });

  it('the input of a run grows no more', async () => {
    const { order } = await forgetfulOrder();
    for (let round = 0; round < 10; round += 1) {
      await order.act(buyer, 'submitRequirement', text);
      await order.act(seller, 'rejectRequirement', { reason: 'where?' });
    }

    const runs = await historyOf(runner.client, order.handle.workflowId);

    const sizes = runs.slice(3).map(({ inputBytes }) => inputBytes);
    expect(sizes.length).toBeGreaterThan(5);
    // A place more in a number, a node's name: not a command more per action.
    expect(Math.max(...sizes) - Math.min(...sizes), `${sizes}`).toBeLessThan(400);
  });
});
