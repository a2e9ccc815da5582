import { createHash, randomUUID } from 'node:crypto';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compound, sample, zipOf } from '../support/sample-files.ts';
import { type FilesApi, startFilesApi } from './files-support.ts';
import { callers, tokenOf } from './support.ts';

let api: FilesApi;
beforeAll(async () => {
  api = await startFilesApi();
});
afterAll(() => api.close());

const sha256Of = (content: Uint8Array) => createHash('sha256').update(content).digest('hex');
const reviewed = {
  deliveryMode: 'PROFESSIONAL_SERVICE',
  salesCategory: 'JOINT_OPERATION',
  scene: 'BASE_CLOUD',
} as const;

describe('POST /orders/{orderId}/files', () => {
  it('keeps a file byte for byte and says what it is', async () => {
    const orderId = await api.order();
    const content = sample('pdf', 3_000_000);

    const { status, body } = await api.upload('seller', orderId, { name: 'proof.pdf', content });

    expect(status).toBe(201);
    expect(body).toEqual({
      fileId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      orderId,
      name: 'proof.pdf',
      mediaType: 'application/pdf',
      bytes: 3_000_000,
      sha256: sha256Of(content),
      uploadedBy: { role: 'seller' },
      uploadedAt: expect.stringMatching(/Z$/),
      scannedBy: expect.stringContaining('EICAR'),
      url: `/orders/${orderId}/files/${body.fileId}`,
    });
    const download = await api.get('buyer', body.url);
    expect(Buffer.from(await download.arrayBuffer()).equals(content)).toBe(true);
  });

  it('keeps contents for its own account only, under a key without anything that a person typed', async () => {
    const orderId = await api.order();

    const { body } = await api.upload('seller', orderId, {
      name: 'private.pdf',
      content: sample('pdf'),
    });

    const key = `files/${body.fileId.slice(0, 2)}/${body.fileId}`;
    expect(api.objects()).toContain(key);
    expect(statSync(join(api.filesFolder, key)).mode & 0o777).toBe(0o600);
    expect(statSync(join(api.filesFolder, 'files')).mode & 0o777).toBe(0o700);
    expect(statSync(join(api.filesFolder, key, '..')).mode & 0o777).toBe(0o700);
  });

  it.each([
    '验收报告 第1页.pdf',
    'Ünïcödé – “proof” (1).pdf',
    "it's 100% *done*.pdf",
    'say "yes".pdf',
    '🚚.pdf',
    'PROOF.PDF',
    'a.b.c.pdf',
  ])('keeps the name %s, through list and download', async (name) => {
    const orderId = await api.order();

    const { body } = await api.upload('buyer', orderId, { name, content: sample('pdf') });

    expect(body.name).toBe(name);
    expect((await api.rows(orderId)).map((file) => file.name)).toEqual([name]);
    const header = (await api.get('buyer', body.url)).headers.get('content-disposition') ?? '';
    const [, plain, encoded = ''] =
      /^attachment; filename="([ -~]*)"; filename\*=UTF-8''(\S+)$/.exec(header) ?? [];
    expect(decodeURIComponent(encoded)).toBe(name);
    expect(plain).not.toMatch(/["\\%]/);
  });

  it.each([
    ['../../etc/passwd.pdf', 'passwd.pdf'],
    ['C:\\Users\\sue\\proof.pdf', 'proof.pdf'],
    ['  proof.pdf ', 'proof.pdf'],
    ['e\u0301.pdf', 'é.pdf'],
  ])('cleans the name %j to %s', async (name, kept) => {
    const { body } = await api.upload('buyer', await api.order(), { name, content: sample('pdf') });

    expect(body.name).toBe(kept);
  });

  it.each([
    ['..', 'no name'],
    ['folder/', 'no name'],
    ['gpj.\u202efdp.pdf', 'a character that no file name may have'],
    [`${'x'.repeat(197)}.pdf`, '201 characters'],
  ])('refuses the name %j: %s', async (name, found) => {
    const { status, body } = await api.upload('buyer', await api.order(), {
      name,
      content: sample('pdf'),
    });

    expect(status).toBe(400);
    expect(body.errors).toMatchObject([{ field: '/file/filename', found }]);
  });

  it.each([
    ['png', sample('png', 200_000)],
    ['jpg', sample('jpg')],
    ['jpeg', sample('jpg')],
    ['webp', sample('webp')],
    ['docx', zipOf(['[Content_Types].xml', 'word/document.xml'])],
    ['docx', zipOf(['word/document.xml', 'word/media/a.png', '[Content_Types].xml'])],
    ['xlsx', zipOf(['[Content_Types].xml', '_rels/.rels', 'xl/workbook.xml'])],
    ['pptx', zipOf(['[Content_Types].xml', 'ppt/presentation.xml'])],
    ['doc', compound('WordDocument')],
    ['xls', compound('Workbook')],
    ['zip', zipOf(['installer.exe'])],
    ['zip', zipOf(['META-INF/MANIFEST.MF'])],
    ['txt', Buffer.from('授权码已交付\r\n')],
    ['txt', Buffer.from('\ufeffdelivered', 'utf16le')],
    ['csv', Buffer.concat([Buffer.from([0xbd, 0xbb, 0xb8, 0xb6]), Buffer.from(',1\n')])], // GBK
    ['txt', Buffer.from('<?xml version="1.0"?><a/>')],
  ])('takes a %s', async (extension, content) => {
    const { status, body } = await api.upload('seller', await api.order(), {
      name: `proof.${extension}`,
      content,
    });

    expect([status, body.code]).toEqual([201, undefined]);
  });

  it.each(['buyer', 'seller', 'opsManager', 'huaweiReviewer', 'storefront'] as const)(
    'R-SEC-01 takes a file of %s, who may see the order',
    async (as) => {
      const { status, body } = await api.upload(as, await api.order(reviewed), {
        name: 'proof.pdf',
        content: sample('pdf'),
      });

      expect(status).toBe(201);
      expect(body.uploadedBy).toEqual({ role: as });
    },
  );

  it('answers a repeat with the first file, and keeps it once', async () => {
    const orderId = await api.order();
    const file = { name: 'proof.pdf', content: sample('pdf') };

    const first = await api.upload('seller', orderId, file);
    const again = await api.upload('seller', orderId, file);
    const fromBuyer = await api.upload('buyer', orderId, file);
    const renamed = await api.upload('seller', orderId, { ...file, name: 'other.pdf' });

    expect([first.status, again.status]).toEqual([201, 200]);
    expect(again.body).toEqual(first.body);
    expect([fromBuyer.status, renamed.status]).toEqual([201, 201]);
    const ids = (await api.rows(orderId)).map(({ fileId }) => fileId);
    expect(ids).toEqual([first.body.fileId, fromBuyer.body.fileId, renamed.body.fileId]);
  });

  it.each(['seller', 'opsManager'] as const)(
    'makes one file of many uploads of the same by %s at once',
    async (as) => {
      const orderId = await api.order();
      const file = { name: 'proof.pdf', content: sample('pdf', 200_000) };
      const before = api.objects().length;

      const answers = await Promise.all([1, 2, 3, 4].map(() => api.upload(as, orderId, file)));

      expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 200, 200, 201]);
      expect(new Set(answers.map(({ body }) => body.fileId)).size).toBe(1);
      expect(await api.rows(orderId)).toHaveLength(1);
      expect(api.objects()).toHaveLength(before + 1);
    },
  );
});

