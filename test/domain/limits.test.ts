import { describe, expect, it } from 'vitest';
import { defaultAssumptions } from '../../domain/assumptions.ts';
import { workCalendar } from '../../domain/calendar/work-calendar.ts';
import {
  assumedHours,
  calendarDays,
  daysAfterSignature,
  deadlineOf,
  hours,
  type Limit,
  noDeadline,
  workingDays,
} from '../../domain/deadlines.ts';
import { instant } from '../../domain/units.ts';

// Without any flow: a limit that is written wrongly would keep every flow file from loading.

const start = instant('2024-09-29T10:00:00+08:00');
const signedAt = instant('2024-09-30T08:00:00+08:00');
const at = (text: string) => instant(`${text}+08:00`);

const cases: readonly (readonly [Limit, Limit, string | null])[] = [
  [noDeadline('R-GEN-09'), { kind: 'none', rule: 'R-GEN-09' }, null],
  [hours(3), { kind: 'hours', count: 3 }, '2024-09-29T13:00:00'],
  [
    assumedHours('autoCloseDelayHours'),
    { kind: 'assumedHours', assumption: 'autoCloseDelayHours' },
    '2024-09-29T12:00:00',
  ],
  [calendarDays(10), { kind: 'calendarDays', count: 10 }, '2024-10-09T10:00:00'],
  // The holiday is from 1 to 7 October: 30 September, 8 and 9 October are the working days.
  [workingDays(3), { kind: 'workingDays', count: 3 }, '2024-10-10T00:00:00'],
  [daysAfterSignature(10), { kind: 'daysAfterSignature', count: 10 }, '2024-10-10T08:00:00'],
];

describe('a limit', () => {
  it.each(cases)('%j is written down as %j and ends at %s', (limit, written, end) => {
    const assumptions = { ...defaultAssumptions, autoCloseDelayHours: 2 };
    const calendar = workCalendar('cn-2026.1');

    expect(limit).toEqual(written);
    expect(deadlineOf(limit, start, assumptions, calendar, signedAt)).toBe(end && at(end));
  });

  it('R-HW-03 after a signature does not run without one', () => {
    const calendar = workCalendar('cn-2026.1');

    expect(deadlineOf(daysAfterSignature(10), start, defaultAssumptions, calendar)).toBeNull();
  });
});
