import { type Assumptions, assumptions, defaultAssumptions } from '../../domain/assumptions.ts';
import type { Flow } from '../../domain/flow.ts';
import { catalogueDates, choicesFor, chooseFlow, flows } from '../../domain/flows/catalogue.ts';
import {
  type DeliveryMode,
  deliveryModes,
  type SalesCategory,
  type Scene,
  salesCategories,
  scenes,
} from '../../domain/order.ts';
import { deliveryModeTitles, salesCategoryTitles, sceneTitles } from '../../domain/terms.ts';
import { beijingText, type Instant, instant } from '../../domain/units.ts';
import { both, code, table } from './markdown.ts';

/** Time between two dates at which answers change; undefined ends are open. */
interface Period {
  readonly from: Instant | undefined;
  readonly until: Instant | undefined;
}

const dates = [...catalogueDates].sort((a, b) => (a < b ? -1 : 1));
const periods: readonly Period[] = [undefined, ...dates].map((from, index) => ({
  from,
  until: dates[index],
}));

/** The switches that choose between flows, with all their settings. */
const switches: readonly (readonly [keyof Assumptions, readonly unknown[]])[] = [
  ...new Set(flows.flatMap(choicesFor).flatMap(({ assuming }) => Object.keys(assuming ?? {}))),
  'datesBegin',
].map((name) => [name as keyof Assumptions, assumptions[name as keyof Assumptions].settings]);

/** The default settings, and every switch that chooses between flows turned by itself. */
export const flowSettings: readonly Assumptions[] = [
  defaultAssumptions,
  ...switches.flatMap(([name, settings]) =>
    settings
      .filter((setting) => setting !== defaultAssumptions[name])
      .map((setting) => ({ ...defaultAssumptions, [name]: setting })),
  ),
];

interface Cell {
  readonly mode: DeliveryMode;
  readonly category: SalesCategory;
  readonly scene: Scene;
}

/** What one line of the table says about a cell: when, under which settings, by which rules. */
interface Condition {
  readonly when: string;
  readonly assuming: string;
  readonly rules: string;
}

/** Who gets a flow, as a table: found by asking the catalogue, so rows that others shadow are not in it. */
export function whoGetsIt(flow: Flow): string {
  const lines = deliveryModes.flatMap((mode) =>
    mergedCategories(salesCategories.flatMap((category) => linesOf(flow, mode, category))).map(
      ({ categories, scenes: inScenes, condition }) => [
        `${both(deliveryModeTitles[mode])} ${code(mode)}`,
        categories.map((category) => both(salesCategoryTitles[category])).join('; '),
        inScenes.length === scenes.length
          ? '任意场景 / any scene'
          : inScenes.map((scene) => both(sceneTitles[scene])).join('; '),
        condition.when,
        condition.assuming,
        condition.rules,
      ],
    ),
  );
  const head = ['接入类型 / mode', '商品 / product', '场景 / scene', '下单时间 / placed'];
  return table([...head, '假设 / assuming', '规则 / rules'], lines);
}

interface Line {
  readonly categories: readonly SalesCategory[];
  readonly scenes: readonly Scene[];
  readonly condition: Condition;
}

/** The lines of one mode and category: scenes with the same condition share one. */
function linesOf(flow: Flow, mode: DeliveryMode, category: SalesCategory): readonly Line[] {
  const grouped = new Map<string, Line>();
  for (const scene of scenes) {
    for (const condition of conditionsOf(flow, { mode, category, scene })) {
      const key = JSON.stringify(condition);
      const known = grouped.get(key)?.scenes ?? [];
      grouped.set(key, { categories: [category], scenes: [...known, scene], condition });
    }
  }
  return [...grouped.values()];
}

/** Lines that differ in the category only, as one. */
function mergedCategories(lines: readonly Line[]): readonly Line[] {
  const merged = new Map<string, Line>();
  for (const line of lines) {
    const key = JSON.stringify([line.scenes, line.condition]);
    const known = merged.get(key)?.categories ?? [];
    merged.set(key, { ...line, categories: [...known, ...line.categories] });
  }
  return [...merged.values()];
}

