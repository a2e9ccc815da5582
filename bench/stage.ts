import type { Client } from '@temporalio/client';
import { connect, type Database } from '../db/client.ts';
import type { Purchase } from '../domain/order.ts';
import { startEngines } from '../test/support/global-setup.ts';
import { aPurchase } from '../test/support/purchase.ts';
import {
  actors,
  type OpenWish,
  type OrderWorker,
  quietRuntime,
  type RunningOrder,
  startOrderWorker,
} from '../test/support/running-order.ts';

/** A worker on engines of its own, for one benchmark. */
export interface BenchStage {
  readonly database: Database;
  readonly client: Client;
  readonly open: (wish?: OpenWish, purchase?: Partial<Purchase>) => Promise<RunningOrder>;
}

/** Runs a benchmark on engines of its own, and stops them whatever happens. */
export async function onStage(measure: (stage: BenchStage) => Promise<void>): Promise<void> {
  quietRuntime();
  const { engines, stop } = await startEngines();
  const url = new URL(engines.postgres.appUrl);
  url.pathname = `/${engines.postgres.template}`;
  const database = connect(url.href);
  let worker: OrderWorker | undefined;
  try {
    worker = await startOrderWorker({ temporal: engines.temporal, database, identity: 'bench' });
    const { client, open } = worker;
    await measure({ database, client, open: (wish, purchase) => open(aPurchase(purchase), wish) });
  } finally {
    await worker?.stop();
    await database.close();
    await stop();
  }
}

const { buyer, seller, opsManager } = actors;

type Act = (order: RunningOrder) => Promise<unknown>;

/** The eight actions of an ordinary life: a requirement turned down once, and acceptance. */
export const eightActions: readonly Act[] = [
  (order) => order.act(buyer, 'submitRequirement', { text: 'twelve seats' }),
  (order) => order.act(seller, 'rejectRequirement', { reason: 'where?' }),
  (order) => order.act(buyer, 'submitRequirement', { text: 'twelve seats in Shenzhen' }),
  (order) => order.act(seller, 'confirmRequirement', {}),
  (order) => order.act(seller, 'deliver', { result: 'installed' }),
  (order) => order.act(buyer, 'reject', { reason: 'login fails' }),
  (order) => order.act(seller, 'deliver', { result: 'installed again' }),
  (order) => order.act(buyer, 'accept', {}),
];

/** What an accepted order still needs to end. */
export const complete: Act = (order) =>
  order.act(opsManager, 'advanceClock', { toNextDeadline: true });

/** How long it takes, in milliseconds. */
export async function timed(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}

/** The value that a share of all lies at or below, 0.5 for the median. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

/** Runs jobs by a number of callers who each take the next one when they are done. */
export async function byCallers(
  callers: number,
  jobs: readonly (() => Promise<unknown>)[],
): Promise<void> {
  const waiting = [...jobs];
  const work = async () => {
    for (let job = waiting.shift(); job; job = waiting.shift()) await job();
  };
  await Promise.all(Array.from({ length: callers }, work));
}
