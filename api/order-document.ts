import { Type } from 'typebox';
import type { ChargingMode } from '../domain/order.ts';
import { describeValue } from './field-errors.ts';
import { type FieldError, Problem } from './problem.ts';
import { IdSchema, oneOf } from './schemas.ts';

/**
 * Scenarios of the documented order document that are new purchases, with the charging mode they mean.
 *
 * A pay-per-use package is paid in advance and once, then used up: `ONE_TIME`.
 */
const purchaseScenarios = {
  'new, yearly/monthly': 'PERIOD',
  'new, one-time': 'ONE_TIME',
  'new, pay-per-use': 'ON_DEMAND',
  'new, pay-per-use package': 'ONE_TIME',
} as const satisfies Record<string, ChargingMode>;

/** Documented scenarios that act on an order or instance that exists, or open none for money. */
const otherScenarios = [
  'trial',
  'trial to formal',
  'renewal',
  'change / upgrade',
  'unsubscription',
] as const;

const scenarios = [...Object.keys(purchaseScenarios), ...otherScenarios];

/** The documented order document, as `POST /orders` takes it: further fields use the purchase's own names. */
export const OrderDocumentSchema = Type.Object(
  {
    orderId: IdSchema('the order'),
    orderLineId: IdSchema('the order line'),
    scenario: oneOf(scenarios),
    testFlag: Type.Optional(
      Type.String({ enum: ['0', '1'], description: '1: a rehearsal (`livemode` false)' }),
    ),
  },
  {
    $id: 'OrderDocument',
    additionalProperties: true,
    description:
      "The documented order document. `orderLineId` becomes `lines[0].lineId`, `scenario` the line's `chargingMode`, `testFlag` `livemode`; every further field has its name and place in `Purchase`, and what is missing is asked for field by field.",
    examples: [
      {
        orderId: 'MOCKONETIMENEW',
        orderLineId: 'MOCKONETIMENEW-000001',
        scenario: 'new, one-time',
        testFlag: '1',
        buyer: { id: 'B-1' },
        seller: { id: 'S-1' },
        deliveryMode: 'PROFESSIONAL_SERVICE',
        salesCategory: 'GENERAL',
        scene: 'OTHER',
        lines: [
          {
            productId: 'P-2',
            productName: 'Migration service',
            specification: 'Standard',
            quantity: 1,
            amountFen: 500_000,
          },
        ],
        paidFen: 500_000,
        placedAt: '2024-09-13T10:00:00+08:00',
        paidAt: '2024-09-13T10:01:00+08:00',
        clock: { kind: 'manual', startsAt: '2024-09-13T11:00:00+08:00' },
      },
    ],
  },
);

type Fields = Readonly<Record<string, unknown>>;

/** Names of the document's own fields, by the purchase's field that they fill. */
export const documentFields: Readonly<Record<string, string>> = {
  '/lines/0/lineId': '/orderLineId',
  '/lines/0/chargingMode': '/scenario',
  '/livemode': '/testFlag',
};

/** Whether a body is meant as the documented order document. Pure. */
export const isOrderDocument = (body: unknown): body is Fields =>
  isFields(body) && ('scenario' in body || 'orderLineId' in body || 'testFlag' in body);

/**
 * The one mapping from the documented order document to a purchase's body, not yet validated. Pure.
 *
 * @throws Problem SCENARIO_NOT_A_PURCHASE; REQUEST_NOT_VALID if the document contradicts itself
 */
export function purchaseBodyFrom(document: Fields): Fields {
  const { orderLineId, scenario, testFlag, ...rest } = document;
  const chargingMode = chargingModeOf(scenario);
  const contradictions = contradictionsIn(document, chargingMode);
  if (contradictions.length > 0) {
    throw new Problem('REQUEST_NOT_VALID', 'the order document contradicts itself', {
      errors: contradictions,
    });
  }
  return {
    ...rest,
    ...(testFlag !== undefined && { livemode: testFlag !== '1' }),
    lines: linesOf(rest.lines, {
      ...(orderLineId !== undefined && { lineId: orderLineId }),
      ...(chargingMode && { chargingMode }),
    }),
  };
}

/** Lists of another length than one, and entries that are no objects, stay as they are: validation names them. */
function linesOf(lines: unknown, known: Fields): unknown {
  if (lines === undefined) return [known];
  if (!Array.isArray(lines) || !isFields(lines[0])) return lines;
  return [{ ...lines[0], ...known }, ...lines.slice(1)];
}

function chargingModeOf(scenario: unknown): ChargingMode | undefined {
  if (scenario === undefined) return undefined;
  if (typeof scenario === 'string' && Object.hasOwn(purchaseScenarios, scenario)) {
    return purchaseScenarios[scenario as keyof typeof purchaseScenarios];
  }
  const error: FieldError = {
    field: '/scenario',
    expected: `one of ${Object.keys(purchaseScenarios).map(quoted).join(', ')}`,
    found: describeValue(scenario),
  };
  if (otherScenarios.some((known) => known === scenario)) {
    throw new Problem('SCENARIO_NOT_A_PURCHASE', `"${scenario}" opens no supervised order`, {
      errors: [error],
    });
  }
  throw new Problem('REQUEST_NOT_VALID', 'the scenario is not one of the documented ones', {
    errors: [{ ...error, expected: `one of ${scenarios.map(quoted).join(', ')}` }],
  });
}

function contradictionsIn(
  { orderLineId, testFlag, livemode, lines }: Fields,
  chargingMode: ChargingMode | undefined,
): readonly FieldError[] {
  const first: Fields = Array.isArray(lines) && isFields(lines[0]) ? lines[0] : {};
  const errors: FieldError[] = [];
  const compare = (field: string, found: unknown, expected: unknown, source: string) => {
    if (found === undefined || expected === undefined || found === expected) return;
    errors.push({
      field,
      expected: `left out, or ${describeValue(expected)} as in ${source}`,
      found: describeValue(found),
    });
  };
  compare('/lines/0/lineId', first.lineId, orderLineId, 'orderLineId');
  compare('/lines/0/chargingMode', first.chargingMode, chargingMode, 'scenario');
  if (testFlag !== undefined && testFlag !== '0' && testFlag !== '1') {
    errors.push({ field: '/testFlag', expected: '"0" or "1"', found: describeValue(testFlag) });
  } else if (testFlag !== undefined) {
    compare('/livemode', livemode, testFlag !== '1', 'testFlag');
  }
  return errors;
}

const quoted = (word: string): string => `"${word}"`;

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
