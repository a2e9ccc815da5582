import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Clock,
  endOfTime,
  fastestRate,
  moveClock,
  readClock,
  realDelayMs,
  startClock,
} from '../../domain/clock.ts';
import { instant, msOf, plusMs } from '../../domain/units.ts';
import { actorIn, anOrder, manualClock } from '../support/order-builder.ts';

const real = instant('2026-06-01T12:00:00Z');
const startsAt = instant('2024-09-13T20:00:00+08:00');
const fast = (rate: number): Clock => ({ kind: 'fast', startsAt, startedAt: real, rate });
const manual: Clock = { kind: 'manual', at: startsAt };

describe('clocks', () => {
  it('the real one reads the world and waits as long as the world', () => {
    const clock = startClock(undefined, real);

    expect(readClock(clock, real)).toBe(real);
    expect(realDelayMs(clock, plusMs(real, 1_500), real)).toBe(1_500);
    expect(realDelayMs(clock, real, plusMs(real, 1))).toBe(0);
  });

  it('a fast one starts where it is told and runs at its rate', () => {
    const clock = startClock({ kind: 'fast', startsAt, rate: 3_600 }, real);

    expect(readClock(clock, real)).toBe(startsAt);
    expect(readClock(clock, plusMs(real, 1_000))).toBe(plusMs(startsAt, 3_600_000));
    expect(realDelayMs(clock, plusMs(startsAt, 3 * 3_600_000), real)).toBe(3_000);
    expect(realDelayMs(clock, plusMs(startsAt, 3_601), real)).toBe(2); // rounded up, never early
  });

  it('a fast one stands still when the machine that reads it is behind', () => {
    expect(readClock(fast(60), plusMs(real, -5_000))).toBe(startsAt);
  });

  it('a manual one stands still and no waiting brings it forward', () => {
    expect(readClock(manual, plusMs(real, 1e9))).toBe(startsAt);
    expect(realDelayMs(manual, plusMs(startsAt, 1), real)).toBeUndefined();
    expect(realDelayMs(manual, startsAt, real)).toBe(0);
  });

  it('a fast one left alone for years stops at the end of rehearsal time', () => {
    const aYearLater = plusMs(real, 365 * 86_400_000);

    expect(readClock(fast(fastestRate), aYearLater)).toBe(endOfTime);
    expect(realDelayMs(fast(fastestRate), plusMs(endOfTime, 1), aYearLater)).toBeUndefined();
  });

  it('a manual one stops at the end of rehearsal time too, and every deadline after it can be told', () => {
    const asked = instant('9999-12-30T23:00:00Z');
    const order = anOrder({
      mode: 'LICENSE_AUTH_CODE',
      placedAt: '2025-01-01T00:00:00Z',
      clock: { kind: 'manual', startsAt: asked },
    })
      .act('deliver')
      .act('claimAuthCode')
      .act('activateAuthCode');

    expect(moveClock(manual, asked)).toEqual({ kind: 'manual', at: endOfTime });
    expect(moveClock({ kind: 'manual', at: endOfTime }, asked)).toMatchObject({
      code: 'CLOCK_CANNOT_GO_BACK',
    });
    expect(order.order.deadline).toBe(plusMs(endOfTime, 3 * 3_600_000));
  });

  it('after the delay it named, a clock has reached the moment, at every rate', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 1, max: fastestRate, noNaN: true }),
        fc.integer({ min: 0, max: 3_600_000 }),
        fc.integer({ min: 1, max: 30 * 86_400_000 }),
        (rate, elapsedMs, aheadMs) => {
          const now = plusMs(real, elapsedMs);
          const until = plusMs(readClock(fast(rate), now), aheadMs);
          const delayMs = realDelayMs(fast(rate), until, now) ?? Number.NaN;
          const read = msOf(readClock(fast(rate), plusMs(now, delayMs)));
          // A millisecond of rounding may be left; then one more timer of a millisecond follows.
          expect(msOf(until) - read).toBeLessThanOrEqual(1);
          expect(delayMs).toBeLessThan(aheadMs / rate + 1);
        },
      ),
    );
  });
});

