import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Rejection, rejectionCodes } from '../../domain/errors.ts';
import { type ActionName, type ActionPayload, actionNames } from '../../domain/events.ts';
import { nodeOf } from '../../domain/flow.ts';
import { flowById, flows } from '../../domain/flows/catalogue.ts';
import type { Actor, Order } from '../../domain/order.ts';
import { roles } from '../../domain/order.ts';
import { isEnded, proceed } from '../../domain/transition.ts';
import { earlier, type Instant, instant, plusMs } from '../../domain/units.ts';
import { wishFor } from '../support/flow-walks.ts';
import {
  actorIn,
  anOrder,
  eventFor,
  manualClock,
  type OrderWish,
  ownerOf,
  plainPayloads,
} from '../support/order-builder.ts';

interface Attempt {
  readonly action: ActionName;
  /** undefined: whoever the action belongs to. */
  readonly role: Actor['role'] | undefined;
  readonly afterMs: number;
  /** Where the real effect time lies against the event. */
  readonly enableMs: number | undefined;
}

const hour = 3_600_000;

/** People who mostly do what is due, and sometimes anything at all. */
const attempts: fc.Arbitrary<Attempt[]> = fc.array(
  fc.record({
    action: fc.constantFrom(...actionNames),
    role: fc.oneof(
      { weight: 4, arbitrary: fc.constant(undefined) },
      { weight: 1, arbitrary: fc.constantFrom(...roles, 'platform' as const) },
    ),
    afterMs: fc.constantFrom(0, 1, hour, 3 * hour - 1, 3 * hour, 400 * 24 * hour),
    enableMs: fc.constantFrom(undefined, -1, 0, 1, -1_000 * 24 * hour),
  }),
  { minLength: 20, maxLength: 60 },
);

function payloadOf({ action, afterMs, enableMs }: Attempt, order: Order) {
  const now = order.clock.kind === 'manual' ? order.clock.at : order.enteredAt;
  if (action === 'advanceClock' && afterMs > hour) return { to: plusMs(now, afterMs) };
  if (action !== 'deliver' && action !== 'activateAuthCode') return plainPayloads[action];
  if (enableMs === undefined) return plainPayloads[action];
  return { ...plainPayloads[action], actualEnableTime: plusMs(now, afterMs + enableMs) };
}

/** Plays the attempts against one order and checks after each step what must hold for ever. */
function play(start: Order, played: readonly Attempt[]): Order {
  let order = start;
  let now = order.enteredAt;
  for (const attempt of played) {
    now = order.clock.kind === 'manual' ? order.clock.at : plusMs(now, attempt.afterMs);
    const by = actorIn(attempt.role ?? ownerOf(attempt.action));
    const payload = payloadOf(attempt, order) as ActionPayload<ActionName>;
    const { steps, rejection } = proceed(order, eventFor(attempt.action, order, now, payload, by));

    expect(steps.length > 0 || rejection !== undefined).toBe(true);
    if (rejection) {
      expect(rejectionCodes).toHaveProperty(rejection.code);
      leavesAWay(rejection);
    }
    if (isEnded(order)) expect(steps).toEqual([]);
    for (const step of steps) {
      holds(order, step.order);
      expect(step.event.at >= order.enteredAt).toBe(true);
      order = step.order;
    }
    enabledWithin(order, start.enteredAt);
  }
  return order;
}

/** Bounds that a refusal names can be kept. */
function leavesAWay({ code, details }: Rejection): void {
  if (code !== 'ENABLE_TIME_BEFORE_ORDER' && code !== 'ENABLE_TIME_IN_FUTURE') return;
  const { earliest, latest } = details as { readonly earliest: string; readonly latest: string };
  expect(earliest <= latest).toBe(true);
}

/** The service begins neither before the order (nor before it opened, if it was placed ahead of our clock) nor in the future. */
function enabledWithin({ actualEnableTime, purchase, enteredAt }: Order, openedAt: Instant): void {
  if (actualEnableTime === null) return;
  expect(actualEnableTime >= earlier(purchase.placedAt, openedAt)).toBe(true);
  expect(actualEnableTime <= enteredAt).toBe(true);
}

