import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ClockRequest } from '../../domain/clock.ts';
import type { Order } from '../../domain/order.ts';
import { type Instant, instant, msOf } from '../../domain/units.ts';
import { orderWorkflowId } from '../../workflows/messages.ts';
import { manualClock } from '../support/purchase.ts';
import { type Ending, type Move, type RaceTrack, startRaceTrack } from '../support/race.ts';
import { rounds } from '../support/rounds.ts';

let track: RaceTrack;
beforeAll(async () => {
  track = await startRaceTrack();
});
afterAll(() => track.api.close());

const startsAt = instant('2024-09-14T10:05:00+08:00');
/** Ten days pass in 1.44 s. */
const fastClock: ClockRequest = { kind: 'fast', startsAt, rate: 600_000 };

/** Goods that were signed for: after ten days they count as accepted. R-HW-02 */
async function signedParcel(clock: ClockRequest): Promise<string> {
  const orderId = await track.open({
    deliveryMode: 'HARDWARE',
    shippingAddressId: 'ADDR-1',
    clock,
  });
  const sent = { courier: 'SF', trackingNumber: 'SF1', carriesBuyersPhone: true };
  await track.act('seller', orderId, 'ship', sent);
  await track.act('storefront', orderId, 'recordCourierSignature', { trackingNumber: 'SF1' });
  return orderId;
}

/** When the deadline passes, world time in milliseconds. */
function worldMsOf({ clock, deadline }: Order): number {
  if (clock.kind !== 'fast' || deadline === null) throw new Error('no deadline on a fast clock');
  const leftMs = msOf(deadline) - msOf(clock.startsAt);
  return msOf(clock.startedAt) + leftMs / clock.rate;
}

const accept: Move = { as: 'buyer', action: 'accept' };
const reject: Move = {
  as: 'buyer',
  action: 'reject',
  payload: { reason: 'broken', criteria: ['shipped'] },
};

/** Either the buyer was first, or the deadline was and the buyer is refused; nothing in between. */
function expectOneOfTwo({ outcomes: [buyer], order, done }: Ending, move: Move, deadline: Instant) {
  const decisions = done.filter(({ fromNode }) => fromNode === 'BUYER_ACCEPT');
  const [decision, ...more] = decisions.filter(({ node }) => node !== 'BUYER_ACCEPT');
  expect(more, 'one decision').toEqual([]);
  if (buyer === 'done') {
    expect(decision).toMatchObject({ event: `${move.action}ed`, role: 'buyer' });
    expect(msOf(decision?.at ?? deadline), 'before the limit').toBeLessThan(msOf(deadline));
    expect(order.acceptedAt).toBe(move.action === 'accept' ? decision?.at : null);
    expect(order.acceptRejects).toBe(move.action === 'accept' ? 0 : 1);
  } else {
    expect(['EVENT_NOT_ALLOWED_AT_NODE', 'ORDER_ENDED']).toContain(buyer);
    expect(decision).toMatchObject({ event: 'deadlinePassed', role: 'platform', at: deadline });
    expect(order).toMatchObject({ acceptedAt: deadline, acceptRejects: 0 });
  }
}

describe('a deadline and the buyer in the same instant', () => {
  it('R-HW-02 on a running clock, 24 rounds: a Temporal timer fires while the buyer decides', async () => {
    let leadMs = 60;
    await rounds(24, 5, async (round) => {
      const move = round % 2 === 0 ? accept : reject;
      const orderId = await signedParcel(fastClock);
      const { deadline, ...order } = await track.read(orderId);
      if (deadline === null) throw new Error('no limit runs');
      await sleep(Math.max(0, worldMsOf({ deadline, ...order }) - leadMs - Date.now()));

      // Who is refused because the limit has passed may hear it before the timer fires.
      const ending = await track.race(orderId, [move], ({ node }) => node !== 'BUYER_ACCEPT');

      expectOneOfTwo(ending, move, deadline);
      // Who was late comes a little earlier next time: so most rounds are close, on any machine.
      leadMs += ending.outcomes[0] === 'done' ? -8 : 8;
      // Reminders would go on, every second.
      const handle = track.api.client.workflow.getHandle(orderWorkflowId(orderId));
      await handle.terminate().catch(() => 'ended by itself');
    });
  });

  it('R-GEN-07 on a manual clock, 20 rounds: it is advanced to the limit while the buyer decides', async () => {
    await rounds(20, 5, async (round) => {
      const move = round % 2 === 0 ? accept : reject;
      const orderId = await signedParcel(manualClock());
      const { deadline } = await track.read(orderId);
      if (deadline === null) throw new Error('no limit runs');
      const delayMs = (round % 5) * 2;
      const advance: Move = { as: 'opsManager', action: 'advanceClock', payload: { to: deadline } };

      const ending = await track.race(
        orderId,
        round % 4 < 2 ? [{ ...move, delayMs }, advance] : [move, { ...advance, delayMs }],
      );

      expectOneOfTwo(ending, move, deadline);
      expect(ending.outcomes[1]).toBe('done');
      expect(ending.order.clock).toEqual({ kind: 'manual', at: deadline });
      const came = ending.done.slice(3).map(({ event }) => event);
      expect(came.at(-1)).toBe('clockAdvanced');
      expect(ending.order.node).toBe(
        ending.outcomes[0] !== 'done'
          ? 'COMPLETING' // for three hours from the limit on
          : { accept: 'COMPLETED', reject: 'SHIP' }[move.action as 'accept' | 'reject'],
      );
    });
  });
});
