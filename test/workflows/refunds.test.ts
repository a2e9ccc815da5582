import { ApplicationFailure } from '@temporalio/common';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RefundOutcome, RefundPort, RefundRequest } from '../../activities/ports.ts';
import { simulatedRefunds } from '../../activities/simulated/refunds.ts';
import { instant } from '../../domain/units.ts';
import { actors, type OrderRunner, refusalOf, startOrderRunner } from '../support/order-runner.ts';
import { aPurchase, manualClock } from '../support/purchase.ts';

const { buyer, opsManager, seller } = actors;

/** A payment side that can be away, and that keeps what it was asked for. */
class PaymentSide implements RefundPort {
  readonly asked: RefundRequest[] = [];
  readonly #simulated = simulatedRefunds();
  #isAway: boolean;

  constructor(isAway: boolean) {
    this.#isAway = isAway;
  }

  goAway(): void {
    this.#isAway = true;
  }

  comeBack(): void {
    this.#isAway = false;
  }

  get paid() {
    return [...this.#simulated.paid.values()];
  }

  async refund(request: RefundRequest): Promise<RefundOutcome> {
    this.asked.push(request);
    if (this.#isAway) throw new Error('no answer');
    return await this.#simulated.refund(request);
  }
}

const payments = new PaymentSide(false);
let runner: OrderRunner;
beforeAll(async () => {
  runner = await startOrderRunner(payments);
});
afterAll(() => runner.stop());

/** An order that the close after 365 days unsubscribes as soon as its clock is moved. */
const openOld = () => {
  const at = '2023-01-10T00:00:00+08:00';
  return runner.open(
    aPurchase({ placedAt: instant(at), paidAt: instant(at), clock: manualClock(at) }),
  );
};

describe('a refund', () => {
  it('R-RFD-01 T5 is paid once, with the id, amount and mode of its order; the order ends REFUNDED', async () => {
    const order = await openOld();
    await order.act(opsManager, 'advanceClock', { toNextDeadline: true });

    const ended = await order.handle.result();

    const refund = { refundId: `${order.orderId}:refund-1`, orderId: order.orderId };
    expect(payments.paid.filter(({ orderId }) => orderId === order.orderId)).toEqual([
      { ...refund, amountFen: 120_000, livemode: false },
    ]);
    expect(ended).toMatchObject({
      node: 'REFUNDED',
      billable: false,
      refund: { refundId: refund.refundId, settledAt: '2024-01-09T16:00:00.000Z' },
    });
  });

  it('R-RFD-01 while the payment side is away the order answers, takes nothing, and goes on by itself', async () => {
    payments.goAway();
    const order = await openOld();
    await order.act(buyer, 'submitRequirement', { text: 'maps' });
    await order.act(opsManager, 'advanceClock', { toNextDeadline: true });
    const attempts = () => payments.asked.filter(({ orderId }) => orderId === order.orderId);
    await expect.poll(() => attempts().length, { timeout: 20_000 }).toBeGreaterThan(1);

    const refused = await refusalOf(order.act(seller, 'confirmRequirement', {}));
    const meanwhile = await order.snapshot();
    payments.comeBack();
    const ended = await order.handle.result();

    expect(refused).toBe('EVENT_NOT_ALLOWED_AT_NODE');
    expect(meanwhile).toMatchObject({ node: 'REFUNDING', refund: { settledAt: null } });
    expect(ended.node).toBe('REFUNDED');
    expect(new Set(attempts().map(({ refundId }) => refundId)).size).toBe(1);
    expect(payments.paid.filter(({ orderId }) => orderId === order.orderId)).toHaveLength(1);
  });

  it('tells the outbox that the order moved, and the audit log that the platform did it', async () => {
    const order = await openOld();
    await order.act(opsManager, 'advanceClock', { toNextDeadline: true });
    await order.handle.result();

    const rows = await runner.database.db.execute(
      sql`select entry->>'event' as event, entry->>'role' as role, entry->>'action' as action
          from audit_log where order_id = ${order.orderId} order by no`,
    );
    const told = await runner.database.db.execute(
      sql`select topic, payload->>'event' as event from outbox where order_id = ${order.orderId} order by seq`,
    );

    expect([...rows]).toEqual([
      { event: 'opened', role: 'storefront', action: 'openOrder' },
      { event: 'reminderDue', role: 'platform', action: null },
      { event: 'closedForRefund', role: 'platform', action: null },
      { event: 'clockAdvanced', role: 'opsManager', action: 'advanceClock' },
      { event: 'refundSettled', role: 'platform', action: null },
    ]);
    expect([...told]).toContainEqual({ topic: 'order.moved', event: 'refundSettled' });
  });

  it('R-REM-01 a reminder is a notice in the outbox, to whoever is awaited', async () => {
    const order = await runner.open(aPurchase());
    await order.act(opsManager, 'advanceClock', { to: instant('2024-09-15T10:05:00+08:00') });

    const told = await runner.database.db.execute(
      sql`select topic, payload->>'event' as event, payload->'to' as "to" from outbox
          where order_id = ${order.orderId} and topic = 'order.notice'`,
    );

    expect([...told]).toEqual([{ topic: 'order.notice', event: 'reminderDue', to: ['buyer'] }]);
  });
});

describe('a refund that is refused for good', () => {
  it.each<[string, RefundPort]>([
    ['refuses', { refund: async () => ({ refusedFor: 'ACCOUNT_CLOSED' }) }],
    [
      'fails for good',
      {
        refund: async () => {
          throw ApplicationFailure.nonRetryable('no such bank', 'BROKEN');
        },
      },
    ],
  ])(
    'R-RFD-01 R-RFD-03 a payment side that %s fails no order: the operations managers hear of it once, it rests, and the order still answers',
    async (_what, port) => {
      const refusing = await startOrderRunner(port);
      const at = '2023-01-10T00:00:00+08:00';
      const order = await refusing.open(
        aPurchase({ placedAt: instant(at), paidAt: instant(at), clock: manualClock(at) }),
      );
      await order.act(opsManager, 'advanceClock', { toNextDeadline: true });
      const timers = async () => {
        const { events } = await order.handle.fetchHistory();
        return (events ?? []).filter((event) => event.timerStartedEventAttributes).length;
      };

      await expect.poll(timers, { timeout: 10_000 }).toBe(1);
      const told = await refusing.database.db.execute(
        sql`select topic, payload->>'event' as event, payload->'to' as "to" from outbox
          where order_id = ${order.orderId} and topic = 'order.notice'
            and payload->>'event' = 'refundRefused'`,
      );
      expect([...told]).toEqual([
        { topic: 'order.notice', event: 'refundRefused', to: ['opsManager'] },
      ]);
      expect(await order.snapshot()).toMatchObject({
        node: 'REFUNDING',
        refund: { refusedAt: '2024-01-09T16:00:00.000Z', settledAt: null },
      });
      expect(await refusalOf(order.act(buyer, 'submitRequirement', { text: 'x' }))).toBe(
        'EVENT_NOT_ALLOWED_AT_NODE',
      );
      expect((await order.handle.describe()).status.name).toBe('RUNNING');
      await order.handle.terminate('test');
      await refusing.stop();
    },
  );
});
