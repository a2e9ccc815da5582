import { appealReasonOf, type EvidenceKind, reasonsOf } from './appeal.ts';
import { isPerson, isSamePerson } from './appeal-rules.ts';
import { type Rejection, rejection } from './errors.ts';
import type { EventPayloads, NamedFile, OrderEvent } from './events.ts';
import type { Actor, Order } from './order.ts';
import { refuseUnknownFiles } from './proof-check.ts';
import { openAppealOf, possibleRulings, possibleSettlements } from './rulings.ts';
import { type Instant, msOf } from './units.ts';

const dayMs = 86_400_000;

/** No offer stands longer. R-APL-12 */
export const longestOfferDays = 30;
/** A redo takes at most so long: as long as the longest delivery promise. R-APL-12 */
export const longestRedoDays = 365;

/** Why the content of a step of an appeal is refused. Pure. */
export function refuseAppealContent(order: Order, event: OrderEvent): Rejection | undefined {
  switch (event.type) {
    case 'appealOpened':
      return refuseAppealOpened(event);
    case 'statementSubmitted':
    case 'evidenceAdded':
      return refuseUnknownFiles(event.payload.evidence ?? [], 'evidence');
    case 'settlementOffered':
      return refuseOffer(order, event);
    case 'settlementAccepted':
    case 'settlementDeclined':
      return refuseAnswer(order, event.payload.offerId);
    case 'caseTaken':
      return refusePerson(event.by) ?? refuseTakeOver(order, event.payload.takeOverFrom);
    case 'caseHandedOver':
      return refusePerson(event.by) ?? refuseHandOver(event);
    case 'rulingSigned':
    case 'rulingDeclined':
      return refusePerson(event.by);
    case 'appealDecided':
    case 'rulingProposed':
      return refusePerson(event.by) ?? refuseRuling(order, event.payload);
    default:
      return undefined;
  }
}

function refuseAppealOpened({
  by,
  payload,
}: Extract<OrderEvent, { type: 'appealOpened' }>): Rejection | undefined {
  const entry = appealReasonOf(payload.reason);
  const possible = reasonsOf(by.role);
  if (!possible.includes(payload.reason)) {
    return rejection(
      'APPEAL_REASON_NOT_YOURS',
      `expected one of ${possible.join(', ')}, found ${payload.reason}`,
      { field: 'reason', possible },
    );
  }
  const shown = payload.evidence ?? [];
  const kinds = shown.map(({ kind = 'OTHER' }) => kind);
  // R-PRF-13: one content proves one kind of thing.
  const twice = shown.find((file, index) =>
    shown.some((other, at) => at < index && isSameFile(file, other) && other.kind !== file.kind),
  );
  if (twice) {
    return rejection('EVIDENCE_MISSING', `expected another file, ${twice.fileId} shows one thing`, {
      field: 'evidence',
      lacks: twice.kind ? [twice.kind] : [],
    });
  }
  const lacks: readonly EvidenceKind[] = (entry.evidence ?? []).filter(
    (kind) => !kinds.includes(kind),
  );
  if (shown.length === 0 || lacks.length > 0) {
    const wanted = lacks.length > 0 ? lacks : ['at least one file'];
    return rejection('EVIDENCE_MISSING', `expected ${wanted.join(' and ')}`, {
      field: 'evidence',
      lacks,
    });
  }
  return refuseUnknownFiles(shown, 'evidence');
}

const isSameFile = (a: NamedFile, b: NamedFile): boolean =>
  a.fileId === b.fileId || (a.sha256 !== undefined && a.sha256 === b.sha256);

const unfit = (
  field: string,
  expected: string,
  more: Readonly<Record<string, unknown>> = {},
): Rejection =>
  rejection('SETTLEMENT_UNFIT', `${field}: expected ${expected}`, { field, expected, ...more });

/** R-APL-12 INF */
function refuseOffer(
  order: Order,
  { payload, at }: Extract<OrderEvent, { type: 'settlementOffered' }>,
): Rejection | undefined {
  const { kind, expiresAt } = payload;
  const possible = possibleSettlements(order);
  if (!possible.includes(kind)) {
    return unfit('kind', `one of ${possible.join(', ') || 'nothing'}, found ${kind}`, { possible });
  }
  if (!isWithin(expiresAt, at, longestOfferDays)) {
    return unfit('expiresAt', `a moment after ${at} and at most ${longestOfferDays} days later`);
  }
  return kind === 'PARTIAL_REFUND'
    ? refusePartialRefund(order, payload)
    : refuseRedo(order, payload);
}

