import { type Static, Type } from 'typebox';
import { proofKinds, ruleSets } from '../domain/acceptance.ts';
import { duesOf, nextMoveAt } from '../domain/due.ts';
import { platformEvents } from '../domain/events.ts';
import { bookedSides, totalsOf } from '../domain/ledger.ts';
import type { Order } from '../domain/order.ts';
import { withTimeBooked } from '../domain/order-ledger.ts';
import { resourcePeriods } from '../domain/resource-period.ts';
import { eventTitle } from '../domain/terms.ts';
import type { Instant } from '../domain/units.ts';
import {
  BilingualSchema,
  fileFields,
  InstantSchema,
  NodeSchema,
  nullable,
  oneOf,
} from './schemas.ts';

const CriterionSchema = Type.Object({
  criterionId: Type.String(),
  title: BilingualSchema,
  proof: Type.Array(
    Type.Object({ kinds: Type.Array(oneOf(proofKinds)), minCount: Type.Integer() }),
  ),
  check: Type.Optional(Type.String({ description: 'what a machine checks besides files' })),
  signedBy: Type.Optional(Type.Array(Type.String())),
});

const LedgerFields = {
  side: oneOf(bookedSides),
  elapsedMs: Type.Integer(),
  workingMs: nullable(
    Type.Integer({ description: 'on Beijing working days; null: a year without a calendar' }),
  ),
};

/** Parts of an order that only some flows have, or that tell more than where it stands. */
export const orderPartFields = {
  contract: nullable(
    Type.Object(
      {
        ruleSet: oneOf(ruleSets),
        rule: Type.String(),
        templateId: nullable(Type.String()),
        criteria: Type.Array(CriterionSchema),
        hash: Type.String({ description: 'SHA-256 of the contract, hex; fixed at the opening' }),
      },
      { description: 'what the delivery has to prove' },
    ),
  ),
  proofs: Type.Array(
    Type.Object({ ...fileFields, kind: oneOf(proofKinds), criteria: Type.Array(Type.String()) }),
    { description: 'of the newest delivery' },
  ),
  openCriteria: Type.Array(Type.String(), {
    description: 'criteria that failed and that the next delivery answers',
  }),
  milestones: nullable(Type.Object({ accepted: Type.Integer(), total: Type.Integer() })),
  idCode: nullable(Type.Object({ kind: Type.String(), value: Type.String(), at: InstantSchema() })),
  licenseIssuedAt: nullable(InstantSchema()),
  shippingAddressId: nullable(Type.String()),
  parcel: nullable(
    Type.Object({
      courier: Type.String(),
      trackingNumber: Type.String(),
      carriesBuyersPhone: Type.Boolean(),
      shippedAt: InstantSchema(),
      signedAt: nullable(InstantSchema()),
    }),
  ),
  courierRequest: nullable(
    Type.Object({
      name: Type.String(),
      askedAt: InstantSchema(),
      dueAt: InstantSchema('end of the third working day'),
      overdueAt: nullable(InstantSchema()),
      answeredAt: nullable(InstantSchema()),
      isAdmitted: Type.Boolean(),
    }),
  ),
  admittedCouriers: Type.Array(Type.String(), {
    description: 'couriers beside the list that this order may be sent with',
  }),
  invoicedAt: nullable(InstantSchema()),
  extension: nullable(
    Type.Object({
      by: oneOf(['buyer', 'seller'] as const),
      limit: oneOf(['NODE', 'PROMISE'] as const),
      until: InstantSchema(),
      reason: Type.String(),
      askedAt: InstantSchema(),
    }),
  ),
  promisedAt: nullable(InstantSchema('until when the seller has promised to deliver')),
  reminders: Type.Object({
    sent: Type.Integer({ description: 'at this node, to whoever is awaited or has promised' }),
    lastAt: nullable(InstantSchema()),
  }),
  alertedAt: nullable(InstantSchema('alert after 180 days')),
  refund: nullable(
    Type.Object({
      refundId: Type.String(),
      amountFen: Type.Integer(),
      decidedAt: InstantSchema(),
      settledAt: nullable(InstantSchema()),
      refusedAt: nullable(InstantSchema('when the payment side first refused; it is asked again')),
    }),
  ),
  effectiveAt: nullable(InstantSchema('orders without supervision: when they are in effect')),
  resourcePeriods: Type.Array(
    Type.Object({
      lineId: Type.String(),
      startsAt: InstantSchema(),
      endsAt: InstantSchema('exclusive'),
    }),
    { description: 'when what was bought for a period may be used; empty while that is open' },
  ),
  upcoming: Type.Array(
    Type.Object({ event: oneOf(platformEvents), title: BilingualSchema, at: InstantSchema() }),
    { description: 'what happens by itself if nobody acts, earliest first' },
  ),
  ledger: Type.Object(
    {
      until: InstantSchema("up to which moment of the order's clock"),
      entries: Type.Array(Type.Object({ node: NodeSchema, ...LedgerFields })),
      totals: Type.Array(Type.Object(LedgerFields)),
    },
    { description: 'whose time has passed where; adds up to the whole' },
  ),
};

const PartsSchema = Type.Object(orderPartFields);

/** The parts of an order at a moment of its clock. Pure. */
export function orderParts(order: Order, now: Instant): Static<typeof PartsSchema> {
  const { milestones } = order.purchase;
  const booked = withTimeBooked(order, now);
  const moveAt = nextMoveAt(order);
  return {
    contract: order.contract as Static<typeof PartsSchema>['contract'],
    proofs: order.proofs.map(({ criteria, ...proof }) => ({ ...proof, criteria: [...criteria] })),
    openCriteria: [...order.openCriteria],
    milestones: milestones?.length
      ? { accepted: order.milestonesAccepted, total: milestones.length }
      : null,
    idCode: order.idCode,
    licenseIssuedAt: order.licenseIssuedAt,
    shippingAddressId: order.shippingAddressId,
    parcel: order.parcel,
    courierRequest: order.courierRequest,
    admittedCouriers: [...order.admittedCouriers],
    invoicedAt: order.invoicedAt,
    extension: order.extension,
    promisedAt: order.promisedAt,
    reminders: { sent: order.reminders, lastAt: order.remindedAt },
    alertedAt: order.alertedAt,
    refund: order.refund,
    effectiveAt: order.effectiveAt,
    resourcePeriods: [...resourcePeriods(order)],
    upcoming: duesOf(order)
      .filter(({ at }) => moveAt === null || at <= moveAt)
      .map(({ event, at }) => ({ event, title: eventTitle(event), at })),
    ledger: {
      until: booked.bookedUntil,
      entries: [...booked.ledger],
      totals: [...totalsOf(booked.ledger)],
    },
  };
}
