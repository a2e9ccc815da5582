import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Side } from '../../domain/appeal.ts';
import { duesOf } from '../../domain/due.ts';
import { type ActionName, type ActionPayload, actionNames, actionOf } from '../../domain/events.ts';
import { nextActionsFor } from '../../domain/next-actions.ts';
import { type Actor, type Order, roles } from '../../domain/order.ts';
import { possibleRulings, possibleSettlements } from '../../domain/rulings.ts';
import { dueSteps, isEnded, proceed, type Step } from '../../domain/transition.ts';
import { type Instant, later, msOf, plusMs } from '../../domain/units.ts';
import { caseOwners, standsStill } from '../support/case-rules.ts';
import { beijing, dayMs, hourMs, paidAt, through } from '../support/moments.ts';
import { actorIn, eventFor, type OrderDriver, type OrderWish } from '../support/order-builder.ts';

/** How an appeal ends: without a ruling, or by one. */
const endings = [
  'WITHDRAWN',
  'PARTIAL_REFUND',
  'REDO',
  'RESUME',
  'BACK_TO_SELLER',
  'COMPLETE',
  'REFUND',
] as const;
type Ending = (typeof endings)[number];

const anyMs = fc.oneof(
  fc.constantFrom(0, 1, hourMs, 3 * hourMs - 1, dayMs, 3 * dayMs, 9 * dayMs),
  fc.nat(12 * dayMs),
);
const moves = fc.array(fc.record({ pick: fc.nat(999), afterMs: anyMs }), { maxLength: 4 });

/** An appeal, what is done while it is open, how it ends; and what the two sides do after it. */
const appeal = fc.record({
  side: fc.constantFrom<Side>('buyer', 'seller'),
  afterMs: anyMs,
  inCase: moves,
  lastsMs: anyMs,
  end: fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom<Ending>('WITHDRAWN', 'RESUME') },
    { weight: 2, arbitrary: fc.constantFrom(...endings) },
  ),
  afterwards: moves,
});
const appeals = fc.array(appeal, { minLength: 1, maxLength: 3 });
type Appealed = typeof appeal extends fc.Arbitrary<infer T> ? T : never;

const isOfCase = (name: ActionName): boolean =>
  actionOf(name).event in caseOwners || name === 'openAppeal';
const ofFlow = actionNames.filter((name) => !isOfCase(name) && name !== 'advanceClock');
const harmless: readonly ActionName[] = [
  'submitStatement',
  'addEvidence',
  'offerSettlement',
  'declineSettlement',
  'takeCase',
  'handOverCase',
];

/** A life as it goes on, with what was found wrong in it. */
class Life {
  order: Order;
  now: Instant;
  /** The order as the last appeal left it. */
  thawed: Order | undefined;
  readonly wrong: string[] = [];
  /** How long it stood still, all appeals that have ended together. */
  stoodMs = 0;
  readonly #startedAt: Instant;
  #frozenSince: Instant | undefined;

  constructor({ order, now }: OrderDriver) {
    this.order = order;
    this.now = now;
    this.#startedAt = order.purchase.paidAt;
  }

