import type { EvidenceKind } from '../../domain/appeal.ts';
import type { ActionName } from '../../domain/events.ts';
import type { Role } from '../../domain/order.ts';
import type { AnswerBody } from './marketplace.ts';

/** Something that has to be true of an order, in words. */
export interface Expectation {
  readonly says: string;
  readonly holds: (order: AnswerBody) => boolean;
}

/** One step of a story: who does what, in words, and the refusal it meets if it is the wrong time for it. */
export interface StoryStep {
  readonly who: Role;
  readonly says: string;
  readonly action: ActionName;
  /** What is said; proofs and failed criteria are filled in by the order's acceptance contract. */
  readonly body: Readonly<Record<string, unknown>>;
  readonly refusedWith?: string;
  /** Which person of the role acts; left out: any. */
  readonly person?: string;
  /** Files that are uploaded first and named as the evidence. */
  readonly evidence?: readonly {
    readonly name: string;
    readonly content: string;
    readonly kind: EvidenceKind;
  }[];
  /** Reads the queue of open appeals first. */
  readonly readsQueue?: true;
  /** What is true of the order afterwards. */
  readonly afterwards?: readonly Expectation[];
}

/** One order and its life. */
export interface Story {
  readonly title: string;
  /** A documented mock order of `samples/order.query.mock-orders.json`, whose document is sent first. */
  readonly mockOrder?: string;
  readonly purchase: Readonly<Record<string, unknown>>;
  /** The flow that rules give it. */
  readonly flow: string;
  readonly steps: readonly StoryStep[];
  /** Prints why the order stands where it stands, before and after each step, and whose time passed. */
  readonly isExplained?: true;
  /** What is true of the order at its end. */
  readonly finally?: readonly Expectation[];
}

/** Buyer and seller of all stories. */
export const parties = { buyer: 'B-1', seller: 'S-1' } as const;

const common = {
  testFlag: '1',
  buyer: { id: parties.buyer },
  seller: { id: parties.seller },
};

const line = (productName: string, specification: string, amountFen: number) => ({
  productId: 'P-1',
  productName,
  specification,
  quantity: 1,
  amountFen,
});

const skipToCompletion: StoryStep = {
  who: 'opsManager',
  says: 'moves the rehearsal clock to the next deadline: the 3 hours to completion pass at once',
  action: 'advanceClock',
  body: { toNextDeadline: true },
};

/** A general order on a fast clock: 3 hours play in about 5 seconds. */
const general: Story = {
  title: 'A general order: requirement, delivery, acceptance (fast rehearsal clock)',
  mockOrder: 'MOCKONETIMENEW',
  flow: 'general',
  purchase: {
    ...common,
    deliveryMode: 'PROFESSIONAL_SERVICE',
    salesCategory: 'GENERAL',
    scene: 'OTHER',
    lines: [line('数据迁移服务', '标准版', 500_000)],
    paidFen: 500_000,
    placedAt: '2024-09-10T09:00:00+08:00',
    paidAt: '2024-09-10T09:02:00+08:00',
    clock: { kind: 'fast', startsAt: '2024-09-10T09:02:00+08:00', rate: 2_000 },
  },
  steps: [
    {
      who: 'seller',
      says: 'tries to deliver before there is a requirement',
      action: 'deliver',
      body: { result: 'migrated' },
      refusedWith: 'EVENT_NOT_ALLOWED_AT_NODE',
    },
    {
      who: 'buyer',
      says: 'submits the requirement',
      action: 'submitRequirement',
      body: { text: 'move 3 databases to the cloud, no downtime over 1 hour' },
    },
    {
      who: 'seller',
      says: 'confirms the requirement',
      action: 'confirmRequirement',
      body: {},
    },
    {
      who: 'seller',
      says: 'delivers',
      action: 'deliver',
      body: { result: '2 of 3 databases migrated' },
    },
    {
      who: 'buyer',
      says: 'rejects the delivery',
      action: 'reject',
      body: { reason: 'the third database is missing' },
    },
    {
      who: 'seller',
      says: 'delivers again',
      action: 'deliver',
      body: { result: 'all 3 databases migrated' },
    },
    { who: 'buyer', says: 'accepts', action: 'accept', body: {} },
  ],
};

