import { and, asc, eq, getTableColumns, gt, inArray, sql } from 'drizzle-orm';
import type { Role } from '../domain/order.ts';
import { type Instant, instant } from '../domain/units.ts';
import type { Database } from './client.ts';
import { files } from './schema.ts';

type Db = Database['db'];

/** A file of an order whose content is complete in the file store. */
export interface FileRecord {
  readonly fileId: string;
  readonly orderId: string;
  /** Place among the order's files, from 1 without gaps. */
  readonly no: number;
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
    readonly subject: string;
    readonly sourceAddress: string;
  };
  /** What looked for malware, by its own name. */
  readonly scannedBy: string;
  /** Real time, UTC; stamped by the database. */
  readonly uploadedAt: Instant;
}

/**
 * Adds a file to its order, in one statement. Idempotent by order, uploader (role and party), content and name.
 *
 * @param most - how many files an order may have
 * @returns the file, or the earlier one like it (told by its `fileId`); undefined if the order has `most` files
 * @throws the driver's error if the database is away or refuses
 */
export async function recordFile(
  db: Db,
  file: Omit<FileRecord, 'no' | 'uploadedAt'>,
  most: number,
): Promise<FileRecord | undefined> {
  const { role, party, subject, sourceAddress } = file.uploadedBy;
  const row = {
    id: file.fileId,
    order_id: file.orderId,
    name: file.name,
    media_type: file.mediaType,
    bytes: file.bytes,
    sha256: file.sha256,
    uploaded_by_role: role,
    uploaded_by_party: party,
    uploaded_by_subject: subject,
    source_address: sourceAddress,
    scanned_by: file.scannedBy,
  };
  const [recorded] = await db.execute(
    sql`select * from record_file(${JSON.stringify(row)}::jsonb, ${most})`,
  );
  return recorded && recordFrom(rowFrom(recorded));
}

/** One file of an order; undefined if that order has no such file. */
export async function findFile(
  db: Db,
  orderId: string,
  fileId: string,
): Promise<FileRecord | undefined> {
  return (await findFiles(db, orderId, [fileId]))[0];
}

/** Those of the named files that belong to the order. @param fileIds - UUIDs */
export async function findFiles(
  db: Db,
  orderId: string,
  fileIds: readonly string[],
): Promise<readonly FileRecord[]> {
  if (fileIds.length === 0) return [];
  const rows = await db
    .select()
    .from(files)
    .where(and(eq(files.orderId, orderId), inArray(files.id, [...fileIds])));
  return rows.map(recordFrom);
}

/** Files of an order, oldest first, after a file's number. */
export async function listFiles(
  db: Db,
  orderId: string,
  page: { readonly limit: number; readonly after: number },
): Promise<readonly FileRecord[]> {
  const rows = await db
    .select()
    .from(files)
    .where(and(eq(files.orderId, orderId), gt(files.no, page.after)))
    .orderBy(asc(files.no))
    .limit(page.limit);
  return rows.map(recordFrom);
}

/** Whether a file's row was written. @param fileId - a UUID */
export async function isFileRecorded(db: Db, fileId: string): Promise<boolean> {
  const rows = await db.select({ id: files.id }).from(files).where(eq(files.id, fileId));
  return rows.length > 0;
}

/** What a function answered, as a select reads it. */
const rowFrom = (answered: Readonly<Record<string, unknown>>): typeof files.$inferSelect =>
  Object.fromEntries(
    Object.entries(getTableColumns(files)).map(([key, column]) => {
      const value = answered[column.name];
      return [key, value === null ? null : column.mapFromDriverValue(value)];
    }),
  ) as typeof files.$inferSelect;

const recordFrom = (row: typeof files.$inferSelect): FileRecord => ({
  fileId: row.id,
  orderId: row.orderId,
  no: row.no,
  name: row.name,
  mediaType: row.mediaType,
  bytes: row.bytes,
  sha256: row.sha256,
  uploadedBy: {
    role: row.uploadedByRole as Role,
    party: row.uploadedByParty,
    subject: row.uploadedBySubject,
    sourceAddress: row.sourceAddress,
  },
  scannedBy: row.scannedBy,
  uploadedAt: instant(Date.parse(row.uploadedAt)),
});
