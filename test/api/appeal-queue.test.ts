import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { instant } from '../../domain/units.ts';
import { manualClock } from '../support/purchase.ts';
import {
  type AppealsApi,
  costing,
  openLive,
  type Person,
  startAppealsApi,
} from './appeals-support.ts';

// GET /appeals over HTTP, on the real engine.

let on: AppealsApi;
/** Rehearsals by name, in the order in which they are decided. */
const cases = new Map<string, string>();
beforeAll(async () => {
  on = await startAppealsApi();
  await openCases();
});
afterAll(() => on.close());

/** An appealed rehearsal whose clock stands in September 2024. */
async function appealedAt(startsAt: string, by: 'buyer' | 'seller', changes = {}): Promise<string> {
  const orderId = await on.open({ clock: manualClock(startsAt), ...changes });
  await on.appeal(by, orderId);
  return orderId;
}

async function openCases(): Promise<void> {
  const dear = costing(1_000_000);
  cases.set('last', await appealedAt('2024-09-24T10:00:00+08:00', 'buyer'));
  cases.set('signature', await appealedAt('2024-09-14T10:05:00+08:00', 'buyer', dear));
  cases.set('mine', await appealedAt('2024-09-19T10:00:00+08:00', 'seller'));
  cases.set('other', await appealedAt('2024-09-19T18:00:00+08:00', 'buyer'));
  const closed = await appealedAt('2024-09-14T10:05:00+08:00', 'buyer');
  await on.through(closed, [['buyer', 'withdrawAppeal']]);
  const { signature = '', mine = '', other = '' } = Object.fromEntries(cases);
  await on.heard(signature);
  await on.heard(mine, 'seller');
  await on.through(other, [['wang', 'takeCase']]);
  const refund = { outcome: 'REFUND', reason: 'never agreed' };
  await on.through(signature, [['chen', 'decideAppeal', refund]]);
  for (const name of ['signature', 'mine', 'other', 'last']) {
    await on.advanceTo(cases.get(name) ?? '', '2024-09-24T04:00:00.000Z');
  }
}

interface Line {
  readonly order: { readonly orderId: string };
  readonly appeal: { readonly timeLeftMs: number };
}

async function queue(query: string, who: Person = 'chen') {
  const { status, body } = await on.ask(who, 'GET', '/appeals', { query });
  expect(status, JSON.stringify(body)).toBe(200);
  const items = body.items as unknown as readonly Line[];
  const nextCursor = body.nextCursor as string | null;
  return { items, ids: items.map(({ order }) => order.orderId), nextCursor };
}

const idsOf = (...names: readonly string[]) => names.map((name) => cases.get(name));

