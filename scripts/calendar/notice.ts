import type { DayKey } from '../../domain/calendar/calendar-year.ts';
import { type Arrangement, correctionPage, type Holiday } from './arrangement.ts';

/** What was read, and what was not understood: with anything in `problems` nothing of it may be used. */
export interface ReadNotice {
  /** Undefined if not even the year was found. */
  readonly arrangement: Arrangement | undefined;
  readonly problems: readonly string[];
}

interface Statement {
  readonly daysOff?: readonly Holiday[];
  readonly makeUpDays?: readonly DayKey[];
  readonly weekdays?: Arrangement['weekdays'];
  readonly remarks?: readonly string[];
}

const date = String.raw`(?:\d{4}年)?(?:\d{1,2}月)?\d{1,2}日(?:\([^()]*\))?`;
const dates = /(?:(\d{4})年)?(?:(\d{1,2})月)?(\d{1,2})日(?:\(([^()]*)\))?/g;

const arrangementBegins =
  /现将(?<year>\d{4})年(?<names>[^,。\d]+)放假调休日期的具体安排通知如下。/g;
const title = /国务院办公厅关于[^,。:〔〕]*?通知/g;
const documentNumber = /国办发明电〔\d{4}〕\d+号/g;

const item = /^(?<number>[一二三四五六七八九十]+)、(?<name>[^:\d]+):(?<rest>.+)$/;
const numbers = ['一', '二', '三', '四', '五', '六', '七', '八', '九', '十'];
const off = new RegExp(
  `^(?<days>${date}(?:至${date})?)放假(?:调休)?(?:,共(?<total>\\d+)天|(?<only>\\d+)天)?(?:,与周末连休|,不调休)?$`,
);
const makeUp = new RegExp(`^(?<days>${date}(?:、${date})*)上班$`);
const onlyRecommended =
  /^鼓励各单位结合带薪年休假等制度落实,安排职工在除夕\((?<days>\d{1,2}月\d{1,2}日)\)休息$/;
/** Sentences behind the last holiday. They arrange no day, so they hold no number. */
const closing = /^(?!.*(?:放假|调休|补休|上班))(?:鼓励单位和个人|节假日期间,)[^\d]*$/;
const signature = /^国务院办公厅(?<days>\d{4}年\d{1,2}月\d{1,2}日)$/;

/**
 * Reads the text of a year's official notice, from its title to its date. Pure.
 *
 * Spaces and line breaks do not matter, nor does the width of punctuation. Everything from the holidays on has to be
 * understood; what stands before 现将…通知如下 arranges no day, and only title and number are taken from it.
 */
export function readNotice(text: string): ReadNotice {
  const plain = text
    .normalize('NFKC')
    .replace(/[\s\p{Cf}]/gu, '')
    .replace(/\[(\d{4})\]/g, '〔$1〕')
    .replaceAll('星期', '周');
  const [begins, again] = [...plain.matchAll(arrangementBegins)];
  if (!begins?.groups || again) {
    return {
      arrangement: undefined,
      problems: [
        `one sentence "现将…年…放假调休日期的具体安排通知如下。" expected; found: ${again ? 'more than one' : 'none'} ` +
          `(a notice that changes a year afterwards: ${correctionPage})`,
      ],
    };
  }
  const head = plain.slice(0, begins.index);
  const body = readBody(plain.slice(begins.index + begins[0].length), Number(begins.groups.year));
  const announced = (begins.groups.names ?? '').split(/[、和]/);
  const arranged = body.arrangement.daysOff.flatMap(({ name }) => name.split('、'));
  const differ = [
    ...announced.filter((name) => !arranged.includes(name)),
    ...arranged.filter((name) => !announced.includes(name)),
  ];
  const titles = distinct(head, title);
  const documentNumbers = distinct(head, documentNumber);
  return {
    arrangement: {
      ...body.arrangement,
      title: titles[0] ?? '',
      documentNumber: documentNumbers[0] ?? '',
    },
    problems: [
      ...[titles, documentNumbers]
        .filter((found) => found.length > 1)
        .map((found) => `one of these expected: ${found.join(', ')}`),
      ...body.problems,
      ...differ.map(
        (name) => `${name}: announced in the first sentence or arranged below it, not both`,
      ),
    ],
  };
}

