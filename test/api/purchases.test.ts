import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fastestRate } from '../../domain/clock.ts';
import { aPurchase } from '../support/purchase.ts';
import { sorted, startApi, type TestApi } from './support.ts';

let api: TestApi;
beforeAll(async () => {
  api = await startApi();
  await api.startWorker();
});
afterAll(() => api.close());

const open = (payload: object) => api.send('storefront', 'POST', '/orders', { payload });

/** Every wrong field of the answer, with what was found there. */
async function wrongFields(payload: object): Promise<readonly (readonly [string, string])[]> {
  const { status, body } = await open(payload);
  expect(status).toBe(400);
  const errors = [...body.errors] as unknown as { field: string; found: string }[];
  return sorted(errors.map(({ field, found }) => [field, found] as const));
}

const [line] = aPurchase().lines;
const withLine = (changes: object) => ({ ...aPurchase(), lines: [{ ...line, ...changes }] });

describe('a purchase', () => {
  it('without anything is asked for field by field', async () => {
    const fields = (await wrongFields({})).map(([field]) => field);

    expect(fields).toEqual(
      sorted([
        ...['/orderId', '/buyer/id', '/seller/id', '/deliveryMode', '/salesCategory', '/scene'],
        ...['/lines/0/lineId', '/lines/0/productId', '/lines/0/productName'],
        ...['/lines/0/specification', '/lines/0/quantity', '/lines/0/chargingMode'],
        ...['/lines/0/amountFen', '/paidFen', '/placedAt', '/paidAt'],
      ]),
    );
  });

  it.each([
    ['an unknown field', { ...aPurchase(), colour: 'red' }, '/colour', 'an unknown field'],
    ['an order id with a slash', aPurchase({ orderId: 'a/b' }), '/orderId', '"a/b"'],
    ['an order id of dots', aPurchase({ orderId: '..' }), '/orderId', '".."'],
    ['a number for an id', { ...aPurchase(), buyer: { id: 7 } }, '/buyer/id', '7'],
    ['an unknown delivery mode', { ...aPurchase(), deliveryMode: 'FAX' }, '/deliveryMode', '"FAX"'],
    ['a text for a truth value', { ...aPurchase(), livemode: 'false' }, '/livemode', '"false"'],
    ['a text for an amount', { ...aPurchase(), paidFen: '120000' }, '/paidFen', '"120000"'],
    ['half a fen', { ...aPurchase(), paidFen: 0.5 }, '/paidFen', '0.5'],
    ['less than nothing', { ...aPurchase(), paidFen: -1 }, '/paidFen', '-1'],
    ['an unsafe amount', { ...aPurchase(), paidFen: 2 ** 53 }, '/paidFen', '9007199254740992'],
    ['no line', { ...aPurchase(), lines: [] }, '/lines', 'a list of 0'],
    ['too many lines', { ...aPurchase(), lines: Array(101).fill(line) }, '/lines', 'a list of 101'],
    ['no quantity', withLine({ quantity: 0 }), '/lines/0/quantity', '0'],
    ['a blank name', withLine({ productName: ' ' }), '/lines/0/productName', '" "'],
    ['a name over two lines', withLine({ productName: 'a\nb' }), '/lines/0/productName', '"a\\nb"'],
    [
      'a moment without zone',
      { ...aPurchase(), placedAt: '2024-09-14T10:00:00' },
      '/placedAt',
      '"2024-09-14T10:00:00"',
    ],
    [
      'a day that never was',
      { ...aPurchase(), paidAt: '2023-02-29T10:00:00Z' },
      '/paidAt',
      '"2023-02-29T10:00:00Z"',
    ],
    [
      'a period without PERIOD',
      withLine({ period: { unit: 'YEAR', count: 1 } }),
      '/lines/0/period',
      'an object with unit, count',
    ],
    [
      'a rate on a manual clock',
      { ...aPurchase(), clock: { kind: 'manual', startsAt: '2024-09-14T10:05:00Z', rate: 2 } },
      '/clock/rate',
      '2',
    ],
    [
      'a fast clock without rate',
      { ...aPurchase(), clock: { kind: 'fast', startsAt: '2024-09-14T10:05:00Z' } },
      '/clock/rate',
      'nothing',
    ],
    [
      'a clock that is too fast',
      {
        ...aPurchase(),
        clock: { kind: 'fast', startsAt: '2024-09-14T10:05:00Z', rate: fastestRate + 1 },
      },
      '/clock/rate',
      String(fastestRate + 1),
    ],
  ])('with %s: that field alone is named', async (_what, payload, field, found) => {
    expect(await wrongFields(payload)).toEqual([[field, found]]);
  });

  it('with charging mode PERIOD needs the period, field by field', async () => {
    const fields = await wrongFields(withLine({ chargingMode: 'PERIOD' }));

    expect(fields).toEqual([
      ['/lines/0/period/count', 'nothing'],
      ['/lines/0/period/unit', 'nothing'],
    ]);
  });

  it('is told about all its errors at once, and what is expected', async () => {
    const { body } = await open({ ...aPurchase(), scene: 'MOON', paidFen: -1, buyer: {} });

    expect([...body.errors]).toEqual([
      { field: '/buyer/id', expected: expect.stringContaining('the buyer'), found: 'nothing' },
      { field: '/scene', expected: 'one of EMPOWERMENT_CLOUD, BASE_CLOUD, OTHER', found: '"MOON"' },
      { field: '/paidFen', expected: expect.stringContaining('in fen'), found: '-1' },
    ]);
  });

  it('is live unless it says otherwise', async () => {
    const { livemode: _livemode, clock: _clock, ...purchase } = aPurchase();

    const answer = await open(purchase);

    expect(answer.status).toBe(201);
    expect(answer.body).toMatchObject({ livemode: true, clock: { kind: 'real' } });
  });
});

