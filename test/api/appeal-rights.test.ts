import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sha256 } from '../../api/canonical.ts';
import { isOfCase } from '../../domain/appeal-rules.ts';
import { type ActionName, actionNames, actionOf } from '../../domain/events.ts';
import type { Role } from '../../domain/order.ts';
import { orderWorkflowId } from '../../workflows/messages.ts';
import { plainPayloads } from '../support/order-builder.ts';
import { type AppealsApi, type Person, startAppealsApi } from './appeals-support.ts';

// Over HTTP, on the real engine: who can do and see what while an order is frozen.

let on: AppealsApi;
beforeAll(async () => {
  on = await startAppealsApi();
});
afterAll(() => on.close());

const decisionDueAt = '2024-09-20T16:00:00.000Z';
const persons: Readonly<Record<Role, Person>> = {
  buyer: 'buyer',
  seller: 'seller',
  storefront: 'storefront',
  opsManager: 'chen',
  huaweiReviewer: 'huaweiReviewer',
};
const reviewed = {
  deliveryMode: 'PROFESSIONAL_SERVICE',
  salesCategory: 'JOINT_OPERATION',
  scene: 'BASE_CLOUD',
} as const;

async function appealed(changes = {}): Promise<string> {
  const orderId = await on.delivered(changes);
  await on.appeal('buyer', orderId);
  return orderId;
}

/** Appealed before anything was delivered, in a flow with every role. */
async function appealedAtOnce(): Promise<string> {
  const orderId = await on.open(reviewed);
  await on.appeal('buyer', orderId);
  return orderId;
}

/** Bodies of the other actions name files that are there. */
async function saidFor(action: ActionName, who: Person, orderId: string): Promise<object> {
  const said = { ...plainPayloads[action] } as Readonly<Record<string, unknown>>;
  if (action === 'deliver' || action === 'ship') return { ...said, ...(await on.proofs(orderId)) };
  if (action !== 'openAppeal') return said;
  return { ...said, evidence: [{ fileId: await on.upload(who, orderId) }] };
}

describe('a frozen order', () => {
  const others = actionNames.filter(
    (name) => !isOfCase(actionOf(name).event) && name !== 'advanceClock' && name !== 'openAppeal',
  );
  const everybody = others.flatMap((action) =>
    actionOf(action).roles.map((role) => [action, persons[role]] as const),
  );

  it('R-APL-02 takes nothing else from anybody: 409 with when it is decided and what is taken', async () => {
    const orderId = await appealedAtOnce();
    const before = await on.read('storefront', orderId);

    for (const [action, who] of everybody) {
      const said = await saidFor(action, who, orderId);
      const { status, body } = await on.act(who, orderId, action, said);

      expect([status, body.code], `${action} by the ${who}`).toEqual([409, 'ORDER_FROZEN']);
      expect(body, action).toMatchObject({
        type: '/errors/ORDER_FROZEN',
        title: 'an appeal is open: the order stands still',
        details: { by: 'buyer', decisionDueAt },
        allowed: [
          ...['submitStatement', 'addEvidence', 'withdrawAppeal'],
          ...['offerSettlement', 'takeCase', 'advanceClock'],
        ],
        current: { appeal: { isOpen: true } },
      });
    }
    expect(await on.read('storefront', orderId)).toEqual(before);
    expect(new Set(everybody.map(([, who]) => who))).toEqual(new Set(Object.values(persons)));
  });

  it('R-APL-07 takes no second appeal, from neither side', async () => {
    const orderId = await appealed();

    for (const who of ['buyer', 'seller'] as const) {
      const said = await saidFor('openAppeal', who, orderId);
      const { status, body } = await on.act(who, orderId, 'openAppeal', said);

      expect([status, body.code]).toEqual([409, 'APPEAL_OPEN_ALREADY']);
    }
  });

  it('R-APL-02 offers each role what it can do about the case, and nothing else', async () => {
    const orderId = await appealedAtOnce();

    const offered = async (who: Person) =>
      ((await on.read(who, orderId)).nextActions as readonly { name: string }[]).map(
        ({ name }) => name,
      );

    expect(await offered('buyer')).toEqual(['addEvidence', 'withdrawAppeal', 'offerSettlement']);
    expect(await offered('seller')).toEqual(['submitStatement', 'addEvidence', 'offerSettlement']);
    expect(await offered('chen')).toEqual(['takeCase', 'advanceClock']);
    expect(await offered('storefront')).toEqual(['advanceClock']);
    expect(await offered('huaweiReviewer')).toEqual([]);
  });
});