const distinct = (text: string, pattern: RegExp): readonly string[] => [
  ...new Set([...text.matchAll(pattern)].map(([found]) => found)),
];

/** Sentence by sentence; what is no known statement is a problem. */
function readBody(body: string, year: number) {
  const statements: Statement[] = [];
  const problems: string[] = [];
  let name: string | undefined;
  let items = 0;
  let publishedOn = '';
  let hasClosed = false;
  for (const sentence of body.split('。').filter((part) => part !== '')) {
    const head = item.exec(sentence)?.groups;
    const signed = signature.exec(sentence)?.groups;
    if (head && !hasClosed) {
      name = head.name;
      if (head.number !== numbers[items]) {
        problems.push(`item ${numbers[items]} expected; found: ${sentence}`);
      }
      items += 1;
    }
    const statement =
      name === undefined || hasClosed ? undefined : read(head?.rest ?? sentence, name, year);
    if (statement) {
      statements.push(statement);
    } else if (closing.test(sentence)) {
      hasClosed = true;
    } else if (signed && publishedOn === '') {
      hasClosed = true;
      publishedOn = readDates(signed.days ?? '', year)?.[0]?.day ?? '';
    } else {
      problems.push(`not understood: ${sentence}`);
    }
  }
  return {
    problems,
    arrangement: {
      year,
      publishedOn,
      daysOff: statements.flatMap(({ daysOff = [] }) => daysOff),
      makeUpDays: statements.flatMap(({ makeUpDays = [] }) => makeUpDays),
      weekdays: statements.flatMap(({ weekdays = [] }) => weekdays),
      remarks: statements.flatMap(({ remarks = [] }) => remarks),
    },
  };
}

/** What a sentence under a holiday says; undefined if it is not understood. */
function read(sentence: string, name: string, year: number): Statement | undefined {
  const groups = (off.exec(sentence) ?? makeUp.exec(sentence) ?? onlyRecommended.exec(sentence))
    ?.groups;
  const found = readDates(groups?.days ?? '', year);
  const [first, last = first] = found ?? [];
  if (!groups || !found || !first || !last) return undefined;
  const weekdays = found.flatMap(({ day, weekday }) =>
    weekday === undefined ? [] : [{ day, weekday }],
  );
  if (sentence.endsWith('上班')) return { weekdays, makeUpDays: found.map(({ day }) => day) };
  if (sentence.startsWith('鼓励')) {
    return {
      remarks: [
        `New Year's Eve (${first.day.slice(5)}) was only recommended as a day off: it is a working day.`,
      ],
    };
  }
  const stated = groups.total ?? groups.only;
  const statedDays = stated === undefined ? undefined : Number(stated);
  return { weekdays, daysOff: [{ name, from: first.day, to: last.day, statedDays }] };
}

interface ReadDate {
  readonly day: DayKey;
  readonly weekday: number | undefined;
}

/** The dates of one sentence; a later one may leave out what an earlier one said. Undefined if it is not clear. */
function readDates(text: string, noticeYear: number): readonly ReadDate[] | undefined {
  const found: ReadDate[] = [];
  let year = noticeYear;
  let month: string | undefined;
  for (const [, ownYear, ownMonth, day = '', note = ''] of text.matchAll(dates)) {
    // "2022年12月31日至1月2日": January of which year?
    if (ownYear === undefined && ownMonth !== undefined && year !== noticeYear) return undefined;
    year = Number(ownYear ?? year);
    month = ownMonth ?? month;
    const weekday = readNote(note);
    if (month === undefined || weekday === 'unknown') return undefined;
    found.push({
      day: `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`,
      weekday,
    });
  }
  return found;
}

/** The weekday in parentheses behind a date; a day of the lunar calendar may stand beside it. */
function readNote(note: string): number | undefined | 'unknown' {
  const parts = note.split(/[、,]/).filter((part) => part !== '' && !part.startsWith('农历'));
  const weekdays = parts.map((part) => '日一二三四五六'.indexOf(/^周(.)$/.exec(part)?.[1] ?? '?'));
  if (weekdays.length === 0) return undefined;
  const [weekday = -1] = weekdays;
  return weekdays.length > 1 || weekday < 0 ? 'unknown' : weekday;
}
