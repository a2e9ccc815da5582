import type { Bilingual } from '../../domain/errors.ts';
import {
  type SalesCategory,
  type Scene,
  salesCategories,
  scenes,
  unsupervisedModes,
} from '../../domain/order.ts';
import {
  deliveryModeTitles,
  salesCategoryTitles,
  sceneTitles,
  serviceTemplateTitles,
} from '../../domain/terms.ts';
import { type Cell, type Interval, intervals, intervalText, type Kind, kinds } from './cells.ts';

/** A product's category and scene. */
type Corner = Pick<Cell, 'category' | 'scene'>;

/** Many cells as one line: what, for whom, placed when. */
export interface Line {
  readonly kinds: readonly Kind[];
  readonly corners: readonly Corner[];
  readonly when: Interval;
  readonly cells: readonly Cell[];
}

/** Items with equal keys together, in the order of their first. */
export function grouped<T>(items: readonly T[], keyOf: (item: T) => string): readonly T[][] {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    groups.set(key, [...(groups.get(key) ?? []), item]);
  }
  return [...groups.values()];
}

const cornerKey = ({ category, scene }: Corner): string => `${category} ${scene}`;
const kindKey = ({ mode, template }: Kind): string => `${mode} ${template ?? ''}`;

/** Cells in as few lines as say the same. */
export function linesOf(some: readonly Cell[]): readonly Line[] {
  const spans = grouped(some, (cell) => `${kindKey(cell.kind)} ${cornerKey(cell)}`).flatMap(
    spansOf,
  );
  const ofKinds = grouped(spans, ({ kinds: [kind], when }) =>
    JSON.stringify([kind && kindKey(kind), when]),
  ).map(together);
  return grouped(ofKinds, ({ corners, when }) => JSON.stringify([corners, when])).map(together);
}

const together = (lines: readonly Line[]): Line => ({
  kinds: uniqueBy(
    lines.flatMap((line) => line.kinds),
    kindKey,
  ),
  corners: uniqueBy(
    lines.flatMap((line) => line.corners),
    cornerKey,
  ),
  when: lines[0]?.when ?? { from: undefined, until: undefined },
  cells: lines.flatMap((line) => line.cells),
});

const uniqueBy = <T>(items: readonly T[], keyOf: (item: T) => string): readonly T[] =>
  grouped(items, keyOf).flatMap(([first]) => first ?? []);

/** The cells of one kind and corner as spans of neighbouring intervals. */
function spansOf(some: readonly Cell[]): readonly Line[] {
  const spans: { when: Interval; cells: Cell[] }[] = [];
  for (const interval of intervals) {
    const cell = some.find((candidate) => candidate.interval === interval);
    if (!cell) continue;
    const last = spans.at(-1);
    if (last && last.when.until === interval.from) {
      last.when = { from: last.when.from, until: interval.until };
      last.cells.push(cell);
    } else {
      spans.push({ when: interval, cells: [cell] });
    }
  }
  return spans.map(({ when, cells: inSpan }) => ({
    kinds: inSpan.slice(0, 1).map(({ kind }) => kind),
    corners: inSpan.slice(0, 1).map(({ category, scene }) => ({ category, scene })),
    when,
    cells: inSpan,
  }));
}

/** A kind in words. */
export function kindTitle({ mode, template }: Kind): Bilingual {
  const { zh, en } = deliveryModeTitles[mode];
  if (template === undefined) return { zh, en };
  const words = serviceTemplateTitles[template];
  return { zh: `${zh}（${words.zh}）`, en: `${en} (${words.en})` };
}

const joined = (words: readonly Bilingual[], zh = '、', en = ', '): Bilingual => ({
  zh: words.map((word) => word.zh).join(zh),
  en: words.map((word) => word.en).join(en),
});

const isSupervised = ({ mode }: Kind): boolean =>
  !(unsupervisedModes as readonly string[]).includes(mode);
/** So many exceptions are shorter than a list of the rest. */
const fewExceptions = 3;

/** Kinds in words: a list, or every supervised one with its exceptions. */
export function kindsText(some: readonly Kind[]): Bilingual {
  const held = new Set(some.map(kindKey));
  const supervised = kinds.filter(isSupervised);
  const missing = supervised.filter((kind) => !held.has(kindKey(kind)));
  const allSupervised = some.every(isSupervised) && missing.length <= fewExceptions;
  if (!allSupervised) return joined(some.map(kindTitle), '；', '; ');
  if (missing.length === 0) return { zh: '所有受监管的接入类型', en: 'every supervised mode' };
  const exceptions = joined(missing.map(kindTitle), '；', '; ');
  return {
    zh: `所有受监管的接入类型，除 ${exceptions.zh}`,
    en: `every supervised mode except ${exceptions.en}`,
  };
}

/** Categories and scenes in words: `general products; Huawei products (any other scene)`. */
export function cornersText(corners: readonly Corner[]): Bilingual {
  if (corners.length === salesCategories.length * scenes.length) {
    return { zh: '所有商品、所有场景', en: 'every product in every scene' };
  }
  const scenesOf = (category: SalesCategory): readonly Scene[] =>
    scenes.filter((scene) => corners.some((c) => c.category === category && c.scene === scene));
  const groups = grouped(
    salesCategories.filter((category) => scenesOf(category).length > 0),
    (category) => scenesOf(category).join(),
  );
  return joined(groups.map(groupText(scenesOf)), '；', '; ');
}

const groupText =
  (scenesOf: (category: SalesCategory) => readonly Scene[]) =>
  (categories: readonly SalesCategory[]): Bilingual => {
    const products = joined(categories.map((category) => salesCategoryTitles[category]));
    const [first] = categories;
    const inScenes = first ? scenesOf(first) : [];
    if (inScenes.length === scenes.length) return products;
    const words = joined(inScenes.map((scene) => sceneTitles[scene]));
    return { zh: `${products.zh}（${words.zh}）`, en: `${products.en} (${words.en})` };
  };

/** A line's three facts, each in both languages. */
export const lineTexts = ({ kinds: some, corners, when }: Line): readonly Bilingual[] => [
  kindsText(some),
  cornersText(corners),
  intervalText(when),
];
