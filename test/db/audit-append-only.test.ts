import postgres, { type Sql } from 'postgres';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { recordRefusal, recordTransition } from '../../db/audit.ts';
import { connect, type Database } from '../../db/client.ts';
import { chainOf } from '../support/audit-chain.ts';
import { cloneDatabase, type DatabaseClone } from '../support/database.ts';
import { anOrder } from '../support/order-builder.ts';
import { aRefusal, freshOrderId, transitionsOf } from '../support/recorded.ts';
import { sqlStateOf } from '../support/sqlstate.ts';

const insufficientPrivilege = '42501';
const orderId = freshOrderId();
const opened = anOrder();
const submitted = opened.act('submitRequirement', { payload: { text: 'twelve seats' } });

let clone: DatabaseClone;
let database: Database;
let app: Sql;
let owner: Sql;

beforeAll(async () => {
  clone = await cloneDatabase();
  database = connect(clone.appUrl, { max: 2 });
  app = postgres(clone.appUrl, { max: 1, onnotice: () => undefined });
  owner = postgres(clone.ownerUrl, { max: 1 });
  for (const done of transitionsOf(submitted, opened.order, orderId)) {
    await recordTransition(database.db, done);
  }
  await recordRefusal(database.db, aRefusal(submitted.order, orderId));
});
afterAll(async () => {
  await Promise.all([database.close(), app.end(), owner.end()]);
  await clone.drop();
});

const changes = [
  ['UPDATE', `update audit_log set entry = entry || '{"result": "REFUSED"}'`],
  ['UPDATE of no row', 'update audit_log set no = no where false'],
  ['DELETE', 'delete from audit_log'],
  ['TRUNCATE', 'truncate audit_log'],
] as const;

describe('the audit log is append-only', () => {
  it.each(changes)("R-AUD-02 refuses %s to the application's login", async (_what, statement) => {
    const before = await chainOf(owner, orderId);

    await expect(app.unsafe(statement)).rejects.toMatchObject({
      code: insufficientPrivilege,
      message: 'permission denied for table audit_log',
    });
    expect(await chainOf(owner, orderId)).toEqual(before);
  });

  it.each(changes)(
    'R-AUD-02 refuses %s to the owner of the table too',
    async (_what, statement) => {
      const attempt = owner.unsafe(statement);

      await expect(attempt).rejects.toMatchObject({
        code: insufficientPrivilege,
        message: expect.stringContaining('the audit log is append-only'),
      });
      expect(await chainOf(owner, orderId)).toHaveLength(3);
    },
  );

  it.each([
    ['another role', 'set role handover_owner'],
    ['the owner as session', 'set session authorization handover_owner'],
    ['replication, which skips triggers', 'set session_replication_role = replica'],
    ['the trigger switched off', 'alter table audit_log disable trigger all'],
    ['no trigger', 'drop trigger audit_log_is_append_only on audit_log'],
    ['no table', 'drop table audit_log'],
    ['the rights', 'grant all on audit_log to handover_app'],
    ['other functions', 'create function public.f() returns int language sql as $$ select 1 $$'],
  ])("R-AUD-02 gives the application's login no way to %s", async (_what, statement) => {
    const attempt = statement.startsWith('grant')
      ? app.unsafe(statement).then(() => app.unsafe('delete from audit_log')) // granting is a warning only
      : app.unsafe(statement);

    expect(await sqlStateOf(attempt)).toBe(insufficientPrivilege);
  });

  it('R-AUD-02 RESET ROLE brings the application no more rights', async () => {
    await app`reset role`;

    const [who] = await app`
      select current_user, session_user, rolsuper, rolcreaterole, rolbypassrls
      from pg_roles where rolname = current_user`;
    expect(who).toEqual({
      current_user: 'handover_app',
      session_user: 'handover_app',
      rolsuper: false,
      rolcreaterole: false,
      rolbypassrls: false,
    });
    expect(await sqlStateOf(app`delete from audit_log`)).toBe(insufficientPrivilege);
  });

  it("R-AUD-02 every connection of ours has the application's rights only, also under the owner's login", async () => {
    const asOwner = connect(clone.ownerUrl, { max: 1 });

    const state = await sqlStateOf(asOwner.db.execute('truncate orders'));
    await asOwner.close();

    expect(state).toBe(insufficientPrivilege);
  });
});