interface OrderDocument {
  readonly orderId: string;
  readonly orderLineId: string;
  readonly scenario: string;
}
const documents = JSON.parse(
  readFileSync(new URL('../../samples/order.query.mock-orders.json', import.meta.url), 'utf8'),
) as readonly OrderDocument[];

const chargingModes: Readonly<Record<string, string>> = {
  MOCKPERIODYEARNEW: 'PERIOD',
  MOCKONETIMENEW: 'ONE_TIME',
  MOCKONDEMAND: 'ON_DEMAND',
  MOCKONDEMANDPKG: 'ONE_TIME',
};
const purchasable = documents.filter(({ orderId }) => orderId in chargingModes);
const others = documents.filter(({ orderId }) => !(orderId in chargingModes));

/** What a documented order document leaves to the storefront to add. */
const added = (document: OrderDocument) => {
  const { orderId: _id, livemode: _mode, lines: _lines, ...rest } = aPurchase();
  const { lineId: _line, chargingMode: _charging, ...product } = line ?? {};
  const period = { unit: 'YEAR', count: 1 };
  const isPeriod = chargingModes[document.orderId] === 'PERIOD';
  return { ...rest, lines: [{ ...product, ...(isPeriod && { period }) }] };
};

describe('the documented order document', () => {
  it('has nine mock orders, four of them new purchases', () => {
    expect([purchasable.length, others.length]).toEqual([4, 5]);
  });

  it.each(purchasable)(
    '$orderId ($scenario) with what it lacks opens a rehearsal',
    async (document) => {
      const answer = await open({ ...document, testFlag: '1', ...added(document) });

      expect(answer.status).toBe(201);
      expect(answer.body).toMatchObject({
        orderId: document.orderId,
        livemode: false,
        purchase: {
          lines: [{ lineId: document.orderLineId, chargingMode: chargingModes[document.orderId] }],
        },
      });
    },
  );

  it('is the same purchase as the one written in our own words', async () => {
    const document = { orderId: `D-${Date.now()}`, orderLineId: 'L-1', scenario: 'new, one-time' };
    const rest = added(document);
    await open({ ...document, testFlag: '1', ...rest });

    const [product] = rest.lines;
    const again = await open({
      ...rest,
      orderId: document.orderId,
      livemode: false,
      lines: [{ ...product, lineId: 'L-1', chargingMode: 'ONE_TIME' }],
    });

    expect(again.status).toBe(200);
  });

  it.each(purchasable)(
    '$orderId alone is asked for what it lacks, field by field',
    async (document) => {
      const fields = (await wrongFields(document)).map(([field]) => field);

      const period = ['/lines/0/period/count', '/lines/0/period/unit'];
      expect(fields).toEqual(
        sorted([
          ...['/buyer/id', '/seller/id', '/deliveryMode', '/salesCategory', '/scene'],
          ...['/lines/0/productId', '/lines/0/productName', '/lines/0/specification'],
          ...['/lines/0/quantity', '/lines/0/amountFen', '/paidFen', '/placedAt', '/paidAt'],
          ...(chargingModes[document.orderId] === 'PERIOD' ? period : []),
        ]),
      );
    },
  );

  it.each(others)('$orderId ($scenario) is refused: no new purchase', async (document) => {
    const answer = await open({ ...document, ...added(document) });

    expect(answer.status).toBe(422);
    expect(answer.body).toMatchObject({
      code: 'SCENARIO_NOT_A_PURCHASE',
      errors: [{ field: '/scenario', expected: expect.stringContaining('"new, yearly/monthly"') }],
    });
  });

  it('asks for its own fields under their own names', async () => {
    const { status, body } = await open({
      orderId: 'D-1',
      scenario: 'new, one-time',
      ...added({ orderId: 'D-1', orderLineId: '', scenario: '' }),
    });

    expect(status).toBe(400);
    expect(body.errors).toMatchObject([{ field: '/orderLineId', found: 'nothing' }]);
  });

  it.each([
    ['a live order with the test flag', { testFlag: '1', livemode: true }, '/livemode'],
    ['an unknown test flag', { testFlag: 'yes' }, '/testFlag'],
    ['two charging modes', { lines: [{ chargingMode: 'PERIOD' }] }, '/lines/0/chargingMode'],
    ['two line ids', { lines: [{ lineId: 'other' }] }, '/lines/0/lineId'],
    ['an unknown scenario', { scenario: 'new, barter' }, '/scenario'],
  ])('that contradicts itself (%s) is refused with the field', async (_what, changes, field) => {
    const document = { orderId: 'D-2', orderLineId: 'D-2-1', scenario: 'new, one-time' };

    const fields = await wrongFields({ ...document, ...added(document), ...changes });

    expect(fields.map(([name]) => name)).toEqual([field]);
  });
});
