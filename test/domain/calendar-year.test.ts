import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isWeekend } from '../../domain/calendar/work-calendar.ts';
import {
  type Arrangement,
  problemsOf,
  remarksOf,
  tableOf,
} from '../../scripts/calendar/arrangement.ts';
import { tableText } from '../../scripts/calendar/files.ts';
import { readNotice } from '../../scripts/calendar/notice.ts';

const root = join(import.meta.dirname, '..', '..');
const noticeOf = (year: number) =>
  readFileSync(join(import.meta.dirname, 'notices', `${year}.txt`), 'utf8');

/** A calendar that ends with the year before, whose December has no holiday. */
const calendarUntil = (year: number) => ({
  years: [year - 1, year],
  isWorkday: (day: string) => !isWeekend(day),
});

function understood(text: string): Arrangement {
  const { arrangement, problems } = readNotice(text);
  expect(problems).toEqual([]);
  if (!arrangement) throw new Error('nothing was read');
  return arrangement;
}

/** Problems of the notice for 2026 with one text replaced by another. */
function problemsWith(original: string, replacement: string): readonly string[] {
  const text = noticeOf(2026);
  expect(text).toContain(original);
  const { arrangement, problems } = readNotice(text.replace(original, replacement));
  const found = arrangement ? problemsOf(arrangement, calendarUntil(2025), '2025-11-04') : [];
  return [...problems, ...found];
}

describe.each([2023, 2024, 2025, 2026])('the official notice for %i', (year) => {
  const arrangement = understood(noticeOf(year));

  it('is understood whole, and nothing speaks against it', () => {
    const today = arrangement.publishedOn;

    expect(problemsOf(arrangement, calendarUntil(year - 1), today)).toEqual([]);
  });

  it('gives the published table, letter by letter', () => {
    const file = readFileSync(join(root, `domain/calendar/cn-${year}.ts`), 'utf8');

    expect(tableText(tableOf(arrangement), remarksOf(arrangement))).toBe(file);
  });
});

describe('the text of a notice', () => {
  const text = noticeOf(2026);

  it.each([
    ['narrow punctuation', text.replace(/[（）：，]/g, (wide) => wide.normalize('NFKC'))],
    [
      'wide digits',
      text.replace(/\d/g, (digit) => String.fromCharCode(digit.charCodeAt(0) + 65248)),
    ],
    ['no line breaks', text.replaceAll('\n', ' ')],
    ['lines as Windows ends them', `\uFEFF${text.replaceAll('\n', '\r\n')}`],
    ['indented lines', text.replace(/^/gm, '　　')],
    ['weekdays in full', text.replaceAll('（周', '（星期')],
    ['square brackets', text.replace('〔2025〕', '[2025]')],
    ['a dateline', `新华社北京11月4日电 ${text}`],
  ])('may have %s', (_, variant) => {
    expect(understood(variant)).toEqual(understood(text));
  });

  it('without its number and its date leaves both to be given', () => {
    const short = text.replace('国办发明电〔2025〕7号', '').replace(/国务院办公厅\n2025年.*/, '');

    expect(understood(short)).toMatchObject({ documentNumber: '', publishedOn: '' });
  });

  it.each([
    ['1月1日（周四）至3日（周六）放假调休', '1月1日（周四）至3日（周六）调休'],
    ['5月9日（周六）上班。', '5月9日（周六）上班，5月10日（周日）补休。'],
    ['5月9日（周六）上班', '5月9日（劳动节前）上班'],
    ['5月9日（周六）上班', '9日（周六、周日）上班'],
    ['1月4日（周日）上班', '4日（周日）上班'],
    ['三、清明节：4月4日', '三、清明节4月4日'],
    ['推动错峰出行', '5月6日可以错峰出行'],
    ['推动错峰出行', '错峰上班'],
    ['确保人民群众', '3日前确保人民群众'],
    ['2025年11月4日', '2025年11月4日【责任编辑：某某】'],
    ['一、元旦：', '春节另行通知。一、元旦：'],
    ['1月1日（周四）至3日', '2025年12月31日（周三）至1月3日'],
  ])('is refused with %s written as %s', (original, replacement) => {
    expect(problemsWith(original, replacement)).toContainEqual(
      expect.stringMatching(/^not understood: /),
    );
  });

  it.each([
    ['现将2026年', '现就2026年', 'one sentence "现将…'],
    ['劳动节、端午节、中秋节和国庆节', '劳动节、端午节和国庆节', '中秋节: announced'],
    ['四、劳动节', '五、劳动节', 'item 四 expected'],
    ['\n一、', '现将2026年元旦放假调休日期的具体安排通知如下。一、', 'found: more than one'],
    ['国办发明电〔2025〕7号', '国办发明电〔2025〕7号、国办发明电〔2025〕8号', 'one of these'],
    ['部分节假日安排的通知', '劳动节假期安排的通知', 'docs/changing-a-calendar.md'],
  ])('is refused with %s written as %s: %s', (original, replacement, problem) => {
    expect(problemsWith(original, replacement)).toContainEqual(expect.stringContaining(problem));
  });
});

