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

describe('a form with lists', () => {
  const problems = (action: (typeof actionNames)[number], given: object) => {
    const read = readForm(actionOf(action).form, given);
    return 'problems' in read ? read.problems : [];
  };
  const fields = (action: (typeof actionNames)[number], given: object) =>
    problems(action, given).map(({ field }) => field);
  const proof = { fileId: 'file-1', kind: 'SOW', criteria: ['delivered'] };
  const deliver = (more: object) => fields('deliver', { result: 'done', ...more });

  it('takes a complete delivery as it is', () => {
    const given = {
      result: 'done',
      proofs: [proof, { ...proof, sha256: 'a'.repeat(64), bytes: 1, mediaType: 'image/png' }],
      answers: [{ criterion: 'delivered', answer: 'put right' }],
      documentLines: [{ productName: 'p', specification: 's' }],
      cloudResourceOrderNumber: 'CS1',
      signedBy: ['SELLER', 'BUYER'],
    };

    expect(readForm(actionOf('deliver').form, given)).toEqual({ values: given });
  });

  it.each<[string, object, string[]]>([
    ['a field of an item missing', { proofs: [{ fileId: 'f' }] }, ['proofs.0.kind']],
    ['an unknown kind', { proofs: [proof, { ...proof, kind: 'X' }] }, ['proofs.1.kind']],
    ['an id with a slash', { proofs: [{ ...proof, fileId: '../f' }] }, ['proofs.0.fileId']],
    ['a hash in capitals', { proofs: [{ ...proof, sha256: 'A'.repeat(64) }] }, ['proofs.0.sha256']],
    ['no bytes', { proofs: [{ ...proof, bytes: 0 }] }, ['proofs.0.bytes']],
    ['half a byte', { proofs: [{ ...proof, bytes: 1.5 }] }, ['proofs.0.bytes']],
    ['a name that is not asked for', { proofs: [{ ...proof, name: 'x' }] }, ['proofs.0.name']],
    ['a text as item', { proofs: ['file-1'] }, ['proofs.0']],
    ['a list as item', { proofs: [[proof]] }, ['proofs.0']],
    ['an object as list', { proofs: { 0: proof } }, ['proofs']],
    ['a list within an item', { proofs: [{ ...proof, criteria: [7] }] }, ['proofs.0.criteria.0']],
    ['a signatory nobody knows', { signedBy: ['SELLER', 'ME'] }, ['signedBy.1']],
    ['too many signatories', { signedBy: Array(4).fill('SELLER') }, ['signedBy']],
    ['no answer', { answers: [{ criterion: 'a', answer: ' ' }] }, ['answers.0.answer']],
  ])('names the place of %s', (_what, more, wrong) => {
    expect(deliver(more)).toEqual(wrong);
  });

  it('takes a hundred files, not one more', () => {
    expect(deliver({ proofs: Array(100).fill(proof) })).toEqual([]);
    expect(problems('deliver', { result: 'r', proofs: Array(101).fill(proof) })).toEqual([
      { field: 'proofs', expected: 'a list of at most 100' },
    ]);
  });

  it('takes true and false and nothing like them', () => {
    const ship = (carriesBuyersPhone: unknown) =>
      fields('ship', { courier: 'SF', trackingNumber: '1', carriesBuyersPhone });

    expect([ship(true), ship(false)]).toEqual([[], []]);
    expect([ship('true'), ship(1), ship(null)]).toEqual(Array(3).fill(['carriesBuyersPhone']));
  });

  it('brings moments to UTC wherever they stand', () => {
    const given = { until: '2025-05-12T10:00:00+08:00', reason: 'away' };

    expect(readForm(actionOf('requestExtension').form, given)).toEqual({
      values: { until: '2025-05-12T02:00:00.000Z', reason: 'away' },
    });
  });
});

describe('a wish decided before something that only told', () => {
  it('still counts: reminders make no state stale', () => {
    const opened = anOrder({ placedAt, openedAt: placedAt });
    const late = plusMs(opened.now, 4 * 86_400_000);

    const { steps, rejection } = decide(opened.order, { ...submit, expectedSeq: 1 }, late);

    expect(rejection).toBeUndefined();
    expect(steps.map(({ event }) => event.type)).toEqual(['reminderDue', 'requirementSubmitted']);
    expect(steps.at(-1)?.order).toMatchObject({ seq: 3, changedSeq: 3 });
  });

  it('does not count once the other side has acted, reminders or not', () => {
    const invoiced = anOrder({ placedAt, openedAt: placedAt }).act('recordInvoice');
    const late = plusMs(invoiced.now, 4 * 86_400_000);

    expect(decide(invoiced.order, { ...submit, expectedSeq: 1 }, late).rejection).toMatchObject({
      code: 'STALE_SEQ',
      details: { seq: 3 },
    });
    expect(decide(invoiced.order, { ...submit, expectedSeq: 3 }, late).rejection).toBeUndefined();
  });
});
