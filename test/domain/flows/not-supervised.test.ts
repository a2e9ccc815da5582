import { describe, expect, it } from 'vitest';
import { awaitedRole } from '../../../domain/awaited.ts';
import { actionNames } from '../../../domain/events.ts';
import { notSupervised } from '../../../domain/flows/not-supervised.ts';
import { nextActionsFor } from '../../../domain/next-actions.ts';
import { openOrder } from '../../../domain/open-order.ts';
import {
  type DeliveryMode,
  roles,
  supervisedModes,
  unsupervisedModes,
} from '../../../domain/order.ts';
import { resourcePeriods } from '../../../domain/resource-period.ts';
import { instant } from '../../../domain/units.ts';
import { onlyAnswersOf } from '../../support/answers.ts';
import { drawingOf } from '../../support/flow-walks.ts';
import {
  anOrder,
  aPurchase,
  digest,
  manualClock,
  type OrderWish,
} from '../../support/order-builder.ts';

const renewalOf = (mode: DeliveryMode, wish: OrderWish = {}) =>
  anOrder({ mode, ...wish, purchase: { renews: 'CS-EARLIER', ...wish.purchase } });
const paidAt = '2024-08-01T02:01:00.000Z';

describe('no supervision', () => {
  it('R-MOD-01 R-MOD-02 has no arrows: orders open at their end', () => {
    expect(drawingOf(notSupervised)).toEqual([]);
    expect(notSupervised).toMatchObject({
      start: 'EFFECTIVE',
      nodes: { EFFECTIVE: { ends: 'EFFECTIVE' } },
    });
  });
});

describe('modes without supervision', () => {
  it.each([
    'SAAS_INSTANT',
    'IMAGE',
    'API',
    'CONTAINER',
    'AI_ASSET',
    'DATA_ASSET',
    'APPLICATION_ASSET',
  ] as const)('R-MOD-01 %s is in effect with the payment, and billable', (mode) => {
    const { order } = anOrder({ mode });

    expect(order).toMatchObject({
      flowId: 'not-supervised',
      node: 'EFFECTIVE',
      seq: 1,
      supervisionStatus: 'NOT_APPLICABLE',
      orderStatus: 'COMPLETED',
      effectiveAt: paidAt,
      billable: true,
      deadline: null,
      contract: null,
      promisedAt: null,
      acceptedAt: null,
      completedAt: null,
    });
  });

  it.each([
    ['live', {}, true],
    ['a rehearsal on real time', { livemode: false }, false],
    ['a rehearsal with a clock', { clock: manualClock('2024-08-02T00:00:00+08:00') }, false],
  ])('R-MOD-01 %s: billable only if the money is real', (_kind, wish, billable) => {
    expect(anOrder({ mode: 'IMAGE', ...wish }).order).toMatchObject({
      node: 'EFFECTIVE',
      billable,
    });
  });

  it('R-MOD-01 whoever sells it, in whatever scene, whenever it was placed', () => {
    const wish = { mode: 'API', category: 'JOINT_OPERATION', scene: 'EMPOWERMENT_CLOUD' } as const;

    for (const placedAt of ['2022-01-01T00:00:00+08:00', '2025-03-26T00:00:00+08:00']) {
      expect(anOrder({ ...wish, placedAt }).order.flowId).toBe('not-supervised');
    }
  });

  it('R-MOD-01 an order that is told before its payment is in effect from the telling on', () => {
    const early = anOrder({ mode: 'API', openedAt: '2024-08-01T10:00:30+08:00' });

    expect(early.order.effectiveAt).toBe('2024-08-01T02:00:30.000Z');
  });

  it('R-MOD-01 waits for nobody and takes nothing, whoever asks', () => {
    const order = anOrder({ mode: 'CONTAINER' });

    expect(awaitedRole(order.order)).toBeNull();
    expect(roles.flatMap((role) => nextActionsFor(order.order, role))).toEqual([]);
    expect(onlyAnswersOf(order)).toEqual(['ORDER_ENDED']);
    for (const action of actionNames) {
      expect(order.refused(action)).toMatchObject({
        code: 'ORDER_ENDED',
        details: { node: 'EFFECTIVE', endedAt: paidAt, allowed: [] },
      });
    }
  });

  it('R-MOD-01 nothing becomes due: no reminder, no alert, no close', () => {
    const order = anOrder({ mode: 'IMAGE', placedAt: '2022-01-01T00:00:00+08:00' });

    expect(order.advanceTo('2030-01-01T00:00:00+08:00').order).toEqual(order.order);
  });

  it('R-MOD-01 a rehearsal clock stands still: there is nothing to wait for', () => {
    const order = anOrder({ mode: 'IMAGE', clock: manualClock('2024-08-02T00:00:00+08:00') });

    expect(order.refused('advanceClock').code).toBe('ORDER_ENDED');
  });
});

