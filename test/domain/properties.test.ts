import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { rulingOutcomes } from '../../domain/appeal.ts';
import { decide } from '../../domain/command.ts';
import { type Rejection, rejectionCodes } from '../../domain/errors.ts';
import { type ActionName, actionNames, actionOf } from '../../domain/events.ts';
import { type Flow, isEndNode, nodeOf } from '../../domain/flow.ts';
import { flowById, flows } from '../../domain/flows/catalogue.ts';
import type { Actor, Order } from '../../domain/order.ts';
import { roles } from '../../domain/order.ts';
import { allowedActions } from '../../domain/refusals.ts';
import { isEnded, type Outcome, proceed, type Step } from '../../domain/transition.ts';
import { earlier, type Instant, instant, msOf, plusMs } from '../../domain/units.ts';
import { caseOwners, standsStill, stoodStillMs } from '../support/case-rules.ts';
import { wishFor } from '../support/flow-walks.ts';
import {
  actorIn,
  anOrder,
  managerFor,
  manualClock,
  type OrderWish,
  ownerOf,
  payloadFor,
} from '../support/order-builder.ts';

/** What somebody says that is off, besides all that is asked for. */
const slips = ['no proof', 'foreign criterion', 'unstored file', 'no answer', 'nothing'] as const;

interface Attempt {
  /** Which of the actions that the order takes now; undefined: any action at all. */
  readonly due: number | undefined;
  readonly action: ActionName;
  /** undefined: whoever the action belongs to; another owner with an odd `due`. */
  readonly role: Actor['role'] | undefined;
  readonly afterMs: number;
  /** Where the real effect time lies against the event. */
  readonly enableMs: number | undefined;
  readonly slip: (typeof slips)[number] | undefined;
}

const hour = 3_600_000;
const day = 24 * hour;

/** People who mostly do what is due, and sometimes anything at all. */
const attempt: fc.Arbitrary<Attempt> = fc.record({
  due: fc.oneof(
    { weight: 4, arbitrary: fc.nat(999) },
    { weight: 1, arbitrary: fc.constant(undefined) },
  ),
  action: fc.constantFrom(...actionNames),
  role: fc.oneof(
    { weight: 6, arbitrary: fc.constant(undefined) },
    { weight: 1, arbitrary: fc.constantFrom(...roles, 'platform' as const) },
  ),
  afterMs: fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom(0, 1, hour, 3 * hour - 1, 3 * hour) },
    { weight: 3, arbitrary: fc.constantFrom(day, 3 * day, 10 * day - 1, 10 * day, 31 * day) },
    { weight: 1, arbitrary: fc.constant(366 * day) },
  ),
  enableMs: fc.constantFrom(undefined, undefined, -1, 0, 1, -1_000 * day),
  slip: fc.oneof(
    { weight: 4, arbitrary: fc.constant(undefined) },
    { weight: 1, arbitrary: fc.constantFrom(...slips) },
  ),
});
const attempts = fc.array(attempt, { minLength: 15, maxLength: 45 });

function chosenAction({ due, action }: Attempt, order: Order): ActionName {
  const allowed = allowedActions(order);
  return due === undefined ? action : (allowed[due % allowed.length] ?? action);
}

function chosenRole({ due, role }: Attempt, action: ActionName, order: Order): Actor['role'] {
  if (role !== undefined) return role;
  if (action === 'grantExtension' || action === 'declineExtension') {
    return order.extension?.by === 'buyer' ? 'seller' : 'buyer';
  }
  if (action === 'acceptSettlement' || action === 'declineSettlement') {
    return order.appeal?.offer?.by === 'buyer' ? 'seller' : 'buyer';
  }
  const isOfEither = actionOf(action).roles.includes('seller') && ownerOf(action) === 'buyer';
  return isOfEither && (due ?? 0) % 2 === 1 ? 'seller' : ownerOf(action);
}

