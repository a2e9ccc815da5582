import { type FileRecord, findFiles } from '../../db/files.ts';
import type { Role } from '../../domain/order.ts';
import type { Instant } from '../../domain/units.ts';
import type { ApiDeps } from '../deps.ts';
import { fileIdPattern } from './file-store.ts';

/** A file as an order keeps it: what it is, and whose. */
export interface StoredFile {
  readonly fileId: string;
  readonly name: string;
  readonly mediaType: string;
  /** Length of the content. */
  readonly bytes: number;
  /** Of the content, hex. */
  readonly sha256: string;
  readonly uploadedBy: {
    readonly role: Role;
    /** Null for roles that act for the marketplace without naming a team. */
    readonly party: string | null;
  };
  /** Real time, UTC. */
  readonly uploadedAt: Instant;
}

const isFileId = new RegExp(fileIdPattern);

/**
 * The files that belong to an order, by id. What is no id, unknown, or of another order is absent: nobody learns of the
 * files of somebody else. R-SEC-01
 *
 * @param ids - as callers sent them
 * @throws the driver's error if the database is away
 */
export async function resolveFiles(
  { db }: Pick<ApiDeps, 'db'>,
  orderId: string,
  ids: readonly string[],
): Promise<ReadonlyMap<string, StoredFile>> {
  const wellFormed = [...new Set(ids)].filter((id) => isFileId.test(id));
  const found = await findFiles(db, orderId, wellFormed);
  return new Map(found.map((file) => [file.fileId, storedFile(file)]));
}

function storedFile(file: FileRecord): StoredFile {
  const { fileId, name, mediaType, bytes, sha256, uploadedAt } = file;
  const { role, party } = file.uploadedBy;
  return { fileId, name, mediaType, bytes, sha256, uploadedBy: { role, party }, uploadedAt };
}
