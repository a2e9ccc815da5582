import { describe, expect, it } from 'vitest';
import { licenseAuthCodeBefore20240914Reviewed } from '../../../domain/flows/license-auth-code.before-2024-09-14.reviewed.ts';
import { drawingOf } from '../../support/flow-walks.ts';
import { anOrder } from '../../support/order-builder.ts';

const inReview = () =>
  anOrder({
    mode: 'LICENSE_AUTH_CODE',
    category: 'JOINT_OPERATION',
    scene: 'EMPOWERMENT_CLOUD',
    placedAt: '2024-09-13T23:59:59.999+08:00',
  })
    .act('deliver')
    .act('claimAuthCode')
    .act('activateAuthCode')
    .act('deliver');

describe('online authorization code with Huawei review, before 2024-09-14', () => {
  it('R-LIC2-01 has the review after the proof, as the last thing', () => {
    expect(drawingOf(licenseAuthCodeBefore20240914Reviewed)).toEqual([
      'SELLER_DELIVER -delivered-> CLAIM_AUTH_CODE',
      'CLAIM_AUTH_CODE -authCodeClaimed-> ACTIVATE_AUTH_CODE + lockNegotiatedRefund',
      'ACTIVATE_AUTH_CODE -authCodeActivated-> UPLOAD_PROOF + recordActivation',
      'UPLOAD_PROOF -delivered-> HUAWEI_REVIEW',
      'HUAWEI_REVIEW -reviewPassed-> COMPLETING + recordAcceptance',
      'HUAWEI_REVIEW -reviewFailed-> UPLOAD_PROOF',
      'COMPLETING -deadlinePassed-> COMPLETED + markBillable',
    ]);
  });

  it('R-LIC2-01 a passed review accepts for the buyer → completed', () => {
    const passed = inReview().act('reviewPass');

    expect(passed.order).toMatchObject({ node: 'COMPLETING', acceptedAt: passed.now });
    expect(passed.advanceTo('2024-09-15T00:00:00+08:00').order.node).toBe('COMPLETED');
  });

  it('R-REV-04 a failed review goes back to the proof, not to the activation', () => {
    const failed = inReview().act('reviewFail');

    expect(failed.order).toMatchObject({ node: 'UPLOAD_PROOF', reviewFails: 1, acceptedAt: null });
    expect(failed.order.activatedAt).not.toBeNull();
    expect(failed.act('deliver').act('reviewPass').order.node).toBe('COMPLETING');
  });

  it('R-LIC2-08 no proof moves the actual enable time, not the one after a failed review either', () => {
    const failed = inReview().act('reviewFail');
    const payload = { result: 'p', actualEnableTime: failed.now };

    expect(failed.refused('deliver', { payload }).code).toBe('ENABLE_TIME_FIXED');
    expect(failed.act('deliver').order.actualEnableTime).toBe(failed.order.activatedAt);
  });

  it('R-LIC2-14 the activation precedes review and acceptance', () => {
    const { order } = inReview();

    expect(order.activatedAt).not.toBeNull();
    expect(order.acceptedAt).toBeNull();
  });
});
