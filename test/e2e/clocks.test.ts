import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Answer, MarketplaceActor } from '../../scripts/demo/marketplace.ts';
import { purchaseBody } from '../support/lives.ts';
import { type Stack, startStack } from '../support/stack.ts';

// The clocks of rules.md section 3, on real processes and over HTTP, with rehearsal clocks.

let stack: Stack;
beforeAll(async () => {
  stack = await startStack();
}, 120_000);
afterAll(() => stack.stop());

type Said = Readonly<Record<string, unknown>>;
type Who = 'storefront' | 'buyer' | 'seller' | 'opsManager';

/** One order and everybody around it. */
interface Scene {
  readonly act: (who: Who, action: string, body?: Said) => Promise<Answer>;
  readonly read: () => Promise<Said & { readonly node: { readonly id: string } }>;
  /** What happened, in order: the events and their moments on the order's clock. */
  readonly events: () => Promise<readonly (readonly [string, string])[]>;
  readonly advanceTo: (to: string) => Promise<Answer>;
}

let scenes = 0;
async function open(purchase: Said): Promise<Scene> {
  scenes += 1;
  const orderId = `CLOCK-${scenes}-${Date.now().toString(36)}`;
  const parties: Partial<Record<Who, string>> = { buyer: 'B-1', seller: 'S-1' };
  const as = (who: Who) => new MarketplaceActor(stack.url, stack.tokens, who, parties[who]);
  const opened = await as('storefront').purchase({ ...purchaseBody(orderId), ...purchase });
  expect(opened).toMatchObject({ status: 201 });
  const act: Scene['act'] = (who, action, body = {}) => as(who).act(orderId, action, body);
  return {
    act,
    read: async () =>
      (await as('opsManager').get(`/orders/${orderId}`)).body as unknown as Awaited<
        ReturnType<Scene['read']>
      >,
    events: async () => {
      const { body } = await as('opsManager').get(`/orders/${orderId}/timeline?limit=200`);
      const { items } = body as unknown as {
        readonly items: readonly { readonly event: string; readonly at: string }[];
      };
      return items.map(({ event, at }) => [event, at] as const);
    },
    advanceTo: (to) => act('opsManager', 'advanceClock', { to }),
  };
}

const placed = (at: string) => ({
  placedAt: at,
  paidAt: at,
  clock: { kind: 'manual', startsAt: at },
});
const hardware = { deliveryMode: 'HARDWARE', shippingAddressId: 'ADDR-1' };
const parcel = { courier: 'SF', trackingNumber: 'SF1', carriesBuyersPhone: true };

describe('hardware', () => {
  it('T2 R-HW-02 is accepted by a real timer ten days after the signature, and completes 3 hours later', async () => {
    const startsAt = '2025-05-10T10:00:00.000Z';
    const clock = { kind: 'fast', startsAt, rate: 100_000 }; // ten days in nine seconds
    const order = await open({ ...hardware, ...placed(startsAt), clock });
    await order.act('seller', 'ship', parcel);
    await order.act('storefront', 'recordCourierSignature', { trackingNumber: 'SF1' });

    await expect
      .poll(async () => (await order.read()).node.id, { timeout: 30_000, interval: 500 })
      .toBe('COMPLETED');

    const events = await order.events();
    const [signed, ...passed] = events.filter(([event]) => /courierSigned|deadlineP/.test(event));
    const hoursLater = (hours: number) =>
      new Date(Date.parse(signed?.[1] ?? '') + hours * 3_600_000).toISOString();
    expect(passed.map(([, at]) => at)).toEqual([hoursLater(240), hoursLater(243)]);
  });

  it('T3 R-HW-03 T4 R-HW-04 is never accepted by itself unsigned, or with a foreign phone number', async () => {
    const order = await open({ ...hardware, ...placed('2025-05-10T10:00:00.000Z') });
    await order.act('seller', 'ship', { ...parcel, carriesBuyersPhone: false });

    const signature = { trackingNumber: 'SF1' };
    const refused = await order.act('storefront', 'recordCourierSignature', signature);
    await order.advanceTo('2026-12-01T00:00:00.000Z');

    expect(refused).toMatchObject({ status: 409, body: { code: 'PARCEL_NOT_TRACKABLE' } });
    expect(await order.read()).toMatchObject({ node: { id: 'BUYER_ACCEPT', deadline: null } });
  });

  it('T2 R-EXT-01 the seller may grant the buyer more time', async () => {
    const order = await open({ ...hardware, ...placed('2025-05-10T10:00:00.000Z') });
    await order.act('seller', 'ship', parcel);
    await order.act('storefront', 'recordCourierSignature', { trackingNumber: 'SF1' });
    const until = '2025-05-25T10:00:00.000Z';

    const asked = await order.act('buyer', 'requestExtension', { until, reason: 'travelling' });
    const own = await order.act('buyer', 'grantExtension');
    await order.act('seller', 'grantExtension');
    await order.advanceTo('2025-05-25T09:59:59.999Z');
    const before = await order.read();
    await order.advanceTo(until);

    expect([asked.status, own.body.code]).toEqual([200, 'EXTENSION_IS_YOUR_OWN']);
    expect(before).toMatchObject({ node: { id: 'BUYER_ACCEPT', deadline: until } });
    expect((await order.read()).node.id).toBe('COMPLETING');
  });

  it('T26 R-HW-06 a courier that nobody answers for is reported after 3 working days', async () => {
    const order = await open({ ...hardware, ...placed('2024-09-30T02:00:00.000Z') });
    const unlisted = await order.act('seller', 'ship', { ...parcel, courier: '本地速运' });
    await order.act('seller', 'requestCourier', { courier: '本地速运' });

    await order.advanceTo('2024-10-12T00:00:00.000Z');
    await order.act('opsManager', 'answerCourierRequest', { isAdmitted: true });
    const shipped = await order.act('seller', 'ship', { ...parcel, courier: '本地速运' });

    expect(unlisted.body.code).toBe('COURIER_NOT_LISTED');
    // The holiday ends on 7 October: 8, 9 and 10 October are the working days.
    expect(await order.events()).toContainEqual([
      'courierAnswerOverdue',
      '2024-10-10T16:00:00.000Z',
    ]);
    expect(shipped.status).toBe(200);
  });
});

