import { Problem } from '../problem.ts';

/** Longest name of a file, in characters. */
export const longestName = 200;

/**
 * Control characters, halves of surrogate pairs, line separators, marks that turn the direction of writing (they can
 * dress up an extension), and the sign for bytes that were not UTF-8.
 */
const refused = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufffd]/u;

/**
 * The name under which a file is kept: without the folders before it, composed (NFC), without spaces around it. Pure.
 *
 * @param given - as the form says it; senders write `"` as %22
 * @throws Problem REQUEST_NOT_VALID if nothing usable is left
 */
export function cleanName(given: string | undefined): string {
  const last = (given ?? '').replaceAll('%22', '"').split(/[/\\]/).at(-1) ?? '';
  const name = last.normalize('NFC').trim();
  const { length } = [...name];
  if (length === 0 || /^\.+$/.test(name)) throw nameProblem('no name');
  if (length > longestName) throw nameProblem(`${length} characters`);
  if (refused.test(name)) throw nameProblem('a character that no file name may have');
  return name;
}

const nameProblem = (found: string): Problem =>
  new Problem('REQUEST_NOT_VALID', 'missing or wrong: /file/filename', {
    errors: [
      {
        field: '/file/filename',
        expected: `a name of 1 to ${longestName} characters with an extension, in UTF-8, without control characters`,
        found,
      },
    ],
  });

/** The header that makes browsers save a file under its name, whatever its characters. RFC 6266, RFC 8187. Pure. */
export function attachmentHeader(name: string): string {
  const plain = name.replace(/[^ -~]|["\\%]/gu, '_');
  const encoded = encodeURIComponent(name).replace(
    /['()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${plain}"; filename*=UTF-8''${encoded}`;
}
