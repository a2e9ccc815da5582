import type { FieldSchema, FormSchema } from './events.ts';
import { instant, isInstantLike } from './units.ts';

/** What is wrong with one field of a form. */
export interface FieldProblem {
  readonly field: string;
  readonly expected: string;
}

/** A filled-in form: its values with every moment in UTC, or what is wrong with it. */
export type FilledForm =
  | { readonly values: Readonly<Record<string, unknown>> }
  | { readonly problems: readonly FieldProblem[] };

/**
 * Reads a filled-in form: checks every field, and brings moments to UTC. Pure.
 *
 * The API checks bodies against the same schema before; this is what stands between an order and a signal that some
 * program sends past the API.
 */
export function readForm(form: FormSchema, given: unknown): FilledForm {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    return { problems: [{ field: '', expected: 'an object' }] };
  }
  const values = Object.entries(given).filter(([, value]) => value !== undefined);
  const names = values.map(([name]) => name);
  const problems = [
    ...form.required
      .filter((name) => !names.includes(name))
      .map((field) => ({ field, expected: 'a value: it is required' })),
    ...values.flatMap(([field, value]) => {
      const schema = Object.hasOwn(form.properties, field) ? form.properties[field] : undefined;
      const expected = schema ? expectation(schema, value) : 'nothing: there is no such field';
      return expected === undefined ? [] : [{ field, expected }];
    }),
    ...choiceProblems(form, names),
  ];
  if (problems.length > 0) return { problems };
  return {
    values: Object.fromEntries(
      values.map(([name, value]) => [
        name,
        form.properties[name]?.format === 'date-time' ? instant(String(value)) : value,
      ]),
    ),
  };
}

/** What a field expects; undefined if the value is that. */
function expectation(schema: FieldSchema, value: unknown): string | undefined {
  if (schema.type === 'boolean') {
    return value === schema.const ? undefined : String(schema.const);
  }
  if (typeof value !== 'string') return 'a text';
  if (schema.format === 'date-time') {
    return isInstantLike(value) ? undefined : 'a moment in ISO 8601 with a time zone';
  }
  const { minLength = 0, maxLength = Number.MAX_SAFE_INTEGER, pattern = '' } = schema;
  const length = [...value].length; // characters, as JSON Schema counts them
  const fits = length >= minLength && length <= maxLength;
  return fits && new RegExp(pattern, 'u').test(value)
    ? undefined
    : `a text of ${minLength} to ${maxLength} characters, not blank`;
}

function choiceProblems(form: FormSchema, names: readonly string[]): readonly FieldProblem[] {
  if (!form.oneOf) return [];
  const met = form.oneOf.filter(({ required }) => required.every((name) => names.includes(name)));
  if (met.length === 1) return [];
  const choices = form.oneOf.map(({ required }) => required.join(' and ')).join(', or ');
  return [{ field: '', expected: `exactly one of: ${choices}` }];
}