/** What holds between an order and the next one, whatever anybody does. */
function holds(before: Order, after: Order): void {
  const flow = flowById(after.flowId);
  const node = nodeOf(flow, after.node);
  expect(after.seq).toBe(before.seq + 1);
  expect(after.purchase).toBe(before.purchase);
  expect([after.flowId, after.calendarVersion]).toEqual([before.flowId, before.calendarVersion]);
  expect(after.assumptions).toBe(before.assumptions);
  expect(after.negotiatedRefundLocked || !before.negotiatedRefundLocked).toBe(true);
  expect(before.claimedAt === null || after.claimedAt === before.claimedAt).toBe(true);
  expect(before.activatedAt === null || after.activatedAt === before.activatedAt).toBe(true);
  expect(before.acceptedAt === null || after.acceptedAt === before.acceptedAt).toBe(true);
  expect(after.enteredAt >= before.enteredAt).toBe(true);
  expect(after.deadline === null || after.deadline > after.enteredAt).toBe(true);
  const ended = 'ends' in node;
  expect(after.completedAt !== null).toBe(ended);
  expect(after.orderStatus).toBe(ended ? 'COMPLETED' : 'PROCESSING');
  expect(after.billable).toBe(ended && after.purchase.livemode);
  const moments = [after.claimedAt, after.activatedAt, after.acceptedAt, after.completedAt];
  const passed = moments.filter((at) => at !== null);
  expect(passed).toEqual([...passed].sort());
  expect(JSON.parse(JSON.stringify(after))).toEqual(after);
}

/** A live order that opens before the moment of placing, by our clock. */
const aheadMs = (ms: number) => (placedAt: Instant) => ({ openedAt: plusMs(placedAt, -ms) });

describe.each(flows)('$id, whatever anybody does', (flow) => {
  it.each<[string, (placedAt: Instant) => OrderWish]>([
    ['live', () => ({})],
    ['live, placed four and paid five minutes ahead of our clock', aheadMs(4 * 60_000)],
    ['live, paid half a minute ahead of our clock', aheadMs(-30_000)],
    ['a rehearsal on real time', () => ({ livemode: false })],
    ['a rehearsal with a clock', () => ({ clock: manualClock('2026-01-01T00:00:00+08:00') })],
  ])('R-CUT-05 never throws, counts by one, keeps what is fixed: %s', (_kind, more) => {
    const wish = wishFor(flow);
    const start = anOrder({ ...wish, ...more(instant(wish.placedAt ?? '')) }).order;

    fc.assert(
      fc.property(attempts, (played) => {
        play(start, played);
      }),
      { numRuns: 30 },
    );
  });

  it('random people do bring orders to their end', () => {
    const start = anOrder(wishFor(flow)).order;
    const useful = attempts.map((played) =>
      played.map((attempt) => ({ ...attempt, role: undefined, enableMs: undefined })),
    );
    const ends = fc
      .sample(fc.array(useful, { minLength: 5, maxLength: 5 }), { numRuns: 20, seed: 1 })
      .map((many) => play(start, many.flat()).node);

    expect(ends).toContain('COMPLETED');
  });
});

describe('counters', () => {
  it('count each kind of rejection apart, up to the same number of deliveries', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('review', 'buyer'), { maxLength: 12 }),
        fc.nat({ max: 5 }),
        (turns, requirementRejects) => {
          let order = anOrder({ category: 'JOINT_OPERATION', scene: 'BASE_CLOUD' });
          order = order.act('submitRequirement');
          for (let count = 0; count < requirementRejects; count += 1) {
            order = order.act('rejectRequirement').act('submitRequirement');
          }
          order = order.act('confirmRequirement');
          for (const turn of turns) {
            order = order.act('deliver');
            order =
              turn === 'review' ? order.act('reviewFail') : order.act('reviewPass').act('reject');
          }

          expect(order.order).toMatchObject({
            requirementRejects,
            reviewFails: turns.filter((turn) => turn === 'review').length,
            acceptRejects: turns.filter((turn) => turn === 'buyer').length,
            node: 'SELLER_DELIVER',
          });
        },
      ),
      { numRuns: 30 },
    );
  });
});
