import type { Bilingual } from '../../domain/errors.ts';
import type { EventType } from '../../domain/events.ts';
import { limitText } from '../../domain/explain.ts';
import {
  type Arrow,
  arrowsOf,
  type Flow,
  type FlowNode,
  isEndNode,
  nodeOf,
  type WaitingNode,
} from '../../domain/flow.ts';
import { type NodeId, nodeIds, roleTitles } from '../../domain/order.ts';
import { causeTitle, effectTitles } from '../../domain/terms.ts';
import { both, code } from './markdown.ts';

/** The nodes of a flow, in the order of the file. */
export const nodesOf = (flow: Flow): readonly (readonly [NodeId, FlowNode])[] =>
  (Object.keys(flow.nodes) as NodeId[]).map((id) => [id, nodeOf(flow, id)] as const);

/** What is different in `flow` when one comes from `other`: one line for each node and arrow, in both languages. */
export function differencesFrom(other: Flow, flow: Flow): readonly string[] {
  return nodeIds.flatMap((id) => {
    const [was, is] = [other.nodes[id], flow.nodes[id]];
    if (was && !is) return [`没有节点 / without the node ${named(id, was.title)}`];
    if (is && !was) return [`多了节点 / with the node ${named(id, is.title)}`];
    if (!was || !is || isEndNode(was) || isEndNode(is)) return [];
    return [...nodeDifferences(id, was, is), ...arrowDifferences(id, was, is)];
  });
}

const named = (id: NodeId, title: Bilingual): string => `${code(id)}（${both(title)}）`;

/** Who is awaited, who else may act, and how long. */
function nodeDifferences(id: NodeId, was: WaitingNode, is: WaitingNode): readonly string[] {
  const also = (is.mayAlsoAct ?? []).filter((role) => !was.mayAlsoAct?.includes(role));
  const noMore = (was.mayAlsoAct ?? []).filter((role) => !is.mayAlsoAct?.includes(role));
  const [before, now] = [limitText(was.within), limitText(is.within)];
  return [
    ...(was.waitingFor === is.waitingFor
      ? []
      : [`${code(id)}：等待 ${both(roleTitles[is.waitingFor])} / is awaited`]),
    ...also.map((role) => `${code(id)}：${both(roleTitles[role])} 也可操作 / may act too`),
    ...noMore.map((role) => `${code(id)}：${both(roleTitles[role])} 不可操作 / may not act`),
    ...(before.en === now.en ? [] : [`${code(id)}：${both(now)}（非 / not ${both(before)}）`]),
  ];
}

function arrowDifferences(id: NodeId, was: WaitingNode, is: WaitingNode): readonly string[] {
  const [before, now] = [was, is].map((node) => new Map<EventType, Arrow>(arrowsOf(node)));
  const events = new Set([...(before?.keys() ?? []), ...(now?.keys() ?? [])]);
  return [...events].flatMap((event) => {
    const [old, arrow] = [before?.get(event), now?.get(event)];
    const what = `${code(id)} ${both(causeTitle(event))} ${code(event)}`;
    if (!arrow) return [`${what}：不可用 / not taken`];
    if (!old) return [`${what} → ${code(arrow.to)}：可用 / taken${effectsText(arrow)}`];
    if (old.to !== arrow.to) {
      return [`${what} → ${code(arrow.to)}，而非 / not ${code(old.to)}${effectsText(arrow)}`];
    }
    return `${old.effects}` === `${arrow.effects}`
      ? []
      : [`${what} → ${code(arrow.to)}${effectsText(arrow)}`];
  });
}

const effectsText = ({ effects }: Arrow): string =>
  effects.length === 0
    ? ''
    : `（${effects.map((effect) => both(effectTitles[effect])).join('; ')}）`;
