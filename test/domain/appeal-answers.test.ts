import { describe, expect, it } from 'vitest';
import { isPerson, isSamePerson } from '../../domain/appeal-rules.ts';
import { fen, instant, plusMs } from '../../domain/units.ts';
import {
  actorIn,
  aFile,
  anOrder,
  firstManager,
  type OrderDriver,
  secondManager,
} from '../support/order-builder.ts';

const dayMs = 86_400_000;
const bySeller = { by: actorIn('seller') };
const byBuyer = { by: actorIn('buyer') };
const first = { ...actorIn('opsManager'), subject: firstManager };
const second = { ...actorIn('opsManager'), subject: secondManager };

/** Costs exactly the amount from which a second signature is needed. */
const dear = {
  paidFen: fen(1_000_000),
  lines: [
    {
      lineId: '1',
      productId: 'P-1',
      productName: 'Test product',
      specification: 'standard',
      quantity: 1,
      chargingMode: 'ONE_TIME' as const,
      amountFen: fen(1_000_000),
    },
  ],
};
const delivered = anOrder({
  mode: 'LICENSE_OFFLINE',
  placedAt: '2025-05-06T10:00:00+08:00',
  openedAt: '2025-05-06T10:05:00+08:00',
  purchase: dear,
}).act('deliver');
const open = delivered.act('openAppeal', byBuyer);
const { statementDueAt = '', dueAt = '' } = open.order.appeal ?? {};
const heard = open.act('submitStatement', bySeller);
const taken = heard.act('takeCase', { by: first });
const offered = taken.act('offerSettlement', bySeller);
const ruled = taken.act('decideAppeal', { by: first });
const evidence = [aFile(1)];

type Said = Parameters<OrderDriver['refused']>;
const refusal = (order: OrderDriver, ...said: Said) => {
  const { code, message, details } = order.refused(...said);
  const { allowed: _allowed, ...rest } = details;
  return [code, message, rest];
};
const offer = (terms: object): Said => [
  'offerSettlement',
  {
    ...bySeller,
    payload: {
      kind: 'REDO',
      text: 'again',
      expiresAt: plusMs(open.now, dayMs),
      until: plusMs(open.now, 3 * dayMs),
      amountFen: undefined,
      ...terms,
    } as never,
  },
];

