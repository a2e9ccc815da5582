import { describe, expect, it } from 'vitest';
import { readForm } from '../../domain/form.ts';
import type { FormSchema } from '../../domain/form-schema.ts';
import {
  boolean,
  form,
  list,
  moment,
  object,
  oneOf,
  shortText,
  text,
  wholeNumber,
} from '../../domain/form-schema.ts';

const small: FormSchema = form(
  {
    text: text('文字 / Text', 'anything'),
    number: shortText('编号 / Number', 'as printed'),
    at: moment('时间 / Moment', 'when'),
    kind: oneOf('种类 / Kind', 'which', ['A', 'B']),
    count: wholeNumber('数量 / Count', 'how many', 1, 3),
    yes: boolean('是否 / Yes', 'whether'),
    sure: { ...boolean('确认 / Sure', 'confirmed'), const: true },
    lines: list('行 / Lines', 'some', object({ name: text('名 / Name', 'name') }, ['name']), 2),
    raw: { type: 'string', title: 'r', description: 'any text at all' },
    code: { type: 'string', title: 'c', description: 'a code', pattern: '^[A-Z]$' },
  },
  ['text'],
);
const said = { text: 't' };

/** What is wrong with one field beside a right one. */
const wrongWith = (field: string, value: unknown) => readForm(small, { ...said, [field]: value });

describe('a form', () => {
  it.each<[string, unknown]>([
    ['count', 1],
    ['count', 3],
    ['yes', false],
    ['sure', true],
    ['kind', 'B'],
    ['raw', ''],
    ['raw', 'x'.repeat(9_999)],
    ['text', 'x'.repeat(4_000)],
    ['number', 'x'.repeat(200)],
    ['number', 'S F 1'],
    ['code', 'A'],
    ['lines', [{ name: 'a' }, { name: 'b' }]],
    ['lines', []],
  ])('takes %s %j as it is', (field, value) => {
    expect(wrongWith(field, value)).toEqual({ values: { ...said, [field]: value } });
  });

  it('leaves out what is undefined, and brings moments to UTC', () => {
    const given = { ...said, at: '2024-10-01T09:00:00+08:00', kind: undefined };

    expect(readForm(small, given)).toEqual({ values: { ...said, at: '2024-10-01T01:00:00.000Z' } });
  });

  const tooLong = 'a text of 1 to 4000 characters, not blank';
  const padded = 'a text of 1 to 200 characters, in one line and without space around it';
  it.each<[string, unknown, string, string]>([
    ['text', '', 'text', tooLong],
    ['text', '  ', 'text', tooLong],
    ['text', 'x'.repeat(4_001), 'text', tooLong],
    ['text', 7, 'text', 'a text'],
    ['number', 'SF1 ', 'number', padded],
    ['number', ' SF1', 'number', padded],
    ['number', 'S\nF', 'number', padded],
    ['number', 'x'.repeat(201), 'number', padded],
    [
      'code',
      'AB',
      'code',
      `a text of 0 to ${Number.MAX_SAFE_INTEGER} characters, matching ^[A-Z]$`,
    ],
    ['at', 'tomorrow', 'at', 'a moment in ISO 8601 with a time zone'],
    ['kind', 'C', 'kind', 'one of A, B'],
    ['count', 0, 'count', 'a whole number from 1 to 3'],
    ['count', 4, 'count', 'a whole number from 1 to 3'],
    ['count', 1.5, 'count', 'a whole number from 1 to 3'],
    ['yes', 'true', 'yes', 'true or false'],
    ['sure', false, 'sure', 'true'],
    ['lines', 'a', 'lines', 'a list of at most 2'],
    ['lines', [said, said, said], 'lines', 'a list of at most 2'],
    ['lines', ['a'], 'lines.0', 'an object'],
    ['lines', [{}], 'lines.0.name', 'a value: it is required'],
    ['lines', [{ name: 'a', age: 1 }], 'lines.0.age', 'nothing: there is no such field'],
    ['constructor', 1, 'constructor', 'nothing: there is no such field'],
  ])('says what is wrong with %s %j: %s expects %s', (field, value, at, expected) => {
    expect(wrongWith(field, value)).toEqual({ problems: [{ field: at, expected }] });
  });

  it.each([['a text'], [null], [[]], [7]])('is an object, not %j', (given) => {
    expect(readForm(small, given)).toEqual({ problems: [{ field: '', expected: 'an object' }] });
  });

  const choice: FormSchema = {
    ...small,
    required: [],
    oneOf: [{ required: ['text', 'kind'] }, { required: ['at'] }],
  };
  const both = { text: 't', kind: 'A', at: '2024-10-01T01:00:00.000Z' };
  it.each([
    ['neither', {}],
    ['half of one', { text: 't' }],
    ['both', both],
  ])('with a choice says which: %s', (_what, given) => {
    expect(readForm(choice, given)).toEqual({
      problems: [{ field: '', expected: 'exactly one of: text and kind, or at' }],
    });
  });

  it('with a choice takes one', () => {
    expect(readForm(choice, { at: both.at })).toEqual({ values: { at: both.at } });
  });
});
