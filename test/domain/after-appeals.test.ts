import { describe, expect, it } from 'vitest';
import { holdUpsOf } from '../../domain/hold-ups.ts';
import { fen, plusMs, yuan } from '../../domain/units.ts';
import {
  actorIn,
  anOrder,
  firstManager,
  manualClock,
  type OrderDriver,
} from '../support/order-builder.ts';

const dayMs = 86_400_000;
const bySeller = { by: actorIn('seller') };
const byBuyer = { by: actorIn('buyer') };
const by = { ...actorIn('opsManager'), subject: firstManager };
const said = ({ order }: OrderDriver) => holdUpsOf(order).map(({ rule, what }) => [rule, what.en]);

/** On a clock that stands still, so that everything happens in one instant. */
const still = anOrder({
  mode: 'LICENSE_OFFLINE',
  placedAt: '2025-05-06T10:00:00+08:00',
  clock: manualClock('2025-05-06T10:05:00+08:00'),
})
  .act('deliver')
  .act('reject');
const inCase = (order: OrderDriver) =>
  order.act('openAppeal', byBuyer).act('submitStatement', bySeller).act('takeCase', { by });
const rule = (order: OrderDriver, outcome: 'RESUME' | 'BACK_TO_SELLER' | 'COMPLETE' | 'REFUND') =>
  inCase(order).act('decideAppeal', { by, payload: { outcome, reason: 'heard' } });

describe('what an order says of itself after an appeal', () => {
  it.each([
    ['a withdrawal', still.act('openAppeal', byBuyer).act('withdrawAppeal', byBuyer)],
    ['a ruling to go on', rule(still, 'RESUME')],
  ])('R-APL-13 R-APL-17 %s sent nothing back', (_what, order) => {
    const rules = said(order).map(([id]) => id);

    expect(rules).not.toContain('R-APL-12');
    expect(rules).not.toContain('R-APL-14');
  });

  it('R-APL-14 a ruling has sent it back', () => {
    const back = rule(still.act('deliver'), 'BACK_TO_SELLER');

    expect(said(back)).toContainEqual([
      'R-APL-14',
      'a ruling has sent the order back to the seller',
    ]);
    expect(said(back.act('deliver')).map(([id]) => id)).not.toContain('R-APL-14');
  });

  it('R-APL-13 a ruling has closed it', () => {
    expect(said(rule(still, 'COMPLETE'))[0]).toEqual([
      'R-APL-13',
      'a ruling has closed the order as completed',
    ]);
  });

  it('R-RFD-01 while the money goes back nobody owes an answer', () => {
    const rules = said(rule(still, 'REFUND')).map(([id]) => id);
    const asked = anOrder({
      mode: 'HARDWARE',
      placedAt: '2025-05-06T10:00:00+08:00',
      clock: manualClock('2025-05-06T10:05:00+08:00'),
    }).act('requestCourier', { payload: { courier: '本地速运' } });

    expect(still.order.openCriteria).toEqual(['delivered']);
    expect(rules).not.toContain('R-PRF-10');
    expect(said(asked).map(([id]) => id)).toContain('R-HW-06');
    expect(said(rule(asked, 'REFUND')).map(([id]) => id)).not.toContain('R-HW-06');
  });

  it.each([
    [fen(0), '0.00'],
    [fen(5), '0.05'],
    [fen(123_456), '1234.56'],
  ])('%i fen are %s yuan', (amount, text) => {
    expect(yuan(amount)).toBe(text);
  });
});

describe('the close after 365 days of an order that went back', () => {
  const old = anOrder({
    mode: 'LICENSE_OFFLINE',
    placedAt: '2023-01-10T10:00:00+08:00',
    openedAt: '2023-01-10T10:05:00+08:00',
    assumptions: { appealsAnyTimeFrom: 'ANY_DATE' },
  });
  const late = old.advanceTo('2024-01-10T08:00:00+08:00').act('deliver');

  it('R-APL-19 R-CLK-01 does not come, though it was ahead when the appeal was opened', () => {
    const back = rule(late.act('accept'), 'BACK_TO_SELLER');

    expect(back.order).toMatchObject({ node: 'SELLER_DELIVER', isCloseWaived: true });
    expect(back.advanceTo('2024-03-04T10:00:00+08:00').order.node).toBe('SELLER_DELIVER');
  });

  it('R-APL-12 R-CLK-01 does not overtake the date on which both sides agreed', () => {
    const open = late.act('openAppeal', byBuyer);
    const until = plusMs(open.now, 30 * dayMs);
    const payload = {
      kind: 'REDO' as const,
      text: 'again',
      expiresAt: plusMs(open.now, dayMs),
      until,
      amountFen: undefined,
    };
    const agreed = open
      .act('offerSettlement', { ...bySeller, payload: payload as never })
      .act('acceptSettlement', byBuyer);

    expect(agreed.advanceTo(until).order.node).toBe('SELLER_DELIVER');
  });

  it('R-CLK-01 comes as ever where the order goes on where it stood', () => {
    expect(rule(late, 'RESUME').advanceTo('2024-01-11T10:00:00+08:00').order.node).toBe(
      'REFUNDING',
    );
  });
});
