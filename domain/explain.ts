import type { Limit } from './deadlines.ts';
import { nextMoveAt } from './due.ts';
import type { Bilingual } from './errors.ts';
import { type ActionName, actionNames, actionOf } from './events.ts';
import { type Arrow, type EffectName, isEndNode, nodeOf } from './flow.ts';
import { flowById } from './flows/catalogue.ts';
import type { FieldSchema, FormSchema } from './form-schema.ts';
import { type HoldUp, holdUpsOf } from './hold-ups.ts';
import { type Order, type Role, roleTitles } from './order.ts';
import { arrowFor } from './order-wide.ts';
import { isInterimMilestone } from './proof-check.ts';
import { isOpenTo } from './refusals.ts';
import { type RuleId, ruleOf } from './rules.ts';
import { endOfWaiting } from './silence.ts';
import { deliveryModeTitles, salesCategoryTitles } from './terms.ts';
import { beijingText, type Instant } from './units.ts';

/** One thing a role can do with an order now, with everything a user interface needs to offer it. */
export interface NextAction {
  readonly name: ActionName;
  readonly title: Bilingual;
  readonly form: FormSchema;
  /** First moment that is too late, on the order's clock; null: no limit. */
  readonly due: Instant | null;
  /** What happens if nobody acts. */
  readonly silence: Bilingual;
  /** Rights that this action ends for good. */
  readonly endsRights: readonly Bilingual[];
  /** The rule behind the arrow; null for what is no business rule (the rehearsal clock). */
  readonly rule: RuleId | null;
}

const rightsEnded: Readonly<Partial<Record<EffectName, Bilingual>>> = {
  lockNegotiatedRefund: {
    zh: '此后不能再发起协商退订',
    en: 'a negotiated unsubscription can no longer be started',
  },
  // R-GEN-08
  recordAcceptance: {
    zh: '视为已验收：不能再驳回交付，完成后不再退款',
    en: 'counts as acceptance: the delivery can no longer be rejected, and no refund follows completion',
  },
};

/**
 * What a role can do with an order now. Pure.
 *
 * @param at - what the order's clock reads; left out: as at its last change
 */
export function nextActionsFor(
  order: Order,
  role: Role,
  at = order.bookedUntil,
): readonly NextAction[] {
  const node = nodeOf(flowById(order.flowId), order.node);
  if (isEndNode(node)) return [];
  return actionNames
    .filter((name) => isOpenTo(order, name, role, at))
    .map((name) => {
      const { title, form, event } = actionOf(name);
      // R-PS-02: accepting a milestone ends nothing while another one follows.
      const isMilestone = event === 'accepted' && isInterimMilestone(order);
      const arrow = arrowFor(order, isMilestone ? 'milestoneAccepted' : event);
      return {
        name,
        title,
        form: withCriteria(
          order.activatedAt === null ? form : without(form, 'actualEnableTime'),
          order,
        ),
        due: nextMoveAt(order),
        silence: endOfWaiting(order, node).silence,
        endsRights: rightsEndedBy(arrow),
        rule: arrow?.rule ?? null,
      };
    });
}

/** A form whose criteria are those of the order's acceptance contract: a choice instead of free ids. */
function withCriteria(form: FormSchema, { contract }: Order): FormSchema {
  if (contract === null) return form;
  const ids = contract.criteria.map(({ criterionId }) => criterionId);
  const chosen = (name: string, field: FieldSchema): FieldSchema =>
    field.type === 'array' && field.items.type === 'object'
      ? { ...field, items: { ...field.items, properties: narrowed(field.items.properties) } }
      : narrowedField(name, field);
  const narrowedField = (name: string, field: FieldSchema): FieldSchema => {
    if (name === 'criterion' && field.type === 'string') return { ...field, enum: ids };
    return name === 'criteria' && field.type === 'array' && field.items.type === 'string'
      ? { ...field, items: { ...field.items, enum: ids } }
      : field;
  };
  const narrowed = (properties: FormSchema['properties']): FormSchema['properties'] =>
    Object.fromEntries(
      Object.entries(properties).map(([name, field]) => [name, chosen(name, field)]),
    );
  return { ...form, properties: narrowed(form.properties) };
}

/** A form without a field that has been decided; see ENABLE_TIME_FIXED. */
function without(form: FormSchema, field: string): FormSchema {
  const kept = Object.entries(form.properties).filter(([name]) => name !== field);
  return { ...form, properties: Object.fromEntries(kept) };
}

/** Rights that an arrow ends for good. Pure. */
export const rightsEndedBy = (arrow: Arrow | undefined): readonly Bilingual[] =>
  (arrow?.effects ?? []).flatMap((effect) => rightsEnded[effect] ?? []);

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

/** The title of the node where the order stands. Pure. */
export const nodeTitle = (order: Order): Bilingual =>
  nodeOf(flowById(order.flowId), order.node).title;

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
