import type { Limit } from './deadlines.ts';
import type { Bilingual } from './errors.ts';
import { flowById } from './flows/catalogue.ts';
import type { HoldUp } from './hold-up.ts';
import { holdUpsOf } from './hold-ups.ts';
import { nodeTitle } from './next-actions.ts';
import { type Order, roleTitles } from './order.ts';
import { type RuleId, ruleOf } from './rules.ts';
import { deliveryModeTitles, salesCategoryTitles } from './terms.ts';
import { beijingText } from './units.ts';

/** A limit in words. Pure. */
export function limitText(limit: Limit): Bilingual {
  switch (limit.kind) {
    case 'none':
      return { zh: '无时限', en: 'no limit' };
    case 'hours':
      return { zh: `${limit.count} 小时`, en: `${limit.count} hours` };
    case 'assumedHours':
      return { zh: `按假设 ${limit.assumption}`, en: `hours as assumed: ${limit.assumption}` };
    case 'calendarDays':
      return { zh: `${limit.count} 天`, en: `${limit.count} days` };
    case 'workingDays':
      return { zh: `${limit.count} 个工作日`, en: `${limit.count} working days` };
    case 'daysAfterSignature':
      return { zh: `签收后 ${limit.count} 天`, en: `${limit.count} days after the signature` };
  }
}

/** Where an order stands and what holds it up, as Markdown in one language; no personal data, no code values. Pure. R-SEC-02 */
export function explanationText(
  order: Order,
  language: keyof Bilingual,
  at = order.bookedUntil,
): string {
  const w = words[language];
  const flow = flowById(order.flowId);
  const { deliveryMode, salesCategory, livemode } = order.purchase;
  return [
    `**${nodeTitle(order)[language]}** (\`${order.node}\`)`,
    '',
    `- ${w.flow}${flow.title[language]} (\`${flow.id}\`)`,
    `- ${deliveryModeTitles[deliveryMode][language]}${w.comma}${salesCategoryTitles[salesCategory][language]}`,
    `- ${livemode ? w.live : w.rehearsal}, seq ${order.seq}`,
    ...(order.negotiatedRefundLocked ? [`- ${w.locked}`] : []),
    '',
    ...holdUpsOf(order, at).flatMap((holdUp, index) => holdUpLines(holdUp, index + 1, language)),
  ].join('\n');
}

function holdUpLines(holdUp: HoldUp, no: number, language: keyof Bilingual): readonly string[] {
  const w = words[language];
  const { awaited, clearedBy, holds, rule, since, until } = holdUp;
  const calls = clearedBy.map(
    ({ action, by }) =>
      `\`${action}\` (${by.map((role) => roleTitles[role][language]).join(w.list)})`,
  );
  return [
    `${no}. ${holdUp.what[language]}`,
    ...(holds.length > 0 ? [`   - ${w.holds}${holds.map((name) => w[name]).join(w.list)}`] : []),
    ...(awaited ? [`   - ${w.awaited}${roleTitles[awaited][language]}`] : []),
    `   - ${w.since}${beijingText(since)}${until ? `${w.until}${beijingText(until)}` : w.noLimit}`,
    `   - ${w.silence}${holdUp.silence[language]}`,
    ...(calls.length > 0 ? [`   - ${w.clears}${calls.join(w.list)}`] : []),
    ...(rule ? [`   - ${w.rule}${rule} ${provenanceOf(rule)}`] : []),
  ];
}

/** Whether a rule is documented, and in which sources. */
function provenanceOf(id: RuleId): string {
  const { tag, source } = ruleOf(id);
  return source === '—' ? tag : `${tag} (${source})`;
}

const words = {
  zh: {
    flow: '流程：',
    comma: '，',
    list: '、',
    live: '正式',
    rehearsal: '演练',
    locked: '协商退订已锁定',
    holds: '影响：',
    PROGRESS: '推进',
    COMPLETION: '完成',
    BILLING: '计费',
    awaited: '等待：',
    since: '自（北京时间，订单时钟）：',
    until: '，截止：',
    noLimit: '，无时限',
    silence: '无人操作时：',
    clears: '可用操作：',
    rule: '规则：',
  },
  en: {
    flow: 'flow: ',
    comma: ', ',
    list: ', ',
    live: 'live',
    rehearsal: 'rehearsal',
    locked: 'negotiated unsubscription is locked',
    holds: 'holds up: ',
    PROGRESS: 'progress',
    COMPLETION: 'completion',
    BILLING: 'billing',
    awaited: 'waiting for: ',
    since: "since (Beijing time, order's clock): ",
    until: ', until: ',
    noLimit: ', no limit',
    silence: 'on silence: ',
    clears: 'cleared by: ',
    rule: 'rule: ',
  },
} as const;

/** {@link explanationText} in Chinese, then in English: what Temporal's own UI shows of an order. Pure. R-SEC-02 */
export const describeOrder = (order: Order): string =>
  [explanationText(order, 'zh'), explanationText(order, 'en')].join('\n\n---\n\n');
