import { autoCloseAt, duesOf } from './due.ts';
import type { Bilingual } from './errors.ts';
import { nodeOf, type WaitingNode } from './flow.ts';
import { flowById } from './flows/catalogue.ts';
import { isFrozen } from './freeze.ts';
import type { Order } from './order.ts';
import type { RuleId } from './rules.ts';

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
const onlyNotices: Bilingual = {
  zh: '不会自动处理：没有时限在进行，只会提醒',
  en: 'nothing happens by itself: no limit runs, there are reminders and alerts only',
};
const nothing: Bilingual = {
  zh: '不会自动处理：没有时限在进行',
  en: 'nothing happens by itself: no limit runs',
};

const neverDecidesItself: Bilingual = {
  zh: '订单保持冻结；逾期上报运营经理，不会自动裁决',
  en: 'the order stands still; a late decision is reported to the operations managers and never decides itself',
};

/** What happens at a node if nobody acts, and the rule of the close after 365 days where that is what happens. Pure. */
export function endOfWaiting(
  order: Order,
  node: WaitingNode,
): { readonly silence: Bilingual; readonly rule: RuleId | null } {
  if (isFrozen(order)) return { silence: neverDecidesItself, rule: 'R-APL-11' };
  const closeAt = autoCloseAt(order);
  const closesFirst = closeAt !== null && (order.deadline === null || closeAt < order.deadline);
  if (closesFirst) return { silence: order.invoicedAt ? closes : unsubscribes, rule: 'R-CLK-02' };
  if (order.refund !== null) return { silence: refundRuns, rule: null };
  const arrow = order.deadline === null ? undefined : node.on.deadlinePassed;
  if (!arrow) {
    return { silence: duesOf(order).length > 0 ? onlyNotices : nothing, rule: null };
  }
  const target = nodeOf(flowById(order.flowId), arrow.to);
  return {
    silence: {
      zh: `到期自动进入“${target.title.zh}”`,
      en: `when the time is up the order moves to "${target.title.en}" by itself`,
    },
    rule: arrow.rule,
  };
}