describe('what the audit log says', () => {
  const moment = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;

  it('R-AUD-01 a transition: who, role, action, resource, source address, result, instants, command id', async () => {
    const [, row] = await owner`select * from audit_log where order_id = ${orderId} order by no`;

    expect(row).toMatchObject({ result: 'DONE', seq: 2, action: 'submitRequirement' });
    expect(row?.entry).toEqual({
      result: 'DONE',
      seq: 2,
      at: submitted.now,
      recordedAt: expect.stringMatching(moment),
      role: 'buyer',
      party: 'B-9f1c',
      subject: 'buyer-person',
      sourceAddress: '192.0.2.7',
      resource: `order:${orderId}`,
      action: 'submitRequirement',
      commandId: 'c-2',
      fingerprint: 'f-2',
      payload: { text: 'twelve seats' },
      event: 'requirementSubmitted',
      fromNode: 'SUBMIT_REQUIREMENT',
      node: 'CONFIRM_REQUIREMENT',
      state: expect.objectContaining({ seq: 2, node: 'CONFIRM_REQUIREMENT' }),
    });
    const stampedAgoMs = Date.now() - Date.parse(row?.entry.recordedAt);
    expect(stampedAgoMs).toBeGreaterThanOrEqual(0);
    expect(stampedAgoMs).toBeLessThan(60_000);
  });

  it('R-AUD-01 a refused attempt: the same, with the code and what was said', async () => {
    const rows = await owner`select * from audit_log where order_id = ${orderId} order by no`;
    const row = rows.at(-1);

    expect(row).toMatchObject({ no: 3, result: 'REFUSED', command_id: 'too-early' });
    expect(row?.entry).toEqual({
      result: 'REFUSED',
      seq: 2,
      at: submitted.order.enteredAt,
      recordedAt: expect.stringMatching(moment),
      role: 'seller',
      party: 'S-27aa',
      subject: 'seller-person',
      sourceAddress: '192.0.2.7',
      resource: `order:${orderId}`,
      action: 'deliver',
      commandId: 'too-early',
      fingerprint: 'f',
      payload: { result: 'installed' },
      node: 'CONFIRM_REQUIREMENT',
      attemptId: 'run-1:1',
      code: 'EVENT_NOT_ALLOWED_AT_NODE',
      message: 'deliver is not possible at SUBMIT_REQUIREMENT',
    });
  });

  it.each([
    ['a NUL', 'before\u0000after', 'before\ufffdafter'],
    ['half a character', 'before\ud800after', 'before\ufffdafter'],
    ['an escape written out', 'C:\\u0000 \\\ud800', 'C:\\u0000 \\\ufffd'],
    ['Chinese and emoji', '城市路网 🚚 "quoted" \n', '城市路网 🚚 "quoted" \n'],
  ])(
    'R-AUD-01 text with %s never keeps an order from being recorded',
    async (_what, text, kept) => {
      const other = freshOrderId();
      const said = opened.act('submitRequirement', { payload: { text } });

      for (const done of transitionsOf(said, opened.order, other)) {
        await recordTransition(database.db, done);
        await recordTransition(database.db, done);
      }
      const refusal = aRefusal(said.order, other, { payload: { [text]: text }, message: text });
      await recordRefusal(database.db, refusal);

      const rows = await owner`select entry from audit_log where order_id = ${other} order by no`;
      expect(rows.map(({ entry }) => entry.payload)).toEqual([
        {},
        { text: kept },
        { [kept]: kept },
      ]);
    },
  );
});
