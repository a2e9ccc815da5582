import { type Static, Type } from 'typebox';
import {
  type Appeal,
  appealEnds,
  appealReasonOf,
  appealReasons,
  type Evidence,
  evidenceKinds,
  evidenceKindTitles,
  otherSide,
  type RulingOutcome,
  rulingOutcomes,
  rulingTitles,
  settlementKinds,
  settlementTitles,
  sides,
} from '../domain/appeal.ts';
import { duesOf, owesDelivery } from '../domain/due.ts';
import type { EventType } from '../domain/events.ts';
import { isFrozen } from '../domain/freeze.ts';
import { bookedSides, totalsOf } from '../domain/ledger.ts';
import type { Order, Role } from '../domain/order.ts';
import { withTimeBooked } from '../domain/order-ledger.ts';
import { possibleRulings, possibleSettlements } from '../domain/rulings.ts';
import { type Instant, msOf } from '../domain/units.ts';
import { isMarketplace } from './auth.ts';
import { BilingualSchema, fileFields, InstantSchema, nullable, oneOf } from './schemas.ts';

const reasons = Object.keys(appealReasons) as Appeal['reason'][];

const EvidenceSchema = Type.Object({
  ...fileFields,
  kind: oneOf(evidenceKinds),
  title: BilingualSchema,
});

const CaseEntrySchema = Type.Object({
  by: oneOf(sides),
  at: InstantSchema(),
  text: Type.String(),
  evidence: Type.Array(EvidenceSchema),
});

const limitKinds = [
  'NODE',
  'PROMISE',
  'EXTENSION',
  'COURIER_REQUEST',
  'ALERT_AFTER_180_DAYS',
  'CLOSE_AFTER_365_DAYS',
] as const;

const managerDescription = 'as tokens name the person; null for everybody but the marketplace';

/** The newest appeal of an order, with its case file. */
export const AppealSchema = Type.Object({
  appealId: Type.String(),
  isOpen: Type.Boolean({ description: 'while true nothing else can be done to the order' }),
  by: oneOf(sides),
  reason: Type.Object({ code: oneOf(reasons), title: BilingualSchema }),
  text: Type.String(),
  evidence: Type.Array(EvidenceSchema),
  openedAt: InstantSchema('since then the order stands still'),
  decisionDueAt: InstantSchema('end of the third working day, exclusive'),
  timeLeftMs: nullable(
    Type.Integer({ description: 'until the decision is late; negative: late; null: closed' }),
  ),
  overdueAt: nullable(InstantSchema('when the operations managers were told that it is late')),
  statementDueAt: InstantSchema('until when the other side may answer, exclusive'),
  statement: nullable(CaseEntrySchema),
  entries: Type.Array(CaseEntrySchema, { description: 'further evidence, oldest first' }),
  frozenLimits: Type.Array(
    Type.Object({
      limit: oneOf(limitKinds),
      leftMs: Type.Integer({ description: 'what is left of it and given back afterwards' }),
    }),
    { description: 'limits that stand still; empty once the appeal is closed' },
  ),
  ledger: Type.Array(
    Type.Object({
      side: oneOf(bookedSides),
      elapsedMs: Type.Integer(),
      workingMs: nullable(
        Type.Integer({ description: 'on Beijing working days; null: a year without a calendar' }),
      ),
    }),
    { description: "whose time the order has taken so far, as in the order's `ledger.totals`" },
  ),
  isTaken: Type.Boolean({ description: 'whether an operations manager has the case' }),
  takenBy: nullable(Type.String({ description: managerDescription })),
  takenAt: nullable(InstantSchema()),
  offer: nullable(
    Type.Object({
      offerId: Type.String(),
      by: oneOf(sides),
      waitingFor: nullable(oneOf(sides)),
      kind: oneOf(settlementKinds),
      title: BilingualSchema,
      text: Type.String(),
      offeredAt: InstantSchema(),
      expiresAt: InstantSchema(),
      until: nullable(InstantSchema()),
      criteria: Type.Array(Type.String()),
      amountFen: nullable(Type.Integer()),
    }),
  ),
  possible: Type.Object(
    { rulings: Type.Array(oneOf(rulingOutcomes)), settlements: Type.Array(oneOf(settlementKinds)) },
    {
      description:
        'what this order can be given, and what the sides can agree on; empty once closed',
    },
  ),
  ruling: nullable(
    Type.Object({
      outcome: oneOf(rulingOutcomes),
      title: BilingualSchema,
      reason: nullable(Type.String({ description: 'for the parties once it is final' })),
      amountFen: nullable(Type.Integer({ description: 'of a refund' })),
      isFinal: Type.Boolean({ description: 'false: it waits for its second signature' }),
      ruledAt: InstantSchema(),
      ruledBy: nullable(Type.String({ description: managerDescription })),
      signedBy: nullable(Type.String({ description: managerDescription })),
    }),
  ),
  closedAt: nullable(InstantSchema()),
  end: nullable(oneOf(appealEnds)),
});
export type AppealView = Static<typeof AppealSchema>;

