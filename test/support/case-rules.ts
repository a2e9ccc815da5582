import type { EventType, OrderEvent } from '../../domain/events.ts';
import { type Flow, isEndNode, nodeOf } from '../../domain/flow.ts';
import type { Actor, Order, Role } from '../../domain/order.ts';
import { type Instant, plusMs } from '../../domain/units.ts';
import { aFile, firstManager, secondManager } from './order-builder.ts';

/** What the rules say of appeals (R-APL-*), written down a second time: the domain is held against it. */

/** Steps of a case that people send, and who may: a copy on purpose. */
export const caseOwners = {
  statementSubmitted: ['buyer', 'seller'],
  evidenceAdded: ['buyer', 'seller'],
  appealWithdrawn: ['buyer', 'seller'],
  settlementOffered: ['buyer', 'seller'],
  settlementAccepted: ['buyer', 'seller'],
  settlementDeclined: ['buyer', 'seller'],
  caseTaken: ['opsManager'],
  caseHandedOver: ['opsManager'],
  appealDecided: ['opsManager'],
  rulingSigned: ['opsManager'],
  rulingDeclined: ['opsManager'],
} as const satisfies Partial<Record<EventType, readonly Role[]>>;

/** Steps of a case that nobody sends. */
const caseClock: readonly EventType[] = ['settlementLapsed', 'decisionOverdue'];

const isOfCase = (type: EventType): type is keyof typeof caseOwners => type in caseOwners;

/** R-APL-02: from the appeal to its end. */
export const standsStill = ({ appeal }: Order): boolean =>
  appeal !== null && appeal.closedAt === null;

/** How long the order has stood still so far, milliseconds. */
export const stoodStillMs = ({ freezes }: Pick<Order, 'freezes'>): number =>
  freezes.reduce((ms, { from, to }) => ms + Date.parse(to) - Date.parse(from), 0);

/** Persons behind the operations manager's role: two, and one whose token names nobody. */
export const managers = [firstManager, secondManager, undefined] as const;

/** Where an order goes, or stays, by an event that an appeal lets through; undefined: it is not the appeal's to say. */
export function targetInCase(flow: Flow, order: Order, type: EventType): string | undefined {
  const { node, appeal, refund } = order;
  if (!standsStill(order)) return type === 'appealOpened' && refund === null ? node : undefined;
  if (caseClock.includes(type)) return node;
  if (!isOfCase(type)) return undefined;
  if (type === 'settlementAccepted') return settledAt(flow, order);
  // Every ruling on money waits for its second signature in these orders.
  return type === 'rulingSigned' ? ruledTo(flow, order, appeal?.ruling?.outcome) : node;
}

/** R-APL-13, R-APL-14: where a ruling leads. */
function ruledTo(flow: Flow, order: Order, outcome: string | undefined): string {
  switch (outcome) {
    case 'COMPLETE':
      return 'COMPLETED';
    case 'REFUND':
      return 'REFUNDING';
    case 'BACK_TO_SELLER':
      return sentBackTo(flow, order) ?? order.node;
    default:
      return order.node;
  }
}

const settledAt = (flow: Flow, order: Order): string =>
  order.appeal?.offer?.kind === 'PARTIAL_REFUND'
    ? 'REFUNDING'
    : (sentBackTo(flow, order) ?? order.node);

/** Whether the seller delivers from a node. */
function delivers(flow: Flow, order: Order): boolean {
  const node = nodeOf(flow, order.node);
  return !isEndNode(node) && (node.on.delivered !== undefined || node.on.shipped !== undefined);
}

/** R-APL-19: where the last delivery came from; undefined: none did, or a code was claimed or activated since. */
function sentBackTo(flow: Flow, order: Order): string | undefined {
  if (order.delivery === null || delivers(flow, order)) return undefined;
  if (flow.nodes.UPLOAD_PROOF && order.activatedAt) return 'UPLOAD_PROOF';
  if (order.claimedAt || order.activatedAt) return undefined;
  return ['SHIP', 'DEPLOY', 'SELLER_DELIVER'].find((id) => id in flow.nodes);
}

/** Why an event is refused for an appeal that is open, or is not, whatever it says; undefined: for nothing. */
export function refusedForCase(
  order: Order,
  type: EventType,
  by: Actor,
  at: Instant,
): string | undefined {
  if (type === 'appealOpened') {
    if (standsStill(order)) return 'APPEAL_OPEN_ALREADY';
    return order.refund ? 'APPEAL_NOT_POSSIBLE' : undefined;
  }
  if (!isOfCase(type)) {
    return standsStill(order) && !caseClock.includes(type) ? 'ORDER_FROZEN' : undefined;
  }
  if (!standsStill(order)) return 'NO_APPEAL_OPEN';
  return by.role === 'opsManager'
    ? refusedManager(order, type, by.subject, at)
    : refusedSide(order, type, by.role, at);
}

