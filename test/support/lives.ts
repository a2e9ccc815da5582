import { randomUUID } from 'node:crypto';
import type { Role } from '../../domain/order.ts';
import { MarketplaceActor } from '../../scripts/demo/marketplace.ts';
import type { Stack } from './stack.ts';

/** A command that was answered with success, as its caller knows it. */
export interface Acknowledged {
  readonly commandId: string;
  readonly seq: number;
}

/** One general order that is moved over HTTP from purchase to completion, and what its callers were told. */
export interface Life {
  readonly orderId: string;
  readonly acknowledged: readonly Acknowledged[];
  /** Settles when the order has ended. */
  readonly ended: Promise<void>;
}

const rejectReason = { reason: 'not complete' };
const failed = { ...rejectReason, criteria: ['delivered'] };
const steps: readonly (readonly [Role, string, Readonly<Record<string, unknown>>])[] = [
  ['buyer', 'submitRequirement', { text: 'first' }],
  ['seller', 'rejectRequirement', rejectReason],
  ['buyer', 'submitRequirement', { text: 'second' }],
  ['seller', 'confirmRequirement', {}],
  ['seller', 'deliver', { result: 'first' }],
  ['buyer', 'reject', failed],
  ['seller', 'deliver', { result: 'second' }],
  ['buyer', 'reject', failed],
  ['seller', 'deliver', { result: 'third' }],
  ['buyer', 'accept', {}],
  ['opsManager', 'advanceClock', { toNextDeadline: true }],
];

/** Number of transitions of a whole life: the opening, each step, and the deadline. */
export const transitionsOfALife = steps.length + 2;

/** Opens an order and moves it to its end, with the patience of a good client: same key until there is an outcome. */
export function live({ url, tokens }: Stack, pauseMs = 0): Life {
  const orderId = `K-${randomUUID()}`;
  const acknowledged: Acknowledged[] = [];
  const parties: Partial<Record<Role, string>> = { buyer: 'B-1', seller: 'S-1' };

  const run = async () => {
    const storefront = new MarketplaceActor(url, tokens, 'storefront');
    const opened = await storefront.purchase(purchaseBody(orderId));
    if (opened.status !== 201 && opened.status !== 200) fail('purchase', opened);
    const uploaded = await new MarketplaceActor(url, tokens, 'seller', parties.seller).upload(
      orderId,
      'proof.txt',
      'delivered',
    );
    const { fileId } = uploaded.body;
    if (fileId === undefined) fail('upload', uploaded);
    const proof = {
      proofs: [{ fileId, kind: 'ACCEPTANCE_DOC', criteria: ['delivered'] }],
      answers: [{ criterion: 'delivered', answer: 'put right' }],
    };
    for (const [role, action, body] of steps) {
      const commandId = randomUUID();
      const actor = new MarketplaceActor(url, tokens, role, parties[role]);
      const said = action === 'deliver' ? { ...body, ...proof } : body;
      const answer = await actor.act(orderId, action, said, commandId);
      if (answer.status !== 200 || answer.body.seq === undefined) fail(action, answer);
      acknowledged.push({ commandId, seq: answer.body.seq ?? 0 });
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
  };
  return { orderId, acknowledged, ended: run() };
}

function fail(what: string, answer: unknown): never {
  throw new Error(`${what} was answered with ${JSON.stringify(answer)}`);
}

/** The purchase of a general rehearsal order on a manual clock. */
export const purchaseBody = (orderId: string) => ({
  orderId,
  livemode: false,
  buyer: { id: 'B-1' },
  seller: { id: 'S-1' },
  deliveryMode: 'DATA_FILE',
  salesCategory: 'GENERAL',
  scene: 'OTHER',
  lines: [
    {
      lineId: 'L-1',
      productId: 'P-1',
      productName: 'Road map',
      specification: '2024',
      quantity: 1,
      chargingMode: 'ONE_TIME',
      amountFen: 100,
    },
  ],
  paidFen: 100,
  placedAt: '2024-09-13T10:00:00+08:00',
  paidAt: '2024-09-13T10:01:00+08:00',
  clock: { kind: 'manual', startsAt: '2024-09-13T10:01:00+08:00' },
});
