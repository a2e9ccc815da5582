import { describe, expect, it } from 'vitest';
import type { NodeId } from '../../domain/order.ts';
import { plusMs } from '../../domain/units.ts';
import {
  actAt,
  beijing,
  dayMs,
  edgesOf,
  happened,
  hourMs,
  momentsOf,
  nodesAt,
  paidAt,
  refusedAt,
  through,
} from '../support/moments.ts';
import type { OrderDriver, OrderWish } from '../support/order-builder.ts';

const paid = beijing('2025-05-08 09:00');
const hardware = (wish: OrderWish = {}) => paidAt(paid, { mode: 'HARDWARE', ...wish });
const reviewed: OrderWish = { category: 'JOINT_OPERATION', scene: 'EMPOWERMENT_CLOUD' };
const fromSignature: OrderWish = { assumptions: { hardwareAcceptCountsFrom: 'SIGNATURE' } };
const trackingNumber = 'SF1234567890';

describe('automatic acceptance, hardware', () => {
  const signedAt = beijing('2025-05-10 10:00');
  const end = beijing('2025-05-20 10:00');
  const shipped = hardware().act('ship');
  const signed = actAt(shipped, signedAt, 'recordCourierSignature');

  it('R-HW-02 T2 ten days after the courier’s signature, to the millisecond', () => {
    const [before, at, after] = edgesOf(end).map((moment) => signed.advanceTo(moment).order);

    expect(signed.order).toMatchObject({ node: 'BUYER_ACCEPT', deadline: end });
    expect(before).toMatchObject({ node: 'BUYER_ACCEPT', acceptedAt: null });
    for (const order of [at, after]) {
      expect(order).toMatchObject({ node: 'COMPLETING', acceptedAt: end, billable: false });
    }
    expect(signed.advanceTo(plusMs(end, 3 * hourMs)).order).toMatchObject({
      node: 'COMPLETED',
      acceptedAt: end,
      completedAt: plusMs(end, 3 * hourMs),
      billable: true,
    });
  });

  it('R-HW-02 T2 the buyer acts in the last millisecond, and too late at the moment itself', () => {
    const last = plusMs(end, -1);

    expect(actAt(signed, last, 'accept').order).toMatchObject({ acceptedAt: last });
    expect(actAt(signed, last, 'reject').order).toMatchObject({ node: 'SHIP', deadline: null });
    expect(refusedAt(signed, end, 'reject')).toMatchObject({
      code: 'EVENT_NOT_ALLOWED_AT_NODE',
      details: { node: 'COMPLETING' },
    });
  });

  it('R-HW-02 T2 a signature that is told late counts from the signature', () => {
    const told = actAt(shipped, plusMs(end, -dayMs), 'recordCourierSignature', {
      payload: { trackingNumber, signedAt },
    });

    expect(told.order).toMatchObject({ parcel: { signedAt }, deadline: end });
    expect(nodesAt(told, edgesOf(end))).toEqual(['BUYER_ACCEPT', 'COMPLETING', 'COMPLETING']);
  });

  it('R-HW-02 T2 told more than ten days late, it accepts when it is told and not before', () => {
    const toldAt = plusMs(end, dayMs);
    const told = actAt(shipped, toldAt, 'recordCourierSignature', {
      payload: { trackingNumber, signedAt },
    });

    expect(told.order).toMatchObject({ node: 'COMPLETING', acceptedAt: toldAt });
    expect(told.order.deadline).toBe(plusMs(toldAt, 3 * hourMs));
  });

  it('R-HW-02 a signature lies between shipping and now, both inclusive', () => {
    const shippedAt = plusMs(paid, 60_000);
    const said = (at: typeof signedAt) => ({ payload: { trackingNumber, signedAt: at } });
    const bounds = { field: 'signedAt', earliest: shippedAt, latest: signedAt };
    const tell = 'recordCourierSignature';

    for (const at of [shippedAt, signedAt]) {
      expect(actAt(shipped, signedAt, tell, said(at)).order.parcel?.signedAt).toBe(at);
    }
    for (const at of [plusMs(shippedAt, -1), plusMs(signedAt, 1)]) {
      expect(refusedAt(shipped, signedAt, tell, said(at))).toMatchObject({
        code: 'SIGNATURE_OUT_OF_BOUNDS',
        details: bounds,
      });
    }
  });

  it('R-HW-02 one parcel is signed for once, and only the parcel that is on its way', () => {
    const tell = 'recordCourierSignature';
    const other = { payload: { trackingNumber: 'SF0000000000' } };

    expect(signed.refused(tell).code).toBe('PARCEL_ALREADY_SIGNED');
    expect(shipped.refused(tell, other).code).toBe('PARCEL_UNKNOWN');
    expect(hardware().refused(tell).code).toBe('EVENT_NOT_ALLOWED_AT_NODE');
  });

  it('R-HW-02 R-HW-09 T2 a parcel that is sent again is signed for again', () => {
    const again = signed
      .act('reject')
      .act('ship', { payload: { courier: 'JD', trackingNumber: 'JD7', carriesBuyersPhone: true } });

    expect(again.order).toMatchObject({
      node: 'BUYER_ACCEPT',
      deadline: null,
      parcel: { courier: 'JD', trackingNumber: 'JD7', signedAt: null },
    });
    expect(again.advanceTo('2026-05-08T10:00:00+08:00').order.node).toBe('BUYER_ACCEPT');
    expect(again.refused('recordCourierSignature', { payload: { trackingNumber } }).code).toBe(
      'PARCEL_UNKNOWN',
    );
  });

  it('R-HW-03 T3 never while nobody has signed, whatever time passes', () => {
    expect(shipped.order).toMatchObject({ node: 'BUYER_ACCEPT', deadline: null });
    expect(shipped.advanceTo('2035-05-08T10:00:00+08:00').order).toMatchObject({
      node: 'BUYER_ACCEPT',
      acceptedAt: null,
    });
  });

  it('R-HW-04 T4 never with another phone number on the parcel: its signature is not taken', () => {
    const foreign = hardware().act('ship', {
      payload: { courier: 'SF', trackingNumber, carriesBuyersPhone: false },
    });

    expect(foreign.refused('recordCourierSignature')).toMatchObject({
      code: 'PARCEL_NOT_TRACKABLE',
      details: { trackingNumber },
    });
    expect(foreign.advanceTo('2035-05-08T10:00:00+08:00').order.node).toBe('BUYER_ACCEPT');
    expect(foreign.act('accept').order.node).toBe('COMPLETING');
  });
});

