import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';
import { describe, expect, it } from 'vitest';
import { type SourceFile, sourcesIn } from '../scripts/check-rules.ts';
import { brokenRules, importsOf, impureUses } from './support/architecture.ts';

const root = resolve(import.meta.dirname, '..');
const folders = ['domain', 'workflows', 'activities', 'db', 'api', 'infra', 'scripts', 'bench'];
const toolSettings = ['vitest.config.ts', 'vitest.mutation.config.ts', 'drizzle.config.ts'];
const rootFiles = (): readonly SourceFile[] =>
  readdirSync(root)
    .filter((name) => name.endsWith('.ts') && !toolSettings.includes(name))
    .map((path) => ({ path, text: readFileSync(resolve(root, path), 'utf8') }));

const file = (path: string, text: string): readonly SourceFile[] => [{ path, text }];

describe('the dependency rule', () => {
  it('holds', () => {
    const files = [...folders.flatMap(sourcesIn), ...rootFiles()];

    expect(files.length).toBeGreaterThan(80);
    expect(brokenRules(files)).toEqual([]);
  });

  it.each([
    ['domain/x.ts', "import { db } from '../db/client.ts';"],
    ['domain/x.ts', "import { readFileSync } from 'node:fs';"],
    ['domain/x.ts', "import ms from 'ms';"],
    ['domain/x.ts', "import type { Order } from '../workflows/order.ts';"],
    ['domain/flows/x.ts', "export { something } from '../../api/schemas.ts';"],
    ['domain/x.ts', "import 'fastify';"],
    ['domain/x.ts', "const a = 1;\nimport {\n  many,\n  lines,\n} from 'drizzle-orm';"],
    ['domain/x.ts', "const fs = await import('node:fs');"],
    ['domain/x.ts', 'const any = await import(name);'],
    ['domain/x.ts', "const fs = require('fs');"],
    ['workflows/x.ts', "import { createActivities } from '../activities/index.ts';"],
    ['workflows/x.ts', "import { type Activities } from '../activities/index.ts';"],
    ['workflows/x.ts', "import { Client } from '@temporalio/client';"],
    ['workflows/x.ts', "import { db } from '../db/client.ts';"],
    ['workflows/x.ts', "import { loadConfig } from '../config.ts';"],
    ['activities/x.ts', "import { orderWorkflow } from '../workflows/order.ts';"],
    ['activities/x.ts', "import { Problem } from '../api/problem.ts';"],
    ['db/x.ts', "import { loadConfig } from '../config.ts';"],
    ['db/x.ts', "import type { App } from '../api/app.ts';"],
    ['api/x.ts', "import { createActivities } from '../activities/index.ts';"],
    ['api/routes/x.ts', "import { orderWorkflow } from '../../workflows/order.ts';"],
    ['api/x.ts', "import { loadConfig } from '../config.ts';"],
    ['infra/x.ts', "import { proceed } from '../domain/transition.ts';"],
    ['scripts/x.ts', "import '../worker.ts';"],
    ['worker.ts', "import { buildApp } from './api/app.ts';"],
    ['worker.ts', "import './server.ts';"],
    ['server.ts', "import './worker.ts';"],
    ['server.ts', "import { createActivities } from './activities/index.ts';"],
    ['helpers/x.ts', ''],
  ])('catches %s: %s', (path, text) => {
    expect(brokenRules(file(path, text))).toHaveLength(1);
  });

  it.each([
    ['domain/x.ts', "// import { db } from '../db/client.ts';"],
    ['domain/x.ts', "/* import 'fastify' */ import { a } from './units.ts';"],
    ['domain/x.ts', "const text = 'see // import of nothing';"],
    ['domain/flows/x.ts', "import { a } from '../flow.ts';"],
    ['workflows/x.ts', "import type { Activities } from '../activities/index.ts';"],
    ['workflows/x.ts', "import { proxyActivities } from '@temporalio/workflow';"],
    ['api/x.ts', "import { orderWorkflowId } from '../workflows/messages.ts';"],
    ['db/x.ts', "import { drizzle } from 'drizzle-orm/postgres-js';"],
  ])('lets through %s: %s', (path, text) => {
    expect(brokenRules(file(path, text))).toEqual([]);
  });

  it('reads every form of import', () => {
    const text =
      "import a, { b } from './a.ts';\nexport * from './b.ts';import './c.ts'; import('./d.ts');";

    expect(importsOf({ path: 'domain/x.ts', text }).map(({ target }) => target)).toEqual([
      ...['domain/a.ts', 'domain/b.ts', 'domain/c.ts', 'domain/d.ts'],
    ]);
  });
});

