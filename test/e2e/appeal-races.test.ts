import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ActionName } from '../../domain/events.ts';
import type { Order } from '../../domain/order.ts';
import { msOf } from '../../domain/units.ts';
import { orderWorkflowId } from '../../workflows/messages.ts';
import { type Answer, type ApiProcesses, startApiProcesses } from '../support/api-processes.ts';
import { purchaseBody } from '../support/lives.ts';
import { recordOf, rounds } from '../support/rounds.ts';

let on: ApiProcesses;
beforeAll(async () => {
  on = await startApiProcesses(2);
}, 60_000);
afterAll(() => on.stop());

const people = {
  storefront: { sub: 'store', role: 'storefront' },
  buyer: { sub: 'bob', role: 'buyer', party: 'B-1' },
  seller: { sub: 'sue', role: 'seller', party: 'S-1' },
  chen: { sub: 'ops-chen', role: 'opsManager' },
  wang: { sub: 'ops-wang', role: 'opsManager' },
  li: { sub: 'ops-li', role: 'opsManager' },
} as const;
type Person = keyof typeof people;
type Move = readonly [who: Person, action: ActionName, said?: object, delayMs?: number];

const count = 20;
const atOnce = 4;

/** Carries a move out at one of the processes, perhaps a little later than the others. */
async function act(no: number, orderId: string, move: Move): Promise<Answer> {
  const [who, action, said = {}, delayMs = 0] = move;
  if (delayMs > 0) await sleep(delayMs);
  return await on.post(no, people[who], `/orders/${orderId}/actions/${action}`, said, randomUUID());
}

async function through(orderId: string, moves: readonly Move[]): Promise<void> {
  for (const [no, move] of moves.entries()) {
    const { status, body } = await act(no, orderId, move);
    expect(status, JSON.stringify(body)).toBe(200);
  }
}

/** Since then one appeals at any time. R-APL-08 */
const startsAt = '2024-09-14T10:05:00.000+08:00';
const placed = {
  placedAt: startsAt,
  paidAt: startsAt,
  clock: { kind: 'manual', startsAt },
} as const;

async function opened(changes: object = {}): Promise<string> {
  const orderId = `A-${randomUUID()}`;
  const purchase = { ...purchaseBody(orderId), ...placed, ...changes };
  const { status, body } = await on.post(0, people.storefront, '/orders', purchase);
  expect(status, JSON.stringify(body)).toBe(201);
  return orderId;
}

async function appealing(orderId: string): Promise<Move> {
  const file = { name: 'mail.txt', content: 'a mail', type: 'text/plain' };
  const evidence = [{ fileId: await on.upload(people.buyer, orderId, file) }];
  return ['buyer', 'openAppeal', { reason: 'OTHER', text: 'it does not open', evidence }];
}

/** Both sides were heard, and chen has the case. */
async function heard(changes: object = {}): Promise<string> {
  const orderId = await opened(changes);
  await through(orderId, [
    await appealing(orderId),
    ['seller', 'submitStatement', { text: 'it does' }],
    ['chen', 'takeCase'],
  ]);
  return orderId;
}

interface Raced {
  readonly answers: readonly Answer[];
  /** Per move: `done`, or the code of its refusal. */
  readonly outcomes: readonly string[];
  readonly order: Order;
  readonly events: readonly string[];
}

/** Sends all moves at once, each at its process, and checks what holds after every race. */
async function race(orderId: string, moves: readonly Move[]): Promise<Raced> {
  const answers = await Promise.all(moves.map((move, no) => act(no, orderId, move)));
  return { answers, ...(await settled(orderId)), outcomes: answers.map(outcomeOf) };
}

const outcomeOf = ({ status, body }: Answer): string =>
  status === 200 ? 'done' : `${status} ${body.code}`;

/** The order as it is recorded: its numbers without a gap, its chain whole, its projection the state after the last entry. */
async function settled(orderId: string): Promise<Pick<Raced, 'order' | 'events'>> {
  const { order, entries } = await recordOf(on, orderId);
  const done = entries.filter((entry) => entry.result === 'DONE');
  expect(done.map(({ seq }) => seq)).toEqual(done.map((_, index) => index + 1));
  expect(order).toEqual(done.at(-1)?.state);
  return { order, events: done.map(({ event }) => event) };
}

const times = (events: readonly string[], ...names: readonly string[]): number =>
  events.filter((event) => names.includes(event)).length;

const goods = { deliveryMode: 'HARDWARE', shippingAddressId: 'ADDR-1' } as const;
const toTheBuyer: readonly Move[] = [
  ['seller', 'ship', { courier: 'SF', trackingNumber: 'SF1', carriesBuyersPhone: true }],
  ['storefront', 'recordCourierSignature', { trackingNumber: 'SF1' }],
];

