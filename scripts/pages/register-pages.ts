import { errorCodes, explainCode, isRejectionCode } from '../../api/errors.ts';
import { assumptions } from '../../domain/assumptions.ts';
import { type RuleId, rules } from '../../domain/rules.ts';
import { both, code, generatedFrom, page, table } from './markdown.ts';

/** The rules in force, with an anchor per rule. */
export function rulesPage(): string {
  const rows = (Object.keys(rules) as RuleId[]).map((id) => {
    const { tag, statement, source, was } = rules[id];
    return [`<a id="${id.toLowerCase()}"></a>${id}`, tag, statement, source, was];
  });
  return page(
    generatedFrom('domain/rules.ts'),
    '# Business rules',
    '`DOC`: a public page or the mission’s excerpt says it. `INF`: our reading; what can be switched is in [assumptions](assumptions.md).\nEach rule has a test whose title begins with its id; `npm run rules:check` demands it.',
    table(['Rule', 'Tag', 'Statement', 'Source', 'Was'], rows),
  );
}

/** Every code that a problem body can carry, business refusals first. */
export function errorsPage(): string {
  const section = (codes: typeof errorCodes): string =>
    table(
      ['Code', 'HTTP', '含义 / Meaning', '下一步 / What to do'],
      codes.map((name) => {
        const { status, meaning, nextStep } = explainCode(name);
        return [
          `<a id="${name.toLowerCase()}"></a>${code(name)}`,
          `${status}`,
          both(meaning),
          both(nextStep),
        ];
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

/** Every choice of ours that can be switched. */
export const assumptionsPage = (): string =>
  page(
    generatedFrom('domain/assumptions.ts'),
    '# Assumptions',
    'What the documents leave open and we chose. The values in force are copied into an order when it opens; a switch changes new orders only. Switch with `HANDOVER_ASSUMPTIONS=name=value,…` in the environment of the API.',
    table(
      ['Assumption', 'Default', 'Settings', '理由 / Reason', 'What the others do', 'Rule'],
      Object.entries(assumptions).map(([name, entry]) => [
        code(name),
        code(`${entry.default}`),
        entry.settings.map((setting) => code(`${setting}`)).join(' '),
        both(entry.reason),
        entry.switchedTo,
        `[${entry.rule}](rules.md#${entry.rule.toLowerCase()})`,
      ]),
    ),
  );
