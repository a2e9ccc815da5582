import { describe, expect, it } from 'vitest';
import { duesOf } from '../../domain/due.ts';
import { movedOn, reachedAfter, thawed } from '../../domain/freeze.ts';
import { type Instant, instant, plusMs } from '../../domain/units.ts';
import { actorIn, anOrder, manualClock, type OrderDriver } from '../support/order-builder.ts';

const dayMs = 86_400_000;
const bySeller = { by: actorIn('seller') };
const byBuyer = { by: actorIn('buyer') };
const placed = {
  placedAt: '2025-05-06T10:00:00+08:00',
  openedAt: '2025-05-06T10:05:00+08:00',
} as const;

/** Appealed now, withdrawn `days` later; the freeze is as long as said. */
function frozenFor(order: OrderDriver, days: number): OrderDriver {
  const appealed = order.act('openAppeal', byBuyer);
  const end = plusMs(appealed.now, days * dayMs);
  return appealed.advanceTo(plusMs(end, -60_000)).act('withdrawAppeal', byBuyer);
}
const dueOf = ({ order }: OrderDriver, event: string): Instant | undefined =>
  duesOf(order).find((due) => due.event === event)?.at;

describe('what goes on after an appeal', () => {
  it('R-APL-03 a promise that was still to be kept', () => {
    const order = anOrder({
      mode: 'LICENSE_OFFLINE',
      ...placed,
      purchase: { deliveryPromiseDays: 9 },
    });
    const { promisedAt } = order.order;

    expect(frozenFor(order, 4).order.promisedAt).toBe(plusMs(promisedAt ?? order.now, 4 * dayMs));
  });

  it('R-APL-03 not a promise that was missed already', () => {
    const order = anOrder({
      mode: 'LICENSE_OFFLINE',
      ...placed,
      purchase: { deliveryPromiseDays: 2 },
    });
    const late = order.advanceTo(plusMs(order.now, 3 * dayMs));

    expect(frozenFor(late, 4).order.promisedAt).toBe(order.order.promisedAt);
  });

  it('R-APL-03 a courier that was asked for, and the time asked for under a limit', () => {
    const order = anOrder({ mode: 'HARDWARE', ...placed, purchase: { deliveryPromiseDays: 9 } })
      .act('requestCourier', { payload: { courier: '本地速运' } })
      .act('requestExtension', bySeller);
    const { courierRequest, extension } = order.order;
    const on = frozenFor(order, 2).order;

    expect(on.courierRequest?.dueAt).toBe(plusMs(courierRequest?.dueAt ?? order.now, 2 * dayMs));
    expect(on.extension?.until).toBe(plusMs(extension?.until ?? order.now, 2 * dayMs));
  });

  it('R-APL-03 R-REM-02 the ladder of reminders: what was sent is not sent again', () => {
    const order = anOrder({ mode: 'LICENSE_OFFLINE', ...placed });
    const reminded = order.advanceTo(plusMs(order.order.enteredAt, dayMs));
    const on = frozenFor(reminded, 4);

    expect(reminded.order.reminders).toBe(1);
    expect(dueOf(on, 'reminderDue')).toBe(plusMs(order.order.enteredAt, 7 * dayMs));
    expect(on.order.reminders).toBe(1);
  });

  it('R-APL-03 R-CLK-01 R-CLK-03 the close after 365 days and the alert after 180', () => {
    const old = anOrder({
      mode: 'LICENSE_OFFLINE',
      placedAt: '2023-02-01T10:00:00+08:00',
      openedAt: '2023-02-01T10:05:00+08:00',
      assumptions: { appealsAnyTimeFrom: 'ANY_DATE' },
    });
    const today = anOrder({ mode: 'LICENSE_OFFLINE', ...placed });

    expect(dueOf(frozenFor(old, 7), 'closedForRefund')).toBe(
      plusMs(old.order.purchase.paidAt, 372 * dayMs),
    );
    expect(dueOf(frozenFor(frozenFor(today, 7), 3), 'alertRaised')).toBe(
      plusMs(today.order.purchase.placedAt, 190 * dayMs),
    );
  });

  it('R-APL-03 nothing is kept of an appeal that ends in the instant in which it began', () => {
    const clock = manualClock('2025-05-06T10:05:00+08:00');
    const order = anOrder({ mode: 'LICENSE_OFFLINE', placedAt: placed.placedAt, clock });
    const on = order.act('openAppeal', byBuyer).act('withdrawAppeal', byBuyer);

    expect(on.order.freezes).toEqual([]);
    expect(() => thawed(order.order, order.now)).toThrow('nothing has frozen the order');
  });
});

describe('moments around freezes', () => {
  const day = (no: number): Instant => plusMs(instant('2025-05-01T00:00:00Z'), no * dayMs);
  const freezes = [
    { from: day(10), to: day(13) },
    { from: day(20), to: day(21) },
  ];

  it.each([
    [5, 9],
    [10, 14],
    [11, 14],
    [13, 14],
    [20, 21],
    [30, 30],
  ])('R-APL-03 a clock that began on day %i counts from day %i', (from, counted) => {
    expect(movedOn(day(from), freezes)).toBe(day(counted));
  });

  it.each([
    [4, 9],
    [5, 10], // reached as it began to stand still: it stays reached
    [6, 14],
    [11, 19],
    [12, 20],
    [13, 22],
  ])('R-APL-03 %i days after day 5 are reached on day %i', (days, reached) => {
    expect(reachedAfter(day(5), days * dayMs, freezes)).toBe(day(reached));
  });
});
