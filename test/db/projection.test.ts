import { setTimeout as sleep } from 'node:timers/promises';
import postgres, { type Sql } from 'postgres';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { recordRefusal, recordTransition } from '../../db/audit.ts';
import { connect, type Database } from '../../db/client.ts';
import { cloneDatabase, type DatabaseClone } from '../support/database.ts';
import { anOrder, type OrderDriver } from '../support/order-builder.ts';
import { aRefusal, freshOrderId, transitionsOf } from '../support/recorded.ts';
import { sqlStateOf } from '../support/sqlstate.ts';

let clone: DatabaseClone;
let database: Database;
let owner: Sql;

beforeAll(async () => {
  clone = await cloneDatabase();
  database = connect(clone.appUrl, { max: 4 });
  owner = postgres(clone.ownerUrl, { max: 2, onnotice: () => undefined });
});
afterAll(async () => {
  await Promise.all([database.close(), owner.end()]);
  await clone.drop();
});

const opened = anOrder({ placedAt: '2024-08-01T10:00:00+08:00' });
const accepted = opened
  .act('submitRequirement')
  .act('confirmRequirement')
  .act('deliver')
  .act('accept');
const completed = accepted.advanceTo('2024-08-02T00:00:00+08:00');

const record = (driver: OrderDriver, orderId: string, seqs: readonly number[]) => {
  const transitions = transitionsOf(driver, opened.order, orderId);
  return seqs.reduce(async (before, seq) => {
    await before;
    const done = transitions[seq - 1];
    if (done?.order.seq !== seq) throw new Error(`no transition ${seq}`);
    await recordTransition(database.db, done);
  }, Promise.resolve());
};

/** Everything that is kept of an order. */
async function keptOf(orderId: string) {
  const orders = await owner`select * from orders where id = ${orderId}`;
  const audit = await owner`
    select no, seq, result from audit_log where order_id = ${orderId} order by no`;
  const told = await owner`
    select seq, topic, payload from outbox where order_id = ${orderId} order by seq`;
  return { order: orders[0], audit: [...audit], told: [...told] };
}

describe('the projection of an order', () => {
  it('has every column of the newest state', async () => {
    const orderId = freshOrderId();

    await record(accepted, orderId, [1, 2, 3, 4, 5]);

    const { order } = await keptOf(orderId);
    expect(order).toEqual({
      id: orderId,
      seq: 5,
      livemode: true,
      delivery_mode: 'PROFESSIONAL_SERVICE',
      sales_category: 'GENERAL',
      scene: 'OTHER',
      flow_id: 'general',
      node: 'COMPLETING',
      awaited_role: 'platform',
      supervision_status: 'IN_PROGRESS',
      order_status: 'PROCESSING',
      buyer_id: 'B-9f1c',
      seller_id: 'S-27aa',
      next_deadline_at: new Date('2024-08-01T13:05:00+08:00'),
      placed_at: new Date('2024-08-01T10:00:00+08:00'),
      paid_at: new Date('2024-08-01T10:01:00+08:00'),
      paid_fen: '19900',
      opened_at: expect.any(Date),
      updated_at: expect.any(Date),
      state: { ...accepted.order, purchase: { ...accepted.order.purchase, orderId } },
    });
    expect(order?.updated_at.getTime()).toBeGreaterThan(order?.opened_at.getTime());
  });

  it('awaits nobody and has no deadline after the end', async () => {
    const orderId = freshOrderId();

    await record(completed, orderId, [1, 2, 3, 4, 5, 6]);

    expect((await keptOf(orderId)).order).toMatchObject({
      node: 'COMPLETED',
      awaited_role: null,
      next_deadline_at: null,
      supervision_status: 'COMPLETED',
      order_status: 'COMPLETED',
    });
  });

  it('the outbox tells each transition once, with opaque ids only', async () => {
    const orderId = freshOrderId();

    await record(accepted, orderId, [1, 2, 2, 3, 3, 3]);

    const { told } = await keptOf(orderId);
    expect(told.map(({ seq, topic }) => `${seq} ${topic}`)).toEqual([
      '1 order.moved',
      '2 order.moved',
      '3 order.moved',
    ]);
    expect(told[1]?.payload).toEqual({
      orderId,
      seq: 2,
      event: 'requirementSubmitted',
      node: 'CONFIRM_REQUIREMENT',
      awaitedRole: 'seller',
      at: '2024-08-01T02:02:00.000Z',
      livemode: true,
    });
  });

  it('a repeated transition changes nothing, not even the moment of the newest change', async () => {
    const orderId = freshOrderId();
    await record(accepted, orderId, [1, 2, 3]);
    const before = await keptOf(orderId);

    await record(accepted, orderId, [3, 2, 1]);

    expect(await keptOf(orderId)).toEqual(before);
  });

  it('a repeated refusal is one entry, another attempt is another', async () => {
    const orderId = freshOrderId();
    await record(accepted, orderId, [1]);
    const refusal = aRefusal(opened.order, orderId);

    await recordRefusal(database.db, refusal);
    await recordRefusal(database.db, refusal);
    await recordRefusal(database.db, { ...refusal, attemptId: 'run-1:2' });

    const { audit, told } = await keptOf(orderId);
    expect(audit.map(({ result }) => result)).toEqual(['DONE', 'REFUSED', 'REFUSED']);
    expect(told).toHaveLength(1);
  });

  it('the first transition under a number wins: other content is answered with it and changes nothing', async () => {
    const orderId = freshOrderId();
    await record(accepted, orderId, [1, 2]);
    const before = await keptOf(orderId);
    const [, submitted] = transitionsOf(accepted, opened.order, orderId);
    if (!submitted) throw new Error('no transition 2');

    const changed = { ...submitted, payload: { text: 'other' } };

    expect(await recordTransition(database.db, submitted)).toBeNull();
    expect(await recordTransition(database.db, changed)).toEqual({
      order: submitted.order,
      commandId: 'c-2',
      fingerprint: 'f-2',
    });
    expect(await keptOf(orderId)).toEqual(before);
  });

  it('a command that became a transition cannot become a second one', async () => {
    const orderId = freshOrderId();
    await record(accepted, orderId, [1, 2]);
    const before = await keptOf(orderId);
    const [, submitted, confirmed] = transitionsOf(accepted, opened.order, orderId);
    if (!submitted || !confirmed) throw new Error('no transitions 2 and 3');

    const twice = recordTransition(database.db, { ...confirmed, command: submitted.command });

    expect(await sqlStateOf(twice)).toBe('23505');
    expect(await keptOf(orderId)).toEqual(before);
  });

  it('a late transition is audited and told, and the projection stays at the newest', async () => {
    const orderId = freshOrderId();
    await record(accepted, orderId, [1, 2, 3, 5]);
    const newest = await keptOf(orderId);

    await record(accepted, orderId, [4]);
    await record(accepted, orderId, [5]);

    const { order, audit, told } = await keptOf(orderId);
    expect(order).toEqual(newest.order);
    expect(order).toMatchObject({ seq: 5, node: 'COMPLETING' });
    expect(audit.map(({ seq }) => seq)).toEqual([1, 2, 3, 5, 4]);
    expect(told.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5]);
  });
});

