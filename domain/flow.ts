import { type Limit, noDeadline } from './deadlines.ts';
import { type Bilingual, InvariantError } from './errors.ts';
import { actionOf, actionOfEvent, type EventType } from './events.ts';
import type { NodeId, Role } from './order.ts';
import type { RuleId } from './rules.ts';

export {
  assumedHours,
  calendarDays,
  daysAfterSignature,
  hours,
  noDeadline,
  workingDays,
} from './deadlines.ts';

/** What an arrow changes in the order besides its node. */
export const effectNames = [
  'lockNegotiatedRefund',
  'recordActivation',
  'recordAcceptance',
  'markBillable',
] as const;
export type EffectName = (typeof effectNames)[number];

/** Where an event leads, which rule says so, and what it does on the way. */
export interface Arrow {
  readonly to: NodeId;
  readonly rule: RuleId;
  readonly effects: readonly EffectName[];
}

/** Writes an arrow. To its own node: the order stays, the stay goes on, and only the limit is worked out anew. Pure. */
export const to = (node: NodeId, rule: RuleId, ...effects: readonly EffectName[]): Arrow => ({
  to: node,
  rule,
  effects,
});

/** A node where somebody is awaited. */
export interface WaitingNode {
  readonly title: Bilingual;
  readonly waitingFor: Role | 'platform';
  /** Who may act here besides whoever is awaited. */
  readonly mayAlsoAct?: readonly Role[];
  readonly within: Limit;
  readonly on: Readonly<Partial<Record<EventType, Arrow>>>;
}

/** A node with no way out. */
export interface EndNode {
  readonly title: Bilingual;
  readonly ends: 'COMPLETED' | 'EFFECTIVE' | 'REFUNDED';
}

export type FlowNode = WaitingNode | EndNode;

/** One published version of one supervision flow: the business document that orders run on. */
export interface Flow {
  readonly id: string;
  readonly title: Bilingual;
  /** What a product person compares: how this flow differs from its neighbours. */
  readonly note: Bilingual;
  readonly start: NodeId;
  readonly nodes: Readonly<Partial<Record<NodeId, FlowNode>>>;
}

export const isEndNode = (node: FlowNode): node is EndNode => 'ends' in node;

/** Nodes to which an order can come from every node of every flow: no flow writes them down. */
export const commonNodes: Readonly<Partial<Record<NodeId, FlowNode>>> = {
  REFUNDING: {
    title: { zh: '退款处理中', en: 'Refund on its way' },
    waitingFor: 'platform',
    within: noDeadline('R-RFD-01'),
    on: {
      refundSettled: to('REFUNDED', 'R-RFD-01'),
      refundRefused: to('REFUNDING', 'R-RFD-03'),
    },
  },
  REFUNDED: { title: { zh: '已退订', en: 'Unsubscribed and refunded' }, ends: 'REFUNDED' },
};

/** The node of a flow. Pure. @throws InvariantError if the flow has no such node */
export function nodeOf(flow: Flow, id: NodeId): FlowNode {
  const node = flow.nodes[id] ?? commonNodes[id];
  if (!node) throw new InvariantError(`flow ${flow.id} has no node ${id}`);
  return node;
}

/** The arrows out of a node. Pure. */
export const arrowsOf = (node: FlowNode): readonly (readonly [EventType, Arrow])[] =>
  isEndNode(node) ? [] : (Object.entries(node.on) as [EventType, Arrow][]);

/**
 * Checks a flow when it is loaded: the start and every target exist, every node can be reached, every waiting node has a
 * way out, a deadline and its arrow come together, and whoever is awaited is who may act.
 *
 * @throws InvariantError naming the flow, the node and what is wrong with it
 */
export function defineFlow(flow: Flow): Flow {
  const fail = (problem: string): never => {
    throw new InvariantError(`flow ${flow.id}: ${problem}`);
  };
  const reached = new Set<NodeId>();
  const visit = (id: NodeId): void => {
    if (reached.has(id)) return;
    const node = flow.nodes[id] ?? fail(`no node ${id}`);
    reached.add(id);
    for (const [, arrow] of arrowsOf(node)) visit(arrow.to);
  };
  visit(flow.start);

  for (const id of Object.keys(flow.nodes) as NodeId[]) {
    if (id in commonNodes) fail(`${id} belongs to every flow already`);
    if (!reached.has(id)) fail(`${id} cannot be reached`);
    const node = nodeOf(flow, id);
    if (isEndNode(node)) continue;
    const arrows = arrowsOf(node);
    if (!arrows.some(([, arrow]) => arrow.to !== id)) fail(`${id} has no way out`);
    const hasLimit = node.within.kind !== 'none';
    const actors: readonly string[] = [node.waitingFor, ...(node.mayAlsoAct ?? [])];
    if (hasLimit !== 'deadlinePassed' in node.on) {
      fail(`${id} must have a limit and an arrow for deadlinePassed, or neither`);
    }
    for (const [event] of arrows) {
      const action = actionOfEvent(event);
      if (event === 'clockAdvanced') fail(`${id}: the clock is not part of a flow`);
      if (action && !actionOf(action).roles.some((role) => actors.includes(role))) {
        fail(`${id} waits for ${actors.join(' or ')}, who cannot cause ${event}`);
      }
    }
  }
  return flow;
}
