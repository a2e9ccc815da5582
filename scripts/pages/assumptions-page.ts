import { type Assumptions, assumptions } from '../../domain/assumptions.ts';
import { type Bilingual, InvariantError } from '../../domain/errors.ts';
import { fixedReadings } from '../../domain/fixed-readings.ts';
import { type RuleId, ruleOf } from '../../domain/rules.ts';
import { linesOf, lineTexts } from './cell-lines.ts';
import { placesOf } from './clock-rows.ts';
import { both, code, generatedFrom, page, ruleLink, table } from './markdown.ts';
import { moves } from './switch-lines.ts';

type Name = keyof Assumptions;

/** What a switch touches that chooses no flow. */
const touchedElsewhere: Readonly<Partial<Record<Name, Bilingual | string>>> = {
  autoCloseDelayHours: placesOf((_, { within }) => within.kind === 'assumedHours'),
  datesBegin: {
    zh: '矩阵的每一列：在日期当天 00:00–08:00（北京）下单的订单',
    en: 'every column of the matrix: orders placed from 00:00 to 08:00 Beijing time on a date',
  },
  hardwareAcceptCountsFrom: placesOf((_, { within }) => within.kind === 'daysAfterSignature'),
  enableTimeMayPrecedeOrder: {
    zh: '所有流程中填写服务实际开通时间的交付（激活不受影响）',
    en: 'deliveries that name an actual enable time, in every flow (activations aside)',
  },
  enableTimeMayBeInFuture: {
    zh: '所有流程中填写服务实际开通时间的交付与激活',
    en: 'deliveries and activations that name an actual enable time, in every flow',
  },
  screenshotTypes: {
    zh: '要求截图的验收标准（规则集 E、B 与商家模板）',
    en: 'criteria that ask for screenshots: rule sets E and B, and templates of sellers',
  },
  resourceStartsWith: {
    zh: '按周期计费的商品：资源周期的起点',
    en: 'lines with a bought period: where their period begins',
  },
  reminderCadence: {
    zh: '每个等待用户、商家或复核人的节点',
    en: 'every node that awaits buyer, seller or reviewer',
  },
  promiseReminders: {
    zh: '有交付承诺、商家可以交付而尚未交付的订单',
    en: 'orders with a delivery promise, where the seller can deliver and has not',
  },
  autoCloseOlderOrders: {
    zh: '2024-03-05 前上线、付款已满 365 天的订单',
    en: 'orders that open here before 2024-03-05 more than 365 days after their payment',
  },
  alertOlderOrders: {
    zh: '2024-03-05 或上线时已下单满 180 天的订单',
    en: 'orders placed more than 180 days before 2024-03-05, or before they open here',
  },
  workingDaysCountFrom: {
    zh: '快递公司申请的答复时限（T26），申诉的答辩期和裁决时限（T11）',
    en: 'the answer about a courier (T26); the answer to an appeal and its decision (T11)',
  },
  reviewKeepsSignature: { zh: '复核未通过的硬件订单', en: 'hardware whose review failed' },
  goodsAreSignedFor: { zh: '规则集 E 的硬件订单', en: 'hardware under rule set E' },
  milestoneProof: { zh: '有里程碑的建站类订单', en: 'website building with milestones' },
  renewUnfinished: { zh: '本系统已知订单的续费', en: 'renewals of orders that are known here' },
  deploymentByBuyer: {
    zh: '适用规则集 E 或 B 的软件包订单',
    en: 'software packages under rule set E or B',
  },
  longestExtensionDays: {
    zh: '有时限的节点和商家的交付承诺',
    en: 'nodes with a limit, and the seller’s delivery promise',
  },
  appealsAnyTimeFrom: {
    zh: '何时可以申诉（任意流程、任意节点）',
    en: 'when an order can be appealed, at every node of every flow',
  },
  statementWorkingDays: {
    zh: '申诉后对方的答辩期；在此之前不能裁决',
    en: 'how long the other side may answer an appeal, and nobody decides it',
  },
  secondSignatureFromFen: {
    zh: '裁决 COMPLETE（按已付金额）和 REFUND（按退款金额）',
    en: 'rulings `COMPLETE` (by what was paid) and `REFUND` (by what goes back)',
  },
};

