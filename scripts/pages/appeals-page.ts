import {
  type AppealReason,
  appealReasonOf,
  appealReasons,
  evidenceKindTitles,
  type RulingOutcome,
  rulingOutcomes,
  rulingTitles,
  type SettlementKind,
  settlementKinds,
  settlementTitles,
} from '../../domain/appeal.ts';
import { longestOfferDays, longestRedoDays } from '../../domain/appeal-content.ts';
import {
  blackOutDays,
  decisionWorkingDays,
  idleDays,
  mostEntries,
  rejectionsBefore,
} from '../../domain/appeal-rules.ts';
import { assumptions } from '../../domain/assumptions.ts';
import type { Bilingual } from '../../domain/errors.ts';
import { arrowsOf, type Flow, isEndNode, nodeOf } from '../../domain/flow.ts';
import { flows } from '../../domain/flows/catalogue.ts';
import { type NodeId, roleTitles } from '../../domain/order.ts';
import type { RuleId } from '../../domain/rules.ts';
import { sellersNode } from '../../domain/rulings.ts';
import { instant } from '../../domain/units.ts';
import { grouped } from './cell-lines.ts';
import { flowList } from './clock-rows.ts';
import { nodesOf } from './differences.ts';
import { frozenTable } from './frozen-rows.ts';
import { both, code, generatedFrom, page, ruleLink, table } from './markdown.ts';

const yuan = (fen: number): string => (fen / 100).toLocaleString('en');

const threshold = assumptions.secondSignatureFromFen.default;
const since = assumptions.appealsAnyTimeFrom.default;
const answerDays = assumptions.statementWorkingDays.default;

const link = (id: RuleId): string => ruleLink(id, '');
const switchLink = (name: keyof typeof assumptions): string =>
  `[${code(name)}](assumptions.md#${name.toLowerCase()})`;

/** What a ruling does, in words; the code says it as `closingOf`. */
const rulingDoes: Readonly<
  Record<
    RulingOutcome,
    { readonly does: Bilingual; readonly moves: Bilingual; readonly rules: readonly RuleId[] }
  >
> = {
  RESUME: {
    does: {
      zh: '停在原节点，各时限从剩余时间继续',
      en: 'the order stays; its limits go on with what was left of them',
    },
    moves: { zh: '无', en: 'nothing' },
    rules: ['R-APL-13', 'R-APL-03'],
  },
  BACK_TO_SELLER: {
    does: {
      zh: '回到商家交付节点（见下），理由记入 lastRejection；撤销其间的验收，最后验收的里程碑须重新交付',
      en: 'the order goes back to where the seller delivers (see below), with the reason in `lastRejection`; an acceptance in between is undone, and the milestone accepted last is delivered again',
    },
    moves: { zh: '无', en: 'nothing' },
    rules: ['R-APL-14', 'R-APL-19'],
  },
  COMPLETE: {
    does: { zh: '订单完成，可计费', en: 'the order is completed and billable' },
    moves: { zh: '已付全款归商家', en: 'all that was paid becomes the seller’s' },
    rules: ['R-APL-13'],
  },
  REFUND: {
    does: {
      zh: '进入 REFUNDING；全额退款后为 REFUNDED，不计费；部分退款后为 COMPLETED，其余计费',
      en: 'the order moves to `REFUNDING`; refunded in full it ends at `REFUNDED` and is never billed, in part at `COMPLETED`, and the rest is billed',
    },
    moves: {
      zh: '已付全款：一部分退还用户，其余归商家',
      en: 'all that was paid: what is not refunded becomes the seller’s',
    },
    rules: ['R-APL-14', 'R-APL-16'],
  },
};

/** What a settlement does, in words. */
const settlementDoes: Readonly<
  Record<SettlementKind, { readonly needs: Bilingual; readonly does: Bilingual }>
