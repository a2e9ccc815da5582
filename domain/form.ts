import type {
  FieldSchema,
  FormSchema,
  ListSchema,
  ObjectSchema,
  ScalarSchema,
  TextSchema,
} from './form-schema.ts';
import { patternWords } from './form-schema.ts';
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
  if (!isObject(given)) return { problems: [{ field: '', expected: 'an object' }] };
  const { values, problems } = readObject(form, given, '');
  const found = [...problems, ...choiceProblems(form, Object.keys(values))];
  return found.length > 0 ? { problems: found } : { values };
}

function readObject(
  schema: ObjectSchema,
  given: object,
  path: string,
): { readonly values: Record<string, unknown>; readonly problems: readonly FieldProblem[] } {
  const entries = Object.entries(given).filter(([, value]) => value !== undefined);
  const names = entries.map(([name]) => name);
  const missing = schema.required
    .filter((name) => !names.includes(name))
    .map((name) => ({ field: path + name, expected: 'a value: it is required' }));
  const read = entries.map(([name, value]) => {
    const field = Object.hasOwn(schema.properties, name) ? schema.properties[name] : undefined;
    const unknown = {
      problems: [{ field: path + name, expected: 'nothing: there is no such field' }],
    };
    return [name, field ? readValue(field, value, path + name) : unknown] as const;
  });
  return {
    values: Object.fromEntries(
      read.map(([name, field]) => [name, 'value' in field ? field.value : undefined]),
    ),
    problems: [
      ...missing,
      ...read.flatMap(([, field]) => ('value' in field ? [] : field.problems)),
    ],
  };
}

type ReadValue = { readonly value: unknown } | { readonly problems: readonly FieldProblem[] };

function readValue(schema: FieldSchema | ObjectSchema, value: unknown, path: string): ReadValue {
  if (schema.type === 'array') return readList(schema, value, path);
  if (schema.type === 'object') {
    if (!isObject(value)) return { problems: [{ field: path, expected: 'an object' }] };
    const { values, problems } = readObject(schema, value, `${path}.`);
    return problems.length > 0 ? { problems } : { value: values };
  }
  const expected = expectation(schema, value);
  if (expected !== undefined) return { problems: [{ field: path, expected }] };
  const isMoment = schema.type === 'string' && schema.format === 'date-time';
  return { value: isMoment ? instant(String(value)) : value };
}

function readList(schema: ListSchema, value: unknown, path: string): ReadValue {
  if (!Array.isArray(value) || value.length > schema.maxItems) {
    return { problems: [{ field: path, expected: `a list of at most ${schema.maxItems}` }] };
  }
  const items = value.map((item, index) => readValue(schema.items, item, `${path}.${index}`));
  const problems = items.flatMap((item) => ('value' in item ? [] : item.problems));
  if (problems.length > 0) return { problems };
  return { value: items.map((item) => ('value' in item ? item.value : undefined)) };
}

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What a field expects; undefined if the value is that. */
function expectation(schema: ScalarSchema, value: unknown): string | undefined {
  switch (schema.type) {
    case 'boolean': {
      const fits = schema.const === undefined ? typeof value === 'boolean' : value === schema.const;
      return fits ? undefined : String(schema.const ?? 'true or false');
    }
    case 'integer': {
      const { minimum, maximum } = schema;
      const fits =
        Number.isSafeInteger(value) && Number(value) >= minimum && Number(value) <= maximum;
      return fits ? undefined : `a whole number from ${minimum} to ${maximum}`;
    }
    case 'string':
      return textExpectation(schema, value);
  }
}

function textExpectation(schema: TextSchema, value: unknown): string | undefined {
  if (typeof value !== 'string') return 'a text';
  if (schema.format === 'date-time') {
    return isInstantLike(value) ? undefined : 'a moment in ISO 8601 with a time zone';
  }
  if (schema.enum)
    return schema.enum.includes(value) ? undefined : `one of ${schema.enum.join(', ')}`;
  const { minLength = 0, maxLength = Number.MAX_SAFE_INTEGER, pattern = '' } = schema;
  const length = [...value].length; // characters, as JSON Schema counts them
  const fits = length >= minLength && length <= maxLength;
  if (fits && new RegExp(pattern, 'u').test(value)) return undefined;
  const shape = patternWords[pattern] ?? `matching ${pattern}`;
  return `a text of ${minLength} to ${maxLength} characters, ${shape}`;
}

function choiceProblems(form: FormSchema, names: readonly string[]): readonly FieldProblem[] {
  if (!form.oneOf) return [];
  const met = form.oneOf.filter(({ required }) => required.every((name) => names.includes(name)));
  if (met.length === 1) return [];
  const choices = form.oneOf.map(({ required }) => required.join(' and ')).join(', or ');
  return [{ field: '', expected: `exactly one of: ${choices}` }];
}
