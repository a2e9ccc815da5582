import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { resolveFiles } from '../../api/files/resolve.ts';
import { sample } from '../support/sample-files.ts';
import { uploadFile } from '../support/upload-file.ts';
import { type FilesApi, startFilesApi } from './files-support.ts';
import { callers, tokenOf } from './support.ts';

let api: FilesApi;
beforeAll(async () => {
  api = await startFilesApi();
});
afterAll(() => api.close());

const uploaded = async (orderId: string, as: 'seller' | 'opsManager' = 'seller') =>
  await uploadFile(api.url, await tokenOf(callers[as]), orderId, {
    name: `${as}.pdf`,
    content: sample('pdf'),
  });

describe('the files that an action names', () => {
  it('R-SEC-01 are those of its order: what is foreign, unknown or no id is absent', async () => {
    const [mine, other] = [await api.order(), await api.order()];
    const file = await uploaded(mine);
    const foreign = await uploaded(other);
    const unknown = '11111111-1111-4111-8111-111111111111';

    const found = await resolveFiles({ db: api.database.db }, mine, [
      ...[file.fileId, file.fileId, foreign.fileId, unknown],
      ...["' or true --", '', file.fileId.toUpperCase()],
    ]);

    expect([...found]).toEqual([
      [
        file.fileId,
        {
          fileId: file.fileId,
          name: 'seller.pdf',
          mediaType: 'application/pdf',
          bytes: 100,
          sha256: file.sha256,
          uploadedBy: { role: 'seller', party: 'S-1' },
          uploadedAt: file.uploadedAt,
        },
      ],
    ]);
  });

  it("have no party where the marketplace's own people uploaded them", async () => {
    const orderId = await api.order();
    const { fileId } = await uploaded(orderId, 'opsManager');

    const found = await resolveFiles({ db: api.database.db }, orderId, [fileId]);

    expect(found.get(fileId)?.uploadedBy).toEqual({ role: 'opsManager', party: null });
    expect(await resolveFiles({ db: api.database.db }, orderId, [])).toEqual(new Map());
  });
});
