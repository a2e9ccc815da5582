import { machineChecks, proofKinds, ruleSets, signatories } from '../../domain/acceptance.ts';
import {
  type AppealEnd,
  type AppealReason,
  appealEnds,
  appealReasonOf,
  appealReasons,
  evidenceKinds,
  evidenceKindTitles,
  rulingOutcomes,
  rulingTitles,
  settlementKinds,
  settlementTitles,
} from '../../domain/appeal.ts';
import type { Bilingual } from '../../domain/errors.ts';
import { actionNames, actionOf } from '../../domain/events.ts';
import { commonNodes, effectNames } from '../../domain/flow.ts';
import { flows } from '../../domain/flows/catalogue.ts';
import {
  deliveryModes,
  type NodeId,
  nodeIds,
  orderStatuses,
  roleTitles,
  salesCategories,
  scenes,
  serviceTemplates,
  supervisionStatuses,
} from '../../domain/order.ts';
import {
  deliveryModeTitles,
  effectTitles,
  eventTitle,
  eventTypes,
  machineCheckTitles,
  orderStatusTitles,
  proofKindTitles,
  ruleSetTitles,
  salesCategoryTitles,
  sceneTitles,
  serviceTemplateTitles,
  signatoryTitles,
  supervisionStatusTitles,
} from '../../domain/terms.ts';
import { both, code, generatedFrom, page, table } from './markdown.ts';

/** Every term with its identifier: one word per thing, in code, database, API and documents alike. */
export function glossaryPage(): string {
  return page(
    generatedFrom('domain/'),
    '# 术语表 / Glossary',
    '标识在代码、数据库、API 和文档中一致；标题只给人看，代码从不比较。\nThe identifier is the same in code, database, API and documents. Titles are for people and never compared.',
    '## 角色 / Roles',
    terms(Object.entries(roleTitles)),
    '## 接入类型 / Delivery modes',
    terms(deliveryModes.map((mode) => [mode, deliveryModeTitles[mode]])),
    '## 服务模板 / Service templates',
    terms(serviceTemplates.map((template) => [template, serviceTemplateTitles[template]])),
    '## 商品类型 / Sales categories',
    terms(salesCategories.map((category) => [category, salesCategoryTitles[category]])),
    '## 场景 / Scenes',
    terms(scenes.map((scene) => [scene, sceneTitles[scene]])),
    '## 服务监管状态 / Supervision status',
    terms(supervisionStatuses.map((status) => [status, supervisionStatusTitles[status]])),
    '## 订单状态 / Order status',
    terms(orderStatuses.map((status) => [status, orderStatusTitles[status]])),
    '## 节点 / Nodes',
    terms(nodeIds.map((id) => [id, nodeTitles(id)])),
    '公开文档没有、由我们定义的节点 / nodes of our own, which the public pages do not name:',
    ourNodes.map(([id, { zh, en }]) => `- ${code(id)}：${zh} / ${en}`).join('\n'),
    '## 事件 / Events',
    terms(eventTypes.map((event) => [event, eventTitle(event)])),
    '## 操作 / Actions',
    actionTable(),
    '## 效果 / Effects',
    terms(effectNames.map((effect) => [effect, effectTitles[effect]])),
    '## 申诉 / Appeals',
    '见[申诉](appeals.md)。/ See [appeals](appeals.md).',
    '### 申诉原因 / Reasons',
    terms(
      (Object.keys(appealReasons) as AppealReason[]).map((id) => [id, appealReasonOf(id).title]),
    ),
    '### 凭证 / Evidence',
    terms(evidenceKinds.map((kind) => [kind, evidenceKindTitles[kind]])),
    '### 裁决 / Rulings',
    terms(rulingOutcomes.map((outcome) => [outcome, rulingTitles[outcome]])),
    '### 和解方案 / Settlements',
    terms(settlementKinds.map((kind) => [kind, settlementTitles[kind]])),
    '### 申诉如何结束 / How an appeal ends',
    terms(appealEnds.map((end) => [end, endTitles[end]])),
    '## 验收标准 / Acceptance criteria',
    '见[验收标准](acceptance.md)。/ See [what a delivery has to prove](acceptance.md).',
    terms(ruleSets.map((set) => [set, ruleSetTitles[set]])),
    '### 验收件 / Kinds of proof',
    terms(proofKinds.map((kind) => [kind, proofKindTitles[kind]])),
    '### 签字方 / Signatories',
    terms(signatories.map((who) => [who, signatoryTitles[who]])),
    '### 机器检查 / Machine checks',
    terms(machineChecks.map((check) => [check, machineCheckTitles[check]])),
  );
}

/** How an appeal ended, in words. */
const endTitles: Readonly<Record<AppealEnd, Bilingual>> = {
  RULED: { zh: '已裁决', en: 'an operations manager decided' },
  SETTLED: { zh: '已和解', en: 'the two sides settled' },
  WITHDRAWN: { zh: '已撤回', en: 'whoever appealed withdrew it' },
};

/** Nodes that no public page names, and why they are here. */
const ourNodes: readonly (readonly [NodeId, Bilingual])[] = [
  [
    'COMPLETING',
    {
      zh: '公开文档只写验收后 3 小时内完成（[R-GEN-10](rules.md#r-gen-10)）',
      en: 'they only say that the order completes within 3 hours after acceptance',
    },
  ],
  [
    'REFUNDING',
    {
      zh: '退款决定之后、到账之前（[R-RFD-01](rules.md#r-rfd-01)）',
      en: 'a refund is decided and the money is on its way',
    },
  ],
  [
    'EFFECTIVE',
    {
      zh: '不涉及服务监管的订单直接生效（[R-MOD-01](rules.md#r-mod-01)）',
      en: 'orders without supervision are in effect at once',
    },
  ],
];

const terms = (rows: readonly (readonly [string, Bilingual])[]): string =>
  table(
    ['中文', 'English', 'Identifier'],
    rows.map(([id, { zh, en }]) => [zh, en, code(id)]),
  );

/** Every title that flows give a node, as one. */
function nodeTitles(id: NodeId): Bilingual {
  const titles = [commonNodes, ...flows.map(({ nodes }) => nodes)].flatMap(
    (nodes) => nodes[id]?.title ?? [],
  );
  const joined = (language: keyof Bilingual) =>
    [...new Set(titles.map((title) => title[language]))].join('; ');
  return { zh: joined('zh'), en: joined('en') };
}

const actionTable = (): string =>
  table(
    ['中文', 'English', 'Identifier', '事件 / Event', '角色 / Roles'],
    actionNames.map((name) => {
      const { title, event, roles } = actionOf(name);
      const who = roles.map((role) => both(roleTitles[role])).join('; ');
      return [title.zh, title.en, code(name), code(event), who];
    }),
  );
