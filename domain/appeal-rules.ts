import { type Appeal, otherSide, type Side } from './appeal.ts';
import { awaitedRole } from './awaited.ts';
import { workCalendar } from './calendar/work-calendar.ts';
import { endOfWorkingDay } from './deadlines.ts';
import { autoCloseAt } from './due.ts';
import { type Rejection, rejection } from './errors.ts';
import { type EventType, platformEvents } from './events.ts';
import { datedAt } from './flows/catalogue.ts';
import { isFrozen, movedOn } from './freeze.ts';
import type { Order, Role } from './order.ts';
import { whileFrozen } from './order-wide.ts';
import { openAppealOf, possibleSettlements } from './rulings.ts';
import { refuseUndatable } from './undatable.ts';
import { type Instant, instant, plusMs } from './units.ts';

const dayMs = 86_400_000;

/** R-APL-04 DOC T9: the other side idle for longer than this. */
export const idleDays = 5;
/** R-APL-04 DOC T10: turned down so often, the next operation may be an appeal. */
export const rejectionsBefore = 3;
/** R-APL-05 DOC T8: so long before the close after 365 days nobody appealed any more. */
export const blackOutDays = 15;
/** R-APL-10 DOC T11. */
export const decisionWorkingDays = 3;
/** Most entries of one side in a case file, its appeal and its statement aside: the file travels with the order. */
export const mostEntries = 10;

/** The end of the n-th working day on the order's calendar. @throws CalendarYearUnknownError */
const workingDaysAfter = (order: Order, at: Instant, count: number): Instant =>
  endOfWorkingDay(at, count, workCalendar(order.calendarVersion), order.assumptions);

/** Until when an appeal is decided, exclusive. Pure. R-APL-10 DOC T11. @throws CalendarYearUnknownError */
export const decisionDueAt = (order: Order, at: Instant): Instant =>
  workingDaysAfter(order, at, decisionWorkingDays);

/** Until when the other side answers, exclusive. Pure. R-APL-09 INF. @throws CalendarYearUnknownError */
export const statementDueAt = (order: Order, at: Instant): Instant =>
  workingDaysAfter(order, at, order.assumptions.statementWorkingDays);

const isOfPlatform = (type: EventType): boolean => platformEvents.some((own) => own === type);

/** Whether an event is somebody's step in an open appeal. Pure. */
export const isOfCase = (type: EventType): boolean => type in whileFrozen && !isOfPlatform(type);

/** Whether time alone brings it about in an open appeal. Pure. */
const isOfClock = (type: EventType): boolean => type in whileFrozen && isOfPlatform(type);

/**
 * Why an order refuses a step of an appeal by a role, whatever it says; undefined: it may be taken. Pure.
 *
 * @param person - who acts, as the token names the person; undefined: anybody of the role
 */
export function refuseAppealStep(
  order: Order,
  type: EventType,
  by: { readonly role: Role | 'platform'; readonly person?: string | undefined },
  at: Instant,
): Rejection | undefined {
  if (type === 'appealOpened') return refuseAppeal(order, by.role, at);
  if (!isOfCase(type)) return isFrozen(order) && !isOfClock(type) ? frozen(order) : undefined;
  if (!isFrozen(order)) {
    return rejection('NO_APPEAL_OPEN', 'no appeal of this order is open', { node: order.node });
  }
  const appeal = openAppealOf(order);
  const isOfManagers = by.role === 'opsManager';
  if (type === 'rulingSigned' || type === 'rulingDeclined') {
    return refuseSecondManager(appeal, type, by.person);
  }
  if (appeal.ruling !== null) {
    return rejection('RULING_AWAITS_SIGNATURE', 'a ruling waits for its second signature', {
      ruledAt: appeal.ruling.ruledAt,
    });
  }
  if (type === 'settlementOffered' && possibleSettlements(order).length === 0) {
    return rejection('SETTLEMENT_UNFIT', 'there is nothing that the two sides could agree on', {
      field: 'kind',
      possible: [],
    });
  }
  return isOfManagers
    ? refuseManager(order, appeal, type, by.person, at)
    : refuseSide(appeal, type, by.role === 'buyer' ? 'buyer' : 'seller', at);
}

/** Whether it names a person. Pure. */
export const isPerson = (subject: string | undefined): subject is string =>
  subject !== undefined && personKey(subject) !== '';

/** Whether two names are one person's: spelling, case and invisible characters make no second person. Pure. R-APL-15 INF */
export const isSamePerson = (a: string, b: string): boolean => personKey(a) === personKey(b);

const personKey = (subject: string): string =>
  subject
    .normalize('NFKC')
    .replace(/[\p{Cf}\p{Default_Ignorable_Code_Point}\p{Zs}\s\u2800]/gu, '')
    .toLowerCase();

/** Why a frozen order takes nothing else. */
export function frozen(order: Order): Rejection {
  const { appealId, openedAt, dueAt, by, reason } = openAppealOf(order);
  return rejection('ORDER_FROZEN', `appealed by the ${by}, to be decided before ${dueAt}`, {
    appealId,
    by,
    reason,
    since: openedAt,
    decisionDueAt: dueAt,
  });
}

