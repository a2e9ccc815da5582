import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sha256 } from '../../api/canonical.ts';
import { instant } from '../../domain/units.ts';
import { aPurchase } from '../support/purchase.ts';
import { type CallerName, formWith, orderAtDelivery, startApi, type TestApi } from './support.ts';

let api: TestApi;
beforeAll(async () => {
  api = await startApi();
  await api.startWorker();
});
afterAll(() => api.close());

async function upload(
  orderId: string,
  content: string,
  as: CallerName = 'seller',
): Promise<string> {
  const { status, body } = await api.send(
    as,
    'POST',
    `/orders/${orderId}/files`,
    formWith(content),
  );
  expect(status).toBe(201);
  return (body as unknown as { readonly fileId: string }).fileId;
}

const proof = (fileId: string, more: object = {}) => ({
  fileId,
  kind: 'ACCEPTANCE_DOC',
  criteria: ['delivered'],
  ...more,
});
const deliver = (orderId: string, said: object, key = randomUUID()) =>
  api.act('seller', orderId, 'deliver', { result: 'on a disk', ...said }, { key });

describe('a delivery with proof', () => {
  it('R-PRF-01 carries the files as the store knows them, never as the caller says', async () => {
    const orderId = await orderAtDelivery(api);
    const fileId = await upload(orderId, 'acceptance document');

    const { status, body } = await deliver(orderId, { proofs: [proof(fileId)] });

    expect(status).toBe(200);
    expect(body).toMatchObject({
      node: { id: 'BUYER_ACCEPT' },
      contract: { ruleSet: 'SELLER_DEFAULT', hash: expect.stringMatching(/^[0-9a-f]{64}$/) },
      proofs: [
        {
          fileId,
          sha256: sha256('acceptance document'),
          bytes: 19,
          mediaType: 'text/plain',
          kind: 'ACCEPTANCE_DOC',
          criteria: ['delivered'],
        },
      ],
    });
  });

  it('R-PRF-09 without it is refused with what is lacking, and nothing is lost', async () => {
    const orderId = await orderAtDelivery(api);

    const { status, body } = await deliver(orderId, { proofs: [] });

    expect(status).toBe(422);
    expect(body).toMatchObject({
      code: 'PROOF_INCOMPLETE',
      details: { field: 'proofs', lacks: [{ criterion: 'delivered', found: '0' }] },
      current: { node: { id: 'SELLER_DELIVER' } },
    });
  });

  it.each([
    ['unknown', async () => randomUUID(), {}],
    ['no id at all', async () => 'x', {}],
    [
      'of another order',
      async () => upload(await orderAtDelivery(api), 'somebody else’s document'),
      {},
    ],
    ['of the buyer', (orderId: string) => upload(orderId, 'the buyer’s document', 'buyer'), {}],
    ['with another hash', (orderId: string) => upload(orderId, 'a'), { sha256: sha256('b') }],
    ['of another length', (orderId: string) => upload(orderId, 'a'), { bytes: 2 }],
    ['of another type', (orderId: string) => upload(orderId, 'a'), { mediaType: 'image/png' }],
  ] as const)('a file that is %s is refused', async (_what, fileOf, more) => {
    const orderId = await orderAtDelivery(api);
    const fileId = await fileOf(orderId);

    const { status, body } = await deliver(orderId, { proofs: [proof(fileId, more)] });

    expect(status).toBe(422);
    expect(body).toMatchObject({ code: 'FILE_UNKNOWN', details: { unknown: [fileId] } });
  });

  it('is the same command with and without what the store knows: one key, one outcome', async () => {
    const orderId = await orderAtDelivery(api);
    const fileId = await upload(orderId, 'document');
    const key = randomUUID();

    const first = await deliver(orderId, { proofs: [proof(fileId)] }, key);
    const again = await deliver(orderId, { proofs: [proof(fileId)] }, key);

    expect([first.status, again.status]).toEqual([200, 200]);
    expect(again.headers['idempotency-replayed']).toBe('true');
    expect(again.body.seq).toBe(first.body.seq);
  });
});

describe('a rejection', () => {
  it('R-PRF-10 names the criteria that failed; the next delivery answers them', async () => {
    const orderId = await orderAtDelivery(api);
    const proofs = [proof(await upload(orderId, 'first'))];
    await deliver(orderId, { proofs });

    const unnamed = await api.act('buyer', orderId, 'reject', { reason: 'no', criteria: [] });
    const unknown = await api.act('buyer', orderId, 'reject', { reason: 'no', criteria: ['x'] });
    const rejected = await api.act('buyer', orderId, 'reject', { reason: 'unreadable' });
    const unanswered = await deliver(orderId, { proofs });
    const answered = await deliver(orderId, {
      proofs,
      answers: [{ criterion: 'delivered', answer: 'scanned again' }],
    });

    expect([unnamed.body.code, unknown.body.code]).toEqual([
      'FAILED_CRITERIA_MISSING',
      'CRITERION_UNKNOWN',
    ]);
    expect(rejected.body).toMatchObject({
      openCriteria: ['delivered'],
      lastRejection: { criteria: ['delivered'], text: 'unreadable' },
    });
    expect(unanswered.body).toMatchObject({
      code: 'REJECTION_UNANSWERED',
      details: { unanswered: ['delivered'], rejection: 'unreadable' },
    });
    expect(answered.body).toMatchObject({ node: { id: 'BUYER_ACCEPT' }, openCriteria: [] });
  });

  it('R-PRF-11 offers the criteria of the contract in the form', async () => {
    const orderId = await orderAtDelivery(api);
    await deliver(orderId, { proofs: [proof(await upload(orderId, 'first'))] });

    const { body } = await api.send('buyer', 'GET', `/orders/${orderId}`);

    expect(body.nextActions).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          name: 'reject',
          form: expect.objectContaining({
            properties: expect.objectContaining({
              criteria: expect.objectContaining({
                items: expect.objectContaining({ enum: ['delivered'] }),
              }),
            }),
          }),
        }),
      ]),
    );
  });
});

