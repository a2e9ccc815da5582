import { describe, expect, it } from 'vitest';
import { type Assumptions, defaultAssumptions } from '../../domain/assumptions.ts';
import { CalendarYearUnknownError, workCalendar } from '../../domain/calendar/work-calendar.ts';
import { deadlineOf, endOfWorkingDay, type Limit } from '../../domain/deadlines.ts';
import {
  assumedHours,
  calendarDays,
  daysAfterSignature,
  defineFlow,
  type Flow,
  hours,
  isEndNode,
  noDeadline,
  nodeOf,
  to,
  type WaitingNode,
  workingDays,
} from '../../domain/flow.ts';
import { flows } from '../../domain/flows/catalogue.ts';
import type { Order } from '../../domain/order.ts';
import { dueSteps, proceed } from '../../domain/transition.ts';
import { type Instant, instant, plusMs } from '../../domain/units.ts';
import { statesOf, wishFor } from '../support/flow-walks.ts';
import { actorIn, anOrder } from '../support/order-builder.ts';

const calendar = workCalendar('cn-2026.1');
const usual = defaultAssumptions;
const hourMs = 3_600_000;

/** When the limit of a node ends, worked out here and not by the code under test; undefined without a limit. */
function expectedEnd(limit: Limit, order: Order): Instant | undefined {
  const { signedAt = null } = order.parcel ?? {};
  if (limit.kind === 'daysAfterSignature') {
    if (signedAt === null) return undefined;
    const from = signedAt > order.enteredAt ? signedAt : order.enteredAt;
    return plusMs(from, limit.count * 24 * hourMs);
  }
  const counts = {
    none: undefined,
    hours: 'count' in limit ? limit.count : undefined,
    assumedHours: 'assumption' in limit ? order.assumptions[limit.assumption] : undefined,
    calendarDays: 'count' in limit ? limit.count * 24 : undefined,
    workingDays: undefined,
  };
  const count = counts[limit.kind];
  return count === undefined ? undefined : plusMs(order.enteredAt, count * hourMs);
}

interface Case {
  readonly flow: Flow;
  readonly order: Order;
  readonly node: WaitingNode;
}

const waitingStates = (autoCloseDelayHours: number, among = flows): readonly Case[] =>
  among.flatMap((flow) =>
    statesOf(flow, {
      openedAt: instant(wishFor(flow).placedAt ?? ''),
      assumptions: { autoCloseDelayHours },
    }).flatMap((order) => {
      const node = nodeOf(flow, order.node);
      // What an appeal does to a limit is told by freeze.test.ts.
      return isEndNode(node) || order.appeal !== null ? [] : [{ flow, order, node }];
    }),
  );

const nameOf = ({ flow, order, node }: Case) =>
  [
    flow.id,
    order.node,
    node.within.kind === 'assumedHours' ? `${order.assumptions.autoCloseDelayHours} h` : '',
    order.parcel?.signedAt ? 'signed' : '',
    order.openCriteria.length > 0 ? 'turned down before' : '',
    order.invoicedAt ? 'invoiced' : '',
    order.extension ? `extension asked by ${order.extension.by}` : '',
    order.courierRequest ? 'courier asked for' : '',
    order.admittedCouriers.length > 0 ? 'courier admitted' : '',
    order.milestonesAccepted > 0 ? `${order.milestonesAccepted} milestones` : '',
  ]
    .filter((word) => word !== '')
    .join(', ');

const named = (cases: readonly Case[]) =>
  cases
    .map((each) => [nameOf(each), each] as const)
    .filter(([name], index, all) => all.findIndex(([other]) => other === name) === index);

const flowsOfCodes = flows.filter(({ id }) => id.startsWith('license-auth-code'));
const everyWait = waitingStates(3);
const limited = [
  ...everyWait,
  ...[1, 2]
    .flatMap((hoursLater) => waitingStates(hoursLater, flowsOfCodes))
    .filter(({ node }) => node.within.kind === 'assumedHours'),
].filter(({ order }) => order.deadline !== null);