describe('a transition that is lost half way', () => {
  it.each([
    ['cancelled', 'pg_cancel_backend', '57014'],
    ['ended with its connection', 'pg_terminate_backend', 'CONNECTION_CLOSED'],
  ])('leaves nothing when it is %s, and its repeat everything', async (_how, stop, sqlState) => {
    const orderId = freshOrderId();
    await record(accepted, orderId, [1]);
    const before = await keptOf(orderId);

    // The outbox comes last: audit entry and projection are written when the statement stops there.
    await owner.begin(async (tx) => {
      await tx`lock table outbox in exclusive mode`;
      const outcome = sqlStateOf(record(accepted, orderId, [2]));
      const pid = await waitingWriter();
      await owner.unsafe(`select ${stop}(${pid})`);
      expect(await outcome).toBe(sqlState);
    });

    expect(await keptOf(orderId)).toEqual(before);
    await record(accepted, orderId, [2]);
    const { audit, told } = await keptOf(orderId);
    expect([audit.length, told.length]).toEqual([2, 2]);
  });

  async function waitingWriter(): Promise<number> {
    for (let tries = 0; tries < 200; tries += 1) {
      const [row] = await owner<{ pid: number }[]>`
        select pid from pg_stat_activity
        where datname = current_database() and wait_event_type = 'Lock'
          and query like '%record_transition%'`;
      if (row) return row.pid;
      await sleep(20);
    }
    throw new Error('no statement waits');
  }
});

describe('the pool of connections', () => {
  it('comes back by itself after every one of its connections was ended', async () => {
    const pool = connect(clone.appUrl, { max: 3 });
    const ping = async () => await pool.db.execute('select pg_backend_pid() as pid');
    const pids = (await Promise.all([ping(), ping(), ping()])).map(([row]) => Number(row?.pid));
    const asleep = sqlStateOf(pool.db.execute('select pg_sleep(20)'));
    await expect.poll(sleepers).toBe(1);

    await owner`
      select pg_terminate_backend(pid) from pg_stat_activity
      where usename = 'handover_app' and datname = current_database()`;

    expect(await asleep).toBe('CONNECTION_CLOSED');
    await expect
      .poll(() => ping().then(([row]) => row?.pid), { timeout: 5_000 })
      .toSatisfy((pid) => !pids.includes(Number(pid)));
    await Promise.all([ping(), ping(), ping()]);
    await pool.close();
  });

  async function sleepers(): Promise<number> {
    const [row] = await owner`
      select count(*)::int as count from pg_stat_activity
      where datname = current_database() and query like '%pg_sleep%' and wait_event = 'PgSleep'`;
    return row?.count;
  }
});
