import { randomUUID } from 'node:crypto';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyRequest } from 'fastify';
import type { FileRecord } from '../../db/files.ts';
import type { Caller } from '../auth.ts';
import type { ApiDeps } from '../deps.ts';
import { Problem } from '../problem.ts';
import { cleanName } from './file-name.ts';
import { storageAway } from './file-store.ts';
import { typeOfName } from './file-types.ts';
import { formProblem, readForm, type UploadForm } from './form.ts';
import { patienceWith } from './give-up.ts';
import { Inspection, typeNotTaken } from './inspection.ts';
import { keep } from './keep.ts';

/** The longest that a content may take on its way in or out, milliseconds: 50 MB at 60 kB/s. */
export const transferMs = 15 * 60_000;

/** How long the database may take to write a file down, milliseconds. */
const recordWithinMs = 10_000;

/** What became of an upload: a file, and whether this upload made it. */
export interface Uploaded {
  readonly file: FileRecord;
  /** False: the same party had uploaded the same content under the same name before. */
  readonly isNew: boolean;
}

/** One upload to an order that the caller may see. */
export interface UploadRequest {
  readonly request: FastifyRequest;
  readonly orderId: string;
  readonly caller: Caller;
}

/**
 * Takes one file in: reads the form, lets the content through the inspection into the store, then writes the row. Whatever
 * fails on the way leaves neither content nor row. Idempotent by order, role and party, content and name.
 *
 * @throws Problem with what is wrong with the form, the name, the type or the content; with what is away
 */
export async function takeUpload(
  deps: ApiDeps,
  { request, orderId, caller }: UploadRequest,
): Promise<Uploaded> {
  const { files } = deps;
  let inspection: Inspection | undefined;
  const patience = patienceWith(request.raw, { transferMs, stallMs: files.stallMs }, () =>
    Boolean(inspection?.readableLength),
  );
  const { signal } = patience;
  const fileId = randomUUID();
  try {
    const form = await readForm(request, files.maxBytes, signal);
    const name = cleanName(form.part.filename);
    const type = typeOfName(name);
    if (type === undefined) throw typeNotTaken(name);
    inspection = new Inspection({ name, type, maxBytes: files.maxBytes, scan: files.scan });
    await letThrough(form, { inspection, fileId, files, signal });
    const { mediaType } = type;
    const about = { fileId, orderId, name, mediaType, scannedBy: files.scan.name };
    const kept = keep(deps, { ...about, ...inspection.result(), uploadedBy: caller });
    return await inTime(kept);
  } finally {
    patience.stop();
  }
}

/** Whoever waits must hear something, also from a database that answers nothing; the work itself goes on. */
async function inTime<T>(work: Promise<T>): Promise<T> {
  const over = new AbortController();
  const tooLong = sleep(recordWithinMs, undefined, { signal: over.signal }).then(() => {
    throw new Problem('REQUEST_TIMED_OUT', 'the file was not written down in time');
  });
  try {
    return await Promise.race([work, tooLong]);
  } finally {
    over.abort();
    for (const rest of [work, tooLong]) rest.catch(() => undefined);
  }
}

interface Passage {
  readonly inspection: Inspection;
  readonly fileId: string;
  readonly files: ApiDeps['files'];
  readonly signal: AbortSignal;
}

/** The whole form, into the store; or nothing of it. */
async function letThrough(form: UploadForm, passage: Passage): Promise<void> {
  const { inspection, fileId, files, signal } = passage;
  inspection.on('error', () => undefined); // heard below
  const reading = pipeline(form.part.file, inspection, { signal });
  const writing = files.store.receive(fileId, inspection, signal).catch((error: unknown) => {
    inspection.destroy(error as Error);
    throw error;
  });
  const [read, written] = await Promise.allSettled([reading, writing]);
  try {
    if (inspection.refusal) throw inspection.refusal;
    signal.throwIfAborted();
    if (read.status === 'rejected' && isOfTheForm(read.reason)) throw formProblem(read.reason);
    if (written.status === 'rejected') throw storageAway(written.reason);
    await form.end();
  } catch (error) {
    await files.store.discard(fileId).catch(() => undefined); // the sweep finds it
    throw error;
  }
}

/** Whether an error comes from the sender's side rather than from the store. */
const isOfTheForm = (error: unknown): boolean =>
  error instanceof Problem ||
  (error instanceof Error &&
    (String((error as { code?: unknown }).code).startsWith('FST_') ||
      /terminated early|unexpected end/i.test(error.message)));
