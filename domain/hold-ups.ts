import { awaitedRole } from './awaited.ts';
import { isPromiseRunning, nextMoveAt } from './due.ts';
import type { Bilingual } from './errors.ts';
import { type ActionName, actionNames, actionOf } from './events.ts';
import { type EndNode, isEndNode, nodeOf, type WaitingNode } from './flow.ts';
import { flowById } from './flows/catalogue.ts';
import { type Order, type Role, roles } from './order.ts';
import { arrowFor } from './order-wide.ts';
import { isInterimMilestone } from './proof-check.ts';
import { isOpenTo } from './refusals.ts';
import type { RuleId } from './rules.ts';
import { endOfWaiting } from './silence.ts';
import type { Instant } from './units.ts';

/** What cannot come about before something is done: the next node, the end of the supervision, the bill. */
export const heldUp = ['PROGRESS', 'COMPLETION', 'BILLING'] as const;
export type HeldUp = (typeof heldUp)[number];

/** An action that would clear something up, and who may send it now. */
export interface Clearing {
  readonly action: ActionName;
  readonly by: readonly Role[];
}

/** One reason why an order stands where it stands. Moments are on the order's clock. */
export interface HoldUp {
  readonly what: Bilingual;
  /** What it holds up; empty: nothing, it is open all the same. */
  readonly holds: readonly HeldUp[];
  /** Who is awaited for it; null: nobody. */
  readonly awaited: Role | 'platform' | null;
  readonly since: Instant;
  /** First moment that is too late, or at which it ends by itself; null: no limit. */
  readonly until: Instant | null;
  /** What happens if nobody acts. */
  readonly silence: Bilingual;
  /** Actions that are taken now and end it, whichever way it goes then; empty: there is nothing to send. */
  readonly clearedBy: readonly Clearing[];
  /** The rule that says so; null: no business rule (a rehearsal is never billed). */
  readonly rule: RuleId | null;
}

/**
 * Everything that holds up progress, completion and billing of an order, what moves it first. Never empty. Pure.
 *
 * @param at - what the order's clock reads; left out: as at its last change
 */
export function holdUpsOf(order: Order, at = order.bookedUntil): readonly HoldUp[] {
  const node = nodeOf(flowById(order.flowId), order.node);
  if (isEndNode(node)) return [ended(order, node), ...neverBilled(order)];
  return [
    atNode(order, node),
    ...refusedRefund(order),
    ...unanswered(order),
    ...laterMilestones(order),
    ...unsignedParcel(order),
    ...askedCourier(order),
    ...askedExtension(order, at),
    ...promise(order),
    ...neverBilled(order),
  ];
}

/** The actions of a list that are taken now, with who may send them. */
function openOf(
  order: Order,
  names: readonly ActionName[],
  at = order.bookedUntil,
): readonly Clearing[] {
  return names
    .map((action) => ({ action, by: roles.filter((role) => isOpenTo(order, action, role, at)) }))
    .filter(({ by }) => by.length > 0);
}

function atNode(order: Order, node: WaitingNode): HoldUp {
  const moving = actionNames.filter((name) => {
    const { event } = actionOf(name);
    const isMilestone = event === 'accepted' && isInterimMilestone(order);
    const arrow =
      event in node.on ? arrowFor(order, isMilestone ? 'milestoneAccepted' : event) : undefined;
    return arrow !== undefined && arrow.to !== order.node;
  });
  const { silence, rule } = endOfWaiting(order, node);
  const [first] = Object.values(node.on);
  return {
    what: node.title,
    holds: order.refund === null ? heldUp : ['PROGRESS'],
    awaited: awaitedRole(order),
    since: order.enteredAt,
    until: nextMoveAt(order),
    silence,
    clearedBy: openOf(order, moving),
    rule: rule ?? first?.rule ?? null,
  };
}

/** R-RFD-03 */
function refusedRefund({ refund }: Order): readonly HoldUp[] {
  if (!refund?.refusedAt) return [];
  return [
    {
      what: {
        zh: '支付侧拒绝了退款，须由运营处理',
        en: 'the payment side refused the refund and has to be put right',
      },
      holds: ['PROGRESS'],
      awaited: 'opsManager',
      since: refund.refusedAt,
      until: null,
      silence: { zh: '每小时重试一次', en: 'it is tried again every hour' },
      clearedBy: [],
      rule: 'R-RFD-03',
    },
  ];
}

/** R-PRF-10: what the delivery before failed. */
function unanswered(order: Order): readonly HoldUp[] {
  const { openCriteria, lastRejection, enteredAt } = order;
  if (openCriteria.length === 0) return [];
  const clearedBy = openOf(order, ['deliver', 'ship']);
  // R-PKG-04: a deployment by the buyer goes past it.
  const isInTheWay = clearedBy.length > 0 && openOf(order, ['reportDeployment']).length === 0;
  const count = openCriteria.length;
  return [
    {
      what: {
        zh: `上次交付有 ${count} 项验收标准未通过，下次交付须逐项答复`,
        en: `the delivery before failed ${count} of the criteria; the next one answers each of them`,
      },
      holds: isInTheWay ? heldUp : [],
      awaited: 'seller',
      since: lastRejection?.at ?? enteredAt,
      until: null,
      silence: stays,
      clearedBy,
      rule: 'R-PRF-10',
    },
  ];
}

