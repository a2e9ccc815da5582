import { awaitedRole } from './awaited.ts';
import type { Limit } from './deadlines.ts';
import { autoCloseAt, duesOf, nextMoveAt } from './due.ts';
import type { Bilingual } from './errors.ts';
import { type ActionName, actionNames, actionOf } from './events.ts';
import { type Arrow, type EffectName, isEndNode, nodeOf, type WaitingNode } from './flow.ts';
import { flowById } from './flows/catalogue.ts';
import type { FieldSchema, FormSchema } from './form-schema.ts';
import { type Order, type Role, roleTitles } from './order.ts';
import { arrowFor } from './order-wide.ts';
import { isInterimMilestone } from './proof-check.ts';
import { isOpenTo } from './refusals.ts';
import type { RuleId } from './rules.ts';
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

/** What a role can do with an order now. Pure. */
export function nextActionsFor(order: Order, role: Role): readonly NextAction[] {
  const node = nodeOf(flowById(order.flowId), order.node);
  if (isEndNode(node)) return [];
  return actionNames
    .filter((name) => isOpenTo(order, name, role))
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
        silence: silenceOf(order, node),
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

const rightsEndedBy = (arrow: Arrow | undefined): readonly Bilingual[] =>
  (arrow?.effects ?? []).flatMap((effect) => rightsEnded[effect] ?? []);

/** R-CLK-02 DOC */
const closes: Bilingual = {
  zh: '监管超过 365 天时系统关闭并完成订单（已开票）',
  en: 'after 365 days of supervision the order is completed, as the buyer is invoiced',
};
const unsubscribes: Bilingual = {
  zh: '监管超过 365 天时系统自动退订并退款（未开票）',
  en: 'after 365 days of supervision the order is unsubscribed and refunded, as the buyer is not invoiced',
};

const refundRuns: Bilingual = {
  zh: '系统自动退款；支付侧拒绝时每小时重试',
  en: 'the refund is carried out by itself; refused, it is tried again every hour',
};
const onlyReminders: Bilingual = {
  zh: '不会自动处理：没有时限在进行，只会提醒',
  en: 'nothing happens by itself: no limit runs, there are reminders only',
};
const nothing: Bilingual = {
  zh: '不会自动处理：没有时限在进行',
  en: 'nothing happens by itself: no limit runs',
};

/** What is promised, asked for or owed, beside the node; no texts of the parties. R-SEC-02 */
function pendingLines({ promisedAt, delivery, extension, courierRequest, refund }: Order) {
  const lines: string[] = [];
  if (promisedAt && !delivery) {
    lines.push(`- 承诺交付 / delivery promised until: ${beijingText(promisedAt)} (Beijing)`);
  }
  if (extension) {
    const { by, until } = extension;
    lines.push(
      `- 延期申请 / more time asked for by the ${by}, until: ${beijingText(until)} (Beijing)`,
    );
  }
  if (courierRequest && !courierRequest.answeredAt) {
    const dueAt = beijingText(courierRequest.dueAt);
    lines.push(`- 快递公司申请 / courier asked for, to be answered until: ${dueAt} (Beijing)`);
  }
  if (refund) {
    const refused = refund.refusedAt ? `; 被拒绝 / refused ${beijingText(refund.refusedAt)}` : '';
    lines.push(`- 退款 / refund: \`${refund.refundId}\`, ${refund.amountFen} fen${refused}`);
  }
  return lines;
}

/** What happens at a node if nobody acts. */
function silenceOf(order: Order, node: WaitingNode): Bilingual {
  const closeAt = autoCloseAt(order);
  const closesFirst = closeAt !== null && (order.deadline === null || closeAt < order.deadline);
  if (closesFirst) return order.invoicedAt ? closes : unsubscribes;
  if (order.refund !== null) return refundRuns;
  const arrow = order.deadline === null ? undefined : node.on.deadlinePassed;
  if (!arrow) {
    return duesOf(order).some(({ event }) => event === 'reminderDue') ? onlyReminders : nothing;
  }
  const target = nodeOf(flowById(order.flowId), arrow.to);
  return {
    zh: `到期自动进入“${target.title.zh}”`,
    en: `when the time is up the order moves to "${target.title.en}" by itself`,
  };
}

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

/**
 * Where an order stands, for an operator who knows the business: node, who is awaited, until when, what silence does.
 * Markdown in Chinese and English, without personal data and without code values. Pure. R-SEC-02
 */
export function describeOrder(order: Order): string {
  const flow = flowById(order.flowId);
  const node = nodeOf(flow, order.node);
  const { deliveryMode, salesCategory, livemode } = order.purchase;
  const mode = deliveryModeTitles[deliveryMode];
  const category = salesCategoryTitles[salesCategory];
  const stage = livemode ? '正式 / live' : '演练 / rehearsal';
  const head = [
    `**${node.title.zh}** / **${node.title.en}** (\`${order.node}\`)`,
    '',
    `- 流程 / flow: ${flow.title.zh} / ${flow.title.en} (\`${flow.id}\`)`,
    `- ${mode.zh}，${category.zh} / ${mode.en}, ${category.en}`,
    `- ${stage}, seq ${order.seq}, since ${beijingText(order.enteredAt)} (Beijing)`,
  ];
  if (isEndNode(node)) return [...head, '- 已结束 / ended'].join('\n');

  const who = roleTitles[awaitedRole(order) ?? node.waitingFor];
  const moveAt = nextMoveAt(order);
  const until = moveAt ? `${beijingText(moveAt)} (Beijing, order clock)` : '无时限 / no limit';
  const silence = silenceOf(order, node);
  const locked = order.negotiatedRefundLocked
    ? ['- 协商退订已锁定 / negotiated unsubscription is locked']
    : [];
  return [
    ...head,
    `- 等待 / waiting for: ${who.zh} / ${who.en}`,
    `- 截止 / until: ${until}`,
    `- 无人操作时 / on silence: ${silence.zh} / ${silence.en}`,
    ...locked,
    ...pendingLines(order),
  ].join('\n');
}
