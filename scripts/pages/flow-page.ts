import { defaultAssumptions } from '../../domain/assumptions.ts';
import { limitText } from '../../domain/explain.ts';
import {
  type Arrow,
  arrowsOf,
  type Flow,
  type FlowNode,
  isEndNode,
  type WaitingNode,
} from '../../domain/flow.ts';
import { flows } from '../../domain/flows/catalogue.ts';
import { type NodeId, roleTitles } from '../../domain/order.ts';
import { ruleOf } from '../../domain/rules.ts';
import { causeTitle, effectTitles } from '../../domain/terms.ts';
import { acrossDates } from './across-dates.ts';
import { differencesFrom, nodesOf } from './differences.ts';
import { both, code, generatedFrom, page, table } from './markdown.ts';
import { flowSwitchTable } from './switch-lines.ts';
import { whoGetsIt } from './who-gets-it.ts';

/** One flow as the page that product reviews. */
export function flowPage(flow: Flow): string {
  const isSupervised = nodesOf(flow).some(([, node]) => !isEndNode(node));
  return page(
    generatedFrom('domain/flows'),
    `# ${both(flow.title)}`,
    `流程号 / flow id: ${code(flow.id)} · [全部流程 / all flows](README.md) · [矩阵 / matrix](matrix.md)`,
    `${flow.note.zh}\n${flow.note.en}`,
    '## 适用订单 / Who gets it',
    whoGetsIt(flow),
    '## 节点 / Nodes',
    nodeTable(nodesOf(flow)),
    isSupervised ? elsewhere : undefined,
    '## 图 / Picture',
    mermaid(flow),
    '## 日期前后 / Across the dates',
    acrossDates(flow),
    ...neighbourBlocks(flow),
    ...switchBlocks(flow),
  );
}

const elsewhere =
  '任何节点都可能发生的事（提醒、预警、延期、开票、365 天关闭、退款）见[任何节点](any-node.md)；[申诉](../appeals.md)；交付要证明什么见[验收标准](../acceptance.md)；时限见[时钟](../clocks.md)。\nWhat can happen at [any node](any-node.md), [appeals](../appeals.md), what a delivery has to [prove](../acceptance.md), and all [clocks](../clocks.md) are on pages of their own.';

/** Nodes with everything that can happen at them. */
export function nodeTable(nodes: readonly (readonly [NodeId, FlowNode])[]): string {
  const rows = nodes.flatMap(([id, node]) => {
    const name = `${both(node.title)} ${code(id)}`;
    if (isEndNode(node)) return [[name, '—', '—', '结束 / ends', '—', '—']];
    return arrowsOf(node).map(([event, arrow], index) => [
      index === 0 ? name : '',
      index === 0 ? whoCell(node) : '',
      index === 0 ? limitCell(node) : '',
      `${both(causeTitle(event))} ${code(event)} → ${code(arrow.to)}${arrow.to === id ? stays : ''}`,
      arrow.effects.map((effect) => both(effectTitles[effect])).join('; ') || '—',
      ruleCell(arrow.rule),
    ]);
  });
  const head = ['节点 / node', '等待 / who', '时限 / limit', '事件 / event → target'];
  return table([...head, '效果 / effects', '规则 / rule'], rows);
}

/** The order stays where it is; its limit is worked out anew. */
const stays = '（留在本节点 / stays）';

const whoCell = ({ waitingFor, mayAlsoAct = [] }: WaitingNode): string =>
  [
    both(roleTitles[waitingFor]),
    ...mayAlsoAct.map((role) => `也可 / also: ${both(roleTitles[role])}`),
  ].join('; ');

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

/**
 * Flows that a product person lays beside this one, apart from those across a date: with one addition more or less, and
 * those that its note names.
 */
function neighboursOf(flow: Flow): readonly Flow[] {
  const partsOf = (id: string): readonly string[] => id.split(/\.(?=[a-z])/);
  const [name, ...mine] = partsOf(flow.id);
  const named = flow.note.en.split(/[\s:,]+/);
  return flows.filter((other) => {
    if (other.id === flow.id) return false;
    const [otherName, ...theirs] = partsOf(other.id);
    const apart = [
      ...mine.filter((part) => !theirs.includes(part)),
      ...theirs.filter((part) => !mine.includes(part)),
    ];
    const isDate = apart.every((part) => /^(before|from)-/.test(part));
    return named.includes(other.id) || (name === otherName && apart.length === 1 && !isDate);
  });
}

function neighbourBlocks(flow: Flow): readonly string[] {
  const neighbours = neighboursOf(flow);
  if (neighbours.length === 0) return [];
  return [
    '## 与相邻流程的差异 / Differences from neighbours',
    ...neighbours.map((other) => {
      const words = differencesFrom(other, flow).map((line) => `- ${line}`);
      return [`与 ${link(other)} 相比，本流程 / compared with it, this flow:`, ...words].join('\n');
    }),
  ];
}

function switchBlocks(flow: Flow): readonly string[] {
  const switched = flowSwitchTable(flow.id);
  if (switched === undefined) return [];
  return [
    '## 改变假设时 / With a switch turned',
    '每个[开关](../assumptions.md)单独改变时，谁来、谁走。/ Who comes and who leaves when one [switch](../assumptions.md) is turned alone.',
    switched,
  ];
}

const link = (flow: Flow): string => `[${both(flow.title)}](${flow.id}.md)`;

/** The index of all flow pages. */
export const flowIndex = (): string =>
  page(
    generatedFrom('domain/flows'),
    '# 服务监管流程 / Supervision flows',
    '每个已发布的流程一页。已发布的流程不再修改，变更即新的带日期的文件；订单始终走下单时的流程（R-CUT-03）。\nOne page per published flow. A published flow never changes; a change is a new dated file. An order keeps the flow that it got when it was placed (R-CUT-03).',
    '- [矩阵 / matrix](matrix.md)：哪些订单走哪个流程 / which order gets which flow\n- [任何节点 / any node](any-node.md)：任何流程、任何节点都可能发生的事 / what can happen at any node of any flow',
    table(
      ['流程 / flow', '节点 / nodes', '说明 / note'],
      flows.map((flow) => [link(flow), pathOf(flow), both(flow.note)]),
    ),
  );

const pathOf = (flow: Flow): string =>
  nodesOf(flow)
    .map(([id]) => code(id))
    .join(' → ');
