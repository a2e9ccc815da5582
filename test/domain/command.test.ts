import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decide } from '../../domain/command.ts';
import { actionNames, actionOf } from '../../domain/events.ts';
import { readForm } from '../../domain/form.ts';
import { type Instant, instant, plusMs } from '../../domain/units.ts';
import { actorIn, anOrder, manualClock, ownerOf, plainPayloads } from '../support/order-builder.ts';

const placedAt = '2024-08-01T10:00:00+08:00';
const completing = () =>
  anOrder({ placedAt })
    .act('submitRequirement')
    .act('confirmRequirement')
    .act('deliver')
    .act('accept');
const now = (driver: ReturnType<typeof anOrder>, ms = 1_000): Instant => plusMs(driver.now, ms);
const buyer = actorIn('buyer');
const submit = { action: 'submitRequirement', by: buyer, payload: { text: 'seats' } } as const;

describe('a wish', () => {
  it("happens on the order's own clock, not on the world's", () => {
    const clock = manualClock('2024-09-13T20:00:00+08:00');
    const { order } = anOrder({ placedAt, clock });

    const { steps } = decide(order, submit, instant('2026-06-01T00:00:00Z'));

    expect(steps[0]?.event.at).toBe(clock.startsAt);
    expect(steps[0]?.order.enteredAt).toBe(clock.startsAt);
  });

  it.each([
    [0, 'STALE_SEQ'],
    [1, undefined],
    [2, 'STALE_SEQ'],
  ])('decided on seq %i of an order at seq 1: %s', (expectedSeq, code) => {
    const opened = anOrder({ placedAt });

    expect(decide(opened.order, { ...submit, expectedSeq }, now(opened)).rejection?.code).toBe(
      code,
    );
  });

  it('decided before a deadline passed is stale, and the deadline stays passed', () => {
    const order = completing();
    const wish = { action: 'reject', by: buyer, payload: { reason: 'no' } } as const;
    const late = plusMs(order.order.deadline ?? order.now, 0);

    const { steps, rejection } = decide(
      order.order,
      { ...wish, expectedSeq: order.order.seq },
      late,
    );

    expect(steps.map((step) => step.order.node)).toEqual(['COMPLETED']);
    expect(rejection).toMatchObject({ code: 'STALE_SEQ', details: { seq: order.order.seq + 1 } });
  });

  it('to an ended order is told so, whatever seq it was decided on', () => {
    const ended = completing().advanceTo('2024-09-01T00:00:00+08:00');

    expect(decide(ended.order, { ...submit, expectedSeq: 1 }, now(ended)).rejection?.code).toBe(
      'ORDER_ENDED',
    );
  });

  it('that is malformed changes nothing and names every field', () => {
    const opened = anOrder({ placedAt });
    const payload = { text: '   ', extra: 1 };

    expect(decide(opened.order, { ...submit, payload }, now(opened))).toEqual({
      steps: [],
      rejection: expect.objectContaining({
        code: 'MALFORMED_COMMAND',
        details: {
          errors: [
            { field: 'text', expected: 'a text of 1 to 4000 characters, not blank' },
            { field: 'extra', expected: 'nothing: there is no such field' },
          ],
        },
      }),
    });
  });

  it('never throws, whatever a program sends past the API', () => {
    const opened = anOrder({ placedAt });

    fc.assert(
      fc.property(fc.constantFrom(...actionNames), fc.anything(), (action, payload) => {
        const by = actorIn(ownerOf(action));
        const { steps, rejection } = decide(opened.order, { action, by, payload }, now(opened));
        expect(steps.length > 0 || rejection !== undefined).toBe(true);
      }),
    );
  });
});

describe('a form', () => {
  const problems = (action: (typeof actionNames)[number], given: unknown): readonly string[] => {
    const read = readForm(actionOf(action).form, given);
    return 'problems' in read ? read.problems.map(({ field }) => field) : [];
  };

  it.each(actionNames)('of %s takes the least it asks for', (name) => {
    expect(readForm(actionOf(name).form, plainPayloads[name])).toEqual({
      values: plainPayloads[name],
    });
  });

  it.each([null, undefined, 'text', 7, [], true])('is an object, not %j', (given) => {
    expect(problems('accept', given)).toEqual(['']);
  });

  it.each([
    ['', ['text']],
    [' \n\t', ['text']],
    ['x', []],
    ['x'.repeat(4_000), []],
    ['x'.repeat(4_001), ['text']],
    ['𠮷'.repeat(4_000), []],
    ['𠮷'.repeat(4_001), ['text']],
    [7, ['text']],
    [null, ['text']],
    [undefined, ['text']],
  ])('text %#: as JSON Schema counts characters', (text, wrong) => {
    expect(problems('submitRequirement', { text })).toEqual(wrong);
  });

  it('brings moments to UTC, so that they compare as text', () => {
    const given = { result: 'done', actualEnableTime: '2024-09-14T00:00:00+08:00' };

    expect(readForm(actionOf('deliver').form, given)).toEqual({
      values: { result: 'done', actualEnableTime: '2024-09-13T16:00:00.000Z' },
    });
    expect(problems('deliver', { ...given, actualEnableTime: '2024-09-14' })).toEqual([
      'actualEnableTime',
    ]);
    expect(problems('deliver', { ...given, actualEnableTime: 1_726_243_200_000 })).toEqual([
      'actualEnableTime',
    ]);
  });

  it('R-LIC2-05 of the claim needs the second confirmation', () => {
    expect(problems('claimAuthCode', {})).toEqual(['confirmed']);
    expect(problems('claimAuthCode', { confirmed: false })).toEqual(['confirmed']);
    expect(problems('claimAuthCode', { confirmed: 'true' })).toEqual(['confirmed']);
    expect(problems('claimAuthCode', { confirmed: true })).toEqual([]);
  });

  it('of the clock takes exactly one of its two ways', () => {
    const to = '2024-09-14T00:00:00Z';

    expect(problems('advanceClock', {})).toEqual(['']);
    expect(problems('advanceClock', { to, toNextDeadline: true })).toEqual(['']);
    expect(problems('advanceClock', { to })).toEqual([]);
    expect(problems('advanceClock', { toNextDeadline: true })).toEqual([]);
  });

  it.each(['toString', '__proto__', 'constructor'])('has no field %s', (name) => {
    expect(problems('accept', JSON.parse(`{"${name}": 1}`))).toEqual([name]);
  });
});
