import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { flows } from '../domain/flows/catalogue.ts';
import { acceptancePage } from './pages/acceptance-page.ts';
import { anyNodePage } from './pages/any-node-page.ts';
import { appealsPage } from './pages/appeals-page.ts';
import { assumptionsPage } from './pages/assumptions-page.ts';
import { clocksPage } from './pages/clocks-page.ts';
import { flowIndex, flowPage } from './pages/flow-page.ts';
import { glossaryPage } from './pages/glossary-page.ts';
import { matrixPage } from './pages/matrix-page.ts';
import { errorsPage, rulesPage } from './pages/register-pages.ts';

const docsFolder = resolve(import.meta.dirname, '..', 'docs');

/** Every generated page: path below docs/ → text. From the same data that runs. */
export const renderPages = (): ReadonlyMap<string, string> =>
  new Map([
    ['flows/README.md', flowIndex()],
    ['flows/matrix.md', matrixPage()],
    ['flows/any-node.md', anyNodePage()],
    ...flows.map((flow) => [`flows/${flow.id}.md`, flowPage(flow)] as const),
    ['clocks.md', clocksPage()],
    ['acceptance.md', acceptancePage()],
    ['appeals.md', appealsPage()],
    ['rules.md', rulesPage()],
    ['errors.md', errorsPage()],
    ['assumptions.md', assumptionsPage()],
    ['glossary.md', glossaryPage()],
  ]);

/** What is wrong with the pages in a docs folder: stale, missing, or no longer belonging there. */
export function stalePages(folder: string = docsFolder): readonly string[] {
  const pages = renderPages();
  const stale = [...pages].flatMap(([path, text]) => {
    const found = textOf(join(folder, path));
    if (found === text) return [];
    return [`docs/${path} is ${found === undefined ? 'missing' : 'stale'}`];
  });
  return [...stale, ...leftovers(folder, pages).map((path) => `docs/${path} belongs to no flow`)];
}

/** Writes every page and removes those of flows that are gone. */
export function writePages(folder: string = docsFolder): void {
  const pages = renderPages();
  for (const [path, text] of pages) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  for (const path of leftovers(folder, pages)) rmSync(join(folder, path));
}

const leftovers = (folder: string, pages: ReadonlyMap<string, string>): readonly string[] =>
  readdirSync(join(folder, 'flows'))
    .map((name) => `flows/${name}`)
    .filter((path) => path.endsWith('.md') && !pages.has(path));

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

function main(): void {
  if (!process.argv.includes('--check')) {
    writePages();
    return;
  }
  const problems = stalePages();
  if (problems.length === 0) return;
  console.error([...problems, 'run `npm run flows:render` and commit the pages'].join('\n'));
  process.exitCode = 1;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) main();
