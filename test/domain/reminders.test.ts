import { describe, expect, it } from 'vitest';
import { decide } from '../../domain/command.ts';
import { duesOf } from '../../domain/due.ts';
import type { Role } from '../../domain/order.ts';
import { type Instant, plusMs } from '../../domain/units.ts';
import {
  actAt,
  beijing,
  dayMs,
  edgesOf,
  happened,
  hourByHour,
  hourMs,
  momentsOf,
  paidAt,
  through,
} from '../support/moments.ts';
import {
  actorIn,
  anOrder,
  manualClock,
  type OrderDriver,
  type OrderWish,
} from '../support/order-builder.ts';

const paid = beijing('2024-10-08 09:00');
const day = (count: number, from: Instant = paid) => plusMs(from, count * dayMs);
/** Days after `from` on which reminders were sent. */
const daysOf = (driver: OrderDriver, from: Instant = paid) =>
  momentsOf(driver, 'reminderDue').map((at) => (Date.parse(at) - Date.parse(from)) / dayMs);
const offline = (wish: OrderWish = {}) => paidAt(paid, { mode: 'LICENSE_OFFLINE', ...wish });

describe('the ladder', () => {
  it('R-REM-02 comes after 1, 3 and 5 days, then weekly, numbered', () => {
    const told = happened(hourByHour(paidAt(paid), day(34)), 'reminderDue');

    expect(told.map(({ at, payload }) => [at, payload.no])).toEqual([
      [day(1), 1],
      [day(3), 2],
      [day(5), 3],
      [day(12), 4],
      [day(19), 5],
      [day(26), 6],
      [day(33), 7],
    ]);
  });

  it.each([1, 3, 5, 12, 19])('R-REM-02 day %i: one millisecond before, at, after', (count) => {
    const before = hourByHour(paidAt(paid), plusMs(day(count), -1));
    const sent = before.order.reminders;
    const [still, now, later] = edgesOf(day(count)).map((at) => before.advanceTo(at).order);

    expect(still).toMatchObject({ reminders: sent });
    expect(now).toMatchObject({ reminders: sent + 1, remindedAt: day(count) });
    expect(later).toMatchObject({ reminders: sent + 1, remindedAt: day(count) });
  });

  it.each<['WEEKLY' | 'NONE', readonly number[]]>([
    ['WEEKLY', [7, 14, 21, 28]],
    ['NONE', []],
  ])('R-REM-02 switched to %s', (reminderCadence, days) => {
    const driver = paidAt(paid, { assumptions: { reminderCadence } });

    expect(daysOf(hourByHour(driver, day(34)))).toEqual(days);
  });

  it('R-REM-01 tells whoever is awaited, at every waiting node, from when the order came there', () => {
    const waiting: readonly (readonly [OrderDriver, Role])[] = [
      [paidAt(paid), 'buyer'],
      [through(paidAt(paid), ['submitRequirement']), 'seller'],
      [through(paidAt(paid), ['submitRequirement', 'confirmRequirement']), 'seller'],
      [offline().act('deliver'), 'buyer'],
      [
        offline({ category: 'JOINT_OPERATION', scene: 'BASE_CLOUD' }).act('deliver'),
        'huaweiReviewer',
      ],
      [paidAt(paid, { mode: 'LICENSE_SOFTWARE_PACKAGE' }), 'buyer'],
      [paidAt(paid, { mode: 'HARDWARE' }), 'seller'],
    ];

    for (const [driver, to] of waiting) {
      const due = day(1, driver.now);
      const [before, at] = edgesOf(due).map((moment) => driver.advanceTo(moment));
      expect(before?.order.reminders, driver.order.node).toBe(0);
      expect(at?.steps.at(-1)?.event, driver.order.node).toEqual({
        type: 'reminderDue',
        at: due,
        by: { role: 'platform', party: null },
        payload: { to, no: 1, promiseMissed: false },
      });
      expect(at?.order.node).toBe(driver.order.node);
    }
  });

  it('R-REM-01 is void as soon as the order moves, and begins anew at the next node', () => {
    const moved = actAt(hourByHour(paidAt(paid), day(4)), day(4.5), 'submitRequirement');
    const after = hourByHour(moved, day(11));

    expect(moved.order).toMatchObject({ reminders: 0, remindedAt: null });
    expect(daysOf(after)).toEqual([1, 3, 5.5, 7.5, 9.5]);
    expect(happened(after, 'reminderDue').map(({ payload }) => [payload.to, payload.no])).toEqual([
      ['buyer', 1],
      ['buyer', 2],
      ['seller', 1],
      ['seller', 2],
      ['seller', 3],
    ]);
  });

  it('R-REM-01 an action at the very moment of a reminder comes after it, one just before voids it', () => {
    const delivered = offline().act('deliver');
    const due = day(1, delivered.now);

    expect(momentsOf(actAt(delivered, due, 'accept'), 'reminderDue')).toEqual([due]);
    expect(momentsOf(actAt(delivered, plusMs(due, -1), 'accept'), 'reminderDue')).toEqual([]);
  });

  it('R-REM-01 goes on where an action leaves the order at its node', () => {
    const hardware = hourByHour(paidAt(paid, { mode: 'HARDWARE' }), day(2));
    const changed = hardware.act('changeAddress').act('recordInvoice').act('requestCourier');

    expect(changed.order).toMatchObject({ node: 'SHIP', reminders: 1, remindedAt: day(1) });
    expect(daysOf(hourByHour(changed, day(6)))).toEqual([1, 3, 5]);
  });

  it('R-REM-01 nobody is reminded where the platform is awaited, or where nothing is any more', () => {
    const accepted = offline().act('deliver').act('accept');
    const refunding = paidAt(beijing('2022-12-01 10:00')).advanceTo('2023-12-01T10:00:00+08:00');
    const unsupervised = paidAt(paid, { mode: 'IMAGE' });
    const quiet = [accepted, accepted.advanceTo(day(1)), refunding, unsupervised];

    for (const { order } of quiet) {
      expect(duesOf(order).filter(({ event }) => event === 'reminderDue')).toEqual([]);
    }
    expect(quiet.map(({ order }) => order.node)).toEqual([
      'COMPLETING',
      'COMPLETED',
      'REFUNDING',
      'EFFECTIVE',
    ]);
  });
});

