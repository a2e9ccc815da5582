import { beforeAll, describe, expect, it } from 'vitest';
import {
  type ActionName,
  actionNames,
  type EventType,
  type OrderEvent,
} from '../../domain/events.ts';
import { type Flow, isEndNode, nodeOf } from '../../domain/flow.ts';
import { flows } from '../../domain/flows/catalogue.ts';
import { type Actor, type Order, roles } from '../../domain/order.ts';
import { proceed } from '../../domain/transition.ts';
import { type Instant, instant, msOf, plusMs } from '../../domain/units.ts';
import {
  caseOwners,
  managers,
  refusedForCase,
  type SaidInCase,
  saidInCase,
  standsStill,
  stoodStillMs,
  targetInCase,
} from '../support/case-rules.ts';
import { quietMoment, statesOf, wishFor } from '../support/flow-walks.ts';
import {
  actorIn,
  anOrder,
  aProof,
  manualClock,
  type OrderWish,
  payloadFor,
} from '../support/order-builder.ts';

type Sender = Actor['role'];

/** Who may cause what, by rules.md 1.4: a copy on purpose, so that the action table is checked too. */
const owners: Readonly<Record<EventType, readonly Sender[]>> = {
  requirementSubmitted: ['buyer'],
  requirementConfirmed: ['seller'],
  requirementRejected: ['seller'],
  idCodeSubmitted: ['buyer'],
  licenseIssued: ['seller'],
  deployed: ['buyer'],
  delivered: ['seller'],
  shipped: ['seller'],
  addressChanged: ['buyer'],
  courierRequested: ['seller'],
  courierAnswered: ['opsManager'],
  courierSigned: ['storefront'],
  reviewPassed: ['huaweiReviewer'],
  reviewFailed: ['huaweiReviewer'],
  authCodeClaimed: ['buyer'],
  authCodeActivated: ['seller'],
  accepted: ['buyer'],
  milestoneAccepted: [], // what `accepted` turns out to be; nobody sends it, the platform neither
  rejected: ['buyer'],
  invoiceIssued: ['storefront'],
  extensionRequested: ['buyer', 'seller'],
  extensionGranted: ['buyer', 'seller'],
  extensionDeclined: ['buyer', 'seller'],
  appealOpened: ['buyer', 'seller'],
  ...caseOwners,
  rulingProposed: [], // what `appealDecided` turns out to be
  settlementLapsed: ['platform'],
  decisionOverdue: ['platform'],
  clockAdvanced: ['storefront', 'opsManager'],
  deadlinePassed: ['platform'],
  reminderDue: ['platform'],
  alertRaised: ['platform'],
  courierAnswerOverdue: ['platform'],
  closedAsInvoiced: ['platform'],
  closedForRefund: ['platform'],
  refundSettled: ['platform'],
  refundRefused: ['platform'],
};

const actionOfEvent: Readonly<Partial<Record<EventType, ActionName>>> = {
  requirementSubmitted: 'submitRequirement',
  requirementConfirmed: 'confirmRequirement',
  requirementRejected: 'rejectRequirement',
  idCodeSubmitted: 'submitIdCode',
  licenseIssued: 'issueLicense',
  deployed: 'reportDeployment',
  delivered: 'deliver',
  shipped: 'ship',
  addressChanged: 'changeAddress',
  courierRequested: 'requestCourier',
  courierAnswered: 'answerCourierRequest',
  courierSigned: 'recordCourierSignature',
  reviewPassed: 'reviewPass',
  reviewFailed: 'reviewFail',
  authCodeClaimed: 'claimAuthCode',
  authCodeActivated: 'activateAuthCode',
  accepted: 'accept',
  rejected: 'reject',
  invoiceIssued: 'recordInvoice',
  extensionRequested: 'requestExtension',
  extensionGranted: 'grantExtension',
  extensionDeclined: 'declineExtension',
  appealOpened: 'openAppeal',
  statementSubmitted: 'submitStatement',
  evidenceAdded: 'addEvidence',
  appealWithdrawn: 'withdrawAppeal',
  settlementOffered: 'offerSettlement',
  settlementAccepted: 'acceptSettlement',
  settlementDeclined: 'declineSettlement',
  caseTaken: 'takeCase',
  caseHandedOver: 'handOverCase',
  appealDecided: 'decideAppeal',
  rulingSigned: 'signRuling',
  rulingDeclined: 'declineRuling',
  clockAdvanced: 'advanceClock',
};

