import type { RejectionCode } from '../../domain/errors.ts';
import type { ActionName } from '../../domain/events.ts';
import type { Role } from '../../domain/order.ts';
import { knowsAll, needsOf } from './rules-contract.ts';
import { openAppeal, ranBetween, type Side } from './rules-freeze.ts';
import { awaitedOf, day, type ModelOrder } from './rules-order.ts';
import type { AnyPayload, Attempt } from './rules-refusals.ts';
import { backTo } from './rules-rulings.ts';
import { closesAt, delivers, workingDayEnd } from './rules-time.ts';

type Codes = readonly RejectionCode[];

const on = (isSo: boolean, code: RejectionCode): Codes => (isSo ? [code] : []);

/** What is done in a case, and by whom. R-APL-09 R-APL-12 R-APL-15 R-APL-17 R-APL-20 */
const caseActions: readonly ActionName[] = [
  'submitStatement',
  'addEvidence',
  'withdrawAppeal',
  'offerSettlement',
  'acceptSettlement',
  'declineSettlement',
  'takeCase',
  'handOverCase',
  'decideAppeal',
  'signRuling',
  'declineRuling',
];
const isOfSecond = (action: ActionName) => action === 'signRuling' || action === 'declineRuling';

/** Why an appeal that is open, or that none is, stands in the way of an action; null: it does not. R-APL-02 */
export function hindrance(order: ModelOrder, action: ActionName): Codes | null {
  const open = openAppeal(order);
  if (action === 'openAppeal') {
    if (open) return ['APPEAL_OPEN_ALREADY']; // R-APL-07
    return on(order.refund !== null, 'APPEAL_NOT_POSSIBLE'); // R-APL-18
  }
  if (!caseActions.includes(action)) return open ? ['ORDER_FROZEN'] : null;
  if (!open) return ['NO_APPEAL_OPEN'];
  const isWaiting = open.ruling !== null;
  if (isOfSecond(action)) return on(!isWaiting, 'NO_RULING_TO_SIGN');
  return on(isWaiting, 'RULING_AWAITS_SIGNATURE'); // R-APL-15: nothing else meanwhile
}

/** What each side can complain of. R-APL-06 */
const reasonsOf: Readonly<Record<Side, readonly string[]>> = {
  buyer: ['NOT_DELIVERED', 'NOT_AS_AGREED', 'OTHER'],
  seller: ['CUSTOMER_SILENT', 'UNJUSTIFIED_REJECTION', 'OTHER'],
};

const isSide = (role: Role): role is Side => role === 'buyer' || role === 'seller';
const otherThan = (side: Side): Side => (side === 'buyer' ? 'seller' : 'buyer');

const unstored = ({ evidence = [] }: AnyPayload): Codes =>
  on(
    evidence.some(({ sha256 }) => !sha256),
    'FILE_UNKNOWN',
  );

/** R-PRF-13: one content shows one kind of thing. */
const isOfTwoKinds = (files: NonNullable<AnyPayload['evidence']>): boolean =>
  files.some((file) =>
    files.some((other) => other.fileId === file.fileId && other.kind !== file.kind),
  );

/** Why an appeal is not taken where one is possible. R-APL-01 R-APL-04 to R-APL-06 */
export function unappealable(order: ModelOrder, { role, payload }: Attempt): Codes {
  const { evidence = [], reason = '' } = payload;
  const shown = evidence.map(({ kind }) => kind);
  const isSilent = reason === 'CUSTOMER_SILENT';
  const isShown =
    !isSilent || (shown.includes('DELIVERY_PROOF') && shown.includes('COMMITMENT_LETTER'));
  return [
    ...(isSide(role) ? hurried(order, role) : []),
    ...on(isSide(role) && !reasonsOf[role].includes(reason), 'APPEAL_REASON_NOT_YOURS'),
    ...on(shown.length === 0 || !isShown || isOfTwoKinds(evidence), 'EVIDENCE_MISSING'),
    ...unstored(payload),
    ...on(workingDayEnd(order, 3) === null, 'CALENDAR_YEAR_UNKNOWN'),
  ];
}

/** Whether the old thresholds hold. R-APL-08 */
export function isUnderThresholds({ purchase, assumed }: ModelOrder): boolean {
  if (assumed.appealsAnyTimeFrom === 'ANY_DATE') return false;
  const zone = assumed.datesBegin === 'UTC_MIDNIGHT' ? 'Z' : '+08:00';
  return (
    Date.parse(purchase.placedAt) < Date.parse(`${assumed.appealsAnyTimeFrom}T00:00:00${zone}`)
  );
}

