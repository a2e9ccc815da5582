import { parseArgs } from 'node:util';
import {
  type BenchStage,
  eightActions,
  onStage,
  quantile,
  rejectAndDeliver,
  timed,
} from './stage.ts';

const help = `usage: npm run bench:long-order [-- --actions <n>] [--events <n>]

One order with many actions, one after the other: are the last fifty as quick as the first? Writes nothing.

  --actions  how many, 300
  --events   history length at which a run continues as new, 500
`;

const { values } = parseArgs({
  options: {
    actions: { type: 'string', default: '300' },
    events: { type: 'string', default: '500' },
    help: { type: 'boolean', short: 'h' },
  },
});
if (values.help) console.log(help);
else await onStage(measure);

async function measure(stage: BenchStage): Promise<void> {
  const [actions, events] = [Number(values.actions), Number(values.events)];
  if (!(actions >= 100) || !(events > 0)) throw new Error(help);
  const warm = await stage.open();
  for (const act of eightActions) await act(warm);

  const order = await stage.open({ continueAsNewAfterEvents: events });
  const runs = new Set<string>();
  const latenciesMs: number[] = [];
  const delivered = eightActions.slice(0, 5);
  for (let done = 0; done < actions; done += 1) {
    const act = delivered[done] ?? rejectAndDeliver[(done - delivered.length) % 2];
    if (!act) throw new Error('no action');
    latenciesMs.push(await timed(() => act(order)));
    if (done % 10 === 0) runs.add((await order.handle.describe()).runId);
  }

  const first = latenciesMs.slice(0, 50);
  const last = latenciesMs.slice(-50);
  const lineOf = (values50: readonly number[]) => ({
    'p50 ms': round(quantile(values50, 0.5)),
    'p95 ms': round(quantile(values50, 0.95)),
  });
  console.log(`one order, ${actions} actions, ${runs.size} runs`);
  console.table({
    'first 50': lineOf(first),
    'last 50': lineOf(last),
    'last / first': {
      'p50 ms': round(quantile(last, 0.5) / quantile(first, 0.5)),
      'p95 ms': round(quantile(last, 0.95) / quantile(first, 0.95)),
    },
  });
}

function round(value: number): number {
  return Number(value.toPrecision(3));
}
