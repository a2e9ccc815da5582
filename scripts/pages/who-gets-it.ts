import type { Flow } from '../../domain/flow.ts';
import type { RuleId } from '../../domain/rules.ts';
import { linesOf, lineTexts } from './cell-lines.ts';
import { answerIn, type Cell, cells } from './cells.ts';
import { both, ruleLink, table } from './markdown.ts';
import { cellHead } from './switch-lines.ts';

/** Who gets a flow under the default assumptions. Found by asking the catalogue. */
export function whoGetsIt(flow: Flow): string {
  const own = cells.filter((cell) => answerIn(cell).flowId === flow.id);
  const lines = linesOf(own).map((line) => [...lineTexts(line).map(both), rulesText(line.cells)]);
  if (lines.length === 0) return nobody;
  const usual = table([...cellHead, '规则 / rules'], lines);
  return flow.id === 'not-supervised' ? `${usual}\n\n${renewals}` : usual;
}

const nobody =
  '默认假设下没有订单走本流程，只在改变开关时使用，见本页末尾。\nUnder the default assumptions no order follows it, only with a switch turned: see the end of the page.';

const renewals = `此外：任何接入类型的续费订单，不论商品、场景和日期。/ And every renewal, whatever its mode, product, scene and date (${ruleLink('R-MOD-02')}).`;

const rulesText = (some: readonly Cell[]): string =>
  [...new Set(some.flatMap((cell) => answerIn(cell).rules))]
    .sort()
    .map((id) => ruleLink(id as RuleId))
    .join(' ');
