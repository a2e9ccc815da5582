import { limitText } from '../../domain/explain.ts';
import { isEndNode } from '../../domain/flow.ts';
import { flows } from '../../domain/flows/catalogue.ts';
import { type RuleId, ruleOf, rules } from '../../domain/rules.ts';
import { projectSources, testTitlesIn } from '../check-rules.ts';
import { grouped } from './cell-lines.ts';
import { clockRows, flowList, moreClocks } from './clock-rows.ts';
import { nodesOf } from './differences.ts';
import { both, code, generatedFrom, page, ruleLink, table } from './markdown.ts';

/** Tests of the domain by the rule ids in the titles of those that run. */
const domainTests = projectSources()
  .tests.filter(({ path }) => path.startsWith('test/domain/'))
  .map(({ path, text }) => ({ path, titles: testTitlesIn(text).join('\n') }))
  .sort((a, b) => (a.path < b.path ? -1 : 1));

const testsOf = (id: RuleId): readonly string[] =>
  domainTests.filter(({ titles }) => titles.includes(id)).map(({ path }) => path);

/** Every clock that an order lives by. */
export function clocksPage(): string {
  return page(
    generatedFrom('domain/rules.ts, domain/due.ts and domain/flows'),
    '# 时钟 / Clocks',
    '订单的每个时限都走订单自己的时钟（演练订单可加快或手动推进）。“行”是规则集第 3 节的编号；规则号写在测试标题里，`npm run rules:check` 保证每条都有测试。\nEvery limit runs on the order’s own clock, which a rehearsal may speed up or move by hand. A row is a number of section 3 of the rule collection; the rule ids stand in the titles of the tests, and `npm run rules:check` demands one for each.',
    '## 规则集的行 / Rows of the collection',
    table(
      [
        '行 / row',
        '在这里 / what it does here',
        '生效 / in force',
        '节点与流程 / nodes and flows',
        '规则与测试 / rules and tests',
      ],
      clockRows.map(({ row, does, inForce, where, rules: ids }) => [
        row,
        both(does),
        both(inForce),
        where,
        ids.length === 0 ? '—' : rulesWithTests(ids),
      ]),
    ),
    elsewhere(),
    '## 其他时钟 / Other clocks',
    table(
      ['时钟 / clock', '在这里 / what it does here', '规则与测试 / rules and tests'],
      moreClocks.map(({ title, does, rules: ids }) => [
        both(title),
        both(does),
        rulesWithTests(ids),
      ]),
    ),
    '## 流程里的时限 / Limits in the flows',
    `其余节点都没有时限（${ruleLink('R-GEN-09', '')}）。/ Every other node has none (${ruleLink('R-GEN-09', '')}).`,
    limitTable(),
  );
}

const rulesWithTests = (ids: readonly RuleId[]): string =>
  ids
    .map((id) => {
      const files = testsOf(id).map((path) => `[${nameOf(path)}](../${path})`);
      return `${ruleLink(id, '')} ${ruleOf(id).tag}: ${files.join(', ') || '—'}`;
    })
    .join('; ');

const nameOf = (path: string): string =>
  path.replace(/^test\/domain\//, '').replace(/\.test\.ts$/, '');

/** Rows that other parts of the collection are about; those that are in force already are named. */
function elsewhere(): string {
  const here = (Object.keys(rules) as RuleId[]).filter((id) => {
    const number = Number(/^T(\d+)$/.exec(ruleOf(id).was)?.[1]);
    return number >= 12 && number <= 25;
  });
  const named = here.map((id) => `${ruleLink(id, '')} (${ruleOf(id).was})`).join(', ');
  return `T12–T25 不在本页：退款、商家接口；其中已生效的：${named}。/ T12 to T25 are not part of this page: refunds, seller interfaces; in force already: ${named}.`;
}

/** Every limit of every node, equal ones together. */
function limitTable(): string {
  const limits = flows.flatMap((flow) =>
    nodesOf(flow).flatMap(([id, node]) => {
      const arrow = isEndNode(node) ? undefined : node.on.deadlinePassed;
      return isEndNode(node) || !arrow ? [] : [{ flow: flow.id, id, within: node.within, arrow }];
    }),
  );
  const groups = grouped(limits, ({ id, within, arrow }) => JSON.stringify([id, within, arrow]));
  return table(
    ['节点 / node', '时限 / limit', '到时 / then', '规则 / rule', '流程 / flows'],
    groups.flatMap(([first, ...others]) =>
      first
        ? [
            [
              code(first.id),
              both(limitText(first.within)),
              `→ ${code(first.arrow.to)}`,
              ruleLink(first.arrow.rule, ''),
              flowList([first, ...others].map(({ flow }) => flow)),
            ],
          ]
        : [],
    ),
  );
}
