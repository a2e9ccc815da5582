import { type Bilingual, InvariantError } from '../../domain/errors.ts';
import { actionOf, actionOfEvent, type EventType } from '../../domain/events.ts';
import { commonNodes, type FlowNode } from '../../domain/flow.ts';
import { type NodeId, roleTitles } from '../../domain/order.ts';
import { orderWide } from '../../domain/order-wide.ts';
import { causeTitle, effectTitles } from '../../domain/terms.ts';
import { nodeTable } from './flow-page.ts';
import { both, code, generatedFrom, page, ruleLink, table } from './markdown.ts';

/** When an order-wide event is taken, in words; the code says it as `isTaken`. */
const whenTaken: Readonly<Partial<Record<EventType, Bilingual>>> = {
  invoiceIssued: { zh: '尚未登记开票', en: 'no invoice is recorded yet' },
  courierRequested: {
    zh: '在 SHIP 节点，没有未答复的申请',
    en: 'at SHIP, and no request is unanswered',
  },
  courierAnswered: { zh: '有未答复的申请', en: 'a request is unanswered' },
  extensionRequested: {
    zh: '有时限在走（节点时限或商家的交付承诺），由受限的一方申请；没有未答复的申请',
    en: "a limit runs (the node's, or the seller's promise), asked for by the side it runs against; no request is open",
  },
  extensionGranted: {
    zh: '有未答复的申请，由另一方答复',
    en: 'a request is open; the other side answers',
  },
  extensionDeclined: {
    zh: '有未答复的申请，由另一方答复',
    en: 'a request is open; the other side answers',
  },
  appealOpened: {
    zh: '没有进行中的申诉；订单适用的申诉门槛已达到',
    en: 'no appeal is open, and the thresholds that hold for the order are reached',
  },
  reminderDue: {
    zh: '等待用户、商家或复核人，到提醒时间',
    en: 'buyer, seller or reviewer is awaited, and a reminder is due',
  },
  alertRaised: {
    zh: '2024-03-05 起，下单满 180 天而未验收，只发一次',
    en: 'since 2024-03-05, 180 days after the order was placed, not accepted; once',
  },
  courierAnswerOverdue: {
    zh: '快递公司申请满 3 个工作日未答复，只发一次',
    en: 'a request for a courier was not answered within 3 working days; once',
  },
  closedAsInvoiced: {
    zh: '2024-03-05 前监管满 365 天、未验收、已开票',
    en: 'before 2024-03-05: 365 days of supervision, not accepted, buyer invoiced',
  },
  closedForRefund: {
    zh: '2024-03-05 前监管满 365 天、未验收、未开票',
    en: 'before 2024-03-05: 365 days of supervision, not accepted, buyer not invoiced',
  },
};

/** What can happen at any node of any flow, once for all of them. */
export function anyNodePage(): string {
  return page(
    generatedFrom('domain/order-wide.ts and domain/flow.ts'),
    '# 任何节点 / Any node',
    '这些事在任何受监管流程的任何未结束节点都可能发生，所以不写在各流程里；退款开始后不再发生，申诉期间也不发生：那时能做什么见[申诉](../appeals.md)。\nThese can happen at every node of every supervised flow until it ends, so no flow file repeats them; none happens once a refund is on its way, nor while an appeal is open: what can be done then is on the page of [appeals](../appeals.md).',
    '## 事件 / Events',
    table(
      ['事件 / event', '谁 / who', '条件 / taken when', '结果 / what it does', '规则 / rule'],
      (Object.keys(orderWide) as EventType[]).map(eventRow),
    ),
    '提醒、预警和逾期只通知，不改变可做的事；订单到别的节点时，未答复的延期申请和未发出的提醒作废。\nReminders, alerts and overdue notices tell somebody and change nothing; when the order moves, an unanswered request for more time and a reminder not sent are void.',
    '## 退款节点 / Refund nodes',
    `从任何节点都可进入：365 天关闭，或申诉的[裁决与和解](../appeals.md)。部分退款到账后为 \`COMPLETED\`，不是 \`REFUNDED\`（${ruleLink('R-APL-16')}）。\nReached from every node: by the close after 365 days, by a [ruling or a settlement](../appeals.md). A refund in part leads on to \`COMPLETED\`, not to \`REFUNDED\` (${ruleLink('R-APL-16')}).`,
    nodeTable(Object.entries(commonNodes) as [NodeId, FlowNode][]),
    `退款按自己的编号只执行一次（${ruleLink('R-RFD-01')}）；全额退款的订单不出账，监管状态停在未完成（${ruleLink('R-RFD-02')}）。\nA refund is carried out once, by its own id (${ruleLink('R-RFD-01')}); an order that is refunded in full is not billed, and its supervision stays unfinished (${ruleLink('R-RFD-02')}).`,
    '时间见[时钟](../clocks.md)。/ When each of them comes: [clocks](../clocks.md).',
  );
}

function eventRow(event: EventType): readonly string[] {
  const when = whenTaken[event];
  const entry = orderWide[event];
  if (!when || !entry) throw new InvariantError(`nobody says when ${event} is taken`);
  const action = actionOfEvent(event);
  const who = action ? actionOf(action).roles : (['platform'] as const);
  const here: NodeId = 'SHIP';
  const { to, effects, rule } = entry.arrow(here);
  const result = to === here ? '留在原节点 / the order stays' : `→ ${code(to)}`;
  return [
    `${both(causeTitle(event))} ${code(event)}`,
    who.map((role) => both(roleTitles[role])).join('; '),
    both(when),
    [result, ...effects.map((effect) => both(effectTitles[effect]))].join('; '),
    ruleLink(rule),
  ];
}
