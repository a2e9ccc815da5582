import { errorCodes, explainCode, isRejectionCode } from '../../api/errors.ts';
import { type RuleId, rules } from '../../domain/rules.ts';
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
    '# 业务规则 / Business rules',
    '`DOC`：公开页面或任务摘录写明；`INF`：我们的理解，理由都在[假设](assumptions.md)；`NOT FOUND`：公开资料中未找到。每条规则都有标题带规则号的测试。内容以英文为准。\n`DOC`: a public page or the mission’s excerpt says it. `INF`: our reading; every one of them is in [assumptions](assumptions.md) with its reason. `NOT FOUND`: looked for, and not in the public material.\nEach rule has a test whose title names its id; `npm run rules:check` demands it.',
    table(['规则 / Rule', '标签 / Tag', '内容 / Statement', '来源 / Source', '原编号 / Was'], rows),
    '## 来源 / Sources',
    '读到的页面；页面会变，以上文内容为准。\nThe pages that the rules rest on, as they were read. Pages change: the wording that counts is the statement above.',
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
    ['来源 / Source', '页面 / Page', 'URL'],
    (Object.keys(sources) as SourceKey[]).map((key) => {
      const { urls, page: title } = sourceOf(key);
      return [`${anchor(key)}${key}`, title, urls.map((url) => `<${url}>`).join(' ') || '—'];
    }),
  );

/** Every code that a problem body can carry, business refusals first. */
export function errorsPage(): string {
  const section = (codes: typeof errorCodes): string =>
    table(
      ['错误码 / Code', 'HTTP', '含义 / Meaning', '下一步 / What to do'],
      codes.map((name) => {
        const { status, meaning, nextStep } = explainCode(name);
        return [`${anchor(name)}${code(name)}`, `${status}`, both(meaning), both(nextStep)];
      }),
    );
  return page(
    generatedFrom('domain/errors.ts and api/errors.ts'),
    '# 错误码 / Error codes',
    '除成功外的所有应答都是 `application/problem+json`，`code` 为下列之一。\nEvery answer other than success is `application/problem+json` with one of these codes in `code`. Signals that are refused carry the same codes in the order’s record of refused attempts.',
    '## 业务拒绝 / The business says no',
    section(errorCodes.filter((name) => isRejectionCode(name))),
    '## 接口拒绝或无法应答 / The API says no, or cannot answer',
    section(errorCodes.filter((name) => !isRejectionCode(name))),
  );
}
