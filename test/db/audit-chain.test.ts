import postgres, { type Sql } from 'postgres';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { recordRefusal, recordTransition } from '../../db/audit.ts';
import { connect, type Database } from '../../db/client.ts';
import { chainOf, firstBreak, firstBreakInSql } from '../support/audit-chain.ts';
import { cloneDatabase, type DatabaseClone } from '../support/database.ts';
import { anOrder } from '../support/order-builder.ts';
import { aRefusal, freshOrderId, transitionsOf } from '../support/recorded.ts';

let clone: DatabaseClone;
let database: Database;
/** A superuser who has switched the triggers off: nobody is stopped, so it has to be found. */
let intruder: Sql;

beforeAll(async () => {
  clone = await cloneDatabase();
  database = connect(clone.appUrl, { max: 20 });
  intruder = postgres(clone.ownerUrl, {
    max: 1,
    connection: { session_replication_role: 'replica' },
  });
});
afterAll(async () => {
  await Promise.all([database.close(), intruder.end()]);
  await clone.drop();
});

const opened = anOrder();
const life = opened
  .act('submitRequirement')
  .act('confirmRequirement')
  .act('deliver')
  .act('reject')
  .act('deliver')
  .act('accept')
  .advanceTo('2024-08-02T00:00:00+08:00');

/** An order with a recorded life of eight transitions and one refusal after them. */
async function recordedOrder(): Promise<string> {
  const orderId = freshOrderId();
  for (const done of transitionsOf(life, opened.order, orderId)) {
    await recordTransition(database.db, done);
  }
  await recordRefusal(database.db, aRefusal(life.order, orderId));
  return orderId;
}

/** Both answers; they have to agree. */
async function breakIn(orderId: string): Promise<number | null> {
  const inSql = await firstBreakInSql(intruder, orderId);
  expect(firstBreak(orderId, await chainOf(intruder, orderId))).toBe(inSql);
  return inSql;
}

describe('the chain of hashes', () => {
  it('R-AUD-02 holds for a whole life, checked by the database and without it', async () => {
    const orderId = await recordedOrder();

    expect(await chainOf(intruder, orderId)).toHaveLength(9);
    expect(await breakIn(orderId)).toBeNull();
  });

  it('R-AUD-02 shows the entry that was changed', async () => {
    const orderId = await recordedOrder();
    await intruder`
      update audit_log set entry = jsonb_set(entry, '{party}', '"B-other"')
      where order_id = ${orderId} and no = 4`;

    expect(await breakIn(orderId)).toBe(4);
  });

  it('R-AUD-02 shows the change of a single character of a hash', async () => {
    const orderId = await recordedOrder();
    await intruder`
      update audit_log set hash = translate(left(hash, 1), '0123456789abcdef', '123456789abcdef0') || substr(hash, 2)
      where order_id = ${orderId} and no = 9`;

    expect(await breakIn(orderId)).toBe(9);
  });

  it('R-AUD-02 shows a changed entry with a hash that was made to fit: the next one does not follow it', async () => {
    const orderId = await recordedOrder();
    await intruder`
      update audit_log set
        entry = entry || '{"party": "B-other"}',
        hash = encode(sha256(convert_to(prev_hash || (entry || '{"party": "B-other"}')::text, 'UTF8')), 'hex')
      where order_id = ${orderId} and no = 4`;

    expect(await breakIn(orderId)).toBe(5);
  });

  it.each([1, 5])('R-AUD-02 shows the gap after entry %i was removed', async (removed) => {
    const orderId = await recordedOrder();
    await intruder`delete from audit_log where order_id = ${orderId} and no = ${removed}`;

    expect(await breakIn(orderId)).toBe(removed + 1);
  });

  it('R-AUD-02 shows a removed entry though the numbers were closed up', async () => {
    const orderId = await recordedOrder();
    await intruder`delete from audit_log where order_id = ${orderId} and no = 5`;
    for (const no of [6, 7, 8, 9]) {
      await intruder`update audit_log set no = no - 1 where order_id = ${orderId} and no = ${no}`;
    }

    expect(await breakIn(orderId)).toBe(5);
  });

  it('R-AUD-02 shows a number that was changed, though every hash follows the one before', async () => {
    const orderId = await recordedOrder();
    await intruder`update audit_log set no = 10 where order_id = ${orderId} and no = 9`;

    expect(await breakIn(orderId)).toBe(10);
  });

  it('R-AUD-02 shows two entries that changed places', async () => {
    const orderId = await recordedOrder();
    for (const [from, to] of [
      [3, 0],
      [4, 3],
      [0, 4],
    ] as const) {
      await intruder`update audit_log set no = ${to} where order_id = ${orderId} and no = ${from}`;
    }

    expect(await breakIn(orderId)).toBe(3);
  });

  it("R-AUD-02 shows a whole chain that is another order's", async () => {
    const [mine, other] = [await recordedOrder(), freshOrderId()];
    await intruder`update audit_log set order_id = ${other} where order_id = ${mine}`;

    expect(await breakIn(other)).toBe(1);
  });
});

describe('many writers of one order at once', () => {
  it('R-AUD-01 leave a chain without a gap, and the newest state', async () => {
    const orderId = freshOrderId();
    let driver = opened.act('submitRequirement').act('confirmRequirement').act('deliver');
    for (let round = 0; round < 5; round += 1) driver = driver.act('reject').act('deliver');
    const transitions = transitionsOf(driver, opened.order, orderId);
    const refusals = Array.from({ length: 10 }, (_, index) =>
      aRefusal(driver.order, orderId, { attemptId: `run:${index}` }),
    );

    // Each of them twice: the fallback may still run when the next try has begun.
    await Promise.all([
      ...transitions.toReversed().flatMap((done) => {
        const write = () => recordTransition(database.db, done);
        return [write(), write()];
      }),
      ...refusals.flatMap((refused) => {
        const write = () => recordRefusal(database.db, refused);
        return [write(), write()];
      }),
    ]);

    const chain = await chainOf(intruder, orderId);
    expect(chain.map(({ no }) => no)).toEqual(chain.map((_link, index) => index + 1));
    expect(chain).toHaveLength(transitions.length + refusals.length);
    expect(transitions).toHaveLength(14);
    expect(await breakIn(orderId)).toBeNull();
    const [projection] = await intruder`
      select orders.seq, count(outbox.id)::int as told
      from orders join outbox on outbox.order_id = orders.id
      where orders.id = ${orderId} group by orders.seq`;
    expect(projection).toEqual({ seq: 14, told: 14 });
  });
});