describe('GET /orders/{orderId}/files', () => {
  it('gives every file once across pages, oldest first, while new ones arrive', async () => {
    const orderId = await api.order();
    const names = ['1.pdf', '2.pdf', '3.pdf', '4.pdf', '5.pdf'];
    const add = (name: string) => api.upload('seller', orderId, { name, content: sample('pdf') });
    for (const name of names) await add(name);
    const seen: string[] = [];
    let cursor: string | null = null;

    do {
      const { body } = await api.send('buyer', 'GET', `/orders/${orderId}/files`, {
        query: { limit: '2', ...(cursor !== null && { cursor }) },
      });
      seen.push(...[...body.items].map((file) => (file as unknown as { name: string }).name));
      cursor = body.nextCursor as unknown as string | null;
      if (seen.length === 2) await add('late.pdf');
    } while (cursor !== null);

    expect(seen).toEqual([...names, 'late.pdf']);
  });

  it('refuses a cursor that it did not give', async () => {
    const answer = await api.send('buyer', 'GET', `/orders/${await api.order()}/files`, {
      query: { cursor: 'x' },
    });

    expect(answer.status).toBe(400);
    expect(answer.body.code).toBe('CURSOR_NOT_VALID');
  });
});

describe('GET /orders/{orderId}/files/{fileId}', () => {
  const uploaded = async (content = sample('pdf')) =>
    (await api.upload('seller', await api.order(), { name: '中文.pdf', content })).body;

  it('says everything that keeps browsers from showing it', async () => {
    const file = await uploaded();

    const { status, headers } = await api.get('buyer', file.url);

    expect(status).toBe(200);
    expect(Object.fromEntries(headers)).toMatchObject({
      'content-type': 'application/pdf',
      'content-length': String(file.bytes),
      'content-disposition':
        'attachment; filename="__.pdf"; filename*=UTF-8\'\'%E4%B8%AD%E6%96%87.pdf',
      'content-security-policy': 'sandbox',
      'x-content-type-options': 'nosniff',
      'cache-control': 'private, no-cache',
      'accept-ranges': 'none',
      etag: `"${file.sha256}"`,
    });
  });

  it('answers 304 to whoever has it, to no other', async () => {
    const file = await uploaded();
    const ask = async (tag: string) =>
      (await api.get('buyer', file.url, { 'if-none-match': tag })).status;

    expect(await ask(`"${file.sha256}"`)).toBe(304);
    expect(await ask(`"other", W/"${file.sha256}"`)).toBe(304);
    expect(await ask('*')).toBe(304);
    expect(await ask('"other"')).toBe(200);
  });

  it('gives the whole content to whoever asks for a part', async () => {
    const file = await uploaded();

    const answer = await api.get('buyer', file.url, { range: 'bytes=0-1' });

    expect(answer.status).toBe(200);
    expect((await answer.arrayBuffer()).byteLength).toBe(file.bytes);
  });

  it('tells its length without its content', async () => {
    const file = await uploaded();

    const { status, headers } = await fetch(`${api.url}${file.url}`, {
      method: 'HEAD',
      headers: { authorization: `Bearer ${await tokenOf(callers.buyer)}` },
    });

    expect(status).toBe(200);
    expect(headers.get('content-length')).toBe(String(file.bytes));
  });

  it('knows no file of another order, and no file that is none', async () => {
    const file = await uploaded();
    const other = await api.order();
    const none = randomUUID();

    for (const path of [
      `/orders/${other}/files/${file.fileId}`,
      `/orders/${other}/files/${none}`,
    ]) {
      const answer = await api.send('buyer', 'GET', path);
      expect([answer.status, answer.body.code]).toEqual([404, 'FILE_NOT_FOUND']);
    }
    const malformed = await api.send('buyer', 'GET', `/orders/${other}/files/1`);
    expect(malformed.status).toBe(400);
  });

  it('documents its answer', async () => {
    const file = await uploaded(Buffer.from('%PDF-1.7 plain'));

    const answer = await api.send('buyer', 'GET', file.url);

    expect(answer.status).toBe(200);
  });
});
