import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Client, Connection } from '@temporalio/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { flows } from '../../domain/flows/catalogue.ts';
import { everyFlow } from '../../scripts/demo/every-flow.ts';
import { MarketplaceActor } from '../../scripts/demo/marketplace.ts';
import { stories } from '../../scripts/demo/stories.ts';
import { tell } from '../../scripts/demo/tell.ts';
import { purchaseBody } from '../support/lives.ts';
import { type Stack, startStack } from '../support/stack.ts';

const projectFolder = join(import.meta.dirname, '../..');
let stack: Stack;
let connection: Connection;
let client: Client;
beforeAll(async () => {
  stack = await startStack();
  const address = `127.0.0.1:${stack.environment.HANDOVER_TEMPORAL_PORT}`;
  connection = await Connection.connect({ address });
  client = new Client({ connection });
}, 120_000);
afterAll(async () => {
  await connection.close();
  await stack.stop();
});

describe('npm run demo', () => {
  it('moves its orders to their ends, in words, and exits 0', async () => {
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['--import', 'tsx', 'scripts/demo.ts'],
      { cwd: projectFolder, env: { ...process.env, ...stack.environment } },
    );

    const all = stories.length + everyFlow.length;
    expect(stdout).toContain(`${all} of ${all} orders ended where their flow says`);
    expect(stdout).toContain('refused, AUTH_CODE_NOT_CLAIMED');
    expect(stdout).toContain('/namespaces/default/workflows/order%3AMOCKPERIODYEARNEW-');
  });

  it('has one order of every flow', () => {
    expect(new Set(everyFlow.map(({ flow }) => flow))).toEqual(new Set(flows.map(({ id }) => id)));
  });

  it('says so when an order follows another flow than its story, or a step another outcome', async () => {
    const [story] = stories;
    if (!story) throw new Error('no story');
    const said: string[] = [];
    const telling = {
      url: stack.url,
      tokens: stack.tokens,
      say: (line: string) => said.push(line),
      beforeStep: async () => undefined,
    };

    expect(await tell({ ...story, flow: 'general.reviewed' }, telling)).toBe(false);
    expect(await tell({ ...story, steps: story.steps.slice(1, 3) }, telling, 500)).toBe(false);
    expect(said.join('\n')).toContain('expected it to end at COMPLETED');
  });
});

describe("Temporal's UI", () => {
  it('R-SEC-02 shows an operator where an order stands, without texts of the parties', async () => {
    const orderId = `UI-${Date.now()}`;
    const storefront = new MarketplaceActor(stack.url, stack.tokens, 'storefront');
    const buyer = new MarketplaceActor(stack.url, stack.tokens, 'buyer', 'B-1');
    const seller = new MarketplaceActor(stack.url, stack.tokens, 'seller', 'S-1');
    const clock = { kind: 'fast', startsAt: '2024-09-13T10:01:00+08:00', rate: 1 };
    await storefront.purchase({ ...purchaseBody(orderId), clock });
    await buyer.act(orderId, 'submitRequirement', { text: 'a secret of the buyer' });
    await seller.act(orderId, 'confirmRequirement', {});
    const { body: file } = await seller.upload(orderId, 'proof.txt', 'proof');
    const proofs = [{ fileId: file.fileId, kind: 'OTHER', criteria: ['delivered'] }];
    await seller.act(orderId, 'deliver', { result: 'code AB-12', proofs });
    await buyer.act(orderId, 'accept', {});

    const workflowId = `order:${orderId}`;
    const query = `OrderNode="COMPLETING" AND SellerId="S-1" AND Livemode=false AND WorkflowId="${workflowId}"`;
    await expect
      .poll(async () => (await client.workflow.count(query)).count, { timeout: 15_000 })
      .toBe(1);

    const handle = client.workflow.getHandle(workflowId);
    const description = await handle.describe();
    const summary = await description.staticSummary();
    const metadata = await handle.query<{ currentDetails: string }>('__temporal_workflow_metadata');
    const { events } = await handle.fetchHistory();
    const timers = (events ?? [])
      .filter((event) => event.timerStartedEventAttributes)
      .map((event) => Buffer.from(event.userMetadata?.summary?.data ?? []).toString());
    const timerName = timers.join('\n');

    expect(summary).toMatch(/Data file.*rehearsal/);
    expect(metadata.currentDetails).toContain('COMPLETING');
    expect(metadata.currentDetails).toMatch(/waiting for: .*platform/);
    expect(metadata.currentDetails).toContain('on silence');
    expect(timers[0]).toContain('SUBMIT_REQUIREMENT, reminderDue at 2024-09-14 10:01');
    expect(timers.at(-1)).toContain('COMPLETING until 2024-09-13 13:01');
    const shown = [
      summary,
      metadata.currentDetails,
      timerName,
      JSON.stringify(description.typedSearchAttributes),
    ];
    for (const text of shown) expect(text).not.toMatch(/secret|AB-12/);
  });
});

describe('Ctrl-C', () => {
  it('stops API, worker, Temporal and PostgreSQL in this order, within seconds', async () => {
    const { code, tookMs } = await stack.stop();

    expect(code).toBe(0);
    const stopped = [...stack.screen().matchAll(/✔ (.+?) stopped/g)].map(([, name]) => name);
    expect(stopped).toEqual(['api', 'worker', 'Temporal server', 'PostgreSQL']);
    expect(tookMs).toBeLessThan(30_000);
  });
});
