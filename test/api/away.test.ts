import { createServer, connect as dial, type Server, type Socket } from 'node:net';
import { Client, Connection } from '@temporalio/client';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { connect } from '../../db/client.ts';
import { cloneDatabase, type DatabaseClone } from '../support/database.ts';
import { aPurchase } from '../support/purchase.ts';
import { startApi, type TestApi } from './support.ts';

/** A door between the API and a server: while it is shut nothing gets through, and what was through is cut. */
class Door {
  readonly #target: { readonly host: string; readonly port: number };
  #server: Server | undefined;
  #port = 0;
  readonly #sockets = new Set<Socket>();

  constructor(host: string, port: number) {
    this.#target = { host, port };
  }

  get port(): number {
    return this.#port;
  }

  async open(): Promise<void> {
    const server = createServer((near) => {
      const far = dial(this.#target);
      for (const [from, to] of [
        [near, far],
        [far, near],
      ] as const) {
        this.#sockets.add(from);
        from.on('error', () => to.destroy());
        from.on('close', () => to.destroy());
        from.pipe(to);
      }
    });
    await new Promise<void>((resolve) => server.listen(this.#port, '127.0.0.1', resolve));
    this.#port = (server.address() as { port: number }).port;
    this.#server = server;
  }

  /** What is through stays connected, and nothing gets through any more. */
  freeze(): void {
    for (const socket of this.#sockets) socket.unpipe().pause();
  }

  async shut(): Promise<void> {
    const closed = new Promise((resolve) => this.#server?.close(resolve));
    for (const socket of this.#sockets) socket.destroy();
    this.#sockets.clear();
    await closed;
  }
}

const readiness = async (api: TestApi) => await api.send(null, 'GET', '/readyz');

describe('while PostgreSQL is away', () => {
  let api: TestApi;
  let clone: DatabaseClone;
  let door: Door;
  let database: ReturnType<typeof connect>;
  beforeAll(async () => {
    clone = await cloneDatabase();
    const url = new URL(clone.appUrl);
    door = new Door(url.hostname, Number(url.port));
    await door.open();
    url.host = `127.0.0.1:${door.port}`;
    database = connect(url.href);
    api = await startApi({ db: database.db });
    await door.shut();
  });
  afterAll(async () => {
    await door.shut();
    await database.close();
    await api.close();
    await clone.drop();
  });

  it('answers, says which part is missing, and is there again by itself', async () => {
    const health = await api.send(null, 'GET', '/healthz');
    const away = await readiness(api);
    const read = await api.send('opsManager', 'GET', '/orders');
    const open = await api.send('storefront', 'POST', '/orders', { payload: aPurchase() });
    await door.open();

    expect(health.status).toBe(200);
    expect(away.status).toBe(503);
    expect(away.body).toMatchObject({ database: 'missing', temporal: 'ok' });
    expect(away.body.missing).toContain('PostgreSQL does not answer');
    for (const answer of [read, open]) {
      expect(answer.status).toBe(503);
      expect(answer.body.code).toBe('DATABASE_UNAVAILABLE');
      expect(answer.headers['retry-after']).toBe('2');
    }
    await expect
      .poll(async () => (await api.send('opsManager', 'GET', '/orders')).status, {
        timeout: 10_000,
      })
      .toBe(200);
  });
});

describe('while PostgreSQL is frozen', () => {
  it('answers everybody in time, also requests with a body', async () => {
    const clone = await cloneDatabase();
    const url = new URL(clone.appUrl);
    const door = new Door(url.hostname, Number(url.port));
    await door.open();
    url.host = `127.0.0.1:${door.port}`;
    const database = connect(url.href, { max: 2 });
    const api = await startApi({ db: database.db, commandWaitMs: 100 });
    await api.send('opsManager', 'GET', '/orders');
    await Promise.all([1, 2].map(() => api.send('opsManager', 'GET', '/orders')));
    door.freeze();

    const answers = await Promise.all([
      api.send('opsManager', 'GET', '/orders'),
      api.send('storefront', 'POST', '/orders', { payload: aPurchase() }),
      api.act('buyer', 'T-1', 'accept'),
    ]);

    expect(answers.map(({ status, body }) => [status, body.code])).toEqual(
      answers.map(() => [503, 'REQUEST_TIMED_OUT']),
    );
    await door.shut();
    await database.close();
    await api.close();
    await clone.drop();
  });
});

describe('while Temporal is away', () => {
  let api: TestApi;
  let door: Door;
  let connection: Connection;
  beforeAll(async () => {
    const [host = '', port = ''] = inject('temporal').address.split(':');
    door = new Door(host, Number(port));
    await door.open();
    connection = Connection.lazy({ address: `127.0.0.1:${door.port}` });
    api = await startApi({
      temporal: new Client({ connection, namespace: inject('temporal').namespace }),
      commandWaitMs: 1_000,
    });
    await door.shut();
  });
  afterAll(async () => {
    await connection.close();
    await door.shut();
    await api.close();
  });

  it('reads, refuses to keep what nobody could, never hangs, and is there again by itself', async () => {
    const purchase = aPurchase();
    const away = await readiness(api);
    const read = await api.send('opsManager', 'GET', '/orders');
    const startedAt = performance.now();
    const open = await api.send('storefront', 'POST', '/orders', { payload: purchase });
    const tookMs = performance.now() - startedAt;
    await door.open();

    expect(away.status).toBe(503);
    expect(away.body).toMatchObject({ database: 'ok', temporal: 'missing', worker: 'missing' });
    expect(read.status).toBe(200);
    expect(open.status).toBe(503);
    expect(open.body.code).toBe('ENGINE_UNAVAILABLE');
    expect(tookMs).toBeLessThan(3_000);
    await expect
      .poll(
        async () => (await api.send('storefront', 'POST', '/orders', { payload: purchase })).status,
        { timeout: 15_000 },
      )
      .toBe(202);
  });
});

describe('GET /readyz', () => {
  it('is ready with a worker, and not without', async () => {
    const api = await startApi();
    try {
      const before = await readiness(api);
      await api.startWorker();

      expect(before.status).toBe(503);
      expect(before.body).toMatchObject({
        status: 'not ready',
        database: 'ok',
        temporal: 'ok',
        worker: 'missing',
        missing: ['no worker polls the task queue'],
      });
      await expect.poll(async () => (await readiness(api)).status, { timeout: 10_000 }).toBe(200);
    } finally {
      await api.close();
    }
  });
});
