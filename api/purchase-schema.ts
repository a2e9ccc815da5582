import { type Static, type TSchema, Type } from 'typebox';
import { proofKinds } from '../domain/acceptance.ts';
import { type Assumptions, assumptions } from '../domain/assumptions.ts';
import { fastestRate } from '../domain/clock.ts';
import { namePattern } from '../domain/form-schema.ts';
import {
  chargingModes,
  deliveryModes,
  idCodeKinds,
  type Purchase,
  periodUnits,
  salesCategories,
  scenes,
  serviceTemplates,
} from '../domain/order.ts';
import { fen, instant } from '../domain/units.ts';
import { IdSchema, InstantSchema, oneOf } from './schemas.ts';

const text = (description: string) =>
  Type.String({ minLength: 1, maxLength: 200, pattern: namePattern, description });

const FenSchema = (description: string) =>
  Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER, description });

const PartySchema = (description: string) =>
  Type.Object({ id: IdSchema(description) }, { additionalProperties: false });

/** The field is required where `by` is `value`, and must be left out otherwise. */
function onlyWith(field: string, schema: TSchema, by: string, value: string) {
  const given = { properties: { [by]: { const: value } }, required: [by] };
  return {
    allOf: [
      { if: { not: given }, else: { required: [field], properties: { [field]: schema } } },
      { if: given, else: { properties: { [field]: false } } },
    ],
  };
}

const PeriodSchema = Type.Object(
  {
    unit: oneOf(periodUnits),
    count: Type.Integer({ minimum: 1, maximum: 10_000, description: 'how many units' }),
  },
  { additionalProperties: false, description: 'bought period; only with PERIOD' },
);

const RateSchema = Type.Number({
  minimum: 1,
  maximum: fastestRate,
  description: 'how many times as fast as the world; only with fast',
});

const LineSchema = Type.Object(
  {
    lineId: IdSchema('the order line'),
    productId: IdSchema('the product'),
    productName: text('name of the product'),
    specification: text('the bought specification'),
    quantity: Type.Integer({ minimum: 1, maximum: 1_000_000, description: 'how many' }),
    chargingMode: oneOf(chargingModes),
    period: Type.Optional(PeriodSchema),
    amountFen: FenSchema('what the line cost in fen, all quantities and periods, tax included'),
  },
  { additionalProperties: false, ...onlyWith('period', PeriodSchema, 'chargingMode', 'PERIOD') },
);

const ClockSchema = Type.Object(
  {
    kind: oneOf(['fast', 'manual'] as const),
    startsAt: InstantSchema("what the order's clock reads when the order opens"),
    rate: Type.Optional(RateSchema),
  },
  {
    additionalProperties: false,
    description: 'rehearsal clock; only with livemode false',
    ...onlyWith('rate', RateSchema, 'kind', 'fast'),
  },
);

const AssumptionsSchema = Type.Unsafe<Partial<Assumptions>>({
  type: 'object',
  additionalProperties: false,
  description: 'rehearsals only: assumptions to try this order out with; see docs/assumptions.md',
  properties: Object.fromEntries(
    Object.entries(assumptions).map(([name, { settings }]) => [name, { enum: [...settings] }]),
  ),
});

const MilestoneSchema = Type.Object(
  { milestoneId: IdSchema('the milestone'), title: text('what is delivered with it') },
  { additionalProperties: false },
);

/** Longest criteria list; a delivery names each of them. */
const mostCriteria = 100;

const CriterionSchema = Type.Object(
  {
    criterionId: IdSchema('the criterion'),
    title: text('what has to be shown'),
    proof: Type.Array(
      Type.Object(
        {
          kinds: Type.Array(oneOf(proofKinds), { minItems: 1, maxItems: proofKinds.length }),
          minCount: Type.Integer({
            minimum: 1,
            maximum: 20,
            description: 'at least so many files',
          }),
        },
        { additionalProperties: false },
      ),
      { maxItems: 10 },
    ),
  },
  { additionalProperties: false },
);

const AcceptanceTemplateSchema = Type.Object(
  {
    templateId: IdSchema('the template'),
    criteria: Type.Array(CriterionSchema, { minItems: 1, maxItems: mostCriteria }),
  },
  {
    additionalProperties: false,
    description:
      "the seller's acceptance criteria; rule sets E and B take their place where they apply",
  },
);

