import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { workCalendar } from '../../domain/calendar/work-calendar.ts';
import { type ActionName, actionNames } from '../../domain/events.ts';
import { flows } from '../../domain/flows/catalogue.ts';
import { type BookedSide, booked, totalsOf, workingMsBetween } from '../../domain/ledger.ts';
import type { NodeId, Order } from '../../domain/order.ts';
import { dueSteps, proceed, type Step } from '../../domain/transition.ts';
import { type Instant, instant, plusMs } from '../../domain/units.ts';
import { wishFor } from '../support/flow-walks.ts';
import { actAt, beijing, dayMs, hourMs, paidAt, settle, through } from '../support/moments.ts';
import { anOrder, eventFor, manualClock } from '../support/order-builder.ts';

const calendar = workCalendar('cn-2026.1');

/** Who is awaited where, written down here once more. */
const sides: Readonly<Partial<Record<NodeId, BookedSide>>> = {
  SUBMIT_REQUIREMENT: 'buyer',
  CONFIRM_REQUIREMENT: 'seller',
  SUBMIT_ID_CODE: 'buyer',
  ISSUE_LICENSE: 'seller',
  DEPLOY: 'buyer',
  SELLER_DELIVER: 'seller',
  SHIP: 'seller',
  HUAWEI_REVIEW: 'reviewer',
  CLAIM_AUTH_CODE: 'buyer',
  ACTIVATE_AUTH_CODE: 'seller',
  UPLOAD_PROOF: 'seller',
  BUYER_ACCEPT: 'buyer',
  COMPLETING: 'platform',
  REFUNDING: 'platform',
};

describe('working time', () => {
  it.each([
    ['a Tuesday morning', '2024-10-08 09:00', '2024-10-08 12:30', 3.5],
    ['a night between working days', '2024-10-08 18:00', '2024-10-09 09:00', 15],
    ['an ordinary weekend', '2024-10-18 18:00', '2024-10-21 09:00', 6 + 9],
    ['a weekend alone', '2024-10-19 00:00', '2024-10-21 00:00', 0],
    ['a Saturday that makes up', '2024-10-12 00:00', '2024-10-13 00:00', 24],
    ['a Sunday that makes up', '2024-09-29 08:00', '2024-09-29 20:00', 12],
    // Friday 5.5 h, Saturday off, Sunday 29 makes up, Monday 30, seven days off, Tuesday 8 until 09:00.
    ['the National Day week of 2024', '2024-09-27 18:30', '2024-10-08 09:00', 5.5 + 24 + 24 + 9],
    // Sunday 26 makes up, Monday 27, eight days off, Wednesday 5 to Friday 7, Saturday 8 makes up.
    ['the Spring Festival of 2025', '2025-01-25 00:00', '2025-02-09 00:00', 24 * (2 + 4)],
    // Sunday 23 makes up, Monday 24 to Friday 28, five days off, Thursday and Friday, Saturday 6 makes up.
    ['Labor Day of 2023', '2023-04-22 00:00', '2023-05-08 00:00', 24 * (1 + 5 + 2 + 1)],
    ['New Year’s Day on a Wednesday', '2024-12-31 12:00', '2025-01-02 12:00', 24],
  ])('R-LED-02 %s', (_name, from, to, hours) => {
    expect(workingMsBetween(beijing(from), beijing(to), calendar)).toBe(hours * hourMs);
  });

  it('R-LED-02 days begin and end in Beijing, not in Greenwich', () => {
    // 2024-09-30 16:00 UTC is the beginning of the National Day in Beijing.
    const holiday = instant('2024-09-30T16:00:00Z');

    expect(workingMsBetween(plusMs(holiday, -1), holiday, calendar)).toBe(1);
    expect(workingMsBetween(holiday, plusMs(holiday, 1), calendar)).toBe(0);
    expect(workingMsBetween(plusMs(holiday, -5), plusMs(holiday, 7), calendar)).toBe(5);
  });

  it('R-LED-02 R-CAL-02 is unknown in a year without a notice, and not guessed', () => {
    const firstKnown = beijing('2023-01-01 00:00');
    const lastKnown = beijing('2027-01-01 00:00');
    const within = (from: Instant, to: Instant) => workingMsBetween(from, to, calendar);

    expect(within(firstKnown, plusMs(firstKnown, dayMs))).toBe(0);
    expect(within(plusMs(firstKnown, -1), plusMs(firstKnown, dayMs))).toBeNull();
    expect(within(plusMs(lastKnown, -dayMs), lastKnown)).toBe(dayMs);
    expect(within(plusMs(lastKnown, -dayMs), plusMs(lastKnown, 1))).toBeNull();
    expect(within(beijing('2028-01-01'), beijing('2028-01-02'))).toBeNull();
    expect(
      workingMsBetween(beijing('2025-12-31'), beijing('2026-01-02'), workCalendar('cn-2025.1')),
    ).toBeNull();
  });

  it('R-LED-02 adds up at any cut, and is never more than what has passed', () => {
    const first = Date.parse(beijing('2023-01-01'));
    const moments = fc
      .record({
        from: fc.integer({ min: 0, max: 1_000 * dayMs }),
        cut: fc.integer({ min: 0, max: 60 * dayMs }),
        rest: fc.integer({ min: 0, max: 60 * dayMs }),
      })
      .map(({ from, cut, rest }) => [from, from + cut, from + cut + rest] as const)
      .map((all) => all.map((ms) => instant(first + ms)) as [Instant, Instant, Instant]);
    fc.assert(
      fc.property(moments, ([a, b, c]) => {
        const [whole = -1, before = -1, after = -1] = [
          workingMsBetween(a, c, calendar) ?? -1,
          workingMsBetween(a, b, calendar) ?? -1,
          workingMsBetween(b, c, calendar) ?? -1,
        ];
        expect(before + after).toBe(whole);
        expect(whole).toBeGreaterThanOrEqual(0);
        expect(whole).toBeLessThanOrEqual(Date.parse(c) - Date.parse(a));
      }),
      { numRuns: 60 },
    );
  });
});

