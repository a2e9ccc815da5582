import { execFile } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cn2026 } from '../../domain/calendar/cn-2026.ts';
import { register, writeAllOrNothing } from '../../scripts/calendar/files.ts';

const root = join(import.meta.dirname, '..', '..');
const copied = [
  'package.json',
  'domain',
  'scripts',
  'infra/start-error.ts',
  'test/domain/published-calendars.json',
];
const notices = join(root, 'test/domain/notices');
const versionsFile = 'domain/calendar/versions.ts';
const publishedFile = 'test/domain/published-calendars.json';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'handover-calendar-'));
  for (const path of copied) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    cpSync(join(root, path), join(folder, path), { recursive: true });
  }
  endWith(2026, { 'cn-2025.1': 2025, 'cn-2026.1': 2026 });
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const read = (path: string) => readFileSync(join(folder, path), 'utf8');
const write = (path: string, text: string) => writeFileSync(join(folder, path), text);

/** Takes later years out of the copy: these versions and the last year of each, whatever has been added since. */
function endWith(lastYear: number, versions: Readonly<Record<string, number>>): void {
  const years = (last: number) => Array.from({ length: last - 2022 }, (_, index) => 2023 + index);
  const lists = Object.entries(versions).map(
    ([version, last]) =>
      `  '${version}': [${years(last)
        .map((year) => `cn${year}`)
        .join(', ')}],\n`,
  );
  const imports = years(lastYear).map((year) => `import { cn${year} } from './cn-${year}.ts';\n`);
  write(
    versionsFile,
    `import type { CalendarYear } from './calendar-year.ts';\n${imports.join('')}
export const versions = {\n${lists.join('')}} as const satisfies Record<string, readonly CalendarYear[]>;\n`,
  );
  for (const file of readdirSync(join(folder, 'domain/calendar'))) {
    const year = /^cn-(\d{4})/.exec(file)?.[1];
    if (Number(year) > lastYear) rmSync(join(folder, 'domain/calendar', file));
  }
}

/** Every file of the copy with its text. */
const tree = (): Readonly<Record<string, string>> =>
  Object.fromEntries(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
      .map((path) => [path, read(path)]),
  );

/** Runs the copy's script on the day after it would be published. */
const run = (...flags: string[]) =>
  new Promise<{ code: unknown; stdout: string; stderr: string }>((resolve) => {
    const clock = 'data:text/javascript,Date.now=()=>Date.parse("2026-11-06T00:00:00Z")';
    const script = join(folder, 'scripts/add-calendar-year.ts');
    execFile(
      process.execPath,
      ['--import', clock, '--import', 'tsx', script, ...flags],
      { cwd: root },
      (error, stdout, stderr) => resolve({ code: error?.code ?? 0, stdout, stderr }),
    );
  });

/** The copy's calendar, asked in a process of its own. */
const ask = (expression: string) =>
  new Promise<unknown>((resolve, reject) => {
    const calendar = pathToFileURL(join(folder, 'domain/calendar/work-calendar.ts')).href;
    const program = `const c = await import('${calendar}'); console.log(JSON.stringify(${expression}));`;
    execFile(
      process.execPath,
      ['--import', 'tsx', '--input-type=module', '--eval', program],
      { cwd: root },
      (error, stdout) => (error ? reject(error) : resolve(JSON.parse(stdout))),
    );
  });

const invented = join(notices, 'invented-2027.txt');

