import { parties, type Story, type StoryStep } from './stories.ts';

const dayMs = 86_400_000;

/** The two operations managers, as their tokens name them. */
const managerA = 'ops-li';
const managerB = 'ops-wang';

const placedAt = '2024-10-08T09:00:00.000+08:00';

const purchase = {
  livemode: false,
  buyer: { id: parties.buyer },
  seller: { id: parties.seller },
  deliveryMode: 'HARDWARE',
  salesCategory: 'GENERAL',
  scene: 'OTHER',
  shippingAddressId: 'ADDR-1',
  lines: [
    {
      lineId: 'L-1',
      productId: 'P-1',
      productName: '边缘计算网关',
      specification: '8 台',
      quantity: 8,
      chargingMode: 'ONE_TIME',
      amountFen: 2_400_000,
    },
  ],
  paidFen: 2_400_000,
  placedAt,
  paidAt: placedAt,
  clock: { kind: 'manual', startsAt: placedAt },
};

const pdf = (says: string): string => `%PDF-1.7\n${says}`;

const ships = (says: string, trackingNumber: string): StoryStep => ({
  who: 'seller',
  says,
  action: 'ship',
  body: { courier: 'SF', trackingNumber, carriesBuyersPhone: true },
});

const signedFor = (trackingNumber: string): StoryStep => ({
  who: 'storefront',
  says: "tells the courier's signature: ten days to acceptance by itself begin",
  action: 'recordCourierSignature',
  body: { trackingNumber },
});

const clockTo = (to: string, says: string, afterwards?: StoryStep['afterwards']): StoryStep => ({
  who: 'storefront',
  says: `moves the rehearsal clock to ${to.slice(0, 10)} (${says})`,
  action: 'advanceClock',
  body: { to },
  ...(afterwards && { afterwards }),
});

const toNextDeadline = (says: string, afterwards?: StoryStep['afterwards']): StoryStep => ({
  who: 'storefront',
  says,
  action: 'advanceClock',
  body: { toNextDeadline: true },
  ...(afterwards && { afterwards }),
});

const takesCase: StoryStep = {
  who: 'opsManager',
  person: managerA,
  says: 'takes the case',
  action: 'takeCase',
  body: {},
  readsQueue: true,
};

/** From the first rejection to a ruling with two signatures. */
const refused: Story = {
  title: 'A dispute: rejected, appealed, an offer declined, refunded in part by two signatures',
  flow: 'hardware',
  isExplained: true,
  purchase,
  steps: [
    ships('ships 8 gateways', 'SF2410080001'),
    clockTo('2024-10-10T10:00:00+08:00', 'the parcel is on its way'),
    signedFor('SF2410080001'),
    {
      who: 'buyer',
      says: 'rejects the goods, for the first time',
      action: 'reject',
      body: { reason: '8 台中有 3 台无法开机 / 3 of the 8 gateways do not start' },
    },
    clockTo('2024-10-11T09:00:00+08:00', 'the seller packs others'),
    ships('ships again', 'SF2410110002'),
    clockTo('2024-10-14T10:00:00+08:00', 'the second parcel is on its way'),
    signedFor('SF2410110002'),
    clockTo('2024-10-18T10:00:00+08:00', 'four of the ten days pass', [
      {
        says: 'the order would be accepted by itself at 2024-10-24 10:00 Beijing time',
        holds: ({ node }) => node?.deadline === '2024-10-24T02:00:00.000Z',
      },
    ]),
    {
      who: 'buyer',
      says: 'appeals, with two files of evidence',
      action: 'openAppeal',
      body: {
        reason: 'NOT_AS_AGREED',
        text: '更换后仍有 4 台无法开机 / of the new ones 4 do not start either',
      },
      evidence: [
        { name: '开机测试.pdf', content: pdf('8 tests, 4 failed'), kind: 'OTHER' },
        { name: 'boot-log.txt', content: 'unit 5: no power\nunit 6: no power\n', kind: 'OTHER' },
      ],
      afterwards: [
        {
          says: 'the deadline is frozen: none runs, six days of it are kept',
          holds: ({ node, appeal }) =>
            node?.deadline === null && appeal?.frozenLimits[0]?.leftMs === 6 * dayMs,
        },
      ],
    },
    {
      who: 'seller',
      says: 'answers the appeal',
      action: 'submitStatement',
      body: { text: '出厂测试全部通过 / all 8 passed our own tests' },
      evidence: [{ name: '出厂测试.pdf', content: pdf('8 of 8 passed'), kind: 'DELIVERY_PROOF' }],
    },
    {
      who: 'buyer',
      says: 'tries to accept after all',
      action: 'accept',
      body: {},
      refusedWith: 'ORDER_FROZEN',
    },
    clockTo('2024-11-07T10:00:00+08:00', 'twenty days pass', [
      {
        says: 'nothing was accepted by itself; the decision is late, and was not made by itself',
        holds: ({ node, appeal }) => node?.id === 'BUYER_ACCEPT' && appeal?.overdueAt !== null,
      },
    ]),
    {
      who: 'seller',
      says: 'offers to refund 3,000 yuan',
      action: 'offerSettlement',
      body: {
        kind: 'PARTIAL_REFUND',
        text: '退 3000 元，设备留用 / 3,000 yuan back, the gateways stay',
        amountFen: 300_000,
        expiresAt: '2024-11-12T10:00:00+08:00',
      },
    },
    {
      who: 'buyer',
      says: 'declines the offer',
      action: 'declineSettlement',
      body: { offerId: 'offer-1-1', reason: '一半设备不能用 / half of them are of no use' },
    },
    takesCase,
    {
      who: 'opsManager',
      person: managerA,
      says: 'rules: 12,000 of 24,000 yuan go back',
      action: 'decideAppeal',
      body: {
        outcome: 'REFUND',
        reason: '8 台中 4 台无法使用 / 4 of the 8 cannot be used',
        amountFen: 1_200_000,
      },
      afterwards: [
        {
          says: 'nothing is refunded yet: from 10,000 yuan on a second manager signs',
          holds: ({ node, refund, appeal }) =>
            node?.id === 'BUYER_ACCEPT' && refund === null && appeal?.ruling?.signedBy === null,
        },
      ],
    },
    {
      who: 'opsManager',
      person: managerA,
      says: 'tries to sign as second manager',
      action: 'signRuling',
      body: {},
      refusedWith: 'SIGNATURE_IS_YOUR_OWN',
    },
    {
      who: 'opsManager',
      person: managerB,
      says: 'signs the ruling',
      action: 'signRuling',
      body: {},
      afterwards: [
        {
          says: `ruled by ${managerA}, signed by ${managerB}`,
          holds: ({ appeal }) =>
            appeal?.ruling?.ruledBy === managerA && appeal.ruling.signedBy === managerB,
        },
      ],
    },
  ],
  finally: [
    {
      says: '12,000 yuan are refunded, the order is completed with the rest',
      holds: ({ refund, orderStatus, supervisionStatus }) =>
        refund?.amountFen === 1_200_000 &&
        refund.settledAt !== null &&
        orderStatus === 'COMPLETED' &&
        supervisionStatus === 'COMPLETED',
    },
    {
      says: 'the twenty days of the appeal are nobody’s in the ledger',
      holds: ({ ledger }) =>
        ledger?.entries.find(({ side }) => side === 'frozen')?.elapsedMs === 20 * dayMs,
    },
  ],
};