  /** Takes what has happened, and looks at the ledger after each of it. */
  take(steps: readonly Step[]): void {
    for (const { event, order } of steps) {
      this.order = order;
      this.now = event.at;
      if (event.type === 'appealOpened') this.#frozenSince = event.at;
      const openMs = this.#frozenSince ? msOf(event.at) - msOf(this.#frozenSince) : 0;
      const wholeMs = msOf(event.at) - msOf(this.#startedAt);
      const found = [bookedMs(order), bookedMs(order, 'frozen'), order.bookedUntil];
      const expected = [wholeMs, this.stoodMs + openMs, event.at];
      if (String(found) !== String(expected)) {
        this.wrong.push(`${event.type}: booked ${found}, expected ${expected}`);
      }
      if (this.#frozenSince && !standsStill(order)) {
        this.thawed = order;
        this.stoodMs += openMs;
        this.#frozenSince = undefined;
      }
    }
  }

  /** Lets time pass; then somebody acts. */
  act(name: ActionName, at: Instant, by?: Actor, said?: object): void {
    this.take(dueSteps(this.order, at));
    const event = eventFor(name, this.order, at, said as ActionPayload<ActionName>, by);
    const { steps, rejection } = proceed(this.order, event);
    this.take(steps);
    if (rejection) this.wrong.push(`${name} at ${this.order.node}: ${rejection.code}`);
  }

  /** Somebody does one of the things that are possible, if any is. */
  choose(names: readonly ActionName[], pick: number, at: Instant): void {
    this.take(dueSteps(this.order, at));
    const open = roles.flatMap((role) =>
      nextActionsFor(this.order, role, at)
        .filter(({ name }) => names.includes(name))
        .map(({ name }) => [name, role] as const),
    );
    const [name, role] = open[pick % open.length] ?? [];
    if (name && role) this.act(name, at, actorIn(role), saidOf(name, this.order, at));
  }
}

const saidOf = (name: ActionName, { seq }: Order, at: Instant): object => {
  if (name === 'requestCourier') return { courier: `同城速运 ${seq}` };
  return name === 'offerSettlement' ? { expiresAt: plusMs(at, dayMs) } : {};
};

const bookedMs = ({ ledger }: Order, side?: string): number =>
  ledger.reduce((ms, one) => ms + (side && one.side !== side ? 0 : one.elapsedMs), 0);

/** Every limit that an order carries, and the next of everything that will happen by itself. */
const limitsOf = (order: Order): Readonly<Record<string, Instant | null>> => ({
  node: order.deadline,
  promise: order.promisedAt,
  courier: order.courierRequest?.dueAt ?? null,
  extension: order.extension?.until ?? null,
  ...Object.fromEntries(duesOf(order).map(({ event, at }) => [event, at])),
});

/** Until then an order was closed after 365 days; from then on there is an alert after 180. */
const closesUntil = beijing('2024-03-05');

/** What the limits have to be after a time in which they stood: what had passed stays, the others have what was left. */
function movedBy(ms: number, at: Instant, limits: ReturnType<typeof limitsOf>) {
  const moved = Object.entries(limits).map(([name, limit]) => {
    return [name, limit !== null && limit > at ? plusMs(limit, ms) : limit] as const;
  });
  return Object.fromEntries(
    moved.filter(([name, limit]) => !(name.startsWith('closed') && (limit ?? '') >= closesUntil)),
  );
}

/** Whether no role can do anything to a frozen order but in the case, and time alone changes nothing but the case. */
function problemsWhileFrozen(order: Order, at: Instant, before: Order): readonly string[] {
  const tried = roles.flatMap((role) =>
    ofFlow.flatMap((name) => {
      const { steps, rejection } = proceed(
        order,
        eventFor(name, order, at, undefined, actorIn(role)),
      );
      const expected = actionOf(name).roles.includes(role) ? 'ORDER_FROZEN' : 'ROLE_NOT_ALLOWED';
      return rejection?.code === expected && steps.every(isOfClock) ? [] : [`${name} by ${role}`];
    }),
  );
  const silence = [at, plusMs(at, dayMs), plusMs(at, 2_000 * dayMs)].flatMap((until) => {
    const passed = dueSteps(order, until);
    const last = passed.at(-1)?.order ?? order;
    const isMoved = last.node !== before.node || !isSameLimits(last, before);
    return passed.every(isOfClock) && !isMoved ? [] : [`a limit ran until ${until}`];
  });
  return [...tried, ...silence];
}

const isOfClock = ({ event }: Step): boolean =>
  event.type === 'settlementLapsed' || event.type === 'decisionOverdue';

const isSameLimits = (order: Order, before: Order): boolean =>
  ['deadline', 'promisedAt', 'courierRequest', 'extension', 'remindedAt', 'alertedAt'].every(
    (name) =>
      JSON.stringify(order[name as 'deadline']) === JSON.stringify(before[name as 'deadline']),
  );

/** One appeal from its opening to its end, and what must hold on the way. */
function playAppeal(life: Life, { side, afterMs, inCase, lastsMs, end }: Appealed): void {
  const at = plusMs(life.now, afterMs);
  life.take(dueSteps(life.order, at));
  const before = life.order;
  if (isEnded(before) || before.refund) return;
  life.act('openAppeal', at, actorIn(side));
  let now = at;
  for (const move of inCase) {
    life.wrong.push(...problemsWhileFrozen(life.order, now, before));
    now = plusMs(now, move.afterMs);
    life.choose(harmless, move.pick, now);
  }
  life.wrong.push(...problemsWhileFrozen(life.order, now, before));
  endAt(life, end, plusMs(now, lastsMs));

  const { thawed } = life;
  if (!thawed) {
    life.wrong.push(`${end}: it is still frozen`);
    return;
  }
  const thawedAt = thawed.appeal?.closedAt ?? at;
  const expected = movedBy(msOf(thawedAt) - msOf(at), at, limitsOf(before));
  if (expected.alertRaised) {
    // A date, where it comes into force while the order stands still or later.
    const reached = plusMs(before.purchase.placedAt, 180 * dayMs + life.stoodMs);
    expected.alertRaised = [closesUntil, thawedAt].reduce(later, reached);
  }
  const found = limitsOf(thawed);
  const isSameNode = end === 'WITHDRAWN' || end === 'RESUME';
  const given = isSameNode ? Object.keys({ ...expected, ...found }) : ['courier'];
  for (const name of given) {
    const [due, is] = [expected[name] ?? null, found[name] ?? null];
    if (due !== is) life.wrong.push(`${end}: ${name} at ${is}, expected ${due}`);
  }
}

/** Ends the appeal at a moment, or once the other side was heard. */
function endAt(life: Life, end: Ending, earliest: Instant): void {
  life.take(dueSteps(life.order, earliest));
  const { appeal } = life.order;
  const by = actorIn(appeal?.by ?? 'buyer');
  const other = actorIn(appeal?.by === 'buyer' ? 'seller' : 'buyer');
  if (end === 'WITHDRAWN') {
    life.act('withdrawAppeal', earliest, by);
  } else if (end === 'REDO' || end === 'PARTIAL_REFUND') {
    const isRedo = end === 'REDO' && possibleSettlements(life.order).includes('REDO');
    const redo = { kind: 'REDO', until: plusMs(earliest, 20 * dayMs), amountFen: undefined };
    const expiresAt = plusMs(earliest, 1);
    life.act('offerSettlement', earliest, other, { expiresAt, ...(isRedo && redo) });
    life.act('acceptSettlement', earliest, by);
  } else {
    const isPossible = possibleRulings(life.order).includes(end);
    const heardAt = appeal?.statement || !appeal ? earliest : appeal.statementDueAt;
    const at = later(heardAt, earliest);
    life.act('takeCase', at);
    life.act('decideAppeal', at, undefined, { outcome: isPossible ? end : 'RESUME' });
    if (standsStill(life.order)) life.act('signRuling', at);
  }
}

const assumptions = { appealsAnyTimeFrom: 'ANY_DATE' } as const;

const placed = (paid: string, more: OrderWish): OrderDriver =>
  paidAt(beijing(paid), { assumptions, ...more });
const hardware = (more: OrderWish = {}) =>
  placed('2025-03-03 10:00', { mode: 'HARDWARE', ...more });
const older = placed('2023-03-01 10:00', { mode: 'LICENSE_OFFLINE' });

/** Orders at which some limits run, each with their names. */
const kinds: readonly (readonly [string, readonly string[], OrderDriver])[] = [
  [
    'hardware in its ten days, with more time asked for',
    ['node', 'deadlinePassed', 'extension', 'reminderDue', 'alertRaised'],
    through(hardware(), ['ship', 'recordCourierSignature', 'requestExtension']),
  ],
  [
    'hardware with a courier asked for, every ruling on money signed twice',
    ['courier', 'courierAnswerOverdue', 'reminderDue', 'alertRaised'],
    hardware({ assumptions: { ...assumptions, secondSignatureFromFen: 0 } }).act('requestCourier'),
  ],
  [
    'software with a delivery promise',
    ['promise', 'reminderDue', 'alertRaised'],
    placed('2025-03-03 10:00', {
      mode: 'LICENSE_SOFTWARE_PACKAGE',
      purchase: { deliveryPromiseDays: 9 },
    }),
  ],
  [
    'a License that is issued within 3 hours',
    ['node', 'deadlinePassed'],
    placed('2025-03-03 10:00', { mode: 'LICENSE_ID_CODE', category: 'JOINT_OPERATION' }).act(
      'submitIdCode',
    ),
  ],
  ['an order of 2023, closed after 365 days', ['closedForRefund', 'reminderDue'], older],
  [
    'an order of 2023, invoiced, closed after 365 days',
    ['closedAsInvoiced', 'reminderDue'],
    older.act('recordInvoice'),
  ],
];

describe.each(kinds)('%s', (_what, limits, start) => {
  it('R-APL-02 R-APL-03 R-LED-01 whatever happens in a case, nobody moves the frozen order past it, no limit runs, each has to the millisecond what was left of it, and the ledger adds up', () => {
    expect(Object.entries(limitsOf(start.order)).flatMap(([name, at]) => (at ? name : []))).toEqual(
      expect.arrayContaining([...limits]),
    );

    fc.assert(
      fc.property(appeals, (played) => {
        const life = new Life(start);
        for (const one of played) {
          playAppeal(life, one);
          for (const { pick, afterMs } of one.afterwards) {
            life.choose(ofFlow, pick, plusMs(life.now, afterMs));
          }
          expect(life.wrong).toEqual([]);
        }
      }),
      { numRuns: 40 },
    );
  });
});

describe('the close and the alert', () => {
  it('R-APL-03 R-CLK-01 R-CLK-03 a close that is moved past its end is never made up for, and the alert then comes when 180 days have run', () => {
    const frozenAt = plusMs(older.now, 100 * dayMs);
    const life = new Life(older);
    life.act('openAppeal', frozenAt, actorIn('buyer'));
    life.act('withdrawAppeal', plusMs(frozenAt, 200 * dayMs), actorIn('buyer'));
    const { purchase } = life.order;

    expect(life.wrong).toEqual([]);
    expect(limitsOf(life.order)).toMatchObject({
      alertRaised: plusMs(purchase.placedAt, 380 * dayMs),
    });
    expect(Object.keys(limitsOf(life.order)).filter((name) => name.startsWith('closed'))).toEqual(
      [],
    );
  });
});

describe('more time that was asked for before the appeal', () => {
  it('R-APL-12 R-EXT-01 is not granted afterwards against a later date that both sides have agreed on', () => {
    const [seller, buyer] = [{ by: actorIn('seller') }, { by: actorIn('buyer') }];
    const promised = placed('2025-03-03 10:00', {
      mode: 'LICENSE_OFFLINE',
      purchase: { deliveryPromiseDays: 5 },
    });
    const appealed = promised.act('requestExtension', seller).act('openAppeal', buyer);
    const until = plusMs(appealed.now, 60 * dayMs);
    const expiresAt = plusMs(appealed.now, dayMs);
    const redo = { kind: 'REDO', text: 'once more', expiresAt, until, amountFen: undefined };
    const settled = appealed
      .act('offerSettlement', { ...seller, payload: redo as never })
      .act('acceptSettlement', buyer);

    expect(settled.order).toMatchObject({ node: 'SELLER_DELIVER', promisedAt: until });
    expect(settled.refused('grantExtension', buyer).code).toBe('EVENT_NOT_ALLOWED_AT_NODE');
    expect(appealed.act('withdrawAppeal', buyer).act('grantExtension', buyer).order).toMatchObject({
      promisedAt: promised.order.promisedAt && plusMs(promised.order.promisedAt, dayMs + 60_000),
    });
  });
});
