import type { Bilingual } from '../../domain/errors.ts';
import { actionNames, actionOf } from '../../domain/events.ts';
import { effectNames } from '../../domain/flow.ts';
import { flows } from '../../domain/flows/catalogue.ts';
import {
  deliveryModes,
  type NodeId,
  nodeIds,
  orderStatuses,
  roleTitles,
  salesCategories,
  scenes,
  supervisionStatuses,
} from '../../domain/order.ts';
import {
  deliveryModeTitles,
  effectTitles,
  eventTitle,
  eventTypes,
  orderStatusTitles,
  salesCategoryTitles,
  sceneTitles,
  supervisionStatusTitles,
} from '../../domain/terms.ts';
import { both, code, generatedFrom, page, table } from './markdown.ts';

/** Every term with its identifier: one word per thing, in code, database, API and documents alike. */
export function glossaryPage(): string {
  return page(
    generatedFrom('domain/'),
    '# Glossary',
    'The identifier is the same in code, database, API and documents. Titles are for people and never compared.',
    '## 角色 / Roles',
    terms(Object.entries(roleTitles)),
    '## 接入类型 / Delivery modes',
    terms(deliveryModes.map((mode) => [mode, deliveryModeTitles[mode]])),
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
    `${code('COMPLETING')} 是我们自己的节点：公开文档只写验收后 3 小时内完成 / is a node of our own: the public pages only say that the order completes within 3 hours after acceptance ([R-GEN-10](rules.md#r-gen-10)).`,
    '## 事件 / Events',
    terms(eventTypes.map((event) => [event, eventTitle(event)])),
    '## 操作 / Actions',
    actionTable(),
    '## 效果 / Effects',
    terms(effectNames.map((effect) => [effect, effectTitles[effect]])),
  );
}

const terms = (rows: readonly (readonly [string, Bilingual])[]): string =>
  table(
    ['中文', 'English', 'Identifier'],
    rows.map(([id, { zh, en }]) => [zh, en, code(id)]),
  );

/** Every title that flows give a node, as one. */
function nodeTitles(id: NodeId): Bilingual {
  const titles = flows.flatMap((flow) => flow.nodes[id]?.title ?? []);
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
