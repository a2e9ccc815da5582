import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type AppealsApi,
  costing,
  goods,
  openLive,
  parcel,
  startAppealsApi,
} from './appeals-support.ts';

// Appeals over HTTP, on the real engine: one per kind of ruling.

let on: AppealsApi;
beforeAll(async () => {
  on = await startAppealsApi();
});
afterAll(() => on.close());

const dayMs = 86_400_000;
const whole = { outcome: 'REFUND', reason: 'it was never what was agreed' };
const opensAt = '2024-09-14T02:05:00.000Z';
const later = (at: string, ms: number) => new Date(Date.parse(at) + ms).toISOString();

/** Goods that the buyer has had for four days when the buyer appeals. */
async function appealedGoods(): Promise<string> {
  const orderId = await on.open(goods);
  await on.through(orderId, [
    ['seller', 'ship', parcel],
    ['storefront', 'recordCourierSignature', { trackingNumber: 'SF1' }],
  ]);
  await on.advanceTo(orderId, later(opensAt, 4 * dayMs));
  await on.appeal('buyer', orderId);
  return orderId;
}

describe('a ruling to go on', () => {
  it('R-APL-03 R-APL-13 R-HW-02 leaves the buyer of goods what was left of the ten days, to the millisecond', async () => {
    const orderId = await appealedGoods();
    const frozen = await on.read('buyer', orderId);
    await on.heard(orderId);
    const ruledAt = later(opensAt, 40 * dayMs);
    await on.advanceTo(orderId, ruledAt);
    const still = await on.read('buyer', orderId);

    await on.through(orderId, [
      ['chen', 'decideAppeal', { outcome: 'RESUME', reason: 'it works' }],
    ]);
    const running = await on.read('buyer', orderId);
    const deadline = later(ruledAt, 6 * dayMs);
    await on.advanceTo(orderId, later(deadline, -1));
    const before = await on.read('buyer', orderId);
    await on.advanceTo(orderId, deadline);

    const { totals } = frozen.ledger as { readonly totals: unknown };
    const left = [
      { limit: 'NODE', leftMs: 6 * dayMs },
      { limit: 'ALERT_AFTER_180_DAYS', leftMs: expect.any(Number) },
    ];
    const stands = { id: 'BUYER_ACCEPT', deadline: null, waitingFor: { role: 'opsManager' } };
    expect(frozen).toMatchObject({
      node: stands,
      appeal: { isOpen: true, frozenLimits: left, ledger: totals },
    });
    expect(still).toMatchObject({
      node: stands,
      appeal: { frozenLimits: left },
    });
    expect(running).toMatchObject({
      node: { id: 'BUYER_ACCEPT', deadline, waitingFor: { role: 'buyer' } },
      appeal: {
        isOpen: false,
        end: 'RULED',
        closedAt: ruledAt,
        frozenLimits: [],
        ruling: { outcome: 'RESUME', reason: 'it works', isFinal: true },
      },
    });
    expect(before).toMatchObject({ node: { id: 'BUYER_ACCEPT' } });
    expect(await on.read('buyer', orderId)).toMatchObject({
      node: { id: 'COMPLETING' },
      acceptedAt: deadline,
    });
  });
});

describe('a ruling back to the seller', () => {
  it('R-APL-14 R-APL-19 has the order delivered again, with the reason as what failed', async () => {
    const orderId = await on.delivered();
    await on.appeal('buyer', orderId);
    await on.heard(orderId);

    const { body } = await on.through(orderId, [
      ['chen', 'decideAppeal', { outcome: 'BACK_TO_SELLER', reason: 'Shenzhen is missing' }],
    ]);
    const again = await on.through(orderId, [
      ['seller', 'deliver', { result: 'with Shenzhen', ...(await on.proofs(orderId)) }],
    ]);

    expect(body).toMatchObject({
      node: { id: 'SELLER_DELIVER', waitingFor: { role: 'seller' } },
      lastRejection: { text: 'Shenzhen is missing', from: 'BUYER_ACCEPT' },
      appeal: { isOpen: false, end: 'RULED', possible: { rulings: [], settlements: [] } },
    });
    expect(again.body).toMatchObject({ node: { id: 'BUYER_ACCEPT' } });
  });

  it('R-APL-19 is refused where the seller has delivered nothing, with what is possible', async () => {
    const orderId = await on.open();
    await on.appeal('seller', orderId);
    await on.heard(orderId, 'seller');

    const back = { outcome: 'BACK_TO_SELLER', reason: 'deliver' };
    const { status, body } = await on.act('chen', orderId, 'decideAppeal', back);

    const possible = ['RESUME', 'COMPLETE', 'REFUND'];
    expect([status, body.code]).toEqual([422, 'RULING_UNFIT']);
    expect(body).toMatchObject({
      details: { field: 'outcome', possible },
      current: { appeal: { isOpen: true, possible: { rulings: possible } } },
    });
  });
});