/** R-PS-02 */
function laterMilestones(order: Order): readonly HoldUp[] {
  const left = (order.purchase.milestones?.length ?? 0) - order.milestonesAccepted;
  if (left < 2 || order.refund !== null) return [];
  return [
    {
      what: {
        zh: `还有 ${left} 个里程碑未验收，逐个交付和验收`,
        en: `${left} milestones are not accepted yet; each is delivered and accepted`,
      },
      holds: ['COMPLETION', 'BILLING'],
      awaited: awaitedRole(order),
      since: order.enteredAt,
      until: null,
      silence: stays,
      clearedBy: [],
      rule: 'R-PS-02',
    },
  ];
}

/** R-HW-03, R-HW-04: why the ten days of the buyer do not run. */
function unsignedParcel(order: Order): readonly HoldUp[] {
  const { parcel, node } = order;
  const isOnItsWay = node === 'HUAWEI_REVIEW' || node === 'BUYER_ACCEPT';
  if (!isOnItsWay || parcel === null || parcel.signedAt !== null) return [];
  const { carriesBuyersPhone, shippedAt } = parcel;
  return [
    {
      what: carriesBuyersPhone
        ? {
            zh: '快递尚未签收，10 天自动验收未开始',
            en: 'nobody has signed for the parcel: the ten days to acceptance by itself have not begun',
          }
        : {
            zh: '包裹上不是用户的电话，物流不可读，不会自动验收',
            en: 'the parcel carries another phone number, its tracking cannot be read: it is never accepted by itself',
          },
      holds: [],
      awaited: carriesBuyersPhone ? 'storefront' : null,
      since: shippedAt,
      until: null,
      silence: stays,
      clearedBy: openOf(order, ['recordCourierSignature']),
      rule: carriesBuyersPhone ? 'R-HW-03' : 'R-HW-04',
    },
  ];
}

/** R-HW-06 */
function askedCourier(order: Order): readonly HoldUp[] {
  const { courierRequest } = order;
  if (courierRequest === null || courierRequest.answeredAt !== null) return [];
  return [
    {
      what: courierRequest.overdueAt
        ? {
            zh: '未列出的快递公司：申请逾期未答复',
            en: 'a courier that is not listed was asked for, and not answered in time',
          }
        : { zh: '未列出的快递公司：申请待答复', en: 'a courier that is not listed was asked for' },
      holds: [],
      awaited: 'opsManager',
      since: courierRequest.askedAt,
      until: courierRequest.dueAt,
      silence: courierRequest.overdueAt ? stays : toldOnceLate,
      clearedBy: openOf(order, ['answerCourierRequest']),
      rule: 'R-HW-06',
    },
  ];
}

const toldOnceLate: Bilingual = {
  zh: '逾期提醒运营经理；可改用列出的快递公司发货',
  en: 'operations managers are told once it is late; a listed courier can be used meanwhile',
};

/** R-EXT-01, R-EXT-03 */
function askedExtension(order: Order, at: Instant): readonly HoldUp[] {
  const { extension } = order;
  if (extension === null) return [];
  const other = extension.by === 'buyer' ? 'seller' : 'buyer';
  return [
    {
      what: {
        zh: '申请延期，待对方答复',
        en: 'more time was asked for, the other side has not answered',
      },
      holds: [],
      awaited: other,
      since: extension.askedAt,
      until: extension.until,
      silence: { zh: '原时限继续计时', en: 'the limit goes on meanwhile' },
      clearedBy: openOf(order, ['grantExtension', 'declineExtension'], at),
      rule: 'R-EXT-01',
    },
  ];
}

/** R-REM-04, R-REM-05: until when the seller has promised to deliver. */
function promise(order: Order): readonly HoldUp[] {
  const { promisedAt, delivery, refund, purchase, assumptions } = order;
  if (promisedAt === null || delivery !== null || refund !== null) return [];
  const isReminded = isPromiseRunning(order) && assumptions.reminderCadence !== 'NONE';
  const clearedBy = openOf(order, ['deliver', 'ship']);
  return [
    {
      what: { zh: '商家承诺在此之前交付', en: 'the seller has promised to deliver until then' },
      holds: [],
      awaited: clearedBy.length > 0 ? 'seller' : null,
      since: purchase.paidAt,
      until: promisedAt,
      silence: isReminded ? sellerReminded : stays,
      clearedBy,
      rule: 'R-REM-04',
    },
  ];
}

const sellerReminded: Bilingual = {
  zh: '只会提醒商家',
  en: 'nothing but reminders to the seller',
};

/** What will never be billed, however it goes on. */
function neverBilled(order: Order): readonly HoldUp[] {
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
    ...(refund
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

/** An order that has ended: nothing moves it any more. */
function ended(order: Order, node: EndNode): HoldUp {
  const { effectiveAt, enteredAt, purchase } = order;
  const rules: Readonly<Record<EndNode['ends'], RuleId>> = {
    COMPLETED: 'R-GEN-08',
    REFUNDED: 'R-RFD-01',
    EFFECTIVE: purchase.renews === undefined ? 'R-MOD-01' : 'R-MOD-02',
  };
  const isAhead = effectiveAt !== null && effectiveAt > enteredAt;
  return {
    what: node.title,
    holds: [],
    awaited: null,
    since: enteredAt,
    until: isAhead ? effectiveAt : null,
    silence: isAhead ? beginsThen : over,
    clearedBy: [],
    rule: rules[node.ends],
  };
}

const over: Bilingual = {
  zh: '订单已结束，不再变化',
  en: 'the order has ended and changes no more',
};
const beginsThen: Bilingual = {
  zh: '续费周期从该时间开始，无需操作',
  en: 'the renewed period begins then; nothing has to be done',
};
const stays: Bilingual = { zh: '保持不变', en: 'it stays so' };