describe('an arrangement is refused', () => {
  it.each([
    ['共9天', '共8天', 'has 9 days; 8 are stated'],
    ['5月9日（周六）上班', '5月9日（周日）上班', 'called a Sunday'],
    ['5月9日（周六）上班', '5月8日（周五）上班', 'no Saturday and no Sunday'],
    ['5月9日（周六）上班', '5月3日（周日）上班', 'is a day off: 劳动节'],
    ['5月9日（周六）上班', '2月14日（周六）上班', '2026-02-14 is named more than once'],
    ['5月9日（周六）上班', '2027年5月9日（周日）上班', 'does not lie in 2026'],
    ['2月14日（周六）、', '', 'the law gives 13'],
    ['至5日（周二）', '至32日（周二）', 'no day of the calendar'],
    ['至5日（周二）放假调休，共5天', '至6日（周三）放假调休，共6天', 'the law gives 13'],
    ['5月1日（周五）至5日', '5月2日（周六）至5日', 'does not contain 2026-05-01'],
    ['4月4日（周六）至6日（周一）', '6日（周一）至4月4日（周六）', 'not understood'],
    ['4月4日（周六）至6日（周一）', '4月6日（周一）至4日（周六）', 'before it begins'],
    ['5月1日（周五）', '4月5日（周日）', 'but 清明节 before it ends on 2026-04-06'],
    ['1月1日（周四）至', '2025年12月31日（周三）至2026年1月', 'the calendar answers otherwise'],
    ['六、中秋节', '六、重阳节', '"重阳节" is none of'],
    ['六、中秋节', '六、国庆节', '国庆节 is named more than once'],
    ['六、中秋节', '六、国庆节', 'no days off for 中秋节'],
    ['〔2025〕7号', '〔2024〕7号', 'document number expected'],
    ['2025年11月4日', '2025年2月4日', 'September to December 2025'],
    ['2025年11月4日', '2025年11月5日', 'today is 2025-11-04'],
  ])('%s → %s: %s', (original, replacement, problem) => {
    expect(problemsWith(original, replacement)).toContainEqual(expect.stringContaining(problem));
  });

  it.each([
    [2026, [2023, 2024, 2025, 2026], /^2026 is known already.*docs\/changing-a-calendar\.md$/],
    [2026, [2023, 2024], 'the years known are 2023, 2024: the next one is 2025; found: 2026'],
    [2023, [2024, 2025], 'the years known are 2024, 2025: the next one is 2026; found: 2023'],
  ])('%i, if %j are known', (year, years, problem) => {
    const calendar = { ...calendarUntil(year), years };
    const [first, ...rest] = problemsOf(understood(noticeOf(year)), calendar, '2025-12-01');

    expect(first).toMatch(problem);
    expect(rest).toEqual([]);
  });

  it('with every problem at once', () => {
    const text = noticeOf(2026)
      .replace('共9天', '共8天')
      .replace('5月9日（周六）', '5月8日（周五）')
      .replace('〔2025〕7号', '〔2024〕7号');

    expect(problemsOf(understood(text), calendarUntil(2025), '2025-12-01')).toHaveLength(3);
  });
});

describe('days of the December before', () => {
  const text = noticeOf(2023);

  it('stay outside the table and are named in its comment', () => {
    const arrangement = understood(text);

    expect(tableOf(arrangement).daysOff[0]).toEqual({
      name: '元旦',
      from: '2023-01-01',
      to: '2023-01-02',
    });
    expect(remarksOf(arrangement)).toEqual([
      'The notice also gave 2022-12-31, a Saturday, as a day off: outside this table.',
    ]);
  });

  it('are refused as days off while a published calendar works on them', () => {
    const calendar = { ...calendarUntil(2022), isWorkday: (day: string) => day === '2022-12-31' };

    expect(problemsOf(understood(text), calendar, '2022-12-08')).toEqual([
      expect.stringContaining(
        '2022-12-31, a Saturday, a day off, which the calendar answers otherwise',
      ),
    ]);
  });

  it('are refused as make-up days while a published calendar rests on them', () => {
    const worked = understood(
      text.replace('放假调休，共3天。', '放假调休，共3天。2022年12月24日（星期六）上班。'),
    );
    const problems = problemsOf(worked, calendarUntil(2022), '2022-12-08');

    expect(problems[0]).toContain('2022-12-24, a Saturday, a working day');
    expect(tableOf(worked).makeUpDays).not.toContain('2022-12-24');
  });
});