describe('a purchase', () => {
  const send = (payload: object) => api.send('storefront', 'POST', '/orders', { payload });

  it('R-MOD-01 of a mode without supervision is in effect at once, and ended', async () => {
    const purchase = aPurchase({ deliveryMode: 'IMAGE' });

    const opened = await send(purchase);
    const again = await send(purchase);
    const refused = await api.act('buyer', purchase.orderId, 'accept');

    expect(opened.status).toBe(201);
    expect(opened.body).toMatchObject({
      node: { id: 'EFFECTIVE', waitingFor: null },
      supervisionStatus: 'NOT_APPLICABLE',
      orderStatus: 'COMPLETED',
      effectiveAt: purchase.paidAt,
      contract: null,
      nextActions: [],
    });
    expect(again.status).toBe(200);
    expect(refused).toMatchObject({ status: 409, body: { code: 'ORDER_ENDED' } });
  });

  it('R-MOD-02 that renews an order opens no second supervision, and is between the same parties', async () => {
    const first = aPurchase();
    await send(first);
    const renewal = { ...aPurchase(), renews: first.orderId };

    const stranger = await send({ ...renewal, buyer: { id: 'B-2' } });
    const renewed = await send(renewal);

    expect(stranger).toMatchObject({
      status: 422,
      body: { code: 'RENEWAL_UNFIT', details: { field: 'buyer.id' } },
    });
    expect(renewed).toMatchObject({ status: 201, body: { flow: { id: 'not-supervised' } } });
  });

  it('R-MOD-04 that renews an order within its guarantee period, or one that is not known, is taken; a refunded one is not renewed', async () => {
    const running = aPurchase();
    await send(running);
    const at = instant('2023-01-10T00:00:00+08:00');
    const clock = { kind: 'manual', startsAt: at } as const;
    const refunded = aPurchase({ placedAt: at, paidAt: at, clock });
    await send(refunded);
    await api.act('opsManager', refunded.orderId, 'advanceClock', { toNextDeadline: true });

    const statuses = [];
    for (const renews of [running.orderId, 'CS-older-than-this-service']) {
      const { status, body } = await send({ ...aPurchase(), renews });
      statuses.push([status, body]);
    }
    const late = await send({ ...aPurchase(), renews: refunded.orderId });
    const strict = await send({
      ...aPurchase(),
      renews: running.orderId,
      assumptions: { renewUnfinished: false },
    });

    expect(strict).toMatchObject({
      status: 422,
      body: { details: { node: 'SUBMIT_REQUIREMENT' } },
    });

    expect(statuses).toMatchObject(Array(2).fill([201, { flow: { id: 'not-supervised' } }]));
    expect(late).toMatchObject({
      status: 422,
      body: { code: 'RENEWAL_UNFIT', details: { field: 'renews' } },
    });
  });

  it.each([
    ['hardware without an address', { deliveryMode: 'HARDWARE' }, 'shippingAddressId'],
    [
      'milestones outside website building',
      { milestones: [{ milestoneId: 'a', title: 'A' }] },
      'milestones',
    ],
    [
      'a live order with assumptions',
      { livemode: true, clock: undefined, assumptions: {} },
      'assumptions',
    ],
    ['a beginning without a renewal', { takesEffectAt: '2025-01-01T00:00:00Z' }, 'takesEffectAt'],
  ])('R-MOD-03 %s is refused with the field', async (_what, facts, field) => {
    const { status, body } = await send({ ...aPurchase(), ...facts });

    expect(status).toBe(422);
    expect(body).toMatchObject({ code: 'PURCHASE_FIELD_UNFIT', details: { field } });
  });

  it('R-CUT-05 a rehearsal may be tried out under other assumptions', async () => {
    const purchase = {
      ...aPurchase({ deliveryMode: 'LICENSE_AUTH_CODE' }),
      assumptions: { authCodeRequiresClaim: false },
    };

    const { body } = await send(purchase);
    const unknown = await send({ ...aPurchase(), assumptions: { nonsense: true } });

    expect(body).toMatchObject({ flow: { id: 'license-auth-code.from-2024-09-14.unclaimed' } });
    expect(unknown).toMatchObject({ status: 400, body: { code: 'REQUEST_NOT_VALID' } });
  });

  it('R-SAL-01 of a combination that is not sold says so', async () => {
    const { status, body } = await send(aPurchase({ deliveryMode: 'LICENSE_ID_CODE' }));

    expect(status).toBe(422);
    expect(body).toMatchObject({
      code: 'FLOW_NOT_OFFERED',
      detail: 'sold as joint-operation or Huawei products only',
    });
  });
});