describe('an appeal and a deadline in the same instant', () => {
  /** Either the limit stands still with what was left, or it had passed before: never both, and never neither. */
  function expectOneOfTwo(
    { order, events }: Pick<Raced, 'order' | 'events'>,
    hasAppealed: boolean,
  ): void {
    const appealedAt = events.indexOf('appealOpened');
    const passedAt = events.indexOf('deadlinePassed');
    expect(hasAppealed, 'the appeal is kept if it was taken').toBe(appealedAt !== -1);
    if (hasAppealed && passedAt === -1) {
      expect(order).toMatchObject({ node: 'BUYER_ACCEPT', acceptedAt: null });
      expect(order.deadline, 'kept for later').not.toBeNull();
    } else {
      expect(passedAt).toBeGreaterThan(0);
      expect(order.acceptedAt).not.toBeNull();
      if (hasAppealed) expect(appealedAt).toBeGreaterThan(passedAt);
      expect(order.node).toBe(hasAppealed ? 'COMPLETING' : 'COMPLETED');
    }
  }

  it(`R-APL-03 R-HW-02 on a manual clock, ${count} rounds: both come true, in one of two orders`, async () => {
    await rounds(count, atOnce, async (round) => {
      const orderId = await opened(goods);
      await through(orderId, toTheBuyer);
      const { deadline } = (await recordOf(on, orderId)).order;
      // An appeal is looked at longer before it is sent on: most rounds are close, on any machine.
      const advance: Move = ['chen', 'advanceClock', { to: deadline }, (round % 5) * 8];
      const appeal = await appealing(orderId);

      const raced = await race(orderId, round % 2 === 0 ? [appeal, advance] : [advance, appeal]);

      expect(raced.outcomes).toEqual(['done', 'done']);
      expectOneOfTwo(raced, true);
      expect(raced.order.appeal).toMatchObject({ closedAt: null });
      expect(times(raced.events, 'appealOpened', 'clockAdvanced')).toBe(2);
    });
  });

  it(`R-APL-03 R-HW-02 on a running clock, ${count} rounds: a timer fires while the buyer appeals`, async () => {
    const rate = 200_000; // ten days in 4.3 seconds
    let leadMs = 60;
    await rounds(count, atOnce, async () => {
      const orderId = await opened({ ...goods, clock: { kind: 'fast', startsAt, rate } });
      const appeal = await appealing(orderId);
      await through(orderId, toTheBuyer);
      const { clock, deadline } = (await recordOf(on, orderId)).order;
      if (clock.kind !== 'fast' || deadline === null) throw new Error('no limit runs');
      const passesMs = msOf(clock.startedAt) + (msOf(deadline) - msOf(clock.startsAt)) / rate;
      await sleep(Math.max(0, passesMs - leadMs - Date.now()));

      const answer = await act(0, orderId, appeal);
      const isTaken = answer.status === 200;
      if (!isTaken) await on.worker.client.workflow.getHandle(orderWorkflowId(orderId)).result();
      const ended = await settled(orderId);

      expectOneOfTwo(ended, isTaken);
      expect(['done', '409 ORDER_ENDED']).toContain(outcomeOf(answer));
      // Who was late comes a little earlier next time: so most rounds are close, on any machine.
      leadMs += ended.events.includes('deadlinePassed') ? 8 : -8;
      const handle = on.worker.client.workflow.getHandle(orderWorkflowId(orderId));
      await handle.terminate().catch(() => 'ended by itself');
    });
  });
});

describe('a ruling and the acceptance of a settlement', () => {
  it(`R-APL-12 R-APL-13 end the appeal once, ${count} rounds; whoever was second reads how it ended`, async () => {
    await rounds(count, atOnce, async (round) => {
      const orderId = await heard();
      const expiresAt = '2024-09-20T00:00:00.000Z';
      const offer = { kind: 'PARTIAL_REFUND', text: 'a bit', amountFen: 40, expiresAt };
      await through(orderId, [['seller', 'offerSettlement', offer]]);
      const accept: Move = ['buyer', 'acceptSettlement', { offerId: 'offer-1-1' }];
      const rule: Move = ['chen', 'decideAppeal', { outcome: 'RESUME', reason: 'go on' }];

      const moves = round % 2 === 0 ? [accept, rule] : [rule, accept];
      const { answers, outcomes, order, events } = await race(orderId, moves);

      expect(times(events, 'settlementAccepted', 'appealDecided')).toBe(1);
      const winner = moves[outcomes.indexOf('done')];
      const end = winner === rule ? 'RULED' : 'SETTLED';
      expect(order.appeal).toMatchObject({ end });
      expect(order.refund?.amountFen ?? null).toBe(end === 'RULED' ? null : 40);
      // The refund may have ended the order meanwhile.
      const told = ['409 NO_APPEAL_OPEN', ...(end === 'SETTLED' ? ['409 ORDER_ENDED'] : [])];
      const [second, ...more] = answers.filter(({ status }) => status !== 200);
      expect(more).toEqual([]);
      expect(told).toContain(second && outcomeOf(second));
      expect(second?.body).toMatchObject({ current: { appeal: { isOpen: false, end } } });
    });
  });
});