describe('what an appeal answers', () => {
  it.each<[string, OrderDriver, Said, readonly unknown[]]>([
    [
      'a second appeal',
      open,
      ['openAppeal', bySeller],
      [
        'APPEAL_OPEN_ALREADY',
        'the buyer has appealed already',
        { appealId: 'CS2408011000ABCDE:appeal-1', by: 'buyer' },
      ],
    ],
    [
      'anything else',
      open,
      ['accept'],
      [
        'ORDER_FROZEN',
        `appealed by the buyer, to be decided before ${dueAt}`,
        {
          appealId: 'CS2408011000ABCDE:appeal-1',
          by: 'buyer',
          reason: 'OTHER',
          since: open.now,
          decisionDueAt: dueAt,
        },
      ],
    ],
    [
      'a step without an appeal',
      delivered,
      ['withdrawAppeal', byBuyer],
      ['NO_APPEAL_OPEN', 'no appeal of this order is open', { node: 'BUYER_ACCEPT' }],
    ],
    [
      'the reason of the other side',
      delivered,
      ['openAppeal', { ...byBuyer, payload: { reason: 'CUSTOMER_SILENT', text: 'so', evidence } }],
      [
        'APPEAL_REASON_NOT_YOURS',
        'expected one of NOT_DELIVERED, NOT_AS_AGREED, OTHER, found CUSTOMER_SILENT',
        { field: 'reason', possible: ['NOT_DELIVERED', 'NOT_AS_AGREED', 'OTHER'] },
      ],
    ],
    [
      'an appeal without a file',
      delivered,
      ['openAppeal', { ...byBuyer, payload: { reason: 'OTHER', text: 'so', evidence: [] } }],
      ['EVIDENCE_MISSING', 'expected at least one file', { field: 'evidence', lacks: [] }],
    ],
    [
      'a silent customer without proof',
      delivered,
      ['openAppeal', { ...bySeller, payload: { reason: 'CUSTOMER_SILENT', text: 'so', evidence } }],
      [
        'EVIDENCE_MISSING',
        'expected DELIVERY_PROOF and COMMITMENT_LETTER',
        { field: 'evidence', lacks: ['DELIVERY_PROOF', 'COMMITMENT_LETTER'] },
      ],
    ],
    [
      'the answer of whoever appealed',
      open,
      ['submitStatement', byBuyer],
      ['APPEAL_IS_YOUR_OWN', 'the other side answers', { by: 'buyer' }],
    ],
    [
      'a second answer',
      heard,
      ['submitStatement', bySeller],
      ['STATEMENT_GIVEN', `answered at ${heard.now}`, { at: heard.now }],
    ],
    [
      'an answer too late',
      open.advanceTo(plusMs(instant(statementDueAt), -60_000)), // acts come one minute later
      ['submitStatement', bySeller],
      [
        'STATEMENT_TOO_LATE',
        `expected before ${statementDueAt}, now ${statementDueAt}`,
        { until: statementDueAt },
      ],
    ],
    [
      'a withdrawal by the other side',
      open,
      ['withdrawAppeal', bySeller],
      ['APPEAL_NOT_YOURS', 'the buyer has appealed', { by: 'buyer' }],
    ],
    [
      'an answer to no offer',
      open,
      ['declineSettlement', bySeller],
      ['OFFER_NOT_STANDING', 'no offer stands', {}],
    ],
    [
      'an answer to the own offer',
      offered,
      ['acceptSettlement', bySeller],
      ['OFFER_IS_YOUR_OWN', 'the other side answers', { offerId: 'offer-1-1' }],
    ],
    [
      'an answer to another offer',
      offered,
      ['acceptSettlement', { ...byBuyer, payload: { offerId: 'offer-9' } }],
      [
        'OFFER_NOT_STANDING',
        'expected offer-1-1, found offer-9',
        { field: 'offerId', standing: 'offer-1-1' },
      ],
    ],
    [
      'a ruling before the other side was heard',
      open.act('takeCase', { by: first }),
      ['decideAppeal', { by: first }],
      [
        'SIDES_NOT_HEARD',
        `the seller may answer until ${statementDueAt}`,
        { until: statementDueAt, node: 'BUYER_ACCEPT' },
      ],
    ],
    [
      'a ruling without the case',
      taken,
      ['decideAppeal', { by: second }],
      [
        'CASE_NOT_YOURS',
        `expected the manager who has the case, ${firstManager}`,
        { takenBy: firstManager },
      ],
    ],
    [
      'a ruling of a case that nobody has',
      heard,
      ['decideAppeal', { by: second }],
      ['CASE_NOT_YOURS', 'expected the manager who has the case, nobody yet', { takenBy: null }],
    ],
    [
      'the own case taken again',
      taken,
      ['takeCase', { by: first, payload: {} }],
      ['CASE_TAKEN', 'you have the case already', { takenBy: firstManager }],
    ],
    [
      'a case taken from nobody',
      taken,
      ['takeCase', { by: second, payload: { takeOverFrom: undefined } as never }],
      [
        'CASE_TAKEN',
        `expected takeOverFrom ${firstManager}, found nothing`,
        { field: 'takeOverFrom', takenBy: firstManager },
      ],
    ],
    [
      'a free case taken from somebody',
      heard,
      ['takeCase', { by: second, payload: { takeOverFrom: 'ops-li' } }],
      [
        'CASE_TAKEN',
        'expected takeOverFrom left out, found ops-li',
        { field: 'takeOverFrom', takenBy: null },
      ],
    ],
    [
      'a case handed over to oneself',
      taken,
      ['handOverCase', { by: first, payload: { to: firstManager.toUpperCase() } }],
      [
        'CASE_TAKEN',
        'expected another manager, you have the case',
        { field: 'to', takenBy: firstManager.toUpperCase() },
      ],
    ],
    [
      'a refund of more than was paid',
      taken,
      [
        'decideAppeal',
        { by: first, payload: { outcome: 'REFUND', reason: 'so', amountFen: fen(1_000_001) } },
      ],
      [
        'RULING_UNFIT',
        'expected at most 1000000 fen, found 1000001',
        { field: 'amountFen', most: 1_000_000 },
      ],
    ],
    [
      'an amount that nobody gets',
      taken,
      [
        'decideAppeal',
        { by: first, payload: { outcome: 'RESUME', reason: 'so', amountFen: fen(1) } },
      ],
      ['RULING_UNFIT', 'expected no amount, found 1', { field: 'amountFen', most: 0 }],
    ],
    [
      'another ruling before the second signature',
      ruled,
      ['addEvidence', byBuyer],
      [
        'RULING_AWAITS_SIGNATURE',
        'a ruling waits for its second signature',
        { ruledAt: ruled.now },
      ],
    ],
    [
      'the own second signature',
      ruled,
      ['signRuling', { by: first }],
      [
        'SIGNATURE_IS_YOUR_OWN',
        'expected another manager than the one who ruled',
        { ruledBy: firstManager },
      ],
    ],
    [
      'a signature on nothing',
      taken,
      ['signRuling', { by: second }],
      ['NO_RULING_TO_SIGN', 'no ruling waits for its second signature', {}],
    ],
  ])('R-APL-02 says why not, and what is missing: %s', (_what, order, said, answer) => {
    expect(refusal(order, ...said)).toEqual(answer);
  });

  it.each([
    ['kind', offer({ kind: 'NOTHING' }), 'one of REDO, EXTRA_PROOF, PARTIAL_REFUND, found NOTHING'],
    [
      'expiresAt',
      offer({ expiresAt: open.now }),
      `a moment after ${plusMs(open.now, 60_000)} and at most 30 days later`,
    ],
    ['criteria', offer({ criteria: ['delivered'] }), 'nothing: everything is delivered again'],
    ['amountFen', offer({ amountFen: 1 }), 'nothing: REDO moves no money'],
    [
      'until',
      offer({ until: undefined }),
      `a moment after ${plusMs(open.now, dayMs)} and at most 365 days later`,
    ],
    ['criteria', offer({ kind: 'EXTRA_PROOF', criteria: ['delivered', 'x'] }), 'some of delivered'],
    [
      'amountFen',
      offer({ kind: 'PARTIAL_REFUND', until: undefined, amountFen: 1_000_000 }),
      '1 to 999999 fen, less than was paid',
    ],
    ['until', offer({ kind: 'PARTIAL_REFUND', amountFen: 5 }), 'nothing: a refund has no date'],
    [
      'criteria',
      offer({ kind: 'PARTIAL_REFUND', until: undefined, amountFen: 5, criteria: [] }),
      'nothing: a refund proves nothing',
    ],
  ])('R-APL-12 an offer says which field is wrong: %s', (field, said, expected) => {
    const [code, message, details] = refusal(open, ...said);

    expect([code, message]).toEqual(['SETTLEMENT_UNFIT', `${field}: expected ${expected}`]);
    expect(details).toMatchObject({ field, expected });
  });

  it.each([
    [
      '30 days',
      offer({
        expiresAt: plusMs(open.now, 30 * dayMs + 60_000),
        until: plusMs(open.now, 31 * dayMs),
      }),
    ],
    ['all but one fen', offer({ kind: 'PARTIAL_REFUND', until: undefined, amountFen: 999_999 })],
    ['365 days', offer({ until: plusMs(open.now, 366 * dayMs) })],
  ])('R-APL-12 an offer at its bounds is taken: %s', (_what, [, said]) => {
    expect(open.act('offerSettlement', said as never).order.appeal?.offers).toBe(1);
  });

  it('R-APL-12 nothing is offered where there is nothing to agree on', () => {
    const line = { ...dear.lines[0], amountFen: fen(1) } as (typeof dear.lines)[number];
    const cheap = anOrder({
      placedAt: '2025-02-06T10:00:00+08:00',
      purchase: { paidFen: fen(1), lines: [line] },
    }).act('openAppeal', byBuyer);

    expect(refusal(cheap, 'offerSettlement', bySeller)).toEqual([
      'SETTLEMENT_UNFIT',
      'there is nothing that the two sides could agree on',
      { field: 'kind', possible: [] },
    ]);
  });

  it.each([
    ['the same file', { ...aFile(1), kind: 'COMMITMENT_LETTER' as const }, 'file-1'],
    [
      'the same content',
      { ...aFile(1), fileId: 'file-2', kind: 'COMMITMENT_LETTER' as const },
      'file-2',
    ],
  ])('R-PRF-13 R-APL-06 %s is not proof and letter at once', (_what, letter, fileId) => {
    const shown = [{ ...aFile(1), kind: 'DELIVERY_PROOF' as const }, letter];
    const said = { reason: 'CUSTOMER_SILENT' as const, text: 'so', evidence: shown };

    expect(refusal(delivered, 'openAppeal', { ...bySeller, payload: said })).toEqual([
      'EVIDENCE_MISSING',
      `expected another file, ${fileId} shows one thing`,
      { field: 'evidence', lacks: ['COMMITMENT_LETTER'] },
    ]);
    const twice = { ...said, evidence: [shown[0], shown[0], { ...aFile(3), kind: letter.kind }] };
    expect(
      delivered.act('openAppeal', { ...bySeller, payload: twice as never }).order.appeal,
    ).not.toBeNull();
  });
});

describe('R-APL-15 persons', () => {
  it.each([
    ['ops-li', 'OPS-LI', true],
    ['ops-li', ' ops-li ', true],
    ['ops-li', 'ops\u200b-li', true],
    ['ops-li', 'ｏｐｓ-ｌｉ', true],
    ['ops-li', 'ops-li\ufe0f', true],
    ['ops-li', 'ops-li\u2800', true],
    ['ops-li', 'ops-lin', false],
  ])('R-APL-15 %s and "%s" are one person: %s', (a, b, isOne) => {
    expect(isSamePerson(a, b)).toBe(isOne);
  });

  it.each([
    [undefined, false],
    ['', false],
    [' \u200b ', false],
    ['ops-li', true],
  ])('R-APL-15 "%s" names a person: %s', (name, isOne) => {
    expect(isPerson(name)).toBe(isOne);
  });
});
