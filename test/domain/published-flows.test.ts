import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Flow } from '../../domain/flow.ts';
import { flowById, flows } from '../../domain/flows/catalogue.ts';
import locked from './published-flows.json' with { type: 'json' };

const hashes: Readonly<Record<string, string>> = locked;

/** A flow as canonical JSON: keys sorted, without the words that may change freely. */
const canonical = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(canonical);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([key]) => key !== 'title' && key !== 'note');
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

  it('a changed arrow is named as what it is, changed words are not', () => {
    const general = flowById('general');
    const reworded = { ...general, title: { zh: '新', en: 'new' }, note: { zh: '新', en: 'new' } };
    const changed = {
      ...general,
      nodes: { ...general.nodes, COMPLETING: { ...general.nodes.COMPLETED } },
    } as Flow;

    expect(problemOf(reworded)).toBeUndefined();
    expect(problemOf(changed)).toContain('published flows never change; add a new dated file');
    expect(problemOf({ ...general, id: 'general.from-2030-01-01' })).toContain('is new: add');
  });
});