function payloadOf(attempted: Attempt, action: ActionName, order: Order, now: Instant): object {
  const { afterMs, enableMs, slip } = attempted;
  if (slip === 'nothing') return {};
  const off = {
    'no proof': { proofs: [] },
    'foreign criterion': { criteria: ['no-such'] },
    'unstored file': { proofs: [{ fileId: 'x', kind: 'OTHER' }], attachments: [{ fileId: 'x' }] },
    'no answer': { answers: undefined },
  } as const;
  const enables = (action === 'deliver' || action === 'activateAuthCode') && enableMs !== undefined;
  return {
    ...payloadFor(action, order),
    ...(action === 'advanceClock' && afterMs > hour && movedTo(plusMs(now, afterMs))),
    ...(action === 'offerSettlement' && { expiresAt: plusMs(now, day) }),
    ...(action === 'decideAppeal' && { outcome: rulingOutcomes[(attempted.due ?? 0) % 4] }),
    ...(enables && { actualEnableTime: plusMs(now, enableMs) }),
    ...(slip && off[slip]),
  };
}

const movedTo = (to: Instant) => ({ to, toNextDeadline: undefined });

const frozen = <T>(value: T): T => {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const part of Object.values(value)) frozen(part);
  }
  return value;
};

/** Plays the attempts against one order and checks after each step what must hold for ever. */
function play(start: Order, played: readonly Attempt[]): { order: Order; seen: Set<string> } {
  let order = frozen(start);
  let now = order.bookedUntil;
  const seen = new Set<string>([order.node]);
  for (const attempted of played) {
    now = order.clock.kind === 'manual' ? order.clock.at : plusMs(now, attempted.afterMs);
    const { steps, rejection } = answered(order, attempted, now);

    expect(steps.length > 0 || rejection !== undefined).toBe(true);
    if (rejection) seen.add(rejection.code);
    const wrong = [
      ...(rejection ? refusalProblems(rejection) : []),
      ...(isEnded(order) && steps.length > 0 ? ['an ended order moved'] : []),
    ];
    for (const step of steps) {
      wrong.push(...problemsBetween(order, frozen(step), start));
      order = step.order;
      seen.add(order.node).add(step.event.type);
    }
    // What is malformed, or would move a clock that does not move, is refused before the order looks at the time.
    const isHeard = !/^(MALFORMED_COMMAND|CLOCK_NOT_MANUAL|ROLE_NOT_ALLOWED)$/.test(
      rejection?.code ?? '',
    );
    const runs = order.deadline !== null && !standsStill(order);
    if (isHeard && runs && (order.deadline ?? now) <= now) {
      wrong.push(`the limit ${order.deadline} has passed at ${now}`);
    }
    expect(wrong).toEqual([]);
  }
  return { order, seen };
}

function answered(order: Order, attempted: Attempt, now: Instant): Outcome {
  if (order.refund !== null && attempted.due !== undefined) {
    const { refundId } = order.refund;
    const payload = { refundId };
    return proceed(order, { type: 'refundSettled', at: now, by: actorIn('platform'), payload });
  }
  const action = chosenAction(attempted, order);
  const role = chosenRole(attempted, action, order);
  const by = role === 'opsManager' ? managerFor(action, order) : actorIn(role);
  return decide(order, { action, by, payload: payloadOf(attempted, action, order, now) }, now);
}

/** A refusal has a known code, and bounds that it names can be kept. */
function refusalProblems({ code, details }: Rejection): readonly string[] {
  const unknown = code in rejectionCodes ? [] : [`no such code ${code}`];
  if (code !== 'ENABLE_TIME_BEFORE_ORDER' && code !== 'ENABLE_TIME_IN_FUTURE') return unknown;
  const { earliest, latest } = details as { readonly earliest: string; readonly latest: string };
  return earliest <= latest ? unknown : [`${earliest} is after ${latest}`];
}

const endStatus = {
  COMPLETED: ['COMPLETED', 'COMPLETED'],
  REFUNDED: ['IN_PROGRESS', 'REFUNDED'],
  EFFECTIVE: ['NOT_APPLICABLE', 'COMPLETED'],
} as const;