/** Every role; and as decisions are a person's, several operations managers. */
const everyone: readonly Actor[] = [
  ...[...roles, 'platform' as const].filter((role) => role !== 'opsManager').map(actorIn),
  ...managers.map((subject) => ({ ...actorIn('opsManager'), ...(subject && { subject }) })),
];
const everyEvent = Object.keys(owners) as EventType[];
const dayMs = 86_400_000;

/** What the event says if it says everything that this order asks for. */
function completePayload(order: Order, type: EventType): OrderEvent['payload'] {
  const action = actionOfEvent[type];
  if (action) return payloadFor(action, order);
  switch (type) {
    case 'reminderDue':
      return { to: 'buyer', no: order.reminders + 1, promiseMissed: false };
    case 'alertRaised':
      return { to: ['accountManager', 'seller'] };
    case 'refundSettled':
    case 'refundRefused':
      return { refundId: order.refund?.refundId ?? 'none', reason: 'ACCOUNT_CLOSED' };
    case 'settlementLapsed':
      return { offerId: order.appeal?.offer?.offerId ?? 'none' };
    default:
      return {};
  }
}

/** One more thing that somebody says, and the code with which it is refused if all else is right. */
type Content = SaidInCase;

/** All that is asked for is right, but for a courier that was admitted before. */
const complete = (order: Order, type: EventType): Content => ({
  says: 'all that is asked for',
  payload: completePayload(order, type),
  refused:
    type === 'courierRequested' && order.admittedCouriers.includes('本地速运')
      ? 'COURIER_LISTED_ALREADY'
      : undefined,
});

/** Contents that are off in one way each, with what the rules say of them; conditions are a copy of ours. */
function contentsOf(flow: Flow, order: Order, type: EventType, at: Instant): readonly Content[] {
  const right = completePayload(order, type);
  const but = (says: string, more: object, refused: string | undefined): Content => ({
    says,
    payload: { ...right, ...more } as OrderEvent['payload'],
    refused,
  });
  const unstored = [{ fileId: 'not-stored' }];
  const placed = order.purchase.placedAt < at ? order.purchase.placedAt : at;
  switch (type) {
    case 'delivered':
      return [
        ...proofContents(flow, order, but),
        but('an enable time with the order', { actualEnableTime: placed }, fixed(order)),
        but('now as enable time', { actualEnableTime: at }, fixed(order)),
        but(
          'an enable time before the order',
          { actualEnableTime: plusMs(placed, -1) },
          fixed(order) ?? 'ENABLE_TIME_BEFORE_ORDER',
        ),
        but(
          'an enable time to come',
          { actualEnableTime: plusMs(at, 1) },
          fixed(order) ?? 'ENABLE_TIME_IN_FUTURE',
        ),
      ];
    case 'shipped':
      return [
        ...proofContents(flow, order, but),
        but('another listed courier', { courier: 'EMS' }, undefined),
        but('a courier nobody knows', { courier: 'constructor' }, 'COURIER_NOT_LISTED'),
        but(
          'the courier that was asked for',
          { courier: '本地速运' },
          order.admittedCouriers.includes('本地速运') ? undefined : 'COURIER_NOT_LISTED',
        ),
      ];
    case 'courierRequested':
      return [
        but('a courier nobody asked for yet', { courier: '同城速运' }, undefined),
        but('the name of a listed courier', { courier: '顺丰速运' }, 'COURIER_LISTED_ALREADY'),
        but('a listed courier', { courier: 'DEPPON' }, 'COURIER_LISTED_ALREADY'),
      ];
    case 'courierSigned':
      return [
        but('another parcel', { trackingNumber: 'SF0' }, 'PARCEL_UNKNOWN'),
        ...(order.parcel && order.parcel.signedAt === null
          ? [
              but('a signature with the shipment', { signedAt: order.parcel.shippedAt }, undefined),
              but(
                'a signature before the shipment',
                { signedAt: plusMs(order.parcel.shippedAt, -1) },
                'SIGNATURE_OUT_OF_BOUNDS',
              ),
              but('a signature to come', { signedAt: plusMs(at, 1) }, 'SIGNATURE_OUT_OF_BOUNDS'),
            ]
          : []),
      ];
    case 'idCodeSubmitted':
      return order.purchase.idCodeKind === 'HARDWARE'
        ? [but('no code', { hardwareIdCode: undefined }, 'ID_CODE_MISSING')]
        : [but('a code', { hardwareIdCode: 'MAC-1' }, 'ID_CODE_IS_GENERATED')];
    case 'authCodeActivated':
      return [
        but('an effect with the order', { actualEnableTime: placed }, undefined),
        but('an effect now', { actualEnableTime: at }, undefined),
        but(
          'an effect before the order',
          { actualEnableTime: plusMs(placed, -1) },
          'ENABLE_TIME_BEFORE_ORDER',
        ),
        but('an effect to come', { actualEnableTime: plusMs(at, 1) }, 'ENABLE_TIME_IN_FUTURE'),
      ];
    case 'requirementSubmitted':
      return [but('a file nobody stored', { attachments: unstored }, 'FILE_UNKNOWN')];
    case 'rejected':
    case 'reviewFailed':
      return [
        but('no criterion', { criteria: [] }, 'FAILED_CRITERIA_MISSING'),
        but('nothing of criteria', { criteria: undefined }, 'FAILED_CRITERIA_MISSING'),
        but('a foreign criterion', { criteria: ['no-such'] }, 'CRITERION_UNKNOWN'),
        but('a file nobody stored', { attachments: unstored }, 'FILE_UNKNOWN'),
      ];
    default:
      return saidInCase(flow, order, type, right, at);
  }
}

