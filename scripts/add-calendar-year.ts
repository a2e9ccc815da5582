import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import {
  beijingDayKey,
  currentCalendarVersion,
  daysBetween,
  workCalendar,
  workdaysOf,
} from '../domain/calendar/work-calendar.ts';
import { messageOf } from '../infra/start-error.ts';
import {
  type Arrangement,
  type Holiday,
  isDay,
  problemsOf,
  remarksOf,
  tableOf,
  weekdayNameOf,
} from './calendar/arrangement.ts';
import {
  type FileText,
  fingerprintOf,
  lock,
  register,
  tableText,
  textOf,
  writeAllOrNothing,
} from './calendar/files.ts';
import { readNotice } from './calendar/notice.ts';

const help = `usage: npm run calendar:add -- --notice <file> [--number <number>] [--dry-run]
       npm run calendar:add -- --year <year> --title <title> --number <number> --published <day>
                               --off <name>:<first>[..<last>][:<days>] … --make-up <day> … [--dry-run]

Adds the working days of one more year: checks the State Council's yearly notice, then writes domain/calendar/cn-<year>.ts,
domain/calendar/versions.ts and test/domain/published-calendars.json. With any problem it names all of them and writes nothing.

  --notice      a text file with the notice, pasted from its title to its date; "-" reads standard input
  --title       国务院办公厅关于…年部分节假日安排的通知
  --number      国办发明电〔…〕…号; news pages leave it out
  --published   the date under the notice, YYYY-MM-DD
  --year        the year it arranges
  --off         a holiday, once for each line of the notice; the number of days, if the notice states it, is checked
  --make-up     a Saturday or Sunday that is worked, once for each
  --remark      an English sentence for the table's comment
  --dry-run     prints what was understood and what would be written

A notice whose wording is not understood can be entered with the flags. One that moves a day of a known year, or
one whose days in December are answered otherwise already: docs/changing-a-calendar.md.

Examples, with the notice for 2026:

  npm run calendar:add -- --notice notice.txt --dry-run

  npm run calendar:add -- --year 2026 --title 国务院办公厅关于2026年部分节假日安排的通知 \\
    --number 国办发明电〔2025〕7号 --published 2025-11-04 \\
    --off 元旦:2026-01-01..2026-01-03:3 --make-up 2026-01-04 --off 春节:2026-02-15..2026-02-23:9 …
`;