> = {
  REDO: {
    needs: {
      zh: `until：方案到期之后，最多 ${longestRedoDays} 天`,
      en: `\`until\`, after the offer lapses and at most ${longestRedoDays} days later`,
    },
    does: {
      zh: '回到（或停在）商家交付节点，until 成为新的交付承诺；不自动产生其他后果',
      en: 'the order goes back to the seller (or stays there), `until` is the new delivery promise; missing it has no other consequence than reminders',
    },
  },
  EXTRA_PROOF: {
    needs: { zh: 'until（同上）和 criteria', en: '`until`, as above, and `criteria`' },
    does: {
      zh: '同上；下次交付须逐项答复这些标准',
      en: 'as above; the next delivery answers each of these criteria',
    },
  },
  PARTIAL_REFUND: {
    needs: { zh: 'amountFen：少于已付金额', en: '`amountFen`, less than was paid' },
    does: {
      zh: '进入 REFUNDING，退款后完成，其余计费；无须复签',
      en: 'the order moves to `REFUNDING`, then is completed, and the rest is billed; nobody signs a second time',
    },
  },
};

/** Appeals: who may, what a frozen order takes, and what ends it. */
export function appealsPage(): string {
  return page(
    generatedFrom('domain/appeal.ts, domain/order-wide.ts and domain/rulings.ts'),
    '# 申诉 / Appeals',
    `申诉期间订单冻结：除本页所列操作外一概拒绝（\`ORDER_FROZEN\`，${link('R-APL-02')}），所有时限停止（${link('R-APL-03')}）。如何调用见[接口说明](api.md#appeals)。\nWhile an appeal is open the order stands still: it refuses everything that is not on this page (\`ORDER_FROZEN\`, ${link('R-APL-02')}), and no limit runs (${link('R-APL-03')}). The calls are in [the API guide](api.md#appeals).`,
    '## 何时可以申诉 / When',
    [
      `- ${since}（北京）起下单的订单：双方，任意节点，任意时间（${link('R-APL-01')}）；日期可换，见 ${switchLink('appealsAnyTimeFrom')} / orders placed from ${since} (Beijing) on: both sides, at any node, at any time; the date is a switch`,
      `- 之前下单的：轮到对方操作且已超过 ${idleDays} 天，或驳回满 ${rejectionsBefore} 次（${link('R-APL-04')}）；365 天关闭前的 ${blackOutDays} 天内不能（${link('R-APL-05')}） / orders placed before: once it has been the other side’s turn for more than ${idleDays} days, or after ${rejectionsBefore} rejections; not in the last ${blackOutDays} days before the close after 365 days`,
      `- 同时只有一个申诉（${link('R-APL-07')}）；退款开始后不能再申诉（${link('R-APL-18')}） / one appeal at a time; none once a refund is on its way`,
    ].join('\n'),
    '## 申诉原因 / Reasons',
    table(
      ['中文', 'English', 'Identifier', '谁 / who', '必需凭证 / evidence'],
      (Object.keys(appealReasons) as AppealReason[]).map(reasonRow),
    ),
    `每份申诉至少附一个文件（${link('R-APL-06')}）。/ Every appeal comes with at least one file (${link('R-APL-06')}).`,
    '## 冻结期间可以做什么 / What a frozen order takes',
    `双方在申诉之外各可补充 ${mostEntries} 次凭证。演练时钟照常可以推进。\nBeside appeal and answer each side may add evidence ${mostEntries} times. A rehearsal clock can be moved as ever.`,
    frozenTable(),
    '## 时间 / Time',
    [
      `- 答辩：${answerDays} 个工作日（${link('R-APL-09')}，${switchLink('statementWorkingDays')}）；此前不能裁决 / the other side may answer for ${answerDays === 1 ? 'a working day' : `${answerDays} working days`}; nobody decides before it has, or that time is over`,
      `- 裁决：${decisionWorkingDays} 个工作日（${link('R-APL-10')}）；逾期只上报，不自动裁决（${link('R-APL-11')}） / the decision is due after ${decisionWorkingDays} working days; a late one is reported and never made by itself`,
      `- 和解方案最多有效 ${longestOfferDays} 天（${link('R-APL-12')}） / an offer stands for at most ${longestOfferDays} days`,
      `- 冻结的时间在时间账上记为 frozen，不算任何一方的；结束后各时限后移同样长的时间（${link('R-APL-03')}） / the time of an appeal is booked as \`frozen\`, to neither side; afterwards every limit is moved on by as long`,
    ].join('\n'),
    '## 裁决 / Rulings',
    table(
      ['裁决 / ruling', '结果 / what it does', '涉及金额 / moves', '规则 / rule'],
      rulingOutcomes.map((outcome) => {
        const { does, moves, rules } = rulingDoes[outcome];
        return [title(rulingTitles[outcome], outcome), both(does), both(moves), linksTo(rules)];
      }),
    ),
    `涉及金额达到 ${yuan(threshold)} 元的裁决须由另一位运营经理复签（${link('R-APL-15')}，${switchLink('secondSignatureFromFen')}）。\nA ruling that moves ${yuan(threshold)} yuan or more is signed by a second operations manager (${link('R-APL-15')}).`,
    '## 和解 / Settlements',
    table(
      ['方案 / settlement', '须写明 / needs', '结果 / what it does'],
      settlementKinds.map((kind) => {
        const { needs, does } = settlementDoes[kind];
        return [title(settlementTitles[kind], kind), both(needs), both(does)];
      }),
    ),
    '## 退回到哪里 / Where an order goes back to',
    `首次交付之前、停在商家交付节点时、领取或激活授权码之后，没有可退回的节点（${link('R-APL-19')}），不能裁 \`BACK_TO_SELLER\`。\nBefore the first delivery, at a node where the seller delivers, and after a code was claimed or activated since, there is nowhere to go back to (${link('R-APL-19')}): \`BACK_TO_SELLER\` is refused.`,
    backTable(),
  );
}

