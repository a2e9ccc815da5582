import { parseArgs } from 'node:util';
import { type RecordedTransition, recordTransition } from '../db/audit.ts';
import type { Database } from '../db/client.ts';
import { anOrder, type OrderDriver } from '../test/support/order-builder.ts';
import { transitionsOf } from '../test/support/recorded.ts';
import {
  type BenchStage,
  byCallers,
  complete,
  eightActions,
  onStage,
  quantile,
  timed,
} from './stage.ts';

const help = `usage: npm run bench [-- --orders <n>] [--rounds <n>] [--callers <n>]
       npm run bench:long-order -- --help

Measures a life of eight actions on engines of its own, as a ratio to the floor: the statement alone that records each
action. Floor and engine take turns, so that both meet the same machine. Writes nothing.

  --orders   orders per round, 48
  --rounds   rounds, 3; the median round counts
  --callers  how many orders move at once, 16
`;

/** What one round of one contestant comes to. */
interface Round {
  readonly ordersPerSecond: number;
  readonly latenciesMs: readonly number[];
}

const { values } = parseArgs({
  options: {
    orders: { type: 'string', default: '48' },
    rounds: { type: 'string', default: '3' },
    callers: { type: 'string', default: '16' },
    help: { type: 'boolean', short: 'h' },
  },
});
if (values.help) console.log(help);
else await onStage(measure);

async function measure(stage: BenchStage): Promise<void> {
  const [orders, rounds, callers] = [values.orders, values.rounds, values.callers].map(Number);
  if (!orders || !rounds || !callers) throw new Error(help);
  await engineRound(stage, callers, callers); // warm: plans, caches, connections
  await floorRound(stage.database, callers, callers, 'warm');

  const floor: Round[] = [];
  const engine: Round[] = [];
  for (let round = 0; round < rounds; round += 1) {
    floor.push(await floorRound(stage.database, orders, callers, `${round}`));
    engine.push(await engineRound(stage, orders, callers));
  }

  const [floorLine, engineLine] = [lineOf(floor), lineOf(engine)];
  const ratio = {
    'orders/s': round(floorLine['orders/s'] / engineLine['orders/s']),
    'p50 ms': round(engineLine['p50 ms'] / floorLine['p50 ms']),
    'p95 ms': round(engineLine['p95 ms'] / floorLine['p95 ms']),
  };
  console.log(`${orders} orders of 8 actions, ${callers} callers, median of ${rounds} rounds`);
  console.table({
    'statement alone': floorLine,
    'order workflow': engineLine,
    'times the floor': ratio,
  });
  console.log(
    `history events per action, opening and end included: ${await eventsPerAction(stage)}`,
  );
}

/** The same transitions, recorded by the same statement, without an engine. */
async function floorRound(
  { db }: Database,
  orders: number,
  callers: number,
  name: string,
): Promise<Round> {
  const latenciesMs: number[] = [];
  const lives = Array.from({ length: orders }, (_, index) => lifeOf(`floor-${name}-${index}`));
  const tookMs = await timed(() =>
    byCallers(
      callers,
      lives.map((life) => async () => {
        for (const [index, done] of life.entries()) {
          const ms = await timed(() => recordTransition(db, done));
          if (index > 0) latenciesMs.push(ms); // the first one opens the order
        }
      }),
    ),
  );
  return { ordersPerSecond: (orders / tookMs) * 1_000, latenciesMs };
}

async function engineRound(stage: BenchStage, orders: number, callers: number): Promise<Round> {
  const latenciesMs: number[] = [];
  const life = async () => {
    const order = await stage.open();
    for (const act of eightActions) latenciesMs.push(await timed(() => act(order)));
  };
  const tookMs = await timed(() =>
    byCallers(
      callers,
      Array.from({ length: orders }, () => life),
    ),
  );
  return { ordersPerSecond: (orders / tookMs) * 1_000, latenciesMs };
}

function lifeOf(orderId: string): readonly RecordedTransition[] {
  const opened = anOrder();
  const accepted = (
    [
      ...['submitRequirement', 'rejectRequirement', 'submitRequirement', 'confirmRequirement'],
      ...['deliver', 'reject', 'deliver', 'accept'],
    ] as Parameters<OrderDriver['act']>[0][]
  ).reduce((driver, action) => driver.act(action), opened);
  return transitionsOf(accepted, opened.order, orderId);
}

async function eventsPerAction(stage: BenchStage): Promise<number> {
  const order = await stage.open();
  for (const act of eightActions) await act(order);
  await complete(order);
  await order.handle.result();
  const { events } = await order.handle.fetchHistory();
  return round((events?.length ?? 0) / (eightActions.length + 1));
}

function lineOf(rounds: readonly Round[]) {
  const latenciesMs = rounds.flatMap((one) => one.latenciesMs);
  return {
    'orders/s': round(
      quantile(
        rounds.map(({ ordersPerSecond }) => ordersPerSecond),
        0.5,
      ),
    ),
    'p50 ms': round(quantile(latenciesMs, 0.5)),
    'p95 ms': round(quantile(latenciesMs, 0.95)),
  };
}

function round(value: number): number {
  return Number(value.toPrecision(3));
}
