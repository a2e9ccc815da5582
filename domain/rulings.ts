import type {
  Appeal,
  AppealEnd,
  Ruling,
  RulingOutcome,
  Settlement,
  SettlementKind,
} from './appeal.ts';
import { InvariantError } from './errors.ts';
import type { EventPayloads, OrderEvent } from './events.ts';
import { type Arrow, arrowsOf, isEndNode, nodeOf, to } from './flow.ts';
import { flowById } from './flows/catalogue.ts';
import { thawed } from './freeze.ts';
import type { NodeId, Order } from './order.ts';
import { refundOf } from './refund.ts';
import { type Fen, fen, type Instant } from './units.ts';

/** What is asked of an event that may close an appeal. */
export type CaseClosing = Pick<OrderEvent, 'type' | 'payload'>;

/** Where an appealed order goes as its appeal is closed. */
interface Closing {
  readonly arrow: Arrow;
  /** Filled in where the seller has to deliver again. */
  readonly redo?: Pick<Settlement, 'criteria' | 'until'> & { readonly text: string };
  /** Filled in where the buyer gets money back. */
  readonly refundFen?: Fen;
}

/**
 * What closes the appeal of an order with this event, and where the order goes; undefined: the event closes none. The
 * only place that says what rulings and settlements do. Pure. R-APL-12 INF, R-APL-13 DOC, R-APL-14 INF, R-APL-17 INF
 */
export function closingOf(order: Order, event: CaseClosing): Closing | undefined {
  const { outcome, reason, amountFen } = event.payload as Partial<EventPayloads['appealDecided']>;
  switch (event.type) {
    case 'appealWithdrawn':
      return { arrow: to(order.node, 'R-APL-17') };
    case 'settlementAccepted':
      return settled(order);
    case 'appealDecided':
      return decided(order, outcome ?? 'RESUME', reason ?? '', amountFen);
    case 'rulingSigned': {
      const ruling = rulingOf(order);
      return decided(order, ruling.outcome, ruling.reason, ruling.amountFen ?? undefined);
    }
    default:
      return undefined;
  }
}

function decided(order: Order, outcome: RulingOutcome, reason: string, amountFen?: Fen): Closing {
  switch (outcome) {
    case 'RESUME':
      return { arrow: to(order.node, 'R-APL-13') };
    case 'COMPLETE':
      return { arrow: to('COMPLETED', 'R-APL-13', 'markBillable') };
    case 'BACK_TO_SELLER':
      return {
        arrow: to(sellersNode(order) ?? order.node, 'R-APL-14'),
        redo: { text: reason, criteria: [], until: null },
      };
    case 'REFUND':
      return {
        arrow: to('REFUNDING', 'R-APL-14'),
        refundFen: amountFen ?? order.purchase.paidFen,
      };
  }
}

function settled(order: Order): Closing {
  const offer = order.appeal?.offer;
  if (!offer) throw new InvariantError('nothing was offered');
  if (offer.kind === 'PARTIAL_REFUND') {
    return { arrow: to('REFUNDING', 'R-APL-12'), refundFen: offer.amountFen ?? fen(0) };
  }
  const { text, criteria, until } = offer;
  return {
    arrow: to(sellersNode(order) ?? order.node, 'R-APL-12'),
    redo: { text, criteria, until },
  };
}

const ends = {
  appealWithdrawn: 'WITHDRAWN',
  settlementAccepted: 'SETTLED',
  appealDecided: 'RULED',
  rulingSigned: 'RULED',
} as const satisfies Partial<Record<OrderEvent['type'], AppealEnd>>;

/** The order with its appeal closed: its clocks run again, and what was decided is on its way. Pure. R-APL-03 INF */
export function closed(
  order: Order,
  { redo, refundFen }: Closing,
  { type, at }: OrderEvent,
): Order {
  const running = thawed(order, at);
  const end = Object.entries(ends).find(([event]) => event === type)?.[1] ?? null;
  return {
    ...running,
    appeal: { ...openAppealOf(order), closedAt: at, end },
    ...(redo && sentBack(running, redo, at)),
    ...(refundFen !== undefined && { refund: refundOf(order, refundFen, at) }),
  };
}

/**
 * What the seller has to do again. R-APL-19 INF
 *
 * What failed before is still answered (R-PRF-10), and an order that stays where it is keeps what sent it there: a parcel
 * that the reviewer sent back for its papers is told of again, signed as it was (R-HW-11).
 */
