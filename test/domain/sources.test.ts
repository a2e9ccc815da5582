import { describe, expect, it } from 'vitest';
import { type RuleId, ruleOf, rules, ruleTags } from '../../domain/rules.ts';
import { type SourceKey, sourceOf, sources } from '../../domain/sources.ts';

const ids = Object.keys(rules) as RuleId[];
const keysOf = (id: RuleId): readonly string[] =>
  ruleOf(id).source === '—' ? [] : ruleOf(id).source.split(' ');

describe('sources', () => {
  it('every one that a rule names is listed, and every listed one is named', () => {
    const named = new Set(ids.flatMap(keysOf));

    expect(named).toEqual(new Set(Object.keys(sources)));
  });

  it('a documented rule has one, a rule that was not found has none', () => {
    const without = ids.filter((id) => keysOf(id).length === 0);
    const tags = (some: readonly RuleId[]) => new Set(some.map((id) => ruleOf(id).tag));

    expect([...tags(without)]).not.toContain('DOC');
    expect([...tags(ids.filter((id) => !without.includes(id)))]).not.toContain('NOT FOUND');
    expect(tags(ids)).toEqual(new Set(ruleTags));
  });

  it('each says what the page is, and where, unless it is the excerpt itself', () => {
    for (const key of Object.keys(sources) as SourceKey[]) {
      const { urls, page } = sourceOf(key);
      expect(page).not.toBe('');
      expect(urls.length > 0).toBe(key !== 'seed');
      for (const url of urls) expect(new URL(url).protocol).toBe('https:');
    }
  });
});