describe('a signature during the review', () => {
  const signedAt = beijing('2025-05-10 10:00');
  const passedAt = beijing('2025-05-14 15:00');
  const signed = (wish: OrderWish) =>
    actAt(hardware({ ...reviewed, ...wish }).act('ship'), signedAt, 'recordCourierSignature');

  it('R-HW-08 starts nothing yet', () => {
    const waiting = signed({});

    expect(waiting.order).toMatchObject({ node: 'HUAWEI_REVIEW', deadline: null });
    expect(waiting.order.parcel?.signedAt).toBe(signedAt);
    expect(waiting.advanceTo('2035-01-01T00:00:00Z').order.node).toBe('HUAWEI_REVIEW');
  });

  it.each<[string, OrderWish, string]>([
    ['the arrival at the buyer, by default', {}, '2025-05-24 15:00'],
    ['the signature, if switched', fromSignature, '2025-05-20 10:00'],
  ])('R-HW-08 T2 the ten days count from %s', (_name, wish, endText) => {
    const end = beijing(endText);
    const passed = actAt(signed(wish), passedAt, 'reviewPass');

    expect(passed.order).toMatchObject({ node: 'BUYER_ACCEPT', deadline: end });
    expect(nodesAt(passed, edgesOf(end))).toEqual(['BUYER_ACCEPT', 'COMPLETING', 'COMPLETING']);
  });

  it.each<[string, string, NodeId, string | null]>([
    ['one millisecond before the ten days', '2025-05-20 09:59:59.999', 'BUYER_ACCEPT', null],
    ['exactly at', '2025-05-20 10:00', 'COMPLETING', '2025-05-20 10:00'],
    ['days after', '2025-05-23 18:00', 'COMPLETING', '2025-05-23 18:00'],
  ])('R-HW-08 T2 counted from the signature, passed %s', (_edge, passedText, node, accepted) => {
    const passed = actAt(signed(fromSignature), beijing(passedText), 'reviewPass');

    expect(passed.order.node).toBe(node);
    expect(passed.order.acceptedAt).toBe(accepted && beijing(accepted));
  });

  it('R-HW-08 T2 nothing happens before what it follows from, however late the review', () => {
    const passed = actAt(signed(fromSignature), beijing('2025-06-30 12:00'), 'reviewPass');
    const moments = passed.advanceTo('2025-07-30T00:00:00Z').steps.map(({ event }) => event.at);

    expect(moments).toEqual([...moments].sort());
  });

  it('R-HW-08 T2 the setting makes no difference for a signature at the buyer', () => {
    const end = beijing('2025-05-20 10:00');
    for (const wish of [{}, fromSignature]) {
      const atBuyer = actAt(hardware(wish).act('ship'), signedAt, 'recordCourierSignature');
      expect(atBuyer.order.deadline).toBe(end);
    }
  });

  it('R-HW-08 T2 a failed review ends it: the next parcel is unsigned', () => {
    const again = through(signed({}), ['reviewFail', 'ship', 'reviewPass']);

    expect(again.order).toMatchObject({
      node: 'BUYER_ACCEPT',
      deadline: null,
      parcel: { signedAt: null },
    });
  });
});

