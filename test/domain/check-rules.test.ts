import { describe, expect, it } from 'vitest';
import { checkRules, projectSources, testTitlesIn } from '../../scripts/check-rules.ts';

const file = (text: string) => [{ path: 'test/x.test.ts', text }];
// Written in two parts, so that this file does not itself carry ids of rules that do not exist.
const known = ['R', 'TEST-01'].join('-');
const other = ['R', 'TEST-02'].join('-');

describe('rules and tests', () => {
  it('every rule has a test, and no test names a rule that does not exist', () => {
    const { untested, unknown } = checkRules(projectSources());

    expect({ untested, unknown }).toEqual({ untested: [], unknown: [] });
  });

  it.each([
    `it('${known} accepts', () => {});`,
    `it("${known} accepts", () => {});`,
    `it.each([1, 2])('${known} %i', () => {});`,
    `it.each([\n  [1],\n])(\n  '${known} %i',\n  () => {},\n);`,
    `it.each(flows)(\`${known} $id\`, () => {});`,
    `it.each([[')', "("]])('${known} %s', () => {});`,
    `it.each\`a\n\${1}\`('${known} $a', () => {});`,
    `describe.skip('later', () => {\n  it('x', f);\n});\nit('${known} accepts', f);`,
    `test.concurrent('done, ${known}', () => {});`,
    `it.for(cases)('${known} %s', () => {});`,
  ])('a title counts: %s', (text) => {
    expect(checkRules({ ids: [known], tests: file(text), code: [] }).untested).toEqual([]);
  });

  it.each([
    `// it('${known} accepts', () => {});`,
    `/* it('${known} accepts', () => {}); */`,
    `expect(rule).toBe('${known}');`,
    `const rule = '${known}';`,
    `it('accepts', () => {}); // ${known}`,
    `expect(rule)('${known}', () => {});`,
    `describe('${known}', () => {});`,
    `describe.each(flows)(\`${known} $id\`, () => {});`,
    `it.skip('${known} accepts', () => {});`,
    `it.todo('${known} accepts');`,
    `it('${known} accepts');`,
    `it.skip.each([1])('${known} %i', () => {});`,
    `test.concurrent.skip('${known} accepts', () => {});`,
    `it.skipIf(slow)('${known} accepts', () => {});`,
    `describe.skip('later', () => {\n  it('${known} accepts', () => {\n    f();\n  });\n});`,
    `describe.skip.each([\n  1,\n])('%i', () => {\n\n  it('${known} accepts', f);\n});`,
    `describe('x', () => {\n  describe.todo('y', () => {\n    it('${known}', f);\n  });\n});`,
  ])('anything else does not count: %s', (text) => {
    expect(checkRules({ ids: [known], tests: file(text), code: [] }).untested).toEqual([known]);
  });

  it.each([
    `it('${known} ${other} accepts', () => {});`,
    `it.skip('${other} accepts', () => {});`,
    `describe('${other}', () => {});`,
  ])('an unknown id is named with its file, wherever it stands: %s', (text) => {
    const tests = file(text);

    expect(checkRules({ ids: [known], tests, code: [] }).unknown).toEqual([
      `${other} in test/x.test.ts`,
    ]);
  });

  it('an id that no code names is a warning', () => {
    const code = [{ path: 'domain/x.ts', text: `// ${known} DOC` }];

    expect(checkRules({ ids: [known, other], tests: [], code }).unused).toEqual([other]);
  });

  it('titles with quotes inside are read whole', () => {
    expect(testTitlesIn(`it('the order\\'s end', () => {}); it("it's", f)`)).toEqual([
      "the order\\'s end",
      "it's",
    ]);
  });
});