describe('deadlines of the flows', () => {
  it('exist in every flow that waits for anybody', () => {
    const waiting = flows.filter(({ id }) => id !== 'not-supervised');

    expect(new Set(limited.map(({ flow }) => flow.id))).toEqual(
      new Set(waiting.map(({ id }) => id)),
    );
    expect(new Set(limited.map(({ node }) => node.within.kind))).toEqual(
      new Set(['hours', 'assumedHours', 'daysAfterSignature']),
    );
  });

  it('run exactly where the table has a limit', () => {
    const off = everyWait.filter(
      ({ order, node }) => order.deadline !== (expectedEnd(node.within, order) ?? null),
    );

    expect(off.map(nameOf)).toEqual([]);
    expect(everyWait.length).toBeGreaterThan(350);
  });

  it.each(named(limited))('one millisecond before, at, after: %s', (_name, { order, node }) => {
    const end = expectedEnd(node.within, order) ?? order.enteredAt;
    const target = node.on.deadlinePassed?.to;
    const moved = (at: Instant) =>
      dueSteps(order, at).filter(({ event }) => event.type !== 'reminderDue');

    expect(moved(plusMs(end, -1))).toEqual([]);
    expect(moved(end).map((step) => step.order.node)).toEqual([target]);
    expect(moved(plusMs(end, 1)).map((step) => step.order.node)).toEqual([target]);
    expect(moved(plusMs(end, 1))[0]?.event).toMatchObject({
      type: 'deadlinePassed',
      at: end,
      by: { role: 'platform', party: null },
    });
  });

  it.each(named(limited))(
    'an event at the very instant comes after it: %s',
    (_name, { order, flow, node }) => {
      const end = order.deadline ?? order.enteredAt;
      const event = { type: 'reviewPassed', by: actorIn('huaweiReviewer'), payload: {} } as const;
      const target = node.on.deadlinePassed?.to ?? order.node;
      const code = isEndNode(nodeOf(flow, target)) ? 'ORDER_ENDED' : 'EVENT_NOT_ALLOWED_AT_NODE';

      const before = proceed(order, { ...event, at: plusMs(end, -1) });
      const exactly = proceed(order, { ...event, at: end });

      const nodeAfter = ({ steps }: typeof before) => steps.at(-1)?.order.node ?? order.node;
      expect([nodeAfter(before), before.rejection]).toMatchObject([
        order.node,
        { code: 'EVENT_NOT_ALLOWED_AT_NODE', details: { node: order.node } },
      ]);
      expect([nodeAfter(exactly), exactly.rejection]).toMatchObject([
        target,
        { code, details: { node: target } },
      ]);
    },
  );

  it('R-LIC2-09 an assumption of 0 hours ends the node in the instant it begins', () => {
    const steps = flowsOfCodes
      .flatMap((flow) =>
        statesOf(flow, {
          openedAt: instant(wishFor(flow).placedAt ?? ''),
          assumptions: { autoCloseDelayHours: 0 },
        }),
      )
      .filter((order) => order.node === 'COMPLETING' && order.appeal === null);

    for (const order of steps) {
      const [step] = dueSteps(order, order.enteredAt);
      expect(step?.order).toMatchObject({ node: 'COMPLETED', completedAt: order.enteredAt });
    }
    expect(steps.length).toBeGreaterThan(5);
  });
});

describe('a limit that is over before anybody is told', () => {
  const day = 24 * hourMs;
  const wish = { mode: 'HARDWARE', placedAt: '2025-05-01T10:00:00+08:00' } as const;
  const stepsOf = ({ steps }: ReturnType<typeof anOrder>, before: ReturnType<typeof anOrder>) =>
    steps
      .slice(before.steps.length)
      .map(({ event, order }) => [event.type, event.at, order.node] as const);

  it.each([
    ['one millisecond less than 10 days', 10 * day - 1, []],
    ['10 days', 10 * day, ['deadlinePassed']],
    ['20 days', 20 * day, ['deadlinePassed']],
  ])(
    'R-HW-02 a signature told %s late ends the wait when it is told, not before',
    (_how, ms, more) => {
      const shipped = anOrder(wish).act('ship');
      const signedAt = shipped.now;
      const late = shipped.advanceTo(plusMs(signedAt, ms - 60_000)); // the driver acts a minute later
      const told = late.act('recordCourierSignature', {
        payload: { trackingNumber: 'SF1234567890', signedAt },
      });
      const at = plusMs(signedAt, ms);

      expect(stepsOf(told, late)).toEqual([
        ['courierSigned', at, 'BUYER_ACCEPT'],
        ...more.map((type) => [type, at, 'COMPLETING']),
      ]);
      expect(told.order.acceptedAt).toBe(more.length > 0 ? at : null);
    },
  );

  it('R-HW-08 counted from the signature, it passes in the instant in which the review is passed', () => {
    const shipped = anOrder({
      ...wish,
      category: 'JOINT_OPERATION',
      scene: 'BASE_CLOUD',
      assumptions: { hardwareAcceptCountsFrom: 'SIGNATURE' },
    })
      .act('ship')
      .act('recordCourierSignature');
    const late = shipped.advanceTo(plusMs(shipped.now, 30 * day));
    const passed = late.act('reviewPass');

    expect(stepsOf(passed, late)).toEqual([
      ['reviewPassed', passed.now, 'BUYER_ACCEPT'],
      ['deadlinePassed', passed.now, 'COMPLETING'],
    ]);
    expect(passed.order).toMatchObject({ enteredAt: passed.now, bookedUntil: passed.now });
  });
});

