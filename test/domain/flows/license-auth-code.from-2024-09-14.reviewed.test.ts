import { describe, expect, it } from 'vitest';
import { licenseAuthCodeFrom20240914Reviewed } from '../../../domain/flows/license-auth-code.from-2024-09-14.reviewed.ts';
import { drawingOf } from '../../support/flow-walks.ts';
import { anOrder } from '../../support/order-builder.ts';

const delivered = () =>
  anOrder({
    mode: 'LICENSE_AUTH_CODE',
    category: 'JOINT_OPERATION',
    scene: 'BASE_CLOUD',
    placedAt: '2024-09-14T00:00:00.000+08:00',
  }).act('deliver');

describe('online authorization code with Huawei review, from 2024-09-14', () => {
  it('R-LIC2-03 has the review between delivery and claim', () => {
    expect(drawingOf(licenseAuthCodeFrom20240914Reviewed)).toEqual([
      'SELLER_DELIVER -delivered-> HUAWEI_REVIEW',
      'HUAWEI_REVIEW -reviewPassed-> CLAIM_AUTH_CODE',
      'HUAWEI_REVIEW -reviewFailed-> SELLER_DELIVER',
      'CLAIM_AUTH_CODE -authCodeClaimed-> ACTIVATE_AUTH_CODE + lockNegotiatedRefund',
      'ACTIVATE_AUTH_CODE -authCodeActivated-> COMPLETING + recordActivation + recordAcceptance',
      'COMPLETING -deadlinePassed-> COMPLETED + markBillable',
    ]);
  });

  it('R-LIC2-03 delivered, reviewed, claimed, activated → completed', () => {
    const completed = delivered()
      .act('reviewPass')
      .act('claimAuthCode')
      .act('activateAuthCode')
      .advanceTo('2024-09-16T00:00:00+08:00');

    expect(completed.order).toMatchObject({ node: 'COMPLETED', billable: true });
  });

  it('R-LIC2-03 nothing is claimed or activated while the review is open', () => {
    expect(delivered().refused('claimAuthCode').code).toBe('EVENT_NOT_ALLOWED_AT_NODE');
    expect(delivered().refused('activateAuthCode').code).toBe('AUTH_CODE_NOT_CLAIMED');
  });

  it('R-LIC2-13 the claim locks the unsubscription, before the activation and for the rest of the life', () => {
    const unclaimed = delivered().act('reviewPass');
    const claimed = unclaimed.act('claimAuthCode');
    const completed = claimed.act('activateAuthCode').advanceTo('2024-09-20T00:00:00+08:00');

    expect(unclaimed.order).toMatchObject({ negotiatedRefundLocked: false, claimedAt: null });
    expect(claimed.order).toMatchObject({
      node: 'ACTIVATE_AUTH_CODE',
      negotiatedRefundLocked: true,
      claimedAt: claimed.now,
    });
    expect(completed.order).toMatchObject({ node: 'COMPLETED', negotiatedRefundLocked: true });
  });

  it('R-REV-04 a failed review goes back to the delivery', () => {
    const failed = delivered().act('reviewFail');

    expect(failed.order).toMatchObject({ node: 'SELLER_DELIVER', reviewFails: 1 });
    expect(failed.act('deliver').order.node).toBe('HUAWEI_REVIEW');
  });
});
