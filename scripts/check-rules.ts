import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { rules } from '../domain/rules.ts';

/** One source file: its path in the project and its text. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

/** What is to be compared: ids, test files and the code the rules are carried out by. */
export interface RuleSources {
  readonly ids: readonly string[];
  readonly tests: readonly SourceFile[];
  readonly code: readonly SourceFile[];
}

/** What {@link checkRules} found; the first two are errors, the third is a warning. */
export interface RuleFindings {
  readonly untested: readonly string[];
  readonly unknown: readonly string[];
  readonly unused: readonly string[];
}

const ruleId = /R-[A-Z0-9]+-\d{2}/g;

const head = /\b(?<kind>it|test|describe)(?<modifiers>(?:\.[a-zA-Z]+)*)(?=\s*[(`])/g;
const token = /'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\.)*`|[()]/g;
/** The first argument; what follows it tells a test from one that is still to be written. */
const argument =
  /\s*\(\s*(?:'((?:[^'\\\n]|\\.)*)'|"((?:[^"\\\n]|\\.)*)"|`((?:[^`\\]|\\.)*)`)\s*(,?)/y;
const calledTwice = /\.(?:each|for|skipIf|runIf)\b/;
const mayNotRun = /\.(?:skip|todo|skipIf|runIf)\b/;

/** Titles in a test file, of groups too, without what is commented out. Pure. */
export const titlesIn = (text: string): readonly string[] =>
  callsIn(withoutComments(text)).map((call) => call.title);

/**
 * Titles of the tests that run: `it` and `test`, also after `.each(…)`; nothing skipped, nothing still to be written, no
 * group. Pure.
 */
export const testTitlesIn = (text: string): readonly string[] =>
  callsIn(withoutSkippedGroups(withoutComments(text)))
    .filter((call) => call.runs)
    .map((call) => call.title);

const withoutComments = (text: string): string =>
  text.replace(/^\s*\/\/.*$/gm, '').replace(/^\s*\/\*[\s\S]*?\*\//gm, '');

/** Without groups that are skipped: from their line to the last one that is indented below it or closes it. */
function withoutSkippedGroups(code: string): string {
  let skippedFrom: number | undefined;
  const kept = code.split('\n').filter((line) => {
    const indent = line.search(/\S/);
    const closes = indent === skippedFrom && /^\s*[\])}]/.test(line);
    const inside = skippedFrom !== undefined && (indent === -1 || indent > skippedFrom || closes);
    if (inside) return false;
    skippedFrom = /^\s*describe[\w.]*\.(?:skip|todo)/.test(line) ? indent : undefined;
    return skippedFrom === undefined;
  });
  return kept.join('\n');
}

/** Calls of `it`, `test` and `describe` with their titles. */
function callsIn(code: string): readonly { readonly title: string; readonly runs: boolean }[] {
  return [...code.matchAll(head)].flatMap((found) => {
    const { kind = '', modifiers = '' } = found.groups ?? {};
    const start = found.index + found[0].length;
    argument.lastIndex = calledTwice.test(modifiers) ? endOfArguments(code, start) : start;
    const [, single, double, template, comma] = argument.exec(code) ?? [];
    const title = single ?? double ?? template;
    if (title === undefined) return [];
    return [{ title, runs: kind !== 'describe' && comma === ',' && !mayNotRun.test(modifiers) }];
  });
}

/** Where the arguments that begin at `start` end: a pair of parentheses, or a template. */
function endOfArguments(code: string, start: number): number {
  let depth = 0;
  for (const found of code.slice(start).matchAll(token)) {
    if (found[0] === '(') depth += 1;
    if (found[0] === ')') depth -= 1;
    if (depth === 0) return start + found.index + found[0].length;
  }
  return code.length;
}

/** Rule ids without a test, titles with ids that do not exist, and ids that no code mentions. Pure. */
export function checkRules({ ids, tests, code }: RuleSources): RuleFindings {
  const idsOf = (titles: readonly string[]) => titles.flatMap((title) => title.match(ruleId) ?? []);
  const tested = new Set(tests.flatMap(({ text }) => idsOf(testTitlesIn(text))));
  const mentioned = new Set(code.flatMap(({ text }) => text.match(ruleId) ?? []));
  return {
    untested: ids.filter((id) => !tested.has(id)),
    unknown: tests.flatMap(({ path, text }) =>
      idsOf(titlesIn(text))
        .filter((id) => !ids.includes(id))
        .map((id) => `${id} in ${path}`),
    ),
    unused: ids.filter((id) => !mentioned.has(id)),
  };
}

const root = resolve(import.meta.dirname, '..');
const register = join('domain', 'rules.ts');
const folders = ['domain', 'workflows', 'activities', 'api', 'db', 'infra'];

/** The `.ts` files below a folder of the project; none if the folder does not exist. */
export function sourcesIn(folder: string): readonly SourceFile[] {
  return readdirSync(root, { withFileTypes: true }).some(
    (entry) => entry.isDirectory() && entry.name === folder,
  )
    ? readdirSync(join(root, folder), { withFileTypes: true, recursive: true })
        .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
        .map((entry) => join(entry.parentPath, entry.name))
        .map((file) => ({ path: relative(root, file), text: readFileSync(file, 'utf8') }))
    : [];
}

/** The project's own ids, tests and code. */
export const projectSources = (): RuleSources => ({
  ids: Object.keys(rules),
  tests: sourcesIn('test').filter(({ path }) => path.endsWith('.test.ts')),
  code: folders.flatMap(sourcesIn).filter(({ path }) => path !== register),
});

function main(): void {
  const { untested, unknown, unused } = checkRules(projectSources());
  for (const id of unused) console.warn(`warning: no code names ${id}`);
  for (const id of untested) console.error(`no test that runs names ${id} in its title`);
  for (const place of unknown) console.error(`no such rule: ${place}`);
  if (untested.length + unknown.length > 0) process.exitCode = 1;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) main();