describe('the whole order', () => {
  it('T5 R-CLK-01 R-RFD-01 is unsubscribed and refunded 365 days after payment, until 2024-03-05', async () => {
    const order = await open(placed('2023-01-10T00:00:00.000Z'));
    await order.act('buyer', 'submitRequirement', { text: 'maps' });

    await order.advanceTo('2024-01-09T23:59:59.999Z');
    const before = await order.read();
    await order.advanceTo('2024-01-10T00:00:00.000Z');
    await expect.poll(async () => (await order.read()).node.id).toBe('REFUNDED');

    expect(before.node.id).toBe('CONFIRM_REQUIREMENT');
    expect(await order.read()).toMatchObject({
      orderStatus: 'REFUNDED',
      supervisionStatus: 'IN_PROGRESS',
      billable: false,
      refund: { amountFen: 100, decidedAt: '2024-01-10T00:00:00.000Z' },
    });
    const late = await order.act('seller', 'confirmRequirement');
    expect(late).toMatchObject({ status: 409, body: { code: 'ORDER_ENDED' } });
  });

  it('T5 R-CLK-02 is completed instead if the buyer was invoiced', async () => {
    const order = await open(placed('2023-01-10T00:00:00.000Z'));
    await order.act('storefront', 'recordInvoice');

    await order.advanceTo('2024-01-10T00:00:00.000Z');

    expect(await order.read()).toMatchObject({ node: { id: 'COMPLETED' }, refund: null });
  });

  it('T6 T7 R-CLK-03 is only reported since 2024-03-05: once, to account manager and seller, after 180 days', async () => {
    const order = await open(placed('2024-03-10T00:00:00.000Z'));

    await order.advanceTo('2026-03-10T00:00:00.000Z');

    const alerts = (await order.events()).filter(([event]) => event === 'alertRaised');
    expect(alerts).toEqual([['alertRaised', '2024-09-06T00:00:00.000Z']]);
    expect(await order.read()).toMatchObject({ node: { id: 'SUBMIT_REQUIREMENT' } });
  });

  it('T28 R-REM-04 R-REM-01 whoever is awaited is reminded; the promise makes the reminders of the seller', async () => {
    const order = await open({ ...placed('2024-06-03T00:00:00.000Z'), deliveryPromiseDays: 10 });
    await order.advanceTo('2024-06-04T00:00:00.000Z');
    await order.advanceTo('2024-06-06T00:00:00.000Z');
    await order.act('buyer', 'submitRequirement', { text: 'maps' });
    await order.act('seller', 'confirmRequirement');
    for (const day of ['2024-06-11', '2024-06-12', '2024-06-13', '2024-06-20']) {
      await order.advanceTo(`${day}T00:00:00.000Z`);
    }

    const reminders = (await order.events()).filter(([event]) => event === 'reminderDue');
    expect(reminders.map(([, at]) => at.slice(0, 10))).toEqual([
      ...['2024-06-04', '2024-06-06'],
      ...['2024-06-12', '2024-06-13', '2024-06-20'],
    ]);
    expect(await order.read()).toMatchObject({ reminders: { sent: 3 } });
  });
});

describe('the ledger', () => {
  it('R-LED-01 says whose time has passed, in elapsed and in working time, and adds up to the whole', async () => {
    const order = await open(placed('2024-09-30T00:00:00.000Z'));
    await order.advanceTo('2024-10-09T00:00:00.000Z');
    await order.act('buyer', 'submitRequirement', { text: 'maps' });
    await order.advanceTo('2024-10-10T06:00:00.000Z');

    const day = 86_400_000;
    expect(await order.read()).toMatchObject({
      ledger: {
        until: '2024-10-10T06:00:00.000Z',
        entries: [
          { node: 'SUBMIT_REQUIREMENT', side: 'buyer', elapsedMs: 9 * day },
          { node: 'CONFIRM_REQUIREMENT', side: 'seller', elapsedMs: 1.25 * day },
        ],
      },
    });
    const { ledger } = (await order.read()) as unknown as {
      readonly ledger: { readonly totals: readonly { side: string; workingMs: number }[] };
    };
    const working = Object.fromEntries(
      ledger.totals.map(({ side, workingMs }) => [side, workingMs]),
    );
    // 30 September from 08:00 Beijing, 8 October and 8 hours of the 9th; then the seller's 30 hours.
    expect(working).toMatchObject({
      buyer: (16 + 24 + 8) * 3_600_000,
      seller: 30 * 3_600_000,
    });
  });
});