describe('a ruling that completes', () => {
  it('R-APL-13 ends the order as completed; the money is billed in full', async () => {
    const orderId = await openLive(on);
    await on.appeal('seller', orderId);
    await on.heard(orderId, 'seller');

    const { body } = await on.through(orderId, [
      ['chen', 'decideAppeal', { outcome: 'COMPLETE', reason: 'the customer is silent' }],
    ]);

    expect(body).toMatchObject({
      node: { id: 'COMPLETED', waitingFor: null },
      orderStatus: 'COMPLETED',
      supervisionStatus: 'COMPLETED',
      billable: true,
      billableFen: 120_000,
      refund: null,
      nextActions: [],
      appeal: { end: 'RULED', isOpen: false },
    });
  });
});

describe('a ruling that refunds', () => {
  it('R-APL-14 R-RFD-02 in full: the order ends as refunded, and nothing is billed', async () => {
    const orderId = await openLive(on);
    await on.appeal('buyer', orderId);
    await on.heard(orderId);

    const { body } = await on.through(orderId, [['chen', 'decideAppeal', whole]]);
    await expect
      .poll(async () => (await on.read('buyer', orderId)).orderStatus, { timeout: 10_000 })
      .toBe('REFUNDED');

    expect(body).toMatchObject({ node: { id: 'REFUNDING' }, refund: { amountFen: 120_000 } });
    expect(await on.read('buyer', orderId)).toMatchObject({
      node: { id: 'REFUNDED' },
      supervisionStatus: 'IN_PROGRESS',
      billable: false,
      billableFen: 0,
      refund: { amountFen: 120_000, settledAt: expect.any(String) },
    });
    const again = await on.act('buyer', orderId, 'openAppeal', {
      reason: 'OTHER',
      text: 'more',
      evidence: [{ fileId: await on.upload('buyer', orderId) }],
    });
    expect([again.status, again.body.code]).toEqual([409, 'ORDER_ENDED']);
  });

  it('R-APL-16 in part: the order is completed, and what remains is billed', async () => {
    const orderId = await openLive(on);
    await on.appeal('buyer', orderId);
    await on.heard(orderId);

    await on.through(orderId, [['chen', 'decideAppeal', { ...whole, amountFen: 45_001 }]]);
    await expect
      .poll(async () => (await on.read('buyer', orderId)).orderStatus, { timeout: 10_000 })
      .toBe('COMPLETED');

    expect(await on.read('buyer', orderId)).toMatchObject({
      node: { id: 'COMPLETED' },
      supervisionStatus: 'COMPLETED',
      billable: true,
      billableFen: 74_999,
      refund: { amountFen: 45_001, settledAt: expect.any(String) },
    });
  });

  it.each([
    ['more than was paid', { ...whole, amountFen: 120_001 }, 120_000],
    ['with another ruling', { outcome: 'COMPLETE', reason: 'x', amountFen: 1 }, 0],
  ])('R-APL-14 an amount %s is refused with the most there is', async (_what, said, most) => {
    const orderId = await on.delivered();
    await on.appeal('buyer', orderId);
    await on.heard(orderId);

    const { status, body } = await on.act('chen', orderId, 'decideAppeal', said);

    expect([status, body.code]).toEqual([422, 'RULING_UNFIT']);
    expect(body).toMatchObject({ details: { field: 'amountFen', most } });
  });
});

