import { describe, expect, it } from 'vitest';
import { licenseAuthCodeFrom20240914UnclaimedReviewed } from '../../../domain/flows/license-auth-code.from-2024-09-14.unclaimed.reviewed.ts';
import { drawingOf } from '../../support/flow-walks.ts';
import { anOrder } from '../../support/order-builder.ts';

const delivered = () =>
  anOrder({
    mode: 'LICENSE_AUTH_CODE',
    category: 'JOINT_OPERATION',
    scene: 'EMPOWERMENT_CLOUD',
    placedAt: '2024-09-14T00:00:00.000+08:00',
    assumptions: { authCodeRequiresClaim: false },
  }).act('deliver');

describe('online authorization code without a claim, with Huawei review, from 2024-09-14', () => {
  it('R-LIC2-10 asks for delivery, review and activation', () => {
    expect(drawingOf(licenseAuthCodeFrom20240914UnclaimedReviewed)).toEqual([
      'SELLER_DELIVER -delivered-> HUAWEI_REVIEW',
      'HUAWEI_REVIEW -reviewPassed-> ACTIVATE_AUTH_CODE',
      'HUAWEI_REVIEW -reviewFailed-> SELLER_DELIVER',
      'ACTIVATE_AUTH_CODE -authCodeActivated-> COMPLETING + lockNegotiatedRefund + recordActivation + recordAcceptance',
      'COMPLETING -deadlinePassed-> COMPLETED + markBillable',
    ]);
  });

  it('R-LIC2-10 delivered, reviewed, activated → locked and completed', () => {
    const completed = delivered()
      .act('reviewPass')
      .act('activateAuthCode')
      .advanceTo('2024-09-16T00:00:00+08:00');

    expect(completed.order).toMatchObject({ node: 'COMPLETED', negotiatedRefundLocked: true });
  });

  it('R-REV-04 a failed review goes back to the delivery', () => {
    expect(delivered().act('reviewFail').order.node).toBe('SELLER_DELIVER');
  });
});