describe('bookings', () => {
  const from = beijing('2024-10-08 09:00');
  const stay = (node: NodeId, side: BookedSide, start: Instant, ms: number) =>
    ({ node, side, from: start, to: plusMs(start, ms) }) as const;
  const first = booked([], stay('SELLER_DELIVER', 'seller', from, hourMs), calendar);

  it('R-LED-01 stays at one node on one account come together, others stay apart', () => {
    const second = booked(first, stay('BUYER_ACCEPT', 'buyer', plusMs(from, hourMs), 5), calendar);
    const third = booked(
      second,
      stay('SELLER_DELIVER', 'seller', beijing('2024-10-19 10:00'), 7),
      calendar,
    );

    expect(third).toEqual([
      { node: 'SELLER_DELIVER', side: 'seller', elapsedMs: hourMs + 7, workingMs: hourMs },
      { node: 'BUYER_ACCEPT', side: 'buyer', elapsedMs: 5, workingMs: 5 },
    ]);
    expect(
      booked(first, stay('SELLER_DELIVER', 'frozen', plusMs(from, hourMs), 5), calendar),
    ).toHaveLength(2);
  });

  it('R-LED-01 no time is no booking', () => {
    expect(booked(first, stay('BUYER_ACCEPT', 'buyer', from, 0), calendar)).toBe(first);
  });

  it('R-LED-02 working time stays unknown once a part of it is', () => {
    const known = stay('BUYER_ACCEPT', 'buyer', beijing('2026-12-30 00:00'), dayMs);
    const unknown = stay('BUYER_ACCEPT', 'buyer', beijing('2027-02-01 00:00'), dayMs);
    const ledger = booked(booked(first, unknown, calendar), known, calendar);

    expect(ledger[1]).toEqual({
      node: 'BUYER_ACCEPT',
      side: 'buyer',
      elapsedMs: 2 * dayMs,
      workingMs: null,
    });
    expect(totalsOf(ledger)).toEqual([
      { side: 'buyer', elapsedMs: 2 * dayMs, workingMs: null },
      { side: 'seller', elapsedMs: hourMs, workingMs: hourMs },
      { side: 'reviewer', elapsedMs: 0, workingMs: 0 },
      { side: 'platform', elapsedMs: 0, workingMs: 0 },
      { side: 'frozen', elapsedMs: 0, workingMs: 0 },
    ]);
  });
});