function sentBack(
  order: Order,
  { text, criteria, until }: NonNullable<Closing['redo']>,
  at: Instant,
): Partial<Order> {
  const isAccepted = order.acceptedAt !== null && (order.purchase.milestones?.length ?? 0) > 0;
  const stays = sellersNode(order) === null;
  const from = (stays ? order.lastRejection?.from : undefined) ?? order.node;
  return {
    lastRejection: { text, at, from, criteria },
    openCriteria: [...new Set([...order.openCriteria, ...criteria])],
    acceptedAt: null,
    milestonesAccepted: order.milestonesAccepted - (isAccepted ? 1 : 0),
    isRedoOwed: until !== null,
    isCloseWaived: true,
    promisedAt: until === null ? order.promisedAt : until,
    // Asked for against the limit before: granted now, it would undo what was agreed on.
    extension: null,
  };
}

/** The ruling that waits for its second signature. @throws InvariantError if there is none */
export function rulingOf({ appeal }: Order): Ruling {
  if (!appeal?.ruling) throw new InvariantError('nobody has ruled');
  return appeal.ruling;
}

/** Where the seller delivers: sends work, goods or proof. */
const takesDelivery = (order: Pick<Order, 'flowId'>, id: NodeId): boolean => {
  const node = nodeOf(flowById(order.flowId), id);
  return !isEndNode(node) && ('delivered' in node.on || 'shipped' in node.on);
};

/**
 * The node to which an order can be sent back: the one from which its last delivery came; null where there is none, or
 * where a code was claimed or activated since, which nobody can take back. Pure. R-APL-19 INF
 */
export function sellersNode(order: Pick<Order, 'delivery' | 'flowId' | 'node'>): NodeId | null {
  if (order.delivery === null || takesDelivery(order, order.node)) return null;
  const flow = flowById(order.flowId);
  const sellers = (Object.keys(flow.nodes) as NodeId[])
    .filter((id) => takesDelivery(order, id) && leadsBackOrOn(order, id))
    .at(-1);
  return sellers ?? null;
}

/** Whether an order that stands at a seller's node comes to where it stands now without a code claimed or activated twice. */
function leadsBackOrOn(order: Pick<Order, 'flowId' | 'node'>, from: NodeId): boolean {
  const flow = flowById(order.flowId);
  const seen = new Set<NodeId>();
  const reaches = (id: NodeId): boolean => {
    if (id === order.node) return true;
    if (seen.has(id)) return false;
    seen.add(id);
    return arrowsOf(nodeOf(flow, id)).some(
      ([event, arrow]) =>
        event !== 'authCodeClaimed' && event !== 'authCodeActivated' && reaches(arrow.to),
    );
  };
  return reaches(from);
}

/** The rulings that an order can be given. Pure. R-APL-13 DOC, R-APL-14 INF, R-APL-19 INF */
export const possibleRulings = (order: Order): readonly RulingOutcome[] => [
  'RESUME',
  ...(sellersNode(order) ? (['BACK_TO_SELLER'] as const) : []),
  'COMPLETE',
  'REFUND',
];

/** What the two sides can agree on at this node. Pure. R-APL-12 INF */
export const possibleSettlements = (order: Order): readonly SettlementKind[] => [
  ...(sellersNode(order) || takesDelivery(order, order.node) ? (['REDO'] as const) : []),
  ...(order.contract !== null && (sellersNode(order) || takesDelivery(order, order.node))
    ? (['EXTRA_PROOF'] as const)
    : []),
  ...(order.purchase.paidFen > 1 ? (['PARTIAL_REFUND'] as const) : []),
];

/**
 * The money that a ruling moves, in fen: all that was paid, as what does not go back to the buyer becomes the seller's;
 * nothing if the order goes on. Pure. R-APL-15 INF
 */
export const movedFen = ({ purchase }: Order, outcome: RulingOutcome): Fen =>
  outcome === 'COMPLETE' || outcome === 'REFUND' ? purchase.paidFen : fen(0);

/** Whether a ruling waits for a second manager. Pure. R-APL-15 INF */
export const needsSecondSignature = (order: Order, outcome: RulingOutcome): boolean => {
  const moved = movedFen(order, outcome);
  return moved > 0 && moved >= order.assumptions.secondSignatureFromFen;
};

/** The appeal that is open. @throws InvariantError if none is */
export function openAppealOf({ appeal }: Order): Appeal {
  if (appeal === null || appeal.closedAt !== null) throw new InvariantError('no appeal is open');
  return appeal;
}
