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

/** The first argument of `it`, `test` or `describe`, also after `.each(…)` and the like. */
const title =
  /(?:\b(?:it|test|describe)(?:\.[a-zA-Z]+)*|[)`])\s*\(\s*(?:'((?:[^'\\\n]|\\.)*)'|"((?:[^"\\\n]|\\.)*)"|`((?:[^`\\]|\\.)*)`)/g;

/** Titles of a test file, without what is commented out. */
export function titlesIn(text: string): readonly string[] {
  const code = text.replace(/^\s*\/\/.*$/gm, '').replace(/^\s*\/\*[\s\S]*?\*\//gm, '');
  return [...code.matchAll(title)].map((match) => match[1] ?? match[2] ?? match[3] ?? '');
}

/** Rule ids without a test, test titles with ids that do not exist, and ids that no code mentions. Pure. */
export function checkRules({ ids, tests, code }: RuleSources): RuleFindings {
  const tested = tests.flatMap(({ path, text }) =>
    titlesIn(text).flatMap((found) => (found.match(ruleId) ?? []).map((id) => ({ id, path }))),
  );
  const mentioned = new Set(code.flatMap(({ text }) => text.match(ruleId) ?? []));
  return {
    untested: ids.filter((id) => !tested.some((found) => found.id === id)),
    unknown: tested.filter(({ id }) => !ids.includes(id)).map(({ id, path }) => `${id} in ${path}`),
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
  for (const id of untested) console.error(`no test title begins with or names ${id}`);
  for (const place of unknown) console.error(`no such rule: ${place}`);
  if (untested.length + unknown.length > 0) process.exitCode = 1;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) main();