/** When and under which settings a cell gets the flow; neighbouring periods with the same settings are one. */
function conditionsOf(flow: Flow, cell: Cell): readonly Condition[] {
  const spans: { period: Period; assuming: string; rules: readonly string[] }[] = [];
  for (const period of periods) {
    const under = flowSettings.filter((assumed) => getsIt(flow, cell, period, assumed));
    if (under.length === 0) continue;
    const assuming = assumingText(under);
    const rules = under.flatMap((assumed) => rulesOf(flow, cell, period, assumed));
    const last = spans.at(-1);
    if (last && last.assuming === assuming && last.period.until === period.from) {
      last.period = { from: last.period.from, until: period.until };
      last.rules = [...last.rules, ...rules];
    } else {
      spans.push({ period, assuming, rules });
    }
  }
  return spans.map(({ period, assuming, rules }) => ({
    when: periodText(period),
    assuming,
    rules: [...new Set(rules)].sort((a, b) => (a < b ? -1 : 1)).join(' '),
  }));
}

const momentIn = ({ from }: Period): Instant => from ?? instant(0);

function getsIt(flow: Flow, cell: Cell, period: Period, assumed: Assumptions): boolean {
  const choice = chooseFlow({
    deliveryMode: cell.mode,
    salesCategory: cell.category,
    scene: cell.scene,
    placedAt: momentIn(period),
    assumptions: assumed,
  });
  return 'flow' in choice && choice.flow.id === flow.id;
}

/** The rules of the catalogue's row that answered: the first one of the flow's rows that fits. */
function rulesOf(flow: Flow, cell: Cell, period: Period, assumed: Assumptions): readonly string[] {
  const row = choicesFor(flow).find(
    (choice) =>
      choice.modes.includes(cell.mode) &&
      choice.categories.includes(cell.category) &&
      choice.scenes.includes(cell.scene) &&
      momentIn(period) >= choice.from &&
      Object.entries(choice.assuming ?? {}).every(
        ([name, value]) => assumed[name as keyof Assumptions] === value,
      ),
  );
  return row?.rules ?? [];
}

/** The settings that a flow depends on, default settings marked; `—`: whatever they are. */
function assumingText(under: readonly Assumptions[]): string {
  const parts = switches.flatMap(([name, values]) => {
    const held = values.filter((value) => under.some((assumed) => assumed[name] === value));
    if (held.length === values.length) return [];
    const words = held.map((value) =>
      value === assumptions[name].default ? `${value} (default)` : `${value}`,
    );
    return [`${code(name)} = ${words.join(' or ')}`];
  });
  return parts.length === 0 ? '—' : parts.join('; ');
}

const dayText = (at: Instant): string => beijingText(at).replace(' 00:00:00', '');

/** A period in words; dates begin at midnight in Beijing (R-CUT-02). */
function periodText({ from, until }: Period): string {
  if (from && until) {
    return `${dayText(from)} 起、${dayText(until)} 前 / from ${dayText(from)}, before ${dayText(until)}`;
  }
  if (from) return `${dayText(from)} 起 / from ${dayText(from)}`;
  if (until) return `${dayText(until)} 前 / before ${dayText(until)}`;
  return '不限 / any time';
}

/** Dates at which some answer changes, and that change nothing for whoever gets this flow before and after. */
export function datesWithoutChange(flow: Flow): readonly Instant[] {
  return dates.filter((date) => {
    const before = periods.find((period) => period.until === date);
    const after = periods.find((period) => period.from === date);
    if (!before || !after) return false;
    const cells = deliveryModes.flatMap((mode) =>
      salesCategories.flatMap((category) => scenes.map((scene) => ({ mode, category, scene }))),
    );
    const usual = (cell: Cell, period: Period) => getsIt(flow, cell, period, defaultAssumptions);
    const touched = cells.filter((cell) => usual(cell, before) || usual(cell, after));
    return (
      touched.length > 0 && touched.every((cell) => usual(cell, before) === usual(cell, after))
    );
  });
}

/** A date as people write it. */
export const dateText = dayText;
