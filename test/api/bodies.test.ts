import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sha256 } from '../../api/canonical.ts';
import { recordTransition } from '../../db/audit.ts';
import { openOrder } from '../../domain/open-order.ts';
import { instant } from '../../domain/units.ts';
import { aPurchase } from '../support/purchase.ts';
import { actors } from '../support/running-order.ts';
import { startApi, type TestApi } from './support.ts';

let api: TestApi;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());

const json = { 'content-type': 'application/json' };
const post = (payload: string | Buffer, headers: Readonly<Record<string, string>> = json) =>
  api.send('storefront', 'POST', '/orders', { payload, headers });

describe('bodies', () => {
  it.each([
    ['GBK bytes', Buffer.from([0x22, 0xd2, 0xd1, 0x22]), json, 400, 'BODY_NOT_JSON'],
    [
      'a foreign charset',
      '{}',
      { 'content-type': 'application/json; charset=gbk' },
      415,
      'CONTENT_TYPE_NOT_SUPPORTED',
    ],
    [
      'a compressed body',
      '{}',
      { ...json, 'content-encoding': 'gzip' },
      415,
      'CONTENT_TYPE_NOT_SUPPORTED',
    ],
    [
      'lists in lists without end',
      '['.repeat(20_000) + ']'.repeat(20_000),
      json,
      400,
      'REQUEST_NOT_VALID',
    ],
    [
      'objects in objects without end',
      `${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}`,
      json,
      400,
      'REQUEST_NOT_VALID',
    ],
  ])('%s get a clear answer', async (_what, payload, headers, status, code) => {
    const answer = await post(payload, headers);

    expect([answer.status, answer.body.code]).toEqual([status, code]);
  });

  it.each(['utf-8', 'UTF8', '"utf-8"'])('charset %s is UTF-8', async (charset) => {
    const answer = await post('{}', { 'content-type': `application/json; charset=${charset}` });

    expect(answer.body.code).toBe('REQUEST_NOT_VALID');
  });

  it.each([
    ['2024-99-99 99:99:99+00', 'A-1'],
    ['2024-01-01 00:00:00+99', 'A-1'],
    ['2024-02-01 --------+00', 'A-1'],
    ['2024-01-01 00:00:00+00', 'A\u0000'],
  ])("a cursor of one's own making is refused: %s %s", async (...place) => {
    const cursor = Buffer.from(JSON.stringify(place)).toString('base64url');

    const answer = await api.send('storefront', 'GET', '/orders', { query: { cursor } });

    expect([answer.status, answer.body.code]).toEqual([400, 'CURSOR_NOT_VALID']);
  });
});

describe('R-SEC-01 an order of somebody else', () => {
  it('is not buried under the attempts of strangers, and its parties do not see them', async () => {
    const order = openOrder(aPurchase(), instant(Date.now()), sha256);
    if ('code' in order) throw new Error(order.code);
    const { orderId } = order.purchase;
    const event = { type: 'opened', at: order.enteredAt, by: actors.storefront } as const;
    await recordTransition(api.database.db, {
      order,
      fromNode: null,
      event,
      payload: {},
      command: null,
    });

    for (let tries = 0; tries < 5; tries += 1) {
      await api.send('otherBuyer', 'GET', `/orders/${orderId}`);
      await api.send('otherSeller', 'GET', `/orders/${orderId}/timeline`);
    }

    const entries = async (as: 'buyer' | 'opsManager') =>
      [...(await api.send(as, 'GET', `/orders/${orderId}/timeline`)).body.items].length;
    await expect.poll(() => entries('opsManager')).toBe(3);
    expect(await entries('buyer')).toBe(1);
  });
});
