import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Flow } from '../../domain/flow.ts';
import { flowById, flows } from '../../domain/flows/catalogue.ts';
import locked from './published-flows.json' with { type: 'json' };

const hashes: Readonly<Record<string, string>> = locked;

/** What may change freely: words, and which rule an arrow rests on. The rest decides how orders move. */
const notBehaviour = ['title', 'note', 'rule'];

/** A flow's behaviour as canonical JSON, keys sorted. */
const canonical = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(canonical);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([key]) => !notBehaviour.includes(key));
  return Object.fromEntries(
    entries
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, canonical(inner)] as const),
  );
};

const hashOf = (flow: Flow): string =>
  createHash('sha256')
    .update(JSON.stringify(canonical(flow)))
    .digest('hex');

/** Why a flow may not be published as it is; undefined if it may. */
function problemOf(flow: Flow): string | undefined {
  const found = hashOf(flow);
  const expected = hashes[flow.id];
  if (expected === undefined) {
    return `${flow.id} is new: add "${flow.id}": "${found}" to test/domain/published-flows.json`;
  }
  if (expected === found) return undefined;
  return (
    `published flows never change; add a new dated file: ${flow.id} was changed (${found}), ` +
    'running orders and recorded histories follow it as it was'
  );
}

describe('published flows', () => {
  it.each(flows)('$id is what it was when it was published', (flow) => {
    expect(problemOf(flow), problemOf(flow)).toBeUndefined();
  });

  it('none has been removed', () => {
    expect(Object.keys(hashes).filter((id) => !flows.some((flow) => flow.id === id))).toEqual([]);
  });

  const general = flowById('general');
  /** The flow with other text wherever a pattern finds it in its JSON. */
  const edited = (pattern: RegExp, by: string): Flow =>
    JSON.parse(JSON.stringify(general).replace(pattern, by)) as Flow;

  it.each([
    ['words', edited(/"en":"[^"]*"/g, '"en":"new"')],
    ['the rule that an arrow or an open limit rests on', edited(/R-[A-Z]+-\d\d/g, 'R-GEN-99')],
  ])('%s may change', (_what, changed) => {
    expect(changed).not.toEqual(general);
    expect(problemOf(changed)).toBeUndefined();
  });

  it.each([
    ['the target of an arrow', edited(/"to":"BUYER_ACCEPT"/, '"to":"COMPLETING"')],
    ['an effect', edited(/"markBillable"/, '')],
    ['a limit', edited(/"count":3/, '"count":4')],
    ['whether there is a limit', edited(/"kind":"none"/, '"kind":"hours","count":1')],
    ['who is awaited', edited(/"waitingFor":"seller"/, '"waitingFor":"buyer"')],
  ])('%s may not', (_what, changed) => {
    expect(changed).not.toEqual(general);
    expect(problemOf(changed)).toContain('published flows never change; add a new dated file');
  });

  it('a new flow is asked for its hash', () => {
    expect(problemOf({ ...general, id: 'general.from-2030-01-01' })).toContain('is new: add');
  });
});
