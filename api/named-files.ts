import { type Rejection, rejection } from '../domain/errors.ts';
import type { NamedFile } from '../domain/events.ts';
import type { Caller } from './auth.ts';
import type { ApiDeps } from './deps.ts';
import { resolveFiles, type StoredFile } from './files/resolve.ts';

type Body = Readonly<Record<string, unknown>>;

/** Fields of action bodies that name files. */
const fileFields = ['proofs', 'attachments', 'evidence'] as const;

/**
 * The body of an action with what the store knows of each file it names: content, length and type, so that the order
 * never has to believe a caller. A file that is not there, that somebody else uploaded, or that differs from what the
 * caller says of it is refused, with everything that is wrong at once.
 *
 * @throws the driver's error if the database is away
 */
export async function withStoredFiles(
  deps: Pick<ApiDeps, 'db'>,
  orderId: string,
  body: Body,
  by: Pick<Caller, 'role' | 'party'>,
): Promise<{ readonly body: Body } | { readonly refused: Rejection }> {
  const named = fileFields.flatMap((field) => filesOf(body[field]));
  if (named.length === 0) return { body };
  const stored = await resolveFiles(
    deps,
    orderId,
    named.map(({ fileId }) => fileId),
  );
  const wrong = named.flatMap((said) => {
    const found = problemWith(said, stored.get(said.fileId), by);
    return found === undefined ? [] : [{ fileId: said.fileId, found }];
  });
  if (wrong.length > 0) return { refused: refusalOf(wrong) };

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

/** Why a file cannot be named; undefined if it can. Both sides show what they uploaded themselves. */
function problemWith(
  said: NamedFile,
  stored: StoredFile | undefined,
  by: Pick<Caller, 'role' | 'party'>,
): string | undefined {
  if (!stored) return 'not there';
  const { role, party } = stored.uploadedBy;
  if (role !== by.role || party !== by.party) return 'uploaded by somebody else';
  const differs = (['sha256', 'bytes', 'mediaType'] as const).some(
    (name) => said[name] !== undefined && said[name] !== stored[name],
  );
  return differs ? 'stored with other content' : undefined;
}

function refusalOf(
  wrong: readonly { readonly fileId: string; readonly found: string }[],
): Rejection {
  const words = wrong.map(({ fileId, found }) => `${fileId} (${found})`);
  return rejection(
    'FILE_UNKNOWN',
    `expected files of this order that the actor uploaded, found ${words.join(', ')}`,
    { field: 'fileId', unknown: wrong.map(({ fileId }) => fileId) },
  );
}