describe('renewals', () => {
  it.each([...supervisedModes, ...unsupervisedModes])(
    'R-MOD-02 the renewal of %s opens no supervision: it is in effect with the payment',
    (mode) => {
      expect(renewalOf(mode).order).toMatchObject({
        flowId: 'not-supervised',
        node: 'EFFECTIVE',
        supervisionStatus: 'NOT_APPLICABLE',
        orderStatus: 'COMPLETED',
        effectiveAt: paidAt,
        billable: true,
        contract: null,
      });
    },
  );

  it('R-MOD-02 the same purchase without an earlier order is supervised', () => {
    expect(anOrder({ mode: 'LICENSE_OFFLINE' }).order).toMatchObject({
      flowId: 'license-offline',
      supervisionStatus: 'IN_PROGRESS',
      orderStatus: 'PROCESSING',
      effectiveAt: null,
      billable: false,
    });
  });

  it('R-MOD-02 hardware is renewed without a shipping address', () => {
    const { shippingAddressId: _none, ...purchase } = aPurchase({
      mode: 'HARDWARE',
      purchase: { renews: 'CS-EARLIER' },
    });

    expect(openOrder(purchase, instant('2026-06-01T00:00:00Z'), digest)).toMatchObject({
      node: 'EFFECTIVE',
      shippingAddressId: null,
    });
  });

  it.each([
    ['one millisecond before the payment', '2024-08-01T10:00:59.999+08:00', paidAt],
    ['with the payment', '2024-08-01T10:01:00.000+08:00', paidAt],
    [
      'one millisecond after the payment',
      '2024-08-01T10:01:00.001+08:00',
      '2024-08-01T02:01:00.001Z',
    ],
    ['when the old period ends', '2024-12-01T00:00:00.000+08:00', '2024-11-30T16:00:00.000Z'],
  ])('R-MOD-02 asked to take effect %s', (_when, takesEffectAt, effectiveAt) => {
    const order = renewalOf('LICENSE_OFFLINE', {
      purchase: { takesEffectAt: instant(takesEffectAt) },
    });

    expect(order.order).toMatchObject({ node: 'EFFECTIVE', effectiveAt });
    expect(order.refused('deliver')).toMatchObject({
      code: 'ORDER_ENDED',
      details: { endedAt: effectiveAt },
    });
  });

  it('R-MOD-02 R-PER-01 the renewed period begins when the renewal takes effect', () => {
    const [line] = aPurchase().lines;
    if (!line) throw new Error('a purchase has a line');
    const { order } = renewalOf('SAAS_SUPERVISED', {
      purchase: {
        takesEffectAt: instant('2024-12-01T00:00:00+08:00'),
        lines: [{ ...line, chargingMode: 'PERIOD', period: { unit: 'MONTH', count: 3 } }],
      },
    });

    expect(resourcePeriods(order)).toEqual([
      {
        lineId: '1',
        startsAt: '2024-11-30T16:00:00.000Z',
        endsAt: '2025-02-28T16:00:00.000Z',
      },
    ]);
  });

  it('R-MOD-02 nothing is billed for the renewal of a rehearsal', () => {
    expect(renewalOf('LICENSE_OFFLINE', { livemode: false }).order.billable).toBe(false);
  });

  it.each([
    ['renews', { renews: 'CS2408011000ABCDE' }],
    ['takesEffectAt', { takesEffectAt: instant('2024-12-01T00:00:00+08:00') }],
  ])(
    'R-MOD-02 refused: an order that renews itself, a beginning without renewal (%s)',
    (field, more) => {
      const purchase = aPurchase({ mode: 'LICENSE_OFFLINE', purchase: more });

      expect(openOrder(purchase, instant('2026-06-01T00:00:00Z'), digest)).toMatchObject({
        code: 'PURCHASE_FIELD_UNFIT',
        details: { field },
      });
    },
  );

  it('R-MOD-02 after the end nothing is taken, from nobody', () => {
    expect(onlyAnswersOf(renewalOf('HARDWARE'))).toEqual(['ORDER_ENDED']);
    expect(onlyAnswersOf(renewalOf('LICENSE_AUTH_CODE'))).toEqual(['ORDER_ENDED']);
  });
});