describe('reminders that were missed', () => {
  it.each([
    ['two', 4, 3, 5],
    ['three, at the moment of the last', 5, 5, 12],
    ['three, a millisecond before the fourth', 12 - 1 / dayMs, 5, 12],
    ['many', 100, 96, 103],
  ])('R-REM-03 %s are sent once, as the newest of them', (_count, days, newest, next) => {
    const jumped = paidAt(paid).advanceTo(day(days));

    expect(happened(jumped, 'reminderDue')).toEqual([
      { at: day(newest), payload: { to: 'buyer', no: 1, promiseMissed: false } },
    ]);
    expect(daysOf(hourByHour(jumped, day(next)))).toEqual([newest, next]);
  });

  it('R-REM-03 also if the alert came in between', () => {
    const jumped = paidAt(paid).advanceTo(day(400));

    expect(jumped.steps.map(({ event }) => event.type)).toEqual(['alertRaised', 'reminderDue']);
    expect(daysOf(jumped)).toEqual([397]);
  });

  it('R-REM-03 a jump over the end of a node sends what was due before it, and nothing after', () => {
    const signed = through(paidAt(paid, { mode: 'HARDWARE' }), ['ship', 'recordCourierSignature']);
    const jumped = signed.advanceTo(day(300));

    expect(jumped.order.node).toBe('COMPLETED');
    expect(daysOf(jumped, plusMs(paid, 60_000))).toEqual([5]);
  });

  it('R-REM-03 R-REM-01 what is due at the very moment when the order moves is void, jump or not', () => {
    // A promise of one day: reminders every 7 days from then on, one of them with the close after 365 days.
    const opened = beijing('2022-12-01 10:00');
    const wish = { mode: 'LICENSE_OFFLINE', purchase: { deliveryPromiseDays: 1 } } as const;
    const close = day(365, opened);
    const inSteps = paidAt(opened, wish).advanceTo(plusMs(close, -1)).advanceTo(close);
    const inOneGo = paidAt(opened, wish).advanceTo(close);

    const lastDay = duesOf(paidAt(opened, wish).advanceTo(plusMs(close, -1)).order);

    expect(lastDay.map(({ at, event }) => [at, event])).toEqual([
      [close, 'closedForRefund'],
      [close, 'reminderDue'],
      [beijing('2024-03-05 00:00'), 'alertRaised'],
    ]);
    for (const driver of [inSteps, inOneGo]) {
      expect(driver.order.node).toBe('REFUNDING');
      expect(daysOf(driver, opened)).toEqual([358]);
    }
  });

  it('R-REM-03 on a manual clock each move sends one at most', () => {
    const clock = manualClock(paid);
    const driver = anOrder({ mode: 'LICENSE_OFFLINE', placedAt: plusMs(paid, -60_000), clock });
    const moved = driver.act('advanceClock', { payload: { to: day(30) } });

    expect(daysOf(moved)).toEqual([26]);
    expect(moved.order.clock).toEqual({ kind: 'manual', at: day(30) });
  });

  it('R-REM-03 an order that opens here late is not reminded of the time before', () => {
    const driver = anOrder({ placedAt: plusMs(paid, -60_000), openedAt: day(13) });
    const waited = hourByHour(driver, day(20));

    expect(daysOf(waited)).toEqual([19]);
    expect(happened(waited, 'reminderDue')[0]?.payload.no).toBe(1);
  });
});