describe('the queue of the operations managers', () => {
  it('is empty where nobody has appealed', async () => {
    const { items, nextCursor } = await queue('livemode=true');

    expect([items, nextCursor]).toEqual([[], null]);
  });

  it('R-APL-10 lists open appeals, least time left first, and each once across pages', async () => {
    const { signature = '', mine = '', other = '' } = Object.fromEntries(cases);

    const all = await queue('livemode=false');
    const first = await queue('livemode=false&limit=3');
    const rest = await queue(`livemode=false&limit=3&cursor=${first.nextCursor}`);

    // Two are due in the same instant: the order's id decides.
    const pair = [mine, other].sort((a, b) => (a < b ? -1 : 1));
    const expected = [signature, ...pair, cases.get('last')];
    expect(all.ids).toEqual(expected);
    expect([...first.ids, ...rest.ids]).toEqual(expected);
    expect([first.ids.length, rest.nextCursor, all.nextCursor]).toEqual([3, null, null]);
    const left = all.items.map(({ appeal }) => appeal.timeLeftMs);
    expect(left).toEqual(left.toSorted((a, b) => a - b));
    expect(left[0], 'late').toBeLessThan(0);
  });

  it('R-APL-10 rehearsals count by their own clocks: what is late there comes before what is not', async () => {
    const seller = 'seller';
    const inTime = await appealedAt('2024-12-02T10:00:00+08:00', seller);
    const later = await appealedAt('2025-03-03T10:05:00+08:00', seller);
    await on.advanceTo(later, '2026-03-03T00:00:00.000Z');
    const startsAt = instant('2024-10-08T10:00:00+08:00');
    const fast = await on.open({ clock: { kind: 'fast', startsAt, rate: 1_000_000 } });
    await on.appeal(seller, fast);
    // A week passes in less than a second.
    const isLate = async () => (await on.read('chen', fast)).appeal;
    await expect.poll(isLate).toMatchObject({ overdueAt: expect.any(String) });

    const { ids } = await queue('livemode=false&by=seller&taken=BY_NOBODY');
    const pages: string[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const from = cursor === '' ? '' : `&cursor=${cursor}`;
      const page = await queue(`livemode=false&by=seller&taken=BY_NOBODY&limit=1${from}`);
      pages.push(...page.ids);
      cursor = page.nextCursor;
    }

    expect(ids.indexOf(later)).toBeLessThan(ids.indexOf(inTime));
    expect(ids.indexOf(fast)).toBeLessThan(ids.indexOf(inTime));
    expect(new Set(pages)).toEqual(new Set([later, fast, inTime]));
    expect(pages).toHaveLength(3);
    await on.through(fast, [['seller', 'withdrawAppeal']]);
    for (const orderId of [later, inTime])
      await on.through(orderId, [['seller', 'withdrawAppeal']]);
  });

  it.each([
    ['taken=BY_ME', 'chen', ['signature', 'mine']],
    ['taken=BY_ME', 'wang', ['other']],
    ['taken=BY_NOBODY', 'chen', ['last']],
    ['by=seller', 'chen', ['mine']],
    ['awaitsSignature=true', 'wang', ['signature']],
    ['awaitsSignature=false&taken=BY_ME', 'chen', ['mine']],
    ['awaitsSignature=true&by=seller', 'chen', []],
  ] as const)('%s filters for %s', async (query, who, names) => {
    const { ids } = await queue(`livemode=false&${query}`, who);

    expect(ids).toEqual(idsOf(...names));
  });

  it('shows what a manager decides by: order, case, who has it and what it can be given', async () => {
    const { items } = await queue('livemode=false&taken=BY_ME&by=seller');

    const [orderId] = idsOf('mine');
    expect(items).toMatchObject([
      {
        order: { orderId, livemode: false, buyer: { id: 'B-1' }, paidFen: 120_000 },
        appeal: {
          by: 'seller',
          takenBy: 'ops-chen',
          decisionDueAt: '2024-09-24T16:00:00.000Z',
          timeLeftMs: 12 * 3_600_000,
          statement: { by: 'buyer' },
          possible: { rulings: ['RESUME', 'COMPLETE', 'REFUND'] },
        },
        url: `/orders/${orderId}`,
      },
    ]);
  });

  it('keeps live orders and rehearsals apart', async () => {
    const orderId = await openLive(on);
    await on.appeal('buyer', orderId);

    expect((await queue('')).ids).toEqual([orderId]);
    expect((await queue('livemode=true')).ids).toEqual([orderId]);
    expect((await queue('livemode=false')).ids).not.toContain(orderId);
  });

  it.each<Person>(['buyer', 'seller', 'storefront', 'huaweiReviewer'])(
    'R-SEC-01 is not for the %s',
    async (who) => {
      const { status, body } = await on.ask(who, 'GET', '/appeals');

      expect([status, body.code]).toEqual([403, 'FORBIDDEN']);
    },
  );

  it.each(['x', 'WzEsMl0', 'WyJub3cnOyBkcm9wIiwiYSJd'])(
    'refuses the cursor %s, which no page gave',
    async (cursor) => {
      const { status, body } = await on.ask('chen', 'GET', '/appeals', {
        query: `cursor=${cursor}`,
      });

      expect([status, body.code]).toEqual([400, 'CURSOR_NOT_VALID']);
    },
  );
});
