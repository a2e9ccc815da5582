import { describe, expect, it } from 'vitest';
import { currentCalendarVersion, workCalendar } from '../../../domain/calendar/work-calendar.ts';
import { courierAnswerDueAt } from '../../../domain/shipping.ts';
import { instant } from '../../../domain/units.ts';
import { answersAt } from '../../support/answers.ts';
import { anOrder } from '../../support/order-builder.ts';

const listed = ['SF', 'EMS', 'JD', 'YTO', 'ZTO', 'STO', 'YUNDA', 'DEPPON'];
const local = '本地速运';

const opened = () => anOrder({ mode: 'HARDWARE' });
const asked = () => opened().act('requestCourier', { payload: { courier: local } });
const admitted = () => asked().act('answerCourierRequest', { payload: { isAdmitted: true } });
const declined = () => asked().act('answerCourierRequest', { payload: { isAdmitted: false } });
const parcelBy = (courier: string) => ({
  payload: { courier, trackingNumber: 'T-1', carriesBuyersPhone: true },
});

describe('hardware: the list of couriers', () => {
  it.each(listed)('R-HW-07 %s is in the list', (courier) => {
    const order = opened().act('ship', parcelBy(courier));

    expect(order.order).toMatchObject({ node: 'BUYER_ACCEPT', parcel: { courier } });
  });

  it.each([local, 'sf', 'SF ', '顺丰速运'])(
    'R-HW-07 “%s” is not: the list is shown, and that it can be asked for',
    (courier) => {
      expect(opened().refused('ship', parcelBy(courier))).toMatchObject({
        code: 'COURIER_NOT_LISTED',
        details: { field: 'courier', couriers: listed, allowed: ['requestCourier'] },
      });
    },
  );
});

describe('hardware: a courier that is not in the list', () => {
  it('R-HW-06 the seller asks for it; the order stays where it is, for operations to answer', () => {
    const order = asked();

    expect(order.order).toMatchObject({
      node: 'SHIP',
      enteredAt: '2024-08-01T02:01:00.000Z',
      courierRequest: {
        name: local,
        askedAt: '2024-08-01T02:02:00.000Z', // Thursday, 10:02 in Beijing
        dueAt: '2024-08-06T16:00:00.000Z', // Friday, Monday, Tuesday: the end of Tuesday
        overdueAt: null,
        answeredAt: null,
        isAdmitted: false,
      },
    });
    expect(answersAt(order)).toEqual({
      ship: 'BUYER_ACCEPT',
      changeAddress: 'SHIP',
      answerCourierRequest: 'SHIP',
      recordInvoice: 'SHIP',
    });
  });

  it('R-HW-06 one request at a time, and no answer without a request', () => {
    expect(asked().refused('requestCourier')).toMatchObject({
      code: 'EVENT_NOT_ALLOWED_AT_NODE',
      details: { allowed: ['ship', 'changeAddress', 'answerCourierRequest', 'recordInvoice'] },
    });
    expect(opened().refused('answerCourierRequest').code).toBe('EVENT_NOT_ALLOWED_AT_NODE');
    expect(admitted().refused('answerCourierRequest').code).toBe('EVENT_NOT_ALLOWED_AT_NODE');
  });

  it('R-HW-06 while it is not answered, nothing is sent with it, and nothing is asked for', () => {
    expect(asked().refused('ship', parcelBy(local))).toMatchObject({
      code: 'COURIER_NOT_LISTED',
      details: { couriers: listed, allowed: [] },
    });
    expect(asked().act('ship', parcelBy('EMS')).order.node).toBe('BUYER_ACCEPT');
  });

  it('R-HW-06 once admitted, this order may be sent with it', () => {
    const order = admitted();
    const sent = order.act('ship', parcelBy(local));

    expect(order.order.courierRequest).toMatchObject({ answeredAt: order.now, isAdmitted: true });
    expect(sent.order).toMatchObject({ node: 'BUYER_ACCEPT', parcel: { courier: local } });
    expect(sent.act('reject').act('ship', parcelBy(local)).order.node).toBe('BUYER_ACCEPT');
  });

  it('R-HW-06 what is admitted is this one courier, besides the list', () => {
    expect(admitted().refused('ship', parcelBy('同城速运'))).toMatchObject({
      code: 'COURIER_NOT_LISTED',
      details: { couriers: [...listed, local], allowed: ['requestCourier'] },
    });
  });

  it('R-HW-06 once declined, it stays out, and another one may be asked for', () => {
    const again = declined().act('requestCourier', { payload: { courier: '同城速运' } });

    expect(declined().order.courierRequest).toMatchObject({
      answeredAt: declined().now,
      isAdmitted: false,
    });
    expect(declined().refused('ship', parcelBy(local)).code).toBe('COURIER_NOT_LISTED');
    expect(again.order.courierRequest).toMatchObject({ name: '同城速运', answeredAt: null });
  });

  it('R-HW-06 the seller asks, operations answer, nobody else', () => {
    const buyer = { role: 'buyer', party: 'B-9f1c' } as const;
    const seller = { role: 'seller', party: 'S-27aa' } as const;

    expect(opened().refused('requestCourier', { by: buyer })).toMatchObject({
      code: 'ROLE_NOT_ALLOWED',
      details: { expectedRoles: ['seller'] },
    });
    expect(asked().refused('answerCourierRequest', { by: seller })).toMatchObject({
      code: 'ROLE_NOT_ALLOWED',
      details: { expectedRoles: ['opsManager'] },
    });
  });

  it('R-HW-06 what was shipped meanwhile is still answered, for the next parcel', () => {
    const sent = asked().act('ship', parcelBy('EMS')).act('answerCourierRequest');

    expect(sent.order).toMatchObject({
      node: 'BUYER_ACCEPT',
      courierRequest: { isAdmitted: true },
    });
    expect(sent.refused('requestCourier').code).toBe('EVENT_NOT_ALLOWED_AT_NODE');
  });
});

