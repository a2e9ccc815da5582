import { posix } from 'node:path';
import type { SourceFile } from '../../scripts/check-rules.ts';

/** What a part of the project may import; everything else it must not. Tests may import everything. */
interface PartRule {
  /** A folder with a slash at the end, or one file. */
  readonly part: string;
  /** Folders (`db/`), files, packages, `node:`; `types:` before one allows `import type` only. */
  readonly may: readonly string[];
}

/** Programs beside the service: everything but the composition roots. Recordings and measurements use test support. */
const programs = [
  ...[
    'scripts/',
    'bench/',
    'test/',
    'domain/',
    'workflows/',
    'activities/',
    'db/',
    'api/',
    'infra/',
  ],
  ...['config.ts', 'node:', '@temporalio/', 'drizzle-orm', 'postgres', 'jose', 'fastify', 'vitest'],
];

/** The dependency rule: arrows point at `domain/`, nothing points at `api/`, only composition roots know everyone. */
const partRules: readonly PartRule[] = [
  { part: 'domain/', may: ['domain/'] },
  {
    part: 'workflows/',
    may: [
      'workflows/',
      'domain/',
      'types:activities/',
      '@temporalio/workflow',
      '@temporalio/common',
    ],
  },
  {
    part: 'activities/',
    may: ['activities/', 'domain/', 'db/', '@temporalio/activity', '@temporalio/common', 'node:'],
  },
  { part: 'db/', may: ['db/', 'domain/', 'drizzle-orm', 'postgres', 'node:'] },
  {
    part: 'api/',
    may: [
      ...['api/', 'domain/', 'db/', 'workflows/messages.ts', 'workflows/search-attributes.ts'],
      ...['@temporalio/client', '@temporalio/common', 'node:'],
      ...['fastify', '@fastify/', '@scalar/fastify-api-reference', 'typebox', 'jose'],
      ...['@flystorage/', '@aws-sdk/client-s3', 'file-type'],
    ],
  },
  // What `npm start` stands on knows settings and search attributes, and nothing of orders.
  {
    part: 'infra/',
    may: [
      ...['infra/', 'config.ts', 'workflows/search-attributes.ts', 'node:'],
      ...['@temporalio/client', '@temporalio/common', 'postgres', 'jose'],
    ],
  },
  { part: 'scripts/', may: programs },
  { part: 'bench/', may: programs },
  {
    part: 'config.ts',
    may: ['infra/environment-reader.ts', 'domain/assumptions.ts', '@temporalio/envconfig', 'node:'],
  },
  {
    part: 'worker.ts',
    may: [
      ...['config.ts', 'db/', 'activities/', 'workflows/', 'domain/', 'infra/', 'node:'],
      ...['@temporalio/', 'close-with-grace'],
    ],
  },
  {
    part: 'server.ts',
    may: [
      ...['config.ts', 'db/', 'api/', 'domain/', 'infra/', 'node:', 'close-with-grace', 'jose'],
      ...['@temporalio/client', '@temporalio/common', 'workflows/messages.ts'],
    ],
  },
  {
    part: 'start.ts',
    may: ['config.ts', 'db/', 'infra/', 'workflows/search-attributes.ts', 'node:'],
  },
];

interface Import {
  readonly target: string;
  readonly isType: boolean;
}

const statement =
  /(?:^|[;\n}])\s*(?:import|export)\s+(type\s)?(?:[\w*\s{},$]*?\sfrom\s*|\{[^}]*\}\s*from\s*)?['"]([^'"]+)['"]/g;
const call = /\b(?:import|require)\s*\(\s*(?:['"`]([^'"`]+)['"`])?/g;
const comment =
  /('(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\.)*`)|\/\/[^\n]*|\/\*[\s\S]*?\*\//g;

/** The code without comments; text in quotes stays. */
const withoutComments = (text: string): string =>
  text.replace(comment, (_whole, quoted: string | undefined) => quoted ?? ' ');

/** The code without comments and without what stands in single or double quotes. */
const codeOnly = (text: string): string =>
  withoutComments(text).replace(/'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"/g, "''");

/** Everything a file imports, static and dynamic; own files as paths in the project. */
export function importsOf({ path, text }: SourceFile): readonly Import[] {
  const code = withoutComments(text);
  const found = [
    ...[...code.matchAll(statement)].map(([, type, target = '']) => ({ target, isType: !!type })),
    ...[...code.matchAll(call)].map(([, target = '(computed)']) => ({ target, isType: false })),
  ];
  return found.map(({ target, isType }) => ({
    target: target.startsWith('.') ? posix.join(posix.dirname(path), target) : target,
    isType,
  }));
}

/** Every import that breaks the dependency rule, and every file of ours that no rule speaks of. Pure. */
export function brokenRules(files: readonly SourceFile[]): readonly string[] {
  return files.flatMap((file) => {
    const rule = partRules.find(({ part }) => fits(part, file.path));
    if (!rule) return [`${file.path}: no dependency rule speaks of it`];
    return importsOf(file)
      .filter((found) => !rule.may.some((allowed) => isAllowed(allowed, found)))
      .map(
        ({ target, isType }) => `${file.path}: must not import ${isType ? 'type ' : ''}${target}`,
      );
  });
}

const isAllowed = (allowed: string, { target, isType }: Import): boolean =>
  allowed.startsWith('types:') ? isType && fits(allowed.slice(6), target) : fits(allowed, target);

const fits = (pattern: string, target: string): boolean =>
  pattern.endsWith('/') || pattern.endsWith(':')
    ? target.startsWith(pattern)
    : target === pattern || (!pattern.endsWith('.ts') && target.startsWith(`${pattern}/`));

/** What makes a function answer differently tomorrow, elsewhere or the second time. */
const impurities: readonly (readonly [string, RegExp])[] = [
  ['the current time (Date.now)', /\bDate\s*\.\s*now\b/],
  ['the current time (new Date without an argument)', /\bnew\s+Date\b(?!\s*\(\s*[^)\s])/],
  ['the current time (Date as a function)', /(?<!new\s+)\bDate\s*\(/],
  [
    'the time zone of the machine',
    /\.\s*(?:get|set)(?!UTC|Time\b)(?:Date|Day|FullYear|Hours|Minutes|Month|Seconds|Milliseconds|TimezoneOffset)\s*\(/,
  ],
  ['the language of the machine', /\bIntl\b|\.\s*toLocale\w*\s*\(|\.\s*localeCompare\s*\(/],
  ['chance', /\bMath\s*\.\s*random\b|\bcrypto\b/],
  ['the process or its output', /\bprocess\b|\bconsole\b|\bglobalThis\b|\bBuffer\b/],
  [
    'timers or the network',
    /\b(?:setTimeout|setInterval|setImmediate|queueMicrotask|fetch|performance)\b/,
  ],
];

/** Every use of something impure in the given files. Pure. */
export function impureUses(files: readonly SourceFile[]): readonly string[] {
  return files.flatMap(({ path, text }) =>
    codeOnly(text)
      .split('\n')
      .flatMap((line) =>
        impurities
          .filter(([, pattern]) => pattern.test(line))
          .map(([name]) => `${path}: uses ${name}: ${line.trim()}`),
      ),
  );
}
