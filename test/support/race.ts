import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'vitest';
import type { AuditEntry } from '../../db/audit-entry.ts';
import type { ActionName } from '../../domain/events.ts';
import type { Order, Purchase } from '../../domain/order.ts';
import { orderSnapshot, orderWorkflowId } from '../../workflows/messages.ts';
import { type CallerName, callers, startApi, type TestApi } from '../api/support.ts';
import { aPurchase } from './purchase.ts';
import { recordOf } from './rounds.ts';

/** What one caller does in a race. */
export interface Move {
  readonly as: CallerName;
  readonly action: ActionName;
  readonly payload?: object;
  /** The `seq` it was decided on; left out: any. */
  readonly expectedSeq?: number;
  /** How much later than the others it is sent, milliseconds. */
  readonly delayMs?: number;
}

/** How a race ended. */
export interface Ending {
  /** Per move: `done`, or the code of its refusal. */
  readonly outcomes: readonly string[];
  /** The order as the database has it. */
  readonly order: Order;
  /** Everything that came true, oldest first. */
  readonly done: readonly Extract<AuditEntry, { result: 'DONE' }>[];
}

/** The API with a worker on real engines, and what has to hold after every race. */
export interface RaceTrack {
  readonly api: TestApi;
  readonly open: (changes: Partial<Purchase>) => Promise<string>;
  readonly act: (
    as: CallerName,
    orderId: string,
    action: ActionName,
    said?: object,
  ) => Promise<void>;
  readonly read: (orderId: string) => Promise<Order>;
  /** An uploaded file as a delivery names it: sent beforehand, so that the race is about the delivery alone. */
  readonly proofs: (orderId: string) => Promise<object>;
  /**
   * Sends all moves at once, waits until each has its outcome and the order has settled, and checks what holds after every
   * race.
   */
  readonly race: (
    orderId: string,
    moves: readonly Move[],
    isSettled?: (order: Order) => boolean,
  ) => Promise<Ending>;
}

/** Builds a track of its own. Close its API in `afterAll`. */
export async function startRaceTrack(): Promise<RaceTrack> {
  const api = await startApi();
  await api.startWorker();
  return {
    api,
    open: async (changes) => {
      const payload = aPurchase(changes);
      const { status, body } = await api.send('storefront', 'POST', '/orders', { payload });
      expect(status, JSON.stringify(body)).toBe(201);
      return payload.orderId;
    },
    act: async (as, orderId, action, said) => {
      const { status, body } = await api.act(as, orderId, action, said);
      expect(status, JSON.stringify(body)).toBe(200);
    },
    read: async (orderId) => (await recordOf(api, orderId)).order,
    proofs: (orderId) => upload(api, orderId),
    race: (orderId, moves, isSettled) => race(api, orderId, moves, isSettled),
  };
}

async function race(
  api: TestApi,
  orderId: string,
  moves: readonly Move[],
  isSettled: (order: Order) => boolean = () => true,
): Promise<Ending> {
  const keys = moves.map(() => randomUUID());
  const answers = await Promise.all(
    moves.map((move, index) => sent(api, orderId, move, keys[index])),
  );
  await expect
    .poll(async () => await stateOf(api, orderId, isSettled), { timeout: 10_000 })
    .toBe('settled');

  const { order, entries } = await recordOf(api, orderId);
  const done = entries.filter((entry) => entry.result === 'DONE');
  const seqs = done.map(({ seq }) => seq);
  expect(seqs, 'numbers without a gap').toEqual(seqs.map((_, index) => index + 1));
  expect(order, 'the projection is the state after the last entry').toEqual(done.at(-1)?.state);
  for (const [index, { as }] of moves.entries()) {
    const { role, party, sub } = callers[as] as {
      readonly role: string;
      readonly party?: string;
      readonly sub: string;
    };
    // Operations managers decide and sign in person: so are their keys.
    const person = role === 'opsManager' ? sub : undefined;
    const commandId = [role, party, person, keys[index]].filter(Boolean).join(':');
    const { status, body } = answers[index] ?? {};
    const own = entries
      .filter((entry) => entry.commandId === commandId)
      .map((entry) => (entry.result === 'DONE' ? entry.seq : entry.code));
    expect(own, `${as} was answered ${status}, and the audit log says so`).toEqual([
      status === 200 ? body?.seq : body?.code,
    ]);
  }
  return {
    outcomes: answers.map(({ status, body }) => (status === 200 ? 'done' : String(body.code))),
    order,
    done,
  };
}

/** One move, with the patience of a good client: the same key until there is an outcome. */
async function sent(api: TestApi, orderId: string, move: Move, key = '') {
  const { as, action, payload = {}, expectedSeq, delayMs = 0 } = move;
  const more = { key, ...(expectedSeq !== undefined && { expectedSeq }) };
  if (delayMs > 0) await sleep(delayMs);
  for (let tries = 1; ; tries += 1) {
    const answer = await api.act(as, orderId, action, payload, more);
    if (answer.status !== 202 && answer.status < 500) return answer;
    if (tries === 20) throw new Error(`${as} never got an outcome: ${JSON.stringify(answer)}`);
    await sleep(100);
  }
}

async function stateOf(
  api: TestApi,
  orderId: string,
  isSettled: (order: Order) => boolean,
): Promise<string> {
  const { order } = await recordOf(api, orderId);
  if (!isSettled(order)) return `still at ${order.node}`;
  const { seq } = await api.client.workflow
    .getHandle(orderWorkflowId(orderId))
    .query<Order>(orderSnapshot);
  return seq === order.seq ? 'settled' : `workflow at ${seq}, database at ${order.seq}`;
}

async function upload(api: TestApi, orderId: string): Promise<object> {
  const form = new FormData();
  form.set('file', new Blob(['proof'], { type: 'text/plain' }), 'proof.txt');
  const encoded = new Response(form);
  const { status, body } = await api.send('seller', 'POST', `/orders/${orderId}/files`, {
    payload: Buffer.from(await encoded.arrayBuffer()),
    headers: { 'content-type': encoded.headers.get('content-type') ?? '' },
  });
  const { fileId } = body as unknown as { readonly fileId?: string };
  expect(status, JSON.stringify(body)).toBe(201);
  return { proofs: [{ fileId, kind: 'ACCEPTANCE_DOC', criteria: ['delivered'] }] };
}