const isWithin = (moment: Instant, after: Instant, days: number): boolean =>
  moment > after && msOf(moment) - msOf(after) <= days * dayMs;

type OfferPayload = EventPayloads['settlementOffered'];

function refusePartialRefund(
  { purchase }: Order,
  { amountFen, until, criteria }: OfferPayload,
): Rejection | undefined {
  if (until !== undefined) return unfit('until', 'nothing: a refund has no date');
  if (criteria !== undefined) return unfit('criteria', 'nothing: a refund proves nothing');
  const most = purchase.paidFen - 1;
  return amountFen !== undefined && amountFen <= most
    ? undefined
    : unfit('amountFen', `1 to ${most} fen, less than was paid`, { most });
}

function refuseRedo(
  { contract }: Order,
  { kind, until, criteria, amountFen, expiresAt }: OfferPayload,
): Rejection | undefined {
  if (amountFen !== undefined) return unfit('amountFen', `nothing: ${kind} moves no money`);
  if (until === undefined || !isWithin(until, expiresAt, longestRedoDays)) {
    return unfit('until', `a moment after ${expiresAt} and at most ${longestRedoDays} days later`);
  }
  if (kind === 'REDO') {
    return criteria === undefined
      ? undefined
      : unfit('criteria', 'nothing: everything is delivered again');
  }
  const known = (contract?.criteria ?? []).map(({ criterionId }) => criterionId);
  const named = criteria ?? [];
  return named.length > 0 && named.every((id) => known.includes(id))
    ? undefined
    : unfit('criteria', `some of ${known.join(', ')}`, { criteria: known });
}

function refuseAnswer(order: Order, offerId: string): Rejection | undefined {
  const standing = openAppealOf(order).offer?.offerId ?? null;
  return standing === offerId
    ? undefined
    : rejection('OFFER_NOT_STANDING', `expected ${standing ?? 'no offer'}, found ${offerId}`, {
        field: 'offerId',
        standing,
      });
}

/** Rulings and signatures are a person's: a command that names none is not taken. R-APL-15 INF */
const refusePerson = ({ subject }: Actor): Rejection | undefined =>
  !isPerson(subject)
    ? rejection('PERSON_UNKNOWN', 'expected an actor whose token names a person')
    : undefined;

function refuseHandOver({
  by,
  payload,
}: Extract<OrderEvent, { type: 'caseHandedOver' }>): Rejection | undefined {
  if (!isPerson(payload.to)) {
    return rejection('PERSON_UNKNOWN', 'expected the name of a manager', { field: 'to' });
  }
  return isSamePerson(by.subject ?? '', payload.to)
    ? rejection('CASE_TAKEN', 'expected another manager, you have the case', {
        field: 'to',
        takenBy: payload.to,
      })
    : undefined;
}

/** R-APL-20 INF */
function refuseTakeOver(order: Order, from: string | undefined): Rejection | undefined {
  const { takenBy } = openAppealOf(order);
  return takenBy === (from ?? null)
    ? undefined
    : rejection(
        'CASE_TAKEN',
        `expected takeOverFrom ${takenBy ?? 'left out'}, found ${from ?? 'nothing'}`,
        {
          field: 'takeOverFrom',
          takenBy,
        },
      );
}

function refuseRuling(
  order: Order,
  { outcome, amountFen }: EventPayloads['appealDecided'],
): Rejection | undefined {
  const possible = possibleRulings(order);
  if (!possible.includes(outcome)) {
    return rejection('RULING_UNFIT', `expected one of ${possible.join(', ')}, found ${outcome}`, {
      field: 'outcome',
      possible,
    });
  }
  if (amountFen === undefined) return undefined;
  const most = outcome === 'REFUND' ? order.purchase.paidFen : 0;
  return amountFen <= most
    ? undefined
    : rejection(
        'RULING_UNFIT',
        `expected ${most > 0 ? `at most ${most} fen` : 'no amount'}, found ${amountFen}`,
        {
          field: 'amountFen',
          most,
        },
      );
}
