import { createHash } from 'node:crypto';
import { readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import type { CalendarYear, DayKey } from '../../domain/calendar/calendar-year.ts';
import { daysBetween } from '../../domain/calendar/work-calendar.ts';

/** A file as it is to be. */
export interface FileText {
  readonly path: string;
  readonly text: string;
}

/** As `biome.json` has it. */
const lineWidth = 100;

/** The source of a year's table, formatted. Pure. */
export function tableText(table: CalendarYear, remarks: readonly string[]): string {
  const { year, source } = table;
  const daysOff = table.daysOff.map(
    ({ name, from, to }) => `    { name: '${name}', from: '${from}', to: '${to}' },\n`,
  );
  return `import type { CalendarYear } from './calendar-year.ts';

${comment([`Working days of ${year}.`, ...remarks])}
export const cn${year} = {
  year: ${year},
  source: {
    title: '${source.title}',
    documentNumber: '${source.documentNumber}',
    publishedOn: '${source.publishedOn}',
  },
  daysOff: [
${daysOff.join('')}  ],
${listText(
  '  makeUpDays',
  table.makeUpDays.map((day) => `'${day}'`),
)}
} as const satisfies CalendarYear;
`;
}

function comment(sentences: readonly string[]): string {
  const oneLine = `/** ${sentences.join(' ')} */`;
  if (oneLine.length <= 120) return oneLine;
  return ['/**', ...sentences.map((sentence) => ` * ${sentence}`), ' */'].join('\n');
}

/** A list under a key, on one line if it fits. */
function listText(key: string, items: readonly string[]): string {
  const oneLine = `${key}: [${items.join(', ')}],`;
  if (oneLine.length <= lineWidth) return oneLine;
  return `${key}: [\n${items.map((item) => `    ${item},\n`).join('')}  ],`;
}

/** `versions.ts` with the year added, and the versions that gained it. */
export interface Registration {
  readonly text: string;
  readonly versions: readonly string[];
}

/**
 * Adds a year's table to every published version that ends with the year before. Pure.
 *
 * @throws Error if the text does not have the shape it is known by: then nothing is guessed
 */
export function register(text: string, year: number): Registration {
  const gained: string[] = [];
  const last: string[] = [];
  const extended = text.replace(
    /^( {2}'(cn-\d{4}\.\d+)'): \[([^\]]*)\],$/gm,
    (line, key: string, version: string, list: string) => {
      const tables = list.split(',').flatMap((table) => table.trim() || []);
      last[0] = version;
      if (!tables.at(-1)?.startsWith(`cn${year - 1}`)) return line;
      gained.push(version);
      return listText(key, [...tables, `cn${year}`]);
    },
  );
  const imports = [...extended.matchAll(/^import \{ cn\d{4}.*\n/gm)].at(-1);
  if (!imports || gained.length === 0 || gained.at(-1) !== last[0]) {
    throw new Error(
      `domain/calendar/versions.ts: an import of each table and a newest version that ends with cn${year - 1} expected; ` +
        'nothing was changed',
    );
  }
  const end = imports.index + imports[0].length;
  const line = `import { cn${year} } from './cn-${year}.ts';\n`;
  return { text: extended.slice(0, end) + line + extended.slice(end), versions: gained };
}

/** What a version answers for a year, in 16 characters: they change if one answer does. Pure. */
export function fingerprintOf(isWorkday: (day: DayKey) => boolean, year: number): string {
  const days = daysBetween({ from: `${year}-01-01`, to: `${year}-12-31` });
  const answers = days.map((day) => (isWorkday(day) ? '1' : '0')).join('');
  return createHash('sha256').update(answers).digest('hex').slice(0, 16);
}

/** The published answers with those of a year added. Pure. */
export function lock(
  text: string,
  versions: readonly string[],
  year: number,
  fingerprint: string,
): string {
  const locked = JSON.parse(text) as Record<string, Record<string, string>>;
  const added = versions.map((version) => [version, { ...locked[version], [year]: fingerprint }]);
  return `${JSON.stringify({ ...locked, ...Object.fromEntries(added) }, null, 2)}\n`;
}

/** Writes all files, in this order, or leaves all of them as they were. */
export function writeAllOrNothing(files: readonly FileText[]): void {
  const before = files.map(({ path }) => ({ path, text: textOf(path) }));
  const written: string[] = [];
  try {
    for (const { path, text } of files) writeFileSync(`${path}.new`, text);
    for (const { path } of files) {
      renameSync(`${path}.new`, path);
      written.push(path);
    }
  } catch (error) {
    for (const { path } of files) rmSync(`${path}.new`, { force: true });
    for (const { path, text } of before.filter((file) => written.includes(file.path))) {
      if (text === undefined) rmSync(path);
      else writeFileSync(path, text);
    }
    throw error;
  }
}

/** What a file says; undefined if there is none. */
export const textOf = (path: string): string | undefined =>
  statSync(path, { throwIfNoEntry: false })?.isFile() ? readFileSync(path, 'utf8') : undefined;