const fixed = (order: Order): string | undefined =>
  order.activatedAt === null ? undefined : 'ENABLE_TIME_FIXED';

/** R-PRF-09, R-PRF-10: what a delivery lacks. */
function proofContents(
  flow: Flow,
  order: Order,
  but: (says: string, more: object, refused: string | undefined) => Content,
): readonly Content[] {
  const { criteria = [] } = order.contract ?? {};
  const rounds = order.purchase.milestones?.length ?? 0;
  const isProvedLater =
    (flow.nodes.UPLOAD_PROOF !== undefined && order.node !== 'UPLOAD_PROOF') ||
    order.milestonesAccepted < rounds - 1;
  const asksForFiles = !isProvedLater && criteria.some(({ proof }) => proof.length > 0);
  const asksFor = (check: string) =>
    !isProvedLater && criteria.some((criterion) => criterion.check === check);
  const incomplete = (asked: boolean) => (asked ? 'PROOF_INCOMPLETE' : undefined);
  const known = criteria[0]?.criterionId ?? 'none';
  return [
    but('no proof', { proofs: [] }, incomplete(asksForFiles)),
    but('nothing of proof', { proofs: undefined }, incomplete(asksForFiles)),
    but(
      'proof of a foreign criterion',
      { proofs: [aProof({ criteria: ['no-such'] })] },
      'CRITERION_UNKNOWN',
    ),
    but(
      'proof that nobody stored',
      { proofs: [{ fileId: 'x', kind: 'OTHER', criteria: [known] }] },
      'FILE_UNKNOWN',
    ),
    but(
      'no answers',
      { answers: [] },
      order.openCriteria.length > 0 ? 'REJECTION_UNANSWERED' : undefined,
    ),
    but(
      'another name on the document',
      { documentLines: [{ productName: 'test product', specification: 'standard' }] },
      incomplete(asksFor('NAMES_AND_SPECIFICATIONS')),
    ),
    but(
      'no number of a cloud resource order',
      { cloudResourceOrderNumber: undefined },
      incomplete(asksFor('CLOUD_RESOURCE_ORDER_NUMBER')),
    ),
    but(
      'two of three signatures',
      { signedBy: ['SELLER', 'BUYER'] },
      incomplete(asksFor('SIGNATURES')),
    ),
  ];
}

/** The limit in days that runs against a side: its node's own, or what the seller promised and has not delivered. */
function limitAgainst(flow: Flow, order: Order, side: Sender): Instant | null {
  const node = nodeOf(flow, order.node);
  const isInDays = order.node !== 'ISSUE_LICENSE';
  if (!isEndNode(node) && node.waitingFor === side && order.deadline && isInDays) {
    return order.deadline;
  }
  const isOwed = order.delivery === null || order.isRedoOwed;
  return side === 'seller' && isOwed ? order.promisedAt : null;
}

/** Until 2024-03-05 in Beijing an order that is not accepted was closed 365 days after the payment. */
function closesAt(order: Order): Instant | null {
  const { purchase, openedAt, acceptedAt, refund } = order;
  if (openedAt === null || acceptedAt !== null || refund !== null) return null;
  if (order.isCloseWaived) return null; // R-APL-19
  const ageMs = 365 * dayMs + stoodStillMs(order);
  const at = instant(Math.max(msOf(purchase.paidAt) + ageMs, msOf(openedAt)));
  return at < '2024-03-04T16:00:00.000Z' ? at : null;
}

