import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { instant } from '../../domain/units.ts';
import {
  actors,
  type OrderRunner,
  type RunningOrder,
  startOrderRunner,
} from '../support/order-runner.ts';
import { aPurchase } from '../support/purchase.ts';
import { historyOf } from '../support/run-chain.ts';

const { buyer, seller, opsManager } = actors;
let runner: OrderRunner;
beforeAll(async () => {
  runner = await startOrderRunner();
});
afterAll(() => runner.stop());

const continueAsNewAfterEvents = 100;
/**
 * What may come after the limit: the tasks, timers and records of one turn of the loop. 3,000, where production continues
 * as new, and this many are far from 4,000, whatever the number of actions.
 */
const mostForOneTurn = 50;

/** One parcel that comes back, over and over: six actions, one of them a signal that is refused and recorded. */
const turns: readonly ((order: RunningOrder, round: number) => Promise<unknown>)[] = [
  (order, round) => order.act(seller, 'requestCourier', { courier: `courier ${round}` }),
  (order) => order.act(opsManager, 'answerCourierRequest', { isAdmitted: true }),
  (order) => order.act(buyer, 'changeAddress', { shippingAddressId: 'ADDR-2' }),
  (order) => order.signal(seller, 'deliver', { result: 'never taken here' }),
  (order, round) =>
    order.act(seller, 'ship', {
      courier: `courier ${round}`,
      trackingNumber: 'T',
      carriesBuyersPhone: true,
      answers: [{ criterion: 'shipped', answer: 'sent again' }],
    }),
  (order) => order.act(buyer, 'reject', { reason: 'broken', criteria: ['shipped'] }),
];

describe('the history of one run', () => {
  it('stays near the limit after any action, with timers, reminders and refusals in between', async () => {
    const startsAt = instant('2024-09-14T10:05:00+08:00');
    const order = await runner.open(
      aPurchase({
        deliveryMode: 'HARDWARE',
        shippingAddressId: 'ADDR-1',
        clock: { kind: 'fast', startsAt, rate: 200_000 }, // a day is 0.4 s
      }),
      { continueAsNewAfterEvents },
    );

    for (let round = 0; round < 16; round += 1) {
      for (const turn of turns) await turn(order, round);
    }

    const runs = await historyOf(runner.client, order.handle.workflowId);
    const lengths = runs.map(({ events }) => events);
    expect(lengths.length).toBeGreaterThan(5);
    expect(Math.max(...lengths), `${lengths}`).toBeLessThan(
      continueAsNewAfterEvents + mostForOneTurn,
    );
    const carriedOut = runs.reduce((sum, { updates }) => sum + updates, 0);
    expect(carriedOut, 'every update is in one run').toBe(16 * 5);
    expect((await order.snapshot()).acceptRejects).toBe(16);
  });

  it('stays near the limit while five callers never leave the order alone', async () => {
    const order = await runner.open(
      aPurchase({ deliveryMode: 'HARDWARE', shippingAddressId: 'ADDR-1' }),
      { continueAsNewAfterEvents },
    );
    const caller = async () => {
      for (let round = 0; round < 30; round += 1) {
        await order.act(buyer, 'changeAddress', { shippingAddressId: `ADDR-${round}` });
      }
    };

    await Promise.all(Array.from({ length: 5 }, caller));

    const runs = await historyOf(runner.client, order.handle.workflowId);
    const lengths = runs.map(({ events }) => events);
    expect((await order.snapshot()).seq).toBe(151);
    expect(Math.max(...lengths), `${lengths}`).toBeLessThan(
      continueAsNewAfterEvents + mostForOneTurn,
    );
  });
});
