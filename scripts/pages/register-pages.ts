import { errorCodes, explainCode, isRejectionCode } from '../../api/errors.ts';
import { assumptions, fixedReadings } from '../../domain/assumptions.ts';
import { type RuleId, ruleOf, rules } from '../../domain/rules.ts';
import { type SourceKey, sourceOf, sources } from '../../domain/sources.ts';
import { both, code, generatedFrom, page, table } from './markdown.ts';

/** The rules in force and their sources, with an anchor for each. */
export function rulesPage(): string {
  const rows = (Object.keys(rules) as RuleId[]).map((id) => {
    const { tag, statement, source, was } = rules[id];
    return [`${anchor(id)}${id}`, tag, statement, sourceLinks(source), was];
  });
  return page(
    generatedFrom('domain/rules.ts and domain/sources.ts'),
    '# Business rules',
    '`DOC`: a public page or the mission’s excerpt says it. `INF`: our reading; every one of them is in [assumptions](assumptions.md) with its reason. `NOT FOUND`: looked for, and not in the public material.\nEach rule has a test whose title names its id; `npm run rules:check` demands it.',
    table(['Rule', 'Tag', 'Statement', 'Source', 'Was'], rows),
    '## Sources',
    'The pages that the rules rest on, as they were read. Pages change: the wording that counts is the statement above.',
    sourceTable(),
  );
}

const anchor = (name: string): string => `<a id="${name.toLowerCase()}"></a>`;

/** Source keys as a rule names them, each linked to its line. */
const sourceLinks = (keys: string): string =>
  keys
    .split(' ')
    .map((key) => (key in sources ? `[${key}](#${key.toLowerCase()})` : key))
    .join(' ');

const sourceTable = (): string =>
  table(
    ['Source', 'Page', 'URL'],
    (Object.keys(sources) as SourceKey[]).map((key) => {
      const { urls, page: title } = sourceOf(key);
      return [`${anchor(key)}${key}`, title, urls.map((url) => `<${url}>`).join(' ') || '—'];
    }),
  );

const ruleLink = (id: RuleId): string => `[${id}](rules.md#${id.toLowerCase()})`;

/** Every code that a problem body can carry, business refusals first. */
export function errorsPage(): string {
  const section = (codes: typeof errorCodes): string =>
    table(
      ['Code', 'HTTP', '含义 / Meaning', '下一步 / What to do'],
      codes.map((name) => {
        const { status, meaning, nextStep } = explainCode(name);
        return [`${anchor(name)}${code(name)}`, `${status}`, both(meaning), both(nextStep)];
      }),
    );
  return page(
    generatedFrom('domain/errors.ts and api/errors.ts'),
    '# Error codes',
    'Every answer other than success is `application/problem+json` with one of these codes in `code`. Signals that are refused carry the same codes in the order’s record of refused attempts.',
    '## The business says no',
    section(errorCodes.filter((name) => isRejectionCode(name))),
    '## The API says no, or cannot answer',
    section(errorCodes.filter((name) => !isRejectionCode(name))),
  );
}

/** Every choice of ours: what can be switched, and what is fixed. */
export const assumptionsPage = (): string =>
  page(
    generatedFrom('domain/assumptions.ts'),
    '# Assumptions',
    'What the documents leave open and we chose: every `INF` rule of [the rules](rules.md) is on this page.',
    '## 可切换 / What can be switched',
    'The values in force are copied into an order when it opens; a switch changes new orders only. Switch with `HANDOVER_ASSUMPTIONS=name=value,…` in the environment of the API.',
    table(
      ['Assumption', 'Default', 'Settings', '理由 / Reason', 'What the others do', 'Rule'],
      Object.entries(assumptions).map(([name, entry]) => [
        code(name),
        code(`${entry.default}`),
        entry.settings.map((setting) => code(`${setting}`)).join(' '),
        both(entry.reason),
        both(entry.switchedTo),
        ruleLink(entry.rule),
      ]),
    ),
    '## 固定 / What is fixed',
    'Readings without a switch.',
    table(
      ['Rule', 'Statement', '理由 / Reason'],
      Object.entries(fixedReadings).map(([id, reason]) => [
        ruleLink(id as RuleId),
        ruleOf(id as RuleId).statement,
        both(reason),
      ]),
    ),
  );
