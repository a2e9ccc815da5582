import { describe, expect, it } from 'vitest';
import { licenseAuthCodeFrom20240914Unclaimed } from '../../../domain/flows/license-auth-code.from-2024-09-14.unclaimed.ts';
import { drawingOf } from '../../support/flow-walks.ts';
import { anOrder } from '../../support/order-builder.ts';

const opened = () =>
  anOrder({
    mode: 'LICENSE_AUTH_CODE',
    placedAt: '2024-09-14T00:00:00.000+08:00',
    assumptions: { authCodeRequiresClaim: false },
  });

describe('online authorization code without a claim, from 2024-09-14', () => {
  it('R-LIC2-10 asks for delivery and activation', () => {
    expect(drawingOf(licenseAuthCodeFrom20240914Unclaimed)).toEqual([
      'SELLER_DELIVER -delivered-> ACTIVATE_AUTH_CODE',
      'ACTIVATE_AUTH_CODE -authCodeActivated-> COMPLETING + lockNegotiatedRefund + recordActivation + recordAcceptance',
      'COMPLETING -deadlinePassed-> COMPLETED + markBillable',
    ]);
  });

  it('R-LIC2-10 the lock on the unsubscription starts at the activation', () => {
    const delivered = opened().act('deliver');
    const activated = delivered.act('activateAuthCode');

    expect(delivered.order.negotiatedRefundLocked).toBe(false);
    expect(activated.order).toMatchObject({
      node: 'COMPLETING',
      negotiatedRefundLocked: true,
      claimedAt: null,
    });
  });

  it('R-LIC2-10 activation before delivery is the wrong node, not a missing claim', () => {
    expect(opened().refused('activateAuthCode').code).toBe('EVENT_NOT_ALLOWED_AT_NODE');
  });

  it('R-LIC2-07 a second activation is refused here too', () => {
    const activated = opened().act('deliver').act('activateAuthCode');

    expect(activated.refused('activateAuthCode').code).toBe('AUTH_CODE_ALREADY_ACTIVATED');
  });
});
