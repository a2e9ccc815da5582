import { ApplicationFailure } from '@temporalio/common';
import postgres, { type Sql } from 'postgres';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createActivities } from '../../activities/index.ts';
import { simulatedRefunds } from '../../activities/simulated/refunds.ts';
import { connect, type Database } from '../../db/client.ts';
import { cloneDatabase, type DatabaseClone } from '../support/database.ts';
import { anOrder } from '../support/order-builder.ts';
import { aRefusal, freshOrderId, transitionsOf } from '../support/recorded.ts';

let clone: DatabaseClone;
let database: Database;
let activities: ReturnType<typeof createActivities>;
let owner: Sql;

beforeAll(async () => {
  clone = await cloneDatabase();
  database = connect(clone.appUrl, { max: 2 });
  activities = createActivities({ db: database.db, refunds: simulatedRefunds() });
  owner = postgres(clone.ownerUrl, { max: 1 });
});
afterAll(async () => {
  await Promise.all([database.close(), owner.end()]);
  await clone.drop();
});

const opened = anOrder();
const submitted = opened.act('submitRequirement');

const resultsOf = async (orderId: string) => {
  const rows = await owner`
    select result || ' ' || seq as line from audit_log where order_id = ${orderId} order by no`;
  return rows.map(({ line }) => line);
};

describe('recording activities', () => {
  it('R-GEN-07 write transitions and refusals; a second attempt of the same one adds nothing', async () => {
    const orderId = freshOrderId();
    const [opening, submission] = transitionsOf(submitted, opened.order, orderId);
    if (!opening || !submission) throw new Error('no transitions');

    for (let attempt = 1; attempt <= 2; attempt += 1) {
      await activities.recordTransition(opening);
      await activities.recordTransition(submission);
      await activities.recordRefusal(aRefusal(submitted.order, orderId));
    }

    expect(await resultsOf(orderId)).toEqual(['DONE 1', 'DONE 2', 'REFUSED 2']);
  });

  it('fail in a way that is tried again while the database is away, and succeed when it is back', async () => {
    const orderId = freshOrderId();
    const [opening] = transitionsOf(opened, opened.order, orderId);
    if (!opening) throw new Error('no transition');
    const admin = postgres(databaseBeside(clone.ownerUrl), { max: 1 });
    await admin.unsafe(`alter database ${clone.name} with allow_connections false`);
    await admin`select pg_terminate_backend(pid) from pg_stat_activity where datname = ${clone.name}`;

    const failure = await activities.recordTransition(opening).catch((error: unknown) => error);
    await admin.unsafe(`alter database ${clone.name} with allow_connections true`);
    await admin.end();

    expect(failure).toBeInstanceOf(Error);
    expect(failure).not.toBeInstanceOf(ApplicationFailure);
    expect(String(failure), 'it goes into the history').not.toContain('P-1');
    await expect
      .poll(() => activities.recordTransition(opening).then(() => 'recorded'), { timeout: 5_000 })
      .toBe('recorded');
    expect(await resultsOf(orderId)).toEqual(['DONE 1']);
  });
});

function databaseBeside(url: string): string {
  const other = new URL(url);
  other.pathname = '/postgres';
  return other.href;
}
