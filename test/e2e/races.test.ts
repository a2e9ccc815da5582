import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Answer, type ApiProcesses, startApiProcesses } from '../support/api-processes.ts';
import { purchaseBody } from '../support/lives.ts';

let on: ApiProcesses;
beforeAll(async () => {
  on = await startApiProcesses(2);
}, 60_000);
afterAll(() => on.stop());

const people = {
  storefront: { sub: 'storefront', role: 'storefront' },
  buyer: { sub: 'buyer', role: 'buyer', party: 'B-1' },
  seller: { sub: 'seller', role: 'seller', party: 'S-1' },
} as const;
type Person = keyof typeof people;

/** The same request at both processes, twice at each, at once. */
const everywhere = (
  who: Person,
  path: string,
  bodies: readonly object[],
  key?: string,
): Promise<readonly Answer[]> =>
  Promise.all(
    [0, 1, 2, 3].map((no) => on.post(no, people[who], path, bodies[no % bodies.length] ?? {}, key)),
  );

async function opened(): Promise<string> {
  const orderId = `R-${randomUUID()}`;
  const { status } = await on.post(0, people.storefront, '/orders', purchaseBody(orderId));
  expect(status).toBe(201);
  return orderId;
}

const entriesOf = (orderId: string) =>
  on.database.db.execute<{ seq: number; result: string; commandId: string; code: string }>(
    `select seq, result, command_id as "commandId", entry->>'code' as code
     from audit_log where order_id = '${orderId}' order by no`,
  );

const distinct = (values: readonly unknown[]) => [...new Set(values)];
const text = { text: 'twelve seats' };
const submit = (orderId: string) => `/orders/${orderId}/actions/submitRequirement`;
const turnDown = (orderId: string) => `/orders/${orderId}/actions/rejectRequirement`;

describe('two API processes hear the same at once', () => {
  it('a command with one key is carried out once, and everybody gets its outcome, 20 rounds', async () => {
    const orderId = await opened();
    for (let round = 0; round < 20; round += 1) {
      const [role, path, body] =
        round % 2 === 0
          ? (['buyer', submit(orderId), text] as const)
          : (['seller', turnDown(orderId), { reason: 'where?' }] as const);

      const answers = await everywhere(role, path, [body], `key-${round}`);

      expect(
        answers.map(({ status, body: { seq } }) => `${status} ${seq}`),
        `round ${round}`,
      ).toEqual(Array(4).fill(`200 ${round + 2}`));
      expect(distinct(answers.map((answer) => JSON.stringify(answer.body)))).toHaveLength(1);
    }

    const done = await entriesOf(orderId);
    expect(done.map(({ seq, result }) => `${seq} ${result}`)).toEqual(
      Array.from({ length: 21 }, (_, index) => `${index + 1} DONE`),
    );
  });

  it('one key with two contents: one is carried out, the other refused as COMMAND_ID_REUSED, 20 rounds', async () => {
    const orderId = await opened();
    for (let round = 0; round < 20; round += 1) {
      const [role, path, bodies] =
        round % 2 === 0
          ? (['buyer', submit(orderId), [{ text: 'one' }, { text: 'two' }]] as const)
          : (['seller', turnDown(orderId), [{ reason: 'one' }, { reason: 'two' }]] as const);

      const answers = await everywhere(role, path, bodies, `key-${round}`);

      const said = [answers.slice(0, 2), answers.slice(2)].map((pair) =>
        pair.map(({ status, body }) => `${status} ${body.code ?? body.seq}`).toSorted(),
      );
      const expected = [`200 ${round + 2}`, '422 COMMAND_ID_REUSED'];
      expect(said, `round ${round}`).toEqual([expected, expected]);
    }

    const entries = await entriesOf(orderId);
    const done = entries.filter(({ result }) => result === 'DONE');
    expect(done.map(({ seq }) => seq)).toEqual(Array.from({ length: 21 }, (_, index) => index + 1));
  });

  it('a refused command is refused with one code to everybody, and later too, 20 rounds', async () => {
    const orderId = await opened();
    for (let round = 0; round < 20; round += 1) {
      const path = turnDown(orderId);
      const answers = await everywhere('seller', path, [{ reason: 'x' }], `key-${round}`);
      const later = await on.post(round, people.seller, path, { reason: 'x' }, `key-${round}`);

      expect(
        [...answers, later].map(({ status, body }) => `${status} ${body.code}`),
        `round ${round}`,
      ).toEqual(Array(5).fill('409 EVENT_NOT_ALLOWED_AT_NODE'));
      expect(later.isReplay).toBe(true);
    }
  });

  it('a purchase opens one order, 20 rounds', async () => {
    for (let round = 0; round < 20; round += 1) {
      const body = purchaseBody(`R-${randomUUID()}`);

      const answers = await everywhere('storefront', '/orders', [body]);

      const said = answers.map(({ status, body: { seq } }) => `${status} ${seq}`).toSorted();
      expect(said, `round ${round}`).toEqual(['200 1', '200 1', '200 1', '201 1']);
      expect(await entriesOf(body.orderId)).toHaveLength(1);
    }
  });
});
