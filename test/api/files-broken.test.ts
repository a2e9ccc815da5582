import { once } from 'node:events';
import {
  mkdtempSync,
  readdirSync,
  readlinkSync,
  renameSync,
  rmSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { connect as connectTo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openFileStore } from '../../api/files/open-store.ts';
import { type Swept, sweepFiles } from '../../api/files/sweep.ts';
import { connect, type Database } from '../../db/client.ts';
import { instant } from '../../domain/units.ts';
import { cloneDatabase, type DatabaseClone } from '../support/database.ts';
import { rawUpload } from '../support/raw-upload.ts';
import { sample } from '../support/sample-files.ts';
import { openProxy, type TcpProxy } from '../support/tcp-proxy.ts';
import { type FilesApi, startFilesApi } from './files-support.ts';
import { callers, tokenOf } from './support.ts';

const folder = mkdtempSync(join(tmpdir(), 'handover-broken-'));
let api: FilesApi;
beforeAll(async () => {
  // Commands are waited for a moment only, and so every other request 5.1 s: uploads may take longer.
  api = await startFilesApi({ folder, stallMs: 1_500 }, { commandWaitMs: 100 });
});
afterAll(async () => {
  await api.close();
  rmSync(folder, { recursive: true, force: true });
});

const wayTo = async (orderId: string, to: FilesApi = api) => ({
  port: to.port,
  token: await tokenOf(callers.seller),
  path: `/orders/${orderId}/files`,
});
const uploaded = async (name = 'proof.pdf', content = sample('pdf', 5_000)) => {
  const orderId = await api.order();
  const file = (await api.upload('seller', orderId, { name, content })).body;
  const key = `${file.fileId.slice(0, 2)}/${file.fileId}`;
  return { orderId, file, content, path: join(folder, 'files', key) };
};
const incoming = () => api.objects().filter((key) => key.startsWith('incoming/'));
const codeOf = async (answer: Response) => [
  answer.status,
  ((await answer.json()) as { code: string }).code,
];

describe('an upload that is cut off', () => {
  it.each([
    ['before its first byte', 0],
    ['in its first bytes', 1_000],
    ['half way', 3_000_000],
  ])('%s leaves neither content nor row', async (_when, bytes) => {
    const orderId = await api.order();
    const before = api.objects().length;
    const upload = await rawUpload(await wayTo(orderId), 'proof.pdf');
    if (bytes > 0) await upload.send(sample('pdf', bytes));
    if (bytes > 100_000) await expect.poll(() => api.objects().length).toBe(before + 1);

    upload.socket.destroy();

    await expect.poll(() => api.objects().length).toBe(before);
    await sleep(100);
    expect(api.objects()).toHaveLength(before);
    expect(await api.rows(orderId)).toEqual([]);
  });

  it('by a sender who closes one way only, or stands still, is answered', async () => {
    const orderId = await api.order();
    const before = api.objects().length;
    const upload = await rawUpload(await wayTo(orderId), 'proof.pdf');

    await upload.send(sample('pdf', 200_000));
    const { status, text } = await upload.answer();

    expect(status).toBe(400);
    expect(text).toContain('UPLOAD_CUT_OFF');
    expect(text).toContain('nothing moved for 1.5 s');
    await expect.poll(() => api.objects().length).toBe(before);
    expect(await api.rows(orderId)).toEqual([]);
  });

  it('after the file, before the end of the form, leaves nothing', async () => {
    const orderId = await api.order();
    const before = api.objects().length;
    const upload = await rawUpload(await wayTo(orderId), 'proof.pdf');
    await upload.send(sample('pdf', 200_000));
    await upload.send('\r\n--raw-upload-boundary\r\n');

    upload.socket.destroy();

    await expect.poll(() => api.objects().length).toBe(before);
    expect(await api.rows(orderId)).toEqual([]);
  });
});

describe('an upload that takes its time', () => {
  it('is not cut at the time that other requests have', async () => {
    const orderId = await api.order();
    const upload = await rawUpload(await wayTo(orderId), 'proof.pdf');

    await upload.send(sample('pdf', 100_000));
    for (let second = 0; second < 6; second += 1) {
      await sleep(1_000);
      await upload.send(Buffer.alloc(1_000));
    }
    await upload.finish();

    expect((await upload.answer()).status).toBe(201);
    expect(await api.rows(orderId)).toMatchObject([{ bytes: 106_000 }]);
    upload.socket.destroy();
  });
});

describe('the database away', () => {
  let clone: DatabaseClone;
  let proxy: TcpProxy;
  let direct: Database;
  let proxied: Database;
  let other: FilesApi;
  let orderId: string;
  beforeEach(async () => {
    clone = await cloneDatabase();
    const url = new URL(clone.appUrl);
    proxy = await openProxy(Number(url.port));
    url.port = String(proxy.port);
    direct = connect(clone.appUrl);
    proxied = connect(url.href);
    other = await startFilesApi({ folder }, { db: proxied.db });
    orderId = await api.order();
    await copyOrder(orderId, direct.db);
  });
  afterEach(async () => {
    await other.close();
    await Promise.all([direct.close(), proxied.close(), proxy.cut().catch(() => undefined)]);
    await clone.drop();
  });
  const rows = async () => [...(await direct.db.execute('select id from files'))];

  it('when the content is complete: 503, and the content goes again', async () => {
    const before = api.objects().length;
    const upload = await rawUpload(await wayTo(orderId, other), 'proof.pdf');
    await upload.send(sample('pdf', 1_000_000));
    await expect.poll(() => api.objects().length).toBe(before + 1);

    await proxy.cut();
    await upload.finish();

    const { status, text } = await upload.answer();
    expect([status, /"code":"(\w+)"/.exec(text)?.[1]]).toEqual([503, 'DATABASE_UNAVAILABLE']);
    await expect.poll(() => api.objects().length).toBe(before);
    expect(await rows()).toEqual([]);
    upload.socket.destroy();
  });

  it('after it wrote the row, before it said so: 503, and the file is whole for the repeat', async () => {
    const file = { name: 'proof.pdf', content: sample('pdf', 100_000) };
    proxy.loseAnswerTo('scanned_by'); // the row, on its way to the database

    const lost = await other.upload('seller', orderId, file);
    await expect.poll(async () => (await rows()).length).toBe(1);
    const again = await other.upload('seller', orderId, file);

    expect([lost.status, lost.body.code]).toEqual([503, 'DATABASE_UNAVAILABLE']);
    expect(again.status).toBe(200);
    const download = await other.get('buyer', again.body.url);
    expect(Buffer.from(await download.arrayBuffer()).equals(file.content)).toBe(true);
    expect(await rows()).toEqual([{ id: again.body.fileId }]);
    expect(incoming()).toEqual([`incoming/${again.body.fileId}`]);
    rmSync(join(folder, `incoming/${again.body.fileId}`));
  });
});

/** Puts an order of the test's API into another database. */
async function copyOrder(orderId: string, into: FilesApi['database']['db']): Promise<number> {
  const [row] = await api.database.db.execute(`select * from orders where id = '${orderId}'`);
  const copied = await into.execute(
    `insert into orders select * from jsonb_populate_record(null::orders, '${JSON.stringify(row).replaceAll("'", "''")}'::jsonb) returning id`,
  );
  return copied.length;
}

describe('the storage away', () => {
  it('503 to uploads and downloads, nothing stays, and it comes back by itself', async () => {
    const { file, orderId } = await uploaded();
    const hidden = `${folder}-hidden`;
    renameSync(folder, hidden);
    writeFileSync(folder, 'a file in the place of the folder');

    const upload = await api.upload('seller', orderId, {
      name: 'other.pdf',
      content: sample('pdf', 2_000_000),
    });
    const download = await api.get('buyer', file.url);
    rmSync(folder);
    renameSync(hidden, folder);

    expect([upload.status, upload.body.code]).toEqual([503, 'STORAGE_UNAVAILABLE']);
    expect(await codeOf(download)).toEqual([503, 'STORAGE_UNAVAILABLE']);
    expect(await api.rows(orderId)).toHaveLength(1);
    expect((await api.get('buyer', file.url)).status).toBe(200);
    expect(incoming()).toEqual([]);
  });
});

describe('a content that is gone', () => {
  it.each([
    ['deleted', (path: string) => rmSync(path)],
    ['cut short', (path: string) => truncateSync(path, 10)],
  ])('%s: a problem that says so, and its uploader restores it', async (_how, damage) => {
    const { orderId, file, content, path } = await uploaded();
    damage(path);

    const broken = await api.get('buyer', file.url);
    const again = await api.upload('seller', orderId, { name: file.name, content });
    const restored = await api.get('buyer', file.url);

    expect(await codeOf(broken)).toEqual([500, 'FILE_CONTENT_MISSING']);
    expect(again.status).toBe(200);
    expect(again.body).toEqual(file);
    expect(Buffer.from(await restored.arrayBuffer()).equals(content)).toBe(true);
    expect(incoming()).toEqual([]);
  });
});

describe('what a killed process leaves behind', () => {
  const sweep = async (): Promise<Swept> =>
    await sweepFiles({
      db: api.database.db,
      now: () => instant(Date.now()),
      store: await openFileStore({ kind: 'folder', folder }),
    });
  const hoursAgo = (hours: number) => Date.now() / 1_000 - hours * 3_600;
  const put = (name: string, hours: number) => {
    const path = join(folder, 'incoming', name);
    writeFileSync(path, 'left behind');
    utimesSync(path, hoursAgo(hours), hoursAgo(hours));
    return path;
  };

  it('is cleared up after an hour; what is younger, or none of ours, stays', async () => {
    put('11111111-1111-4111-8111-111111111111', 1.1);
    put('22222222-2222-4222-8222-222222222222', 0.9);
    put('notes of an operator', 30);

    expect(await sweep()).toEqual({ removed: 1, settled: 0 });

    expect(incoming().toSorted()).toEqual([
      'incoming/22222222-2222-4222-8222-222222222222',
      'incoming/notes of an operator',
    ]);
    for (const key of incoming()) rmSync(join(folder, key));
  });

  it('after the row, before the move: it can be read, and the sweep moves it', async () => {
    const { file, content, path } = await uploaded();
    const left = join(folder, 'incoming', file.fileId);
    renameSync(path, left);
    utimesSync(left, hoursAgo(2), hoursAgo(2));

    const early = await api.get('buyer', file.url);
    const swept = await sweep();
    const late = await api.get('buyer', file.url);

    expect(swept).toEqual({ removed: 0, settled: 1 });
    for (const answer of [early, late]) {
      expect(Buffer.from(await answer.arrayBuffer()).equals(content)).toBe(true);
    }
    expect(incoming()).toEqual([]);
  });
});

describe('a download that is given up', () => {
  const openContents = (): number =>
    readdirSync('/proc/self/fd').filter((name) => {
      try {
        return readlinkSync(`/proc/self/fd/${name}`).startsWith(folder);
      } catch {
        return false; // closed meanwhile
      }
    }).length;

  it.runIf(process.platform === 'linux')('leaves no content open', async () => {
    const { file } = await uploaded('big.pdf', sample('pdf', 20_000_000));
    const token = await tokenOf(callers.buyer);

    for (let round = 0; round < 10; round += 1) {
      const socket = connectTo(api.port, '127.0.0.1');
      socket.write(
        `GET ${file.url} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer ${token}\r\n\r\n`,
      );
      await once(socket, 'data');
      socket.destroy();
    }

    await expect.poll(openContents, { timeout: 10_000 }).toBe(0);
  });
});