/** Where an order goes by an event that stands in no flow; undefined: it does not take it. R-HW-06, R-EXT-01, R-CLK-02 */
function orderWideTarget(flow: Flow, order: Order, type: EventType): string | undefined {
  const { node, courierRequest, extension, invoicedAt, refund } = order;
  if (refund !== null) return undefined;
  const isAsked = courierRequest !== null && courierRequest.answeredAt === null;
  const runs = (['buyer', 'seller'] as const).some((side) => limitAgainst(flow, order, side));
  switch (type) {
    case 'invoiceIssued':
      return invoicedAt === null ? node : undefined;
    case 'courierRequested':
      return node === 'SHIP' && !isAsked ? node : undefined;
    case 'courierAnswered':
      return isAsked ? node : undefined;
    case 'extensionRequested':
      return extension === null && runs ? node : undefined;
    case 'extensionGranted':
    case 'extensionDeclined':
      return extension === null ? undefined : node;
    case 'reminderDue':
    case 'alertRaised':
    case 'courierAnswerOverdue':
      return node;
    case 'closedAsInvoiced':
      return 'COMPLETED';
    case 'closedForRefund':
      return 'REFUNDING';
    default:
      return undefined;
  }
}

/** Where the order goes if the event is sent by the right one and says the right thing; undefined: not from here. */
function targetOf(flow: Flow, order: Order, type: EventType): string | undefined {
  const node = nodeOf(flow, order.node);
  if (isEndNode(node)) return undefined;
  const inCase = targetInCase(flow, order, type);
  if (inCase !== undefined || standsStill(order)) return inCase;
  if (type === 'refundSettled' && isInPart(order)) return 'COMPLETED';
  if (type === 'addressChanged' && isToldAgain(order)) return undefined;
  const left = (order.purchase.milestones?.length ?? 0) - order.milestonesAccepted;
  const own = type === 'accepted' && left > 1 ? node.on.milestoneAccepted : node.on[type];
  return own?.to ?? orderWideTarget(flow, order, type);
}

/** R-HW-11: what the reviewer sent back is with the buyer already. */
const isToldAgain = ({ lastRejection, parcel }: Order): boolean =>
  lastRejection?.from === 'HUAWEI_REVIEW' && parcel !== null;

/** R-APL-16: what is refunded in part is completed. */
const isInPart = ({ refund, purchase }: Order): boolean =>
  refund !== null && refund.amountFen < purchase.paidFen;

/** What the rules say: the target node, or the code of the refusal. */
function expectedOf(
  flow: Flow,
  order: Order,
  type: EventType,
  by: Actor,
  at: Instant,
  content: Content,
): string {
  const { role } = by;
  const activation = activationRefusal(flow, order, type);
  if (isEndNode(nodeOf(flow, order.node))) return activation ?? 'ORDER_ENDED';
  if (!owners[type].includes(role)) return 'ROLE_NOT_ALLOWED';
  if (type === 'clockAdvanced') return expectedOfClock(flow, order);
  const forCase = refusedForCase(order, type, by, at);
  if (forCase) return forCase;
  const target = targetOf(flow, order, type);
  if (target === undefined) return activation ?? 'EVENT_NOT_ALLOWED_AT_NODE';
  const { refused } = content;
  const off = typeof refused === 'function' ? refused(role) : refused;
  return refusalOfSender(flow, order, type, role, at) ?? off ?? content.target ?? target;
}

/** Why what is right from one side, or once, is refused here, whatever it says. */
function refusalOfSender(
  flow: Flow,
  order: Order,
  type: EventType,
  role: Sender,
  at: Instant,
): string | undefined {
  const runs = limitAgainst(flow, order, role);
  switch (type) {
    case 'extensionRequested':
      return runs === null || runs <= at ? 'NO_LIMIT_TO_EXTEND' : undefined;
    case 'extensionGranted':
      if (order.extension?.by === role) return 'EXTENSION_IS_YOUR_OWN';
      return order.extension && order.extension.until <= at ? 'EXTENSION_LAPSED' : undefined;
    case 'extensionDeclined':
      return order.extension?.by === role ? 'EXTENSION_IS_YOUR_OWN' : undefined;
    default:
      return undefined;
  }
}

function activationRefusal(flow: Flow, order: Order, type: EventType): string | undefined {
  if (type !== 'authCodeActivated') return undefined;
  if (order.activatedAt !== null) return 'AUTH_CODE_ALREADY_ACTIVATED';
  const needsClaim = flow.nodes.CLAIM_AUTH_CODE !== undefined;
  return needsClaim && order.claimedAt === null ? 'AUTH_CODE_NOT_CLAIMED' : undefined;
}

