import type { Appeal, CaseEntry, Evidence, Offer, Ruling, Side } from './appeal.ts';
import { decisionDueAt, statementDueAt } from './appeal-rules.ts';
import type { NamedEvidence, OrderEvent } from './events.ts';
import { fileOf } from './file-reference.ts';
import type { Order } from './order.ts';
import { openAppealOf } from './rulings.ts';

type Said<T extends OrderEvent['type']> = Extract<OrderEvent, { type: T }>;

/** Events that are kept in the case file of an appeal. */
export type CaseEvent = Said<
  | 'appealOpened'
  | 'statementSubmitted'
  | 'evidenceAdded'
  | 'appealWithdrawn'
  | 'settlementOffered'
  | 'settlementAccepted'
  | 'settlementDeclined'
  | 'settlementLapsed'
  | 'caseTaken'
  | 'caseHandedOver'
  | 'appealDecided'
  | 'rulingProposed'
  | 'rulingSigned'
  | 'rulingDeclined'
  | 'decisionOverdue'
>;

/** The order with an event of its appeal in the case file. Pure. */
export const caseRecorded = (order: Order, event: CaseEvent): Order => ({
  ...order,
  appeal: event.type === 'appealOpened' ? opened(order, event) : kept(order, event),
});

function opened(order: Order, { payload, by, at }: Said<'appealOpened'>): Appeal {
  const no = (order.appeal?.no ?? 0) + 1;
  return {
    appealId: `${order.purchase.orderId}:appeal-${no}`,
    no,
    by: sideOf(by.role),
    reason: payload.reason,
    text: payload.text,
    evidence: evidenceOf(payload.evidence),
    openedAt: at,
    dueAt: decisionDueAt(order, at),
    overdueAt: null,
    statementDueAt: statementDueAt(order, at),
    statement: null,
    entries: [],
    takenBy: null,
    takenAt: null,
    offer: null,
    offers: 0,
    ruling: null,
    closedAt: null,
    end: null,
  };
}

function kept(order: Order, event: Exclude<CaseEvent, Said<'appealOpened'>>): Appeal {
  const appeal = openAppealOf(order);
  const { at } = event;
  switch (event.type) {
    case 'statementSubmitted':
      return { ...appeal, statement: entryOf(event) };
    case 'evidenceAdded':
      return { ...appeal, entries: [...appeal.entries, entryOf(event)] };
    case 'settlementOffered':
      return { ...appeal, offer: offerOf(appeal, event), offers: appeal.offers + 1 };
    case 'settlementDeclined':
    case 'settlementLapsed':
      return { ...appeal, offer: null };
    case 'caseTaken':
      return { ...appeal, takenBy: event.by.subject ?? null, takenAt: at };
    case 'caseHandedOver':
      return { ...appeal, takenBy: event.payload.to, takenAt: at };
    case 'appealDecided':
    case 'rulingProposed':
      return { ...appeal, ruling: rulingFrom(order, event) };
    case 'rulingSigned':
      return {
        ...appeal,
        ruling: appeal.ruling && { ...appeal.ruling, signedBy: event.by.subject ?? null },
      };
    case 'rulingDeclined':
      return { ...appeal, ruling: null };
    case 'decisionOverdue':
      return { ...appeal, overdueAt: at };
    case 'appealWithdrawn':
    case 'settlementAccepted':
      return appeal;
  }
}

const sideOf = (role: string): Side => (role === 'buyer' ? 'buyer' : 'seller');

const evidenceOf = (named: readonly NamedEvidence[] | undefined): readonly Evidence[] =>
  (named ?? []).map((file) => ({ ...fileOf(file), kind: file.kind ?? 'OTHER' }));

const entryOf = ({
  by,
  at,
  payload,
}: Said<'statementSubmitted'> | Said<'evidenceAdded'>): CaseEntry => ({
  by: sideOf(by.role),
  at,
  text: payload.text,
  evidence: evidenceOf(payload.evidence),
});

const offerOf = (appeal: Appeal, { by, at, payload }: Said<'settlementOffered'>): Offer => ({
  offerId: `offer-${appeal.no}-${appeal.offers + 1}`,
  by: sideOf(by.role),
  kind: payload.kind,
  text: payload.text,
  offeredAt: at,
  expiresAt: payload.expiresAt,
  until: payload.until ?? null,
  criteria: [...new Set(payload.criteria ?? [])],
  amountFen: payload.amountFen ?? null,
});

const rulingFrom = (
  { purchase }: Order,
  { by, at, payload }: Said<'appealDecided'> | Said<'rulingProposed'>,
): Ruling => ({
  outcome: payload.outcome,
  reason: payload.reason,
  amountFen: payload.outcome === 'REFUND' ? (payload.amountFen ?? purchase.paidFen) : null,
  ruledBy: by.subject ?? '',
  ruledAt: at,
  signedBy: null,
});