describe('limits', () => {
  const start = instant('2024-09-27T18:30:00+08:00'); // the Friday before the National Day
  const ends = (limit: Limit, from = start, assumptions = defaultAssumptions) =>
    deadlineOf(limit, from, assumptions, calendar);

  it('R-GEN-09 none at all is said with a rule', () => {
    expect(ends(noDeadline('R-GEN-09'))).toBeNull();
  });

  it('hours are 60 minutes, calendar days 24 hours, holidays included', () => {
    expect(ends(hours(3))).toBe(instant('2024-09-27T21:30:00+08:00'));
    expect(ends(calendarDays(10))).toBe(instant('2024-10-07T18:30:00+08:00'));
    expect(ends(assumedHours('autoCloseDelayHours'))).toBe(instant('2024-09-27T21:30:00+08:00'));
  });

  describe('after the signature', () => {
    const limit = daysAfterSignature(10);
    const ended = (signedAt: string | null, from: Assumptions['hardwareAcceptCountsFrom']) =>
      deadlineOf(
        limit,
        start,
        { ...defaultAssumptions, hardwareAcceptCountsFrom: from },
        calendar,
        signedAt === null ? null : instant(signedAt),
      );

    it('R-HW-03 none runs while nobody has signed', () => {
      expect([ended(null, 'SIGNATURE_AT_BUYER'), ended(null, 'SIGNATURE')]).toEqual([null, null]);
      expect(deadlineOf(limit, start, defaultAssumptions, calendar)).toBeNull();
    });

    it.each([
      ['before it comes to the buyer', instant('2024-09-20T08:00:00+08:00'), start],
      ['one millisecond before', plusMs(start, -1), start],
      ['in the same instant', start, start],
      ['afterwards', plusMs(start, 1), plusMs(start, 1)],
    ])('R-HW-08 signed %s: 10 times 24 hours from the later of both', (_when, signed, from) => {
      expect(ended(signed, 'SIGNATURE_AT_BUYER')).toBe(plusMs(from, 240 * hourMs));
      expect(ended(signed, 'SIGNATURE')).toBe(plusMs(signed, 240 * hourMs));
    });
  });

  it.each([
    ['2024-09-27T18:30:00+08:00', 1, '2024-09-30T00:00:00+08:00', 'Sunday 29th makes up'],
    ['2024-09-27T18:30:00+08:00', 2, '2024-10-01T00:00:00+08:00', 'Monday 30th'],
    ['2024-09-27T18:30:00+08:00', 3, '2024-10-09T00:00:00+08:00', 'the week off is skipped'],
    ['2024-10-11T09:00:00+08:00', 1, '2024-10-13T00:00:00+08:00', 'Saturday 12th makes up'],
    ['2025-09-27T10:00:00+08:00', 1, '2025-09-29T00:00:00+08:00', 'Sunday 28th makes up'],
    ['2025-09-30T23:59:59.999+08:00', 1, '2025-10-10T00:00:00+08:00', 'eight days off'],
    ['2025-10-09T00:00:00+08:00', 2, '2025-10-12T00:00:00+08:00', 'Saturday 11th makes up'],
    ['2024-12-31T16:00:00Z', 1, '2025-01-03T00:00:00+08:00', 'New Year has begun in Beijing'],
  ])('R-CAL-01 from %s, %i working days end at %s: %s', (from, count, end) => {
    expect(ends(workingDays(count), instant(from))).toBe(instant(end));
  });

  it('R-CAL-01 the moment of the day does not matter, the day itself does not count', () => {
    const first = endOfWorkingDay(instant('2024-10-08T00:00:00.000+08:00'), 1, calendar, usual);
    const last = endOfWorkingDay(instant('2024-10-08T23:59:59.999+08:00'), 1, calendar, usual);
    const next = endOfWorkingDay(instant('2024-10-09T00:00:00.000+08:00'), 1, calendar, usual);

    expect([first, last]).toEqual(Array(2).fill(instant('2024-10-10T00:00:00+08:00')));
    expect(next).toBe(instant('2024-10-11T00:00:00+08:00'));
  });

  it.each([
    ['2024-09-27T18:30:00+08:00', 1, '2024-09-28T00:00:00+08:00', 'Friday itself'],
    ['2024-09-27T18:30:00+08:00', 3, '2024-10-01T00:00:00+08:00', 'and Sunday 29th, Monday 30th'],
    ['2024-10-01T00:00:00+08:00', 1, '2024-10-09T00:00:00+08:00', 'a day off never counts'],
  ])(
    'R-CAL-01 switched to the same day: from %s, %i working days end at %s: %s',
    (from, count, end) => {
      const sameDay = { ...usual, workingDaysCountFrom: 'SAME_DAY' } as const;

      expect(endOfWorkingDay(instant(from), count, calendar, sameDay)).toBe(instant(end));
      expect(deadlineOf(workingDays(count), instant(from), sameDay, calendar)).toBe(instant(end));
    },
  );

  it('R-CAL-02 a limit that reaches a year without a notice is refused, the days before it are not', () => {
    const until2025 = workCalendar('cn-2025.1');
    const lastDays = instant('2025-12-30T10:00:00+08:00');

    expect(endOfWorkingDay(lastDays, 1, until2025, usual)).toBe(
      instant('2026-01-01T00:00:00+08:00'),
    );
    expect(() => endOfWorkingDay(lastDays, 2, until2025, usual)).toThrow(CalendarYearUnknownError);
  });
});