describe('evidence', () => {
  it('R-APL-06 R-APL-09 of each side is in the case file as the store knows it', async () => {
    const orderId = await on.delivered();
    const letter = await on.upload('seller', orderId, 'letter');
    const proof = await on.upload('seller', orderId, 'proof');
    const mail = await on.upload('buyer', orderId, 'mail');

    await on.through(orderId, [
      [
        'seller',
        'openAppeal',
        {
          reason: 'CUSTOMER_SILENT',
          text: 'for weeks',
          evidence: [
            { fileId: proof, kind: 'DELIVERY_PROOF' },
            { fileId: letter, kind: 'COMMITMENT_LETTER' },
          ],
        },
      ],
      ['buyer', 'submitStatement', { text: 'I was ill', evidence: [{ fileId: mail }] }],
      ['seller', 'addEvidence', { text: 'nobody said so', evidence: [{ fileId: letter }] }],
    ]);

    const stored = (content: string) => ({
      sha256: sha256(content),
      bytes: content.length,
      mediaType: 'text/plain',
    });
    expect(await on.read('buyer', orderId)).toMatchObject({
      appeal: {
        reason: { code: 'CUSTOMER_SILENT' },
        evidence: [
          { fileId: proof, kind: 'DELIVERY_PROOF', ...stored('proof') },
          { fileId: letter, kind: 'COMMITMENT_LETTER', ...stored('letter') },
        ],
        statement: { by: 'buyer', evidence: [{ fileId: mail, kind: 'OTHER', ...stored('mail') }] },
        entries: [{ by: 'seller', evidence: [{ fileId: letter, ...stored('letter') }] }],
      },
    });
  });

  it('R-APL-06 is asked for by what the reason needs', async () => {
    const orderId = await on.delivered();
    const evidence = [{ fileId: await on.upload('seller', orderId), kind: 'DELIVERY_PROOF' }];
    const silent = { reason: 'CUSTOMER_SILENT', text: 'for weeks', evidence };

    const { status, body } = await on.act('seller', orderId, 'openAppeal', silent);
    const none = await on.act('buyer', orderId, 'openAppeal', {
      ...{ reason: 'OTHER', text: 'x', evidence: [] },
    });

    expect([status, body.code]).toEqual([422, 'EVIDENCE_MISSING']);
    expect(body).toMatchObject({ details: { field: 'evidence', lacks: ['COMMITMENT_LETTER'] } });
    expect([none.status, none.body.code]).toEqual([422, 'EVIDENCE_MISSING']);
  });

  it.each<[string, Person, ActionName, (orderId: string) => Promise<string>]>([
    ['the seller’s', 'buyer', 'openAppeal', (orderId) => on.upload('seller', orderId)],
    ['unknown', 'buyer', 'openAppeal', async () => randomUUID()],
    ['of another order', 'buyer', 'openAppeal', async () => on.upload('buyer', await on.open())],
    ['the buyer’s', 'seller', 'submitStatement', (orderId) => on.upload('buyer', orderId)],
    ['the buyer’s', 'seller', 'addEvidence', (orderId) => on.upload('buyer', orderId)],
    ['unknown', 'buyer', 'addEvidence', async () => 'no-file'],
  ])('R-APL-06 that is %s is not named by the %s in %s', async (_what, who, action, fileOf) => {
    const orderId = action === 'openAppeal' ? await on.delivered() : await appealed();
    const fileId = await fileOf(orderId);

    const { status, body } = await on.act(who, orderId, action, {
      ...(action === 'openAppeal' && { reason: 'OTHER' }),
      text: 'see there',
      evidence: [{ fileId }],
    });

    expect([status, body.code]).toEqual([422, 'FILE_UNKNOWN']);
    expect(body).toMatchObject({ details: { unknown: [fileId] } });
  });
});

describe('a case', () => {
  it('R-APL-20 is decided by whoever has it; another manager takes it over by naming that person', async () => {
    const orderId = await appealed();
    await on.heard(orderId);
    const ruling = { outcome: 'RESUME', reason: 'go on' };

    const foreign = await on.act('wang', orderId, 'decideAppeal', ruling);
    const silent = await on.act('wang', orderId, 'takeCase');
    const wrong = await on.act('wang', orderId, 'takeCase', { takeOverFrom: 'ops-li' });
    await on.through(orderId, [['wang', 'takeCase', { takeOverFrom: 'ops-chen' }]]);
    const former = await on.act('chen', orderId, 'decideAppeal', ruling);

    const hasIt = { takenBy: 'ops-chen' };
    expect(foreign).toMatchObject({
      status: 409,
      body: { code: 'CASE_NOT_YOURS', details: hasIt },
    });
    expect(silent).toMatchObject({ status: 409, body: { code: 'CASE_TAKEN', details: hasIt } });
    expect(wrong).toMatchObject({ status: 409, body: { code: 'CASE_TAKEN', details: hasIt } });
    expect(former.body).toMatchObject({ code: 'CASE_NOT_YOURS', details: { takenBy: 'ops-wang' } });
  });

  it('R-APL-13 a previewed ruling says what it would do, and does nothing', async () => {
    const orderId = await appealed();
    await on.heard(orderId);
    const trace = async () => [
      await on.read('chen', orderId),
      await on.told(orderId),
      (await on.api.client.workflow.getHandle(orderWorkflowId(orderId)).describe()).historyLength,
    ];
    const before = await trace();

    const said = { outcome: 'REFUND', reason: 'never agreed' };
    const query = 'preview=true';
    const foreseen = await on.act('chen', orderId, 'decideAppeal', said, { query });
    const foreign = await on.act('wang', orderId, 'decideAppeal', said, { query });

    expect(foreseen).toMatchObject({
      status: 200,
      body: {
        preview: true,
        changes: [{ event: 'appealDecided', by: 'opsManager' }],
        order: { node: { id: 'REFUNDING' }, refund: { amountFen: 120_000 } },
      },
    });
    expect(foreign).toMatchObject({ status: 409, body: { code: 'CASE_NOT_YOURS' } });
    expect(await trace()).toEqual(before);
  });

  it('one key has one outcome: the same ruling again changes nothing, another one is refused', async () => {
    const orderId = await appealed();
    await on.heard(orderId);
    const ruling = { outcome: 'RESUME', reason: 'go on' };
    const key = randomUUID();

    const first = await on.act('chen', orderId, 'decideAppeal', ruling, { key });
    const again = await on.act('chen', orderId, 'decideAppeal', ruling, { key });
    const other = await on.act(
      ...(['chen', orderId, 'decideAppeal', { ...ruling, reason: 'stop' }, { key }] as const),
    );

    expect([first.status, again.status, again.isReplay]).toEqual([200, 200, true]);
    expect(again.body).toEqual(first.body);
    expect([other.status, other.body.code]).toEqual([422, 'COMMAND_ID_REUSED']);
  });
});
