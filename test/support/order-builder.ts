import { createHash } from 'node:crypto';
import { type Assumptions, defaultAssumptions } from '../../domain/assumptions.ts';
import { type ClockRequest, readClock } from '../../domain/clock.ts';
import type { Rejection } from '../../domain/errors.ts';
import {
  type ActionName,
  type ActionPayload,
  actionOf,
  type DeliveryPayload,
  type NamedProof,
  type OrderEvent,
} from '../../domain/events.ts';
import { openOrder } from '../../domain/open-order.ts';
import type {
  Actor,
  DeliveryMode,
  Order,
  Purchase,
  Role,
  SalesCategory,
  Scene,
} from '../../domain/order.ts';
import { dueSteps, proceed, type Step } from '../../domain/transition.ts';
import { fen, type Instant, instant, plusMs } from '../../domain/units.ts';

/** What a test says about an order; everything else is ordinary. */
export interface OrderWish {
  readonly mode?: DeliveryMode;
  readonly category?: SalesCategory;
  readonly scene?: Scene;
  /** Any ISO text with a zone; paid one minute later. */
  readonly placedAt?: string;
  readonly clock?: ClockRequest;
  /** false: a rehearsal. Left out: live, unless a clock is asked for. */
  readonly livemode?: boolean;
  /** What the world's clock reads when the order opens; long after the payment if left out. */
  readonly openedAt?: string;
  readonly assumptions?: Partial<Assumptions>;
  /** Anything else about the purchase. */
  readonly purchase?: Partial<Purchase>;
}

/** SHA-256 as hex, as every caller of `openOrder` hands it in. */
export const digest = (text: string): string => createHash('sha256').update(text).digest('hex');

/** A file as the API would have found it in the store; another number is another content. */
export const aFile = (no = 1) => ({
  fileId: `file-${no}`,
  sha256: digest(`content ${no}`),
  bytes: 1_000 + no,
  mediaType: 'application/pdf',
});

/** A proof for the default contract. */
export const aProof = (more: Partial<NamedProof> = {}, no = 1): NamedProof => ({
  ...aFile(no),
  kind: 'ACCEPTANCE_DOC',
  criteria: ['delivered'],
  ...more,
});

/** What a delivery has to say so that it meets the order's contract, as the seller of a test writes it. */
export function proofFor(order: Order): DeliveryPayload {
  const criteria = order.contract?.criteria ?? [];
  let no = order.seq * 100;
  return {
    proofs: criteria.flatMap(({ criterionId, proof }) =>
      proof.flatMap(({ kinds, minCount }) =>
        Array.from({ length: minCount }, () => {
          no += 1;
          return aProof({ kind: kinds[0] ?? 'OTHER', criteria: [criterionId] }, no);
        }),
      ),
    ),
    answers: order.openCriteria.map((criterion) => ({ criterion, answer: 'put right' })),
    documentLines: order.purchase.lines.map(({ productName, specification }) => ({
      productName,
      specification,
    })),
    cloudResourceOrderNumber: 'CS2409011234567',
    signedBy: ['SELLER', 'HUAWEI_PROJECT_TEAM', 'BUYER'],
  };
}

export const buyerId = 'B-9f1c';
export const sellerId = 'S-27aa';

/** A purchase as a storefront sends it. */
export function aPurchase(wish: OrderWish = {}): Purchase {
  const placedAt = instant(wish.placedAt ?? '2024-08-01T10:00:00+08:00');
  return {
    orderId: 'CS2408011000ABCDE',
    livemode: wish.livemode ?? wish.clock === undefined,
    buyer: { id: buyerId },
    seller: { id: sellerId },
    deliveryMode: wish.mode ?? 'PROFESSIONAL_SERVICE',
    salesCategory: wish.category ?? 'GENERAL',
    scene: wish.scene ?? 'OTHER',
    lines: [
      {
        lineId: '1',
        productId: 'P-1',
        productName: 'Test product',
        specification: 'standard',
        quantity: 2,
        chargingMode: 'ONE_TIME',
        amountFen: fen(19_900),
      },
    ],
    paidFen: fen(19_900),
    placedAt,
    paidAt: plusMs(placedAt, 60_000),
    ...(wish.clock && { clock: wish.clock }),
    ...(wish.mode === 'HARDWARE' && { shippingAddressId: 'ADDR-1' }),
    ...wish.purchase,
  };
}

