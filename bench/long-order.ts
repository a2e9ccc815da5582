import { parseArgs } from 'node:util';
import { type Instant, instant, plusMs } from '../domain/units.ts';
import { historyOf, type RunLength } from '../test/support/run-chain.ts';
import { actors, type RunningOrder } from '../test/support/running-order.ts';
import { type BenchStage, onStage, quantile, timed } from './stage.ts';

const help = `usage: npm run bench:long-order [-- --actions <n>] [--events <n>]

One order that lives through a year of its clock, two thousand actions one after the other: parcels, signatures,
extensions, rejections, with the reminders and the alert that come in between. Does it answer as quickly at the end as at
the start, and does every run stay below 4,000 history events? Ends with 1 if a run does not. Writes nothing.

The last hundred actions take turns with the first hundred of a new order, so that both meet the same machine.

  --actions  how many, 2000
  --events   history length at which a run continues as new; left out: as in production
`;

/** Temporal suggests to continue as new at 4,096. */
const mostEvents = 4_000;
/** What Temporal takes as one payload. */
const mostBytes = 2 * 1024 * 1024;
const sampleSize = 100;
const yearMs = 365 * 86_400_000;
const dayMs = 86_400_000;
const startsAt = instant('2025-01-02T10:00:00+08:00');

type Act = (order: RunningOrder, now: Instant, next: Instant) => Promise<unknown>;
const { buyer, seller, storefront, opsManager } = actors;
const criteria = ['shipped'];

/** One parcel that comes back; `now` is what the order's clock reads, `next` what it is advanced to at the end. */
const parcel: readonly Act[] = [
  (order) =>
    order.act(seller, 'ship', {
      courier: 'SF',
      trackingNumber: 'SF1',
      carriesBuyersPhone: true,
      answers: [{ criterion: 'shipped', answer: 'sent again' }],
    }),
  (order) => order.act(storefront, 'recordCourierSignature', { trackingNumber: 'SF1' }),
  (order, now) =>
    order.act(buyer, 'requestExtension', { until: plusMs(now, 12 * dayMs), reason: 'travelling' }),
  (order) => order.act(seller, 'grantExtension', {}),
  (order) => order.act(buyer, 'reject', { reason: 'broken', criteria }),
  (order) => order.act(buyer, 'changeAddress', { shippingAddressId: 'ADDR-2' }),
  (order, _now, next) => order.act(opsManager, 'advanceClock', { to: next }),
];

const { values } = parseArgs({
  options: {
    actions: { type: 'string', default: '2000' },
    events: { type: 'string' },
    help: { type: 'boolean', short: 'h' },
  },
});
if (values.help) console.log(help);
else await onStage(measure);

async function measure(stage: BenchStage): Promise<void> {
  const actions = Number(values.actions);
  const events = values.events === undefined ? undefined : Number(values.events);
  if (!(actions >= 2 * sampleSize) || (events !== undefined && !(events > 0)))
    throw new Error(help);
  const open = () =>
    stage.open(events === undefined ? {} : { continueAsNewAfterEvents: events }, {
      deliveryMode: 'HARDWARE',
      shippingAddressId: 'ADDR-1',
      placedAt: startsAt,
      paidAt: startsAt,
      clock: { kind: 'manual', startsAt },
    });
  const warm = await open();
  for (let done = 0; done < parcel.length * 2; done += 1) await act(warm, done, actions);

  const old = await open();
  const young = await open();
  const latenciesMs: number[] = [];
  const youngMs: number[] = [];
  for (let done = 0; done < actions; done += 1) {
    const turn = done - (actions - sampleSize);
    const youngFirst = turn >= 0 && turn % 2 === 0;
    if (youngFirst) youngMs.push(await timed(() => act(young, turn, actions)));
    latenciesMs.push(await timed(() => act(old, done, actions)));
    if (turn >= 0 && !youngFirst) youngMs.push(await timed(() => act(young, turn, actions)));
  }
  report(latenciesMs, youngMs);
  await reportRuns(stage, old);
}

/** The action whose turn it is. The clock moves with each parcel, by the same part of a year. */
async function act(order: RunningOrder, done: number, actions: number): Promise<unknown> {
  const stepMs = Math.ceil(yearMs / Math.floor(actions / parcel.length));
  const parcels = Math.floor(done / parcel.length);
  const now = plusMs(startsAt, parcels * stepMs);
  const next = parcel[done % parcel.length];
  if (!next) throw new Error('no action');
  return await next(order, now, plusMs(now, stepMs));
}

function report(latenciesMs: readonly number[], youngMs: readonly number[]): void {
  const first = latenciesMs.slice(0, sampleSize);
  const last = latenciesMs.slice(-sampleSize);
  const lineOf = (sample: readonly number[]) => ({
    'p50 ms': rounded(quantile(sample, 0.5)),
    'p95 ms': rounded(quantile(sample, 0.95)),
  });
  const ratio = (above: readonly number[], below: readonly number[]) => ({
    'p50 ms': rounded(quantile(above, 0.5) / quantile(below, 0.5)),
    'p95 ms': rounded(quantile(above, 0.95) / quantile(below, 0.95)),
  });
  console.log(`one order, ${latenciesMs.length} actions`);
  console.table({
    'first 100': lineOf(first),
    'last 100': lineOf(last),
    'a new order beside them': lineOf(youngMs),
    'last / new, same minutes': ratio(last, youngMs),
    'last / first': ratio(last, first),
  });
}

async function reportRuns(stage: BenchStage, order: RunningOrder): Promise<void> {
  const { seq, alertedAt, clock } = await order.snapshot();
  const runs = await historyOf(stage.client, order.handle.workflowId);
  const at = clock.kind === 'manual' ? clock.at : 'not manual';
  console.log(`${seq} transitions with reminders; clock at ${at}; alert at ${alertedAt}`);
  console.table(runs.map(lineOfRun));

  const largest = Math.max(...runs.map((run) => run.inputBytes));
  console.log(
    `largest input of a run: ${largest} bytes, ${rounded((largest / mostBytes) * 100)} % of what Temporal takes as one payload`,
  );
  const longest = Math.max(...runs.map((run) => run.events));
  if (longest < mostEvents) return;
  console.error(`a run has ${longest} history events, ${mostEvents} or more`);
  process.exitCode = 1;
}

function lineOfRun({ events, inputBytes, historyBytes, updates }: RunLength) {
  return { events, updates, 'input, bytes': inputBytes, 'history, bytes': historyBytes };
}

function rounded(value: number): number {
  return Number(value.toPrecision(3));
}
