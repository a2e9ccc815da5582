import { longestOfferDays } from '../../domain/appeal-content.ts';
import {
  blackOutDays,
  decisionWorkingDays,
  idleDays,
  rejectionsBefore,
} from '../../domain/appeal-rules.ts';
import { assumptions } from '../../domain/assumptions.ts';
import { autoCloseEnded } from '../../domain/due.ts';
import type { Bilingual } from '../../domain/errors.ts';
import { isEndNode, type WaitingNode } from '../../domain/flow.ts';
import { flows } from '../../domain/flows/catalogue.ts';
import type { NodeId } from '../../domain/order.ts';
import { type RuleId, ruleOf, rules } from '../../domain/rules.ts';
import { dateText } from './cells.ts';
import { nodesOf } from './differences.ts';
import { both, code } from './markdown.ts';

/** One row of the collection's list of timers. */
export interface ClockRow {
  readonly row: string;
  /** What it does here, or why it is outside. */
  readonly does: Bilingual;
  readonly inForce: Bilingual;
  /** Nodes and flows. */
  readonly where: string;
  /** The rules that came from the row; none: it is outside. */
  readonly rules: readonly RuleId[];
}

/** Rules by the row of the collection that they came from. Pure. */
export const rulesOfRow = (row: string): readonly RuleId[] =>
  (Object.keys(rules) as RuleId[]).filter((id) =>
    ruleOf(id)
      .was.split(/[\s,]+/)
      .includes(row),
  );

/** Flows are named one by one up to so many. */
const fewFlows = 4;

/** Nodes of the published flows that something is true of, with their flows. Pure. */
export function placesOf(isMeant: (id: NodeId, node: WaitingNode) => boolean): string {
  const found = new Map<NodeId, string[]>();
  for (const flow of flows) {
    for (const [id, node] of nodesOf(flow)) {
      if (isEndNode(node) || !isMeant(id, node)) continue;
      found.set(id, [...(found.get(id) ?? []), flow.id]);
    }
  }
  return [...found].map(([id, ids]) => `${code(id)}: ${flowList(ids)}`).join('; ');
}

/** Flows as links, or how many. */
export const flowList = (ids: readonly string[]): string =>
  ids.length > fewFlows
    ? `${ids.length} 个流程 / flows`
    : ids.map((id) => `[${id}](flows/${id}.md)`).join(', ');

const always: Bilingual = { zh: '一直', en: 'always' };
const ended = `${dateText(autoCloseEnded)} 00:00`;
const until: Bilingual = { zh: `${ended}（北京）前`, en: `before ${ended} (Beijing)` };
const since: Bilingual = { zh: `${ended}（北京）起`, en: `from ${ended} (Beijing)` };
const anyNode = both({
  zh: '任何未验收的节点',
  en: 'every node where the delivery is not accepted yet',
});
const afterSignature = placesOf((_, { within }) => within.kind === 'daysAfterSignature');
const nowhere = '—';
const everywhere = both({ zh: '任何未结束的节点', en: 'every node until the order ends' });
const oldAppeals: Bilingual = {
  zh: `${assumptions.appealsAnyTimeFrom.default}（北京）前下单的订单`,
  en: `orders placed before ${assumptions.appealsAnyTimeFrom.default} (Beijing)`,
};

const row = (
  name: string,
  inForce: Bilingual,
  where: string,
  zh: string,
  en: string,
): ClockRow => ({ row: name, inForce, where, does: { zh, en }, rules: rulesOfRow(name) });

const rungs = assumptions.reminderCadence.default;

