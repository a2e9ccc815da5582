import { appealHoldUps } from './appeal-hold-ups.ts';
import { awaitedRole } from './awaited.ts';
import { isPromiseRunning, nextMoveAt, owesDelivery } from './due.ts';
import { ended, neverBilled } from './end-hold-ups.ts';
import type { Bilingual } from './errors.ts';
import { actionNames, actionOf } from './events.ts';
import { isEndNode, nodeOf, type WaitingNode } from './flow.ts';
import { flowById } from './flows/catalogue.ts';
import { isFrozen } from './freeze.ts';
import { type HoldUp, heldUp, openOf, stays } from './hold-up.ts';
import type { Order, Parcel } from './order.ts';
import { arrowFor } from './order-wide.ts';
import { isInterimMilestone } from './proof-check.ts';
import { isRefundInFull } from './refund.ts';
import { endOfWaiting } from './silence.ts';
import type { Instant } from './units.ts';

/**
 * Everything that holds up progress, completion and billing of an order, what moves it first. Never empty. Pure.
 *
 * @param at - what the order's clock reads; left out: as at its last change
 */
export function holdUpsOf(order: Order, at = order.bookedUntil): readonly HoldUp[] {
  const node = nodeOf(flowById(order.flowId), order.node);
  if (isEndNode(node)) return [ended(order, node), ...neverBilled(order)];
  if (isFrozen(order) && order.appeal) {
    return [...appealHoldUps(order, order.appeal, node, at), ...neverBilled(order)];
  }
  return [
    atNode(order, node),
    ...refusedRefund(order),
    ...sentBack(order),
    ...unanswered(order),
    ...laterMilestones(order),
    ...unsignedParcel(order),
    ...askedCourier(order),
    ...askedExtension(order, at),
    ...promise(order),
    ...neverBilled(order),
  ];
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
    holds: isRefundInFull(order) ? ['PROGRESS'] : heldUp,
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

/** Why the seller delivers again: a ruling, or what both sides agreed on. R-APL-12 INF, R-APL-14 INF */
function sentBack(order: Order): readonly HoldUp[] {
  const { appeal, lastRejection } = order;
  const { closedAt = null, end, ruling, offer } = appeal ?? {};
  const isRuled = end === 'RULED' && ruling?.outcome === 'BACK_TO_SELLER';
  const isAgreed = end === 'SETTLED' && offer?.kind !== 'PARTIAL_REFUND';
  if (closedAt === null || lastRejection?.at !== closedAt || !(isRuled || isAgreed)) return [];
  if (awaitedRole(order) !== 'seller') return [];
  return [
    {
      what: isRuled
        ? { zh: '裁决将订单退回商家', en: 'a ruling has sent the order back to the seller' }
        : {
            zh: '双方和解，由商家交付',
            en: 'both sides have agreed on what the seller delivers now',
          },
      holds: [],
      awaited: 'seller',
      since: closedAt,
      until: null,
      silence: stays,
      clearedBy: openOf(order, ['deliver', 'ship']),
      rule: isRuled ? 'R-APL-14' : 'R-APL-12',
    },
  ];
}

/** R-PRF-10: what the delivery before failed. */
function unanswered(order: Order): readonly HoldUp[] {
  const { openCriteria, lastRejection, enteredAt, refund } = order;
  if (openCriteria.length === 0 || refund !== null) return [];
  const clearedBy = openOf(order, ['deliver', 'ship']);
  // R-PKG-04: a deployment by the buyer goes past it.
  const isInTheWay = clearedBy.length > 0 && openOf(order, ['reportDeployment']).length === 0;
  const count = openCriteria.length;
  return [
    {
      what: {
        zh: `有 ${count} 项验收标准未满足，下次交付须逐项答复`,
        en: `${count} of the criteria are not met; the next delivery answers each of them`,
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
  return isOnItsWay && parcel?.signedAt === null ? [unsigned(order, parcel)] : [];
}

function unsigned(order: Order, { carriesBuyersPhone, shippedAt }: Parcel): HoldUp {
  return {
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
  };
}

/** R-HW-06 */
function askedCourier(order: Order): readonly HoldUp[] {
  const { courierRequest, refund } = order;
  if (courierRequest === null || courierRequest.answeredAt !== null || refund !== null) return [];
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
  const { promisedAt, refund, purchase, assumptions, appeal, isRedoOwed } = order;
  if (promisedAt === null || !owesDelivery(order) || refund !== null) return [];
  const isReminded = isPromiseRunning(order) && assumptions.reminderCadence !== 'NONE';
  const clearedBy = openOf(order, ['deliver', 'ship']);
  return [
    {
      what: isRedoOwed
        ? {
            zh: '双方和解：商家在此之前交付',
            en: 'both sides have agreed that the seller delivers until then',
          }
        : { zh: '商家承诺在此之前交付', en: 'the seller has promised to deliver until then' },
      holds: [],
      awaited: clearedBy.length > 0 ? 'seller' : null,
      since: (isRedoOwed ? appeal?.closedAt : undefined) ?? purchase.paidAt,
      until: promisedAt,
      silence: isReminded ? sellerReminded : stays,
      clearedBy,
      rule: isRedoOwed ? 'R-APL-12' : 'R-REM-04',
    },
  ];
}

const sellerReminded: Bilingual = {
  zh: '只会提醒商家',
  en: 'nothing but reminders to the seller',
};
