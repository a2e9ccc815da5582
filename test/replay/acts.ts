import { setTimeout as sleep } from 'node:timers/promises';
import type { ActionName } from '../../domain/events.ts';
import type { Actor, Purchase } from '../../domain/order.ts';
import type { Fen } from '../../domain/units.ts';
import { payloadFor } from '../support/order-builder.ts';
import { aPurchase } from '../support/purchase.ts';
import { actors, type OpenWish, type RunningOrder } from '../support/running-order.ts';

/** What a scenario may do to the world around its order. */
export interface Stage {
  /** Takes the database away, and gives it back once the order waits for it in an ordinary activity. */
  readonly withoutDatabase: (order: RunningOrder, act: () => Promise<unknown>) => Promise<void>;
}

/** One order whose history is recorded; the file is named after flow and `what`. */
export interface Scenario {
  readonly flowId: string;
  readonly what: string;
  readonly purchase?: Partial<Purchase>;
  readonly open?: OpenWish;
  readonly live: (order: RunningOrder, stage: Stage) => Promise<void>;
}

const { buyer, seller, opsManager, huaweiReviewer, storefront } = actors;

/** An action with the least that the order's contract asks for. */
export const doing =
  (by: Actor, action: ActionName, said: object = {}) =>
  async (order: RunningOrder) =>
    order.act(by, action, { ...payloadFor(action, await order.snapshot()), ...said });

export const submit = doing(buyer, 'submitRequirement');
export const confirm = doing(seller, 'confirmRequirement');
export const deliver = doing(seller, 'deliver');
export const failReview = doing(huaweiReviewer, 'reviewFail');
export const passReview = doing(huaweiReviewer, 'reviewPass');
export const claim = doing(buyer, 'claimAuthCode');
export const activate = doing(seller, 'activateAuthCode');
export const reject = doing(buyer, 'reject');
export const accept = doing(buyer, 'accept');
export const ship = doing(seller, 'ship');
export const sign = doing(storefront, 'recordCourierSignature');
export const submitIdCode = doing(buyer, 'submitIdCode');
export const skipToDeadline = doing(opsManager, 'advanceClock');

/** One act of a scenario. */
export type Act = (order: RunningOrder) => Promise<unknown>;

/** Acts one after the other, and waits for the end of the order. */
export const inOrder =
  (...acts: readonly Act[]) =>
  async (order: RunningOrder): Promise<void> => {
    for (const act of acts) await act(order);
    await order.handle.result();
  };

/** Waits until the order has come so far. */
export async function reaches(order: RunningOrder, seq: number): Promise<void> {
  while ((await order.snapshot()).seq < seq) await sleep(20);
}

/** A purchase of another price. */
export const costing = (paidFen: Fen): Partial<Purchase> => ({
  paidFen,
  lines: aPurchase().lines.map((line) => ({ ...line, amountFen: paidFen })),
});
