import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InvariantError } from '../../domain/errors.ts';
import {
  beijingText,
  earlier,
  fen,
  instant,
  isInstantLike,
  later,
  msOf,
  plusMs,
} from '../../domain/units.ts';

const lastMs = Date.UTC(9999, 11, 31);

describe('moments', () => {
  it.each([
    ['2024-09-14T00:00:00+08:00', '2024-09-13T16:00:00.000Z'],
    ['2024-09-13T23:59:59.999+08:00', '2024-09-13T15:59:59.999Z'],
    ['2024-09-13T12:30:00-03:30', '2024-09-13T16:00:00.000Z'],
    ['2024-02-29T12:00:00Z', '2024-02-29T12:00:00.000Z'],
    ['2000-02-29T23:59:59.9Z', '2000-02-29T23:59:59.900Z'],
    ['2024-09-13T16:00Z', '2024-09-13T16:00:00.000Z'],
    ['2024-12-31T16:00:00+08:00', '2024-12-31T08:00:00.000Z'],
    ['1970-01-01T08:00:00+08:00', '1970-01-01T00:00:00.000Z'],
  ])('%s is %s', (text, utc) => {
    expect(instant(text)).toBe(utc);
  });

  it.each([
    ['2023-02-29T12:00:00Z', 'no leap year'],
    ['1900-02-29T12:00:00Z', 'no leap year, a century'],
    ['2024-04-31T12:00:00Z', 'no such day'],
    ['2024-13-01T12:00:00Z', 'no such month'],
    ['2024-09-14T25:00:00Z', 'no such hour'],
    ['2024-09-14T12:60:00Z', 'no such minute'],
    ['2024-09-14T00:00:00', 'no zone'],
    ['2024-09-14', 'a day, no moment'],
    ['2024-09-14 00:00:00+08:00', 'a blank instead of T'],
    ['2024-09-14T00:00:00+0800', 'zone without a colon'],
    ['1970-01-01T00:00:00+08:00', 'before 1970 in UTC'],
    ['+012024-09-14T00:00:00Z', 'six digits of year'],
    ['', 'nothing'],
    ['yesterday', 'a word'],
  ])('refuses "%s": %s', (text) => {
    expect(isInstantLike(text)).toBe(false);
    expect(() => instant(text)).toThrow(InvariantError);
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, -1, lastMs + 1])('refuses %d ms', (ms) => {
    expect(isInstantLike(ms)).toBe(false);
    expect(() => instant(ms)).toThrow(InvariantError);
  });

  it.each([
    ['2899-12-31T23:59:59.999Z', true],
    ['2900-01-01T00:00:00.000Z', false],
  ])('from outside end before 2900, so that deadlines are moments too: %s', (text, taken) => {
    expect(isInstantLike(text)).toBe(taken);
    expect(isInstantLike(Date.parse(text))).toBe(taken);
    expect(instant(text)).toBe(text);
  });

  const moments = fc.integer({ min: 0, max: lastMs });

  it('sort as text as they sort in time', () => {
    fc.assert(
      fc.property(moments, moments, (a, b) => {
        const [first, second] = [instant(a), instant(b)];
        expect(first < second).toBe(a < b);
        expect(msOf(earlier(first, second))).toBe(Math.min(a, b));
        expect(msOf(later(first, second))).toBe(Math.max(a, b));
      }),
    );
  });

  it('come back unchanged, and move by milliseconds', () => {
    fc.assert(
      fc.property(moments, fc.integer({ min: -1e9, max: 1e9 }), (ms, by) => {
        expect(msOf(instant(ms))).toBe(ms);
        expect(instant(instant(ms))).toBe(instant(ms));
        fc.pre(ms + by >= 0 && ms + by <= lastMs);
        expect(msOf(plusMs(instant(ms), by))).toBe(ms + by);
      }),
    );
  });

  it('read in Beijing as eight hours later', () => {
    expect(beijingText(instant('2024-09-13T15:59:59.999Z'))).toBe('2024-09-13 23:59:59');
    expect(beijingText(instant('2024-09-13T16:00:00.000Z'))).toBe('2024-09-14 00:00:00');
  });
});

describe('money', () => {
  it.each([0.1, Number.NaN, 2 ** 53, Number.POSITIVE_INFINITY])('refuses %d fen', (value) => {
    expect(() => fen(value)).toThrow(InvariantError);
  });

  it('is whole fen up to the safe range', () => {
    expect(fen(Number.MAX_SAFE_INTEGER)).toBe(9_007_199_254_740_991);
    expect(fen(0)).toBe(0);
  });
});
