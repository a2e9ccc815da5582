import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { actionNames, actionOf } from '../../domain/events.ts';
import { invalidParts, mismatches, type OpenApi, type Operation } from './document.ts';
import { startApi, type TestApi } from './support.ts';

let api: TestApi;
let document: OpenApi;
let operations: readonly (readonly [method: string, path: string, Operation])[];
beforeAll(async () => {
  api = await startApi();
  document = (await api.app.inject('/openapi.json')).json<OpenApi>();
  operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => [method, path, operation] as const),
  );
});
afterAll(() => api.close());

describe('/openapi.json', () => {
  it('is a valid OpenAPI 3.1 document', () => {
    expect(document.openapi).toBe('3.1.0');
    expect(invalidParts(document)).toEqual([]);
    expect(invalidParts({ ...document, colour: 'red' })).not.toEqual([]);
  });

  it('points only to what it holds', () => {
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]*)"/g)];
    const known = Object.keys(document.components.schemas).map(
      (name) => `#/components/schemas/${name}`,
    );

    expect(references.length).toBeGreaterThan(20);
    expect(
      references.map(([, target]) => target).filter((target) => !known.includes(target ?? '')),
    ).toEqual([]);
  });

  it('names and describes every operation, each name once', () => {
    const names = operations.map(([, , { operationId }]) => operationId);

    expect(new Set(names).size).toBe(names.length);
    for (const [, path, { operationId, summary, description, tags }] of operations) {
      expect([path, [operationId, summary, description, tags?.[0]].every(Boolean)]).toEqual([
        path,
        true,
      ]);
    }
  });

  it.each(actionNames)('has the action %s with the form of the domain and its key', (action) => {
    const operation = document.paths[`/orders/{orderId}/actions/${action}`]?.post;
    const { form } = actionOf(action);

    expect(operation?.operationId).toBe(action);
    const body = operation?.requestBody?.content['application/json'];
    expect(body?.schema).toEqual(form);
    expect(operation?.requestBody?.required).toBe(
      form.required.length > 0 || form.oneOf !== undefined,
    );
    expect(operation?.parameters).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ name: 'Idempotency-Key', in: 'header', required: false }),
        expect.objectContaining({ name: 'expectedSeq', in: 'query', required: false }),
      ]),
    );
    expect(mismatches(document, form, body?.example)).toEqual([]);
  });

  it('gives examples that its own schemas take', () => {
    const withExamples = Object.entries(document.components.schemas).filter(
      ([, { examples }]) => examples,
    );

    expect(withExamples.map(([name]) => name)).toEqual(
      expect.arrayContaining(['Problem', 'Purchase', 'OrderDocument']),
    );
    for (const [name, schema] of withExamples) {
      for (const example of schema.examples ?? []) {
        expect([name, mismatches(document, schema, example)]).toEqual([name, []]);
      }
    }
  });

  it('documents every refusal as a problem', () => {
    const refusals = operations.flatMap(([, path, { responses }]) =>
      Object.entries(responses)
        .filter(([status]) => Number(status) >= 400 && path !== '/readyz')
        .map(([, { content }]) => Object.keys(content ?? {})),
    );

    expect(refusals.length).toBeGreaterThan(80);
    expect(refusals.every(([type]) => type === 'application/problem+json')).toBe(true);
  });

  it('R-SEC-01 asks for a token everywhere but where it says otherwise', () => {
    const open = operations.filter(([, , { security }]) => security?.length === 0);

    expect(document.security).toEqual([{ bearer: [] }]);
    expect(open.map(([, path]) => path)).toEqual(
      expect.arrayContaining(['/healthz', '/readyz', '/errors', '/errors/{code}']),
    );
    expect(open).toHaveLength(4);
  });
});

describe('/reference', () => {
  it('loads its script from this server, and its policy lets no other host in', async () => {
    const page = await api.app.inject('/reference/');
    const script = await api.app.inject('/reference/js/scalar.js');

    const sources = [...page.body.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, source]) => source);
    expect(sources).toEqual(['js/scalar.js']);
    expect(page.body).toContain('/openapi.json');
    expect(page.headers['content-security-policy']).toContain("default-src 'none'");
    expect(page.headers['content-security-policy']).not.toMatch(/https?:|\*/);
    expect(script.statusCode).toBe(200);
    expect(script.body.length).toBeGreaterThan(1_000_000);
  });
});
