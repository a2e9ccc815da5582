import { describe, expect, it } from 'vitest';
import { plusMs } from '../../domain/units.ts';
import { actorIn, anOrder } from '../support/order-builder.ts';

const dayMs = 86_400_000;
const byBuyer = { by: actorIn('buyer') };

/** Sent to the buyer under the present regime; appealed for three days before anybody tells of the signature. */
const sent = anOrder({
  mode: 'HARDWARE',
  placedAt: '2025-05-06T10:00:00+08:00',
  openedAt: '2025-05-06T10:05:00+08:00',
}).act('ship');
const appealed = sent.advanceTo(plusMs(sent.now, dayMs)).act('openAppeal', byBuyer);
const on = appealed.advanceTo(plusMs(appealed.now, 3 * dayMs)).act('withdrawAppeal', byBuyer);
const stoodMs = 3 * dayMs + 60_000;

const signed = (signedAt: typeof on.now) =>
  on.act('recordCourierSignature', { payload: { trackingNumber: 'SF1234567890', signedAt } });

describe('the ten days of goods that were signed for around an appeal', () => {
  it('R-APL-03 R-HW-02 signed before it, told after it: the freeze is given back', () => {
    const signedAt = plusMs(sent.now, dayMs / 2);

    expect(signed(signedAt).order.deadline).toBe(plusMs(signedAt, 10 * dayMs + stoodMs));
  });

  it('R-APL-03 R-HW-02 signed during it: counted from when the order went on', () => {
    const signedAt = plusMs(appealed.now, dayMs);

    expect(signed(signedAt).order.deadline).toBe(plusMs(on.now, 10 * dayMs));
  });

  it('R-APL-03 R-HW-02 signed after it: nothing is given back', () => {
    const signedAt = plusMs(on.now, 30_000);

    expect(signed(signedAt).order.deadline).toBe(plusMs(signedAt, 10 * dayMs));
  });

  it('R-APL-02 nobody records a signature meanwhile; it is told again afterwards', () => {
    expect(appealed.refused('recordCourierSignature').code).toBe('ORDER_FROZEN');
  });
});