function refusedSide(
  { appeal }: Order,
  type: EventType,
  side: string,
  at: Instant,
): string | undefined {
  const isOwn = appeal?.by === side;
  const offeredBy = appeal?.offer?.by;
  if (appeal?.ruling) return 'RULING_AWAITS_SIGNATURE';
  switch (type) {
    case 'statementSubmitted':
      if (isOwn) return 'APPEAL_IS_YOUR_OWN';
      if (appeal?.statement) return 'STATEMENT_GIVEN';
      return appeal && at >= appeal.statementDueAt ? 'STATEMENT_TOO_LATE' : undefined;
    case 'appealWithdrawn':
      return isOwn ? undefined : 'APPEAL_NOT_YOURS';
    case 'settlementAccepted':
    case 'settlementDeclined':
      if (!offeredBy) return 'OFFER_NOT_STANDING';
      return offeredBy === side ? 'OFFER_IS_YOUR_OWN' : undefined;
    default:
      return undefined;
  }
}

function refusedManager(
  { appeal }: Order,
  type: EventType,
  person: string | undefined,
  at: Instant,
): string | undefined {
  const { ruling = null, takenBy = null, statement = null, statementDueAt = at } = appeal ?? {};
  const unknown = person === undefined ? 'PERSON_UNKNOWN' : undefined;
  if (type === 'rulingSigned' || type === 'rulingDeclined') {
    if (!ruling) return 'NO_RULING_TO_SIGN';
    const isOwn = type === 'rulingSigned' && ruling.ruledBy === person;
    return isOwn ? 'SIGNATURE_IS_YOUR_OWN' : unknown;
  }
  if (ruling) return 'RULING_AWAITS_SIGNATURE';
  if (type === 'caseTaken') return takenBy && takenBy === person ? 'CASE_TAKEN' : unknown;
  if (!takenBy || (person && person !== takenBy)) return 'CASE_NOT_YOURS';
  const isUnheard = type === 'appealDecided' && !statement && at < statementDueAt;
  return isUnheard ? 'SIDES_NOT_HEARD' : unknown;
}

/** What is said in a case: off in one way each, with the code by side, or where the order goes. */
export interface SaidInCase {
  readonly says: string;
  readonly payload: OrderEvent['payload'];
  readonly refused: string | undefined | ((role: string) => string | undefined);
  /** Left out: where the event itself leads. */
  readonly target?: string;
}

const dayMs = 86_400_000;
const unstored = [{ fileId: 'not-stored' }];

/** Contents of the steps of a case, with what the rules say of them. */
export function saidInCase(
  flow: Flow,
  order: Order,
  type: EventType,
  right: OrderEvent['payload'],
  at: Instant,
): readonly SaidInCase[] {
  const but = (says: string, more: object, refused: SaidInCase['refused']): SaidInCase => ({
    says,
    payload: { ...right, ...more } as OrderEvent['payload'],
    refused,
  });
  const takenBy = order.appeal?.takenBy ?? undefined;
  switch (type) {
    case 'appealOpened':
      return appealsSaid(but);
    case 'statementSubmitted':
    case 'evidenceAdded':
      return [but('evidence that nobody stored', { evidence: unstored }, 'FILE_UNKNOWN')];
    case 'settlementOffered':
      return offersSaid(flow, order, at, but);
    case 'settlementAccepted':
    case 'settlementDeclined':
      return [but('another offer', { offerId: 'offer-9-9' }, 'OFFER_NOT_STANDING')];
    case 'caseTaken':
      return [
        but('to take it over from nobody', { takeOverFrom: undefined }, takenBy && 'CASE_TAKEN'),
        but('to take it over from another', { takeOverFrom: 'ops-li' }, 'CASE_TAKEN'),
      ];
    case 'appealDecided':
      return rulingsSaid(flow, order, but);
    default:
      return [];
  }
}

type But = (says: string, more: object, refused: SaidInCase['refused']) => SaidInCase;

