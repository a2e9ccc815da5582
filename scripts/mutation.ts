import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { messageOf } from '../infra/start-error.ts';
import { type MutationGroup, mutationGroups } from './mutation/groups.ts';
import { figuresOf, mutationPage, type Report } from './mutation/page.ts';

const help = `usage: npm run mutation [-- --only <text>] [--concurrency <count>]

Changes domain/ in thousands of small ways and counts how many of them the tests notice (Stryker). Takes an hour or more on
two cores; not part of npm test. Writes the figures into docs/mutation.md as soon as every group has run.

  --only         groups whose name contains the text; the last figures of the others stay
  --concurrency  test processes at a time; 2 if left out
`;

const reports = 'node_modules/.cache/mutation';

try {
  const { values } = parseArgs({
    options: {
      only: { type: 'string', default: '' },
      concurrency: { type: 'string', default: '2' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help) console.log(help);
  else run(values.only, values.concurrency);
} catch (error) {
  console.error(messageOf(error));
  process.exitCode = 2;
}

function run(only: string, concurrency: string): void {
  const wanted = mutationGroups.filter(({ name }) => name.includes(only));
  if (wanted.length === 0) throw new Error(`no group is named like "${only}"`);
  mkdirSync(reports, { recursive: true });
  for (const group of wanted) mutate(group, concurrency);
  const known = mutationGroups.filter((group) => existsSync(reportFile(group)));
  const all = known.map((group) => figuresOf(group, reportOf(group)));
  for (const { name, killed, survived, score } of all) {
    console.log(`${name}: ${killed} noticed, ${survived} survived, ${score} %`);
  }
  if (known.length === mutationGroups.length) writeFileSync('docs/mutation.md', mutationPage(all));
}

function reportFile({ name }: MutationGroup): string {
  return `${reports}/${name}.json`;
}

function reportOf(group: MutationGroup): Report {
  return JSON.parse(readFileSync(reportFile(group), 'utf8')) as Report;
}

/** Runs Stryker for one group; its report stays where {@link reportOf} looks. */
function mutate(group: MutationGroup, concurrency: string): void {
  const settings = `${reports}/${group.name}.stryker.json`;
  writeFileSync(settings, JSON.stringify(settingsOf(group, Number(concurrency)), null, 2));
  rmSync(reportFile(group), { force: true });
  const { status } = spawnSync('npx', ['stryker', 'run', settings], {
    stdio: 'inherit',
    env: { ...process.env, MUTATION_TESTS: group.tests.join(',') },
  });
  if (status !== 0) throw new Error(`Stryker ended with ${status} in group ${group.name}`);
}

function settingsOf(group: MutationGroup, concurrency: number) {
  return {
    testRunner: 'vitest',
    plugins: ['@stryker-mutator/vitest-runner'],
    vitest: { configFile: 'vitest.mutation.config.ts', related: false },
    coverageAnalysis: 'perTest',
    ignoreStatic: group.ignoreStatic,
    concurrency,
    mutate: group.files,
    mutator: { excludedMutations: [] },
    reporters: ['progress-append-only', 'json', 'clear-text'],
    clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
    jsonReporter: { fileName: reportFile(group) },
    ignorePatterns: ['.handover', 'bench', 'test/replay', 'test/e2e', 'test/api', 'samples'],
    // TypeScript 7 has no JavaScript interface, which rewriting tsconfig.json would need.
    tsconfigFile: 'tsconfig.not-rewritten.json',
    tempDirName: 'node_modules/.cache/stryker',
    timeoutMS: 20_000,
  };
}
