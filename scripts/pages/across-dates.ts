import { type Assumptions, defaultAssumptions } from '../../domain/assumptions.ts';
import type { Bilingual } from '../../domain/errors.ts';
import type { Flow } from '../../domain/flow.ts';
import { flowById } from '../../domain/flows/catalogue.ts';
import { grouped, linesOf, lineTexts } from './cell-lines.ts';
import {
  answerIn,
  type Cell,
  cells,
  dateText,
  flowSettings,
  type Interval,
  intervals,
} from './cells.ts';
import { differencesFrom } from './differences.ts';
import { both } from './markdown.ts';

/** Cells that get one flow before a date and another (or the same) from it on. */
interface Crossing {
  readonly before: Flow;
  readonly after: Flow;
  readonly cells: readonly Cell[];
}

/** The settings under which a flow is in use: the defaults, or the first switch that leads to it. */
const settingsOf = (flow: Flow): Assumptions =>
  flowSettings.find((assumed) =>
    cells.some((cell) => answerIn(cell, assumed).flowId === flow.id),
  ) ?? defaultAssumptions;

const flowIn = (cell: Cell, interval: Interval, assumed: Assumptions): string | undefined =>
  answerIn({ ...cell, interval }, assumed).flowId;

/** What a date changes for those who get the flow before it or from it on. */
function crossingsOf(flow: Flow, from: Interval): readonly Crossing[] {
  const earlier = intervals.find(({ until }) => until === from.from);
  const assumed = settingsOf(flow);
  if (!earlier) return [];
  const pairs = cells
    .filter(({ interval }) => interval === from)
    .flatMap((cell) => {
      const before = flowIn(cell, earlier, assumed);
      const after = flowIn(cell, from, assumed);
      return before && after && [before, after].includes(flow.id) ? [{ cell, before, after }] : [];
    });
  return grouped(pairs, ({ before, after }) => `${before} ${after}`).flatMap((group) => {
    const [first] = group;
    if (!first) return [];
    const [before, after] = [flowById(first.before), flowById(first.after)];
    return [{ before, after, cells: group.map(({ cell }) => cell) }];
  });
}

const datedIntervals = intervals.filter(({ from }) => from !== undefined);

/** For every date of the catalogue, what it changes for this flow, or that it changes nothing. */
export const acrossDates = (flow: Flow): string =>
  datedIntervals.map((from) => `- ${dateLine(flow, from)}`).join('\n');

function dateLine(flow: Flow, from: Interval): string {
  const date = `**${from.from && dateText(from.from)}**`;
  const crossings = crossingsOf(flow, from);
  if (crossings.length === 0) return `${date} ${both(unusedText(flow, from))}`;
  const changes = crossings.filter(({ before, after }) => before !== after);
  if (changes.length === 0) return `${date} ${both(same)}`;
  const unchanged = crossings.flatMap((crossing) =>
    crossing.before === crossing.after ? [`  - ${whose(crossing)}：${both(same)}`] : [],
  );
  return [date, ...changes.map((each) => `  - ${changeText(flow, each)}`), ...unchanged].join('\n');
}

const same: Bilingual = {
  zh: '前后相同：文档没有差异，节点一样',
  en: 'no difference: the documents show the same nodes on both sides',
};

/** Which side of a date a flow lies on, where nobody gets it at the date itself. */
function unusedText(flow: Flow, { from }: Interval): Bilingual {
  const assumed = settingsOf(flow);
  const isLater = cells.some(
    (cell) =>
      (cell.interval.from ?? '') > (from ?? '') && answerIn(cell, assumed).flowId === flow.id,
  );
  return isLater
    ? { zh: '此时本流程尚未启用', en: 'the flow is not in use yet on either side' }
    : { zh: '此时已无新订单走本流程', en: 'no new orders follow the flow any more on either side' };
}

const whose = ({ cells: some }: Crossing): string => {
  const lines = linesOf(some);
  return lines
    .map((line) => {
      const [kind, corner] = lineTexts(line);
      return kind && corner ? `${kind.zh}，${corner.zh} / ${kind.en}, ${corner.en}` : '';
    })
    .join('; ');
};

function changeText(flow: Flow, crossing: Crossing): string {
  const { before, after } = crossing;
  const other = before === flow ? after : before;
  const side: Bilingual =
    before === flow ? { zh: '此后改走', en: 'from then on' } : { zh: '此前走', en: 'before' };
  const link = `[${other.id}](${other.id}.md)`;
  const head = `${whose(crossing)}：${both(side)} ${link}`;
  const review = reviewText(crossing);
  if (review) return `${head}。${both(review)}`;
  const words = differencesFrom(before, after).map((line) => `    - ${line}`);
  return [`${head}。新流程 / the newer flow:`, ...words].join('\n');
}

/** In words what differs, where it is the review alone. */
function reviewText({ before, after }: Crossing): Bilingual | undefined {
  if (after.id === `${before.id}.reviewed`) {
    return { zh: '只差华为云复核：从该日起需要', en: 'only the review: needed from that date on' };
  }
  return before.id === `${after.id}.reviewed`
    ? {
        zh: '只差华为云复核：从该日起不再需要',
        en: 'only the review: not needed from that date on',
      }
    : undefined;
}