describe('a parcel that is told of again', () => {
  const told = (driver: OrderDriver, more: object = {}) =>
    driver.act('ship', {
      payload: { courier: 'SF', trackingNumber, carriesBuyersPhone: true, ...more },
    });
  const sent = (wish: OrderWish = {}) => hardware({ ...reviewed, ...wish }).act('ship');
  const signedAt = beijing('2025-05-10 10:00');
  const failed = (wish: OrderWish = {}) =>
    actAt(sent(wish), signedAt, 'recordCourierSignature').act('reviewFail');

  it('R-HW-11 after a failed review was sent and signed for when it was; the ten days count from now', () => {
    const again = told(failed());
    const passed = again.act('reviewPass');

    expect(again.order.parcel).toMatchObject({ shippedAt: sent().now, signedAt });
    expect(passed.order.deadline).toBe(plusMs(passed.now, 10 * dayMs));
  });

  it('R-HW-11 T2 also where the ten days count from the signature: nothing is accepted in the instant it is told', () => {
    const late = failed(fromSignature).advanceTo(plusMs(signedAt, 30 * dayMs));
    const again = told(late);
    const passed = again.act('reviewPass');

    expect(passed.order).toMatchObject({
      node: 'BUYER_ACCEPT',
      deadline: plusMs(again.now, 10 * dayMs),
    });
  });

  it('R-HW-11 not signed for, it still waits for the signature, whenever that was', () => {
    const again = told(sent().act('reviewFail'));

    expect(again.order.parcel).toMatchObject({ shippedAt: sent().now, signedAt: null });
    expect(again.act('reviewPass').order.deadline).toBeNull();
  });

  it.each<[string, OrderWish, object]>([
    ['another number', {}, { trackingNumber: 'SF-2' }],
    ['another courier', {}, { courier: 'EMS' }],
    ['the switch', { assumptions: { reviewKeepsSignature: false } }, {}],
  ])('R-HW-11 R-HW-04 T4 %s voids the signature', (_what, wish, more) => {
    const again = told(failed(wish), more);

    expect(again.order.parcel).toMatchObject({ shippedAt: again.now, signedAt: null });
    expect(again.act('reviewPass').advanceTo('2035-01-01T00:00:00Z').order.node).toBe(
      'BUYER_ACCEPT',
    );
  });

  it('R-HW-11 R-HW-04 T4 told with another phone number it is unsigned; put right, it can be signed for as of then', () => {
    const slipped = told(failed(), { carriesBuyersPhone: false });
    const mended = told(slipped.act('reviewFail'));
    const said = { payload: { trackingNumber, signedAt } };

    expect(slipped.order.parcel).toMatchObject({ shippedAt: sent().now, signedAt: null });
    expect(slipped.act('reviewPass').advanceTo('2035-01-01T00:00:00Z').order.node).toBe(
      'BUYER_ACCEPT',
    );
    expect(mended.act('recordCourierSignature', said).order.parcel?.signedAt).toBe(signedAt);
  });

  it('R-HW-11 R-HW-09 what the buyer rejected is signed for anew, under the same number too', () => {
    const signed = actAt(hardware().act('ship'), signedAt, 'recordCourierSignature');
    const again = told(signed.act('reject'));

    expect(again.order).toMatchObject({
      deadline: null,
      parcel: { shippedAt: again.now, signedAt: null },
    });
  });

  it('R-HW-11 R-HW-01 the address stays while the reviewer asks for better proof; goods sent back are sent anew', () => {
    const rejected = hardware().act('ship').act('reject');

    const anew = failed({ assumptions: { reviewKeepsSignature: false } });

    expect(failed().refused('changeAddress').code).toBe('EVENT_NOT_ALLOWED_AT_NODE');
    expect(anew.act('changeAddress').order.shippingAddressId).toBe('ADDR-2');
    expect(rejected.act('changeAddress').order.shippingAddressId).toBe('ADDR-2');
  });
});

