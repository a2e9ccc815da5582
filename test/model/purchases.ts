import fc from 'fast-check';
import type { AcceptanceTemplate } from '../../domain/acceptance.ts';
import { type Assumptions, assumptions, defaultAssumptions } from '../../domain/assumptions.ts';
import {
  type DeliveryMode,
  deliveryModes,
  idCodeKinds,
  type Purchase,
  type SalesCategory,
  type Scene,
  salesCategories,
  scenes,
  supervisedModes,
} from '../../domain/order.ts';
import { fen, instant, plusMs } from '../../domain/units.ts';
import { aPurchase } from '../support/order-builder.ts';
import { isSold } from './rules-flows.ts';
import { day, hour } from './rules-order.ts';

/** An order to play with: what was bought, under which assumptions, and what the world's clock reads at its opening. */
export interface Opening {
  readonly purchase: Purchase;
  readonly assumed: Assumptions;
  readonly realMs: number;
}

const template: AcceptanceTemplate = {
  templateId: 'T-1',
  criteria: [
    { criterionId: 'sow', title: 'as agreed', proof: [{ kinds: ['SOW'], minCount: 1 }] },
    {
      criterionId: 'runs',
      title: 'it runs',
      proof: [{ kinds: ['DEPLOYMENT_SCREENSHOT', 'OTHER'], minCount: 2 }],
    },
    { criterionId: 'trained', title: 'people are trained', proof: [] },
  ],
};

/** The dates at which some rule changes, and the days on which an order turns old enough for one that did. */
const dates = [
  '2024-08-01',
  '2024-09-14',
  '2025-03-26',
  '2023-04-28',
  '2023-03-06', // 365 days before the close was switched off
  '2023-09-07', // 180 days before the alert came
  '2022-11-11',
  '2026-11-20',
].map((date) => instant(`${date}T00:00:00+08:00`));

interface Draft {
  readonly mode: DeliveryMode;
  readonly salesCategory: SalesCategory;
  readonly scene: Scene;
  readonly date: (typeof dates)[number];
  readonly shiftMs: number;
  readonly paidAfterMs: number;
  readonly openedAfterMs: number;
  readonly clock: 'real' | 'manual' | 'fast';
  readonly livemode: boolean;
  readonly milestones: number | undefined;
  readonly idCodeKind: Purchase['idCodeKind'] | undefined;
  readonly promise: number | undefined;
  readonly hasTemplate: boolean;
  readonly isRenewal: boolean;
  readonly paidFen: number;
  readonly assumed: Assumptions;
}

const { lines } = aPurchase();

const milestone = (no: number) => ({ milestoneId: `M-${no}`, title: `round ${no}` });

function openingOf(draft: Draft): Opening {
  const { mode, clock, milestones, idCodeKind, promise } = draft;
  const paidFen = fen(draft.paidFen);
  const placedAt = plusMs(draft.date, draft.shiftMs);
  const paidAt = plusMs(placedAt, draft.paidAfterMs);
  const startsAt = plusMs(paidAt, Math.max(0, draft.openedAfterMs));
  const isWebsite = mode === 'PROFESSIONAL_SERVICE' && milestones !== undefined;
  const isById = mode === 'LICENSE_ID_CODE' || mode === 'LICENSE_CLIENT_API';
  const realMs = Date.parse(paidAt) + draft.openedAfterMs;
  const purchase = aPurchase({
    mode,
    category: draft.salesCategory,
    scene: draft.scene,
    livemode: draft.livemode && clock === 'real',
    ...(clock === 'manual' && { clock: { kind: clock, startsAt } }),
    ...(clock === 'fast' && { clock: { kind: clock, startsAt, rate: 1_000 } }),
    placedAt,
    purchase: {
      paidAt,
      paidFen,
      lines: lines.map((line) => ({ ...line, amountFen: paidFen })),
      ...(isWebsite && {
        serviceTemplate: 'WEBSITE_BUILDING',
        ...(milestones > 0 && {
          milestones: Array.from({ length: milestones }, (_none, no) => milestone(no)),
        }),
      }),
      ...(isById && idCodeKind && { idCodeKind }),
      ...(promise && { deliveryPromiseDays: promise }),
      ...(draft.hasTemplate && { acceptanceTemplate: template }),
      ...(draft.isRenewal && { renews: 'CS-EARLIER' }),
    },
  });
  return { purchase, assumed: draft.assumed, realMs };
}

/** Mostly the defaults, sometimes any setting of every switch. */
const anyAssumptions: fc.Arbitrary<Assumptions> = fc.oneof(
  { weight: 2, arbitrary: fc.constant(defaultAssumptions) },
  {
    weight: 1,
    arbitrary: fc.constant<Assumptions>({
      ...defaultAssumptions,
      appealsAnyTimeFrom: 'ANY_DATE',
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record(
      Object.fromEntries(
        Object.entries(assumptions).map(([name, { settings }]) => [
          name,
          fc.constantFrom<unknown>(...settings),
        ]),
      ),
    ) as unknown as fc.Arbitrary<Assumptions>,
  },
);

/** Every purchase that the rules know, sold or not. */
export const anyOpening: fc.Arbitrary<Opening> = fc
  .record<Draft>({
    mode: fc.oneof(
      { weight: 30, arbitrary: fc.constantFrom(...supervisedModes) },
      { weight: 4, arbitrary: fc.constant('PROFESSIONAL_SERVICE' as const) },
      { weight: 1, arbitrary: fc.constantFrom(...deliveryModes) },
    ),
    salesCategory: fc.constantFrom(...salesCategories),
    scene: fc.constantFrom(...[...scenes].reverse()),
    date: fc.constantFrom(...dates),
    shiftMs: fc.constantFrom(0, -1, 1, 8 * hour, 8 * hour - 1, 30 * day, -30 * day),
    paidAfterMs: fc.constantFrom(60_000, 0, 3 * day),
    openedAfterMs: fc.constantFrom(0, hour, 0, 30 * day, 0, 200 * day, 400 * day, -4 * 60_000),
    clock: fc.constantFrom('real', 'real', 'manual', 'fast'),
    livemode: fc.boolean(),
    milestones: fc.constantFrom(undefined, 0, 1, 2, 3, 1),
    idCodeKind: fc.constantFrom(undefined, ...idCodeKinds),
    promise: fc.constantFrom(undefined, undefined, 1, 3, 30),
    hasTemplate: fc.boolean(),
    isRenewal: fc.oneof(
      { weight: 60, arbitrary: fc.constant(false) },
      { weight: 1, arbitrary: fc.constant(true) },
    ),
    paidFen: fc.constantFrom(19_900, 1_000_000, 999_999, 25_000_000, 1, 0),
    assumed: anyAssumptions,
  })
  .map(openingOf);

/** Purchases that are sold. */
export const anySoldOpening = anyOpening.filter(({ purchase, assumed }) =>
  isSold(purchase, assumed),
);