/** A ruling that lets the order go on where it stood. */
const resumed: Story = {
  title: 'A dispute that changes nothing: what was left of the ten days is given back',
  flow: 'hardware',
  isExplained: true,
  purchase,
  steps: [
    ships('ships 8 gateways', 'SF2410080003'),
    clockTo('2024-10-10T10:00:00+08:00', 'the parcel is on its way'),
    signedFor('SF2410080003'),
    clockTo('2024-10-14T10:00:00+08:00', 'four of the ten days pass'),
    {
      who: 'buyer',
      says: 'appeals',
      action: 'openAppeal',
      body: { reason: 'NOT_AS_AGREED', text: '外壳颜色不同 / the cases have another color' },
      evidence: [{ name: '外壳.pdf', content: pdf('grey, not white'), kind: 'OTHER' }],
    },
    takesCase,
    {
      who: 'opsManager',
      person: managerA,
      says: 'tries to rule before the seller was heard',
      action: 'decideAppeal',
      body: { outcome: 'RESUME', reason: '订单未约定颜色 / the order names no color' },
      refusedWith: 'SIDES_NOT_HEARD',
    },
    clockTo('2024-10-16T10:00:00+08:00', 'the seller does not answer within a working day'),
    {
      who: 'opsManager',
      person: managerA,
      says: 'rules that the order goes on where it stood',
      action: 'decideAppeal',
      body: { outcome: 'RESUME', reason: '订单未约定颜色 / the order names no color' },
      afterwards: [
        {
          says: 'six days are left, as when the buyer appealed: until 2024-10-22 10:00 Beijing time',
          holds: ({ node }) => node?.deadline === '2024-10-22T02:00:00.000Z',
        },
      ],
    },
    toNextDeadline('lets the six days pass: accepted by itself', [
      {
        says: 'it is 2024-10-22 10:00 Beijing time',
        holds: ({ node, clock }) =>
          node?.id === 'COMPLETING' && clock?.now === '2024-10-22T02:00:00.000Z',
      },
    ]),
    toNextDeadline('lets the 3 hours to completion pass'),
  ],
  finally: [
    {
      says: 'the two days of the appeal are nobody’s in the ledger',
      holds: ({ ledger }) =>
        ledger?.entries.find(({ side }) => side === 'frozen')?.elapsedMs === 2 * dayMs,
    },
  ],
};

/** Two orders that end in a dispute. */
export const disputes: readonly Story[] = [refused, resumed];