/** Where a skip to the next limit leads: the limit of the node, or the close after 365 days. */
function expectedOfClock(flow: Flow, order: Order): string {
  if (order.clock.kind !== 'manual') return 'CLOCK_NOT_MANUAL';
  if (standsStill(order)) return 'NO_DEADLINE_TO_SKIP_TO';
  const closeAt = closesAt(order);
  if (closeAt !== null && (order.deadline === null || closeAt < order.deadline)) {
    return order.invoicedAt === null ? 'REFUNDING' : 'COMPLETED';
  }
  if (order.deadline === null) return 'NO_DEADLINE_TO_SKIP_TO';
  return targetOf(flow, order, 'deadlinePassed') ?? 'nothing';
}

/** What the domain answers: the node it moved to, or the code; anything else it changed is spelled out. */
function answerTo(order: Order, event: OrderEvent): string {
  const { steps, rejection } = proceed(order, event);
  if (!rejection) return steps.at(-1)?.order.node ?? 'nothing happened';
  return steps.length === 0 ? rejection.code : `${rejection.code} after ${steps.length} steps`;
}

const eventBy = (
  type: EventType,
  by: Actor,
  at: Instant,
  payload: OrderEvent['payload'],
): OrderEvent => ({ type, at, by, payload }) as OrderEvent;

/** A parcel is signed for once, and everything about it is said of one that is not. */
const signedTwice = (order: Order, content: Content): Content =>
  order.parcel?.signedAt && content.refused !== 'PARCEL_UNKNOWN'
    ? { ...content, refused: 'PARCEL_ALREADY_SIGNED' }
    : content;

/** Every case in which the domain and the rules disagree. */
function disagreements(flow: Flow, order: Order): readonly string[] {
  const at = quietMoment(order);
  return everyEvent.flatMap((type) => {
    const off = targetOf(flow, order, type) === undefined ? [] : contentsOf(flow, order, type, at);
    const contents = [complete(order, type), ...off].map((content) =>
      type === 'courierSigned' ? signedTwice(order, content) : content,
    );
    return everyone.flatMap((by) =>
      // Whose event it is not is refused before anybody reads what it says.
      (owners[type].includes(by.role) ? contents : contents.slice(0, 1)).flatMap((content) => {
        const expected = expectedOf(flow, order, type, by, at, content);
        const found = answerTo(order, eventBy(type, by, at, content.payload));
        if (expected === found) return [];
        const who = `${by.role} ${by.subject ?? ''}`.trim();
        return [
          `${inWords(order)}: ${type} by ${who} with ${content.says}: expected ${expected}, found ${found}`,
        ];
      }),
    );
  });
}

const inWords = (order: Order): string =>
  [
    order.node,
    order.claimedAt ? 'claimed' : '',
    order.activatedAt ? 'activated' : '',
    order.parcel?.signedAt ? 'signed' : '',
    order.openCriteria.length > 0 ? 'turned down' : '',
    order.invoicedAt ? 'invoiced' : '',
    order.extension ? `extension asked by ${order.extension.by}` : '',
    order.courierRequest ? 'courier asked for' : '',
    order.admittedCouriers.length > 0 ? 'courier admitted' : '',
    order.milestonesAccepted > 0 ? `${order.milestonesAccepted} milestones` : '',
    order.isRedoOwed ? 'to be done again' : '',
    isToldAgain(order) ? 'told again' : '',
    isInPart(order) ? 'refunded in part' : '',
    ...(standsStill(order) ? caseInWords(order) : []),
  ]
    .filter((word) => word !== '')
    .join(', ');

const caseInWords = ({ appeal }: Order): readonly string[] => [
  `appealed by the ${appeal?.by}`,
  appeal?.statement ? 'answered' : '',
  appeal?.overdueAt ? 'late' : '',
  appeal?.takenBy ? `taken by ${appeal.takenBy}` : '',
  appeal?.offer ? `${appeal.offer.kind} offered by ${appeal.offer.by}` : '',
  appeal?.ruling ? `ruled ${appeal.ruling.outcome}` : '',
];

/** Two minutes after the order was placed: where the close after 365 days was in force, it is. */
const soonAfter = (flow: Flow): Instant =>
  plusMs(instant(wishFor(flow).placedAt ?? '2024-01-01T00:00:00Z'), 120_000);

const promise = { deliveryPromiseDays: 30 };
const kinds: readonly (readonly [string, (flow: Flow) => OrderWish])[] = [
  ['live', (flow) => ({ openedAt: soonAfter(flow), purchase: promise })],
  [
    'a rehearsal that stands still',
    (flow) => ({ clock: manualClock(soonAfter(flow)), purchase: promise }),
  ],
];

