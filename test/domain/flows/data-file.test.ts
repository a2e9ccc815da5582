import { describe, expect, it } from 'vitest';
import { general } from '../../../domain/flows/general.ts';
import { openOrder } from '../../../domain/open-order.ts';
import { instant } from '../../../domain/units.ts';
import { pathOf } from '../../support/answers.ts';
import { anOrder, aPurchase, digest } from '../../support/order-builder.ts';

const opened = () => anOrder({ mode: 'DATA_FILE' });

describe('data file', () => {
  it('R-DAT-01 requirement, confirmation, delivery, acceptance → completed and billable', () => {
    const completed = opened()
      .act('submitRequirement')
      .act('confirmRequirement')
      .act('deliver')
      .act('accept')
      .advanceTo('2024-08-02T00:00:00+08:00');

    expect(pathOf(completed)).toEqual([
      'CONFIRM_REQUIREMENT',
      'SELLER_DELIVER',
      'BUYER_ACCEPT',
      'COMPLETING',
      'COMPLETED',
    ]);
    expect(completed.order).toMatchObject({
      flowId: general.id,
      billable: true,
      supervisionStatus: 'COMPLETED',
    });
  });

  it.each([
    '2024-09-14T00:00:00.000+08:00',
    '2025-03-25T23:59:59.999+08:00',
    '2025-03-26T00:00:00.000+08:00',
  ])('R-DAT-01 keeps the standard flow whenever it was placed: %s', (placedAt) => {
    const order = anOrder({ mode: 'DATA_FILE', placedAt });

    expect(order.order.flowId).toBe('general');
    expect(order.refused('deliver').code).toBe('EVENT_NOT_ALLOWED_AT_NODE');
  });

  it.each(['JOINT_OPERATION', 'HUAWEI', 'SELF_SERVICE'] as const)(
    'R-DAT-01 R-SAL-01 is not sold as %s product',
    (category) => {
      const purchase = aPurchase({ mode: 'DATA_FILE', category });

      expect(openOrder(purchase, instant('2026-06-01T00:00:00Z'), digest)).toMatchObject({
        code: 'FLOW_NOT_OFFERED',
        details: { deliveryMode: 'DATA_FILE', salesCategory: category },
      });
    },
  );
});