/** What holds between an order and the next one, whatever anybody does. */
function problemsBetween(before: Order, { event, order: after }: Step, start: Order): string[] {
  const node = nodeOf(flowById(after.flowId), after.node);
  const end = isEndNode(node) ? node.ends : undefined;
  const tells = /^(reminderDue|alertRaised|courierAnswerOverdue|decisionOverdue)$/.test(event.type);
  const ids = after.contract?.criteria.map(({ criterionId }) => criterionId) ?? [];
  const [supervision, status] = end ? endStatus[end] : ['IN_PROGRESS', 'PROCESSING'];
  const isPart = after.refund !== null && after.refund.amountFen < after.purchase.paidFen;
  const isRefunded =
    after.node === 'REFUNDING' || after.node === (isPart ? 'COMPLETED' : 'REFUNDED');
  const still = standsStill(after);
  const moments = [after.claimedAt, after.activatedAt, after.acceptedAt, after.completedAt];
  const passed = moments.filter((at) => at !== null);
  const once = <K extends keyof Order>(name: K): boolean =>
    before[name] === null || after[name] === before[name];
  const milestones = after.purchase.milestones?.length ?? 0;
  const { parcel, extension, refund } = after;

  const holds: Readonly<Record<string, boolean>> = {
    'seq counts by one': after.seq === before.seq + 1,
    'changedSeq follows what can be done':
      after.changedSeq === (tells ? before.changedSeq : after.seq),
    'what is fixed stays': (
      ['purchase', 'flowId', 'assumptions', 'calendarVersion', 'contract', 'openedAt'] as const
    ).every((name) => after[name] === before[name]),
    'what is said once stays': (
      ['claimedAt', 'activatedAt', 'completedAt', 'invoicedAt', 'alertedAt'] as const
    ).every(once),
    'an acceptance stays, unless the order goes back to the seller':
      once('acceptedAt') || (after.acceptedAt === null && isSentBack(before, event)),
    'the lock stays': after.negotiatedRefundLocked || !before.negotiatedRefundLocked,
    'time goes on':
      event.at >= before.enteredAt &&
      event.at >= before.bookedUntil &&
      after.enteredAt >= before.enteredAt,
    'a stay begins with its event':
      after.enteredAt === (after.node === before.node ? before.enteredAt : event.at),
    'no limit lies in the past': after.deadline === null || still || after.deadline >= event.at,
    'a frozen order stands where it stood': !still || after.node === before.node,
    'frozen time is booked to nobody':
      bookedMs(after, 'frozen') === stoodStillMs(after) + (still ? sinceAppeal(after) : 0),
    'an end has no limit': end === undefined || after.deadline === null,
    'every moment is booked once':
      bookedMs(after) === msOf(after.bookedUntil) - msOf(start.bookedUntil),
    'all is booked until it ends':
      isEndNode(nodeOf(flowById(before.flowId), before.node)) || after.bookedUntil === event.at,
    'bookings are sound': after.ledger.every(
      ({ elapsedMs, workingMs }) =>
        elapsedMs > 0 && (workingMs ?? 0) >= 0 && (workingMs ?? 0) <= elapsedMs,
    ),
    'billable at a live end only':
      after.billable === (end === 'COMPLETED' && after.purchase.livemode),
    'status as the node says':
      after.supervisionStatus === supervision && after.orderStatus === status,
    'a refund of what was paid or a part of it, there and only there':
      (refund !== null) === isRefunded &&
      (refund === null || (refund.amountFen > 0 && refund.amountFen <= after.purchase.paidFen)) &&
      (refund?.settledAt != null) === (refund !== null && end !== undefined),
    'completed there and only there': (after.completedAt !== null) === (end === 'COMPLETED'),
    'moments in their order': isDeepStrictEqual(passed, [...passed].sort()),
    'open criteria are of the contract': after.openCriteria.every((id) => ids.includes(id)),
    'proofs meet criteria of the contract': after.proofs.every(({ criteria }) =>
      criteria.every((id) => ids.includes(id)),
    ),
    'milestones up to their number': after.milestonesAccepted <= milestones,
    'only the last milestone accepts':
      after.acceptedAt === null ||
      after.milestonesAccepted === milestones ||
      after.node === 'REFUNDED',
    'a signature lies between shipment and now':
      !parcel?.signedAt || (parcel.signedAt >= parcel.shippedAt && parcel.signedAt <= event.at),
    'an extension ends with its node':
      extension === null || after.node === extensionNode(before, after),
    'a reminder is on its rung, later than the last': isOnRung(before, { event, order: after }),
    'the service begins within bounds': isEnabledWithin(after, start),
    'is plain JSON': isDeepStrictEqual(JSON.parse(JSON.stringify(after)), after),
  };
  return Object.entries(holds)
    .filter(([, holding]) => !holding)
    .map(([what]) => `${event.type} from ${before.node} to ${after.node}: ${what}`);
}

