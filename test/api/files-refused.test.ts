import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eicarOnly, type VirusScan } from '../../api/files/virus-scan.ts';
import { rawUpload } from '../support/raw-upload.ts';
import { compound, eicar, sample, zipOf } from '../support/sample-files.ts';
import { type FilesApi, type Refusal, startFilesApi } from './files-support.ts';
import { callers, refusalsOf, sorted, tokenOf } from './support.ts';

const maxBytes = 1_000_000;
const folder = mkdtempSync(join(tmpdir(), 'handover-refused-'));
let scan: VirusScan = eicarOnly;
let api: FilesApi;
beforeAll(async () => {
  const chosen: VirusScan = { name: 'chosen by the test', start: () => scan.start() };
  api = await startFilesApi({ folder, maxBytes, maxPerOrder: 3, scan: chosen });
});
afterAll(async () => {
  await api.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Nothing of an order's uploads stayed. */
async function expectNothing(orderId: string, objectsBefore: number): Promise<void> {
  expect(await api.rows(orderId)).toEqual([]);
  await expect.poll(() => api.objects().length).toBe(objectsBefore);
}

async function post(
  orderId: string,
  body: FormData | string | undefined,
  headers: Readonly<Record<string, string>> = {},
): Promise<{ readonly status: number; readonly body: Refusal }> {
  const answer = await fetch(`${api.url}/orders/${orderId}/files`, {
    method: 'POST',
    headers: { authorization: `Bearer ${await tokenOf(callers.buyer)}`, ...headers },
    ...(body !== undefined && { body }),
  });
  return { status: answer.status, body: (await answer.json()) as Refusal };
}

const blob = new Blob([new Uint8Array(sample('pdf'))]);
const formOf = (...parts: readonly (readonly [name: string, value: string | Blob])[]): FormData => {
  const form = new FormData();
  for (const [name, value] of parts) {
    if (typeof value === 'string') form.append(name, value);
    else form.append(name, value, 'proof.pdf');
  }
  return form;
};

describe('a file that is not taken', () => {
  it.each([
    ['invoice.pdf', sample('exe'), 'application/x-msdownload'],
    ['invoice.zip', sample('exe'), 'application/x-msdownload'],
    ['invoice.txt', sample('exe'), 'application/x-msdownload'],
    ['picture.png', Buffer.from('<html><script>alert(1)</script></html>'), 'text'],
    ['picture.png', sample('jpg'), 'image/jpeg'],
    ['notes.txt', sample('pdf'), 'application/pdf'],
    ['data.csv', Buffer.from([1, 2, 3, 0, 5]), 'bytes of no known kind'],
    ['setup.doc', compound('SummaryInformation'), 'another kind of cfb file'],
    ['sheet.xls', compound('WordDocument'), 'another kind of cfb file'],
    ['sheet.xlsx', zipOf(['[Content_Types].xml', 'word/document.xml']), 'another kind of zip'],
    ['plain.docx', zipOf(['a.txt']), 'another kind of zip file'],
    [
      'macros.docx',
      zipOf(['word/document.xml', 'word/vbaProject.bin', '[Content_Types].xml']),
      'a document with macros',
    ],
    [
      'late.pdf',
      Buffer.concat([Buffer.from('MZ'), randomBytes(500_000)]),
      'application/x-msdownload',
    ],
  ])('%s, because its content is something else', async (name, content, found) => {
    const orderId = await api.order();
    const before = api.objects().length;

    const { status, body } = await api.upload('seller', orderId, { name, content });

    expect([status, body.code]).toEqual([422, 'FILE_TYPE_MISMATCH']);
    expect(body.errors).toMatchObject([
      {
        field: '/file',
        expected: expect.stringContaining(`.${name.split('.')[1]}`),
        found: expect.stringContaining(found),
      },
    ]);
    await expectNothing(orderId, before);
  });

  it.each([
    ['setup.exe', '.exe'],
    ['page.html', '.html'],
    ['drawing.svg', '.svg'],
    ['proof.pdf.exe', '.exe'],
    ['proof', 'no extension'],
    ['proof.constructor', '.constructor'],
  ])('%s, because its name ends in %s', async (name, found) => {
    const { status, body } = await api.upload('seller', await api.order(), {
      name,
      content: sample('pdf'),
    });

    expect([status, body.code]).toEqual([422, 'FILE_TYPE_NOT_TAKEN']);
    expect(body.errors).toMatchObject([
      { field: '/file/filename', expected: expect.stringContaining('.pdf, .png, .jpg'), found },
    ]);
  });

  it('an empty one', async () => {
    const orderId = await api.order();
    const before = api.objects().length;

    const { status, body } = await api.upload('seller', orderId, { name: 'a.txt', content: '' });

    expect(status).toBe(400);
    expect(body.errors).toMatchObject([{ field: '/file', found: 'an empty file' }]);
    await expectNothing(orderId, before);
  });

  it.each([
    [maxBytes, 201],
    [maxBytes + 1, 413],
    [maxBytes + 200_000, 413],
  ])('by its length: %i bytes answer %i', async (bytes, expected) => {
    const orderId = await api.order();
    const before = api.objects().length;

    const { status, body } = await api.upload('seller', orderId, {
      name: 'proof.pdf',
      content: sample('pdf', bytes),
    });

    expect(status).toBe(expected);
    if (expected === 413) {
      expect(body.errors).toMatchObject([
        { field: '/file', expected: `at most ${maxBytes} bytes` },
      ]);
      await expectNothing(orderId, before);
    }
  });

  it('one that never ends, although its length is not told', async () => {
    const orderId = await api.order();
    const before = api.objects().length;
    const upload = await rawUpload(await wayTo(orderId), 'proof.pdf');

    await upload.send(sample('pdf', 64_000));
    for (let sent = 0; sent < 4 * maxBytes; sent += 100_000)
      await upload.send(randomBytes(100_000));

    const { status, text } = await upload.answer();
    expect(status).toBe(413);
    expect(text).toContain('connection: close');
    await expectNothing(orderId, before);
  });
});

const wayTo = async (orderId: string) => ({
  port: api.port,
  token: await tokenOf(callers.seller),
  path: `/orders/${orderId}/files`,
});

describe('a form that is not one file', () => {
  it.each([
    ['two files', formOf(['file', blob], ['file', blob]), 'a file named "file"'],
    ['a part of another name', formOf(['document', blob]), 'a file named "document"'],
    ['a text before it', formOf(['note', 'x'], ['file', blob]), 'a field named "note"'],
    ['a text after it', formOf(['file', blob], ['note', 'x']), 'a field named "note"'],
    ['a text instead', formOf(['file', 'content']), 'a field named "file"'],
    ['many parts', formOf(...Array.from({ length: 9 }, () => ['file', blob] as const)), 'a file'],
    ['nothing', new FormData(), 'no part'],
  ])('%s: 400, and nothing stays', async (_what, form, found) => {
    const orderId = await api.order();
    const before = api.objects().length;

    const { status, body } = await post(orderId, form);

    expect(status).toBe(400);
    expect(body.errors).toMatchObject([{ field: '/file', found: expect.stringContaining(found) }]);
    await expectNothing(orderId, before);
  });

  it.each([
    ['JSON', '{}', { 'content-type': 'application/json' }, 415, 'CONTENT_TYPE_NOT_SUPPORTED'],
    ['nothing', undefined, {}, 415, 'CONTENT_TYPE_NOT_SUPPORTED'],
    [
      'a form without border',
      'x',
      { 'content-type': 'multipart/form-data' },
      400,
      'REQUEST_NOT_VALID',
    ],
    [
      'a form that ends too early',
      '--b\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\nhello',
      { 'content-type': 'multipart/form-data; boundary=b' },
      400,
      'UPLOAD_CUT_OFF',
    ],
    [
      'no form at all',
      'hello',
      { 'content-type': 'multipart/form-data; boundary=b' },
      400,
      'UPLOAD_CUT_OFF',
    ],
  ])('%s: %s', async (_what, body, headers, status, code) => {
    const orderId = await api.order();
    const before = api.objects().length;

    const answer = await post(orderId, body, headers);

    expect([answer.status, answer.body.code]).toEqual([status, code]);
    await expectNothing(orderId, before);
  });

  it('is refused everywhere else', async () => {
    const answer = await fetch(`${api.url}/orders`, {
      method: 'POST',
      headers: { authorization: `Bearer ${await tokenOf(callers.storefront)}` },
      body: formOf(['file', blob]),
    });

    expect(answer.status).toBe(415);
  });
});

describe('malware', () => {
  it.each([
    ['at its beginning', '', 1],
    ['in its middle', 'x'.repeat(100_000), 33],
    ['a byte into a chunk', 'x'.repeat(65_535), 67],
  ])(
    'R-AUD-01 %s, cut by the wire: nothing stays, and the audit log has it',
    async (_where, before, cutAt) => {
      const orderId = await api.order();
      const objects = api.objects().length;
      const upload = await rawUpload(await wayTo(orderId), 'notes.txt');

      await upload.send(before + eicar.slice(0, cutAt));
      await new Promise((resolve) => setTimeout(resolve, 30));
      await upload.send(`${eicar.slice(cutAt)}${'y'.repeat(1_000)}`);
      await upload.finish();

      const { status, text } = await upload.answer();
      expect(status).toBe(422);
      expect(text).toContain('FILE_INFECTED');
      upload.socket.destroy();
      await expectNothing(orderId, objects);
      expect(await refusalsOf(api, orderId)).toMatchObject([
        { action: 'uploadFile', by: { role: 'seller' }, refusal: { code: 'FILE_INFECTED' } },
      ]);
    },
  );

  it('a scanner that is away: the file waits, 503', async () => {
    const orderId = await api.order();
    const before = api.objects().length;
    const away = () => {
      throw new Error('scanner is away');
    };
    scan = { name: 'away', start: () => ({ ...eicarOnly.start(), finish: away }) };

    const { status, body } = await api.upload('seller', orderId, {
      name: 'proof.pdf',
      content: sample('pdf', 200_000),
    });
    scan = eicarOnly;

    expect([status, body.code]).toEqual([503, 'SCANNER_UNAVAILABLE']);
    await expectNothing(orderId, before);
  });
});

interface Attempted {
  readonly action: string;
  readonly refusal: { readonly code: string };
}

describe('somebody who may not', () => {
  it.each(['otherBuyer', 'otherSeller', 'huaweiReviewer'] as const)(
    'R-SEC-01 R-AUD-01 %s: as if there were no order, and the audit log has it',
    async (as) => {
      const orderId = await api.order();
      const { body: file } = await api.upload('seller', orderId, {
        name: 'proof.pdf',
        content: sample('pdf'),
      });
      const before = api.objects().length;

      const upload = await api.upload(as, orderId, { name: 'b.pdf', content: sample('pdf') });
      const list = await api.send(as, 'GET', `/orders/${orderId}/files`);
      const download = await api.send(as, 'GET', file.url);
      const none = await api.send(as, 'GET', `/orders/X-${orderId}/files`);

      for (const answer of [upload, list, download, none]) {
        expect([answer.status, answer.body.code]).toEqual([404, 'ORDER_NOT_FOUND']);
      }
      expect(api.objects()).toHaveLength(before);
      // Strangers' attempts are not waited for, so their order is open.
      const said = async () =>
        (await refusalsOf(api, orderId)).map((entry) => {
          const { action, refusal } = entry as unknown as Attempted;
          return `${action} ${refusal.code}`;
        });
      await expect
        .poll(async () => sorted(await said()))
        .toEqual(['readFile ORDER_NOT_FOUND', 'uploadFile ORDER_NOT_FOUND']);
    },
  );

  it('R-SEC-01 nobody without a token', async () => {
    const orderId = await api.order();

    const answer = await fetch(`${api.url}/orders/${orderId}/files`, {
      method: 'POST',
      body: formOf(['file', blob]),
    });

    expect(answer.status).toBe(401);
  });
});

describe('an order that has its files', () => {
  it('takes no more, but repeats are answered', async () => {
    const orderId = await api.order();
    const send = (name: string) =>
      api.upload('seller', orderId, { name, content: Buffer.from(`%PDF-1.7 ${name}`) });

    const answers = await Promise.all(['1.pdf', '2.pdf', '3.pdf', '4.pdf', '5.pdf'].map(send));
    const kept = await api.rows(orderId);
    const again = await send(kept[0]?.name ?? '');
    const more = await send('6.pdf');

    expect(answers.map(({ status }) => status).toSorted()).toEqual([201, 201, 201, 409, 409]);
    expect(kept).toHaveLength(3);
    expect(again.status).toBe(200);
    expect([more.status, more.body.code]).toEqual([409, 'TOO_MANY_FILES']);
    expect(more.body.errors).toMatchObject([{ expected: 'an order with fewer than 3 files' }]);
    const ids = kept.map(({ fileId }) => fileId);
    expect(api.objects().filter((key) => key.startsWith('incoming'))).toEqual([]);
    expect(api.objects().filter((key) => ids.some((id) => key.endsWith(id)))).toHaveLength(3);
  });
});
