import { describe, expect, it } from 'vitest';
import { licenseAuthCodeFrom20240914 } from '../../../domain/flows/license-auth-code.from-2024-09-14.ts';
import { plusMs } from '../../../domain/units.ts';
import { drawingOf } from '../../support/flow-walks.ts';
import { anOrder } from '../../support/order-builder.ts';

const firstMoment = '2024-09-14T00:00:00.000+08:00';
const opened = () => anOrder({ mode: 'LICENSE_AUTH_CODE', placedAt: firstMoment });

describe('online authorization code, from 2024-09-14', () => {
  it('R-LIC2-02 asks for delivery, claim and activation, in this order', () => {
    expect(drawingOf(licenseAuthCodeFrom20240914)).toEqual([
      'SELLER_DELIVER -delivered-> CLAIM_AUTH_CODE',
      'CLAIM_AUTH_CODE -authCodeClaimed-> ACTIVATE_AUTH_CODE + lockNegotiatedRefund',
      'ACTIVATE_AUTH_CODE -authCodeActivated-> COMPLETING + recordActivation + recordAcceptance',
      'COMPLETING -deadlinePassed-> COMPLETED + markBillable',
    ]);
  });

  it('R-LIC2-02 delivered, claimed, activated → completed without an accept click', () => {
    const activated = opened().act('deliver').act('claimAuthCode').act('activateAuthCode');
    const completed = activated.advanceTo('2024-09-15T00:00:00+08:00');

    expect(activated.order).toMatchObject({
      node: 'COMPLETING',
      acceptedAt: activated.now,
      activatedAt: activated.now,
      actualEnableTime: activated.now,
    });
    expect(completed.order).toMatchObject({ node: 'COMPLETED', billable: true });
  });

  it('R-LIC2-13 the claim locks the unsubscription, before the activation and for the rest of the life', () => {
    const unclaimed = opened().act('deliver');
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

  it('R-LIC2-02 asks for no proof after the activation', () => {
    const activated = opened().act('deliver').act('claimAuthCode').act('activateAuthCode');

    expect(activated.refused('deliver').code).toBe('EVENT_NOT_ALLOWED_AT_NODE');
  });

  it('R-LIC2-06 activation before the claim is refused', () => {
    expect(opened().refused('activateAuthCode').code).toBe('AUTH_CODE_NOT_CLAIMED');
    expect(opened().act('deliver').refused('activateAuthCode').code).toBe('AUTH_CODE_NOT_CLAIMED');
  });

  it('R-LIC2-07 a second activation is refused', () => {
    const activated = opened().act('deliver').act('claimAuthCode').act('activateAuthCode');

    expect(activated.refused('activateAuthCode')).toMatchObject({
      code: 'AUTH_CODE_ALREADY_ACTIVATED',
      details: { activatedAt: activated.now, allowed: ['recordInvoice', 'openAppeal'] },
    });
  });

  it('R-LIC2-09 the activation completes the order three hours later', () => {
    const activated = opened().act('deliver').act('claimAuthCode').act('activateAuthCode');
    const end = plusMs(activated.now, 3 * 3_600_000);

    expect(activated.advanceTo(plusMs(end, -1)).order.node).toBe('COMPLETING');
    expect(activated.advanceTo(end).order).toMatchObject({ node: 'COMPLETED', completedAt: end });
  });
});