describe('a flow that does not fit together is refused when it is loaded', () => {
  const title = { zh: '节点', en: 'node' };
  const end = { title, ends: 'COMPLETED' } as const;
  const wait = { title, waitingFor: 'buyer', within: noDeadline('R-GEN-09') } as const;
  const accepted = { accepted: to('COMPLETED', 'R-GEN-06') };
  const load = (nodes: Flow['nodes'], start: Flow['start'] = 'BUYER_ACCEPT') =>
    defineFlow({ id: 'x', title, note: title, start, nodes });

  it.each<[string, Flow['nodes'], RegExp]>([
    ['target missing', { BUYER_ACCEPT: { ...wait, on: accepted } }, /no node COMPLETED/],
    [
      'node out of reach',
      { BUYER_ACCEPT: { ...wait, on: accepted }, COMPLETED: end, HUAWEI_REVIEW: end },
      /HUAWEI_REVIEW cannot be reached/,
    ],
    ['no way out', { BUYER_ACCEPT: { ...wait, on: {} } }, /no way out/],
    [
      'limit without an arrow',
      { BUYER_ACCEPT: { ...wait, within: hours(3), on: accepted }, COMPLETED: end },
      /a limit and an arrow/,
    ],
    [
      'arrow without a limit',
      {
        BUYER_ACCEPT: { ...wait, on: { deadlinePassed: to('COMPLETED', 'R-GEN-06') } },
        COMPLETED: end,
      },
      /a limit and an arrow/,
    ],
    [
      'somebody else is awaited',
      { BUYER_ACCEPT: { ...wait, waitingFor: 'seller', on: accepted }, COMPLETED: end },
      /cannot cause accepted/,
    ],
    [
      'a node that only leads to itself',
      { BUYER_ACCEPT: { ...wait, on: { accepted: to('BUYER_ACCEPT', 'R-GEN-06') } } },
      /no way out/,
    ],
    [
      'a node that belongs to every flow',
      { BUYER_ACCEPT: { ...wait, on: accepted }, COMPLETED: end, REFUNDED: end },
      /REFUNDED belongs to every flow already/,
    ],
    [
      'nobody of those who may act can cause it',
      {
        BUYER_ACCEPT: { ...wait, waitingFor: 'seller', mayAlsoAct: ['storefront'], on: accepted },
        COMPLETED: end,
      },
      /waits for seller or storefront, who cannot cause accepted/,
    ],
    [
      'the clock as an arrow',
      {
        BUYER_ACCEPT: {
          ...wait,
          waitingFor: 'opsManager',
          on: { clockAdvanced: to('COMPLETED', 'R-GEN-06') },
        },
        COMPLETED: end,
      },
      /the clock is not part of a flow/,
    ],
  ])('%s', (_name, nodes, problem) => {
    expect(() => load(nodes)).toThrow(problem);
  });

  it('the start missing', () => {
    const nodes = { BUYER_ACCEPT: { ...wait, on: accepted }, COMPLETED: end };

    expect(() => load(nodes, 'SELLER_DELIVER')).toThrow(/no node SELLER_DELIVER/);
    expect(load(nodes).start).toBe('BUYER_ACCEPT');
  });
});
