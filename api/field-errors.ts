import type { FieldError } from './problem.ts';

/** The parts of an Ajv error that Fastify hands over (`verbose` is on). */
interface ValidatorError {
  readonly keyword: string;
  readonly instancePath: string;
  readonly schemaPath: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly message?: string;
  readonly data?: unknown;
  readonly schema?: unknown;
  readonly parentSchema?: Readonly<Record<string, unknown>>;
}

type Schema = Readonly<Record<string, unknown>>;

/** More help nobody; a body of a thousand unknown fields must not cost a thousand lines. */
const mostErrors = 200;

/** Errors that only say that one of the errors beside them happened. */
const echoes = ['if', 'allOf', 'anyOf'];

/**
 * The errors of one part of a request, a line per field: what was expected and what was found.
 *
 * @param part - `body`, `querystring`, `headers` or `params`
 */
export function fieldErrorsOf(errors: readonly unknown[], part: string): readonly FieldError[] {
  const own = (errors as readonly ValidatorError[]).filter(
    ({ keyword, schemaPath }) => !echoes.includes(keyword) && !/\/oneOf\/\d/.test(schemaPath),
  );
  return unique(own.slice(0, mostErrors).flatMap((error) => linesOf(error, part)));
}

function linesOf(error: ValidatorError, part: string): readonly FieldError[] {
  const { keyword, params, parentSchema = {}, data } = error;
  const field = fieldName(error.instancePath, part);
  switch (keyword) {
    case 'required': {
      const name = String(params.missingProperty);
      return missing(
        `${error.instancePath}/${escaped(name)}`,
        propertyOf(parentSchema, name),
        part,
      );
    }
    case 'additionalProperties':
      return [
        {
          field: fieldName(
            `${error.instancePath}/${escaped(String(params.additionalProperty).slice(0, 100))}`,
            part,
          ),
          expected: `no such field; known are ${Object.keys(record(parentSchema.properties)).join(', ') || 'none'}`,
          found: 'an unknown field',
        },
      ];
    case 'false schema':
      return [
        { field, expected: 'to be left out in this combination', found: describeValue(data) },
      ];
    case 'oneOf':
      return [
        {
          field,
          expected: `exactly one of ${alternatives(error.schema)}`,
          found: describeValue(data),
        },
      ];
    default:
      return [{ field, expected: describeSchema(parentSchema), found: describeValue(data) }];
  }
}

/** A missing object is asked for field by field, down to what has to be filled in. */
function missing(pointer: string, schema: Schema, part: string): readonly FieldError[] {
  const inner = Array.isArray(schema.required) ? (schema.required as string[]) : [];
  if (schema.type === 'object' && inner.length > 0) {
    return inner.flatMap((name) =>
      missing(`${pointer}/${escaped(name)}`, propertyOf(schema, name), part),
    );
  }
  if (schema.type === 'array' && record(schema.items).type === 'object') {
    return missing(`${pointer}/0`, record(schema.items), part);
  }
  return [{ field: fieldName(pointer, part), expected: describeSchema(schema), found: 'nothing' }];
}

/** What a schema asks for, in words. Pure. */
export function describeSchema(schema: Schema): string {
  const words = [kindOf(schema)];
  if (typeof schema.description === 'string') words.push(`(${schema.description})`);
  return words.join(' ');
}

function kindOf(schema: Schema): string {
  if ('const' in schema) return JSON.stringify(schema.const);
  if (Array.isArray(schema.enum)) return `one of ${schema.enum.join(', ')}`;
  const { minimum, maximum, minLength, maxLength, minItems, maxItems } = schema;
  switch (schema.type) {
    case 'integer':
      return `a whole number${range(minimum, maximum)}`;
    case 'number':
      return `a number${range(minimum, maximum)}`;
    case 'boolean':
      return 'true or false';
    case 'array':
      return `a list${range(minItems, maxItems)}${minItems === undefined ? '' : ' entries'}`;
    case 'object':
      return `an object with ${Object.keys(record(schema.properties)).join(', ')}`;
    case 'string':
      return schema.format === 'date-time'
        ? 'a moment as ISO 8601 with a time zone, such as 2024-09-14T08:00:00+08:00'
        : `text${range(minLength, maxLength)}${maxLength === undefined ? '' : ' characters'}`;
    default:
      return 'another value';
  }
}

const range = (from: unknown, to: unknown): string => {
  if (from === undefined && to === undefined) return '';
  if (to === undefined) return ` of at least ${from}`;
  return ` of ${from ?? 0} to ${to}`;
};

/** What a caller sent, without repeating long values: texts can hold what belongs in no log. Pure. R-SEC-02 */
export function describeValue(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === 'object') {
    const names = Object.keys(value);
    return names.length === 0
      ? 'an empty object'
      : `an object with ${names
          .slice(0, 10)
          .map((name) => name.slice(0, 40))
          .join(', ')}`;
  }
  if (typeof value === 'string') {
    return value.length > 40 ? `text of ${value.length} characters` : JSON.stringify(value);
  }
  return String(value);
}

const alternatives = (schema: unknown): string =>
  (Array.isArray(schema) ? schema : [])
    .map((choice) =>
      Array.isArray(record(choice).required)
        ? (record(choice).required as string[]).join(' and ')
        : 'a form',
    )
    .join(', ');

/** A body's field is a JSON pointer; other parts are named, as they are no JSON. */
function fieldName(pointer: string, part: string): string {
  const prefixes: Readonly<Record<string, string>> = {
    querystring: 'query',
    headers: 'header',
    params: 'path',
  };
  const prefix = prefixes[part];
  return prefix === undefined ? pointer || '/' : `${prefix}${pointer}`;
}

const escaped = (name: string): string => name.replaceAll('~', '~0').replaceAll('/', '~1');
const record = (value: unknown): Schema =>
  typeof value === 'object' && value !== null ? (value as Schema) : {};
const propertyOf = (schema: Schema, name: string): Schema =>
  record(record(schema.properties)[name]);

const unique = (errors: readonly FieldError[]): readonly FieldError[] =>
  errors.filter(
    (error, index) =>
      errors.findIndex(
        ({ field, expected }) => field === error.field && expected === error.expected,
      ) === index,
  );
