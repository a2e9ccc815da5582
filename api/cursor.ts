import { Problem } from './problem.ts';

/** Packs a place in a list into an opaque text. Pure. */
export const cursorFrom = (place: readonly (string | number)[]): string =>
  Buffer.from(JSON.stringify(place)).toString('base64url');

/**
 * Unpacks a cursor of the given shape. Pure.
 *
 * @param patterns - one per part, tested against its text
 * @throws Problem CURSOR_NOT_VALID
 */
export function placeFrom(cursor: string, patterns: readonly RegExp[]): readonly string[] {
  const parts = parsed(cursor);
  const fits =
    Array.isArray(parts) &&
    parts.length === patterns.length &&
    patterns.every((pattern, index) => pattern.test(String(parts[index])));
  if (!fits || cursorFrom(parts) !== cursor) {
    throw new Problem('CURSOR_NOT_VALID', 'the cursor is not one of this list', {
      errors: [
        {
          field: 'query/cursor',
          expected: '`nextCursor` of the page before',
          found: 'another text',
        },
      ],
    });
  }
  return parts.map(String);
}

function parsed(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
}