describe('domain', () => {
  it('uses no clock, no chance, no language, no machine', () => {
    expect(impureUses(sourcesIn('domain'))).toEqual([]);
  });

  it.each([
    'const now = Date.now();',
    'const now = new Date();',
    'const now = new Date;',
    'const now = Date();',
    'const hour = new Date(ms).getHours();',
    "const text = new Intl.NumberFormat('zh').format(1);",
    'const text = moment.toLocaleString();',
    'names.sort((a, b) => a.localeCompare(b));',
    'const id = Math.random();',
    'const id = crypto.randomUUID();',
    'const zone = process.env.TZ;',
    "console.log('here');",
    'setTimeout(() => {}, 1);',
  ])('the check catches: %s', (text) => {
    expect(impureUses(file('domain/x.ts', text))).not.toEqual([]);
  });

  it.each([
    'const ms = new Date(value).getTime();',
    'const year = new Date(ms).getUTCFullYear();',
    'const last = Date.UTC(9999, 11, 31);',
    "const text = 'the process of Date.now()';",
    '// Math.random is not used here',
  ])('the check lets through: %s', (text) => {
    expect(impureUses(file('domain/x.ts', text))).toEqual([]);
  });
});

describe('environment variables', () => {
  it('are read by config.ts only; processes that start others pass theirs on', () => {
    const passingOn = [
      'infra/temporal-build.ts',
      'infra/node-process.ts',
      'scripts/mutation.ts', // tells `vitest.mutation.config.ts` which tests to run
    ];
    const sources = [...folders.flatMap(sourcesIn), ...rootFiles()];
    const readers = sources
      .filter(({ text }) => /\bprocess\.env\b/.test(text))
      .map(({ path }) => path)
      .filter((path) => !passingOn.includes(path));

    expect(readers).toEqual(['config.ts']);
    const passers = sources.filter(({ path }) => passingOn.includes(path));
    expect(passers).toHaveLength(passingOn.length);
    for (const { path, text } of passers) {
      expect(text.match(/process\.env\b/g), path).toEqual(
        text.match(/\.\.\.process\.env\b/g)?.map(() => 'process.env'),
      );
    }
  });

  it('say to the settings of tools only which tests hold a mutant', () => {
    const reads = toolSettings.flatMap((path) =>
      [...readFileSync(resolve(root, path), 'utf8').matchAll(/\bprocess\.env\b[\w.]*/g)].map(
        ([read]) => `${path}: ${read}`,
      ),
    );

    expect(reads).toEqual(['vitest.mutation.config.ts: process.env.MUTATION_TESTS']);
  });
});

describe('the workflow bundle', () => {
  const bundle = async (workflowsPath: string) => {
    const said: string[] = [];
    const logger = new DefaultLogger('ERROR', ({ message }) => said.push(message));
    const outcome = await bundleWorkflowCode({
      workflowsPath: resolve(root, workflowsPath),
      logger,
    })
      .then(({ code }) => ({ code }))
      .catch((error: Error) => ({ error }));
    return { ...outcome, said: said.join('\n') };
  };

  it('is made of domain, workflows and what the engine brings along', async () => {
    const made = await bundle('workflows/index.ts');
    const code = 'code' in made ? made.code : '';
    const modules = [...code.matchAll(/^\/\*\*\*\/ "([^"]+)"/gm)].map(([, name = '']) => name);
    const packages = modules.flatMap(
      (name) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(name)?.[1] ?? [],
    );
    const own = modules.filter((name) => name.startsWith('./') && !name.includes('node_modules'));

    expect(made.said).toBe('');
    expect(own).toContain('./domain/transition.ts');
    expect(own.filter((name) => !/^\.\/(domain|workflows)\//.test(name))).toEqual([]);
    expect(modules.filter((name) => name.startsWith('node:'))).toEqual([]);
    expect([...new Set(packages)].sort((a, b) => (a < b ? -1 : 1))).toEqual([
      ...['@temporalio/common', '@temporalio/workflow', 'long', 'ms', 'nexus-rpc'],
    ]);
  }, 60_000);

  it('is refused when a workflow reaches for the machine', async () => {
    const made = await bundle('test/support/impure-workflow.ts');

    expect('error' in made).toBe(true);
    expect(made.said).toContain('node:fs');
  }, 60_000);
});

describe('package-lock.json', () => {
  it('holds every optional package that it names, or npm ci refuses it', () => {
    const lock = JSON.parse(readFileSync('package-lock.json', 'utf8')) as {
      packages: Record<string, { optionalDependencies?: Record<string, string> }>;
    };
    const missing = Object.values(lock.packages)
      .flatMap(({ optionalDependencies }) => Object.keys(optionalDependencies ?? {}))
      .filter((name) => !Object.keys(lock.packages).some((path) => path.endsWith(`/${name}`)));

    expect(missing).toEqual([]);
  });
});
