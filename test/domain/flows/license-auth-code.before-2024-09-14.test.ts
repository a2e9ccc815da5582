import { describe, expect, it } from 'vitest';
import { licenseAuthCodeBefore20240914 } from '../../../domain/flows/license-auth-code.before-2024-09-14.ts';
import { proceed } from '../../../domain/transition.ts';
import { instant, plusMs } from '../../../domain/units.ts';
import { drawingOf } from '../../support/flow-walks.ts';
import { anOrder, eventFor } from '../../support/order-builder.ts';

const lastMoment = '2024-09-13T23:59:59.999+08:00';
const opened = () => anOrder({ mode: 'LICENSE_AUTH_CODE', placedAt: lastMoment });
const activated = () => opened().act('deliver').act('claimAuthCode').act('activateAuthCode');

describe('online authorization code, before 2024-09-14', () => {
  it('R-LIC2-01 asks for delivery, claim, activation and proof, in this order', () => {
    expect(drawingOf(licenseAuthCodeBefore20240914)).toEqual([
      'SELLER_DELIVER -delivered-> CLAIM_AUTH_CODE',
      'CLAIM_AUTH_CODE -authCodeClaimed-> ACTIVATE_AUTH_CODE + lockNegotiatedRefund',
      'ACTIVATE_AUTH_CODE -authCodeActivated-> UPLOAD_PROOF + recordActivation',
      'UPLOAD_PROOF -delivered-> COMPLETING + recordAcceptance',
      'COMPLETING -deadlinePassed-> COMPLETED + markBillable',
    ]);
  });

  it('R-LIC2-01 delivered, claimed, activated, proved → accepted without a click, completed', () => {
    const proved = activated().act('deliver');
    const completed = proved.advanceTo('2024-09-15T00:00:00+08:00');

    expect(proved.order).toMatchObject({ node: 'COMPLETING', acceptedAt: proved.now });
    expect(proved.refused('accept').code).toBe('EVENT_NOT_ALLOWED_AT_NODE');
    expect(completed.order).toMatchObject({ node: 'COMPLETED', billable: true });
  });

  it('R-LIC2-05 the buyer claims after delivery only', () => {
    expect(opened().refused('claimAuthCode').code).toBe('EVENT_NOT_ALLOWED_AT_NODE');
    expect(opened().act('deliver').act('claimAuthCode').order.node).toBe('ACTIVATE_AUTH_CODE');
  });

  it('R-LIC2-04 the claim locks the unsubscription for the rest of the life', () => {
    const delivered = opened().act('deliver');
    const claimed = delivered.act('claimAuthCode');
    const completed = claimed
      .act('activateAuthCode')
      .act('deliver')
      .advanceTo('2024-09-20T00:00:00+08:00');

    expect(delivered.order).toMatchObject({ negotiatedRefundLocked: false, claimedAt: null });
    expect(claimed.order.claimedAt).toBe(claimed.now);
    expect(completed.order.claimedAt).toBe(claimed.now);
    expect(claimed.order.negotiatedRefundLocked).toBe(true);
    expect(completed.order.negotiatedRefundLocked).toBe(true);
  });

  it('R-LIC2-06 activation before the claim is refused, with what is possible instead', () => {
    expect(opened().refused('activateAuthCode')).toMatchObject({
      code: 'AUTH_CODE_NOT_CLAIMED',
      details: { node: 'SELLER_DELIVER', allowed: ['deliver', 'recordInvoice'] },
    });
    expect(opened().act('deliver').refused('activateAuthCode')).toMatchObject({
      code: 'AUTH_CODE_NOT_CLAIMED',
      details: { node: 'CLAIM_AUTH_CODE', allowed: ['claimAuthCode', 'recordInvoice'] },
    });
  });

  it.each([
    [null, true, 'AUTH_CODE_NOT_CLAIMED'],
    [lastMoment, false, 'EVENT_NOT_ALLOWED_AT_NODE'],
  ])(
    'R-LIC2-06 the claim decides, not the lock: claimed %s, locked %s → %s',
    (at, locked, code) => {
      const { order } = opened();
      const claimedAt = at === null ? null : instant(at);
      const { rejection } = proceed(
        { ...order, claimedAt, negotiatedRefundLocked: locked },
        eventFor('activateAuthCode', order, order.enteredAt),
      );

      expect(rejection?.code).toBe(code);
    },
  );

  it('R-LIC2-14 the activation precedes the acceptance', () => {
    const order = activated();
    const proved = order.act('deliver');

    expect(order.order).toMatchObject({
      node: 'UPLOAD_PROOF',
      activatedAt: order.now,
      acceptedAt: null,
    });
    expect(proved.order.acceptedAt).toBe(proved.now);
    expect(proved.refused('activateAuthCode').code).toBe('AUTH_CODE_ALREADY_ACTIVATED');
  });

  it('R-LIC2-07 a second activation is refused, at every later node and after the end', () => {
    const atProof = activated();
    const completing = atProof.act('deliver');
    const completed = completing.advanceTo('2024-09-20T00:00:00+08:00');

    for (const order of [atProof, completing, completed]) {
      expect(order.refused('activateAuthCode').code).toBe('AUTH_CODE_ALREADY_ACTIVATED');
    }
  });

  it('R-LIC2-08 the actual enable time is the activation, or the real effect time sent with it', () => {
    const claimed = opened().act('deliver').act('claimAuthCode');
    const plain = claimed.act('activateAuthCode');
    const effect = plusMs(claimed.now, -30_000);
    const told = claimed.act('activateAuthCode', { payload: { actualEnableTime: effect } });

    expect(plain.order.actualEnableTime).toBe(plain.now);
    expect(plain.order.activatedAt).toBe(plain.now);
    expect(told.order.actualEnableTime).toBe(effect);
    expect(told.order.activatedAt).toBe(told.now);
  });

  it('R-LIC2-08 the proof after the activation leaves the actual enable time as it is', () => {
    const order = activated();
    const proved = order.act('deliver', { payload: { result: 'p' } });

    expect(proved.order.actualEnableTime).toBe(order.order.actualEnableTime);
    expect(proved.order.delivery?.text).toBe('p');
  });

  it.each([
    ['another time', -1],
    ['the same time', 0],
    ['a time to come', 3_600_000],
  ])('R-LIC2-08 the proof after the activation is refused with %s', (_which, ms) => {
    const order = activated();
    const { actualEnableTime } = order.order;
    const payload = { result: 'p', actualEnableTime: plusMs(order.now, ms) };

    expect(order.refused('deliver', { payload })).toMatchObject({
      code: 'ENABLE_TIME_FIXED',
      details: { field: 'actualEnableTime', actualEnableTime },
    });
  });

  it.each([
    [0, 0],
    [1, 3_600_000],
    [3, 10_800_000],
  ])('R-LIC2-09 the automatic acceptance completes %i hours later', (hours, ms) => {
    const wish = { mode: 'LICENSE_AUTH_CODE', placedAt: lastMoment } as const;
    const proved = anOrder({ ...wish, assumptions: { autoCloseDelayHours: hours } })
      .act('deliver')
      .act('claimAuthCode')
      .act('activateAuthCode')
      .act('deliver');
    const end = plusMs(proved.now, ms);

    const completed = proved.advanceTo(end).order;

    expect(completed).toMatchObject({ node: 'COMPLETED', completedAt: end });
    if (ms > 0) expect(proved.advanceTo(plusMs(end, -1)).order.node).toBe('COMPLETING');
  });
});
