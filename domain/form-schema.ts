interface Described {
  readonly title: string;
  readonly description: string;
}

/** JSON Schema of a text, a choice or a moment. */
export interface TextSchema extends Described {
  readonly type: 'string';
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
  readonly format?: 'date-time';
  readonly enum?: readonly string[];
}

/** JSON Schema of a field that holds one value. */
export type ScalarSchema =
  | TextSchema
  | (Described & { readonly type: 'boolean'; readonly const?: true })
  | (Described & { readonly type: 'integer'; readonly minimum: number; readonly maximum: number });

/** JSON Schema of a field that holds a list. */
export interface ListSchema extends Described {
  readonly type: 'array';
  readonly items: ScalarSchema | ObjectSchema;
  readonly maxItems: number;
}

/** JSON Schema of one input field, the subset that a form needs. */
export type FieldSchema = ScalarSchema | ListSchema;

/** JSON Schema of an object in a form. */
export interface ObjectSchema {
  readonly type: 'object';
  readonly additionalProperties: false;
  readonly required: readonly string[];
  readonly properties: Readonly<Record<string, FieldSchema>>;
}

/** JSON Schema of an action's body: the form that a user interface shows and the API checks. */
export interface FormSchema extends ObjectSchema {
  readonly oneOf?: readonly { readonly required: readonly string[] }[];
}

/** An object with these fields and no others. Pure. */
export const object = (
  properties: Readonly<Record<string, FieldSchema>>,
  required: readonly string[] = [],
): ObjectSchema => ({ type: 'object', additionalProperties: false, required, properties });

/** A form with these fields. Pure. */
export const form = (
  properties: Readonly<Record<string, FieldSchema>>,
  required: readonly string[] = [],
): FormSchema => object(properties, required);

const notBlank = '\\S';
const unpadded = '^\\S(.*\\S)?$';

/** Patterns in words, for whoever did not keep to them. */
export const patternWords: Readonly<Record<string, string>> = {
  [notBlank]: 'not blank',
  [unpadded]: 'in one line and without space around it',
};

/** Longest free text of one action, in characters. */
const longestText = 4000;

/** Longest name or number, in characters: as long as the names of a purchase. */
const longestName = 200;

/** Free text, not blank. Pure. */
export const text = (title: string, description: string) =>
  ({
    type: 'string',
    title,
    description,
    minLength: 1,
    maxLength: longestText,
    pattern: notBlank,
  }) as const;

/** At least one visible character, and no control characters: how purchases name products, and so documents. */
export const namePattern = '^(?=.*\\S)[^\\u0000-\\u001f\\u007f]*$';

/** A name exactly as the purchase has it. Pure. */
export const exactName = (title: string, description: string) =>
  ({ ...text(title, description), maxLength: longestName, pattern: namePattern }) as const;

/** A name or a number in one line, without space around it. Pure. */
export const shortText = (title: string, description: string) =>
  ({
    ...text(title, `${description}; without space around it`),
    maxLength: longestName,
    pattern: unpadded,
  }) as const;

/** An id that somebody chose, as ids are everywhere here. Pure. */
export const keyed = (title: string, description: string) =>
  ({
    ...shortText(title, description),
    maxLength: 64,
    pattern: '^[A-Za-z0-9][A-Za-z0-9._~-]{0,63}$',
  }) as const;

/** A moment with a time zone. Pure. */
export const moment = (title: string, description: string) =>
  ({
    type: 'string',
    format: 'date-time',
    title,
    description: `${description}. ISO 8601 with a time zone`,
  }) as const;

/** True or false. Pure. */
export const boolean = (title: string, description: string) =>
  ({ type: 'boolean', title, description }) as const;

/** A whole number with bounds, both inclusive. Pure. */
export const wholeNumber = (title: string, description: string, minimum: number, maximum: number) =>
  ({ type: 'integer', title, description, minimum, maximum }) as const;

/** One of a closed list. Pure. */
export const oneOf = (title: string, description: string, values: readonly string[]) =>
  ({ type: 'string', title, description, enum: values }) as const;

/** A list of such things. Pure. */
export const list = (
  title: string,
  description: string,
  items: ScalarSchema | ObjectSchema,
  maxItems: number,
) => ({ type: 'array', title, description, items, maxItems }) as const;