describe('the ledger of an order', () => {
  it('R-LED-01 R-LED-02 books each stay to whoever was awaited, over the holidays', () => {
    const wish = { category: 'JOINT_OPERATION', scene: 'BASE_CLOUD' } as const;
    const opened = paidAt(beijing('2024-09-27 18:30'), { ...wish, mode: 'LICENSE_OFFLINE' });
    const delivered = actAt(opened, beijing('2024-10-08 09:00'), 'deliver');
    const failed = actAt(delivered, beijing('2024-10-09 10:00'), 'reviewFail');
    const again = actAt(failed, beijing('2024-10-12 10:00'), 'deliver');
    const passed = actAt(again, beijing('2024-10-14 09:00'), 'reviewPass');
    const accepted = actAt(passed, beijing('2024-10-14 09:30'), 'accept');
    const { ledger, bookedUntil } = accepted.advanceTo('2024-10-20T00:00:00+08:00').order;

    expect(ledger).toEqual([
      {
        node: 'SELLER_DELIVER',
        side: 'seller',
        elapsedMs: (10 * 24 + 14.5 + 3 * 24) * hourMs,
        workingMs: (62.5 + 3 * 24) * hourMs,
      },
      {
        node: 'HUAWEI_REVIEW',
        side: 'reviewer',
        elapsedMs: (25 + 47) * hourMs,
        workingMs: (25 + 14 + 9) * hourMs, // Saturday 12 makes up, Sunday 13 is off
      },
      { node: 'BUYER_ACCEPT', side: 'buyer', elapsedMs: hourMs / 2, workingMs: hourMs / 2 },
      { node: 'COMPLETING', side: 'platform', elapsedMs: 3 * hourMs, workingMs: 3 * hourMs },
    ]);
    expect(bookedUntil).toBe(beijing('2024-10-14 12:30'));
    expect(totalsOf(ledger).map(({ side, elapsedMs }) => [side, elapsedMs / hourMs])).toEqual([
      ['buyer', 0.5],
      ['seller', 326.5],
      ['reviewer', 72],
      ['platform', 3],
      ['frozen', 0],
    ]);
  });

  it('R-LED-01 begins with the payment', () => {
    const { order } = paidAt(beijing('2024-10-08 09:00'));

    expect(order).toMatchObject({ ledger: [], bookedUntil: beijing('2024-10-08 09:00') });
  });

  it('R-LED-01 reminders and alerts cut a stay, and lose nothing of it', () => {
    const paid = beijing('2024-10-08 09:00');
    const { ledger, bookedUntil } = paidAt(paid).advanceTo('2025-12-01T00:00:00Z').order;

    expect(ledger.map(({ node, elapsedMs }) => [node, elapsedMs])).toEqual([
      ['SUBMIT_REQUIREMENT', Date.parse(bookedUntil) - Date.parse(paid)],
    ]);
    expect(bookedUntil).toBe(plusMs(paid, (5 + 7 * 59) * dayMs));
  });

  it('R-LED-01 a rehearsal books up to where its clock stands, and nothing after the end', () => {
    const paid = beijing('2024-10-08 09:00');
    const clock = manualClock(paid);
    const opened = anOrder({ mode: 'LICENSE_OFFLINE', placedAt: plusMs(paid, -60_000), clock });
    const waited = opened.act('advanceClock', { payload: { to: plusMs(paid, hourMs) } });
    const ended = through(waited, ['deliver', 'accept']).act('advanceClock', {
      payload: { to: plusMs(paid, 100 * dayMs) },
    });
    const seller = { node: 'SELLER_DELIVER', side: 'seller', elapsedMs: hourMs, workingMs: hourMs };

    expect(waited.order).toMatchObject({ ledger: [seller], bookedUntil: plusMs(paid, hourMs) });
    expect(ended.order).toMatchObject({
      node: 'COMPLETED',
      bookedUntil: plusMs(paid, 4 * hourMs),
      ledger: [
        seller,
        { node: 'COMPLETING', side: 'platform', elapsedMs: 3 * hourMs, workingMs: 3 * hourMs },
      ],
    });
  });

  it('R-LED-01 money on its way back is the platform’s time', () => {
    const paid = beijing('2022-12-01 10:00');
    const refunding = paidAt(paid).advanceTo('2023-12-01T10:00:00+08:00');
    const settledAt = plusMs(refunding.order.enteredAt, 2 * hourMs);
    const { steps } = settle(refunding, settledAt);

    expect(steps.at(-1)?.order.ledger).toEqual([
      // 2022 is a year that the calendar does not know.
      { node: 'SUBMIT_REQUIREMENT', side: 'buyer', elapsedMs: 365 * dayMs, workingMs: null },
      { node: 'REFUNDING', side: 'platform', elapsedMs: 2 * hourMs, workingMs: 2 * hourMs },
    ]);
  });
});

