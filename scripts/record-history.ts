import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { Client, WorkflowHandle } from '@temporalio/client';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import postgres from 'postgres';
import { connect } from '../db/client.ts';
import { createScreen } from '../infra/screen.ts';
import type { Scenario, Stage } from '../test/replay/acts.ts';
import { purchaseOf, refusingPayments, scenarios } from '../test/replay/scenarios.ts';
import { startEngines } from '../test/support/global-setup.ts';
import { aPurchase } from '../test/support/purchase.ts';
import {
  type OrderWorker,
  quietRuntime,
  type RunningOrder,
  startOrderWorker,
} from '../test/support/running-order.ts';

const help = `usage: npm run histories:record [-- --only <text>] [--replace]

Records one history per flow and scenario of test/replay/scenarios.ts on engines of its own, as
test/replay/histories/<flow-id>.<what>.<recorded-on>.json. Run it whenever a flow or a way through the workflow is
published. Earlier files stay: running orders replay like them, so today's code has to replay them for ever.

  --only     scenarios whose name contains the text
  --replace  delete earlier recordings of the same scenario; only while no order lives that was opened before
`;

const root = dirname(import.meta.dirname);
const folder = join(root, 'test', 'replay', 'histories');
/** What histories name as worker and client, in place of a process and a host. */
const identity = 'record-history';

const { values } = parseArgs({
  options: {
    only: { type: 'string', default: '' },
    replace: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h' },
  },
});
if (values.help) console.log(help);
else await recordAll();

async function recordAll(): Promise<void> {
  const wanted = scenarios.filter((scenario) => nameOf(scenario).includes(values.only));
  if (wanted.length === 0) throw new Error(`no scenario is named like "${values.only}"`);
  quietRuntime();
  const screen = createScreen();
  const { engines, stop } = await startEngines();
  const database = connect(databaseUrl(engines.postgres.appUrl, engines.postgres.template));
  const worker = await startOrderWorker({
    temporal: engines.temporal,
    database,
    taskQueue: 'orders',
    identity,
    refunds: refusingPayments(),
  });
  const stage = stageOn(engines.postgres.ownerUrl, engines.postgres.template);
  try {
    for (const scenario of wanted) {
      await screen.step(nameOf(scenario), async () => ({
        summary: (await record(worker, scenario, stage)).join(' '),
      }));
    }
  } finally {
    await worker.stop();
    await database.close();
    await stop();
  }
}

function nameOf({ flowId, what }: Scenario): string {
  return `${flowId}.${what}`;
}

async function record(worker: OrderWorker, scenario: Scenario, stage: Stage): Promise<string[]> {
  const order = await worker.open(aPurchase(purchaseOf(scenario)), scenario.open);
  const { flowId } = await order.snapshot();
  if (flowId !== scenario.flowId) throw new Error(`${nameOf(scenario)} opened with flow ${flowId}`);
  await scenario.live(order, stage);

  const runs = await historiesOf(worker.client, order.handle);
  if (values.replace) removeEarlier(nameOf(scenario));
  return runs.map((history, index) => {
    const run = runs.length > 1 ? `-run-${index + 1}` : '';
    writeFileSync(freeFile(`${nameOf(scenario)}${run}`), history);
    return `${run || 'events'} ${history.split('\n').length - 3}`;
  });
}

/** A file of today for a recording; a later one of the same day gets a number. */
function freeFile(name: string): string {
  const recordedOn = new Date().toISOString().slice(0, 10);
  for (let no = 1; ; no += 1) {
    const file = join(folder, `${name}.${recordedOn}${no === 1 ? '' : `-${no}`}.json`);
    if (!existsSync(file)) return file;
  }
}

/** The histories of all runs of an order, first to last. */
async function historiesOf(client: Client, handle: WorkflowHandle): Promise<string[]> {
  const history = await handle.fetchHistory();
  const started = history.events?.[0]?.workflowExecutionStartedEventAttributes;
  const before = started?.continuedExecutionRunId;
  const earlier = before
    ? await historiesOf(client, client.workflow.getHandle(handle.workflowId, before))
    : [];
  return [...earlier, textOf(historyToJSON(history))];
}

/** One line per event, without what only this machine knows. */
function textOf(json: string): string {
  const { events } = JSON.parse(json, (key, value) => (key === 'stackTrace' ? '' : value)) as {
    events: unknown[];
  };
  const text = `{"events":[\n${events.map((event) => JSON.stringify(event)).join(',\n')}\n]}\n`;
  const readable = text.replace(/"data":\s*"([A-Za-z0-9+/=]+)"/g, (_all, data: string) =>
    Buffer.from(data, 'base64').toString(),
  );
  for (const secret of [root, homedir(), hostname()]) {
    if (readable.includes(secret)) throw new Error(`the history would tell "${secret}"`);
  }
  return text;
}

function removeEarlier(name: string): void {
  const rest = /^(-run-\d+)?\.\d{4}-\d{2}-\d{2}(-\d+)?\.json$/;
  for (const file of readdirSync(folder)) {
    if (file.startsWith(name) && rest.test(file.slice(name.length))) rmSync(join(folder, file));
  }
}

function stageOn(ownerUrl: string, name: string): Stage {
  const administer = async (...statements: readonly string[]): Promise<void> => {
    const sql = postgres(ownerUrl, { max: 1, onnotice: () => undefined });
    for (const statement of statements) await sql.unsafe(statement);
    await sql.end();
  };
  return {
    withoutDatabase: async (order, act) => {
      await administer(
        `alter database ${name} with allow_connections false`,
        `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${name}'`,
      );
      const before = await ordinaryActivities(order);
      let hasFailed = false;
      const done = act();
      done.catch(() => {
        hasFailed = true;
      });
      while (!hasFailed && (await ordinaryActivities(order)) === before) await sleep(50);
      await administer(`alter database ${name} with allow_connections true`);
      await done;
    },
  };
}

async function ordinaryActivities({ handle }: RunningOrder): Promise<number> {
  const { events } = await handle.fetchHistory();
  return (events ?? []).filter((event) => event.activityTaskScheduledEventAttributes).length;
}

function databaseUrl(url: string, name: string): string {
  const changed = new URL(url);
  changed.pathname = `/${name}`;
  return changed.href;
}