/**
 * An appeal as a role sees it. The marketplace's people see who handles it; the parties see what was decided, and a ruling
 * only once it is final. Pure.
 *
 * @param reads - what the order's clock reads
 */
export function appealView(order: Order, appeal: Appeal, role: Role, reads: Instant): AppealView {
  const isOpen = appeal.closedAt === null;
  const knows = isMarketplace(role);
  const { reason, offer, ruling, statement, no: _no, offers: _offers, ...rest } = appeal;
  const { by, appealId, text, openedAt, dueAt, overdueAt, statementDueAt, takenAt } = rest;
  return {
    appealId,
    isOpen,
    by,
    reason: { code: reason, title: appealReasonOf(reason).title },
    text,
    evidence: evidenceView(appeal.evidence),
    openedAt,
    decisionDueAt: dueAt,
    timeLeftMs: isOpen ? msOf(dueAt) - msOf(reads) : null,
    overdueAt,
    statementDueAt,
    statement: statement && entryView(statement),
    entries: appeal.entries.map(entryView),
    frozenLimits: isFrozen(order) ? frozenLimits(order, openedAt) : [],
    ledger: [...totalsOf(withTimeBooked(order, reads).ledger)],
    isTaken: appeal.takenBy !== null,
    takenBy: knows ? appeal.takenBy : null,
    takenAt,
    offer: offer && {
      ...offer,
      criteria: [...offer.criteria],
      title: settlementTitles[offer.kind],
      waitingFor: isOpen && ruling === null ? otherSide(offer.by) : null,
    },
    possible: {
      rulings: isOpen ? [...possibleRulings(order)] : [],
      settlements: isOpen && ruling === null ? [...possibleSettlements(order)] : [],
    },
    ruling: ruling && (knows || !isOpen) ? rulingView(ruling, isOpen, knows) : null,
    closedAt: appeal.closedAt,
    end: appeal.end,
  };
}

const evidenceView = (files: readonly Evidence[]) =>
  files.map((file) => ({ ...file, title: evidenceKindTitles[file.kind] }));

const entryView = ({ by, at, text, evidence }: Appeal['entries'][number]) => ({
  by,
  at,
  text,
  evidence: evidenceView(evidence),
});

const rulingView = (
  { outcome, reason, amountFen, ruledAt, ruledBy, signedBy }: NonNullable<Appeal['ruling']>,
  isOpen: boolean,
  knows: boolean,
): { outcome: RulingOutcome } & NonNullable<AppealView['ruling']> => ({
  outcome,
  title: rulingTitles[outcome],
  reason,
  amountFen,
  isFinal: !isOpen,
  ruledAt,
  ruledBy: knows ? ruledBy : null,
  signedBy: knows ? signedBy : null,
});

/** What is left of everything that would have come by itself when the appeal was opened. R-APL-03 */
function frozenLimits(order: Order, openedAt: Instant): AppealView['frozenLimits'] {
  const { promisedAt, extension } = order;
  const coming = duesOf({ ...order, appeal: null, bookedUntil: openedAt }).flatMap(
    ({ event, at }) => {
      const limit = limitNames[event];
      return limit ? [{ limit, at }] : [];
    },
  );
  const agreed = [
    ...(promisedAt !== null && owesDelivery(order)
      ? [{ limit: 'PROMISE', at: promisedAt } as const]
      : []),
    ...(extension ? [{ limit: 'EXTENSION', at: extension.until } as const] : []),
  ];
  return [...coming, ...agreed].flatMap(({ limit, at }) =>
    at > openedAt ? [{ limit, leftMs: msOf(at) - msOf(openedAt) }] : [],
  );
}

const limitNames: Readonly<Partial<Record<EventType, (typeof limitKinds)[number]>>> = {
  deadlinePassed: 'NODE',
  courierAnswerOverdue: 'COURIER_REQUEST',
  alertRaised: 'ALERT_AFTER_180_DAYS',
  closedAsInvoiced: 'CLOSE_AFTER_365_DAYS',
  closedForRefund: 'CLOSE_AFTER_365_DAYS',
};
