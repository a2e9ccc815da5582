import { type FileRecord, recordFile } from '../../db/files.ts';
import type { ApiDeps } from '../deps.ts';
import { Problem } from '../problem.ts';
import type { Uploaded } from './upload.ts';

/**
 * Gives a content that arrived its row, and its place. A content that gets no row is removed.
 *
 * @throws Problem TOO_MANY_FILES; the driver's error if the database is away
 */
export async function keep(
  { db, files, warn }: ApiDeps,
  wanted: Omit<FileRecord, 'no' | 'uploadedAt'>,
): Promise<Uploaded> {
  const { store, maxPerOrder } = files;
  const { fileId, orderId } = wanted;
  const file = await recordFile(db, wanted, maxPerOrder).catch(async (error: unknown) => {
    // A row without a content is worse than a content without a row: in doubt the sweep decides.
    if (isSurelyNotWritten(error)) await store.discard(fileId).catch(warn);
    throw error;
  });
  if (!file) {
    await store.discard(fileId).catch(warn);
    throw tooManyFiles(orderId, maxPerOrder);
  }
  // From here on the file is there, wherever its content lies.
  await place({ store, fileId, file }).catch(warn);
  return { file, isNew: file.fileId === fileId };
}

/** Moves a new content to its place. A repeated one goes, unless the first one was lost: then it takes its place. */
async function place({
  store,
  fileId,
  file,
}: {
  readonly store: ApiDeps['files']['store'];
  readonly fileId: string;
  readonly file: FileRecord;
}): Promise<void> {
  const isRepeat = file.fileId !== fileId;
  if (isRepeat && (await store.has(file.fileId, file.bytes))) await store.discard(fileId);
  else await store.settle(fileId, file.fileId);
}

/** The statement never reached the database, or was refused by it: no answer was lost on the way. */
function isSurelyNotWritten(error: unknown): boolean {
  for (let current = error; current instanceof Error; current = current.cause) {
    const { code } = current as { code?: unknown };
    if (typeof code !== 'string') continue;
    if (/^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOST\w+|CONNECT_TIMEOUT|57P03)$/.test(code))
      return true;
    return /^[0-9A-Z]{5}$/.test(code) && !/^(08|57P|EPIPE)/.test(code);
  }
  return false;
}

const tooManyFiles = (orderId: string, most: number): Problem =>
  new Problem('TOO_MANY_FILES', `order ${orderId} has its ${most} files`, {
    errors: [
      {
        field: 'path/orderId',
        expected: `an order with fewer than ${most} files`,
        found: `${most}`,
      },
    ],
    details: { most },
  });