/** Every choice of ours: what can be switched, and what is fixed. */
export const assumptionsPage = (): string =>
  page(
    generatedFrom('domain/assumptions.ts and domain/fixed-readings.ts'),
    '# 假设 / Assumptions',
    '文档没有说明、由我们选择的一切：[规则](rules.md)中的每条 `INF` 都在本页，可切换的在前，固定的在后。\nWhat the documents leave open and we chose: every `INF` rule of [the rules](rules.md) is on this page, first what can be switched, then what is fixed.',
    '- 在哪里改 / where: API 的环境变量 / in the environment of the API, `HANDOVER_ASSUMPTIONS=name=value,…`\n- 何时生效 / when: 开单时复制进订单，终身不变；切换只影响新订单 / copied into an order when it opens, for its whole life; a switch changes new orders only ([R-CUT-05](rules.md#r-cut-05))\n- 演练订单可自带 / a rehearsal may bring its own: `assumptions` in `POST /orders`\n- 哪些格子会变 / which cells change: [矩阵 / matrix](flows/matrix.md#with-a-switch-turned)',
    '## 可切换 / What can be switched',
    table(
      ['假设 / assumption', '默认 / default', '可选 / settings', '规则 / rule'],
      entries.map(([name, entry]) => [
        `[${code(name)}](#${name.toLowerCase()})`,
        code(`${entry.default}`),
        entry.settings.map((setting) => code(`${setting}`)).join(' '),
        ruleLink(entry.rule, ''),
      ]),
    ),
    ...entries.map(([name, entry]) =>
      [
        `### <a id="${name.toLowerCase()}"></a>${code(name)} = ${code(`${entry.default}`)}`,
        `- 理由 / why: ${both(entry.reason)}\n- 其他取值 / the others: ${both(entry.switchedTo)}\n- 影响 / touches: ${touchedBy(name)}\n- 规则 / rule: ${ruleLink(entry.rule, '')} ${ruleOf(entry.rule).statement}`,
      ].join('\n\n'),
    ),
    '## 固定 / What is fixed',
    '没有开关的理解：换一种读法就是另一条业务规则，要有新流程或新版本，而不是一个设置。\nReadings without a switch: another reading would be another business rule, with a flow or a version of its own, not a setting.',
    table(
      ['规则 / rule', '内容 / statement', '理由 / reason'],
      Object.entries(fixedReadings).map(([id, reason]) => [
        ruleLink(id as RuleId, ''),
        ruleOf(id as RuleId).statement,
        both(reason),
      ]),
    ),
  );

interface Entry {
  readonly default: unknown;
  readonly settings: readonly unknown[];
  readonly reason: Bilingual;
  readonly switchedTo: Bilingual;
  readonly rule: RuleId;
}
const entries = Object.entries(assumptions) as readonly (readonly [Name, Entry])[];

/** The cells of the matrix that a switch moves, or what else it touches. */
function touchedBy(name: Name): string {
  const moved = linesOf([
    ...new Set(moves.filter(({ turned }) => turned.name === name).map(({ cell }) => cell)),
  ]);
  if (moved.length > 0) {
    return moved
      .map((line) => {
        const texts = lineTexts(line);
        const joined = (language: keyof Bilingual, comma: string) =>
          texts.map((text) => text[language]).join(comma);
        return `\n  - ${joined('zh', '，')} / ${joined('en', ', ')}`;
      })
      .join('');
  }
  const elsewhere = touchedElsewhere[name];
  if (elsewhere === undefined) throw new InvariantError(`nobody says what ${name} touches`);
  return typeof elsewhere === 'string' ? elsewhere : both(elsewhere);
}