const title = (words: Bilingual, id: string): string => `${both(words)} ${code(id)}`;

const linksTo = (ids: readonly RuleId[]): string => ids.map(link).join(' ');

function reasonRow(reason: AppealReason): readonly string[] {
  const { title: words, sides, evidence = [] } = appealReasonOf(reason);
  return [
    words.zh,
    words.en,
    code(reason),
    sides.map((side) => both(roleTitles[side])).join('; '),
    evidence.map((kind) => title(evidenceKindTitles[kind], kind)).join('; ') ||
      '至少一个文件 / any file',
  ];
}

/** Every node that an order can stand at once something was delivered. */
function nodesAfterDelivery(flow: Flow): readonly NodeId[] {
  const arrows = nodesOf(flow).flatMap(([id, node]) =>
    arrowsOf(node).map(([event, arrow]) => ({ event, from: id, to: arrow.to })),
  );
  const found = new Set<NodeId>();
  const visit = (id: NodeId): void => {
    if (found.has(id)) return;
    found.add(id);
    for (const { from, to } of arrows) if (from === id) visit(to);
  };
  for (const { event, to } of arrows) {
    if (event === 'delivered' || event === 'shipped' || event === 'deployed') visit(to);
  }
  return [...found].filter((id) => !isEndNode(nodeOf(flow, id)));
}

/** Where orders that were delivered go back to, flow by flow; equal ones together. */
function backTable(): string {
  const delivery = { text: '', at: instant('2025-05-01T00:00:00Z') };
  const answers = flows.flatMap((flow) =>
    nodesAfterDelivery(flow).flatMap((id) => {
      const back = sellersNode({ flowId: flow.id, node: id, delivery });
      return back === null ? [] : [{ flow: flow.id, id, back }];
    }),
  );
  return table(
    ['停在 / stands at', '退回到 / goes back to', '流程 / flows'],
    grouped(answers, ({ id, back }) => `${id} ${back}`).map((group) => {
      const [first] = group;
      const cells: readonly (NodeId | undefined)[] = [first?.id, first?.back];
      return [...cells.map((id) => code(id ?? '')), flowList(group.map(({ flow }) => flow))];
    }),
  );
}
