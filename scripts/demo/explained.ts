import { roleTitles } from '../../domain/order.ts';
import type { AnswerBody, MarketplaceActor } from './marketplace.ts';

type Say = (line: string) => void;

const dayMs = 86_400_000;
const inDays = (ms: number): string => `${+(ms / dayMs).toFixed(2)} days`;

/** Why the order stands where it stands, in Chinese and in English, as `GET /orders/{orderId}/explain` says it. */
export async function sayExplanation(
  orderId: string,
  when: string,
  reader: MarketplaceActor,
  say: Say,
): Promise<void> {
  const { status, body } = await reader.get(`/orders/${orderId}/explain`);
  if (body.text === undefined) throw new Error(`no explanation: ${status} ${body.detail}`);
  for (const text of [body.text.zh, body.text.en]) {
    say(`  ┌ explain, ${when}, seq ${body.seq}`);
    for (const line of text.trimEnd().split('\n')) say(`  │ ${line}`.trimEnd());
  }
}

/** Whose time has passed where. */
export function sayLedger({ ledger, clock }: AnswerBody, say: Say): void {
  say(`  ledger, up to ${clock?.now}:`);
  for (const { node, side, elapsedMs } of ledger?.entries ?? []) {
    say(`    ${node}, ${side}: ${inDays(elapsedMs)}`);
  }
}

/** The queue of open appeals of rehearsals. @returns whether the order is in it */
export async function sayQueue(
  orderId: string,
  manager: MarketplaceActor,
  say: Say,
): Promise<boolean> {
  const { status, body } = await manager.get('/appeals?livemode=false&limit=200');
  say(`${roleTitles.opsManager.en} reads GET /appeals?livemode=false: ${status}`);
  const queued = body.items?.find(({ order }) => order.orderId === orderId);
  if (!queued) {
    say(`✘ expected ${orderId} in the queue: ${JSON.stringify(body)}`);
    return false;
  }
  const { appeal, order } = queued;
  const left = appeal.timeLeftMs ?? 0;
  say(
    `  ${appeal.appealId}: appealed by the ${appeal.by}, ${order.paidFen / 100} yuan, to be decided before ${appeal.decisionDueAt}, ${left < 0 ? `late by ${inDays(-left)}` : `${inDays(left)} left`}, taken by ${appeal.takenBy ?? 'nobody'}`,
  );
  return true;
}
