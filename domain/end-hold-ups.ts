import type { Bilingual } from './errors.ts';
import type { EndNode } from './flow.ts';
import { type HoldUp, stays } from './hold-up.ts';
import type { Order } from './order.ts';
import { isRefundInFull, isRefundInPart } from './refund.ts';
import type { RuleId } from './rules.ts';
import { type Instant, yuan } from './units.ts';

/** What will never be billed, however it goes on. Pure. */
export function neverBilled(order: Order): readonly HoldUp[] {
  const { purchase, enteredAt, openedAt, refund } = order;
  const never = (what: Bilingual, since: Instant, rule: RuleId | null): HoldUp => ({
    what,
    holds: ['BILLING'],
    awaited: null,
    since,
    until: null,
    silence: stays,
    clearedBy: [],
    rule,
  });
  return [
    ...(purchase.livemode
      ? []
      : [
          never(
            { zh: '演练订单，永不计费', en: 'a rehearsal is never billed' },
            openedAt ?? enteredAt,
            null,
          ),
        ]),
    ...(refund && isRefundInFull(order)
      ? [
          never(
            { zh: '全额退款，不计费', en: 'the whole amount goes back: nothing is billed' },
            refund.decidedAt,
            'R-RFD-02',
          ),
        ]
      : []),
  ];
}

/** An order that has ended: nothing moves it any more. Pure. */
export function ended(order: Order, node: EndNode): HoldUp {
  const { effectiveAt, enteredAt, purchase } = order;
  const rules: Readonly<Record<EndNode['ends'], RuleId>> = {
    COMPLETED: 'R-GEN-08',
    REFUNDED: 'R-RFD-01',
    EFFECTIVE: purchase.renews === undefined ? 'R-MOD-01' : 'R-MOD-02',
  };
  const isRuled = order.appeal?.end === 'RULED' && order.appeal.ruling?.outcome === 'COMPLETE';
  const isAhead = effectiveAt !== null && effectiveAt > enteredAt;
  return {
    what: isRefundInPart(order) ? partRefunded(order) : isRuled ? completedByRuling : node.title,
    holds: [],
    awaited: null,
    since: enteredAt,
    until: isAhead ? effectiveAt : null,
    silence: isAhead ? beginsThen : over,
    clearedBy: [],
    rule: isRefundInPart(order) ? 'R-APL-16' : isRuled ? 'R-APL-13' : rules[node.ends],
  };
}

const completedByRuling: Bilingual = {
  zh: '裁决关闭，视为完成',
  en: 'a ruling has closed the order as completed',
};

/** What remains to be billed after a refund in part. */
const partRefunded = ({ purchase, refund }: Order): Bilingual => {
  const backFen = refund?.amountFen ?? 0;
  const restFen = purchase.paidFen - backFen;
  return {
    zh: `已完成：退款 ${yuan(backFen)} 元，其余 ${yuan(restFen)} 元结算`,
    en: `completed: ${yuan(backFen)} yuan were refunded, ${yuan(restFen)} yuan remain to be billed`,
  };
};

const over: Bilingual = {
  zh: '订单已结束，不再变化',
  en: 'the order has ended and changes no more',
};
const beginsThen: Bilingual = {
  zh: '续费周期从该时间开始，无需操作',
  en: 'the renewed period begins then; nothing has to be done',
};
