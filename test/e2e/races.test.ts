import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { connect, type Database } from '../../db/client.ts';
import { createDevKey, signDevToken } from '../../infra/dev-issuer.ts';
import { freePorts } from '../../infra/ports.ts';
import { cloneDatabase, type DatabaseClone } from '../support/database.ts';
import { purchaseBody } from '../support/lives.ts';
import { type OrderWorker, quietRuntime, startOrderWorker } from '../support/running-order.ts';

quietRuntime();
const projectFolder = join(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'handover-races-'));
const keyFile = join(folder, 'key.json');
const taskQueue = `races-${randomUUID()}`;
const servers: ChildProcess[] = [];
const urls: string[] = [];
const tokens: Record<string, string> = {};
let clone: DatabaseClone;
let database: Database;
let worker: OrderWorker;

beforeAll(async () => {
  clone = await cloneDatabase();
  database = connect(clone.appUrl);
  worker = await startOrderWorker({ temporal: inject('temporal'), database, taskQueue });
  await createDevKey(keyFile);
  for (const [role, party] of [['storefront'], ['buyer', 'B-1'], ['seller', 'S-1']] as const) {
    const claims = { sub: role, role, ...(party !== undefined && { party }) };
    tokens[role] = await signDevToken(keyFile, claims);
  }
  await Promise.all((await freePorts(2)).map(startServer));
}, 60_000);
afterAll(async () => {
  const ended = servers.map((server) => new Promise((resolve) => server.once('exit', resolve)));
  for (const server of servers) server.kill('SIGTERM');
  await Promise.all(ended);
  await worker.stop();
  await database.close();
  await clone.drop();
  rmSync(folder, { recursive: true, force: true });
});