describe.each(flows)('$id', (flow) => {
  const states: Order[] = [];
  let live: readonly Order[] = [];

  beforeAll(() => {
    live = statesOf(flow, kinds[0]?.[1](flow));
    states.push(...live, ...statesOf(flow, kinds[1]?.[1](flow)));
  });
  const running = () => live.filter((order) => !isEndNode(nodeOf(flow, order.node)));

  it('reaches every node of its table, and by an appeal the refund', () => {
    const refund = running().length > 0 ? ['REFUNDING', 'REFUNDED'] : [];

    expect(new Set(live.map((order) => order.node))).toEqual(
      new Set([...Object.keys(flow.nodes), ...refund]),
    );
  });

  it('R-GEN-07 at every state every event by every role, complete or not, moves or is refused with the code', () => {
    expect(states.flatMap((order) => disagreements(flow, order))).toEqual([]);
  });

  it('R-SEC-01 at every state the buyer and the seller of another order move nothing', () => {
    const answers = live.map((order) => {
      const at = quietMoment(order);
      const strangers = everyEvent
        .filter((type) => type !== 'clockAdvanced')
        .flatMap((type) =>
          owners[type]
            .filter((role) => role === 'buyer' || role === 'seller')
            .flatMap((role) =>
              ['another', null].map((party) =>
                answerTo(order, eventBy(type, { role, party }, at, completePayload(order, type))),
              ),
            ),
        );
      return { ended: isEndNode(nodeOf(flow, order.node)), strangers };
    });

    for (const { ended, strangers } of answers) {
      expect(strangers).toHaveLength(2 * 34);
      if (ended) expect(strangers.filter((found) => found === 'NOT_A_PARTY')).toEqual([]);
      else expect(new Set(strangers)).toEqual(new Set(['NOT_A_PARTY']));
    }
  });

  it('R-GEN-07 a refusal changes nothing and names exactly what is possible instead', () => {
    for (const order of states) {
      const before = JSON.stringify(order);
      const at = quietMoment(order);
      const node = nodeOf(flow, order.node);
      const possible = actionNames.filter((action) => isPossible(flow, order, action));
      for (const action of ['confirmRequirement', 'accept'] as const) {
        const type = action === 'accept' ? 'accepted' : 'requirementConfirmed';
        const by = actorIn(owners[type][0] ?? 'platform');
        const { steps, rejection } = proceed(order, eventBy(type, by, at, {}));
        if (!rejection) continue;
        expect(JSON.stringify(order)).toBe(before);
        expect(steps).toEqual([]);
        expect(rejection.details.allowed).toEqual(isEndNode(node) ? [] : possible);
      }
    }
  });

  it('R-APL-02 while an appeal is open every other action of whoever it belongs to is refused, with who appealed, since when, and until when it is decided', () => {
    const others = everyEvent.filter(
      (type) => actionOfEvent[type] && !(type in caseOwners) && !/^(appeal|clock)/.test(type),
    );
    const stopped = states.filter(standsStill);
    expect(others).toHaveLength(22);
    expect(stopped.length > 0).toBe(running().length > 0);

    for (const order of stopped) {
      const { appealId, by, openedAt, dueAt } = order.appeal ?? {};
      const at = quietMoment(order);
      for (const type of others) {
        for (const role of owners[type]) {
          const event = eventBy(type, actorIn(role), at, completePayload(order, type));
          const { steps, rejection } = proceed(order, event);

          expect(steps).toEqual([]);
          expect([rejection?.code, type]).toEqual(['ORDER_FROZEN', type]);
          expect(rejection?.details).toMatchObject({
            appealId,
            by,
            since: openedAt,
            decisionDueAt: dueAt,
          });
        }
      }
    }
  });

  it('R-APL-03 R-APL-07 a step of the case keeps the node and every limit, until one of them ends the appeal', () => {
    const steps = [...Object.keys(caseOwners), 'settlementLapsed', 'decisionOverdue'];
    const seen = new Set<string>();
    for (const order of states.filter(standsStill)) {
      const at = quietMoment(order);
      for (const type of steps as EventType[]) {
        for (const by of everyone) {
          const event = eventBy(type, by, at, completePayload(order, type));
          const [step] = proceed(order, event).steps;
          if (!step) continue;
          seen.add(type);
          const { appeal, billable, ...after } = step.order;
          const isEnding = /^(appealWithdrawn|settlementAccepted|rulingSigned)$/.test(type);
          const isStill = type === 'decisionOverdue';

          expect([type, appeal?.closedAt]).toEqual([type, isEnding ? at : null]);
          expect(after.changedSeq).toBe(isStill ? order.changedSeq : order.seq + 1);
          if (isEnding) continue;
          const { node, enteredAt, deadline, promisedAt, courierRequest, extension } = order;
          expect(after).toMatchObject({ node, enteredAt, deadline, promisedAt });
          expect([after.courierRequest, after.extension]).toEqual([courierRequest, extension]);
          expect([after.freezes, billable]).toEqual([order.freezes, false]);
        }
      }
    }

    expect([...seen].sort()).toEqual(running().length > 0 ? steps.sort() : []);
  });

  it('carries out exactly the effects of each arrow', () => {
    for (const order of running()) {
      const node = nodeOf(flow, order.node);
      if (isEndNode(node)) continue;
      for (const [name, arrow] of Object.entries(node.on)) {
        const type = name as EventType;
        const role = owners[type][0];
        const at = quietMoment(order);
        if (!role || targetOf(flow, order, type) !== arrow.to) continue;
        if (type === 'courierSigned' && order.parcel?.signedAt) continue;
        const event = eventBy(type, actorIn(role), at, completePayload(order, type));
        const [step] = proceed(order, event).steps;
        const did = (effect: string) => arrow.effects.some((found) => found === effect);
        const failed = 'criteria' in event.payload ? event.payload.criteria : undefined;
        const settles = ['delivered', 'shipped', 'milestoneAccepted'].includes(type);

        expect(step?.event).toEqual(event);
        expect(step?.order).toMatchObject({
          seq: order.seq + 1,
          changedSeq: type === 'refundRefused' ? order.changedSeq : order.seq + 1,
          node: arrow.to,
          enteredAt: arrow.to === order.node ? order.enteredAt : at,
          negotiatedRefundLocked: order.negotiatedRefundLocked || did('lockNegotiatedRefund'),
          claimedAt: type === 'authCodeClaimed' ? at : order.claimedAt,
          activatedAt: did('recordActivation') ? at : order.activatedAt,
          acceptedAt: did('recordAcceptance') ? at : order.acceptedAt,
          billable: order.billable || did('markBillable'),
          openCriteria: failed ?? (settles ? [] : order.openCriteria),
        });
      }
    }
  });

  it('what only tells, and what is agreed on, leaves the order at its node', () => {
    const staying = everyEvent.filter((type) =>
      /^(invoice|extension|courier|reminder|alert)/.test(type),
    );
    for (const order of running()) {
      const at = quietMoment(order);
      for (const type of staying) {
        const role = owners[type].find((candidate) => candidate !== order.extension?.by);
        const event = eventBy(type, actorIn(role ?? 'platform'), at, completePayload(order, type));
        const [step] = proceed(order, event).steps;
        if (!step || type === 'courierSigned') continue;
        const tells = ['reminderDue', 'alertRaised', 'courierAnswerOverdue'].includes(type);

        expect(step.order).toMatchObject({
          seq: order.seq + 1,
          changedSeq: tells ? order.changedSeq : order.seq + 1,
          node: order.node,
          enteredAt: order.enteredAt,
          promisedAt:
            type === 'extensionGranted' && order.extension?.limit === 'PROMISE'
              ? order.extension.until
              : order.promisedAt,
          deadline:
            type === 'extensionGranted' && order.extension?.limit === 'NODE'
              ? order.extension.until
              : order.deadline,
          billable: false,
        });
      }
    }
  });

  it('the platform cannot be impersonated: what time alone brings about nobody sends', () => {
    const own = everyEvent.filter((type) => owners[type].every((role) => role === 'platform'));
    expect(own).toHaveLength(12);

    for (const order of running()) {
      const answers = own.flatMap((type) =>
        roles.map((role) => answerTo(order, eventBy(type, actorIn(role), quietMoment(order), {}))),
      );
      expect(new Set(answers)).toEqual(new Set(['ROLE_NOT_ALLOWED']));
    }
  });
});

