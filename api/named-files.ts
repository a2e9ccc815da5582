import { type Rejection, rejection } from '../domain/errors.ts';
import type { NamedFile } from '../domain/events.ts';
import type { ApiDeps } from './deps.ts';
import { resolveFiles } from './files/resolve.ts';

type Body = Readonly<Record<string, unknown>>;

/** Fields of action bodies that name files. */
const fileFields = ['proofs', 'attachments'] as const;

/**
 * The body of an action with what the store knows of each file it names: content, length and type, so that the order
 * never has to believe a caller. A file that is not there, or that differs from what the caller says of it, is refused
 * with everything that is wrong at once.
 *
 * @throws the driver's error if the database is away
 */
export async function withStoredFiles(
  deps: Pick<ApiDeps, 'db'>,
  orderId: string,
  body: Body,
): Promise<{ readonly body: Body } | { readonly refused: Rejection }> {
  const named = fileFields.flatMap((field) => filesOf(body[field]));
  if (named.length === 0) return { body };
  const stored = await resolveFiles(
    deps,
    orderId,
    named.map(({ fileId }) => fileId),
  );
  const unknown = named.filter(({ fileId, ...said }) => {
    const file = stored.get(fileId);
    return !file || differs(said, file);
  });
  if (unknown.length > 0) return { refused: refusalOf(unknown, (id) => stored.has(id)) };

  const known = (file: NamedFile): NamedFile => {
    const { sha256 = '', bytes = 0, mediaType = '' } = stored.get(file.fileId) ?? {};
    return { ...file, sha256, bytes, mediaType };
  };
  const resolved = fileFields.flatMap((field) =>
    body[field] === undefined ? [] : [[field, filesOf(body[field]).map(known)] as const],
  );
  return { body: { ...body, ...Object.fromEntries(resolved) } };
}

const filesOf = (value: unknown): readonly NamedFile[] =>
  Array.isArray(value) ? (value as readonly NamedFile[]) : [];

const differs = (
  said: Partial<NamedFile>,
  stored: { readonly sha256: string; readonly bytes: number; readonly mediaType: string },
): boolean =>
  (['sha256', 'bytes', 'mediaType'] as const).some(
    (name) => said[name] !== undefined && said[name] !== stored[name],
  );

function refusalOf(files: readonly NamedFile[], isStored: (id: string) => boolean): Rejection {
  const words = files.map(({ fileId }) =>
    isStored(fileId) ? `${fileId} (stored with other content)` : `${fileId} (not there)`,
  );
  return rejection('FILE_UNKNOWN', `expected files of this order, found ${words.join(', ')}`, {
    field: 'fileId',
    unknown: files.map(({ fileId }) => fileId),
  });
}
