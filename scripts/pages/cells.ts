import { type Assumptions, assumptions, defaultAssumptions } from '../../domain/assumptions.ts';
import { type Bilingual, InvariantError } from '../../domain/errors.ts';
import {
  catalogueDates,
  choiceFor,
  choicesFor,
  type FlowQuestion,
  flows,
} from '../../domain/flows/catalogue.ts';
import {
  type DeliveryMode,
  deliveryModes,
  type SalesCategory,
  type Scene,
  type ServiceTemplate,
  salesCategories,
  scenes,
  serviceTemplates,
} from '../../domain/order.ts';
import { beijingText, type Instant, instant, plusMs } from '../../domain/units.ts';

/** What a product is delivered as: its mode, for professional services with the template. */
export interface Kind {
  readonly mode: DeliveryMode;
  readonly template?: ServiceTemplate;
}

/** Every kind of product. */
export const kinds: readonly Kind[] = deliveryModes.flatMap((mode): readonly Kind[] =>
  mode === 'PROFESSIONAL_SERVICE'
    ? serviceTemplates.map((template) => ({ mode, template }))
    : [{ mode }],
);

/** Time between two dates of the catalogue; undefined ends are open. */
export interface Interval {
  readonly from: Instant | undefined;
  readonly until: Instant | undefined;
}

const dates = [...catalogueDates].sort((a, b) => (a < b ? -1 : 1));

/** The intervals in which answers do not change, oldest first. */
export const intervals: readonly Interval[] = [undefined, ...dates].map((from, index) => ({
  from,
  until: dates[index],
}));

/** One combination that the catalogue is asked about. */
export interface Cell {
  readonly kind: Kind;
  readonly category: SalesCategory;
  readonly scene: Scene;
  readonly interval: Interval;
}

/** Every combination. */
export const cells: readonly Cell[] = kinds.flatMap((kind) =>
  salesCategories.flatMap((category) =>
    scenes.flatMap((scene) => intervals.map((interval) => ({ kind, category, scene, interval }))),
  ),
);

/** Before every date, and late enough for any zone in which dates may begin. */
const longAgo = instant('2022-01-01T00:00:00+08:00');

/** A moment within an interval, a day after its start: on no boundary, whatever zone its dates begin in. */
const momentIn = ({ from }: Interval): Instant => (from ? plusMs(from, 86_400_000) : longAgo);

/** The question behind a cell. */
const questionOf = (cell: Cell, assumed: Assumptions): FlowQuestion => ({
  deliveryMode: cell.kind.mode,
  salesCategory: cell.category,
  scene: cell.scene,
  placedAt: momentIn(cell.interval),
  ...(cell.kind.template && { serviceTemplate: cell.kind.template }),
  assumptions: assumed,
});

/** What the catalogue answers: a flow by its id, or why such an order is not sold. */
export interface Answer {
  readonly flowId?: string;
  readonly notSold?: Bilingual;
  readonly rules: readonly string[];
}

/** The catalogue's reasons are English; pages are in both languages. */
const reasonsInChinese: Readonly<Record<string, string>> = {
  'sold as joint-operation or Huawei products only': '只作为联营商品或华为、自服务商品销售',
  'data files are sold as general products only': '数据文件只作为通用商品销售',
};

const answers = new WeakMap<Assumptions, Map<string, Answer>>();

/** The catalogue's answer for a cell, asked once. @throws InvariantError if its reason has no Chinese */
export function answerIn(cell: Cell, assumed: Assumptions = defaultAssumptions): Answer {
  const { kind, category, scene, interval } = cell;
  const key = [kind.mode, kind.template, category, scene, interval.from].join();
  const known = answers.get(assumed) ?? new Map<string, Answer>();
  const answer = known.get(key) ?? asked(questionOf(cell, assumed));
  answers.set(assumed, known.set(key, answer));
  return answer;
}

function asked(question: FlowQuestion): Answer {
  const { answer, rules } = choiceFor(question);
  if ('flow' in answer) return { flowId: answer.flow.id, rules };
  const zh = reasonsInChinese[answer.notSold];
  if (zh === undefined) throw new InvariantError(`no Chinese for "${answer.notSold}"`);
  return { notSold: { zh, en: answer.notSold }, rules };
}

/** The switches that choose between flows, the one that sells what is not sold, and the one that moves the dates. */
const switches = [
  ...new Set(flows.flatMap(choicesFor).flatMap(({ assuming }) => Object.keys(assuming ?? {}))),
  'sellUndocumented',
  'datesBegin',
] as readonly (keyof Assumptions)[];

/** One assumption, turned away from its default by itself. */
export interface Turned {
  readonly name: keyof Assumptions;
  readonly value: unknown;
  readonly assumed: Assumptions;
}

/** Every switch that chooses between flows, turned alone, once for each setting. */
export const turnedSwitches: readonly Turned[] = switches.flatMap((name) =>
  (assumptions[name].settings as readonly unknown[])
    .filter((value) => value !== defaultAssumptions[name])
    .map((value) => ({ name, value, assumed: { ...defaultAssumptions, [name]: value } })),
);

/** The default settings, and every switch that chooses between flows turned by itself. */
export const flowSettings: readonly Assumptions[] = [
  defaultAssumptions,
  ...turnedSwitches.map(({ assumed }) => assumed),
];

/** A date as people write it. */
export const dateText = (at: Instant): string => beijingText(at).replace(' 00:00:00', '');

/** An interval in words; dates begin at midnight in Beijing (R-CUT-02). */
export function intervalText({ from, until }: Interval): Bilingual {
  if (from && until) {
    const [start, end] = [dateText(from), dateText(until)];
    return { zh: `${start} 起、${end} 前`, en: `from ${start}, before ${end}` };
  }
  if (from) return { zh: `${dateText(from)} 起`, en: `from ${dateText(from)}` };
  if (until) return { zh: `${dateText(until)} 前`, en: `before ${dateText(until)}` };
  return { zh: '不限', en: 'any time' };
}