describe('npm run calendar:add', () => {
  it('adds a year: the calendar that orders wait on answers for it, and for the others as before', async () => {
    const { code, stdout } = await run('--notice', invented);
    const answers = await ask(`(() => {
      const calendar = c.workCalendar('cn-2026.1');
      const days = ['2026-12-31', '2027-01-01', '2027-01-04', '2027-01-31', '2027-02-05', '2027-12-31'];
      return [c.currentCalendarVersion, calendar.years, days.map((day) => calendar.isWorkday(day))];
    })()`);

    expect(code).toBe(0);
    expect(stdout).toContain('make up  2027-01-31 Sun');
    expect(answers).toEqual([
      'cn-2026.1',
      [2023, 2024, 2025, 2026, 2027],
      [true, false, true, true, false, true],
    ]);
    expect(JSON.parse(read(publishedFile))).toMatchObject({
      'cn-2026.1': { 2026: '1c2604d6fff32a56', 2027: expect.stringMatching(/^[0-9a-f]{16}$/) },
    });
    expect(JSON.parse(read(publishedFile))['cn-2025.1']).not.toHaveProperty('2027');
  });

  it('leaves a year that no notice has come for refused', async () => {
    await run('--notice', invented);

    await expect(ask(`c.workCalendar('cn-2026.1').isWorkday('2028-01-03')`)).rejects.toThrow(
      'asked for 2028',
    );
  });

  it('writes from flags what it writes from the notice', async () => {
    endWith(2025, { 'cn-2025.1': 2025 });
    const flags = [
      ['--year', '2026'],
      ['--title', cn2026.source.title],
      ['--number', '国办发明电[2025]7号'],
      ['--published', cn2026.source.publishedOn],
      ...cn2026.daysOff.map(({ name, from, to }) => ['--off', `${name}:${from}..${to}`]),
      ...cn2026.makeUpDays.toReversed().map((day) => ['--make-up', day]),
    ];
    const before = read(publishedFile);
    const { code } = await run(...flags.flat());

    expect(code).toBe(0);
    expect(read('domain/calendar/cn-2026.ts')).toBe(
      readFileSync(join(root, 'domain/calendar/cn-2026.ts'), 'utf8'),
    );
    expect(read(versionsFile)).toContain("'cn-2025.1': [cn2023, cn2024, cn2025, cn2026],");
    expect(JSON.parse(read(publishedFile))['cn-2025.1'][2026]).toBe(
      JSON.parse(before)['cn-2026.1'][2026],
    );
  });

  it('writes nothing on a dry run, and shows what it would write', async () => {
    const before = tree();
    const { code, stdout } = await run('--notice', invented, '--dry-run');

    expect(code).toBe(0);
    expect(stdout).toContain('would write domain/calendar/cn-2027.ts');
    expect(tree()).toEqual(before);
  });

  it.each([
    [['--notice', join(notices, '2026.txt')], 'docs/changing-a-calendar.md'],
    [['--notice', invented, '--make-up', '2027-01-09'], 'not from both'],
    [['--notice', invented, '--published', '2026-11-05'], 'the flag says 2026-11-05'],
    [['--notice', 'nowhere.txt'], 'nowhere.txt'],
    [['--year', '2027', '--off', '元旦'], '--off expects'],
    [['--holiday', '2027-01-01'], "Unknown option '--holiday'"],
    [[], '--year expects four digits'],
  ])('ends with 1 and writes nothing: %j', async (flags, problem) => {
    const before = tree();
    const { code, stderr } = await run(...flags);

    expect(code).toBe(1);
    expect(stderr).toContain(problem);
    expect(stderr).not.toContain('    at ');
    expect(tree()).toEqual(before);
  });

  it('goes on after it was killed before the registration, and minds a table it did not write', async () => {
    const versions = read(versionsFile);
    await run('--notice', invented);
    const complete = tree();
    write(versionsFile, versions);
    const again = await run('--notice', invented);

    expect(again.code).toBe(0);
    expect(tree()).toEqual(complete);

    write(versionsFile, versions);
    write('domain/calendar/cn-2027.ts', 'another');
    const other = await run('--notice', invented);

    expect(other).toMatchObject({ code: 1, stderr: expect.stringContaining('other days') });
    expect(read(versionsFile)).toBe(versions);
  });

  it('explains itself', async () => {
    const { code, stdout } = await run('--help');

    expect(code).toBe(0);
    expect(stdout).toContain('--dry-run');
  });
});

describe('the registration', () => {
  it('gives the year to every version that waits for it, a corrected one too', () => {
    const text = read(versionsFile)
      .replace(
        "cn2026 } from './cn-2026.ts';\n",
        "cn2026 } from './cn-2026.ts';\nimport { cn2026Revision2 } from './cn-2026.2.ts';\n",
      )
      .replace(
        '\n} as const',
        "\n  'cn-2026.2': [cn2023, cn2024, cn2025, cn2026Revision2],\n} as const",
      );
    const { text: registered, versions } = register(text, 2027);

    expect(versions).toEqual(['cn-2026.1', 'cn-2026.2']);
    expect(registered).toContain("'cn-2025.1': [cn2023, cn2024, cn2025],");
    expect(registered).toContain("'cn-2026.2': [cn2023, cn2024, cn2025, cn2026Revision2, cn2027],");
    expect(registered).toMatch(
      /cn2026Revision2 \} .*\nimport \{ cn2027 \} from '.\/cn-2027.ts';\n/,
    );
  });

  it('stays formatted when a line gets too long', () => {
    let text = read(versionsFile);
    for (let year = 2027; year < 2040; year += 1) text = register(text, year).text;

    expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(120);
    expect(text).toContain("  'cn-2026.1': [\n    cn2023,\n");
    expect(text).toContain('    cn2039,\n  ],\n} as const');
  });

  it.each(['', 'export const versions = {};'])(
    'is refused if the file looks otherwise: "%s"',
    (text) => {
      expect(() => register(text, 2027)).toThrow('nothing was changed');
    },
  );

  it('is refused if only an older version waits for the year', () => {
    expect(() => register(read(versionsFile), 2026)).toThrow('nothing was changed');
  });
});

describe('writing', () => {
  it('that fails half way leaves the tree as it was', () => {
    mkdirSync(join(folder, 'in-the-way/inside'), { recursive: true });
    const before = tree();
    const files = ['new.ts', versionsFile, 'in-the-way'].map((path) => ({
      path: join(folder, path),
      text: 'other',
    }));

    expect(() => writeAllOrNothing(files)).toThrow();
    expect(tree()).toEqual(before);
  });
});
