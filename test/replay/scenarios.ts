import { setTimeout as sleep } from 'node:timers/promises';
import type { Purchase } from '../../domain/order.ts';
import { instant } from '../../domain/units.ts';
import { manualClock } from '../support/purchase.ts';
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

const { buyer, seller, opsManager, huaweiReviewer } = actors;

const submit = (order: RunningOrder) =>
  order.act(buyer, 'submitRequirement', { text: 'twelve seats in Shenzhen' });
const confirm = (order: RunningOrder) => order.act(seller, 'confirmRequirement', {});
const deliver = (order: RunningOrder) => order.act(seller, 'deliver', { result: 'installed' });
const failReview = (order: RunningOrder) =>
  order.act(huaweiReviewer, 'reviewFail', { reason: 'the file is not signed' });
const passReview = (order: RunningOrder) => order.act(huaweiReviewer, 'reviewPass', {});
const claim = (order: RunningOrder) => order.act(buyer, 'claimAuthCode', { confirmed: true });
const activate = (order: RunningOrder) => order.act(seller, 'activateAuthCode', {});
const reject = (order: RunningOrder) => order.act(buyer, 'reject', { reason: 'login fails' });
const accept = (order: RunningOrder) => order.act(buyer, 'accept', {});
const skipToDeadline = (order: RunningOrder) =>
  order.act(opsManager, 'advanceClock', { toNextDeadline: true });

type Act = (order: RunningOrder) => Promise<unknown>;

/** Acts one after the other, and waits for the end of the order. */
const inOrder =
  (...acts: readonly Act[]) =>
  async (order: RunningOrder): Promise<void> => {
    for (const act of acts) await act(order);
    await order.handle.result();
  };

async function reaches(order: RunningOrder, seq: number): Promise<void> {
  while ((await order.snapshot()).seq < seq) await sleep(20);
}

const joint = { salesCategory: 'JOINT_OPERATION', scene: 'EMPOWERMENT_CLOUD' } as const;
const authCode = { deliveryMode: 'LICENSE_AUTH_CODE' } as const;
const before20240914 = {
  ...authCode,
  placedAt: instant('2024-09-13T23:50:00+08:00'),
  paidAt: instant('2024-09-13T23:59:59.999+08:00'),
} as const;
const unclaimed = { assumptions: { authCodeRequiresClaim: false } } as const;
const fastClock = (rate: number) =>
  ({ kind: 'fast', startsAt: instant('2024-09-14T10:05:00+08:00'), rate }) as const;

const toAcceptance: readonly Act[] = [submit, confirm, deliver, accept];

/** Every flow, and everything that makes the engine take another way through the same code. */
export const scenarios: readonly Scenario[] = [
  {
    flowId: 'general',
    what: 'rejections',
    live: inOrder(
      submit,
      (order) => order.act(seller, 'rejectRequirement', { reason: 'how many seats?' }),
      ...[submit, confirm, deliver, reject, deliver, accept, skipToDeadline],
    ),
  },
  {
    flowId: 'general.reviewed',
    what: 'failed-review',
    purchase: { ...joint, deliveryMode: 'PROFESSIONAL_SERVICE' },
    live: inOrder(
      ...[submit, confirm, deliver, failReview, deliver, passReview],
      ...[reject, deliver, passReview, accept, skipToDeadline],
    ),
  },
  {
    flowId: 'license-auth-code.before-2024-09-14',
    what: 'proof-after-activation',
    purchase: before20240914,
    live: inOrder(deliver, claim, activate, deliver, skipToDeadline),
  },
  {
    flowId: 'license-auth-code.before-2024-09-14.reviewed',
    what: 'failed-review',
    purchase: { ...joint, ...before20240914 },
    live: inOrder(
      ...[deliver, claim, activate, deliver, failReview, deliver, passReview, skipToDeadline],
    ),
  },
  {
    flowId: 'license-auth-code.from-2024-09-14',
    what: 'claimed-and-activated',
    purchase: authCode,
    live: inOrder(deliver, claim, activate, skipToDeadline),
  },
  {
    flowId: 'license-auth-code.from-2024-09-14.reviewed',
    what: 'failed-review',
    purchase: { ...joint, ...authCode },
    live: inOrder(deliver, failReview, deliver, passReview, claim, activate, skipToDeadline),
  },
  {
    flowId: 'license-auth-code.from-2024-09-14.unclaimed',
    what: 'activated',
    purchase: authCode,
    open: unclaimed,
    live: inOrder(deliver, activate, skipToDeadline),
  },
  {
    flowId: 'license-auth-code.from-2024-09-14.unclaimed.reviewed',
    what: 'failed-review',
    purchase: { ...joint, ...authCode },
    open: unclaimed,
    live: inOrder(deliver, failReview, deliver, passReview, activate, skipToDeadline),
  },
  {
    flowId: 'general',
    what: 'still-open',
    live: async (order) => {
      for (const act of [submit, confirm, deliver]) await act(order);
    },
  },
  {
    flowId: 'general',
    what: 'timer-fired',
    purchase: { clock: fastClock(20_000) },
    live: inOrder(...toAcceptance),
  },
  {
    flowId: 'general',
    what: 'refused-signals',
    // Three hours in four seconds: the last signal meets the running timer.
    purchase: { clock: fastClock(2_700) },
    live: async (order) => {
      await order.signal(seller, 'deliver', { result: 'too early' });
      await order.signal(buyer, 'submitRequirement', { text: 'nameless' }, { commandId: '' });
      for (const act of toAcceptance) await act(order);
      await order.signal(buyer, 'reject', { reason: 'too late' });
      await order.handle.result();
    },
  },
  {
    flowId: 'general',
    what: 'by-signals',
    live: async (order) => {
      const once = { commandId: 'submitted-once' };
      await order.signal(buyer, 'submitRequirement', { text: 'twelve seats' }, once);
      await order.signal(buyer, 'submitRequirement', { text: 'twelve seats' }, once);
      await reaches(order, 2);
      await order.signal(seller, 'confirmRequirement', {});
      await reaches(order, 3);
      await order.signal(seller, 'deliver', { result: 'installed' });
      await order.signal(buyer, 'accept', {});
      await reaches(order, 5);
      await order.signal(opsManager, 'advanceClock', { to: instant('2025-01-01T00:00:00+08:00') });
      await order.handle.result();
    },
  },
  {
    flowId: 'general',
    what: 'continued',
    open: { continueAsNewAfterEvents: 30 },
    live: inOrder(
      submit,
      confirm,
      deliver,
      reject,
      deliver,
      reject,
      deliver,
      accept,
      skipToDeadline,
    ),
  },
  {
    flowId: 'general',
    what: 'database-away',
    live: async (order, stage) => {
      await submit(order);
      await stage.withoutDatabase(order, () => confirm(order));
      await deliver(order);
      await stage.withoutDatabase(order, () => order.signal(seller, 'deliver', { result: 'x' }));
      for (const act of [accept, skipToDeadline]) await act(order);
      await order.handle.result();
    },
  },
];

/** The purchase of a scenario; rehearsals on a manual clock unless it says otherwise. */
export const purchaseOf = ({ what, flowId, purchase }: Scenario): Partial<Purchase> => ({
  orderId: `H-${flowId}.${what}`,
  clock: manualClock(),
  ...purchase,
});
