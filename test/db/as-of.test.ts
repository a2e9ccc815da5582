import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { recordTransition } from '../../db/audit.ts';
import { connect, type Database } from '../../db/client.ts';
import { orderAt } from '../../db/read-models.ts';
import { nextActionsFor } from '../../domain/explain.ts';
import { flows } from '../../domain/flows/catalogue.ts';
import { type Order, roles } from '../../domain/order.ts';
import { allowedActions } from '../../domain/refusals.ts';
import { proceed, type Step } from '../../domain/transition.ts';
import { type Instant, plusMs } from '../../domain/units.ts';
import { cloneDatabase, type DatabaseClone } from '../support/database.ts';
import { wishFor } from '../support/flow-walks.ts';
import { actorIn, anOrder, eventFor, ownerOf } from '../support/order-builder.ts';
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
  pick: fc.nat(99),
  afterMs: fc.constantFrom(0, 0, 1, hourMs, 3 * hourMs, 26 * hourMs, 11 * 24 * hourMs),
});
const anyLife = fc.record({
  flow: fc.constantFrom(...flows),
  moves: fc.array(move, { minLength: 3, maxLength: 12 }),
});

interface Life {
  readonly opened: Order;
  readonly steps: readonly Step[];
}

/** The life of an order in which people do what is possible; nothing is refused, everything that is due happens. */
function lifeOf({ flow, moves }: typeof anyLife extends fc.Arbitrary<infer T> ? T : never): Life {
  const wish = wishFor(flow);
  const opened = anOrder({ ...wish, openedAt: plusMs(anOrder(wish).order.enteredAt, 1) }).order;
  const steps: Step[] = [];
  let order = opened;
  let now = opened.bookedUntil;
  for (const { pick, afterMs } of moves) {
    now = plusMs(now, afterMs);
    const allowed = allowedActions(order, now);
    const action = allowed[pick % allowed.length];
    if (action === undefined) break;
    const by = order.extension?.by === 'seller' ? actorIn('buyer') : actorIn(ownerOf(action));
    const next = proceed(order, eventFor(action, order, now, undefined, by)).steps;
    steps.push(...next);
    order = next.at(-1)?.order ?? order;
  }
  return { opened, steps };
}

/** What was true at each moment of a life: after the last thing that happened in it. */
function truthOf({ opened, steps }: Life): ReadonlyMap<Instant, Order> {
  return new Map([
    [opened.enteredAt, opened],
    ...steps.map(({ event, order }) => [event.at, order] as const),
  ]);
}

describe('an order as the audit log has it', () => {
  it('R-AUD-01 is at every step of 1,000 random lives what it was then, for every role', async () => {
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

    expect(wrong).toEqual([]);
    expect(moments).toBeGreaterThan(3_000);
  });
});

/** Whether both are the same order, and say the same to everybody. */
function isSame(read: Order, then: Order, orderId: string): boolean {
  const named = { ...then, purchase: { ...then.purchase, orderId } };
  const seenBy = (order: Order) => roles.map((role) => nextActionsFor(order, role));
  return (
    JSON.stringify(sorted(read)) === JSON.stringify(sorted(named)) &&
    JSON.stringify(sorted(seenBy(read))) === JSON.stringify(sorted(seenBy(named)))
  );
}

/** The same JSON with its keys in order: the database keeps an order of its own. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([, part]) => part !== undefined);
  return Object.fromEntries(
    entries.toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([key, part]) => [key, sorted(part)]),
  );
}