describe('the promise of the seller', () => {
  const promised = (days: number, wish: OrderWish = {}) =>
    offline({ ...wish, purchase: { deliveryPromiseDays: days } });
  const toldOf = (driver: OrderDriver) =>
    happened(driver, 'reminderDue').map(({ at, payload }) => [
      (Date.parse(at) - Date.parse(paid)) / dayMs,
      payload.to,
      payload.promiseMissed,
    ]);

  it('R-REM-04 T28 counts calendar days from the payment, over holidays too', () => {
    const wish = { mode: 'LICENSE_OFFLINE', purchase: { deliveryPromiseDays: 7 } } as const;

    expect(paidAt(beijing('2024-09-30 16:00'), wish).order.promisedAt).toBe(
      beijing('2024-10-07 16:00'),
    );
    expect(offline().order.promisedAt).toBeNull();
  });

  it('R-REM-04 T28 the seller is reminded a day before, at the promise, and weekly after it', () => {
    expect(toldOf(hourByHour(promised(10), day(25)))).toEqual([
      [9, 'seller', false],
      [10, 'seller', true],
      [17, 'seller', true],
      [24, 'seller', true],
    ]);
  });

  it('R-REM-05 switched off, the promise changes no reminder', () => {
    const driver = promised(10, { assumptions: { promiseReminders: false } });

    expect(toldOf(hourByHour(driver, day(13)))).toEqual([
      [1, 'seller', false],
      [3, 'seller', false],
      [5, 'seller', false],
      [12, 'seller', false],
    ]);
  });

  it('R-REM-04 T28 has no consequence by itself', () => {
    const { order } = promised(10).advanceTo(day(100));

    expect(order).toMatchObject({
      node: 'SELLER_DELIVER',
      deadline: null,
      orderStatus: 'PROCESSING',
    });
  });

  it('R-REM-04 T28 a promise of one day sends nothing at the start', () => {
    expect(toldOf(hourByHour(promised(1), day(9)))).toEqual([
      [1, 'seller', true],
      [8, 'seller', true],
    ]);
  });

  it('R-REM-05 T28 where the buyer is awaited and the seller can deliver, each is reminded; together if it falls together', () => {
    const from = beijing('2025-04-01 09:00');
    const promise = { purchase: { deliveryPromiseDays: 6 } };
    const remindersOf = (wish: OrderWish) =>
      happened(hourByHour(paidAt(from, wish), day(7, from)), 'reminderDue').map(
        ({ at, payload }) => [(Date.parse(at) - Date.parse(from)) / dayMs, payload.to],
      );

    expect(paidAt(from, promise).order.flowId).toBe('general.from-2025-03-26');
    expect(remindersOf(promise)).toEqual([
      [1, 'buyer'],
      [3, 'buyer'],
      [5, ['buyer', 'seller']],
      [6, 'seller'],
    ]);
    expect(remindersOf({})).toEqual([
      [1, 'buyer'],
      [3, 'buyer'],
      [5, 'buyer'],
    ]);
  });

  it('R-REM-03 R-REM-05 after a jump each of both is named once, with the promise that was missed', () => {
    const from = beijing('2025-04-01 09:00');
    const optional = paidAt(from, { purchase: { deliveryPromiseDays: 4 } });
    const jumped = optional.advanceTo(day(5.08, from)).advanceTo(day(19.08, from));

    expect(happened(jumped, 'reminderDue').map(({ at, payload }) => ({ at, ...payload }))).toEqual([
      { at: day(5, from), to: ['seller', 'buyer'], no: 1, promiseMissed: true },
      { at: day(19, from), to: ['seller', 'buyer'], no: 2, promiseMissed: true },
    ]);
  });

  it('R-REM-05 T28 where the seller cannot deliver yet nobody speaks of the promise: both keep the ladder', () => {
    const buyer = paidAt(paid, { purchase: { deliveryPromiseDays: 10 } });
    const seller = actAt(hourByHour(buyer, day(6)), day(6.5), 'submitRequirement');

    expect(toldOf(hourByHour(seller, day(12)))).toEqual([
      [1, 'buyer', false],
      [3, 'buyer', false],
      [5, 'buyer', false],
      [7.5, 'seller', false],
      [9.5, 'seller', false],
      [11.5, 'seller', false],
    ]);
  });

  it('R-REM-04 T28 it is kept with the delivery: after a rejection the seller has the ladder', () => {
    const rejected = promised(10).act('deliver').act('reject');
    const from = rejected.now;

    expect(daysOf(hourByHour(rejected, day(6, from)), from)).toEqual([1, 3, 5]);
    expect(happened(rejected.advanceTo(day(30)), 'reminderDue')[0]?.payload.promiseMissed).toBe(
      false,
    );
  });

  it('R-REM-04 R-REM-02 T28 nobody is reminded of a promise either, if reminders are switched off', () => {
    const driver = promised(10, { assumptions: { reminderCadence: 'NONE' } });

    expect(toldOf(driver.advanceTo(day(40)))).toEqual([]);
  });
});