/** Rows T1 to T11 and T26 to T28, in words of our own; their rules come from the register. */
export const clockRows: readonly ClockRow[] = [
  row(
    'T1',
    always,
    placesOf((id) => id === 'COMPLETING'),
    '验收后 3 小时内完成；我们取满 3 小时，期间停在 COMPLETING',
    'completion within 3 hours after acceptance; the whole 3 hours are taken, at COMPLETING',
  ),
  row(
    'T2',
    always,
    afterSignature,
    '快递签收后满 10 天自动验收；签收早于到达用户节点时从到达起算，签收后再次登记的从登记起算',
    'accepted by itself 10 days after the courier’s signature; signed before the order came to the buyer, or told of again after it: 10 days from then',
  ),
  row(
    'T3',
    always,
    afterSignature,
    '未签收永不自动验收：没有时限',
    'never accepted by itself while unsigned: there is no limit',
  ),
  row(
    'T4',
    always,
    afterSignature,
    '收件电话不是用户电话：看不到物流，签收不予登记，永不自动验收',
    'another phone number on the parcel: its tracking cannot be read, a signature is refused, never accepted by itself',
  ),
  row(
    'T5',
    until,
    anyNode,
    '监管满 365 天关闭：已开票则完成，未开票则退订退款；自付款起算',
    'closed after 365 days of supervision: completed if the buyer is invoiced, else unsubscribed and refunded; counted from the payment',
  ),
  row('T6', since, anyNode, '365 天不再关闭', 'nothing closes after 365 days any more'),
  row(
    'T7',
    since,
    anyNode,
    '下单满 180 天未验收：预警客户经理和商家，状态不变；已过 180 天的立即预警',
    '180 days after the order was placed and not accepted: account manager and seller are alerted, nothing else changes; an order that is older already is alerted at once',
  ),
  row(
    'T8',
    oldAppeals,
    everywhere,
    `365 天关闭前的最后 ${blackOutDays} 天不能申诉（关闭停用之后没有这一限制）`,
    `nobody appeals in the last ${blackOutDays} days before the close after 365 days (no such days since that close is off)`,
  ),
  row(
    'T9',
    oldAppeals,
    everywhere,
    `对方轮到操作且超过 ${idleDays} 天未操作，才可申诉；冻结的时间不算`,
    `one side may appeal once it has been the other’s turn for more than ${idleDays} days; time of an earlier appeal does not count`,
  ),
  row(
    'T10',
    oldAppeals,
    everywhere,
    `或驳回满 ${rejectionsBefore} 次之后（需求、复核、验收合计）`,
    `or after ${rejectionsBefore} rejections (of the requirement, by the review, by the buyer; all together)`,
  ),
  row(
    'T11',
    always,
    everywhere,
    `申诉在 ${decisionWorkingDays} 个工作日内裁决；逾期上报运营经理一次，不自动裁决`,
    `an appeal is decided within ${decisionWorkingDays} working days; a late decision is reported to the operations managers once, and never made by itself`,
  ),
  row(
    'T26',
    always,
    placesOf((id) => id === 'SHIP'),
    '不在列表的快递公司：3 个工作日内答复，逾期通知',
    'a courier that is not in the list: answered within 3 working days, a notice when it is late',
  ),
  row(
    'T27',
    { zh: '不在本系统', en: 'outside' },
    nowhere,
    '商家 7 天内给用户开票：发票由商城前台和商家开具，订单只需知道用户已开票（recordInvoice）',
    'the seller invoices the buyer within 7 days: invoices are issued by storefront and seller; an order only needs to know that the buyer was invoiced (recordInvoice)',
  ),
  row(
    'T28',
    always,
    both({
      zh: '商家可以交付、尚未交付的节点',
      en: 'nodes where the seller can deliver, before the first delivery',
    }),
    '交付承诺（自然日，自付款起算）：到期前 1 天、到期时和此后每周提醒商家；没有其他后果',
    'delivery promise (calendar days from the payment): the seller is reminded a day before, when it is due, and weekly; no other consequence',
  ),
];

/** What else runs on the order's clock. */
export const moreClocks: readonly {
  readonly title: Bilingual;
  readonly does: Bilingual;
  readonly rules: readonly RuleId[];
}[] = [
  {
    title: { zh: '签发 License', en: 'License by interface' },
    does: {
      zh: '接口 3 小时内未成功，转商家手工交付',
      en: 'what the interface has not issued after 3 hours, the seller delivers by hand',
    },
    rules: ['R-LIC1-03'],
  },
  {
    title: { zh: '提醒阶梯', en: 'Reminder ladder' },
    does: {
      zh: `每个等人的节点，按 reminderCadence（默认 ${rungs}：第 1、3、5 天，之后每周）提醒被等待的人；订单一动即作废；时钟跳过的只补最后一条`,
      en: `at every node that awaits people, whoever is awaited, by reminderCadence (default ${rungs}: after 1, 3 and 5 days, then weekly); void as soon as the order moves; of those that a jump missed the last one is sent`,
    },
    rules: ['R-REM-01', 'R-REM-02', 'R-REM-03'],
  },
  {
    title: { zh: '延期', en: 'Extensions' },
    does: {
      zh: '受时限的一方申请、另一方同意，把节点时限或交付承诺后移；申请期间时限照走，过期不能再同意',
      en: 'the side that a limit runs against asks, the other grants: the node’s limit or the promise moves; until then it goes on, and cannot be granted once what was asked for has passed',
    },
    rules: ['R-EXT-01', 'R-EXT-02', 'R-EXT-03'],
  },
  {
    title: { zh: '冻结', en: 'Freezing' },
    does: {
      zh: '申诉期间节点时限、提醒、预警、交付承诺、365 天关闭和快递公司答复都停；结束后后移冻结的时长，已过的不再回来',
      en: 'while an appeal is open nothing runs: limits of nodes, reminders, alerts, the promise, the close after 365 days, answers about couriers; afterwards each is moved on by as long as the order stood still, and what had passed stays passed',
    },
    rules: ['R-APL-02', 'R-APL-03'],
  },
  {
    title: { zh: '申诉案件', en: 'A case' },
    does: {
      zh: `对方答辩 ${assumptions.statementWorkingDays.default} 个工作日；和解方案最多 ${longestOfferDays} 天，到期失效`,
      en: `working days to answer the appeal: ${assumptions.statementWorkingDays.default}; an offer of at most ${longestOfferDays} days, after which it lapses`,
    },
    rules: ['R-APL-09', 'R-APL-12'],
  },
  {
    title: { zh: '双方时间账', en: 'Two-sided ledger' },
    does: {
      zh: '每一刻只记一次，记给被等待的一方（用户、商家、复核、平台、冻结），按自然时间和工作日时间；合计等于全程',
      en: 'every moment is booked once, to whoever is awaited (buyer, seller, reviewer, platform, frozen), in elapsed and in working time; the entries add up to the whole',
    },
    rules: ['R-LED-01', 'R-LED-02'],
  },
  {
    title: { zh: '工作日', en: 'Working days' },
    does: {
      zh: '首日不计，到第 n 个工作日 24 点（北京）为止；不认识的年份拒绝回答',
      en: 'the first day does not count, the n-th counts to its end in Beijing; a year that the calendar does not know is refused',
    },
    rules: ['R-CAL-01', 'R-CAL-02'],
  },
];