describe('a ruling from 10,000 yuan on', () => {
  async function proposed(): Promise<string> {
    const orderId = await on.delivered(costing(1_000_000));
    await on.appeal('buyer', orderId);
    await on.heard(orderId);
    await on.through(orderId, [['chen', 'decideAppeal', whole]]);
    return orderId;
  }

  it('R-APL-15 is carried out once a second manager has signed', async () => {
    const orderId = await proposed();
    const waiting = await on.read('chen', orderId);

    const { body } = await on.through(orderId, [['wang', 'signRuling', { comment: 'agreed' }]]);

    expect(waiting).toMatchObject({
      node: { id: 'BUYER_ACCEPT' },
      refund: null,
      appeal: { isOpen: true, ruling: { isFinal: false, ruledBy: 'ops-chen', signedBy: null } },
    });
    expect(body).toMatchObject({
      node: { id: 'REFUNDING' },
      refund: { amountFen: 1_000_000 },
      appeal: {
        end: 'RULED',
        ruling: { isFinal: true, ruledBy: 'ops-chen', signedBy: 'ops-wang' },
      },
    });
  });

  it.each([
    ['an order of one fen less needs nobody else', 999_999, 999_998, 'REFUNDING'],
    ['a refund of one fen of a dear order needs somebody else', 1_000_000, 1, 'BUYER_ACCEPT'],
  ])('R-APL-15 %s', async (_what, paidFen, amountFen, node) => {
    const orderId = await on.delivered(costing(paidFen));
    await on.appeal('buyer', orderId);
    await on.heard(orderId);

    const { body } = await on.through(orderId, [['chen', 'decideAppeal', { ...whole, amountFen }]]);

    expect(body).toMatchObject({ node: { id: node }, appeal: { isOpen: node === 'BUYER_ACCEPT' } });
  });

  it.each([
    ['another token', { role: 'opsManager', sub: 'ops-chen', expiresAt: '2h' }],
    ['a token of another team', { role: 'opsManager', sub: 'ops-chen', party: 'TEAM-2' }],
  ])('R-APL-15 is not signed by the same person under %s', async (_what, token) => {
    const orderId = await proposed();

    const { status, body } = await on.act(token, orderId, 'signRuling');

    expect([status, body.code]).toEqual([409, 'SIGNATURE_IS_YOUR_OWN']);
    expect(body).toMatchObject({
      current: { node: { id: 'BUYER_ACCEPT' }, appeal: { isOpen: true } },
    });
    expect(await on.read('wang', orderId)).toMatchObject({ refund: null });
  });

  it('R-APL-15 takes nothing else meanwhile, from nobody', async () => {
    const orderId = await proposed();
    const expiresAt = later(opensAt, dayMs);
    const offer = { kind: 'PARTIAL_REFUND', text: 'a bit', amountFen: 1, expiresAt };

    const codes = [];
    for (const [who, action, said] of [
      ['buyer', 'addEvidence', { text: 'more' }],
      ['buyer', 'withdrawAppeal', {}],
      ['seller', 'offerSettlement', offer],
      ['chen', 'decideAppeal', { outcome: 'RESUME', reason: 'or so' }],
      ['wang', 'takeCase', { takeOverFrom: 'ops-chen' }],
      ['chen', 'handOverCase', { to: 'ops-wang' }],
    ] as const) {
      codes.push((await on.act(who, orderId, action, said)).body.code);
    }

    expect(codes).toEqual(Array(6).fill('RULING_AWAITS_SIGNATURE'));
  });

  it('R-APL-15 that is declined is no ruling: the case goes on, and can be decided anew', async () => {
    const orderId = await proposed();

    const { body } = await on.through(orderId, [
      ['wang', 'declineRuling', { reason: 'ask the seller first' }],
    ]);
    const resumed = await on.through(orderId, [
      ['chen', 'decideAppeal', { outcome: 'RESUME', reason: 'it works after all' }],
    ]);

    expect(body).toMatchObject({ appeal: { isOpen: true, ruling: null, takenBy: 'ops-chen' } });
    expect(resumed.body).toMatchObject({ node: { id: 'BUYER_ACCEPT' }, appeal: { end: 'RULED' } });
  });
});
