import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AppealsApi, costing, type Person, startAppealsApi } from './appeals-support.ts';

// Over HTTP, on the real engine: what each side reads of an appeal.

let on: AppealsApi;
beforeAll(async () => {
  on = await startAppealsApi();
});
afterAll(() => on.close());

const decisionDueAt = '2024-09-20T16:00:00.000Z';

describe('what the parties see', () => {
  const secret = 'the buyer is right in everything';

  /** A case that was taken, handed over, ruled on twice and declined once, with the wrong manager in between. */
  async function handled(): Promise<string> {
    const orderId = await on.delivered(costing(1_000_000));
    await on.appeal('buyer', orderId);
    await on.heard(orderId);
    await on.act('wang', orderId, 'takeCase');
    await on.act('wang', orderId, 'decideAppeal', { outcome: 'RESUME', reason: secret });
    await on.act('chen', orderId, 'decideAppeal', {
      ...{ outcome: 'REFUND', reason: secret, amountFen: 1_000_001 },
    });
    await on.through(orderId, [
      ['chen', 'handOverCase', { to: 'ops-wang', comment: secret }],
      ['wang', 'decideAppeal', { outcome: 'COMPLETE', reason: secret }],
      ['chen', 'declineRuling', { reason: secret }],
      ['wang', 'decideAppeal', { outcome: 'REFUND', reason: secret }],
    ]);
    return orderId;
  }

  it.each<Person>(['buyer', 'seller'])(
    'R-SEC-01 the %s reads nothing of who has the case or of a ruling that is not final, anywhere',
    async (who) => {
      const orderId = await handled();

      const texts = [];
      for (const [path, query] of [
        [`/orders/${orderId}`, ''],
        [`/orders/${orderId}/timeline`, 'limit=200'],
        [`/orders/${orderId}/explain`, ''],
        ['/orders', 'limit=200'],
      ] as const) {
        const { status, body } = await on.ask(who, 'GET', path, { query });
        expect(status).toBe(200);
        texts.push(JSON.stringify(body));
      }
      const refused = await on.act(who, orderId, 'addEvidence', { text: 'wait' });
      texts.push(JSON.stringify(refused.body));

      for (const text of texts) expect(text).not.toMatch(/ops-chen|ops-wang|1000001/);
      for (const text of texts) expect(text).not.toContain(secret);
      expect(refused.body).toMatchObject({
        code: 'RULING_AWAITS_SIGNATURE',
        current: { appeal: { ruling: null, isTaken: true, takenBy: null } },
      });
      const ops = JSON.stringify((await on.ask('wang', 'GET', `/orders/${orderId}`)).body);
      expect(ops).toContain(secret);
    },
  );

  it('R-APL-13 the ruling is theirs to read once it is final, and still not whose it is', async () => {
    const orderId = await handled();
    await on.through(orderId, [['chen', 'signRuling']]);

    const { body: timeline } = await on.ask('buyer', 'GET', `/orders/${orderId}/timeline`, {
      query: 'limit=200',
    });

    expect(await on.read('seller', orderId)).toMatchObject({
      appeal: {
        takenBy: null,
        ruling: { outcome: 'REFUND', reason: secret, isFinal: true, ruledBy: null, signedBy: null },
      },
    });
    expect(JSON.stringify(timeline)).not.toMatch(/ops-chen|ops-wang/);
  });

  it('R-SEC-01 as the order stood before, too', async () => {
    const orderId = await handled();
    await on.advanceTo(orderId, '2024-09-15T00:00:00.000Z');
    await on.through(orderId, [['chen', 'signRuling']]);

    const { body } = await on.ask('buyer', 'GET', `/orders/${orderId}`, {
      query: 'at=2024-09-14T12:00:00Z',
    });

    expect(body).toMatchObject({ appeal: { isOpen: true, ruling: null, takenBy: null } });
  });
});

describe('the explanation of a frozen order', () => {
  const textOf = async (orderId: string) => {
    const { body } = await on.ask('buyer', 'GET', `/orders/${orderId}/explain`);
    return {
      holdUps: body.holdUps,
      ...(body.text as { readonly zh: string; readonly en: string }),
    };
  };

  it('R-APL-02 R-APL-03 says before, meanwhile and afterwards what it waits for, in both languages', async () => {
    const orderId = await on.delivered();
    const before = await textOf(orderId);
    await on.appeal('buyer', orderId);
    const frozen = await textOf(orderId);
    await on.heard(orderId);
    await on.through(orderId, [['chen', 'decideAppeal', { outcome: 'RESUME', reason: 'go on' }]]);
    const after = await textOf(orderId);

    expect(before.holdUps).toMatchObject([{ waitingFor: { role: 'buyer' } }, { rule: null }]);
    expect(frozen.holdUps).toMatchObject([
      {
        waitingFor: { role: 'opsManager' },
        until: decisionDueAt,
        holds: ['PROGRESS', 'COMPLETION', 'BILLING'],
        rule: { id: 'R-APL-02' },
        clearedBy: [
          { action: 'takeCase', by: ['opsManager'] },
          { action: 'withdrawAppeal', by: ['buyer'] },
        ],
      },
      { waitingFor: { role: 'seller' }, until: '2024-09-18T16:00:00.000Z', holds: [] },
      { rule: { id: 'R-APL-03' }, clearedBy: [] },
      { rule: null },
    ]);
    expect(frozen.zh).toContain('用户申诉（其他），订单冻结');
    expect(frozen.zh).toContain('截止：2024-09-21 00:00');
    expect(frozen.en).toContain('the buyer has appealed (something else): the order stands still');
    expect(frozen.en).toContain('is frozen, and every clock with it');
    expect(after.holdUps).toMatchObject([{ waitingFor: { role: 'buyer' } }, { rule: null }]);
    expect(after.en).toBe(before.en.replace(/seq \d+/, /seq \d+/.exec(after.en)?.[0] ?? ''));
  });
});
