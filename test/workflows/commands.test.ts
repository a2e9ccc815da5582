import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { instant } from '../../domain/units.ts';
import { actors, type OrderRunner, refusalOf, startOrderRunner } from '../support/order-runner.ts';
import { aPurchase, manualClock } from '../support/purchase.ts';

const { buyer, seller, opsManager } = actors;
let runner: OrderRunner;
beforeAll(async () => {
  runner = await startOrderRunner();
});
afterAll(() => runner.stop());

const auditOf = (orderId: string) =>
  runner.database.db.execute(
    sql`select no, seq, result, entry from audit_log where order_id = ${orderId} order by no`,
  );

describe('commands', () => {
  it("Temporal's own cancellation does not end a paid order", async () => {
    const order = await runner.open(aPurchase());
    await order.handle.cancel();

    await order.act(buyer, 'submitRequirement', { text: 'r' });

    expect((await order.handle.describe()).status.name).toBe('RUNNING');
    expect(await order.snapshot()).toMatchObject({ seq: 2, node: 'CONFIRM_REQUIREMENT' });
  });

  it('a command id is honoured once, whoever repeats it and how', async () => {
    const order = await runner.open(aPurchase());
    const key = { commandId: 'k-1', fingerprint: 'f-1' };
    const submit = () => order.act(buyer, 'submitRequirement', { text: 'r' }, key);

    const [first, second] = await Promise.all([submit(), submit()]);
    await order.signal(buyer, 'submitRequirement', { text: 'r' }, key);
    await order.act(seller, 'rejectRequirement', { reason: 'say more' });
    await order.signal(buyer, 'submitRequirement', { text: 'r' }, key);
    await order.handle.query('orderSnapshot');

    expect(second).toEqual(first);
    expect(await order.snapshot()).toMatchObject({ seq: 3, node: 'SUBMIT_REQUIREMENT' });
  });

  it('a command id is honoured once across continue-as-new', async () => {
    const order = await runner.open(aPurchase(), { continueAsNewAfterEvents: 20 });
    const firstRun = (await order.handle.describe()).runId;
    const key = { commandId: 'once', fingerprint: 'f' };
    const first = await order.act(buyer, 'submitRequirement', { text: 'first' }, key);
    for (let round = 0; round < 4; round += 1) {
      await order.act(seller, 'rejectRequirement', { reason: `round ${round}` });
      await order.act(buyer, 'submitRequirement', { text: `round ${round}` });
    }

    expect((await order.handle.describe()).runId).not.toBe(firstRun);
    expect(await order.act(buyer, 'submitRequirement', { text: 'first' }, key)).toEqual(first);
    expect(await order.snapshot()).toMatchObject({ seq: 10, requirementRejects: 4 });
  });

  it('a command id that comes back with other content is refused', async () => {
    const order = await runner.open(aPurchase(), { continueAsNewAfterEvents: 1 });
    await order.act(
      buyer,
      'submitRequirement',
      { text: 'a' },
      { commandId: 'k', fingerprint: 'one' },
    );
    const other = { commandId: 'k', fingerprint: 'two' };

    expect(await refusalOf(order.act(seller, 'confirmRequirement', {}, other))).toBe(
      'COMMAND_ID_REUSED',
    );
  });

  it('a decision on an old state is refused, a decision on the newest is taken', async () => {
    const order = await runner.open(aPurchase());
    await order.act(buyer, 'submitRequirement', { text: 'r' }, { expectedSeq: 1 });

    expect(await refusalOf(order.act(seller, 'confirmRequirement', {}, { expectedSeq: 1 }))).toBe(
      'STALE_SEQ',
    );
    expect(await order.act(seller, 'confirmRequirement', {}, { expectedSeq: 2 })).toMatchObject({
      seq: 3,
    });
  });

  it('R-GEN-07 a refused signal moves nothing and is written to the audit log', async () => {
    const order = await runner.open(aPurchase());
    await order.signal(seller, 'deliver', { result: 'too early' }, { commandId: 'early' });
    await expect.poll(async () => (await auditOf(order.orderId)).length).toBe(2);
    await order.act(buyer, 'submitRequirement', { text: 'r' });

    const [, refused, done] = await auditOf(order.orderId);
    expect(refused).toMatchObject({
      result: 'REFUSED',
      seq: 1,
      entry: { action: 'deliver', code: 'EVENT_NOT_ALLOWED_AT_NODE', commandId: 'early' },
    });
    expect(done).toMatchObject({ result: 'DONE', seq: 2 });
  });

  it('malformed signals from some program stop no order and are written down', async () => {
    const order = await runner.open(aPurchase());
    await order.handle.signal('deliver');
    await order.handle.signal('submitRequirement', { commandId: 'x', fingerprint: 'y' });
    await order.signal(buyer, 'submitRequirement', { text: 7 } as never);
    await order.signal(buyer, 'submitRequirement', { text: 'a', unknown: 1 } as never);
    await order.signal(seller, 'deliver', {
      result: 'd',
      actualEnableTime: '2024-02-30T00:00:00Z',
    } as never);

    // The order in which Temporal hands over signals and updates is its own.
    await expect.poll(async () => (await auditOf(order.orderId)).length).toBe(6);
    await order.act(buyer, 'submitRequirement', { text: 'r' });

    expect(await order.snapshot()).toMatchObject({ seq: 2, node: 'CONFIRM_REQUIREMENT' });
    const entries = (await auditOf(order.orderId)).map(({ entry }) => entry as { code?: string });
    expect(entries.filter(({ code }) => code === 'MALFORMED_COMMAND')).toHaveLength(5);
  });

  it('moments in a command count as what they are, whatever zone they are written in', async () => {
    const order = await runner.open(aPurchase());
    await order.act(buyer, 'submitRequirement', { text: 'r' });
    await order.act(seller, 'confirmRequirement', {});
    const actualEnableTime = '2024-09-14T10:04:00+08:00' as never;
    await order.act(seller, 'deliver', { result: 'd', actualEnableTime });

    expect((await order.snapshot()).actualEnableTime).toBe('2024-09-14T02:04:00.000Z');
  });

  it('two sides at once: each command is carried out or refused, none is lost', async () => {
    const order = await runner.open(aPurchase());
    await order.act(buyer, 'submitRequirement', { text: 'r' });

    const answers = await Promise.allSettled([
      order.act(seller, 'confirmRequirement', {}),
      order.act(seller, 'rejectRequirement', { reason: 'no' }),
    ]);

    expect(answers.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect((await order.snapshot()).seq).toBe(3);
  });

  it('a clock told to advance takes the deadlines on its way, each at its own moment', async () => {
    const order = await runner.open(aPurchase());
    await order.act(buyer, 'submitRequirement', { text: 'r' });
    await order.act(seller, 'confirmRequirement', {});
    await order.act(seller, 'deliver', { result: 'd' });
    await order.act(buyer, 'accept', {});
    const to = instant('2024-12-31T00:00:00+08:00');
    await order.act(opsManager, 'advanceClock', { to });

    const ended = await order.handle.result();
    expect(ended).toMatchObject({
      completedAt: instant('2024-09-14T13:05:00+08:00'),
      clock: { kind: 'manual', at: to },
    });
  });

  it('deadline and command in the same instant: the deadline comes first', async () => {
    const order = await runner.open(aPurchase({ clock: manualClock() }));
    await order.act(buyer, 'submitRequirement', { text: 'r' });
    await order.act(seller, 'confirmRequirement', {});
    await order.act(seller, 'deliver', { result: 'd' });
    await order.act(buyer, 'accept', {});
    await order.act(opsManager, 'advanceClock', { to: instant('2024-09-14T13:04:59.999+08:00') });
    expect(await order.snapshot()).toMatchObject({ node: 'COMPLETING' });

    await order.act(opsManager, 'advanceClock', { to: instant('2024-09-14T13:05:00+08:00') });
    expect(await order.handle.result()).toMatchObject({ node: 'COMPLETED' });
  });
});
