import { setTimeout as sleep } from 'node:timers/promises';
import type { RefundPort } from '../../activities/ports.ts';
import { simulatedRefunds } from '../../activities/simulated/refunds.ts';
import type { Purchase } from '../../domain/order.ts';
import { fen, instant, plusMs } from '../../domain/units.ts';
import { manualClock } from '../support/purchase.ts';
import { actors } from '../support/running-order.ts';
import {
  type Act,
  accept,
  activate,
  claim,
  confirm,
  costing,
  deliver,
  doing,
  failReview,
  inOrder,
  passReview,
  reaches,
  reject,
  type Scenario,
  ship,
  sign,
  skipToDeadline,
  submit,
  submitIdCode,
} from './acts.ts';
import { appealScenarios } from './appeal-scenarios.ts';

const { buyer, seller, opsManager, storefront } = actors;

const withReview: readonly Act[] = [deliver, failReview, deliver, passReview, reject];
const toTheEnd: readonly Act[] = [deliver, passReview, accept, skipToDeadline];
const plainDelivery: readonly Act[] = [deliver, reject, deliver, accept, skipToDeadline];
const from20250326 = {
  placedAt: instant('2025-03-26T00:00:00+08:00'),
  paidAt: instant('2025-03-26T00:01:00+08:00'),
  clock: manualClock('2025-03-26T09:00:00+08:00'),
} as const;
const old = {
  placedAt: instant('2023-01-10T00:00:00+08:00'),
  paidAt: instant('2023-01-10T00:01:00+08:00'),
  clock: manualClock('2023-01-10T09:00:00+08:00'),
} as const;
/** What the payment side of the recordings refuses to pay back, for ever. */
const refusedFen = fen(13);
/** A payment side that refuses one amount. */
export function refusingPayments(): RefundPort {
  const paying = simulatedRefunds();
  return {
    refund: async (request) =>
      request.amountFen === refusedFen
        ? { refusedFor: 'ACCOUNT_CLOSED' }
        : await paying.refund(request),
  };
}