describe('hardware: 3 working days for the answer', () => {
  const calendar = workCalendar(currentCalendarVersion);

  it.each([
    ['an ordinary week: Tue, Wed, Thu', '2024-08-05T10:00', '2024-08-09T00:00'],
    ['the first instant of a day', '2024-08-05T00:00', '2024-08-09T00:00'],
    ['the last minute of a day', '2024-08-05T23:59', '2024-08-09T00:00'],
    ['a weekend between: Fri, Mon, Tue', '2024-08-01T10:00', '2024-08-07T00:00'],
    ['asked on a Saturday: Mon, Tue, Wed', '2024-08-03T10:00', '2024-08-08T00:00'],
    ['the national holiday: 30 Sep, 8 and 9 Oct', '2024-09-29T10:00', '2024-10-10T00:00'],
    ['asked during the holiday: 8, 9, 10 Oct', '2024-10-03T10:00', '2024-10-11T00:00'],
    ['a Saturday to make up for it: 11, 12, 14 Oct', '2024-10-10T10:00', '2024-10-15T00:00'],
    ['the last days that the calendar knows', '2026-12-28T10:00', '2027-01-01T00:00'],
  ])('R-HW-06 %s', (_days, askedAt, dueAt) => {
    const due = courierAnswerDueAt(instant(`${askedAt}:00+08:00`), calendar);

    expect(due).toBe(instant(`${dueAt}:00+08:00`));
  });

  it.each(['2026-12-29T10:00:00+08:00', '2027-06-01T10:00:00+08:00', '2022-06-01T10:00:00+08:00'])(
    'R-HW-06 no moment is made up for a year that the calendar does not know: asked %s',
    (askedAt) => {
      expect(courierAnswerDueAt(instant(askedAt), calendar)).toBeNull();
    },
  );

  it.each([
    ['one millisecond before', '2024-10-09T23:59:59.999+08:00', null],
    ['exactly at', '2024-10-10T00:00:00.000+08:00', '2024-10-09T16:00:00.000Z'],
    ['one millisecond after', '2024-10-10T00:00:00.001+08:00', '2024-10-09T16:00:00.000Z'],
  ])(
    'R-HW-06 %s the end of the third working day after the holiday the answer is overdue: %s',
    (_edge, now, overdueAt) => {
      const order = anOrder({ mode: 'HARDWARE', placedAt: '2024-09-29T10:00:00+08:00' })
        .act('requestCourier')
        .advanceTo(now);

      expect(order.order).toMatchObject({ node: 'SHIP', courierRequest: { overdueAt } });
    },
  );

  it('R-HW-06 being overdue is told once and changes nothing that can be done', () => {
    const before = asked();
    const overdue = before.advanceTo('2025-08-01T00:00:00+08:00');

    expect(overdue.steps.slice(before.steps.length).map(({ event }) => event)).toEqual([
      {
        type: 'courierAnswerOverdue',
        at: '2024-08-06T16:00:00.000Z',
        by: { role: 'platform', party: null },
        payload: {},
      },
    ]);
    expect(overdue.order.changedSeq).toBe(before.order.seq);
    expect(answersAt(overdue)).toEqual(answersAt(before));
    expect(overdue.act('answerCourierRequest').order.courierRequest).toMatchObject({
      isAdmitted: true,
      overdueAt: '2024-08-06T16:00:00.000Z',
    });
  });

  it('R-HW-06 an answer in time is never overdue, a second request has its own days', () => {
    const later = declined().advanceTo('2024-08-12T09:59:00+08:00'); // a Monday
    const again = later.act('requestCourier', { payload: { courier: '同城速运' } });

    expect(later.order.courierRequest?.overdueAt).toBeNull();
    expect(again.order.courierRequest).toMatchObject({
      askedAt: '2024-08-12T02:00:00.000Z',
      dueAt: '2024-08-15T16:00:00.000Z',
      overdueAt: null,
    });
  });

  it('R-HW-06 without a known moment it is never overdue, and still answered', () => {
    const order = anOrder({
      mode: 'HARDWARE',
      placedAt: '2026-12-29T10:00:00+08:00',
      openedAt: '2026-12-29T10:05:00+08:00',
      assumptions: { reminderCadence: 'NONE' },
    }).act('requestCourier');
    const later = order.advanceTo('2027-03-01T00:00:00+08:00');

    expect(order.order.courierRequest?.dueAt).toBeNull();
    expect(later.order.courierRequest?.overdueAt).toBeNull();
    expect(later.act('answerCourierRequest').act('ship', parcelBy(local)).order.node).toBe(
      'BUYER_ACCEPT',
    );
  });
});