/** T8 to T10: what held before. R-APL-04 R-APL-05 */
function hurried(order: ModelOrder, side: Side): Codes {
  if (!isUnderThresholds(order)) return [];
  const closes = closesAt(order);
  const isIdle =
    awaitedOf(order) === otherThan(side) && ranBetween(order, order.since, order.now) > 5 * day;
  const rejections = order.requirementRejects + order.acceptRejects + order.reviewFails;
  return [
    ...on(closes !== null && order.now >= closes - 15 * day, 'APPEAL_BLACKED_OUT'),
    ...on(!isIdle && rejections < 3, 'APPEAL_TOO_EARLY'),
  ];
}

/** What is wrong with a step of an open appeal. */
export function unfitInCase(order: ModelOrder, attempt: Attempt): Codes {
  const { action, role } = attempt;
  if (role === 'opsManager') return unfitOfManager(order, attempt);
  return isSide(role) && caseActions.includes(action) ? unfitOfSide(order, role, attempt) : [];
}

function unfitOfSide(order: ModelOrder, side: Side, { action, payload }: Attempt): Codes {
  const appeal = openAppeal(order);
  if (appeal === null) return [];
  const isOwn = appeal.by === side;
  switch (action) {
    case 'submitStatement':
      return [
        ...on(isOwn, 'APPEAL_IS_YOUR_OWN'),
        ...on(appeal.isAnswered, 'STATEMENT_GIVEN'),
        ...on(order.now >= appeal.answerBy, 'STATEMENT_TOO_LATE'),
        ...unstored(payload),
      ];
    case 'addEvidence':
      return [...on(appeal.entries[side] >= 10, 'CASE_FILE_FULL'), ...unstored(payload)];
    case 'withdrawAppeal':
      return on(!isOwn, 'APPEAL_NOT_YOURS');
    case 'offerSettlement':
      return on(!isFeasible(order, payload), 'SETTLEMENT_UNFIT');
    case 'acceptSettlement':
    case 'declineSettlement': {
      const { offer, no } = appeal;
      const isStanding = offer !== null && payload.offerId === `offer-${no}-${offer.no}`;
      return [
        ...on(!isStanding, 'OFFER_NOT_STANDING'),
        ...on(offer?.by === side, 'OFFER_IS_YOUR_OWN'),
      ];
    }
    default:
      return [];
  }
}

const isAfter = (moment: number, start: number, mostDays: number): boolean =>
  moment > start && moment <= start + mostDays * day;

/** Whether a settlement can be carried out. R-APL-12 */
function isFeasible(order: ModelOrder, payload: AnyPayload): boolean {
  const { kind, criteria, until, amountFen } = payload;
  const expiresAt = Date.parse(payload.expiresAt ?? '');
  if (!isAfter(expiresAt, order.now, 30)) return false;
  if (kind === 'PARTIAL_REFUND') {
    const isPart = amountFen !== undefined && amountFen > 0 && amountFen < order.purchase.paidFen;
    return isPart && until === undefined && criteria === undefined;
  }
  const canRedo = delivers(order) || backTo(order) !== null;
  const isDated = until !== undefined && isAfter(Date.parse(until), expiresAt, 365);
  if (!canRedo || !isDated || amountFen !== undefined) return false;
  return kind === 'REDO'
    ? criteria === undefined
    : (criteria ?? []).length > 0 && knowsAll(needsOf(order), criteria ?? []);
}

function unfitOfManager(order: ModelOrder, { action, payload, person }: Attempt): Codes {
  const appeal = openAppeal(order);
  if (appeal === null || !caseActions.includes(action)) return [];
  const { takenBy, ruling } = appeal;
  const unnamed = on(person === null, 'PERSON_UNKNOWN');
  switch (action) {
    case 'takeCase': {
      const isHis = takenBy !== null && takenBy === person;
      return [...unnamed, ...on(isHis || (payload.takeOverFrom ?? null) !== takenBy, 'CASE_TAKEN')];
    }
    case 'handOverCase':
      return [
        ...unnamed,
        ...on(takenBy === null || takenBy !== person, 'CASE_NOT_YOURS'),
        ...on(payload.to === person, 'CASE_TAKEN'),
      ];
    case 'decideAppeal':
      return [
        ...unnamed,
        ...on(takenBy === null || takenBy !== person, 'CASE_NOT_YOURS'),
        ...on(!appeal.isAnswered && order.now < appeal.answerBy, 'SIDES_NOT_HEARD'),
        ...on(!isPossible(order, payload), 'RULING_UNFIT'),
      ];
    case 'signRuling':
      return [...unnamed, ...on(ruling?.ruledBy === person, 'SIGNATURE_IS_YOUR_OWN')];
    default:
      return unnamed;
  }
}

/** Whether an order can be given a ruling. R-APL-13 R-APL-14 R-APL-19 */
function isPossible(order: ModelOrder, { outcome, amountFen }: AnyPayload): boolean {
  if (outcome === 'BACK_TO_SELLER' && backTo(order) === null) return false;
  const most = outcome === 'REFUND' ? order.purchase.paidFen : 0;
  return amountFen === undefined || (amountFen > 0 && amountFen <= most);
}
