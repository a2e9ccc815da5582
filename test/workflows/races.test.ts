import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Purchase } from '../../domain/order.ts';
import { instant } from '../../domain/units.ts';
import { type RaceTrack, startRaceTrack } from '../support/race.ts';
import { rounds } from '../support/rounds.ts';

let track: RaceTrack;
beforeAll(async () => {
  track = await startRaceTrack();
});
afterAll(() => track.api.close());

const roundCount = 20;
const atOnce = 5;

/** Who is sent first changes with the round, and by how much. */
const headStart = (round: number) =>
  round % 2 === 0 ? [0, (round % 6) * 2] : [(round % 6) * 2, 0];

const boxed: Partial<Purchase> = { deliveryMode: 'HARDWARE', shippingAddressId: 'ADDR-1' };
const parcel = { courier: 'SF', trackingNumber: 'SF1', carriesBuyersPhone: true };

/** A parcel on its way: the buyer may accept or reject. */
async function shippedParcel(): Promise<string> {
  const orderId = await track.open(boxed);
  await track.act('seller', orderId, 'ship', parcel);
  return orderId;
}

/** A parcel that has been signed for: the limit of ten days runs. */
async function signedParcel(): Promise<string> {
  const orderId = await shippedParcel();
  await track.act('storefront', orderId, 'recordCourierSignature', { trackingNumber: 'SF1' });
  return orderId;
}

describe('both sides act at once, 20 rounds each', () => {
  it('R-PKG-02 the buyer reports the deployment, the seller delivers: one of them', async () => {
    await rounds(roundCount, atOnce, async (round) => {
      const orderId = await track.open({ deliveryMode: 'LICENSE_SOFTWARE_PACKAGE' });
      const proofs = await track.proofs(orderId);
      const [buyers = 0, sellers = 0] = headStart(round);

      const { outcomes, order, done } = await track.race(orderId, [
        { as: 'buyer', action: 'reportDeployment', delayMs: buyers },
        { as: 'seller', action: 'deliver', payload: { result: 'r', ...proofs }, delayMs: sellers },
      ]);

      expect(outcomes.toSorted()).toEqual(['EVENT_NOT_ALLOWED_AT_NODE', 'done']);
      const buyerWon = outcomes[0] === 'done';
      expect(order).toMatchObject({ node: 'BUYER_ACCEPT', seq: 2 });
      expect(order.proofs).toHaveLength(buyerWon ? 0 : 1);
      expect(done.at(-1)?.event).toBe(buyerWon ? 'deployed' : 'delivered');
    });
  });

  it('R-CUT-06 the buyer submits a requirement, the seller delivers without one: one of them', async () => {
    await rounds(roundCount, atOnce, async (round) => {
      const placedAt = instant('2025-06-01T10:00:00+08:00');
      const orderId = await track.open({
        deliveryMode: 'SAAS_SUPERVISED',
        placedAt,
        paidAt: placedAt,
        clock: { kind: 'manual', startsAt: placedAt },
      });
      const proofs = await track.proofs(orderId);
      const [buyers = 0, sellers = 0] = headStart(round);

      const { outcomes, order } = await track.race(orderId, [
        { as: 'buyer', action: 'submitRequirement', payload: { text: 'r' }, delayMs: buyers },
        { as: 'seller', action: 'deliver', payload: { result: 'r', ...proofs }, delayMs: sellers },
      ]);

      expect(outcomes.toSorted()).toEqual(['EVENT_NOT_ALLOWED_AT_NODE', 'done']);
      expect(order).toMatchObject(
        outcomes[0] === 'done'
          ? { node: 'CONFIRM_REQUIREMENT', delivery: null }
          : { node: 'BUYER_ACCEPT', requirement: null },
      );
    });
  });

  it('R-HW-01 the buyer changes the address, the seller ships: never an address after the parcel', async () => {
    await rounds(roundCount, atOnce, async (round) => {
      const orderId = await track.open(boxed);
      const [buyers = 0, sellers = 0] = headStart(round);
      const onlyIfUnchanged = round % 3 === 0 ? { expectedSeq: 1 } : {};

      const { outcomes, order, done } = await track.race(orderId, [
        {
          as: 'buyer',
          action: 'changeAddress',
          payload: { shippingAddressId: 'ADDR-2' },
          delayMs: buyers,
          ...onlyIfUnchanged,
        },
        { as: 'seller', action: 'ship', payload: parcel, delayMs: sellers, ...onlyIfUnchanged },
      ]);

      const events = done.slice(1).map(({ event }) => event);
      if ('expectedSeq' in onlyIfUnchanged) {
        expect(outcomes.toSorted()).toEqual(['STALE_SEQ', 'done']);
        expect(events).toEqual([outcomes[0] === 'done' ? 'addressChanged' : 'shipped']);
      } else if (outcomes[0] === 'done') {
        expect(outcomes).toEqual(['done', 'done']);
        expect(events).toEqual(['addressChanged', 'shipped']);
      } else {
        expect(outcomes).toEqual(['EVENT_NOT_ALLOWED_AT_NODE', 'done']);
        expect(events).toEqual(['shipped']);
      }
      const changed = events.includes('addressChanged');
      expect(order.shippingAddressId).toBe(changed ? 'ADDR-2' : 'ADDR-1');
    });
  });

  it('R-EXT-01 the seller grants more time, the buyer accepts: no grant after the acceptance', async () => {
    await rounds(roundCount, atOnce, async (round) => {
      const orderId = await signedParcel();
      const until = '2024-09-25T10:05:00+08:00';
      await track.act('buyer', orderId, 'requestExtension', { until, reason: 'travelling' });
      const [buyers = 0, sellers = 0] = headStart(round);

      const { outcomes, order, done } = await track.race(orderId, [
        { as: 'buyer', action: 'accept', delayMs: buyers },
        { as: 'seller', action: 'grantExtension', delayMs: sellers },
      ]);

      expect(outcomes[0]).toBe('done');
      expect(order).toMatchObject({ node: 'COMPLETING', extension: null });
      expect(order.deadline).toBe(instant('2024-09-14T13:05:00+08:00'));
      const events = done.slice(4).map(({ event }) => event);
      expect([outcomes[1], ...events]).toEqual(
        outcomes[1] === 'done'
          ? ['done', 'extensionGranted', 'accepted']
          : ['EVENT_NOT_ALLOWED_AT_NODE', 'accepted'],
      );
    });
  });

  it('R-GEN-06 the buyer accepts on one device and rejects on another: one of them', async () => {
    await rounds(roundCount, atOnce, async (round) => {
      const orderId = await shippedParcel();
      const [accepting = 0, rejecting = 0] = headStart(round);

      const { outcomes, order } = await track.race(orderId, [
        { as: 'buyer', action: 'accept', delayMs: accepting },
        {
          as: 'buyer',
          action: 'reject',
          payload: { reason: 'broken', criteria: ['shipped'] },
          delayMs: rejecting,
        },
      ]);

      expect(outcomes.toSorted()).toEqual(['EVENT_NOT_ALLOWED_AT_NODE', 'done']);
      expect(order).toMatchObject(
        outcomes[0] === 'done'
          ? { node: 'COMPLETING', acceptRejects: 0 }
          : { node: 'SHIP', acceptRejects: 1, acceptedAt: null },
      );
    });
  });
});