const website = {
  deliveryMode: 'PROFESSIONAL_SERVICE',
  serviceTemplate: 'WEBSITE_BUILDING',
  milestones: [
    { milestoneId: 'draft', title: '设计稿' },
    { milestoneId: 'site', title: '上线' },
  ],
} as const;
const hardware = { deliveryMode: 'HARDWARE', shippingAddressId: 'ADDR-1' } as const;

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
      doing(seller, 'rejectRequirement'),
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
    flowId: 'general.from-2025-03-26',
    what: 'delivered-without-requirement',
    purchase: { ...from20250326, deliveryMode: 'SAAS_SUPERVISED' },
    live: inOrder(...plainDelivery),
  },
  {
    flowId: 'general.from-2025-03-26.reviewed',
    what: 'failed-review',
    purchase: { ...joint, ...from20250326, deliveryMode: 'SAAS_SUPERVISED' },
    live: inOrder(submit, confirm, ...withReview, ...toTheEnd),
  },
  {
    flowId: 'website-building',
    what: 'two-milestones',
    purchase: website,
    live: inOrder(submit, confirm, deliver, reject, deliver, accept, ...plainDelivery),
  },
  {
    flowId: 'website-building.reviewed',
    what: 'two-milestones',
    purchase: { ...joint, ...website },
    live: inOrder(submit, confirm, deliver, passReview, accept, ...withReview, ...toTheEnd),
  },
  {
    flowId: 'website-building.from-2025-03-26',
    what: 'two-milestones',
    purchase: { ...website, ...from20250326 },
    live: inOrder(deliver, accept, ...plainDelivery),
  },
  {
    flowId: 'website-building.from-2025-03-26.reviewed',
    what: 'two-milestones',
    purchase: { ...joint, ...website, ...from20250326 },
    live: inOrder(deliver, passReview, accept, ...withReview, ...toTheEnd),
  },
  {
    flowId: 'license-id-code',
    what: 'interface-gave-up',
    purchase: { deliveryMode: 'LICENSE_ID_CODE', salesCategory: 'JOINT_OPERATION' },
    live: inOrder(submitIdCode, skipToDeadline, ...plainDelivery),
  },
  {
    flowId: 'license-id-code.reviewed',
    what: 'license-issued',
    purchase: { ...joint, deliveryMode: 'LICENSE_ID_CODE', idCodeKind: 'HARDWARE' },
    live: inOrder(
      doing(buyer, 'submitIdCode', { hardwareIdCode: 'HW-77-1' }),
      doing(seller, 'issueLicense'),
      ...withReview,
      ...toTheEnd,
    ),
  },
  {
    flowId: 'license-offline',
    what: 'rejected-once',
    purchase: { deliveryMode: 'LICENSE_OFFLINE' },
    live: inOrder(...plainDelivery),
  },
  {
    flowId: 'license-offline.reviewed',
    what: 'failed-review',
    purchase: { ...joint, deliveryMode: 'LICENSE_OFFLINE' },
    live: inOrder(...withReview, ...toTheEnd),
  },
  {
    flowId: 'app-orchestration',
    what: 'rejected-once',
    purchase: { deliveryMode: 'APP_ORCHESTRATION' },
    live: inOrder(...plainDelivery),
  },
  {
    flowId: 'app-orchestration.reviewed',
    what: 'failed-review',
    purchase: { ...joint, deliveryMode: 'APP_ORCHESTRATION' },
    live: inOrder(...withReview, ...toTheEnd),
  },
  {
    flowId: 'hardware',
    what: 'accepted-by-itself',
    purchase: hardware,
    live: inOrder(
      doing(buyer, 'changeAddress'),
      doing(seller, 'requestCourier'),
      doing(opsManager, 'answerCourierRequest'),
      doing(seller, 'ship', { courier: '本地速运' }),
      ...[reject, ship, sign, skipToDeadline, skipToDeadline],
    ),
  },
  {
    flowId: 'hardware',
    what: 'more-time',
    purchase: hardware,
    live: async (order) => {
      for (const act of [ship, sign]) await act(order);
      const until = plusMs((await order.snapshot()).deadline ?? instant(0), 86_400_000);
      await doing(buyer, 'requestExtension', { until })(order);
      await doing(seller, 'grantExtension')(order);
      for (const act of [skipToDeadline, skipToDeadline]) await act(order);
      await order.handle.result();
    },
  },
  {
    flowId: 'hardware.reviewed',
    what: 'signed-in-review',
    purchase: { ...joint, ...hardware },
    live: inOrder(ship, sign, failReview, ship, passReview, accept, skipToDeadline),
  },
  {
    flowId: 'software-package',
    what: 'deployed-by-both',
    purchase: { deliveryMode: 'LICENSE_SOFTWARE_PACKAGE' },
    live: inOrder(doing(buyer, 'reportDeployment'), ...[reject, deliver, accept, skipToDeadline]),
  },
  {
    flowId: 'not-supervised',
    what: 'in-effect',
    purchase: { deliveryMode: 'IMAGE' },
    live: inOrder(),
  },
  {
    flowId: 'general',
    what: 'closed-after-365-days',
    purchase: old,
    live: inOrder(submit, skipToDeadline),
  },
  {
    flowId: 'general',
    what: 'refund-refused',
    purchase: { ...old, ...costing(refusedFen) },
    live: async (order) => {
      await submit(order);
      await skipToDeadline(order);
      while (!(await order.snapshot()).refund?.refusedAt) await sleep(50);
      await sleep(1_000); // until the hour of rest has begun
    },
  },
  {
    flowId: 'general',
    what: 'completed-after-365-days',
    purchase: old,
    live: inOrder(submit, doing(storefront, 'recordInvoice'), skipToDeadline),
  },
  {
    flowId: 'general',
    what: 'reminded-and-alerted',
    // A week in six seconds: reminders and the alert come from timers.
    purchase: {
      placedAt: instant('2024-03-10T00:00:00+08:00'),
      paidAt: instant('2024-03-10T00:01:00+08:00'),
      clock: { kind: 'fast', startsAt: instant('2024-09-03T00:00:00+08:00'), rate: 100_000 },
      deliveryPromiseDays: 200,
    },
    live: async (order) => {
      await submit(order);
      while ((await order.snapshot()).reminders < 3) await sleep(50);
      while ((await order.snapshot()).alertedAt === null) await sleep(50);
      await confirm(order);
      for (const act of [deliver, accept]) await act(order);
      await order.handle.result();
    },
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
  ...appealScenarios,
];

/** The purchase of a scenario; rehearsals on a manual clock unless it says otherwise. */
export const purchaseOf = ({ what, flowId, purchase }: Scenario): Partial<Purchase> => ({
  orderId: `H-${flowId}.${what}`,
  clock: manualClock(),
  ...purchase,
});
