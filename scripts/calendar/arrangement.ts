import type { CalendarYear, DayKey } from '../../domain/calendar/calendar-year.ts';
import {
  beijingDayKey,
  daysBetween,
  isWeekend,
  startOfBeijingDayMs,
  type WorkCalendar,
} from '../../domain/calendar/work-calendar.ts';

/** A holiday as the notice gives it: it may begin in the December before. */
export interface Holiday {
  readonly name: string;
  readonly from: DayKey;
  readonly to: DayKey;
  /** How many days the notice says it has (共3天), if it does. */
  readonly statedDays?: number | undefined;
}

/** What one official notice says, before anybody has checked it. Texts that are not known are empty. */
export interface Arrangement {
  readonly year: number;
  readonly title: string;
  readonly documentNumber: string;
  readonly publishedOn: DayKey;
  readonly daysOff: readonly Holiday[];
  readonly makeUpDays: readonly DayKey[];
  /** Days with the weekday that the notice writes behind them, 0 for Sunday. */
  readonly weekdays: readonly { readonly day: DayKey; readonly weekday: number }[];
  /** Sentences for the table's comment. */
  readonly remarks: readonly string[];
}

/** Where a day of a known year is moved by hand. */
export const correctionPage = 'docs/changing-a-calendar.md';

/** The holidays of the law (全国年节及纪念日放假办法): a notice arranges each of them once. */
const holidayNames = ['元旦', '春节', '清明节', '劳动节', '端午节', '中秋节', '国庆节'];

/** Month and day that lie in their holiday in every year. */
const fixedDays: Readonly<Record<string, string>> = {
  元旦: '01-01',
  劳动节: '05-01',
  国庆节: '10-01',
};

/** How many days the law gives: 11, and 13 since 2025. Days moved (调休) are worked on another day. */
const lawfulDays = (year: number): number => (year >= 2025 ? 13 : 11);

const weekdayNames = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];

const weekdayOf = (day: DayKey): number => new Date(`${day}T00:00:00Z`).getUTCDay();
export const weekdayNameOf = (day: DayKey): string => weekdayNames[weekdayOf(day)] ?? '';
const named = (day: DayKey): string => `${day}, a ${weekdayNameOf(day)},`;

/** Whether a text is a day of the calendar. */
export function isDay(text: string): boolean {
  try {
    return beijingDayKey(startOfBeijingDayMs(text)) === text;
  } catch {
    return false;
  }
}

export const titleOf = (year: number): string => `国务院办公厅关于${year}年部分节假日安排的通知`;

/**
 * Everything that speaks against adding this year, in the order of the notice; nothing if it may be added. Pure.
 *
 * @param calendar - the newest one: what it answers for the December before does not change
 * @param today - the Beijing day; a notice is not published after it
 */
export function problemsOf(
  arrangement: Arrangement,
  calendar: Pick<WorkCalendar, 'years' | 'isWorkday'>,
  today: DayKey,
): readonly string[] {
  const notDays = daysOf(arrangement).filter((day) => !isDay(day));
  const shape = [
    ...yearProblems(arrangement.year, calendar.years),
    ...sourceProblems(arrangement, today),
    ...nameProblems(arrangement),
    ...arrangement.remarks
      .filter((remark) => /[\n*]/.test(remark))
      .map((remark) => `a remark is one line without "*"; found: ${remark}`),
    ...notDays.map((day) => `${day} is no day of the calendar`),
  ];
  if (notDays.length > 0) return shape;
  return [
    ...shape,
    ...weekdayProblems(arrangement),
    ...rangeProblems(arrangement),
    ...makeUpProblems(arrangement),
    ...decemberProblems(arrangement, calendar),
    ...sumProblems(arrangement),
  ];
}

const daysOf = ({ daysOff, makeUpDays, weekdays }: Arrangement): readonly DayKey[] => [
  ...new Set([
    ...daysOff.flatMap(({ from, to }) => [from, to]),
    ...makeUpDays,
    ...weekdays.map(({ day }) => day),
  ]),
];

function yearProblems(year: number, years: readonly number[]): readonly string[] {
  if (years.includes(year)) {
    return [
      `${year} is known already; a notice that moves a day of it makes a new version by hand: ${correctionPage}`,
    ];
  }
  const next = Math.max(...years) + 1;
  return year === next
    ? []
    : [`the years known are ${years.join(', ')}: the next one is ${next}; found: ${year}`];
}

function sourceProblems(arrangement: Arrangement, today: DayKey): readonly string[] {
  const { year, title, documentNumber, publishedOn } = arrangement;
  const problems: string[] = [];
  if (title !== titleOf(year)) {
    problems.push(
      `title expected: ${titleOf(year)}; found: ${title || 'none, give it with --title'} ` +
        `(a notice that changes a year afterwards: ${correctionPage})`,
    );
  }
  if (!new RegExp(`^国办发明电〔${year - 1}〕[1-9]\\d*号$`).test(documentNumber)) {
    problems.push(
      `document number expected like 国办发明电〔${year - 1}〕7号; found: ${documentNumber || 'none, give it with --number'}`,
    );
  }
  const isPlausible =
    isDay(publishedOn) && publishedOn >= `${year - 1}-09-01` && publishedOn <= `${year - 1}-12-31`;
  if (!isPlausible) {
    problems.push(
      `date of the notice expected in September to December ${year - 1}; found: ${publishedOn || 'none, give it with --published'}`,
    );
  } else if (publishedOn > today) {
    problems.push(`the notice is dated ${publishedOn}, but today is ${today}`);
  }
  return problems;
}

