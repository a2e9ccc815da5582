import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { recordTransition } from '../../db/audit.ts';
import { connect, type Database } from '../../db/client.ts';
import { orderAt } from '../../db/read-models.ts';
import type { Assumptions } from '../../domain/assumptions.ts';
import {
  type ActionName,
  type ActionPayload,
  actionNames,
  type EventType,
} from '../../domain/events.ts';
import { flows } from '../../domain/flows/catalogue.ts';
import { nextActionsFor } from '../../domain/next-actions.ts';
import { type Order, roles } from '../../domain/order.ts';
import { isOpenTo } from '../../domain/refusals.ts';
import { possibleRulings, possibleSettlements } from '../../domain/rulings.ts';
import { proceed, type Step } from '../../domain/transition.ts';
import { type Instant, plusMs } from '../../domain/units.ts';
import { cloneDatabase, type DatabaseClone } from '../support/database.ts';
import { wishFor } from '../support/flow-walks.ts';
import { actorIn, anOrder, eventFor } from '../support/order-builder.ts';
import { transitionsOf } from '../support/recorded.ts';

let clone: DatabaseClone;
let database: Database;
beforeAll(async () => {
  clone = await cloneDatabase();
  database = connect(clone.appUrl, { max: 8 });
});
afterAll(async () => {
  await database.close();
  await clone.drop();
});

const hourMs = 3_600_000;

/** What somebody does, and how much later: several at one instant, and over every limit. */
const move = fc.record({
  pick: fc.nat(9_999),
  afterMs: fc.constantFrom(0, 0, 1, hourMs, 3 * hourMs, 26 * hourMs, 11 * 24 * hourMs),
});
const anyLife = fc.record({
  flow: fc.constantFrom(...flows),
  moves: fc.array(move, { minLength: 3, maxLength: 11 }),
  /** Whether the order can be appealed, and from which amount a ruling is signed twice. */
  assumptions: fc.constantFrom<Partial<Assumptions>>(
    {},
    { appealsAnyTimeFrom: 'ANY_DATE' },
    { appealsAnyTimeFrom: 'ANY_DATE', secondSignatureFromFen: 0 },
  ),
});

type Lived = typeof anyLife extends fc.Arbitrary<infer T> ? T : never;

interface Life {
  readonly opened: Order;
  readonly steps: readonly Step[];
}

/** The life of an order in which people do what is possible; nothing is refused, everything that is due happens. */
function lifeOf({ flow, moves, assumptions }: Lived): Life {
  const asked = wishFor(flow);
  const wish = { ...asked, assumptions: { ...asked.assumptions, ...assumptions } };
  const opened = anOrder({ ...wish, openedAt: plusMs(anOrder(wish).order.enteredAt, 1) }).order;
  const steps: Step[] = [];
  let order = opened;
  let now = opened.bookedUntil;
  for (const { pick, afterMs } of moves) {
    now = plusMs(now, afterMs);
    const possible = actionNames.flatMap((action) =>
      roles
        .filter((role) => isOpenTo(order, action, role, now))
        .map((role) => [action, role] as const),
    );
    // Half of the time the operations managers act, if they can: else few cases are decided.
    const ofManagers = possible.filter(([, role]) => role === 'opsManager');
    const chosenFrom = pick % 2 === 0 && ofManagers.length > 0 ? ofManagers : possible;
    const [action, role] = chosenFrom[(pick >> 1) % chosenFrom.length] ?? [];
    if (action === undefined || role === undefined) break;
    const said = saidBy(action, order, now, pick) as ActionPayload<ActionName>;
    const next = proceed(order, eventFor(action, order, now, said, actorIn(role))).steps;
    steps.push(...next);
    order = next.at(-1)?.order ?? order;
  }
  return { opened, steps };
}

/** What is said besides the least: any ruling that is possible; offers of each kind, counted from now. */
function saidBy(action: ActionName, order: Order, now: Instant, pick: number): object {
  if (action === 'decideAppeal') {
    const rulings = possibleRulings(order);
    return { outcome: rulings[pick % rulings.length] };
  }
  if (action !== 'offerSettlement') return {};
  const isRedo = pick % 2 === 0 && possibleSettlements(order).includes('REDO');
  const redo = { kind: 'REDO', until: plusMs(now, 400 * hourMs), amountFen: undefined };
  return { expiresAt: plusMs(now, 48 * hourMs), ...(isRedo && redo) };
}

/** What was true at each moment of a life: after the last thing that happened in it. */
function truthOf({ opened, steps }: Life): ReadonlyMap<Instant, Order> {
  return new Map([
    [opened.enteredAt, opened],
    ...steps.map(({ event, order }) => [event.at, order] as const),
  ]);
}

describe('an order as the audit log has it', () => {
  it('R-AUD-01 is at every step of 1,000 random lives, with appeals, what it was then, for every role', async () => {
    const seed = Date.now() % 2 ** 31;
    const lives = fc.sample(anyLife, { numRuns: 1_000, seed }).map(lifeOf);
    const wrong: string[] = [];
    let moments = 0;

    await Promise.all(
      Array.from({ length: 8 }, async (_none, lane) => {
        for (let no = lane; no < lives.length; no += 8) {
          const life = lives[no] as Life;
          const orderId = `L-${no}`;
          const { opened, steps } = life;
          const order = steps.at(-1)?.order ?? opened;
          const driver = { ...anOrder(), order, steps };
          for (const done of transitionsOf(driver, opened, orderId)) {
            await recordTransition(database.db, done);
          }
          for (const [at, then] of truthOf(life)) {
            moments += 1;
            const read = await orderAt(database.db, orderId, at);
            if (!read || !isSame(read, then, orderId))
              wrong.push(`seed ${seed}, life ${no}, ${at}`);
          }
          const before = await orderAt(database.db, orderId, plusMs(opened.enteredAt, -1));
          if (before) wrong.push(`seed ${seed}, life ${no}: it stood before it opened`);
        }
      }),
    );

    const happened = new Set<string>(
      lives.flatMap(({ steps }) => steps.map(({ event }) => event.type)),
    );

    expect(wrong).toEqual([]);
    expect(moments).toBeGreaterThan(3_000);
    expect([...happened]).toEqual(expect.arrayContaining([...ofCases]));
  });
});

/** What the lives meet besides what orders do without appeals. */
const ofCases: readonly EventType[] = [
  'appealOpened',
  'statementSubmitted',
  'evidenceAdded',
  'appealWithdrawn',
  'settlementOffered',
  'settlementAccepted',
  'settlementDeclined',
  'settlementLapsed',
  'caseTaken',
  'caseHandedOver',
  'appealDecided',
  'rulingProposed',
  'rulingSigned',
  'rulingDeclined',
  'decisionOverdue',
];

/** Whether both are the same order, and say the same to everybody; the database keeps keys in an order of its own. */
function isSame(read: Order, then: Order, orderId: string): boolean {
  const named = { ...then, purchase: { ...then.purchase, orderId } };
  const seenBy = (order: Order) => roles.map((role) => nextActionsFor(order, role));
  return (
    isDeepStrictEqual(asJson(read), asJson(named)) &&
    isDeepStrictEqual(asJson(seenBy(read)), asJson(seenBy(named)))
  );
}

const asJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value));
