import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { inject } from 'vitest';
import { connect, type Database } from '../../db/client.ts';
import { createDevKey, signDevToken, type TokenClaims } from '../../infra/dev-issuer.ts';
import { freePorts } from '../../infra/ports.ts';
import { cloneDatabase } from './database.ts';
import { type OrderWorker, quietRuntime, startOrderWorker } from './running-order.ts';
import { type FileToUpload, uploadFile } from './upload-file.ts';

quietRuntime();
const projectFolder = join(import.meta.dirname, '../..');

/** An answer of one of the processes. */
export interface Answer {
  readonly status: number;
  readonly isReplay: boolean;
  readonly body: Readonly<Record<string, unknown>> & {
    readonly seq?: number;
    readonly code?: string;
  };
}

/** Several API processes on the same engines and the same database, with one worker. */
export interface ApiProcesses {
  readonly database: Database;
  readonly worker: OrderWorker;
  /** @param no - of the process; any number: they take turns */
  readonly post: (
    no: number,
    who: TokenClaims,
    path: string,
    body: object,
    key?: string,
  ) => Promise<Answer>;
  readonly upload: (who: TokenClaims, orderId: string, file: FileToUpload) => Promise<string>;
  readonly stop: () => Promise<void>;
}

/** Starts worker and API processes. Stop them in `afterAll`. */
export async function startApiProcesses(count: number): Promise<ApiProcesses> {
  const folder = mkdtempSync(join(tmpdir(), 'handover-races-'));
  const keyFile = join(folder, 'key.json');
  const taskQueue = `races-${randomUUID()}`;
  const servers: ChildProcess[] = [];
  const clone = await cloneDatabase();
  const database = connect(clone.appUrl);
  const temporal = inject('temporal');
  const worker = await startOrderWorker({ temporal, database, taskQueue });
  await createDevKey(keyFile);

  /** An API process of its own, on the engines and the database that the others use too. */
  async function startServer(port: number): Promise<string> {
    const server = spawn(process.execPath, ['--import', 'tsx', 'server.ts'], {
      cwd: projectFolder,
      env: {
        PATH: process.env.PATH,
        API_PORT: String(port),
        APP_DATABASE_URL: clone.appUrl,
        TEMPORAL_ADDRESS: temporal.address,
        TEMPORAL_NAMESPACE: temporal.namespace,
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
    return `http://127.0.0.1:${port}`;
  }
  const urls = await Promise.all((await freePorts(count)).map(startServer));
  const urlOf = (no: number): string => urls[no % count] ?? '';

  return {
    database,
    worker,
    post: async (no, who, path, body, key) => {
      const response = await fetch(`${urlOf(no)}${path}`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${await signDevToken(keyFile, who)}`,
          'content-type': 'application/json',
          ...(key !== undefined && { 'idempotency-key': key }),
        },
        body: JSON.stringify(body),
        signal: AbortSignal.timeout(30_000),
      });
      return {
        status: response.status,
        isReplay: response.headers.get('idempotency-replayed') === 'true',
        body: (await response.json()) as Answer['body'],
      };
    },
    upload: async (who, orderId, file) =>
      (await uploadFile(urlOf(0), await signDevToken(keyFile, who), orderId, file)).fileId,
    stop: async () => {
      const ended = servers.map((server) => new Promise((resolve) => server.once('exit', resolve)));
      for (const server of servers) server.kill('SIGTERM');
      await Promise.all(ended);
      await worker.stop();
      await database.close();
      await clone.drop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
