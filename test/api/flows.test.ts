import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isEndNode, nodeOf } from '../../domain/flow.ts';
import { flows } from '../../domain/flows/catalogue.ts';
import { startApi, type TestApi } from './support.ts';

let api: TestApi;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());

const supervised = flows.filter((flow) => !isEndNode(nodeOf(flow, flow.start)));

describe('GET /flows', () => {
  it('lists every published flow with what chooses it', async () => {
    const { body } = await api.send('buyer', 'GET', '/flows');

    expect([...body.items].map(({ id }) => String(id))).toEqual(flows.map(({ id }) => id));
    expect(body.items).toContainEqual(
      expect.objectContaining({
        id: 'website-building',
        title: expect.objectContaining({ zh: expect.stringMatching(/\p{Script=Han}/u) }),
        chosenFor: expect.arrayContaining([
          expect.objectContaining({ serviceTemplate: 'WEBSITE_BUILDING' }),
        ]),
      }),
    );
    expect(body.items).toContainEqual(
      expect.objectContaining({
        id: 'not-supervised',
        chosenFor: expect.arrayContaining([expect.objectContaining({ renewals: true })]),
      }),
    );
  });

  it.each(supervised)(
    'shows $id: nodes, who is awaited, limits, arrows and their rules',
    async (flow) => {
      const { body, status } = await api.send('buyer', 'GET', `/flows/${flow.id}`);

      expect(status).toBe(200);
      expect(body).toMatchObject({
        id: flow.id,
        start: flow.start,
        nodes: expect.arrayContaining([
          expect.objectContaining({ id: 'COMPLETED', ends: true, arrows: [] }),
          expect.objectContaining({
            id: flow.start,
            ends: false,
            waitingFor: expect.objectContaining({ role: expect.any(String) }),
            limit: expect.objectContaining({ zh: expect.any(String) }),
            arrows: expect.arrayContaining([
              expect.objectContaining({
                to: expect.any(String),
                rule: expect.objectContaining({ id: expect.stringMatching(/^R-/) }),
              }),
            ]),
          }),
        ]),
      });
    },
  );

  it('shows who may act besides whoever is awaited, and a flow that ends where it starts', async () => {
    const hardware = await api.send('seller', 'GET', '/flows/hardware');
    const none = await api.send('seller', 'GET', '/flows/not-supervised');

    expect(hardware.body).toMatchObject({
      nodes: expect.arrayContaining([
        expect.objectContaining({
          id: 'SHIP',
          mayAlsoAct: [{ role: 'buyer', title: { zh: '用户', en: 'buyer' } }],
        }),
      ]),
    });
    expect(none.body).toMatchObject({ nodes: [{ id: 'EFFECTIVE', ends: true, arrows: [] }] });
  });
});

describe('GET /flows/answer', () => {
  const ask = (asked: Readonly<Record<string, string>>) =>
    api.send('storefront', 'GET', `/flows/answer?${new URLSearchParams(asked).toString()}`);
  const hardware = { deliveryMode: 'HARDWARE', salesCategory: 'JOINT_OPERATION', scene: 'OTHER' };

  it.each([
    ['2023-04-27T23:59:59.999+08:00', 'hardware.reviewed', 'R-REV-02'],
    ['2023-04-28T00:00:00+08:00', 'hardware', 'R-REV-01'],
  ])(
    'R-REV-02 says which flow an order placed %s would get, and why',
    async (placedAt, id, rule) => {
      const { status, body } = await ask({ ...hardware, placedAt });

      expect(status).toBe(200);
      expect(body).toMatchObject({
        answer: 'SUPERVISED',
        flow: { id, url: `/flows/${id}` },
        placedAt: new Date(placedAt).toISOString(),
        rules: expect.arrayContaining([
          expect.objectContaining({ id: rule, statement: expect.any(String) }),
        ]),
      });
    },
  );

  it('R-PS-01 tells templates apart, and takes now where no moment is given', async () => {
    const asked = { ...hardware, deliveryMode: 'PROFESSIONAL_SERVICE' };
    const [standard, website, misplaced] = [
      await ask(asked),
      await ask({ ...asked, serviceTemplate: 'WEBSITE_BUILDING' }),
      await ask({ ...hardware, serviceTemplate: 'STANDARD' }),
    ];

    expect(standard.body).toMatchObject({ flow: { id: 'general.from-2025-03-26' } });
    expect(website.body).toMatchObject({ flow: { id: 'website-building.from-2025-03-26' } });
    expect([misplaced.status, misplaced.body.code]).toEqual([422, 'PURCHASE_FIELD_UNFIT']);
  });

  it('R-SAL-01 R-MOD-01 R-MOD-02 says what is not sold or not supervised, and why', async () => {
    const dataFile = { ...hardware, deliveryMode: 'DATA_FILE' };
    const [notSold, renewal, image] = [
      await ask(dataFile),
      await ask({ ...hardware, isRenewal: 'true' }),
      await ask({ ...hardware, deliveryMode: 'IMAGE' }),
    ];

    expect(notSold.body).toMatchObject({
      answer: 'NOT_SOLD',
      reason: 'data files are sold as general products only',
      rules: [expect.objectContaining({ id: 'R-SAL-01' })],
    });
    expect(notSold.body).not.toHaveProperty('flow');
    for (const [{ body }, rule] of [
      [renewal, 'R-MOD-02'],
      [image, 'R-MOD-01'],
    ] as const) {
      expect(body).toMatchObject({
        answer: 'NOT_SUPERVISED',
        flow: { id: 'not-supervised' },
        rules: [expect.objectContaining({ id: rule })],
      });
    }
  });

  it('names every field that is missing or unknown', async () => {
    const { status, body } = await ask({ deliveryMode: 'HARDWARE', scene: 'MOON' });

    expect(status).toBe(400);
    for (const field of ['query/salesCategory', 'query/scene']) {
      expect(body.errors).toContainEqual(expect.objectContaining({ field }));
    }
  });
});