/** The body of `POST /orders`: the storefront's purchase, enums and bounds from the domain. */
export const PurchaseSchema = Type.Object(
  {
    orderId: IdSchema('the order; one per purchase, for ever'),
    livemode: Type.Optional(
      Type.Boolean({ default: true, description: 'false: a rehearsal without real money' }),
    ),
    buyer: PartySchema('the buyer'),
    seller: PartySchema('the seller'),
    deliveryMode: oneOf(deliveryModes),
    salesCategory: oneOf(salesCategories),
    scene: oneOf(scenes),
    lines: Type.Array(LineSchema, { minItems: 1, maxItems: 100 }),
    paidFen: FenSchema('what the buyer paid in fen, tax included: the sum of the lines'),
    placedAt: InstantSchema('when the order was placed'),
    paidAt: InstantSchema('when it was paid'),
    clock: Type.Optional(ClockSchema),
    assumptions: Type.Optional(AssumptionsSchema),
    serviceTemplate: Type.Optional(
      oneOf(serviceTemplates, 'PROFESSIONAL_SERVICE only; left out: STANDARD'),
    ),
    milestones: Type.Optional(
      Type.Array(MilestoneSchema, {
        minItems: 1,
        maxItems: 50,
        description: 'WEBSITE_BUILDING only: rounds of delivery and acceptance',
      }),
    ),
    idCodeKind: Type.Optional(
      oneOf(idCodeKinds, 'LICENSE_ID_CODE and LICENSE_CLIENT_API only; left out: SYSTEM'),
    ),
    shippingAddressId: Type.Optional(
      IdSchema(
        'HARDWARE only, and needed there: the address at checkout, which stays with the storefront',
      ),
    ),
    deliveryPromiseDays: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 365,
        description: 'calendar days from payment until the seller means to have delivered',
      }),
    ),
    acceptanceTemplate: Type.Optional(AcceptanceTemplateSchema),
    renews: Type.Optional(IdSchema('a renewal: the order that it renews')),
    takesEffectAt: Type.Optional(
      InstantSchema('renewals only: when the renewed period begins; left out: with the payment'),
    ),
  },
  {
    $id: 'Purchase',
    additionalProperties: false,
    description: 'A paid order, as the storefront sends it',
    examples: [
      {
        orderId: 'MOCKPERIODYEARNEW',
        livemode: false,
        buyer: { id: 'B-1' },
        seller: { id: 'S-1' },
        deliveryMode: 'LICENSE_AUTH_CODE',
        salesCategory: 'GENERAL',
        scene: 'OTHER',
        lines: [
          {
            lineId: 'MOCKPERIODYEARNEW-000001',
            productId: 'P-1',
            productName: 'Sample suite',
            specification: 'Standard, 10 users',
            quantity: 1,
            chargingMode: 'PERIOD',
            period: { unit: 'YEAR', count: 1 },
            amountFen: 120_000,
          },
        ],
        paidFen: 120_000,
        placedAt: '2024-09-14T00:00:00.000+08:00',
        paidAt: '2024-09-14T00:05:00.000+08:00',
        clock: { kind: 'manual', startsAt: '2024-09-14T09:00:00.000+08:00' },
      },
    ],
  },
);
export type PurchaseBody = Static<typeof PurchaseSchema>;

/** A body that passed {@link PurchaseSchema}, normalized: the same purchase gives the same value. Pure. */
export function purchaseFrom(body: PurchaseBody): Purchase {
  const { clock, takesEffectAt } = body;
  return {
    orderId: body.orderId,
    livemode: body.livemode ?? true,
    buyer: { id: body.buyer.id },
    seller: { id: body.seller.id },
    deliveryMode: body.deliveryMode,
    salesCategory: body.salesCategory,
    scene: body.scene,
    lines: body.lines.map(({ period, amountFen, ...line }) => ({
      ...line,
      ...(period && { period }),
      amountFen: fen(amountFen),
    })),
    paidFen: fen(body.paidFen),
    placedAt: instant(body.placedAt),
    paidAt: instant(body.paidAt),
    ...(clock && { clock: clockFrom(clock) }),
    ...given(body, [
      'serviceTemplate',
      'milestones',
      'idCodeKind',
      'shippingAddressId',
      'deliveryPromiseDays',
      'acceptanceTemplate',
      'renews',
      'assumptions',
    ]),
    ...(takesEffectAt !== undefined && { takesEffectAt: instant(takesEffectAt) }),
  };
}

/** The fields that were sent, as they were sent. Pure. */
function given<K extends keyof PurchaseBody>(body: PurchaseBody, names: readonly K[]) {
  const sent = names.filter((name) => body[name] !== undefined);
  return Object.fromEntries(sent.map((name) => [name, body[name]])) as {
    [N in K]?: NonNullable<PurchaseBody[N]>;
  };
}

function clockFrom({ kind, startsAt, rate }: NonNullable<PurchaseBody['clock']>) {
  const start = instant(startsAt);
  return kind === 'manual' ? { kind, startsAt: start } : { kind, startsAt: start, rate: rate ?? 1 };
}