/** A manual rehearsal clock that stands at the given moment. */
export const manualClock = (startsAt: string): ClockRequest => ({
  kind: 'manual',
  startsAt: instant(startsAt),
});

/** Who acts in a role on the order of {@link aPurchase}. */
export const actorIn = (role: Actor['role']): Actor => ({
  role,
  party: { buyer: buyerId, seller: sellerId, platform: null }[role as string] ?? `${role}-1`,
});

/** Two operations managers, as tokens name them. */
export const firstManager = 'ops-chen';
export const secondManager = 'ops-wang';

/** The operations manager who can take the action: whoever has the case, or for the second signature somebody else. */
export function managerFor(action: ActionName, { appeal }: Order): Actor {
  const isOther = action === 'signRuling' && appeal?.ruling?.ruledBy === firstManager;
  const isTaking = action === 'takeCase' && appeal?.takenBy === firstManager;
  const holder = action === 'takeCase' || action === 'signRuling' ? null : appeal?.takenBy;
  const subject = holder ?? (isOther || isTaking ? secondManager : firstManager);
  return { ...actorIn('opsManager'), subject };
}

/** The first role an action belongs to. */
export function ownerOf(action: ActionName): Role {
  const [role] = actionOf(action).roles;
  if (!role) throw new Error(`${action} belongs to nobody`);
  return role;
}

/** The least that each action has to say. */
export const plainPayloads: { readonly [A in ActionName]: ActionPayload<A> } = {
  submitRequirement: { text: 'twelve seats in Shenzhen' },
  confirmRequirement: {},
  rejectRequirement: { reason: 'how many seats?' },
  deliver: { result: 'installed' },
  reviewPass: {},
  reviewFail: { reason: 'the acceptance file is not signed' },
  claimAuthCode: { confirmed: true },
  activateAuthCode: {},
  submitIdCode: {},
  issueLicense: {},
  reportDeployment: {},
  ship: { courier: 'SF', trackingNumber: 'SF1234567890', carriesBuyersPhone: true },
  changeAddress: { shippingAddressId: 'ADDR-2' },
  requestCourier: { courier: '本地速运' },
  answerCourierRequest: { isAdmitted: true },
  recordCourierSignature: { trackingNumber: 'SF1234567890' },
  recordInvoice: {},
  requestExtension: { until: instant('2030-01-01T00:00:00Z'), reason: 'travelling' },
  grantExtension: {},
  declineExtension: { reason: 'needed sooner' },
  openAppeal: { reason: 'OTHER', text: 'nobody answers', evidence: [aFile(900)] },
  submitStatement: { text: 'we did answer' },
  addEvidence: { text: 'a mail of last week', evidence: [aFile(901)] },
  withdrawAppeal: {},
  offerSettlement: {
    kind: 'PARTIAL_REFUND',
    text: 'half of it back',
    expiresAt: instant('2030-01-01T00:00:00Z'),
    amountFen: fen(1),
  },
  acceptSettlement: { offerId: 'offer-1-1' },
  declineSettlement: { offerId: 'offer-1-1', reason: 'too little' },
  takeCase: {},
  handOverCase: { to: secondManager },
  decideAppeal: { outcome: 'COMPLETE', reason: 'both sides were heard' },
  signRuling: {},
  declineRuling: { reason: 'one more question' },
  accept: {},
  reject: { reason: 'login does not work' },
  advanceClock: { toNextDeadline: true },
};

/** The least that an action has to say to this order: with the proof that its contract asks for, and what failed. */
export function payloadFor<A extends ActionName>(action: A, order: Order): ActionPayload<A> {
  return { ...plainPayloads[action], ...askedBy(action, order) } as ActionPayload<A>;
}

