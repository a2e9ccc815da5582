import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MarketplaceActor } from '../../scripts/demo/marketplace.ts';
import { type Life, live, transitionsOfALife } from '../support/lives.ts';
import { type PartName, partNames, type Stack, startStack } from '../support/stack.ts';

let stack: Stack;
beforeAll(async () => {
  stack = await startStack();
}, 120_000);
afterAll(() => stack.stop());

interface Entry {
  readonly seq: number;
  readonly result: string;
  readonly commandId: string | null;
}

/** What the audit log says was done to an order. */
async function doneTo(orderId: string): Promise<readonly Entry[]> {
  const operator = new MarketplaceActor(stack.url, stack.tokens, 'opsManager');
  const answer = await operator.get(`/orders/${orderId}/timeline?limit=200`);
  const { items } = answer.body as unknown as { items: readonly Entry[] };
  return items.filter(({ result }) => result === 'DONE');
}

async function killInTheMiddle(part: PartName, lives: readonly Life[]): Promise<void> {
  for (const acknowledged of [2, 6]) {
    while (!lives.some((life) => life.acknowledged.length >= acknowledged)) await sleep(5);
    const pid = stack.pids()[part];
    if (pid === undefined) throw new Error(`${part} is not running:\n${stack.screen()}`);
    process.kill(pid, 'SIGKILL');
    while ((stack.pids()[part] ?? pid) === pid) await sleep(50);
  }
}

describe('kill -9 in the middle of an order', () => {
  it.each(partNames)(
    'of %s: the order goes on, nothing acknowledged is lost or doubled',
    async (part) => {
      const before = stack.pids();
      const lives = Array.from({ length: 6 }, () => live(stack));

      await killInTheMiddle(part, lives);
      await Promise.all(lives.map(({ ended }) => ended));

      for (const { orderId, acknowledged } of lives) {
        const done = await doneTo(orderId);
        expect(done.map(({ seq }) => seq)).toEqual(
          Array.from({ length: transitionsOfALife }, (_, index) => index + 1),
        );
        expect(done.filter(({ commandId }) => commandId !== null)).toEqual(
          acknowledged.map(({ commandId, seq }) => expect.objectContaining({ commandId, seq })),
        );
      }
      const { [part]: killed, ...others } = before;
      expect(stack.pids()).toMatchObject(others);
      expect(stack.pids()[part]).not.toBe(killed);
      expect(stack.screen()).toMatch(/ended unexpectedly \(signal SIGKILL\)|reason unknown/);
    },
  );
});