describe('advancing a rehearsal', () => {
  const opened = () =>
    anOrder({
      mode: 'LICENSE_AUTH_CODE',
      placedAt: '2024-09-13T19:00:00+08:00',
      clock: manualClock('2024-09-13T20:00:00+08:00'),
    });
  const completing = () =>
    opened().act('deliver').act('claimAuthCode').act('activateAuthCode').act('deliver');
  const advanceTo = (to: string) => ({ payload: { to: instant(to) } });

  it('moves the clock and books the time, and nothing else, while nothing is due on the way', () => {
    const before = opened();
    const after = before.act('advanceClock', advanceTo('2024-09-14T19:00:59.999+08:00'));
    const at = instant('2024-09-14T19:00:59.999+08:00');
    const elapsedMs = msOf(at) - msOf(before.order.enteredAt);

    expect(after.steps).toHaveLength(1);
    expect(after.order).toEqual({
      ...before.order,
      seq: before.order.seq + 1,
      changedSeq: before.order.seq + 1,
      clock: { kind: 'manual', at },
      ledger: [{ node: 'SELLER_DELIVER', side: 'seller', elapsedMs, workingMs: expect.anything() }],
      bookedUntil: at,
    });
  });

  it('reminds on the way of what was due, once, before the move', () => {
    const after = opened().act('advanceClock', advanceTo('2024-10-01T00:00:00+08:00'));

    expect(after.steps.map(({ event }) => event.type)).toEqual(['reminderDue', 'clockAdvanced']);
    expect(after.order).toMatchObject({ node: 'SELLER_DELIVER', reminders: 1, seq: 3 });
  });

  it.each([
    ['2024-09-13T22:59:59.999+08:00', 'COMPLETING', 1],
    ['2024-09-13T23:00:00.000+08:00', 'COMPLETED', 2],
    ['2024-09-20T00:00:00.000+08:00', 'COMPLETED', 2],
  ])('to %s: %s, in %i steps', (to, node, steps) => {
    const before = completing();
    const after = before.act('advanceClock', advanceTo(to));

    expect(after.order.node).toBe(node);
    expect(after.order.clock).toEqual({ kind: 'manual', at: instant(to) });
    expect(after.steps.length - before.steps.length).toBe(steps);
    expect(after.order.seq).toBe(before.order.seq + steps);
  });

  it('lets the deadlines on the way pass at their own moments', () => {
    const after = completing().act('advanceClock', advanceTo('2024-12-01T00:00:00+08:00'));
    const [deadline, move] = after.steps.slice(-2);

    expect(deadline?.event).toMatchObject({
      type: 'deadlinePassed',
      at: instant('2024-09-13T23:00:00+08:00'),
    });
    expect(move?.event).toMatchObject({
      type: 'clockAdvanced',
      at: instant('2024-12-01T00:00:00+08:00'),
    });
    expect(after.order.completedAt).toBe(instant('2024-09-13T23:00:00+08:00'));
  });

  it('skips to the next deadline exactly', () => {
    const after = completing().act('advanceClock', { payload: { toNextDeadline: true } });

    expect(after.order.node).toBe('COMPLETED');
    expect(after.order.clock).toEqual({
      kind: 'manual',
      at: instant('2024-09-13T23:00:00+08:00'),
    });
  });

  it('passes a limit of 0 hours without being told', () => {
    const wish = { mode: 'LICENSE_AUTH_CODE', clock: manualClock('2026-01-01T00:00:00Z') } as const;
    const activated = anOrder({
      ...wish,
      placedAt: '2025-01-01T00:00:00Z',
      assumptions: { autoCloseDelayHours: 0 },
    })
      .act('deliver')
      .act('claimAuthCode')
      .act('activateAuthCode');

    expect(activated.order.node).toBe('COMPLETED');
    expect(activated.order.completedAt).toBe(instant('2026-01-01T00:00:00Z'));
  });

  it('is refused on a live order and on a fast clock', () => {
    const live = anOrder().refused('advanceClock', advanceTo('2030-01-01T00:00:00Z'));
    const request = { kind: 'fast', startsAt: instant('2025-01-01T00:00:00Z'), rate: 60 } as const;
    const running = anOrder({ clock: request }).refused('advanceClock');

    expect([live.code, running.code]).toEqual(['CLOCK_NOT_MANUAL', 'CLOCK_NOT_MANUAL']);
  });

  it.each([
    ['one millisecond back', '2024-09-13T19:59:59.999+08:00', 'CLOCK_CANNOT_GO_BACK'],
    ['to where it stands', '2024-09-13T20:00:00.000+08:00', 'CLOCK_CANNOT_GO_BACK'],
  ])('is refused %s', (_name, to, code) => {
    expect(opened().refused('advanceClock', advanceTo(to)).code).toBe(code);
    expect(opened().act('advanceClock', advanceTo('2024-09-13T20:00:00.001+08:00')).order.seq).toBe(
      2,
    );
  });

  it('is refused where no deadline runs, with what else can be done', () => {
    expect(opened().refused('advanceClock')).toMatchObject({
      code: 'NO_DEADLINE_TO_SKIP_TO',
      details: { node: 'SELLER_DELIVER', allowed: ['deliver', 'recordInvoice', 'advanceClock'] },
    });
  });

  it('is refused to buyer and seller, and after the end', () => {
    const ended = completing().act('advanceClock');

    expect(opened().refused('advanceClock', { by: actorIn('buyer') }).code).toBe(
      'ROLE_NOT_ALLOWED',
    );
    expect(opened().refused('advanceClock', { by: actorIn('seller') }).code).toBe(
      'ROLE_NOT_ALLOWED',
    );
    expect(ended.refused('advanceClock').code).toBe('ORDER_ENDED');
  });
});
