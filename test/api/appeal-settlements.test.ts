import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AppealsApi, startAppealsApi } from './appeals-support.ts';

// Over HTTP, on the real engine: what ends an appeal without a ruling, and what time does to it.

let on: AppealsApi;
beforeAll(async () => {
  on = await startAppealsApi();
});
afterAll(() => on.close());

/** The order opens on a working Saturday; three days off follow. R-CAL-01 */
const statementDueAt = '2024-09-18T16:00:00.000Z';
const decisionDueAt = '2024-09-20T16:00:00.000Z';
const tomorrow = '2024-09-15T02:05:00.000Z';
const redoneBy = '2024-10-01T00:00:00.000Z';

const refund = (amountFen: number) => ({
  kind: 'PARTIAL_REFUND',
  text: `${amountFen} fen back`,
  amountFen,
  expiresAt: tomorrow,
});
const redo = { kind: 'REDO', text: 'with Shenzhen', until: redoneBy, expiresAt: tomorrow };

async function appealed(): Promise<string> {
  const orderId = await on.delivered();
  await on.appeal('buyer', orderId);
  return orderId;
}

const eventsOf = async (orderId: string): Promise<readonly (readonly [unknown, unknown])[]> => {
  const { body } = await on.ask('opsManager', 'GET', `/orders/${orderId}/timeline`, {
    query: 'limit=200',
  });
  return (body.items ?? [])
    .filter(({ result }) => result === 'DONE')
    .map(({ event, at }) => [event, at]);
};

describe('an agreement', () => {
  it('R-APL-12 is reached by a refused offer, a counter-offer that takes its place, and an answer to it', async () => {
    const orderId = await appealed();

    const offered = await on.through(orderId, [['seller', 'offerSettlement', refund(100)]]);
    const own = await on.act('seller', orderId, 'acceptSettlement', { offerId: 'offer-1-1' });
    await on.through(orderId, [
      ['buyer', 'declineSettlement', { offerId: 'offer-1-1', reason: 'too little' }],
      ['seller', 'offerSettlement', refund(200)],
    ]);
    const countered = await on.through(orderId, [['buyer', 'offerSettlement', redo]]);
    const stale = await on.act('buyer', orderId, 'acceptSettlement', { offerId: 'offer-1-2' });
    const replaced = await on.act('seller', orderId, 'acceptSettlement', { offerId: 'offer-1-2' });
    const { body } = await on.through(orderId, [
      ['seller', 'acceptSettlement', { offerId: 'offer-1-3' }],
    ]);

    expect(offered.body).toMatchObject({
      appeal: {
        offer: { offerId: 'offer-1-1', by: 'seller', waitingFor: 'buyer', amountFen: 100 },
      },
    });
    expect(own).toMatchObject({ status: 409, body: { code: 'OFFER_IS_YOUR_OWN' } });
    expect(countered.body).toMatchObject({
      appeal: { offer: { offerId: 'offer-1-3', by: 'buyer', waitingFor: 'seller', kind: 'REDO' } },
    });
    expect(stale).toMatchObject({ status: 409, body: { code: 'OFFER_IS_YOUR_OWN' } });
    expect(replaced).toMatchObject({
      status: 409,
      body: { code: 'OFFER_NOT_STANDING', details: { field: 'offerId', standing: 'offer-1-3' } },
    });
    expect(body).toMatchObject({
      node: { id: 'SELLER_DELIVER', waitingFor: { role: 'seller' } },
      appeal: { isOpen: false, end: 'SETTLED', ruling: null },
      lastRejection: { text: 'with Shenzhen' },
      promisedAt: redoneBy,
    });
  });

  it('R-APL-12 R-APL-16 on a part of the money is paid out, and completes the order', async () => {
    const orderId = await appealed();

    await on.through(orderId, [
      ['buyer', 'offerSettlement', refund(30_000)],
      ['seller', 'acceptSettlement', { offerId: 'offer-1-1' }],
    ]);
    await expect
      .poll(async () => (await on.read('buyer', orderId)).orderStatus, { timeout: 10_000 })
      .toBe('COMPLETED');

    expect(await on.read('seller', orderId)).toMatchObject({
      node: { id: 'COMPLETED' },
      refund: { amountFen: 30_000, settledAt: expect.any(String) },
      appeal: { end: 'SETTLED', offer: { offerId: 'offer-1-1', waitingFor: null } },
      billableFen: 0, // a rehearsal
    });
  });

  it('R-APL-12 on further proof names the criteria that the next delivery answers', async () => {
    const orderId = await appealed();
    const extra = { ...redo, kind: 'EXTRA_PROOF' };

    const none = await on.act('seller', orderId, 'offerSettlement', extra);
    const { body } = await on.through(orderId, [
      ['seller', 'offerSettlement', { ...extra, criteria: ['delivered'] }],
      ['buyer', 'acceptSettlement', { offerId: 'offer-1-1' }],
    ]);
    const proofs = await on.proofs(orderId);
    const mute = await on.act('seller', orderId, 'deliver', { result: 'again', ...proofs });

    expect(none).toMatchObject({
      status: 422,
      body: { code: 'SETTLEMENT_UNFIT', details: { field: 'criteria', criteria: ['delivered'] } },
    });
    expect(body).toMatchObject({ node: { id: 'SELLER_DELIVER' }, openCriteria: ['delivered'] });
    expect(mute).toMatchObject({ status: 422, body: { code: 'REJECTION_UNANSWERED' } });
  });

  it.each([
    ['all that was paid', refund(120_000), 'amountFen'],
    ['money that says no amount', { ...refund(1), amountFen: undefined }, 'amountFen'],
    ['money by a date', { ...refund(1), until: redoneBy }, 'until'],
    ['a redo without a date', { ...redo, until: undefined }, 'until'],
    ['a redo with money', { ...redo, amountFen: 1 }, 'amountFen'],
    ['what has lapsed already', { ...redo, expiresAt: '2024-09-14T02:05:00.000Z' }, 'expiresAt'],
  ])('R-APL-12 on %s is not offered: the answer names the field', async (_what, offer, field) => {
    const orderId = await appealed();

    const { status, body } = await on.act('seller', orderId, 'offerSettlement', offer);

    expect([status, body.code]).toEqual([422, 'SETTLEMENT_UNFIT']);
    expect(body).toMatchObject({ details: { field }, current: { appeal: { offer: null } } });
  });

  it('R-APL-12 is no longer reached once the offer has lapsed, and the appeal goes on', async () => {
    const orderId = await appealed();
    await on.through(orderId, [['seller', 'offerSettlement', refund(100)]]);
    const answer = { offerId: 'offer-1-1' };

    await on.advanceTo(orderId, '2024-09-15T02:04:59.999Z');
    const stands = await on.read('buyer', orderId);
    await on.advanceTo(orderId, tomorrow);
    const late = await on.act('buyer', orderId, 'acceptSettlement', answer);

    expect(stands).toMatchObject({ appeal: { offer: answer } });
    expect(late).toMatchObject({
      status: 409,
      body: { code: 'OFFER_NOT_STANDING', current: { appeal: { isOpen: true, offer: null } } },
    });
    expect(await eventsOf(orderId)).toContainEqual(['settlementLapsed', tomorrow]);
  });
});