/** What only this order asks for. */
function askedBy(action: ActionName, order: Order): object {
  switch (action) {
    case 'deliver':
      return proofFor(order);
    case 'ship': // each shipment is another parcel, with a number of its own
      return { ...proofFor(order), ...(order.parcel && { trackingNumber: `SF-${order.seq}` }) };
    case 'recordCourierSignature':
      return order.parcel ? { trackingNumber: order.parcel.trackingNumber } : {};
    case 'reject':
    case 'reviewFail': {
      const [first] = order.contract?.criteria ?? [];
      return first ? { criteria: [first.criterionId] } : {};
    }
    case 'offerSettlement':
      return { expiresAt: plusMs(order.bookedUntil, 86_400_000) };
    case 'acceptSettlement':
    case 'declineSettlement':
      return order.appeal?.offer ? { offerId: order.appeal.offer.offerId } : {};
    case 'handOverCase':
      return order.appeal?.takenBy === secondManager ? { to: firstManager } : {};
    case 'takeCase':
      return order.appeal?.takenBy ? { takeOverFrom: order.appeal.takenBy } : {};
    case 'submitIdCode':
      return order.purchase.idCodeKind === 'HARDWARE' ? { hardwareIdCode: 'MAC-00-1B-44' } : {};
    case 'requestExtension': {
      const ofNode = order.node === 'ISSUE_LICENSE' ? null : order.deadline; // its 3 hours are technical
      const running = ofNode ?? order.promisedAt;
      return running ? { until: plusMs(running, 86_400_000) } : {};
    }
    default:
      return {};
  }
}

/** The event that an action becomes. */
export const eventFor = <A extends ActionName>(
  action: A,
  order: Order,
  at: Instant,
  payload?: ActionPayload<A>,
  by: Actor = actorIn(ownerOf(action)),
): OrderEvent =>
  ({
    type: actionOf(action).event,
    at,
    by: by.role === 'opsManager' && by.subject === undefined ? managerFor(action, order) : by,
    payload: { ...payloadFor(action, order), ...payload },
  }) as OrderEvent;

/** What somebody may say besides the action's name. */
export interface Said<A extends ActionName> {
  readonly payload?: ActionPayload<A>;
  readonly by?: Actor;
}

/** An order and the moment it is looked at: scenarios are told with it, without an engine. Immutable. */
export interface OrderDriver {
  readonly order: Order;
  /** What the order's clock reads. */
  readonly now: Instant;
  /** Every step so far, deadlines included. */
  readonly steps: readonly Step[];
  /** Carries the action out one minute later on the order's clock (now, if the clock is manual). @throws if refused */
  act<A extends ActionName>(action: A, said?: Said<A>): OrderDriver;
  /** The refusal of an action that is expected to be refused. @throws if it is carried out */
  refused<A extends ActionName>(action: A, said?: Said<A>): Rejection;
  /** Lets the time of a live order pass until the given moment. */
  advanceTo(at: string): OrderDriver;
}

const actMs = 60_000;

function drive(order: Order, now: Instant, steps: readonly Step[]): OrderDriver {
  const ask = <A extends ActionName>(action: A, said: Said<A>) => {
    const at = order.clock.kind === 'manual' ? order.clock.at : plusMs(now, actMs);
    const outcome = proceed(order, eventFor(action, order, at, said.payload, said.by));
    const last = outcome.steps.at(-1);
    const after = last?.order ?? order;
    const read = after.clock.kind === 'manual' ? after.clock.at : at;
    return { ...outcome, driver: drive(after, read, [...steps, ...outcome.steps]) };
  };
  return {
    order,
    now,
    steps,
    act: (action, said = {}) => {
      const { rejection, driver } = ask(action, said);
      if (rejection) {
        throw new Error(`${action} at ${order.node}: ${rejection.code}, ${rejection.message}`);
      }
      return driver;
    },
    refused: (action, said = {}) => {
      const { rejection } = ask(action, said);
      if (!rejection) throw new Error(`${action} at ${order.node} was carried out`);
      return rejection;
    },
    advanceTo: (text) => {
      const at = instant(text);
      if (at < now) throw new Error(`time does not go back from ${now} to ${at}`);
      const due = dueSteps(order, at);
      return drive(due.at(-1)?.order ?? order, at, [...steps, ...due]);
    },
  };
}

/** An opened order. @throws if the purchase is refused */
export function anOrder(wish: OrderWish = {}): OrderDriver {
  const purchase = aPurchase(wish);
  const real = instant(wish.openedAt ?? '2026-06-01T00:00:00Z');
  const opened = openOrder(purchase, real, digest, { ...defaultAssumptions, ...wish.assumptions });
  if ('code' in opened) throw new Error(`not opened: ${opened.code}, ${opened.message}`);
  const now = wish.clock ? readClock(opened.clock, real) : opened.enteredAt;
  return drive(opened, now, []);
}