/** One millisecond before the date: proof after activation, review, automatic acceptance. */
const authCodeBefore: Story = {
  title: 'An authorization code, placed 2024-09-13T23:59:59.999+08:00, with Huawei review',
  mockOrder: 'MOCKPERIODYEARNEW',
  flow: 'license-auth-code.before-2024-09-14.reviewed',
  purchase: {
    ...common,
    deliveryMode: 'LICENSE_AUTH_CODE',
    salesCategory: 'JOINT_OPERATION',
    scene: 'EMPOWERMENT_CLOUD',
    lines: [{ ...line('工业设计软件', '专业版', 1_200_000), period: { unit: 'YEAR', count: 1 } }],
    paidFen: 1_200_000,
    placedAt: '2024-09-13T23:59:59.999+08:00',
    paidAt: '2024-09-14T00:00:30+08:00',
    clock: { kind: 'manual', startsAt: '2024-09-14T09:00:00+08:00' },
  },
  steps: [
    { who: 'seller', says: 'deploys', action: 'deliver', body: { result: 'deployed' } },
    {
      who: 'seller',
      says: 'tries to activate the code before the buyer has claimed it',
      action: 'activateAuthCode',
      body: {},
      refusedWith: 'AUTH_CODE_NOT_CLAIMED',
    },
    {
      who: 'buyer',
      says: 'claims the code, which ends the right to a negotiated unsubscription',
      action: 'claimAuthCode',
      body: { confirmed: true },
    },
    { who: 'seller', says: 'activates the code', action: 'activateAuthCode', body: {} },
    {
      who: 'seller',
      says: 'uploads the proof',
      action: 'deliver',
      body: { result: 'acceptance document, unsigned' },
    },
    {
      who: 'huaweiReviewer',
      says: 'fails the review',
      action: 'reviewFail',
      body: { reason: 'the acceptance document lacks signatures' },
    },
    {
      who: 'seller',
      says: 'uploads the proof again',
      action: 'deliver',
      body: { result: 'acceptance document, signed by all three' },
    },
    { who: 'huaweiReviewer', says: 'passes the review', action: 'reviewPass', body: {} },
    skipToCompletion,
  ],
};

/** At the date: activation closes the order, nothing follows it. */
const authCodeFrom: Story = {
  title: 'An authorization code, placed 2024-09-14T00:00:00.000+08:00',
  mockOrder: 'MOCKONDEMANDPKG',
  flow: 'license-auth-code.from-2024-09-14',
  purchase: {
    ...common,
    deliveryMode: 'LICENSE_AUTH_CODE',
    salesCategory: 'GENERAL',
    scene: 'OTHER',
    lines: [line('网络安全软件', '100 点', 860_000)],
    paidFen: 860_000,
    placedAt: '2024-09-14T00:00:00.000+08:00',
    paidAt: '2024-09-14T00:00:30+08:00',
    clock: { kind: 'manual', startsAt: '2024-09-14T09:00:00+08:00' },
  },
  steps: [
    {
      who: 'buyer',
      says: 'tries to claim the code before the delivery',
      action: 'claimAuthCode',
      body: { confirmed: true },
      refusedWith: 'EVENT_NOT_ALLOWED_AT_NODE',
    },
    { who: 'seller', says: 'delivers', action: 'deliver', body: { result: 'code and proof sent' } },
    {
      who: 'buyer',
      says: 'claims the code',
      action: 'claimAuthCode',
      body: { confirmed: true },
    },
    {
      who: 'seller',
      says: 'activates the code, which counts as acceptance',
      action: 'activateAuthCode',
      body: {},
    },
    {
      who: 'seller',
      says: 'tries to activate the code a second time',
      action: 'activateAuthCode',
      body: {},
      refusedWith: 'AUTH_CODE_ALREADY_ACTIVATED',
    },
    skipToCompletion,
  ],
};

/** Three documented mock orders, in detail. */
export const stories: readonly Story[] = [general, authCodeBefore, authCodeFrom];