const bookedMs = ({ ledger }: Order, of?: 'frozen'): number =>
  ledger.reduce((ms, { elapsedMs, side }) => ms + (of && side !== of ? 0 : elapsedMs), 0);

const sinceAppeal = ({ appeal, bookedUntil }: Order): number =>
  msOf(bookedUntil) - msOf(appeal?.openedAt ?? bookedUntil);

/** R-APL-19: by a ruling, or by what the two sides have settled on. */
const isSentBack = ({ appeal }: Order, event: Step['event']): boolean =>
  event.type === 'settlementAccepted' ||
  (event.type === 'appealDecided' && event.payload.outcome === 'BACK_TO_SELLER') ||
  (event.type === 'rulingSigned' && appeal?.ruling?.outcome === 'BACK_TO_SELLER');

/** Where an extension that is asked for may stand: where it was asked for. */
const extensionNode = (before: Order, after: Order): Order['node'] =>
  before.extension === after.extension ? before.node : after.node;

/** R-REM-02, R-REM-05: after 1, 3 and 5 days, then weekly; by a promise the day before, on the day, then weekly. */
function isOnRung(before: Order, { event, order: after }: Step): boolean {
  if (event.type !== 'reminderDue') {
    const kept = after.remindedAt === before.remindedAt && after.reminders === before.reminders;
    return after.node === before.node ? kept : after.reminders === 0 && after.remindedAt === null;
  }
  const { promisedAt, delivery, isRedoOwed, node, enteredAt, freezes } = before;
  const told = [event.payload.to].flat();
  const isPromised = (role: string) =>
    role === 'seller' &&
    promisedAt !== null &&
    (delivery === null || isRedoOwed) &&
    node !== 'CONFIRM_REQUIREMENT';
  const isRungOf = (role: string) => {
    const stoodMs = (from: Instant) =>
      stoodStillMs({ freezes: freezes.filter(({ to }) => to > from) });
    const days = (from: Instant) => (msOf(event.at) - msOf(from) - stoodMs(from)) / day;
    const since = days(isPromised(role) ? (promisedAt ?? enteredAt) : enteredAt);
    const weekly = isPromised(role) ? since : since - 5;
    const rungs = isPromised(role) ? [-1, 0] : [1, 3, 5];
    return rungs.includes(since) || (weekly > 0 && weekly % 7 === 0);
  };
  return (
    told.some(isRungOf) &&
    new Set(told).size === told.length &&
    (before.remindedAt === null || event.at > before.remindedAt) &&
    after.reminders === before.reminders + 1 &&
    event.payload.no === after.reminders
  );
}

/** Neither before the order (nor before it opened, if it was placed ahead of our clock) nor in the future. */
function isEnabledWithin(
  { actualEnableTime, purchase, bookedUntil }: Order,
  start: Order,
): boolean {
  if (actualEnableTime === null) return true;
  return (
    actualEnableTime >= earlier(purchase.placedAt, start.enteredAt) &&
    actualEnableTime <= bookedUntil
  );
}

/** A live order that opens so long after it was placed, by our clock; before, if negative. */
const openedAfter = (ms: number) => (placedAt: Instant) => ({ openedAt: plusMs(placedAt, ms) });