describe('any life of an order', () => {
  interface Attempt {
    readonly action: ActionName | 'wait';
    readonly afterMs: number;
  }
  const attempts: fc.Arbitrary<Attempt[]> = fc.array(
    fc.record({
      action: fc.oneof(
        { weight: 6, arbitrary: fc.constantFrom(...actionNames) },
        { weight: 1, arbitrary: fc.constant('wait' as const) },
      ),
      afterMs: fc.constantFrom(0, 1, hourMs, 3 * hourMs, 26 * hourMs, 11 * dayMs, 200 * dayMs),
    }),
    { minLength: 10, maxLength: 40 },
  );

  /** Plays the attempts and answers every step on the way. */
  function play(start: Order, played: readonly Attempt[]): readonly Step[] {
    const steps: Step[] = [];
    let order = start;
    let now = order.enteredAt;
    for (const { action, afterMs } of played) {
      now = order.clock.kind === 'manual' ? order.clock.at : plusMs(now, afterMs);
      const next =
        action === 'wait'
          ? dueSteps(order, now)
          : proceed(order, eventFor(action, order, now)).steps;
      steps.push(...next);
      order = next.at(-1)?.order ?? order;
    }
    return steps;
  }

  it.each(flows.map((flow) => [flow.id, flow] as const))(
    'R-LED-01 every moment is booked once, to whoever was awaited: %s',
    (_id, flow) => {
      const wish = wishFor(flow);
      const clock = manualClock(plusMs(instant(wish.placedAt ?? 0), 60_000));
      const arbitrary = fc.record({ played: attempts, isManual: fc.boolean() });
      fc.assert(
        fc.property(arbitrary, ({ played, isManual }) => {
          const start = anOrder({ ...wish, ...(isManual && { clock }) }).order;
          const expected: Record<string, number> = {};
          let from = start.enteredAt;
          let { node, acceptRejects: rejects } = start;
          let isOpen = false;
          const steps = play(start, played);
          for (const { event, order } of steps) {
            // R-PKG-05: a rejected deployment is the seller's to put right.
            const own: BookedSide | undefined =
              node === 'DEPLOY' && rejects > 0 ? 'seller' : sides[node];
            const side: BookedSide | undefined = isOpen ? 'frozen' : own;
            if (side !== undefined && event.at !== from) {
              const key = `${node} ${side}`;
              expected[key] = (expected[key] ?? 0) + Date.parse(event.at) - Date.parse(from);
            }
            from = event.at;
            node = order.node;
            rejects = order.acceptRejects;
            // R-APL-02: nobody's time passes while an appeal is open.
            isOpen = order.appeal !== null && order.appeal.closedAt === null;
          }
          const { ledger, bookedUntil } = steps.at(-1)?.order ?? start;
          const whole = totalsOf(ledger).reduce((ms, { elapsedMs }) => ms + elapsedMs, 0);

          expect(
            Object.fromEntries(
              ledger.map((entry) => [`${entry.node} ${entry.side}`, entry.elapsedMs]),
            ),
          ).toEqual(expected);
          expect(whole).toBe(Date.parse(bookedUntil) - Date.parse(start.enteredAt));
        }),
        { numRuns: 6 },
      );
    },
  );
});
