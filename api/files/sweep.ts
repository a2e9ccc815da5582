import { isFileRecorded } from '../../db/files.ts';
import type { ApiDeps } from '../deps.ts';
import type { FileStore } from './file-store.ts';

/** No upload takes this long; what is older has nobody any more. Milliseconds. */
export const orphanAgeMs = 3_600_000;

/** What a sweep did. */
export interface Swept {
  /** Contents without a row, which a killed process left behind: gone. */
  readonly removed: number;
  /** Contents with a row that had not been moved to their place. */
  readonly settled: number;
}

/**
 * Clears up what uploads left behind under `incoming/` when their process, the database or the storage died. Safe to run
 * from several processes at once, and while uploads are under way.
 *
 * @throws what the database or the storage throws; what was done until then stays done
 */
export async function sweepFiles(
  { db, now, store }: Pick<ApiDeps, 'db' | 'now'> & { readonly store: FileStore },
  olderThanMs: number = orphanAgeMs,
): Promise<Swept> {
  let removed = 0;
  let settled = 0;
  const before = Date.parse(now()) - olderThanMs;
  for await (const { fileId, changedAtMs } of store.unsettled()) {
    if (changedAtMs > before) continue;
    if (await isFileRecorded(db, fileId)) {
      await store.settle(fileId);
      settled += 1;
    } else {
      await store.discard(fileId);
      removed += 1;
    }
  }
  return { removed, settled };
}
