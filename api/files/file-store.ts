import { PassThrough, type Readable } from 'node:stream';
import type { FileStorage } from '@flystorage/file-storage';
import { Problem } from '../problem.ts';

/** Where contents lie before the row of their file is written, and until they were moved after it. */
const incoming = 'incoming';

const incomingKey = (fileId: string): string => `${incoming}/${fileId}`;
/** Two letters first: a folder with a million entries is no pleasure to anybody. */
const settledKey = (fileId: string): string => `files/${fileId.slice(0, 2)}/${fileId}`;

/** How a file id is written: a UUID. */
export const fileIdPattern = '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$';
const isFileId = new RegExp(fileIdPattern);

/** A content that arrived and whose row may or may not have been written. */
export interface UnsettledContent {
  readonly fileId: string;
  /** Real time, milliseconds since 1970. */
  readonly changedAtMs: number;
}

/**
 * The contents of files, by file id only: nothing that a person typed is part of a key. A content arrives under
 * `incoming/`, and is moved once its row is written; {@link open} finds it in both places, so dying in between loses
 * nothing, and what never got a row is found under `incoming/`.
 */
export class FileStore {
  readonly #storage: FileStorage;
  readonly #flush: (key: string) => Promise<void>;

  /** @param flush - makes a written object safe from a power failure, where the storage does not by itself */
  constructor(storage: FileStorage, flush: (key: string) => Promise<void> = async () => undefined) {
    this.#storage = storage;
    this.#flush = flush;
  }

  /** Takes a content in; it is complete when this returns. Idempotent: a second one replaces the first. */
  async receive(fileId: string, content: Readable, signal: AbortSignal): Promise<void> {
    const key = incomingKey(fileId);
    await this.#storage.write(key, content, {
      mimeType: 'application/octet-stream',
      abortSignal: signal,
    });
    await this.#flush(key);
  }

  /** Moves a content to its place. Idempotent. @param into - of another file with the same content */
  async settle(fileId: string, into: string = fileId): Promise<void> {
    try {
      await this.#storage.moveFile(incomingKey(fileId), settledKey(into));
    } catch (error) {
      if (!isNotThere(error)) throw error; // moved already
    }
  }

  /** Removes a content that has no row. Idempotent. */
  async discard(fileId: string): Promise<void> {
    await this.#storage.deleteFile(incomingKey(fileId));
  }

  /** Whether the content of a file is there, in its full length. @throws Problem STORAGE_UNAVAILABLE */
  async has(fileId: string, bytes: number): Promise<boolean> {
    return (await this.#find(fileId, bytes)) !== undefined;
  }

  /**
   * The content of a file. Give up reading by destroying it.
   *
   * @throws Problem FILE_CONTENT_MISSING if it is gone or not as long as it was, STORAGE_UNAVAILABLE
   */
  async open(fileId: string, bytes: number): Promise<Readable> {
    const key = await this.#find(fileId, bytes);
    if (key === undefined) {
      throw new Problem('FILE_CONTENT_MISSING', `no content of ${bytes} bytes for file ${fileId}`);
    }
    const source = await this.#storage.read(key).catch((error: unknown) => {
      throw storageAway(error);
    });
    return closable(source);
  }

  /** What lies under `incoming/`, except what is none of ours. */
  async *unsettled(): AsyncGenerator<UnsettledContent> {
    for await (const { path, lastModifiedMs } of this.#storage.list(incoming)) {
      const fileId = path.slice(path.lastIndexOf('/') + 1);
      const changedAtMs = lastModifiedMs ?? (await this.#changedAtMs(path));
      if (isFileId.test(fileId) && changedAtMs !== undefined) yield { fileId, changedAtMs };
    }
  }

  async #changedAtMs(key: string): Promise<number | undefined> {
    try {
      return await this.#storage.lastModified(key);
    } catch (error) {
      if (isNotThere(error)) return undefined;
      throw error;
    }
  }

  /** It may be moved while it is looked for: the place that it is moved to is asked again. */
  async #find(fileId: string, bytes: number): Promise<string | undefined> {
    for (const key of [settledKey(fileId), incomingKey(fileId), settledKey(fileId)]) {
      if ((await this.#sizeOf(key)) === bytes) return key;
    }
    return undefined;
  }

  async #sizeOf(key: string): Promise<number | undefined> {
    try {
      return (await this.#storage.statFile(key)).size;
    } catch (error) {
      if (isNotThere(error)) return undefined;
      throw storageAway(error);
    }
  }
}

/** The storage failed: nothing was lost, nothing was stored. */
export const storageAway = (cause: unknown): Problem =>
  new Problem('STORAGE_UNAVAILABLE', 'file store', { headers: { 'retry-after': '5' } }, cause);

function isNotThere(error: unknown): boolean {
  for (let current = error; current instanceof Error; current = current.cause) {
    const { code, $metadata } = current as {
      code?: unknown;
      $metadata?: { httpStatusCode?: number };
    };
    if (code === 'ENOENT' || $metadata?.httpStatusCode === 404) return true;
  }
  return false;
}

/**
 * A stream that can be given up. The storage library's own stream leaves its file or connection open for ever when it is
 * destroyed early; read to the end, it closes.
 */
function closable(source: Readable): Readable {
  const out = new PassThrough();
  source.once('error', (error) => out.destroy(error));
  out.once('close', () => {
    source.unpipe(out);
    source.resume();
  });
  return source.pipe(out);
}
