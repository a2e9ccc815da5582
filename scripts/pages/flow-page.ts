import { defaultAssumptions } from '../../domain/assumptions.ts';
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
import { flows } from '../../domain/flows/catalogue.ts';
import { type NodeId, roleTitles } from '../../domain/order.ts';
import { ruleOf } from '../../domain/rules.ts';
import { causeTitle, effectTitles } from '../../domain/terms.ts';
import { both, code, generatedFrom, page, table } from './markdown.ts';
import { datesWithoutChange, dateText, whoGetsIt } from './who-gets-it.ts';

const nodesOf = (flow: Flow): readonly (readonly [NodeId, FlowNode])[] =>
  (Object.keys(flow.nodes) as NodeId[]).map((id) => [id, nodeOf(flow, id)] as const);

/** One flow as the page that product reviews. */
export function flowPage(flow: Flow): string {
  return page(
    generatedFrom('domain/flows'),
    `# ${both(flow.title)}`,
    `流程号 / flow id: ${code(flow.id)}`,
    `${flow.note.zh}\n${flow.note.en}`,
    '## 适用订单 / Who gets it',
    whoGetsIt(flow),
    unchangedNote(flow),
    '## 节点 / Nodes',
    nodeTable(flow),
    '## 图 / Picture',
    mermaid(flow),
    ...neighbourBlocks(flow),
  );
}

function unchangedNote(flow: Flow): string | undefined {
  const unchanged = datesWithoutChange(flow).map(dateText);
  if (unchanged.length === 0) return undefined;
  const list = unchanged.join(', ');
  return `${list} 前后节点相同，默认假设下不换流程。/ The same nodes on both sides of ${list}: under the default assumptions nobody changes flow at ${unchanged.length === 1 ? 'that date' : 'those dates'}.`;
}

function nodeTable(flow: Flow): string {
  const rows = nodesOf(flow).flatMap(([id, node]) => {
    const name = `${both(node.title)} ${code(id)}`;
    if (isEndNode(node)) return [[name, '—', '—', '结束 / ends', '—', '—']];
    return arrowsOf(node).map(([event, arrow], index) => [
      index === 0 ? name : '',
      index === 0 ? both(roleTitles[node.waitingFor]) : '',
      index === 0 ? limitCell(node) : '',
      `${both(causeTitle(event))} ${code(event)} → ${code(arrow.to)}`,
      arrow.effects.map((effect) => both(effectTitles[effect])).join('; ') || '—',
      ruleCell(arrow.rule),
    ]);
  });
  const head = ['节点 / node', '等待 / who', '时限 / limit', '事件 / event → target'];
  return table([...head, '效果 / effects', '规则 / rule'], rows);
}

function limitCell({ within }: WaitingNode): string {
  const words = both(limitText(within));
  if (within.kind === 'none') return `${words} (${ruleCell(within.rule)})`;
  if (within.kind !== 'assumedHours') return words;
  return `${words} ([default](../assumptions.md) ${defaultAssumptions[within.assumption]})`;
}

const ruleCell = (id: Arrow['rule']): string =>
  `[${id}](../rules.md#${id.toLowerCase()}) ${ruleOf(id).tag}`;

/** The flow as a Mermaid state diagram. */
function mermaid(flow: Flow): string {
  const states = nodesOf(flow).map(([id, node]) => `  state "${node.title.zh}" as ${id}`);
  const arrows = nodesOf(flow).flatMap(([id, node]) =>
    isEndNode(node)
      ? [`  ${id} --> [*]`]
      : arrowsOf(node).map(([event, arrow]) => `  ${id} --> ${arrow.to}: ${causeTitle(event).zh}`),
  );
  return [
    '```mermaid',
    'stateDiagram-v2',
    ...states,
    `  [*] --> ${flow.start}`,
    ...arrows,
    '```',
  ].join('\n');
}

/** Flows that a product person lays beside this one: of the same name, apart in their dates or in one addition. */
function neighboursOf(flow: Flow): readonly Flow[] {
  const partsOf = (id: string): readonly string[] => id.split(/\.(?=[a-z])/);
  const [name, ...mine] = partsOf(flow.id);
  return flows.filter((other) => {
    const [otherName, ...theirs] = partsOf(other.id);
    const apart = [
      ...mine.filter((part) => !theirs.includes(part)),
      ...theirs.filter((part) => !mine.includes(part)),
    ];
    const onlyDates = apart.every((part) => /^(before|from)-/.test(part));
    return name === otherName && other.id !== flow.id && (apart.length === 1 || onlyDates);
  });
}

function neighbourBlocks(flow: Flow): readonly string[] {
  const neighbours = neighboursOf(flow);
  if (neighbours.length === 0) return [];
  return [
    '## 与相邻流程的差异 / Differences from neighbours',
    ...neighbours.map((other) => `${link(other)}\n\n${differences(flow, other).join('\n')}`),
  ];
}

const link = (flow: Flow): string => `[${both(flow.title)}](${flow.id}.md):`;

/** Every arrow as one line, so that two flows can be compared. */
const lines = (flow: Flow): ReadonlyMap<string, string> =>
  new Map(
    nodesOf(flow).flatMap(([id, node]) =>
      arrowsOf(node).map(
        ([event, arrow]) => [`${id} ${event}`, arrowText(id, event, arrow)] as const,
      ),
    ),
  );

const arrowText = (id: NodeId, event: EventType, arrow: Arrow): string =>
  [`${code(id)} ${code(event)} → ${code(arrow.to)}`, ...arrow.effects.map(code)].join(' + ');

function differences(flow: Flow, other: Flow): readonly string[] {
  const [mine, theirs] = [lines(flow), lines(other)];
  const missing = [...mine].filter(([key, text]) => theirs.get(key) !== text);
  const extra = [...theirs].filter(([key, text]) => mine.get(key) !== text);
  const found = [
    ...missing.map(([, text]) => `- 仅本流程 / here only: ${text}`),
    ...extra.map(([, text]) => `- 仅对方 / there only: ${text}`),
  ];
  return found.length === 0 ? ['- 节点与事件相同 / the same nodes and events'] : found;
}

/** The index of all flow pages. */
export const flowIndex = (): string =>
  page(
    generatedFrom('domain/flows'),
    '# 服务监管流程 / Supervision flows',
    'One page per published flow. A published flow never changes; a change is a new dated file.\nAn order keeps the flow that it got when it was placed (R-CUT-03).',
    table(
      ['流程 / flow', '节点 / nodes', '说明 / note'],
      flows.map((flow) => [`[${both(flow.title)}](${flow.id}.md)`, pathOf(flow), both(flow.note)]),
    ),
  );

const pathOf = (flow: Flow): string =>
  nodesOf(flow)
    .map(([id]) => code(id))
    .join(' → ');
