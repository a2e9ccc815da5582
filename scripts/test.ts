import { spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { loadStartConfig } from '../config.ts';
import { createScreen } from '../infra/screen.ts';
import { messageOf } from '../infra/start-error.ts';
import { provideTemporalCli } from '../infra/temporal-cli.ts';

const help = `usage: npm test [-- --help]

Runs everything, as continuous integration does: format and lint, types, unused code, rule ids, and all tests on a
PostgreSQL and a Temporal server of their own. The first run on a machine may take minutes to get the Temporal server.

One part only: npm run test:domain, test:replay, test:db, test:workflow, test:api, test:e2e; npm run check.
`;

/** Everything that has to hold. The checks come first: they take seconds. */
const checks = [
  ['Format and lint', 'biome', ['check', '--error-on-warnings', '.']],
  ['Types', 'tsc', ['--noEmit']],
  ['Unused code', 'knip', []],
  ['Rule ids', process.execPath, ['--import', 'tsx', 'scripts/check-rules.ts']],
  ['Tests', 'vitest', ['run']],
] as const;

const root = dirname(import.meta.dirname);
const screen = createScreen();
readArguments(process.argv.slice(2));
try {
  await getEngine();
  for (const [title, program, given] of checks) await check(title, program, given);
} catch (error) {
  console.error(`\nfailed: ${messageOf(error)}`);
  process.exit(1);
}

/** Before the tests, so that their time limits do not count a build of the engine. */
async function getEngine(): Promise<void> {
  const { searchPath, cacheFolder } = loadStartConfig();
  await screen.step('Temporal server', async (progress) => {
    const note = (text: string) => screen.line(text);
    const cli = await provideTemporalCli({ searchPath, cacheFolder, progress, note });
    return { summary: `CLI ${cli.version} from ${cli.from}` };
  });
}

/** Runs one program with our screen as its own; the first that fails ends it all. */
async function check(title: string, program: string, given: readonly string[]): Promise<void> {
  screen.line(`\n── ${title}`);
  const startedAt = performance.now();
  const path = program.includes('/') ? program : join(root, 'node_modules', '.bin', program);
  const child = spawn(path, given, { cwd: root, stdio: 'inherit' });
  const code = await new Promise<number | string | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (exitCode, signal) => resolve(exitCode ?? signal));
  });
  const seconds = `${((performance.now() - startedAt) / 1_000).toFixed(1)} s`;
  if (code !== 0) {
    screen.line(`✘ ${title}  ${seconds}`);
    throw new Error(`${title} (\`${[program, ...given].join(' ')}\` ended with ${code})`);
  }
  screen.line(`✔ ${title}  ${seconds}`);
}

function readArguments(given: readonly string[]): void {
  const unknown = given.find((argument) => argument !== '--help' && argument !== '-h');
  if (unknown !== undefined) {
    console.error(`npm test knows no "${unknown}"; see npm test -- --help`);
    process.exit(2);
  }
  if (given.length > 0) {
    console.log(help);
    process.exit(0);
  }
}
