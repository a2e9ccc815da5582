import { autoCloseEnded } from '../../domain/due.ts';
import type { Bilingual } from '../../domain/errors.ts';
import { cornersText, kindsText } from './cell-lines.ts';
import { type Answer, dateText, type Interval, intervals, intervalText } from './cells.ts';
import { both, code, generatedFrom, page, ruleLink, table } from './markdown.ts';
import { type MatrixTable, matrix } from './matrix.ts';
import { switchTable } from './switch-lines.ts';

/** Which order gets which flow: every combination on one page. */
export function matrixPage(): string {
  return page(
    generatedFrom('domain/flows/catalogue.ts'),
    '# 谁走哪个流程 / Who gets which flow',
    '接入类型（含服务模板）× 商品类型 × 场景 × 下单日期，全部组合都在本页；答案相同的行、列、表已合并。流程名链接到流程页：名称带 `.reviewed` 的含华为云复核。\nEvery combination of delivery mode (with its service template), product, scene and date placed; rows, columns and tables with the same answers are merged. Each flow links to its page; names with `.reviewed` have a Huawei review.',
    `- 日期自北京时间当日零点起算 / dates begin at midnight in Beijing (${ruleLink('R-CUT-02')})；以下单时间为准，此后不变 / the moment of placing decides, for the whole life of the order (${ruleLink('R-CUT-03')}, ${ruleLink('R-CUT-05')}).
- 同样的问题可以问接口 / the API answers the same question: ${code('GET /flows/answer?deliveryMode=…&salesCategory=…&scene=…&placedAt=…')}
- 基地云订单从何时起复核，文档没有日期：默认不论何时下单（线上授权码自 2024-09-14 起） / from when base cloud orders are reviewed is not dated in the documents: by default whenever placed (authorization codes: from 2024-09-14) (${ruleLink('R-REV-06')}, ${ruleLink('R-LIC2-11')}).
- 续费订单不再开启服务监管：任何接入类型都走 ${flowLink('not-supervised')} / a renewal never opens a supervision, whatever the mode (${ruleLink('R-MOD-02')}).
- ${dateText(autoCloseEnded)} 不换流程，只换时钟：365 天关闭停用，改为 180 天预警，见[时钟](../clocks.md) / no flow changes on ${dateText(autoCloseEnded)}, the clocks do: the close after 365 days ends, the alert after 180 begins; see [clocks](../clocks.md).`,
    ...matrix.map(section),
    '## <a id="with-a-switch-turned"></a>改变假设时 / With a switch turned',
    '以上按默认假设。每个[开关](../assumptions.md)单独改变时，只有下列订单换流程；`…` 代表上表中的流程名。\nThe tables above hold under the defaults. Turned alone, each [switch](../assumptions.md) moves these orders and no others; `…` stands for the flow above.',
    switchTable(),
  );
}

const section = (part: MatrixTable): string =>
  [
    `## ${both(kindsText(part.kinds))}`,
    part.kinds
      .map(({ mode, template }) => code(template ? `${mode}, ${template}` : mode))
      .join(' · '),
    matrixTable(part),
    unchanged(part),
  ]
    .filter((block) => block !== undefined)
    .join('\n\n');

const matrixTable = ({ columns, rows }: MatrixTable): string =>
  table(
    ['商品与场景 / product and scene', ...columns.map((column) => both(intervalText(column)))],
    rows.map(({ corners, answers }) => [both(cornersText(corners)), ...answers.map(answerText)]),
  );

/** Dates of the catalogue that change nothing in a table. */
function unchanged({ columns }: MatrixTable): string | undefined {
  const isColumn = ({ from }: Interval): boolean => columns.some((column) => column.from === from);
  const dates = intervals.flatMap((interval) =>
    interval.from && !isColumn(interval) ? [dateText(interval.from)] : [],
  );
  if (dates.length === 0) return undefined;
  const list: Bilingual = { zh: dates.join('、'), en: dates.join(', ') };
  return `${list.zh}：文档没有差异，前后相同 / the documents show no difference on ${list.en}: the same on both sides.`;
}

/** An answer as the cell of a table: the flow, or why there is none. */
export function answerText({ flowId, notSold }: Answer): string {
  if (notSold) return `不销售：${notSold.zh} / not sold: ${notSold.en}`;
  const link = flowLink(flowId ?? '');
  return flowId === 'not-supervised' ? `不监管 / not supervised: ${link}` : link;
}

const flowLink = (id: string): string => `[${id}](${id}.md)`;
