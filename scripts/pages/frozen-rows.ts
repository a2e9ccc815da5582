import { type Bilingual, InvariantError } from '../../domain/errors.ts';
import { actionOf, actionOfEvent, type EventType } from '../../domain/events.ts';
import { roleTitles } from '../../domain/order.ts';
import { whileFrozen } from '../../domain/order-wide.ts';
import { causeTitle } from '../../domain/terms.ts';
import { both, code, ruleLink, table } from './markdown.ts';

/** When a step of an appeal is taken and what it does, in words; the code says it as `refuseAppealStep`. */
const stepsOfCase: Readonly<
  Partial<Record<EventType, { readonly when: Bilingual; readonly does: Bilingual }>>
> = {
  statementSubmitted: {
    when: { zh: '对方，一次，答辩期内', en: 'the other side, once, while its time runs' },
    does: { zh: '记入案卷；此后可以裁决', en: 'stands in the case file; it can be decided now' },
  },
  evidenceAdded: {
    when: { zh: '任一方，裁决之前', en: 'either side, until there is a ruling' },
    does: { zh: '记入案卷', en: 'stands in the case file' },
  },
  appealWithdrawn: {
    when: { zh: '申诉方，裁决之前', en: 'the side that appealed, until there is a ruling' },
    does: { zh: '解冻，停在原节点', en: 'the order goes on where it stood' },
  },
  settlementOffered: {
    when: { zh: '任一方，裁决之前', en: 'either side, until there is a ruling' },
    does: { zh: '代替此前的方案', en: 'takes the place of an offer before' },
  },
  settlementAccepted: {
    when: { zh: '收到方案的一方', en: 'the side to which the offer was made' },
    does: { zh: '解冻并执行方案', en: 'the appeal ends, the settlement is carried out' },
  },
  settlementDeclined: {
    when: { zh: '收到方案的一方', en: 'the side to which the offer was made' },
    does: { zh: '方案失效', en: 'the offer is gone' },
  },
  settlementLapsed: {
    when: { zh: '方案到期', en: 'the offer’s time is over' },
    does: { zh: '方案失效', en: 'the offer is gone' },
  },
  caseTaken: {
    when: {
      zh: '无人处理，或 takeOverFrom 写明现处理人',
      en: 'nobody has the case, or `takeOverFrom` names who has it',
    },
    does: { zh: '由其裁决', en: 'this manager decides it' },
  },
  caseHandedOver: {
    when: { zh: '现处理人', en: 'the manager who has the case' },
    does: { zh: '改由另一位经理裁决', en: 'another manager decides it' },
  },
  appealDecided: {
    when: {
      zh: '现处理人；对方已答辩或答辩期已过',
      en: 'the manager who has the case, once the other side has answered or its time is over',
    },
    does: {
      zh: '解冻并执行；达到金额门槛的成为 rulingProposed',
      en: 'the appeal ends, the ruling is carried out; from an amount on it becomes `rulingProposed`',
    },
  },
  rulingProposed: {
    when: { zh: '达到金额门槛的裁决', en: 'a ruling that moves so much money' },
    does: {
      zh: '待复签；在此之前只接受复签或拒签',
      en: 'waits for its second signature; until then nothing but the next two lines is taken',
    },
  },
  rulingSigned: {
    when: { zh: '另一位运营经理', en: 'another operations manager than the one who ruled' },
    does: { zh: '解冻并执行', en: 'the appeal ends, the ruling is carried out' },
  },
  rulingDeclined: {
    when: { zh: '任一运营经理，包括裁决人', en: 'any operations manager, who ruled included' },
    does: { zh: '裁决作废，案件继续', en: 'the ruling is void, the case goes on' },
  },
  decisionOverdue: {
    when: { zh: '3 个工作日已过，只发一次', en: 'the 3 working days are over; once' },
    does: { zh: '上报运营经理', en: 'the operations managers are told' },
  },
};

/** Every event that an order takes while an appeal is open. */
export const frozenTable = (): string =>
  table(
    ['事件 / event', '谁 / who', '条件 / taken when', '结果 / what it does', '规则 / rule'],
    (Object.keys(whileFrozen) as EventType[]).map(frozenRow),
  );

function frozenRow(event: EventType): readonly string[] {
  const words = stepsOfCase[event];
  const rule = whileFrozen[event];
  if (!words || !rule) throw new InvariantError(`nobody says when ${event} is taken`);
  const action = actionOfEvent(event);
  const who = action ? actionOf(action).roles : (['platform'] as const);
  return [
    `${both(causeTitle(event))} ${code(event)}`,
    who.map((role) => both(roleTitles[role])).join('; '),
    both(words.when),
    both(words.does),
    ruleLink(rule, ''),
  ];
}