describe('a courier that is not listed', () => {
  // Friday; Sunday 29 makes up, Monday 30, then seven days off, Tuesday 8.
  const asked = actAt(
    paidAt(beijing('2024-09-26 09:00'), { mode: 'HARDWARE' }),
    beijing('2024-09-27 18:30'),
    'requestCourier',
  );
  const due = beijing('2024-10-09 00:00');

  it('R-HW-06 T26 is answered by the end of the third working day, or noted as overdue', () => {
    const [before, at, after] = edgesOf(due).map((moment) => asked.advanceTo(moment));

    expect(asked.order.courierRequest).toEqual({
      name: '本地速运',
      askedAt: beijing('2024-09-27 18:30'),
      dueAt: due,
      overdueAt: null,
      answeredAt: null,
      isAdmitted: false,
    });
    expect(before?.order.courierRequest?.overdueAt).toBeNull();
    for (const driver of [at, after]) {
      expect(driver?.order).toMatchObject({ node: 'SHIP', courierRequest: { overdueAt: due } });
      expect(driver?.order.courierRequest?.answeredAt).toBeNull();
    }
  });

  it('R-HW-06 T26 is noted once, and makes nobody’s decision stale', () => {
    const late = asked.advanceTo('2026-01-01T00:00:00Z');

    expect(momentsOf(late, 'courierAnswerOverdue')).toEqual([due]);
    expect(late.order.changedSeq).toBe(asked.order.changedSeq);
    expect(happened(late, 'courierAnswerOverdue')[0]?.payload).toEqual({});
  });

  it('R-HW-06 T26 answered in the last millisecond it is not overdue, at the moment itself it is', () => {
    const inTime = actAt(asked, plusMs(due, -1), 'answerCourierRequest');
    const late = actAt(asked, due, 'answerCourierRequest');

    expect(momentsOf(inTime.advanceTo('2026-01-01T00:00:00Z'), 'courierAnswerOverdue')).toEqual([]);
    expect(late.order.courierRequest).toMatchObject({
      overdueAt: due,
      answeredAt: due,
      isAdmitted: true,
    });
  });

  it('R-HW-06 T26 admitted it carries this order, declined it does not and may be asked for again', () => {
    const payload = { courier: '本地速运', trackingNumber: 'L-1', carriesBuyersPhone: true };
    const declined = asked.act('answerCourierRequest', { payload: { isAdmitted: false } });

    expect(asked.refused('ship', { payload }).code).toBe('COURIER_NOT_LISTED');
    expect(asked.refused('requestCourier').code).toBe('EVENT_NOT_ALLOWED_AT_NODE');
    expect(asked.act('answerCourierRequest').act('ship', { payload }).order).toMatchObject({
      node: 'BUYER_ACCEPT',
      parcel: payload,
    });
    expect(declined.refused('ship', { payload }).code).toBe('COURIER_NOT_LISTED');
    expect(declined.act('requestCourier').order.courierRequest).toMatchObject({
      overdueAt: null,
      answeredAt: null,
    });
  });

  it('R-HW-06 T26 the parcel ends the request: nothing is overdue, nothing is answered afterwards', () => {
    const sent = actAt(asked, plusMs(due, -1), 'ship');
    const later = sent.advanceTo('2026-01-01T00:00:00Z');

    expect(sent.order).toMatchObject({ node: 'BUYER_ACCEPT', courierRequest: null });
    expect(momentsOf(later, 'courierAnswerOverdue')).toEqual([]);
    expect(later.refused('answerCourierRequest').code).toBe('EVENT_NOT_ALLOWED_AT_NODE');
  });

  it('R-HW-06 T26 a parcel at the moment itself is sent after the answer became overdue', () => {
    const sent = actAt(asked, due, 'ship');

    expect(momentsOf(sent, 'courierAnswerOverdue')).toEqual([due]);
    expect(sent.steps.at(-1)?.event).toMatchObject({ type: 'shipped', at: due });
    expect(sent.order.courierRequest).toBeNull();
  });

  it('R-HW-06 T26 R-CAL-02 is not asked for where three working days reach a year without a notice', () => {
    const inTime = paidAt(beijing('2026-12-01 09:00'), { mode: 'HARDWARE' });
    const lastDay = beijing('2026-12-29 00:00');
    const known = actAt(inTime, plusMs(lastDay, -1), 'requestCourier');

    expect(known.order.courierRequest?.dueAt).toBe(beijing('2027-01-01 00:00'));
    for (const at of [lastDay, beijing('2027-06-01 09:00')]) {
      expect(refusedAt(inTime, at, 'requestCourier')).toMatchObject({
        code: 'CALENDAR_YEAR_UNKNOWN',
        details: { calendar: 'cn-2026.1', year: 2027 },
      });
    }
  });
});