const kinds: Readonly<Record<string, (placedAt: Instant) => OrderWish>> = {
  'live, told at once': openedAfter(2 * 60_000),
  'live, with a promise': (placedAt) => ({
    ...openedAfter(2 * 60_000)(placedAt),
    purchase: { deliveryPromiseDays: 7 },
  }),
  'live, appealed at any time, rulings on money signed twice': (placedAt) => ({
    ...openedAfter(2 * 60_000)(placedAt),
    purchase: { deliveryPromiseDays: 7 },
    assumptions: { appealsAnyTimeFrom: 'ANY_DATE', secondSignatureFromFen: 0 },
  }),
  'a rehearsal with a clock, appealed at any time': (placedAt) => ({
    clock: manualClock(plusMs(placedAt, 120_000)),
    assumptions: { appealsAnyTimeFrom: 'ANY_DATE' },
  }),
  'live, told two years later': openedAfter(730 * day),
  'live, placed four and paid five minutes ahead of our clock': openedAfter(-4 * 60_000),
  'live, paid half a minute ahead of our clock': openedAfter(30_000),
  'a rehearsal on real time': (placedAt) => ({
    ...openedAfter(2 * 60_000)(placedAt),
    livemode: false,
  }),
  'a rehearsal with a clock': (placedAt) => ({ clock: manualClock(plusMs(placedAt, 120_000)) }),
  'a rehearsal of hardware counted from the signature, no claim, no delay': (placedAt) => ({
    clock: manualClock(plusMs(placedAt, 120_000)),
    assumptions: { hardwareAcceptCountsFrom: 'SIGNATURE', autoCloseDelayHours: 0 },
  }),
};

function opened(flow: Flow, kind: keyof typeof kinds): Order {
  const wish = wishFor(flow);
  const more = kinds[kind]?.(instant(wish.placedAt ?? '')) ?? {};
  return anOrder({
    ...wish,
    ...more,
    assumptions: { ...wish.assumptions, ...more.assumptions },
    purchase: { ...wish.purchase, ...more.purchase },
  }).order;
}

describe.each(flows)('$id, whatever anybody does', (flow) => {
  it('R-CUT-05 R-LED-01 never throws, counts by one, books every moment, keeps what is fixed', () => {
    fc.assert(
      fc.property(fc.constantFrom(...Object.keys(kinds)), attempts, (kind, played) => {
        play(opened(flow, kind), played);
      }),
      { numRuns: 16 },
    );
  });
});

describe('random people', () => {
  const useful = fc.array(
    attempt.map((one) => ({
      ...one,
      due: one.due ?? 0,
      role: undefined,
      enableMs: undefined,
      slip: undefined,
    })),
    { minLength: 60, maxLength: 60 },
  );
  let played: readonly {
    readonly flow: Flow;
    readonly lives: readonly ReturnType<typeof play>[];
  }[];

  beforeAll(() => {
    const many = fc.sample(useful, { numRuns: 6, seed: 7 });
    played = flows.map((flow) => {
      const appealed = 'live, appealed at any time, rulings on money signed twice';
      const lives = ['live, with a promise', appealed].flatMap((kind) =>
        many.map((one) => play(opened(flow, kind), one)),
      );
      return { flow, lives };
    });
  });

  it('do bring orders of every flow to their end', () => {
    const unended = played.filter(({ flow, lives }) => {
      const end = flow.id === 'not-supervised' ? 'EFFECTIVE' : 'COMPLETED';
      return !lives.some(({ order }) => order.node === end);
    });

    expect(unended.map(({ flow }) => flow.id)).toEqual([]);
  });

  it('do meet every node and everything that can happen', () => {
    const seen = new Set(played.flatMap(({ lives }) => lives.flatMap((life) => [...life.seen])));
    const nodes = [...flows.flatMap((flow) => Object.keys(flow.nodes)), 'REFUNDING', 'REFUNDED'];
    const happened = ['milestoneAccepted', 'extensionGranted', 'closedForRefund', 'reminderDue'];
    const cases = [...Object.keys(caseOwners), 'settlementLapsed', 'decisionOverdue'];

    expect([...nodes, ...happened, ...cases].filter((one) => !seen.has(one))).toEqual([]);
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
