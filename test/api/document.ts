import { readFileSync } from 'node:fs';
import type { TSchema } from 'typebox';
import Schema from 'typebox/schema';

/** The parts of an OpenAPI document that tests look into. */
export interface OpenApi {
  readonly openapi: string;
  readonly info: object;
  readonly security: object[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, { examples?: unknown[] }>> };
}
export interface Operation {
  readonly operationId: string;
  readonly summary: string;
  readonly description: string;
  readonly tags: readonly string[];
  readonly security?: readonly object[];
  readonly parameters?: readonly { readonly name: string; readonly in: string }[];
  readonly requestBody?: { readonly required: boolean; readonly content: Content };
  readonly responses: Readonly<Record<string, { readonly content?: Content }>>;
}
type Content = Readonly<Record<string, { readonly schema: object; readonly example?: unknown }>>;

/** The OpenAPI Initiative's schema of OpenAPI 3.1 documents (Apache-2.0). */
const openApi31 = JSON.parse(
  readFileSync(new URL('./openapi-3.1.schema.json', import.meta.url), 'utf8'),
) as TSchema;

/** What makes a document no OpenAPI 3.1; empty for a valid one. */
export const invalidParts = (document: unknown): readonly string[] => errorsOf(openApi31, document);

/** What is wrong with a value by a schema of the document. */
export const mismatches = (document: OpenApi, schema: object, value: unknown): readonly string[] =>
  errorsOf({ components: document.components, ...schema } as TSchema, value);

/** What is wrong with an answer by the operation that gave it; also when the document does not know the answer. */
export function undocumented(
  document: OpenApi,
  { method, url, status, type, body }: AnswerFacts,
): readonly string[] {
  const operation = operationFor(document, method, url);
  if (!operation) return [];
  const response = operation.responses[status];
  if (!response) return [`${operation.operationId} does not document ${status}`];
  const { schema } = response.content?.[type] ?? {};
  if (!schema) return [`${operation.operationId} does not document ${type} for ${status}`];
  return mismatches(document, schema, body);
}

interface AnswerFacts {
  readonly method: string;
  readonly url: string;
  readonly status: number;
  readonly type: string;
  readonly body: unknown;
}

function operationFor({ paths }: OpenApi, method: string, url: string): Operation | undefined {
  const [path = ''] = url.split('?');
  const template = Object.keys(paths).find((known) =>
    new RegExp(`^${known.replace(/\{\w+\}/g, '[^/]+')}$`).test(path),
  );
  return template === undefined ? undefined : paths[template]?.[method.toLowerCase()];
}

function errorsOf(schema: TSchema, value: unknown): readonly string[] {
  const [, errors] = Schema.Compile(schema).Errors(value);
  return errors.map(({ instancePath, message }) => `${instancePath} ${message}`);
}
