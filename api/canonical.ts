import { createHash } from 'node:crypto';
import { canonicalJson } from '../domain/canonical-json.ts';

/** SHA-256 of a text as UTF-8, hex. Pure. */
export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** SHA-256 of {@link canonicalJson}, hex. Pure. */
export const fingerprintOf = (value: unknown): string => sha256(canonicalJson(value));

/** One place where two values differ. */
export interface Difference {
  readonly field: string;
  readonly stored: unknown;
  readonly sent: unknown;
}

/** Every leaf in which two plain JSON values differ, as JSON pointers. Pure. */
export function differences(stored: unknown, sent: unknown, field = ''): readonly Difference[] {
  if (!isTree(stored) || !isTree(sent) || Array.isArray(stored) !== Array.isArray(sent)) {
    return canonicalJson(stored) === canonicalJson(sent) ? [] : [{ field, stored, sent }];
  }
  const names = [...new Set([...Object.keys(stored), ...Object.keys(sent)])];
  return names.flatMap((name) => differences(stored[name], sent[name], `${field}/${name}`));
}

const isTree = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;
