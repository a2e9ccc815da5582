import chineseDays from 'chinese-days';
import { describe, expect, it, vi } from 'vitest';
import type { CalendarYear } from '../../domain/calendar/calendar-year.ts';
import { versions } from '../../domain/calendar/versions.ts';
import {
  beijingDayKey,
  CalendarYearUnknownError,
  calendarVersions,
  currentCalendarVersion,
  plusDays,
  startOfBeijingDayMs,
  workCalendar,
} from '../../domain/calendar/work-calendar.ts';
import { InvariantError } from '../../domain/errors.ts';
import { fingerprintOf } from '../../scripts/calendar/files.ts';
import publishedAnswers from './published-calendars.json' with { type: 'json' };

// The library we compare with builds its table in the machine's zone, and is a day off west of Greenwich.
vi.hoisted(() => {
  process.env.TZ = 'Asia/Shanghai';
});

const calendar = workCalendar('cn-2026.1');
const firstUnknownYear = (calendar.years.at(-1) ?? 0) + 1;

const everyDay = (from: string, to: string): string[] => {
  const days: string[] = [];
  for (let day = from; day <= to; day = plusDays(day, 1)) days.push(day);
  return days;
};

describe('working days', () => {
  it('agree with an independent table on every day of 2023 to 2026', () => {
    const days = everyDay('2023-01-01', '2026-12-31');
    const differences = days.filter(
      (day) => calendar.isWorkday(day) !== chineseDays.isWorkday(day),
    );

    expect(days).toHaveLength(1461);
    expect(differences).toEqual([]);
  });

  it.each([
    ['2023-01-29', true, 'a Sunday that makes up for the Spring Festival'],
    ['2023-09-29', false, 'a Friday, Mid-Autumn Festival'],
    ['2023-10-08', true, 'a Sunday that makes up for the National Day'],
    ['2024-02-09', true, "New Year's Eve 2024: leave was recommended, not given"],
    ['2024-02-16', false, 'a Friday of the Spring Festival'],
    ['2024-09-13', true, 'the Friday before the change of the authorization code'],
    ['2024-09-14', true, 'the Saturday of the change is a make-up day'],
    ['2024-09-16', false, 'a Monday, Mid-Autumn Festival'],
    ['2024-10-12', true, 'a Saturday that makes up for the National Day'],
    ['2024-10-13', false, 'the Sunday after it is an ordinary one'],
    ['2025-01-26', true, 'a Sunday that makes up for the Spring Festival'],
    ['2025-10-06', false, 'a Monday, Mid-Autumn Festival inside the National Day'],
    ['2025-10-08', false, 'the eighth day off'],
    ['2025-10-09', true, 'the day after it'],
    ['2026-01-04', true, 'a Sunday that makes up for the New Year'],
    ['2026-02-23', false, 'the ninth day of the Spring Festival'],
    ['2026-06-30', true, 'an ordinary Tuesday'],
    ['2026-09-20', true, 'a Sunday that makes up for the National Day'],
  ])('%s is a working day: %s (%s)', (day, expected) => {
    expect(calendar.isWorkday(day)).toBe(expected);
  });

  it.each(['2022-12-31', `${firstUnknownYear}-01-01`, '1999-06-01'])(
    'R-CAL-02 refuses %s, whose year has no official notice',
    (day) => {
      expect(() => calendar.isWorkday(day)).toThrow(CalendarYearUnknownError);
    },
  );

  it('names the version and the year it refuses', () => {
    expect(() => calendar.isWorkday(`${firstUnknownYear}-01-04`)).toThrow(
      expect.objectContaining({
        name: 'CalendarYearUnknownError',
        version: 'cn-2026.1',
        year: firstUnknownYear,
      }),
    );
  });

  it.each(['2025-02-29', '2025-2-1', 'yesterday', '2025-01-01T00:00:00Z'])(
    'takes no %s for a day',
    (text) => {
      expect(() => calendar.isWorkday(text)).toThrow(InvariantError);
    },
  );
});

describe('calendar versions', () => {
  // A new line in the file for a new version or year; a changed line is a changed past.
  it('never change an answer once published', () => {
    const found = calendarVersions.map((version) => {
      const { years, isWorkday } = workCalendar(version);
      return [
        version,
        Object.fromEntries(years.map((year) => [year, fingerprintOf(isWorkday, year)])),
      ];
    });

    expect(Object.fromEntries(found)).toEqual(publishedAnswers);
  });

  it('know years without a gap', () => {
    for (const version of calendarVersions) {
      const { years } = workCalendar(version);
      expect(years).toEqual(years.map((_, index) => 2023 + index));
    }
  });

  it('stay answerable: an older one answers for its own years and refuses later ones', () => {
    const older = workCalendar('cn-2025.1');

    expect(older.years).toEqual([2023, 2024, 2025]);
    expect(older.isWorkday('2025-10-11')).toBe(true);
    expect(() => older.isWorkday('2026-01-05')).toThrow(CalendarYearUnknownError);
  });

  it('give a new order the newest one', () => {
    const lastYears = calendarVersions.map((version) => workCalendar(version).years.at(-1));

    expect(currentCalendarVersion).toBe(calendarVersions.at(-1));
    expect(lastYears.at(-1)).toBe(Math.max(...lastYears.map(Number)));
  });

  it.each(['cn-2022.1', '', 'toString'])('refuse the unpublished name "%s"', (version) => {
    expect(() => workCalendar(version)).toThrow(InvariantError);
  });
});

const tables = new Set<CalendarYear>(Object.values(versions).flat());

describe.each([...tables])('the table of $year', (table) => {
  const weekdayOf = (day: string) => new Date(`${day}T00:00:00Z`).getUTCDay();
  const daysOff = table.daysOff.flatMap(({ from, to }) => everyDay(from, to));

  it('names its official notice', () => {
    expect(table.source.title).toContain(`${table.year}年`);
    expect(table.source.documentNumber).toMatch(/^国办发明电〔\d{4}〕\d+号$/);
    // A correction comes in the year itself.
    expect([table.year - 1, table.year]).toContain(Number(table.source.publishedOn.slice(0, 4)));
  });

  it('lists days of its own year, each once', () => {
    const listed = [...daysOff, ...table.makeUpDays];

    expect(listed.filter((day) => !day.startsWith(`${table.year}-`))).toEqual([]);
    expect(new Set(listed).size).toBe(listed.length);
  });

  it('makes up on Saturdays and Sundays only', () => {
    expect(table.makeUpDays.filter((day) => weekdayOf(day) % 6 !== 0)).toEqual([]);
  });
});

describe('Beijing days', () => {
  it.each([
    ['2024-09-13T15:59:59.999Z', '2024-09-13'],
    ['2024-09-13T16:00:00.000Z', '2024-09-14'],
    ['2024-12-31T16:00:00.000Z', '2025-01-01'],
    ['2024-02-28T16:00:00.000Z', '2024-02-29'],
  ])('%s lies on %s', (moment, day) => {
    expect(beijingDayKey(Date.parse(moment))).toBe(day);
  });

  it('begin at 16:00 UTC of the day before', () => {
    expect(startOfBeijingDayMs('2024-09-14')).toBe(Date.parse('2024-09-14T00:00:00+08:00'));
  });

  it('contain their first millisecond and not the one before', () => {
    for (const day of everyDay('2023-12-25', '2025-03-05')) {
      const start = startOfBeijingDayMs(day);

      expect(beijingDayKey(start)).toBe(day);
      expect(beijingDayKey(start - 1)).toBe(plusDays(day, -1));
    }
  });
});
