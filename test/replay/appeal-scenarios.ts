import { setTimeout as sleep } from 'node:timers/promises';
import { fen, instant, plusMs } from '../../domain/units.ts';
import { actors, type RunningOrder } from '../support/running-order.ts';
import {
  type Act,
  accept,
  confirm,
  costing,
  deliver,
  doing,
  inOrder,
  type Scenario,
  ship,
  sign,
  skipToDeadline,
  submit,
} from './acts.ts';

const { buyer, seller, opsManager, secondManager } = actors;

const appeal = doing(buyer, 'openAppeal');
const answer = doing(seller, 'submitStatement');
const take = doing(opsManager, 'takeCase');
const decide = (outcome: string, more: object = {}) =>
  doing(opsManager, 'decideAppeal', { outcome, ...more });
const signRuling = doing(secondManager, 'signRuling');

/** Lets time pass on a manual clock. */
const days =
  (count: number): Act =>
  async (order) => {
    const to = plusMs((await order.snapshot()).bookedUntil, count * 86_400_000);
    return await order.act(opsManager, 'advanceClock', { to });
  };

const heard: readonly Act[] = [appeal, answer, take];
const toTheBuyer: readonly Act[] = [submit, confirm, deliver];
const toTheEnd: readonly Act[] = [accept, skipToDeadline];

async function isLate(order: RunningOrder): Promise<void> {
  while (!(await order.snapshot()).appeal?.overdueAt) await sleep(50);
}

/** Every way in which an appeal ends, and what time does to it. */
export const appealScenarios: readonly Scenario[] = [
  {
    flowId: 'hardware',
    what: 'appeal-resumed',
    purchase: { deliveryMode: 'HARDWARE', shippingAddressId: 'ADDR-1' },
    live: inOrder(
      ...[ship, sign, days(4), ...heard, doing(buyer, 'addEvidence'), days(30)],
      ...[decide('RESUME'), skipToDeadline, skipToDeadline],
    ),
  },
  {
    flowId: 'general',
    what: 'appeal-sent-back',
    live: inOrder(...toTheBuyer, ...heard, decide('BACK_TO_SELLER'), deliver, ...toTheEnd),
  },
  {
    flowId: 'general',
    what: 'appeal-completed',
    live: inOrder(
      ...[...toTheBuyer, appeal, take, days(5)], // nobody answers in time
      doing(opsManager, 'handOverCase', { to: secondManager.subject }),
      doing(secondManager, 'decideAppeal', { outcome: 'COMPLETE' }),
    ),
  },
  {
    flowId: 'general',
    what: 'appeal-refunded',
    purchase: costing(fen(1_000_000)),
    live: inOrder(
      ...[...toTheBuyer, ...heard, decide('COMPLETE'), doing(secondManager, 'declineRuling')],
      ...[decide('REFUND'), signRuling],
    ),
  },
  {
    flowId: 'general',
    what: 'appeal-refunded-in-part',
    live: inOrder(...toTheBuyer, ...heard, decide('REFUND', { amountFen: 45_001 })),
  },
  {
    flowId: 'general',
    what: 'appeal-settled-for-money',
    live: inOrder(
      ...[
        ...toTheBuyer,
        appeal,
        doing(seller, 'offerSettlement'),
        doing(buyer, 'declineSettlement'),
      ],
      doing(seller, 'offerSettlement', { amountFen: 2 }),
      doing(buyer, 'offerSettlement', { amountFen: 30_000 }), // in place of it
      doing(seller, 'acceptSettlement'),
    ),
  },
  {
    flowId: 'general',
    what: 'appeal-settled-for-a-redo',
    live: async (order) => {
      for (const act of [...toTheBuyer, appeal, doing(seller, 'offerSettlement'), days(2)]) {
        await act(order); // the first offer lapses
      }
      const until = plusMs((await order.snapshot()).bookedUntil, 10 * 86_400_000);
      const redo = { kind: 'EXTRA_PROOF', until, criteria: ['delivered'], amountFen: undefined };
      await doing(buyer, 'offerSettlement', redo)(order);
      await inOrder(doing(seller, 'acceptSettlement'), deliver, ...toTheEnd)(order);
    },
  },
  {
    flowId: 'general',
    what: 'appeal-withdrawn',
    live: inOrder(
      ...[submit, confirm, doing(seller, 'openAppeal'), doing(seller, 'withdrawAppeal')],
      ...[deliver, appeal, doing(buyer, 'withdrawAppeal'), ...toTheEnd],
    ),
  },
  {
    flowId: 'general',
    what: 'appeal-decided-late',
    // Six days in five seconds: the timer of the decision fires.
    purchase: {
      clock: { kind: 'fast', startsAt: instant('2024-09-14T10:05:00+08:00'), rate: 100_000 },
    },
    live: inOrder(...toTheBuyer, appeal, take, isLate, decide('RESUME'), accept),
  },
  {
    flowId: 'general',
    what: 'appeal-continued',
    open: { continueAsNewAfterEvents: 30 },
    live: inOrder(...toTheBuyer, ...heard, days(30), decide('RESUME'), ...toTheEnd),
  },
];
