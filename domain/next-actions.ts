import { reasonsOf, rulingTitles, settlementTitles } from './appeal.ts';
import { nextMoveAt } from './due.ts';
import type { Bilingual } from './errors.ts';
import { type ActionName, actionNames, actionOf } from './events.ts';
import { type Arrow, type EffectName, isEndNode, nodeOf } from './flow.ts';
import { flowById } from './flows/catalogue.ts';
import type { FieldSchema, FormSchema } from './form-schema.ts';
import { isFrozen } from './freeze.ts';
import type { Order, Role } from './order.ts';
import { arrowFor } from './order-wide.ts';
import { isInterimMilestone } from './proof-check.ts';
import { isOpenTo } from './refusals.ts';
import type { RuleId } from './rules.ts';
import { type CaseClosing, closingOf, possibleRulings, possibleSettlements } from './rulings.ts';
import { endOfWaiting } from './silence.ts';
import { type Instant, yuan } from './units.ts';

/** One thing a role can do with an order now, with everything a user interface needs to offer it. */
export interface NextAction {
  readonly name: ActionName;
  readonly title: Bilingual;
  readonly form: FormSchema;
  /** First moment that is too late, on the order's clock; null: no limit. */
  readonly due: Instant | null;
  /** What the action leads to, if its content is right. */
  readonly consequence: Bilingual;
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
 * @param person - who would act, as the token names the person; left out: somebody of the role
 */
export function nextActionsFor(
  order: Order,
  role: Role,
  at = order.bookedUntil,
  person?: string,
): readonly NextAction[] {
  const node = nodeOf(flowById(order.flowId), order.node);
  if (isEndNode(node)) return [];
  return actionNames
    .filter((name) => isOpenTo(order, name, role, at, person))
    .map((name) => {
      const { title, form, event } = actionOf(name);
      // R-PS-02: accepting a milestone ends nothing while another one follows.
      const isMilestone = event === 'accepted' && isInterimMilestone(order);
      const arrow = arrowFor(order, isMilestone ? 'milestoneAccepted' : event);
      return {
        name,
        title,
        form: withChoices(
          withCriteria(
            order.activatedAt === null ? form : without(form, 'actualEnableTime'),
            order,
          ),
          choicesOf(order, name, role),
        ),
        due: isFrozen(order) ? dueInCase(order, name) : nextMoveAt(order),
        consequence: consequenceOf(order, name, arrow),
        silence: endOfWaiting(order, node).silence,
        endsRights: rightsEndedBy(order, { type: event, payload: {} }, arrow),
        rule: arrow?.rule ?? null,
      };
    });
}

/** Until when a step of an appeal is taken, or awaited; null: until the decision. R-APL-09 to R-APL-12 */
function dueInCase({ appeal }: Order, name: ActionName): Instant | null {
  if (appeal === null) return null;
  switch (name) {
    case 'submitStatement':
      return appeal.statementDueAt;
    case 'acceptSettlement':
    case 'declineSettlement':
      return appeal.offer?.expiresAt ?? null;
    case 'takeCase':
    case 'decideAppeal':
    case 'signRuling':
      return appeal.dueAt;
    default:
      return null;
  }
}

/** What an action leads to. */
function consequenceOf(order: Order, name: ActionName, arrow: Arrow | undefined): Bilingual {
  const { offer = null, ruling = null } = order.appeal ?? {};
  if (name === 'acceptSettlement' && offer) {
    return offer.amountFen === null
      ? settlementTitles[offer.kind]
      : refundText(order, offer.amountFen);
  }
  if (name === 'signRuling' && ruling) {
    return ruling.amountFen === null
      ? rulingTitles[ruling.outcome]
      : refundText(order, ruling.amountFen);
  }
  const own = consequences[name];
  if (own) return own;
  if (arrow === undefined || arrow.to === order.node) {
    return {
      zh: `订单停在“${nodeTitle(order).zh}”`,
      en: `the order stays at "${nodeTitle(order).en}"`,
    };
  }
  const { title } = nodeOf(flowById(order.flowId), arrow.to);
  return { zh: `订单进入“${title.zh}”`, en: `the order moves to "${title.en}"` };
}

/** What goes back, and what becomes of the rest. */
function refundText({ purchase }: Order, backFen: number): Bilingual {
  const restFen = purchase.paidFen - backFen;
  const back = { zh: `退款 ${yuan(backFen)} 元`, en: `${yuan(backFen)} yuan are refunded` };
  return restFen === 0
    ? { zh: `全额${back.zh}`, en: `${back.en}, all that was paid` }
    : {
        zh: `${back.zh}，其余 ${yuan(restFen)} 元结算，订单完成`,
        en: `${back.en}, the order is completed and billed with the other ${yuan(restFen)}`,
      };
}

/** What is not said by where the order goes. */
const consequences: Readonly<Partial<Record<ActionName, Bilingual>>> = {
  openAppeal: {
    zh: '订单冻结，所有时限停止，直至裁决、和解或撤回',
    en: 'the order and all its clocks stand still until it is decided, settled or withdrawn',
  },
  withdrawAppeal: {
    zh: '申诉结束，订单从原节点继续，时限从剩余时间起算',
    en: 'the appeal ends, the order goes on where it stood with what was left of its limits',
  },
  offerSettlement: {
    zh: '对方可接受或拒绝；替代此前的方案',
    en: 'the other side may accept or decline it; it takes the place of an offer before',
  },
  submitStatement: {
    zh: '答辩记入案卷，可以裁决',
    en: 'the answer is in the case file, and it can be decided',
  },
  addEvidence: {
    zh: '记入案卷，裁决人和对方可见',
    en: 'it is in the case file, where both sides and the manager read it',
  },
  declineSettlement: { zh: '该方案失效，申诉继续', en: 'the offer is gone, the appeal goes on' },
  takeCase: { zh: '案件由您处理，其他人不能裁决', en: 'the case is yours, nobody else decides it' },
  handOverCase: {
    zh: '案件由接收人处理',
    en: 'the case is the other manager’s, who alone decides it',
  },
  declineRuling: { zh: '裁决不生效，案件继续', en: 'the ruling has no effect, the case goes on' },
  decideAppeal: {
    zh: '裁决立即执行；达到金额门槛的先待复签',
    en: 'it is carried out at once, or, from an amount on, once a second manager has signed',
  },
  advanceClock: {
    zh: '演练时钟前进，途中到期的事项依次发生',
    en: 'the rehearsal clock moves, and what is due on the way happens',
  },
};

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

/** What can be chosen in this order's form: what is possible now, and this role's to say. */
function choicesOf(
  order: Order,
  name: ActionName,
  role: Role,
): Readonly<Record<string, readonly string[]>> {
  const { offer = null } = order.appeal ?? {};
  switch (name) {
    case 'openAppeal':
      return { reason: reasonsOf(role) };
    case 'offerSettlement':
      return { kind: possibleSettlements(order) };
    case 'acceptSettlement':
    case 'declineSettlement':
      return offer ? { offerId: [offer.offerId] } : {};
    case 'decideAppeal':
      return { outcome: possibleRulings(order) };
    case 'takeCase':
      return order.appeal?.takenBy ? { takeOverFrom: [order.appeal.takenBy] } : {};
    default:
      return {};
  }
}

/** A form whose fields take these values and no others. */
function withChoices(
  form: FormSchema,
  choices: Readonly<Record<string, readonly string[]>>,
): FormSchema {
  const chosen = Object.entries(form.properties).map(([name, field]) => {
    const values = choices[name];
    return [name, values && field.type === 'string' ? { ...field, enum: values } : field];
  });
  return { ...form, properties: Object.fromEntries(chosen) };
}

/** A form without a field that has been decided; see ENABLE_TIME_FIXED. */
function without(form: FormSchema, field: string): FormSchema {
  const kept = Object.entries(form.properties).filter(([name]) => name !== field);
  return { ...form, properties: Object.fromEntries(kept) };
}

/** Rights that an event ends for good: by its arrow, or by how it closes an appeal. Pure. */
export function rightsEndedBy(
  order: Order,
  event: CaseClosing,
  arrow: Arrow | undefined,
): readonly Bilingual[] {
  const closing = closes(order, event) ? closingOf(order, event) : undefined;
  if (closing?.arrow.to === 'COMPLETED') return [completedByHand];
  if (closing?.refundFen !== undefined) {
    return closing.refundFen < order.purchase.paidFen ? [completedByHand] : [neverBilled];
  }
  return (arrow?.effects ?? []).flatMap((effect) => rightsEnded[effect] ?? []);
}

/** Whether it is known what the event would do: a ruling that is not written yet does nothing. */
function closes({ appeal }: Order, { type, payload }: CaseClosing): boolean {
  if (appeal === null || appeal.closedAt !== null) return false;
  if (type === 'settlementAccepted') return appeal.offer !== null;
  if (type === 'rulingSigned') return appeal.ruling !== null;
  return type === 'appealDecided' && 'outcome' in payload;
}

const completedByHand: Bilingual = {
  zh: '订单完成：不再驳回、申诉或退款',
  en: 'the order is completed: nothing is rejected, appealed against or refunded any more',
};
const neverBilled: Bilingual = {
  zh: '全额退款：订单不再结算给商家',
  en: 'all of it is refunded: the order is never billed, and the seller is not paid for it',
};

/** The title of the node where the order stands. Pure. */
export const nodeTitle = (order: Order): Bilingual =>
  nodeOf(flowById(order.flowId), order.node).title;