function nameProblems({ daysOff }: Arrangement): readonly string[] {
  const names = daysOff.flatMap(({ name }) => name.split('、'));
  const missing = holidayNames.filter((name) => !names.includes(name));
  const twice = holidayNames.filter((name) => names.indexOf(name) !== names.lastIndexOf(name));
  const unknown = names.filter((name) => !holidayNames.includes(name));
  return [
    ...(missing.length > 0 ? [`no days off for ${missing.join('、')}`] : []),
    ...twice.map((name) => `${name} is named more than once`),
    ...unknown.map((name) => `"${name}" is none of ${holidayNames.join('、')}`),
  ];
}

const weekdayProblems = ({ weekdays }: Arrangement): readonly string[] =>
  weekdays
    .filter(({ day, weekday }) => weekdayOf(day) !== weekday)
    .map(({ day, weekday }) => `${named(day)} is called a ${weekdayNames[weekday]}`);

function rangeProblems({ year, daysOff }: Arrangement): readonly string[] {
  return daysOff.flatMap((holiday, index) => {
    const { name, from, to, statedDays } = holiday;
    const days = daysBetween(holiday).length;
    const before = daysOff[index - 1];
    const problems: string[] = [];
    if (to < from) problems.push(`${name} ends on ${to}, before it begins on ${from}`);
    if (from < `${year - 1}-12-01` || to < `${year}-01-01` || to > `${year}-12-31`) {
      problems.push(`${name}, ${from} to ${to}, does not lie in ${year}`);
    }
    if (before && from <= before.to) {
      problems.push(`${name} begins on ${from}, but ${before.name} before it ends on ${before.to}`);
    }
    if (statedDays !== undefined && statedDays !== days) {
      problems.push(`${name}, ${from} to ${to}, has ${days} days; ${statedDays} are stated`);
    }
    const outside = fixedDaysOf(name, year).filter((day) => day < from || day > to);
    problems.push(...outside.map((day) => `${name}, ${from} to ${to}, does not contain ${day}`));
    return problems;
  });
}

/** The days that lie in a holiday in every year; `name` may hold two (国庆节、中秋节). */
const fixedDaysOf = (name: string, year: number): readonly DayKey[] =>
  name.split('、').flatMap((part) => {
    const fixed = fixedDays[part];
    return fixed === undefined ? [] : [`${year}-${fixed}`];
  });

function makeUpProblems({ year, daysOff, makeUpDays }: Arrangement): readonly string[] {
  return makeUpDays.flatMap((day, index) => {
    const holiday = daysOff.find(({ from, to }) => day >= from && day <= to);
    const problems: string[] = [];
    if (day < `${year - 1}-12-01` || day > `${year}-12-31`) {
      problems.push(`the make-up day ${day} does not lie in ${year}`);
    }
    if (!isWeekend(day)) {
      problems.push(`the make-up day ${named(day)} is no Saturday and no Sunday`);
    }
    if (holiday) problems.push(`the make-up day ${day} is a day off: ${holiday.name}`);
    if (makeUpDays.indexOf(day) !== index) {
      problems.push(`the make-up day ${day} is named more than once`);
    }
    return problems;
  });
}

/** A day of the December before must be answered so already: it belongs to a year that is published. */
function decemberProblems(
  arrangement: Arrangement,
  calendar: Pick<WorkCalendar, 'years' | 'isWorkday'>,
): readonly string[] {
  if (!calendar.years.includes(arrangement.year - 1)) return [];
  const { off, worked } = decemberBefore(arrangement);
  const wrong = (day: DayKey, as: string) =>
    `the notice makes ${named(day)} ${as}, which the calendar answers otherwise: publish a new version first, ${correctionPage}`;
  return [
    ...off.filter((day) => calendar.isWorkday(day)).map((day) => wrong(day, 'a day off')),
    ...worked.filter((day) => !calendar.isWorkday(day)).map((day) => wrong(day, 'a working day')),
  ];
}

function decemberBefore({ year, daysOff, makeUpDays }: Arrangement) {
  const isBefore = (day: DayKey) => day.startsWith(`${year - 1}-12-`);
  return {
    off: daysOff.flatMap(daysBetween).filter(isBefore),
    worked: makeUpDays.filter(isBefore),
  };
}

/** Moving days does not make more of them: Mondays to Fridays off, less the days worked instead, are the law's days. */
function sumProblems({ year, daysOff, makeUpDays }: Arrangement): readonly string[] {
  const gained = daysOff.flatMap(daysBetween).filter((day) => !isWeekend(day)).length;
  const days = gained - makeUpDays.length;
  const lawful = lawfulDays(year);
  if (days === lawful) return [];
  return [
    `${gained} days off from Monday to Friday and ${makeUpDays.length} make-up days leave ${days}, but the law gives ${lawful}: ` +
      'a day is missing or too many (if the law has changed: lawfulDays in scripts/calendar/arrangement.ts)',
  ];
}

/** The table of an arrangement without problems: days of its own year only, make-up days in order. Pure. */
export function tableOf(arrangement: Arrangement): CalendarYear {
  const { year, title, documentNumber, publishedOn } = arrangement;
  const firstDay = `${year}-01-01`;
  return {
    year,
    source: { title, documentNumber, publishedOn },
    daysOff: arrangement.daysOff.map(({ name, from, to }) => ({
      name,
      from: from < firstDay ? firstDay : from,
      to,
    })),
    makeUpDays: arrangement.makeUpDays.filter((day) => day >= firstDay).toSorted(),
  };
}

/** Sentences for the table's comment: what the notice says and the table does not. Pure. */
export function remarksOf(arrangement: Arrangement): readonly string[] {
  const { off, worked } = decemberBefore(arrangement);
  return [
    ...off.map((day) => `The notice also gave ${named(day)} as a day off: outside this table.`),
    ...worked.map((day) => `The notice also made ${named(day)} a working day: outside this table.`),
    ...arrangement.remarks,
  ];
}