describe('whoever decided before a reminder', () => {
  const delivered = offline().act('deliver');
  const { seq } = delivered.order;
  const wish = { action: 'accept', by: actorIn('buyer'), payload: {} } as const;
  const at = day(13, delivered.now);

  it('R-REM-01 is not too late: reminders and alerts leave what can be done as it was', () => {
    const { order } = delivered.advanceTo(day(400, delivered.now));
    const { steps, rejection } = decide(order, { ...wish, expectedSeq: seq }, day(401));

    expect([seq, order.seq, order.changedSeq]).toEqual([2, 4, 2]);
    expect(rejection).toBeUndefined();
    expect(steps.at(-1)?.order).toMatchObject({ node: 'COMPLETING', seq: 5, changedSeq: 5 });
  });

  it('R-REM-01 is not too late either when the reminder falls due with the decision', () => {
    const { steps, rejection } = decide(delivered.order, { ...wish, expectedSeq: seq }, at);

    expect(rejection).toBeUndefined();
    expect(steps.map(({ event }) => event.type)).toEqual(['reminderDue', 'accepted']);
  });

  it.each([
    [1, 'STALE_SEQ'],
    [2, undefined],
    [3, undefined],
    [4, 'STALE_SEQ'],
  ])('R-REM-01 seen seq %i of an order at 3, changed last by 2: %s', (expectedSeq, code) => {
    const { order } = delivered.advanceTo(at);
    const outcome = decide(order, { ...wish, expectedSeq }, plusMs(at, hourMs));

    expect(order).toMatchObject({ seq: 3, changedSeq: 2 });
    expect(outcome.rejection?.code).toBe(code);
  });
});
