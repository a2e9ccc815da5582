import { readdirSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { sha256 } from '../../api/canonical.ts';
import type { ApiDeps } from '../../api/deps.ts';
import { type FileDeps, fileLimits } from '../../api/files/deps.ts';
import { openFileStore } from '../../api/files/open-store.ts';
import { eicarOnly } from '../../api/files/virus-scan.ts';
import { recordTransition } from '../../db/audit.ts';
import { openOrder } from '../../domain/open-order.ts';
import type { Actor, Purchase } from '../../domain/order.ts';
import { instant } from '../../domain/units.ts';
import { aPurchase } from '../support/purchase.ts';
import { type FileToUpload, sendFile, type UploadedFile } from '../support/upload-file.ts';
import { type CallerName, callers, startApi, type TestApi, tokenOf } from './support.ts';

/** An API that listens, for what only shows over a real connection. */
export interface FilesApi extends TestApi {
  readonly url: string;
  readonly port: number;
  /** A new order in the projection, of buyer B-1 and seller S-1. */
  readonly order: (changes?: Partial<Purchase>) => Promise<string>;
  readonly upload: (
    as: CallerName,
    orderId: string,
    file: FileToUpload,
  ) => Promise<{ readonly status: number; readonly body: UploadedFile & Refusal }>;
  readonly get: (
    as: CallerName,
    path: string,
    headers?: Readonly<Record<string, string>>,
  ) => Promise<Response>;
  /** Every object in the store's folder, by its path. */
  readonly objects: () => readonly string[];
  readonly rows: (orderId: string) => Promise<readonly UploadedFile[]>;
}

/** The parts of a problem that these tests look at. */
export interface Refusal {
  readonly code: string;
  readonly errors: readonly {
    readonly field: string;
    readonly expected: string;
    readonly found: string;
  }[];
}

const storefront: Actor = { role: 'storefront', party: null, subject: 'store' };

/** Starts the API on a port of its own, with other limits where wanted. */
export async function startFilesApi(
  limits: Partial<Omit<FileDeps, 'store'>> & { readonly folder?: string } = {},
  changes: Partial<ApiDeps> = {},
): Promise<FilesApi> {
  const { folder, ...files } = limits;
  const api = await startApi({
    ...changes,
    ...(folder !== undefined && {
      files: {
        ...fileLimits,
        scan: eicarOnly,
        store: await openFileStore({ kind: 'folder', folder }),
        ...files,
      },
    }),
  });
  await api.app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = api.app.server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  const objectsIn = folder ?? api.filesFolder;
  const get: FilesApi['get'] = async (as, path, headers = {}) =>
    await fetch(`${url}${path}`, {
      headers: { authorization: `Bearer ${await tokenOf(callers[as])}`, ...headers },
    });
  return {
    ...api,
    url,
    port,
    order: async (purchaseChanges = {}) => {
      const order = openOrder(aPurchase(purchaseChanges), instant(Date.now()), sha256);
      if ('code' in order) throw new Error(order.message);
      await recordTransition(api.database.db, {
        order,
        fromNode: null,
        event: { type: 'opened', at: order.enteredAt, by: storefront },
        payload: {},
        command: null,
      });
      return order.purchase.orderId;
    },
    upload: async (as, orderId, file) => {
      const answer = await sendFile(url, await tokenOf(callers[as]), orderId, file);
      return { status: answer.status, body: (await answer.json()) as UploadedFile & Refusal };
    },
    get,
    objects: () =>
      readdirSync(objectsIn, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => `${entry.parentPath.slice(objectsIn.length + 1)}/${entry.name}`),
    rows: async (orderId) => {
      const answer = await get('opsManager', `/orders/${orderId}/files?limit=200`);
      return ((await answer.json()) as { items: UploadedFile[] }).items;
    },
  };
}
