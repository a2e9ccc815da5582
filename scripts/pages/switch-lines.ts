import { assumptions } from '../../domain/assumptions.ts';
import type { Bilingual } from '../../domain/errors.ts';
import { grouped, type Line, linesOf, lineTexts } from './cell-lines.ts';
import { type Answer, answerIn, type Cell, cells, type Turned, turnedSwitches } from './cells.ts';
import { both, code, table } from './markdown.ts';

/** A cell that a switch moves. */
interface Move {
  readonly turned: Turned;
  readonly cell: Cell;
  readonly from: Answer;
  readonly to: Answer;
}

/** Every cell that gets another answer when one switch is turned alone. */
export const moves: readonly Move[] = turnedSwitches.flatMap((turned) =>
  cells.flatMap((cell) => {
    const [from, to] = [answerIn(cell), answerIn(cell, turned.assumed)];
    return from.flowId === to.flowId ? [] : [{ turned, cell, from, to }];
  }),
);

/** A switch and its setting, as an operator writes it. */
export const turnedText = ({ name, value }: Turned): string => code(`${name}=${value}`);

/** Moves of one switch that change the name of the flow in the same way, in few lines. */
interface MovedLine {
  readonly turned: Turned;
  readonly change: string;
  readonly line: Line;
}

/** Moves in few lines. */
const movedLines = (
  some: readonly Move[],
  changeOf: (move: Move) => string,
): readonly MovedLine[] =>
  grouped(some, (move) => `${turnedText(move.turned)} ${changeOf(move)}`).flatMap((group) => {
    const [first] = group;
    if (!first) return [];
    return linesOf(group.map(({ cell }) => cell)).map((line) => ({
      turned: first.turned,
      change: changeOf(first),
      line,
    }));
  });

const partsOf = (id: string): readonly string[] => id.split(/\.(?=[a-z])/).slice(1);

/** How an answer changes, by the parts of the flow's name: `…` → `….reviewed`. */
function changeText({ from, to }: Move): string {
  if (from.flowId === undefined || to.flowId === undefined) {
    return from.flowId === undefined
      ? '不销售 → 按接入类型的流程 / not sold → the flow of the mode'
      : '不再销售 / no longer sold';
  }
  const [before, after] = [partsOf(from.flowId), partsOf(to.flowId)];
  const lost = before.filter((part) => !after.includes(part));
  const gained = after.filter((part) => !before.includes(part));
  const named = (parts: readonly string[]) => code(['…', ...parts].join('.'));
  return `${named(lost)} → ${named(gained)}`;
}

/** Which cells of the matrix a switch changes. */
export function switchTable(): string {
  const rows = movedLines(moves, changeText).map(({ turned, change, line }) => [
    turnedText(turned),
    ...lineTexts(line).map(both),
    change,
  ]);
  const still = turnedSwitches
    .filter((turned) => !moves.some((move) => move.turned === turned))
    .map((turned) => [turnedText(turned), both(assumptions[turned.name].switchedTo), '', '', '']);
  return table(
    ['开关 / switch', ...cellHead, '变化 / change'],
    [...rows.map(withoutRepeated), ...still],
  );
}

/** Heads of the three columns that {@link lineTexts} fills. */
export const cellHead = [
  '接入类型 / mode',
  '商品与场景 / product and scene',
  '下单时间 / placed',
] as const;

const withoutRepeated = (
  row: readonly string[],
  index: number,
  all: readonly (readonly string[])[],
): readonly string[] => (all[index - 1]?.[0] === row[0] ? ['', ...row.slice(1)] : row);

/** What switches do for one flow: who comes to it, and who leaves it. */
export function flowSwitchTable(flowId: string): string | undefined {
  const own = moves.filter(({ from, to }) => from.flowId === flowId || to.flowId === flowId);
  if (own.length === 0) return undefined;
  const rows = movedLines(own, (move) => both(directionText(flowId, move))).map(
    ({ turned, change, line }) => [turnedText(turned), change, ...lineTexts(line).map(both)],
  );
  return table(['开关 / switch', '变化 / change', ...cellHead], rows.map(withoutRepeated));
}

function directionText(flowId: string, { from, to }: Move): Bilingual {
  if (to.flowId !== flowId) {
    return to.flowId === undefined
      ? { zh: '不再销售', en: 'no longer sold' }
      : { zh: `改走 [${to.flowId}](${to.flowId}.md)`, en: 'follow it instead' };
  }
  return from.flowId === undefined
    ? { zh: '改为销售，走本流程', en: 'are sold, and follow this flow' }
    : { zh: `从 [${from.flowId}](${from.flowId}.md) 改走本流程`, en: 'come here from it' };
}