/** Whether the old thresholds hold for an order. Pure. R-APL-08 INF */
const isUnderOldRegime = ({ purchase, assumptions }: Order): boolean =>
  assumptions.appealsAnyTimeFrom !== 'ANY_DATE' &&
  datedAt({ placedAt: purchase.placedAt, assumptions }) <
    instant(`${assumptions.appealsAnyTimeFrom}T00:00:00+08:00`);

/** R-APL-01 DOC, R-APL-04 DOC, R-APL-05 DOC, R-APL-18 INF */
function refuseAppeal(order: Order, role: Role | 'platform', at: Instant): Rejection | undefined {
  return refuseThresholds(order, role, at) ?? refuseUndatable(() => decisionDueAt(order, at));
}

function refuseThresholds(
  order: Order,
  role: Role | 'platform',
  at: Instant,
): Rejection | undefined {
  if (isFrozen(order)) {
    const { appealId, by } = openAppealOf(order);
    return rejection('APPEAL_OPEN_ALREADY', `the ${by} has appealed already`, { appealId, by });
  }
  if (order.refund !== null) {
    return rejection('APPEAL_NOT_POSSIBLE', 'a refund is on its way', {
      refundId: order.refund.refundId,
    });
  }
  if (!isUnderOldRegime(order)) return undefined;
  const closeAt = autoCloseAt(order);
  if (closeAt !== null && at >= plusMs(closeAt, -blackOutDays * dayMs)) {
    return rejection('APPEAL_BLACKED_OUT', `the order closes by itself at ${closeAt}`, {
      closesAt: closeAt,
    });
  }
  const rejections = order.requirementRejects + order.acceptRejects + order.reviewFails;
  if (rejections >= rejectionsBefore) return undefined;
  const isOthersTurn =
    (role === 'buyer' || role === 'seller') && awaitedRole(order) === otherSide(role);
  const idleUntil = plusMs(movedOn(order.enteredAt, order.freezes), idleDays * dayMs);
  if (isOthersTurn && at > idleUntil) return undefined;
  return rejection(
    'APPEAL_TOO_EARLY',
    `expected the other side to be idle for more than ${idleDays} days, or ${rejectionsBefore} rejections, found ${rejections}`,
    {
      rejections,
      rejectionsNeeded: rejectionsBefore,
      possibleAfter: isOthersTurn ? idleUntil : null,
    },
  );
}

function refuseSide(
  appeal: Appeal,
  type: EventType,
  side: Side,
  at: Instant,
): Rejection | undefined {
  const { by, statement, offer } = appeal;
  switch (type) {
    case 'statementSubmitted':
      if (by === side) return rejection('APPEAL_IS_YOUR_OWN', 'the other side answers', { by });
      if (statement) {
        return rejection('STATEMENT_GIVEN', `answered at ${statement.at}`, { at: statement.at });
      }
      return at < appeal.statementDueAt
        ? undefined
        : rejection('STATEMENT_TOO_LATE', `expected before ${appeal.statementDueAt}, now ${at}`, {
            until: appeal.statementDueAt,
          });
    case 'evidenceAdded':
      return appeal.entries.filter((entry) => entry.by === side).length < mostEntries
        ? undefined
        : rejection('CASE_FILE_FULL', `the ${side} has ${mostEntries} entries`, {
            most: mostEntries,
          });
    case 'appealWithdrawn':
      return by === side
        ? undefined
        : rejection('APPEAL_NOT_YOURS', `the ${by} has appealed`, { by });
    case 'settlementAccepted':
    case 'settlementDeclined':
      if (offer === null) return rejection('OFFER_NOT_STANDING', 'no offer stands');
      return offer.by === side
        ? rejection('OFFER_IS_YOUR_OWN', 'the other side answers', { offerId: offer.offerId })
        : undefined;
    default:
      return undefined;
  }
}

function refuseManager(
  order: Order,
  appeal: Appeal,
  type: EventType,
  person: string | undefined,
  at: Instant,
): Rejection | undefined {
  const { takenBy } = appeal;
  if (type === 'caseTaken') {
    return person !== undefined && takenBy !== null && isSamePerson(takenBy, person)
      ? rejection('CASE_TAKEN', 'you have the case already', { takenBy })
      : undefined;
  }
  if (takenBy === null || (person !== undefined && !isSamePerson(person, takenBy))) {
    return rejection(
      'CASE_NOT_YOURS',
      `expected the manager who has the case, ${takenBy ?? 'nobody yet'}`,
      {
        takenBy,
      },
    );
  }
  if (type !== 'appealDecided' || appeal.statement || at >= appeal.statementDueAt) return undefined;
  return rejection(
    'SIDES_NOT_HEARD',
    `the ${otherSide(appeal.by)} may answer until ${appeal.statementDueAt}`,
    {
      until: appeal.statementDueAt,
      node: order.node,
    },
  );
}

function refuseSecondManager(
  { ruling }: Appeal,
  type: 'rulingSigned' | 'rulingDeclined',
  person: string | undefined,
): Rejection | undefined {
  if (ruling === null) {
    return rejection('NO_RULING_TO_SIGN', 'no ruling waits for its second signature');
  }
  // R-APL-15: whoever ruled may take it back, and never signs twice.
  return type === 'rulingSigned' && person !== undefined && isSamePerson(person, ruling.ruledBy)
    ? rejection('SIGNATURE_IS_YOUR_OWN', 'expected another manager than the one who ruled', {
        ruledBy: ruling.ruledBy,
      })
    : undefined;
}
