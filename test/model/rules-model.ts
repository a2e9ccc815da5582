import type { NodeId } from '../../domain/order.ts';
import { after, leadsTo } from './rules-flows.ts';
import { accepted, hour, type ModelOrder, moved } from './rules-order.ts';
import { type Attempt, isLastMilestone, limitAgainst } from './rules-refusals.ts';
import { inCase } from './rules-rulings.ts';
import { acceptLimit, elapse, nextMoveOf, remindedUntil, workingDayEnd } from './rules-time.ts';

/** What an attempt that nothing speaks against makes of the order at `order.now`, as rules.md 2.12 tells it. */
export function carriedOut(order: ModelOrder, attempt: Attempt): ModelOrder {
  const acted = act(order, attempt);
  // Whatever is due in the same instant happens in it: a signature of long ago, a completion without delay.
  return elapse({ ...acted, version: Math.max(acted.version, order.version + 1) }, acted.now);
}

function act(order: ModelOrder, attempt: Attempt): ModelOrder {
  const { action, role, payload } = attempt;
  const { now } = order;
  const next = () => arrive(order, leadsTo(order.plan, order.node, action));
  const timeOf = (at: string | undefined) => (at === undefined ? now : Date.parse(at));
  switch (action) {
    case 'submitRequirement':
    case 'confirmRequirement':
    case 'reviewPass':
      return next();
    case 'rejectRequirement':
      return {
        ...next(),
        requirementRejects: order.requirementRejects + 1,
        turnedDownFrom: order.node,
      };
    case 'submitIdCode':
      return { ...next(), idCode: payload.hardwareIdCode ?? 'generated' };
    case 'issueLicense':
      return { ...next(), licenseIssuedAt: now };
    case 'reportDeployment':
      // The buyer's own deployment stands in for a delivery: it answers nothing and names no time. R-PKG-04 R-ENA-04
      return { ...next(), ...handedOver(order), enabledAt: null };
    case 'deliver': {
      // The newest delivery says from when the service could be used, unless the activation has. R-ENA-04
      const typed = payload.actualEnableTime;
      const enabledAt = typed === undefined ? null : Date.parse(typed);
      const delivered = { ...order, ...handedOver(order), openCriteria: [] };
      return {
        ...arrive(delivered, leadsTo(order.plan, order.node, action)),
        enabledAt: order.activatedAt === null ? enabledAt : order.enabledAt,
      };
    }
    case 'ship': {
      const { courier = '', trackingNumber: number = '' } = payload;
      const before = order.parcel;
      const isTrackable = payload.carriesBuyersPhone === true;
      // Told again for the reviewer, the same parcel was sent and signed for when it was. R-HW-11
      const isSame =
        before?.courier === courier &&
        before.number === number &&
        order.turnedDownFrom === 'HUAWEI_REVIEW' &&
        order.assumed.reviewKeepsSignature;
      const parcel = {
        courier,
        number,
        isTrackable,
        shippedAt: isSame ? before.shippedAt : now,
        signedAt: isSame && isTrackable ? before.signedAt : null,
      };
      const shipped = { ...order, parcel, courier: null, openCriteria: [] };
      return arrive({ ...shipped, ...handedOver(order) }, after(order.plan, 'SHIP'));
    }
    case 'changeAddress':
      return { ...order, address: payload.shippingAddressId ?? null };
    case 'requestCourier': {
      const dueAt = workingDayEnd(order, 3) ?? now;
      const name = payload.courier ?? '';
      const courier = { name, dueAt, isOverdue: false, isAnswered: false, isAdmitted: false };
      return { ...order, courier };
    }
    case 'answerCourierRequest': {
      const isAdmitted = payload.isAdmitted === true;
      const { courier, admittedCouriers } = order;
      if (courier === null) return order;
      return {
        ...order,
        courier: { ...courier, isAnswered: true, isAdmitted },
        admittedCouriers: isAdmitted ? [...admittedCouriers, courier.name] : admittedCouriers,
      };
    }
    case 'recordCourierSignature': {
      if (order.parcel === null) return order;
      const signed = { ...order, parcel: { ...order.parcel, signedAt: timeOf(payload.signedAt) } };
      const isAtBuyer = order.node === 'BUYER_ACCEPT';
      return { ...signed, limit: isAtBuyer ? acceptLimit(signed, order.since) : order.limit };
    }
    case 'claimAuthCode':
      return { ...next(), locked: true, claimedAt: now, isCodeUsed: true };
    case 'activateAuthCode': {
      const enabledAt = timeOf(payload.actualEnableTime);
      const activated = { ...order, activatedAt: now, enabledAt, locked: true, isCodeUsed: true };
      return arrive(activated, leadsTo(order.plan, order.node, action));
    }
    case 'accept': {
      const milestonesAccepted = order.milestonesAccepted + 1;
      if (!isLastMilestone(order)) {
        return { ...arrive(order, order.plan.proofAt), milestonesAccepted };
      }
      const hasMilestones = (order.purchase.milestones?.length ?? 0) > 0;
      return {
        ...accepted(order, now),
        milestonesAccepted: hasMilestones ? milestonesAccepted : 0,
      };
    }
    case 'reject':
      return {
        ...turnedDown(next(), order, payload.criteria),
        acceptRejects: order.acceptRejects + 1,
      };
    case 'reviewFail':
      return { ...turnedDown(next(), order, payload.criteria), reviewFails: order.reviewFails + 1 };
    case 'recordInvoice':
      return { ...order, invoicedAt: order.invoicedAt ?? now };
    case 'requestExtension': {
      const running = limitAgainst(order, role);
      if (running === null || (role !== 'buyer' && role !== 'seller')) return order;
      const until = timeOf(payload.until);
      return { ...order, extension: { by: role, limit: running.limit, until } };
    }
    case 'grantExtension': {
      const { extension } = order;
      if (extension === null) return order;
      const isLimit = extension.limit === 'NODE';
      return {
        ...order,
        ...(isLimit ? { limit: extension.until } : { promisedAt: extension.until }),
        // Reminders that the new moment would have had before now are never due.
        remindedAt: Math.max(remindedUntil(order), now - 1),
        extension: null,
      };
    }
    case 'declineExtension':
      return { ...order, extension: null };
    case 'advanceClock':
      return elapse(
        order,
        payload.to === undefined ? (nextMoveOf(order) ?? now) : timeOf(payload.to),
      );
    default:
      return inCase(order, attempt);
  }
}

/** Something was delivered: what was promised is kept, and it came from here; by hand before its node, as if from there. */
function handedOver({ now, node, plan }: ModelOrder) {
  const isEarly = plan.chain.indexOf(node) < plan.chain.indexOf('SELLER_DELIVER');
  const deliveredFrom = isEarly ? ('SELLER_DELIVER' as const) : node;
  return { deliveredAt: now, deliveredFrom, isCodeUsed: false, isRedoOwed: false };
}

const turnedDown = (
  next: ModelOrder,
  { node }: ModelOrder,
  criteria: readonly string[] = [],
): ModelOrder => ({ ...next, turnedDownFrom: node, openCriteria: [...new Set(criteria)] });

/** The order comes to a node, with the limit that runs there. */
function arrive(order: ModelOrder, node: NodeId): ModelOrder {
  const { now } = order;
  switch (node) {
    case 'COMPLETING':
      return accepted(order, now);
    case 'ISSUE_LICENSE':
      return moved(order, node, now, now + 3 * hour); // T16
    case 'BUYER_ACCEPT':
      return moved(order, node, now, acceptLimit(order, now));
    default:
      return moved(order, node, now);
  }
}