/** Whether somebody could carry the action out now. */
function isPossible(flow: Flow, order: Order, action: ActionName): boolean {
  const type = everyEvent.find((event) => actionOfEvent[event] === action);
  if (!type) return false;
  if (type === 'clockAdvanced') return order.clock.kind === 'manual';
  if (targetOf(flow, order, type) === undefined) return false;
  if (type === 'courierSigned') return order.parcel?.signedAt === null;
  const at = quietMoment(order);
  return everyone.some(
    (by) =>
      owners[type].includes(by.role) &&
      refusedForCase(order, type, by, at) === undefined &&
      refusalOfSender(flow, order, type, by.role, at) === undefined,
  );
}

describe('contents that depend on more than the state', () => {
  const hardware = anOrder({ mode: 'HARDWARE', placedAt: '2025-05-01T10:00:00+08:00' });
  const typed = anOrder({
    mode: 'LICENSE_ID_CODE',
    category: 'JOINT_OPERATION',
    purchase: { idCodeKind: 'HARDWARE' },
  });

  it.each([
    ['typed', { hardwareIdCode: 'MAC-1' }, undefined],
    ['left out', { hardwareIdCode: undefined }, 'ID_CODE_MISSING'],
  ])('R-LIC1-02 a hardware id code that is %s', (_how, payload, code) => {
    const at = plusMs(typed.now, 1);
    const event = eventBy(
      'idCodeSubmitted',
      actorIn('buyer'),
      at,
      payload as OrderEvent['payload'],
    );

    expect(proceed(typed.order, event).rejection?.code).toBe(code);
  });

  it('R-HW-04 a signature on a parcel with another phone number is refused, whatever it says', () => {
    const payload = { courier: 'SF', trackingNumber: 'SF-2', carriesBuyersPhone: false };
    const sent = hardware.act('ship', { payload });

    for (const trackingNumber of ['SF-2', 'SF-3']) {
      expect(sent.refused('recordCourierSignature', { payload: { trackingNumber } }).code).toBe(
        trackingNumber === 'SF-2' ? 'PARCEL_NOT_TRACKABLE' : 'PARCEL_UNKNOWN',
      );
    }
    expect(sent.refused('confirmRequirement').details.allowed).not.toContain(
      'recordCourierSignature',
    );
  });

  it.each([
    ['2022-12-27T10:00:00+08:00', '同城速运', ['CALENDAR_YEAR_UNKNOWN', 2022]],
    ['2022-12-31T23:59:59.999+08:00', '同城速运', []], // 3, 4 and 5 January 2023
    ['2026-12-28T23:59:59.999+08:00', '同城速运', []],
    ['2026-12-29T00:00:00.000+08:00', '同城速运', ['CALENDAR_YEAR_UNKNOWN', 2027]],
    ['2026-12-29T00:00:00.000+08:00', 'SF', ['COURIER_LISTED_ALREADY', undefined]],
  ])('R-HW-06 R-CAL-02 asked at %s for %s: %j', (asked, courier, refused) => {
    const { order } = anOrder({ mode: 'HARDWARE', placedAt: '2022-12-01T10:00:00+08:00' });
    const event = eventBy('courierRequested', actorIn('seller'), instant(asked), { courier });

    const { rejection } = proceed({ ...order, openedAt: null }, event); // closed by nothing

    expect(rejection ? [rejection.code, rejection.details.year] : []).toEqual(refused);
  });

  it.each([
    ['one millisecond before', -1, undefined],
    ['exactly at', 0, 'NO_LIMIT_TO_EXTEND'],
    ['one millisecond after', 1, 'NO_LIMIT_TO_EXTEND'],
  ])('R-EXT-01 the seller asks for more time %s the promised moment', (_edge, ms, code) => {
    const placedAt = '2025-05-01T10:00:00+08:00';
    const { order } = anOrder({ placedAt, purchase: { deliveryPromiseDays: 5 } });
    const promisedAt = order.promisedAt ?? order.enteredAt;
    const payload = { until: plusMs(promisedAt, dayMs), reason: 'holidays' };
    const at = plusMs(promisedAt, ms);
    const event = eventBy('extensionRequested', actorIn('seller'), at, payload);

    expect(promisedAt).toBe(plusMs(order.purchase.paidAt, 5 * dayMs));
    expect(proceed(order, event).rejection?.code).toBe(code);
  });

  it.each([
    ['the limit itself', 0, 'EXTENSION_OUT_OF_BOUNDS'],
    ['one millisecond after it', 1, undefined],
    ['thirty days after it', 30 * dayMs, undefined],
    ['one millisecond more', 30 * dayMs + 1, 'EXTENSION_OUT_OF_BOUNDS'],
  ])('R-EXT-02 an extension until %s', (_until, ms, code) => {
    const signed = hardware.act('ship').act('recordCourierSignature');
    const until = plusMs(signed.order.deadline ?? signed.now, ms);
    const payload = { until, reason: 'away' };
    const at = plusMs(signed.now, 1);
    const event = eventBy('extensionRequested', actorIn('buyer'), at, payload);

    expect(proceed(signed.order, event).rejection?.code).toBe(code);
  });
});

describe('the moment of an event', () => {
  it('is kept on the order, whatever the clock of the machine says', () => {
    const { order } = anOrder({
      placedAt: '2024-08-01T10:00:00+08:00',
      openedAt: '2024-08-01T10:05:00+08:00',
    });
    const at = plusMs(order.enteredAt, 43_200_000);
    const event = eventBy('requirementSubmitted', actorIn('buyer'), at, { text: 'seats' });
    const { steps } = proceed(order, event);

    expect(steps[0]?.order).toMatchObject({ enteredAt: at, requirement: { at }, bookedUntil: at });
  });
});