describe('two managers', () => {
  it(`R-APL-20 rule at once, one after taking over, ${count} rounds: one ruling, by whoever has the case`, async () => {
    await rounds(count, atOnce, async (round) => {
      const orderId = await heard();
      const resume: Move = ['chen', 'decideAppeal', { outcome: 'RESUME', reason: 'go on' }];
      const takeOver: Move = ['wang', 'takeCase', { takeOverFrom: 'ops-chen' }];

      const raced = await race(orderId, round % 2 === 0 ? [resume, takeOver] : [takeOver, resume]);
      const isWangs = raced.events.includes('caseTaken') && times(raced.events, 'caseTaken') === 2;
      const complete = { outcome: 'COMPLETE', reason: 'closed' };
      const later = await act(round, orderId, ['wang', 'decideAppeal', complete]);
      const { order, events } = await settled(orderId);

      expect(times(events, 'appealDecided')).toBe(1);
      expect(order.appeal?.ruling).toMatchObject(
        isWangs
          ? { outcome: 'COMPLETE', ruledBy: 'ops-wang' }
          : { outcome: 'RESUME', ruledBy: 'ops-chen' },
      );
      expect(raced.outcomes.toSorted()).toEqual(
        isWangs ? ['409 CASE_NOT_YOURS', 'done'] : ['409 NO_APPEAL_OPEN', 'done'],
      );
      expect(outcomeOf(later)).toBe(isWangs ? 'done' : '409 NO_APPEAL_OPEN');
      const [loser] = raced.answers.filter(({ status }) => status !== 200);
      expect(loser?.body).toMatchObject(
        isWangs
          ? { details: { takenBy: 'ops-wang' } }
          : { current: { appeal: { end: 'RULED', ruling: { ruledBy: 'ops-chen' } } } },
      );
    });
  });

  it(`R-APL-13 one manager rules differently in two windows, ${count} rounds: one ruling counts`, async () => {
    await rounds(count, atOnce, async () => {
      const orderId = await heard();

      const { outcomes, order, events } = await race(orderId, [
        ['chen', 'decideAppeal', { outcome: 'RESUME', reason: 'go on' }],
        ['chen', 'decideAppeal', { outcome: 'COMPLETE', reason: 'closed' }],
      ]);

      expect(times(events, 'appealDecided')).toBe(1);
      const first = outcomes.indexOf('done');
      expect(order.appeal?.ruling?.outcome).toBe(['RESUME', 'COMPLETE'][first]);
      expect(order.node).toBe(['SUBMIT_REQUIREMENT', 'COMPLETED'][first]);
      expect(outcomes[1 - first]).toBe(['409 NO_APPEAL_OPEN', '409 ORDER_ENDED'][first]);
    });
  });

  it(`R-APL-15 sign at once, or one signs while the other declines, ${count} rounds: one of them counts`, async () => {
    const paidFen = 1_000_000;
    const [line] = purchaseBody('').lines;
    const dear = { paidFen, lines: [{ ...line, amountFen: paidFen }] };
    await rounds(count, atOnce, async (round) => {
      const orderId = await heard(dear);
      const refund = { outcome: 'COMPLETE', reason: 'the customer is silent' };
      await through(orderId, [['chen', 'decideAppeal', refund]]);
      const isDeclined = round % 2 === 1;
      const second: Move = isDeclined
        ? ['li', 'declineRuling', { reason: 'no' }]
        : ['li', 'signRuling'];

      const { outcomes, order, events } = await race(orderId, [
        ['wang', 'signRuling'],
        second,
        ['chen', 'signRuling'],
      ]);

      expect(times(events, 'rulingSigned', 'rulingDeclined')).toBe(1);
      const first = outcomes.indexOf('done');
      expect(outcomes.filter((outcome) => outcome === 'done')).toHaveLength(1);
      expect([0, 1]).toContain(first);
      if (isDeclined && first === 1) {
        expect(order).toMatchObject({ node: 'SUBMIT_REQUIREMENT', appeal: { ruling: null } });
        expect(outcomes[0]).toBe('409 NO_RULING_TO_SIGN');
        expect(['409 SIGNATURE_IS_YOUR_OWN', '409 NO_RULING_TO_SIGN']).toContain(outcomes[2]);
      } else {
        const signedBy = ['ops-wang', 'ops-li'][first];
        expect(order).toMatchObject({
          node: 'COMPLETED',
          appeal: { end: 'RULED', ruling: { ruledBy: 'ops-chen', signedBy } },
        });
        expect(outcomes[1 - first]).toBe('409 ORDER_ENDED');
        expect(['409 SIGNATURE_IS_YOUR_OWN', '409 ORDER_ENDED']).toContain(outcomes[2]);
      }
    });
  });
});