describe('a withdrawal', () => {
  it('R-APL-17 R-APL-03 belongs to whoever appealed, and lets the order go on; one may appeal again', async () => {
    const orderId = await appealed();
    await on.advanceTo(orderId, tomorrow);

    const others = await on.act('seller', orderId, 'withdrawAppeal');
    const { body } = await on.through(orderId, [['buyer', 'withdrawAppeal']]);
    const gone = await on.act('buyer', orderId, 'withdrawAppeal');
    const again = await on.appeal('seller', orderId);

    expect(others).toMatchObject({ status: 409, body: { code: 'APPEAL_NOT_YOURS' } });
    expect(body).toMatchObject({
      node: { id: 'BUYER_ACCEPT', waitingFor: { role: 'buyer' } },
      appeal: { isOpen: false, end: 'WITHDRAWN', closedAt: tomorrow, timeLeftMs: null },
    });
    expect(gone).toMatchObject({ status: 409, body: { code: 'NO_APPEAL_OPEN' } });
    expect(again.body).toMatchObject({
      appeal: { appealId: `${orderId}:appeal-2`, by: 'seller', isOpen: true },
    });
  });
});

describe('the time of an appeal', () => {
  it('R-APL-09 nobody decides before the other side has answered or its working day is over', async () => {
    const orderId = await appealed();
    await on.through(orderId, [['chen', 'takeCase']]);
    const ruling = { outcome: 'RESUME', reason: 'go on' };

    await on.advanceTo(orderId, '2024-09-18T15:59:59.999Z');
    const early = await on.act('chen', orderId, 'decideAppeal', ruling);
    await on.advanceTo(orderId, statementDueAt);
    const late = await on.act('seller', orderId, 'submitStatement', { text: 'it does open' });
    const decided = await on.act('chen', orderId, 'decideAppeal', ruling);

    expect(early).toMatchObject({
      status: 409,
      body: { code: 'SIDES_NOT_HEARD', details: { until: statementDueAt } },
    });
    expect(late).toMatchObject({ status: 409, body: { code: 'STATEMENT_TOO_LATE' } });
    expect(decided.status).toBe(200);
  });

  it('R-APL-10 R-APL-11 a late decision is reported once to the operations managers, and never decides itself', async () => {
    const orderId = await appealed();

    await on.advanceTo(orderId, '2024-09-20T15:59:59.999Z');
    const inTime = await on.told(orderId);
    await on.advanceTo(orderId, decisionDueAt);
    await on.advanceTo(orderId, '2026-01-01T00:00:00.000Z');

    const overdue = (await on.told(orderId)).filter(({ event }) => event === 'decisionOverdue');
    expect(inTime.filter(({ topic }) => topic === 'order.notice')).toEqual([]);
    expect(overdue).toMatchObject([
      { topic: 'order.notice', to: ['opsManager'], at: decisionDueAt, node: 'BUYER_ACCEPT' },
    ]);
    expect(await on.read('buyer', orderId)).toMatchObject({
      node: { id: 'BUYER_ACCEPT', deadline: null },
      refund: null,
      appeal: { isOpen: true, overdueAt: decisionDueAt, ruling: null, offer: null },
    });
  });

  it('R-APL-11 a late case can still be decided', async () => {
    const orderId = await appealed();
    await on.advanceTo(orderId, '2024-10-08T00:00:00.000Z');

    const { body } = await on.through(orderId, [
      ['wang', 'takeCase'],
      ['wang', 'decideAppeal', { outcome: 'RESUME', reason: 'go on' }],
    ]);

    expect(body).toMatchObject({ node: { id: 'BUYER_ACCEPT' }, appeal: { end: 'RULED' } });
  });
});