const options = {
  notice: { type: 'string' },
  year: { type: 'string' },
  title: { type: 'string' },
  number: { type: 'string' },
  published: { type: 'string' },
  off: { type: 'string', multiple: true },
  'make-up': { type: 'string', multiple: true },
  remark: { type: 'string', multiple: true },
  'dry-run': { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

type Flags = ReturnType<typeof parseArgs<{ options: typeof options }>>['values'];

/** What is known of the notice so far; `problems` are those of reading it. */
interface Given {
  readonly arrangement: Arrangement | undefined;
  readonly problems: readonly string[];
}

const root = dirname(import.meta.dirname);
const paths = {
  table: (year: number) => `domain/calendar/cn-${year}.ts`,
  versions: 'domain/calendar/versions.ts',
  published: 'test/domain/published-calendars.json',
};

try {
  main(parseArgs({ args: process.argv.slice(2), options }).values);
} catch (error) {
  console.error(messageOf(error));
  process.exitCode = 1;
}

function main(flags: Flags): void {
  if (flags.help) {
    console.log(help);
    return;
  }
  const { arrangement, problems: unread } =
    flags.notice === undefined ? fromFlags(flags) : fromNotice(flags, flags.notice);
  if (arrangement) console.log(summary(arrangement));
  const calendar = workCalendar(currentCalendarVersion);
  const today = beijingDayKey(Date.now());
  const problems = [...unread, ...(arrangement ? problemsOf(arrangement, calendar, today) : [])];
  if (problems.length > 0 || !arrangement) {
    throw new Error(
      `nothing was written:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`,
    );
  }
  const files = filesFor(arrangement);
  if (flags['dry-run']) {
    for (const { path, text } of files) console.log(`would write ${path}:\n\n${text}`);
    return;
  }
  writeAllOrNothing(files.map(({ path, text }) => ({ path: join(root, path), text })));
  const written = files.map(({ path }) => path).join(' ');
  console.log(
    `wrote ${written}\nnext: npm test; commit these files; deploy the workers, then the API`,
  );
}

function fromNotice(flags: Flags, path: string): Given {
  const { arrangement, problems } = readNotice(readFileSync(path === '-' ? 0 : path, 'utf8'));
  const twice = [...(flags.off ?? []), ...(flags['make-up'] ?? [])].map(
    (day) => `${day}: the days come from the notice or from flags, not from both`,
  );
  if (!arrangement) return { arrangement, problems: [...problems, ...twice] };
  const { year, title, documentNumber, publishedOn } = arrangement;
  const pairs: readonly (readonly [string | undefined, string])[] = [
    [flags.year, String(year)],
    [flags.title, title],
    [withBrackets(flags.number), documentNumber],
    [flags.published, publishedOn],
  ];
  const differ = pairs
    .filter(([flag, read]) => flag !== undefined && read !== '' && flag !== read)
    .map(([flag, read]) => `the notice says ${read}, the flag says ${flag}`);
  return {
    arrangement: {
      ...arrangement,
      title: title || (flags.title ?? ''),
      documentNumber: documentNumber || (withBrackets(flags.number) ?? ''),
      publishedOn: publishedOn || (flags.published ?? ''),
      remarks: [...arrangement.remarks, ...(flags.remark ?? [])],
    },
    problems: [...problems, ...twice, ...differ],
  };
}

function fromFlags(flags: Flags): Given {
  const read = (flags.off ?? []).map((text) => ({ text, holiday: holidayOf(text) }));
  const problems = read
    .filter(({ holiday }) => !holiday)
    .map(({ text }) => `--off expects <name>:<first>[..<last>][:<days>]; found: ${text}`);
  const { year = '' } = flags;
  if (!/^\d{4}$/.test(year)) {
    const found = year || 'none; or give --notice (see --help)';
    return {
      arrangement: undefined,
      problems: [`--year expects four digits; found: ${found}`, ...problems],
    };
  }
  return {
    arrangement: {
      year: Number(year),
      title: flags.title ?? '',
      documentNumber: withBrackets(flags.number) ?? '',
      publishedOn: flags.published ?? '',
      daysOff: read.flatMap(({ holiday }) => holiday ?? []),
      makeUpDays: flags['make-up'] ?? [],
      weekdays: [],
      remarks: flags.remark ?? [],
    },
    problems,
  };
}

function holidayOf(text: string): Holiday | undefined {
  const found =
    /^(?<name>[^:：]+)[:：](?<from>[\d-]+)(?:\.\.(?<to>[\d-]+))?(?:[:：](?<days>\d+))?$/.exec(
      text,
    )?.groups;
  if (!found?.name || !found.from) return undefined;
  const { name, from, to = from, days } = found;
  return { name, from, to, statedDays: days === undefined ? undefined : Number(days) };
}

/** 〔 and 〕 are not on every keyboard. */
function withBrackets(number: string | undefined): string | undefined {
  return number?.replace(/[[［](\d{4})[\]］]/, '〔$1〕');
}

function summary(arrangement: Arrangement): string {
  const day = (text: string) =>
    isDay(text) ? `${text} ${weekdayNameOf(text).slice(0, 3)}` : `${text} ???`;
  const length = (holiday: Holiday) => {
    const days = isDay(holiday.from) && isDay(holiday.to) ? daysBetween(holiday).length : 0;
    return `${String(days).padStart(2)} ${days === 1 ? 'day ' : 'days'}`;
  };
  return [
    `${arrangement.title || '(no title)'}, ${arrangement.documentNumber || '(no number)'}, ${arrangement.publishedOn || '(no date)'}`,
    '',
    ...arrangement.daysOff.map(
      (holiday) =>
        `  off      ${day(holiday.from)} to ${day(holiday.to)}  ${length(holiday)}  ${holiday.name}`,
    ),
    ...arrangement.makeUpDays.map((made) => `  make up  ${day(made)}`),
    ...remarksOf(arrangement).map((remark) => `  remark   ${remark}`),
    '',
  ].join('\n');
}

/** The table first and the registration last: until then, the year is unknown as before. */
function filesFor(arrangement: Arrangement): readonly FileText[] {
  const { year } = arrangement;
  const table = tableOf(arrangement);
  const text = tableText(table, remarksOf(arrangement));
  const found = textOf(join(root, paths.table(year)));
  if (found !== undefined && found !== text) {
    throw new Error(
      `nothing was written: ${paths.table(year)} is there with other days, and no version names it; remove it or compare`,
    );
  }
  const registration = register(readFileSync(join(root, paths.versions), 'utf8'), year);
  const published = readFileSync(join(root, paths.published), 'utf8');
  const fingerprint = fingerprintOf(workdaysOf(table), year);
  return [
    { path: paths.table(year), text },
    { path: paths.published, text: lock(published, registration.versions, year, fingerprint) },
    { path: paths.versions, text: registration.text },
  ];
}
