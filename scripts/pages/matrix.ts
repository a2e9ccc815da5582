import type { SalesCategory, Scene } from '../../domain/order.ts';
import { grouped } from './cell-lines.ts';
import {
  type Answer,
  answerIn,
  cells,
  type Interval,
  intervals,
  type Kind,
  kinds,
} from './cells.ts';

/** Products with the same answers, whatever the date. */
export interface MatrixRow {
  readonly corners: readonly { readonly category: SalesCategory; readonly scene: Scene }[];
  /** One answer for each column. */
  readonly answers: readonly Answer[];
}

/** One table of the matrix: kinds that share every answer. */
export interface MatrixTable {
  readonly kinds: readonly Kind[];
  /** Neighbouring intervals in which no answer of the table changes are one column. */
  readonly columns: readonly Interval[];
  readonly rows: readonly MatrixRow[];
}

const keyOf = ({ flowId, notSold }: Answer): string => flowId ?? notSold?.en ?? '';

/** Every combination of mode, template, category, scene and date, with equal neighbours merged. */
export const matrix: readonly MatrixTable[] = grouped(kinds.map(tableOf), ({ columns, rows }) =>
  JSON.stringify([columns, rows.map(({ corners, answers }) => [corners, answers.map(keyOf)])]),
).flatMap(([first, ...others]) =>
  first ? { ...first, kinds: [first, ...others].flatMap((each) => each.kinds) } : [],
);

function tableOf(kind: Kind): MatrixTable {
  const ofKind = cells.filter((cell) => cell.kind === kind);
  const corners = grouped(ofKind, ({ category, scene }) => `${category} ${scene}`).map((row) => ({
    category: row[0]?.category as SalesCategory,
    scene: row[0]?.scene as Scene,
    answers: row.map((cell) => answerIn(cell)),
  }));
  const rows = grouped(corners, ({ answers }) => JSON.stringify(answers.map(keyOf)));
  const starts = intervals.flatMap((_, index) =>
    index === 0 || rows.some(([row]) => changesAt(row?.answers ?? [], index)) ? [index] : [],
  );
  return {
    kinds: [kind],
    columns: starts.map((start, position) => ({
      from: intervals[start]?.from,
      until: intervals[(starts[position + 1] ?? intervals.length) - 1]?.until,
    })),
    rows: rows.map((row) => ({
      corners: row.map(({ category, scene }) => ({ category, scene })),
      answers: starts.flatMap((start) => row[0]?.answers[start] ?? []),
    })),
  };
}

function changesAt(answers: readonly Answer[], index: number): boolean {
  const [before, after] = answers.slice(index - 1, index + 1);
  return before !== undefined && after !== undefined && keyOf(before) !== keyOf(after);
}
