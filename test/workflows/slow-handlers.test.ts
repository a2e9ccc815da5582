import { afterAll, beforeAll, expect, it } from 'vitest';
import { bundleEdited } from '../support/edited-workflows.ts';
import { actors, type OrderRunner, startOrderRunner } from '../support/order-runner.ts';
import { aPurchase } from '../support/purchase.ts';

const slowly = `async (command) => {
  const outcome = await inbox.put(action, command);
  await new Promise((done) => setTimeout(done, 1));
  return outcome;
}, {`;

let runner: OrderRunner;
beforeAll(async () => {
  const workflowBundle = await bundleEdited(
    'workflows/order.ts',
    '(command) => inbox.put(action, command), {',
    slowly,
  );
  runner = await startOrderRunner(undefined, workflowBundle);
});
afterAll(() => runner.stop());

it('a run waits for handlers that are not done with their answers before the next run takes over', async () => {
  const order = await runner.open(aPurchase(), { continueAsNewAfterEvents: 1 });
  const firstRun = (await order.handle.describe()).runId;

  const submitted = await order.act(actors.buyer, 'submitRequirement', { text: 'r' });
  const confirmed = await order.act(actors.seller, 'confirmRequirement', {});

  expect([submitted.seq, confirmed.seq]).toEqual([2, 3]);
  expect((await order.handle.describe()).runId).not.toBe(firstRun);
});
