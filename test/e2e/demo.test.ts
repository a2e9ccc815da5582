import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Client, Connection } from '@temporalio/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { flows } from '../../domain/flows/catalogue.ts';
import { disputes } from '../../scripts/demo/dispute.ts';
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

const tellingTo = (said: string[]) => ({
  url: stack.url,
  tokens: stack.tokens,
  say: (line: string) => said.push(line),
  beforeStep: async () => undefined,
});

describe('npm run demo', () => {
  it('moves its orders to their ends, in words, and exits 0', async () => {
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['--import', 'tsx', 'scripts/demo.ts'],
      { cwd: projectFolder, env: { ...process.env, ...stack.environment } },
    );

    const all = stories.length + everyFlow.length + disputes.length;
    expect(stdout).toContain(`${all} of ${all} orders ended where their flow says`);
    expect(stdout).toContain('refused, AUTH_CODE_NOT_CLAIMED');
    expect(stdout).toContain('/namespaces/default/workflows/order%3AMOCKPERIODYEARNEW-');
    const [, dispute = ''] = stdout.split(`━━ ${disputes[0]?.title}`);
    const inOrder = [
      'buyer rejects the goods, for the first time: 200',
      'buyer appeals, with two files of evidence: 200',
      'the deadline is frozen: none runs, six days of it are kept',
      '“用户确认收货”已冻结，时限剩余 6 天 0 小时 0 分，结束后归还',
      '"Buyer accepts the goods" is frozen; 6 d 0 h 0 min of its limit are left',
      'seller answers the appeal: 200',
      'refused, ORDER_FROZEN: appealed by the buyer, to be decided before 2024-10-23T16:00:00.000Z',
      'nothing was accepted by itself; the decision is late',
      'buyer declines the offer: 200',
      'to be decided before 2024-10-23T16:00:00.000Z, late by 14.42 days, taken by nobody',
      'nothing is refunded yet',
      'refused, SIGNATURE_IS_YOUR_OWN',
      'ruled by ops-li, signed by ops-wang',
      'BUYER_ACCEPT, frozen: 20 days',
      '12,000 yuan are refunded, the order is completed with the rest',
    ].map((text) => dispute.indexOf(text));
    expect(inOrder).not.toContain(-1);
    expect(inOrder).toEqual([...inOrder].sort((a, b) => a - b));
  });

  it('explains a dispute in Chinese and English before and after each step', async () => {
    const [, resumed] = disputes;
    if (!resumed) throw new Error('no dispute');
    const said: string[] = [];

    expect(await tell(resumed, tellingTo(said))).toBe(true);
    const texts = said.filter((line) => line.includes('┌ explain'));
    expect(texts).toHaveLength(2 * (resumed.steps.length + 1));
    expect(said.join('\n')).toContain('1. 用户申诉（交付与约定不符），订单冻结');
    expect(said.join('\n')).toContain(
      'the buyer has appealed (the delivery is not what was agreed)',
    );
    expect(said.join('\n')).toContain('the seller may answer until 2024-10-15T16:00:00.000Z');
  });

  it('has one order of every flow', () => {
    expect(new Set(everyFlow.map(({ flow }) => flow))).toEqual(new Set(flows.map(({ id }) => id)));
  });

  it('says so when an order follows another flow than its story, or a step another outcome', async () => {
    const [story] = stories;
    if (!story) throw new Error('no story');
    const said: string[] = [];
    const telling = tellingTo(said);

    expect(await tell({ ...story, flow: 'general.reviewed' }, telling)).toBe(false);
    expect(await tell({ ...story, steps: story.steps.slice(1, 3) }, telling, 500)).toBe(false);
    expect(said.join('\n')).toContain('expected it to end at COMPLETED');
  });

  it('says so when an order is not as the story says', async () => {
    const story = stories.at(-1);
    if (!story) throw new Error('no story');
    const untrue = [{ says: 'it was refunded', holds: () => false }];
    const steps = story.steps.slice(1, 2).map((step) => ({ ...step, afterwards: untrue }));
    const said: string[] = [];

    expect(await tell({ ...story, steps }, tellingTo(said))).toBe(false);
    expect(await tell({ ...story, finally: untrue }, tellingTo(said))).toBe(false);
    expect(said.filter((line) => line.includes('expected this: it was refunded'))).toHaveLength(2);
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