/** An API process of its own, on the engines and the database that the other one uses too. */
async function startServer(port: number): Promise<void> {
  const { address, namespace } = inject('temporal');
  const server = spawn(process.execPath, ['--import', 'tsx', 'server.ts'], {
    cwd: projectFolder,
    env: {
      PATH: process.env.PATH,
      API_PORT: String(port),
      APP_DATABASE_URL: clone.appUrl,
      TEMPORAL_ADDRESS: address,
      TEMPORAL_NAMESPACE: namespace,
      TEMPORAL_TASK_QUEUE: taskQueue,
      HANDOVER_DEV_ISSUER_FILE: keyFile,
      FILES_DIR: join(folder, 'files'),
      COMMAND_WAIT_MS: '20000',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  servers.push(server);
  let screen = '';
  server.stdout.on('data', (chunk: Buffer) => (screen += chunk.toString()));
  server.stderr.on('data', (chunk: Buffer) => (screen += chunk.toString()));
  while (!screen.includes('API listens')) {
    if (server.exitCode !== null) throw new Error(`an API process did not come up:\n${screen}`);
    await sleep(50);
  }
  urls.push(`http://127.0.0.1:${port}`);
}

interface Answer {
  readonly status: number;
  readonly isReplay: boolean;
  readonly body: { readonly seq?: number; readonly code?: string };
}

async function post(
  url: string,
  role: string,
  path: string,
  body: object,
  key = '',
): Promise<Answer> {
  const response = await fetch(`${url}${path}`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${tokens[role]}`,
      'content-type': 'application/json',
      ...(key !== '' && { 'idempotency-key': key }),
    },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(30_000),
  });
  return {
    status: response.status,
    isReplay: response.headers.get('idempotency-replayed') === 'true',
    body: (await response.json()) as Answer['body'],
  };
}

/** The same request at both processes, twice at each, at once. */
const everywhere = (role: string, path: string, bodies: readonly object[], key?: string) =>
  Promise.all(
    [0, 1, 2, 3].map((no) =>
      post(urls[no % 2] ?? '', role, path, bodies[no % bodies.length] ?? {}, key),
    ),
  );

async function opened(): Promise<string> {
  const orderId = `R-${randomUUID()}`;
  const { status } = await post(urls[0] ?? '', 'storefront', '/orders', purchaseBody(orderId));
  expect(status).toBe(201);
  return orderId;
}

const entriesOf = (orderId: string) =>
  database.db.execute<{ seq: number; result: string; commandId: string; code: string }>(
    `select seq, result, command_id as "commandId", entry->>'code' as code
     from audit_log where order_id = '${orderId}' order by no`,
  );

const distinct = (values: readonly unknown[]) => [...new Set(values)];
const text = { text: 'twelve seats' };
const submit = (orderId: string) => `/orders/${orderId}/actions/submitRequirement`;
const turnDown = (orderId: string) => `/orders/${orderId}/actions/rejectRequirement`;

describe('two API processes hear the same at once', () => {
  it('a command with one key is carried out once, and everybody gets its outcome, 20 rounds', async () => {
    const orderId = await opened();
    for (let round = 0; round < 20; round += 1) {
      const [role, path, body] =
        round % 2 === 0
          ? (['buyer', submit(orderId), text] as const)
          : (['seller', turnDown(orderId), { reason: 'where?' }] as const);

      const answers = await everywhere(role, path, [body], `key-${round}`);

      expect(
        answers.map(({ status, body: { seq } }) => `${status} ${seq}`),
        `round ${round}`,
      ).toEqual(Array(4).fill(`200 ${round + 2}`));
      expect(distinct(answers.map((answer) => JSON.stringify(answer.body)))).toHaveLength(1);
    }

    const done = await entriesOf(orderId);
    expect(done.map(({ seq, result }) => `${seq} ${result}`)).toEqual(
      Array.from({ length: 21 }, (_, index) => `${index + 1} DONE`),
    );
  });

  it('one key with two contents: one is carried out, the other refused as COMMAND_ID_REUSED, 20 rounds', async () => {
    const orderId = await opened();
    for (let round = 0; round < 20; round += 1) {
      const [role, path, bodies] =
        round % 2 === 0
          ? (['buyer', submit(orderId), [{ text: 'one' }, { text: 'two' }]] as const)
          : (['seller', turnDown(orderId), [{ reason: 'one' }, { reason: 'two' }]] as const);

      const answers = await everywhere(role, path, bodies, `key-${round}`);

      const said = [answers.slice(0, 2), answers.slice(2)].map((pair) =>
        pair.map(({ status, body }) => `${status} ${body.code ?? body.seq}`).toSorted(),
      );
      const expected = [`200 ${round + 2}`, '422 COMMAND_ID_REUSED'];
      expect(said, `round ${round}`).toEqual([expected, expected]);
    }

    const entries = await entriesOf(orderId);
    const done = entries.filter(({ result }) => result === 'DONE');
    expect(done.map(({ seq }) => seq)).toEqual(Array.from({ length: 21 }, (_, index) => index + 1));
  });

  it('a refused command is refused with one code to everybody, and later too, 20 rounds', async () => {
    const orderId = await opened();
    for (let round = 0; round < 20; round += 1) {
      const path = turnDown(orderId);
      const answers = await everywhere('seller', path, [{ reason: 'x' }], `key-${round}`);
      const later = await post(
        urls[round % 2] ?? '',
        'seller',
        path,
        { reason: 'x' },
        `key-${round}`,
      );

      expect(
        [...answers, later].map(({ status, body }) => `${status} ${body.code}`),
        `round ${round}`,
      ).toEqual(Array(5).fill('409 EVENT_NOT_ALLOWED_AT_NODE'));
      expect(later.isReplay).toBe(true);
    }
  });

  it('a purchase opens one order, 20 rounds', async () => {
    for (let round = 0; round < 20; round += 1) {
      const body = purchaseBody(`R-${randomUUID()}`);

      const answers = await everywhere('storefront', '/orders', [body]);

      const said = answers.map(({ status, body: { seq } }) => `${status} ${seq}`).toSorted();
      expect(said, `round ${round}`).toEqual(['200 1', '200 1', '200 1', '201 1']);
      expect(await entriesOf(body.orderId)).toHaveLength(1);
    }
  });
});