/** R-APL-06: who may give which reason, and what has to be shown. */
function appealsSaid(but: But): readonly SaidInCase[] {
  const only = (side: string, code?: string) => (role: string) =>
    role === side ? code : 'APPEAL_REASON_NOT_YOURS';
  const proof = { ...aFile(902), kind: 'DELIVERY_PROOF' };
  const letter = { ...aFile(903), kind: 'COMMITMENT_LETTER' };
  const silent = (evidence: readonly object[]) => ({ reason: 'CUSTOMER_SILENT', evidence });
  return [
    but('nothing was delivered', { reason: 'NOT_DELIVERED' }, only('buyer')),
    but('it is not what was agreed', { reason: 'NOT_AS_AGREED' }, only('buyer')),
    but('no reason to reject', { reason: 'UNJUSTIFIED_REJECTION' }, only('seller')),
    but('the customer is silent, with proof and letter', silent([proof, letter]), only('seller')),
    but('the same with the proof only', silent([proof]), only('seller', 'EVIDENCE_MISSING')),
    but('the same with the letter only', silent([letter]), only('seller', 'EVIDENCE_MISSING')),
    but('no evidence', { evidence: [] }, 'EVIDENCE_MISSING'),
    but('nothing of evidence', { evidence: undefined }, 'EVIDENCE_MISSING'),
    but('evidence that nobody stored', { evidence: unstored }, 'FILE_UNKNOWN'),
  ];
}

/** R-APL-12: what can be offered, and until when. */
function offersSaid(flow: Flow, order: Order, at: Instant, but: But): readonly SaidInCase[] {
  const isRedone = sentBackTo(flow, order) !== undefined || delivers(flow, order);
  const ifRedone = isRedone ? undefined : 'SETTLEMENT_UNFIT';
  const expiresAt = plusMs(at, dayMs);
  const until = (ms: number) => ({ until: plusMs(expiresAt, ms), amountFen: undefined, expiresAt });
  const redo = (more: object = {}) => ({ kind: 'REDO', ...until(1), ...more });
  const criteria = order.contract?.criteria.slice(0, 1).map((one) => one.criterionId);
  const proof = (more: object = {}) => ({ kind: 'EXTRA_PROOF', ...until(1), criteria, ...more });
  const { paidFen } = order.purchase;
  const unfit = 'SETTLEMENT_UNFIT';
  return [
    but('an offer that has lapsed', { expiresAt: at }, unfit),
    but('an offer of 30 days', { expiresAt: plusMs(at, 30 * dayMs) }, undefined),
    but('an offer of more than 30 days', { expiresAt: plusMs(at, 30 * dayMs + 1) }, unfit),
    but('all but one fen', { amountFen: paidFen - 1 }, undefined),
    but('all of it', { amountFen: paidFen }, unfit),
    but('no amount', { amountFen: undefined }, unfit),
    but('a refund with a date', { until: plusMs(expiresAt, 1) }, unfit),
    but('a refund with criteria', { criteria }, unfit),
    but('a redo at once after the offer', redo(), ifRedone),
    but('a redo within a year', redo(until(365 * dayMs)), ifRedone),
    but('a redo after more than a year', redo(until(365 * dayMs + 1)), unfit),
    but('a redo before the offer lapses', redo(until(0)), unfit),
    but('a redo without a date', redo({ until: undefined }), unfit),
    but('a redo with money', redo({ amountFen: 1 }), unfit),
    but('a redo of some criteria', redo({ criteria }), unfit),
    but('more proof', proof(), ifRedone),
    but('more proof of nothing', proof({ criteria: [] }), unfit),
    but('more proof of a foreign criterion', proof({ criteria: ['no-such'] }), unfit),
  ];
}

/** R-APL-13, R-APL-14, R-APL-15: where rulings lead, and what goes back at most. */
function rulingsSaid(flow: Flow, order: Order, but: But): readonly SaidInCase[] {
  const { paidFen } = order.purchase;
  const back = sentBackTo(flow, order);
  return [
    but('to go on', { outcome: 'RESUME' }, undefined),
    but('to go on, for money', { outcome: 'RESUME', amountFen: 1 }, 'RULING_UNFIT'),
    {
      ...but(
        'back to the seller',
        { outcome: 'BACK_TO_SELLER' },
        back ? undefined : 'RULING_UNFIT',
      ),
      target: back ?? 'nowhere',
    },
    but('to complete it, for money', { outcome: 'COMPLETE', amountFen: 1 }, 'RULING_UNFIT'),
    but('a refund in full', { outcome: 'REFUND' }, undefined),
    but('a refund of all of it', { outcome: 'REFUND', amountFen: paidFen }, undefined),
    but('a refund of more', { outcome: 'REFUND', amountFen: paidFen + 1 }, 'RULING_UNFIT'),
  ];
}
