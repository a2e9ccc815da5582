import { describe, expect, it } from 'vitest';
import { defaultAssumptions } from '../../../domain/assumptions.ts';
import {
  CalendarYearUnknownError,
  currentCalendarVersion,
} from '../../../domain/calendar/work-calendar.ts';
import { allowedActions } from '../../../domain/refusals.ts';
import { courierAnswerDueAt } from '../../../domain/shipping.ts';
import { proceed } from '../../../domain/transition.ts';
import { instant, plusMs } from '../../../domain/units.ts';
import { answersAt } from '../../support/answers.ts';
import { anOrder, eventFor } from '../../support/order-builder.ts';

const listed = ['SF', 'EMS', 'JD', 'YTO', 'ZTO', 'STO', 'YUNDA', 'DEPPON'];
const local = '本地速运';
const other = '同城速运';

const opened = () => anOrder({ mode: 'HARDWARE' });
/** Opened when it is placed; nothing but its own clock tells the year. */
const openedAt = (placedAt: string) =>
  anOrder({
    mode: 'HARDWARE',
    placedAt,
    openedAt: plusMs(instant(placedAt), 60_000),
    assumptions: { reminderCadence: 'NONE' },
  });
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
        details: {
          field: 'courier',
          couriers: listed,
          allowed: expect.arrayContaining(['ship', 'requestCourier']),
        },
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
      details: { couriers: listed, allowed: allowedActions(asked().order) },
    });
    expect(allowedActions(asked().order)).not.toContain('requestCourier');
    expect(asked().act('ship', parcelBy('EMS')).order.node).toBe('BUYER_ACCEPT');
  });

  it('R-HW-06 once admitted, this order may be sent with it', () => {
    const order = admitted();
    const sent = order.act('ship', parcelBy(local));

    expect(order.order).toMatchObject({
      courierRequest: { answeredAt: order.now, isAdmitted: true },
      admittedCouriers: [local],
    });
    expect(sent.order).toMatchObject({ node: 'BUYER_ACCEPT', parcel: { courier: local } });
    expect(sent.act('reject').act('ship', parcelBy(local)).order.node).toBe('BUYER_ACCEPT');
  });

  it('R-HW-06 only an admission admits: neither the request nor a decline does', () => {
    for (const order of [opened(), asked(), declined()]) {
      expect(order.order.admittedCouriers).toEqual([]);
    }
  });

  it('R-HW-06 what was admitted stays so, whatever becomes of another request', () => {
    const askedAgain = admitted().act('requestCourier', { payload: { courier: other } });
    const answered = (isAdmitted: boolean) =>
      askedAgain.act('answerCourierRequest', { payload: { isAdmitted } });

    expect(askedAgain.order).toMatchObject({
      courierRequest: { name: other, answeredAt: null, isAdmitted: false },
      admittedCouriers: [local],
    });
    expect(answered(false).order.admittedCouriers).toEqual([local]);
    expect(answered(true).order.admittedCouriers).toEqual([local, other]);
    for (const order of [askedAgain, answered(false), answered(true)]) {
      expect(order.act('ship', parcelBy(local)).order.parcel?.courier).toBe(local);
    }
    for (const order of [askedAgain, answered(false)]) {
      expect(order.refused('ship', parcelBy(other))).toMatchObject({
        code: 'COURIER_NOT_LISTED',
        details: { couriers: [...listed, local] },
      });
    }
    expect(answered(true).act('ship', parcelBy(other)).order.parcel?.courier).toBe(other);
  });

  it.each(listed)('R-HW-06 R-HW-07 %s is in the list, and not asked for', (courier) => {
    expect(opened().refused('requestCourier', { payload: { courier } })).toMatchObject({
      code: 'COURIER_LISTED_ALREADY',
      details: { field: 'courier', couriers: listed },
    });
  });

  it.each([
    ['顺丰速运', 'SF'],
    ['SF Express', 'SF'],
    ['ems', 'EMS'],
    ['china post EMS', 'EMS'],
  ])('R-HW-07 %s is in the list as %s, and not asked for either', (courier, code) => {
    expect(opened().refused('requestCourier', { payload: { courier } })).toMatchObject({
      code: 'COURIER_LISTED_ALREADY',
      message: `${courier} can be shipped with as ${code}`,
    });
  });

  it('R-HW-06 what was admitted is not asked for again, for a later parcel neither', () => {
    const again = admitted().act('ship', parcelBy(local)).act('reject');

    for (const order of [admitted(), again]) {
      expect(order.refused('requestCourier', { payload: { courier: local } })).toMatchObject({
        code: 'COURIER_LISTED_ALREADY',
        details: { field: 'courier', couriers: [...listed, local] },
      });
      expect(
        order.act('requestCourier', { payload: { courier: other } }).order.courierRequest?.name,
      ).toBe(other);
    }
  });

  it('R-HW-06 what is admitted is this one courier, besides the list', () => {
    expect(admitted().refused('ship', parcelBy(other))).toMatchObject({
      code: 'COURIER_NOT_LISTED',
      details: {
        couriers: [...listed, local],
        allowed: expect.arrayContaining(['requestCourier']),
      },
    });
  });

  it('R-HW-06 once declined, it stays out, and another one may be asked for', () => {
    const again = declined().act('requestCourier', { payload: { courier: other } });

    expect(declined().order.courierRequest).toMatchObject({
      answeredAt: declined().now,
      isAdmitted: false,
    });
    expect(declined().refused('ship', parcelBy(local)).code).toBe('COURIER_NOT_LISTED');
    expect(again.order.courierRequest).toMatchObject({ name: other, answeredAt: null });
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

  it('R-HW-06 the parcel ends the request: it is neither answered nor overdue afterwards', () => {
    const sent = asked().act('ship', parcelBy('EMS'));
    const back = sent.act('reject');

    expect(sent.order).toMatchObject({
      node: 'BUYER_ACCEPT',
      courierRequest: null,
      admittedCouriers: [],
    });
    for (const order of [sent, back]) {
      const later = order.advanceTo('2025-08-01T00:00:00+08:00');
      expect(later.steps.map(({ event }) => event.type)).not.toContain('courierAnswerOverdue');
      expect(order.refused('answerCourierRequest').code).toBe('EVENT_NOT_ALLOWED_AT_NODE');
    }
    expect(sent.refused('requestCourier').code).toBe('EVENT_NOT_ALLOWED_AT_NODE');
  });

  it('R-HW-06 for the next parcel it is asked for anew, with days of its own', () => {
    const back = asked().act('ship', parcelBy('EMS')).act('reject');
    const again = back.advanceTo('2024-08-12T09:59:00+08:00').act('requestCourier');

    expect(back.refused('ship', parcelBy(local)).code).toBe('COURIER_NOT_LISTED');
    expect(again.order.courierRequest).toMatchObject({
      name: local,
      askedAt: '2024-08-12T02:00:00.000Z',
      dueAt: '2024-08-15T16:00:00.000Z',
      overdueAt: null,
    });
  });

  it('R-HW-06 an answered request ends with the parcel too; what it admitted does not', () => {
    const sent = (order: ReturnType<typeof opened>) => order.act('ship', parcelBy('EMS')).order;

    expect(sent(admitted())).toMatchObject({ courierRequest: null, admittedCouriers: [local] });
    expect(sent(declined())).toMatchObject({ courierRequest: null, admittedCouriers: [] });
  });
});

describe('hardware: 3 working days for the answer', () => {
  const terms = { calendarVersion: currentCalendarVersion, assumptions: defaultAssumptions };

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
    const due = courierAnswerDueAt(instant(`${askedAt}:00+08:00`), terms);

    expect(due).toBe(instant(`${dueAt}:00+08:00`));
  });

  it.each([
    ['2026-12-29T00:00:00+08:00', 2027],
    ['2026-12-29T10:00:00+08:00', 2027],
    ['2027-06-01T10:00:00+08:00', 2027],
    ['2022-06-01T10:00:00+08:00', 2022],
  ])(
    'R-HW-06 R-CAL-02 no moment is made up for a year that the calendar does not know: asked %s',
    (askedAt, year) => {
      const { order, now } = openedAt(askedAt);
      const event = eventFor('requestCourier', order, now);

      expect(() => courierAnswerDueAt(now, order)).toThrow(CalendarYearUnknownError);
      expect(proceed(order, event)).toMatchObject({
        steps: [],
        rejection: {
          code: 'CALENDAR_YEAR_UNKNOWN',
          message: `no official notice of ${year} in ${currentCalendarVersion}`,
          details: { calendar: currentCalendarVersion, year },
        },
      });
    },
  );

  it('R-HW-06 R-CAL-02 it is the calendar of the order that has to know the year', () => {
    const { order, now } = openedAt('2025-12-30T10:00:00+08:00');
    const older = { ...order, calendarVersion: 'cn-2025.1' } as const;
    const event = eventFor('requestCourier', order, now);

    expect(proceed(order, event).steps[0]?.order.courierRequest?.dueAt).toBe(
      instant('2026-01-06T00:00:00+08:00'), // 31 December, Sunday 4 makes up, Monday 5
    );
    expect(proceed(older, event).rejection).toMatchObject({
      code: 'CALENDAR_YEAR_UNKNOWN',
      details: { calendar: 'cn-2025.1', year: 2026 },
    });
  });

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
    const again = later.act('requestCourier', { payload: { courier: other } });

    expect(later.order.courierRequest?.overdueAt).toBeNull();
    expect(again.order.courierRequest).toMatchObject({
      askedAt: '2024-08-12T02:00:00.000Z',
      dueAt: '2024-08-15T16:00:00.000Z',
      overdueAt: null,
    });
  });

  it('R-HW-06 R-CAL-02 in a year that is not known, a listed or admitted courier still ships', () => {
    const order = openedAt('2026-12-28T10:00:00+08:00');
    const late = order
      .act('requestCourier')
      .act('answerCourierRequest')
      .advanceTo('2027-03-01T00:00:00+08:00');

    expect(late.refused('requestCourier').code).toBe('COURIER_LISTED_ALREADY');
    expect(late.refused('requestCourier', { payload: { courier: other } }).code).toBe(
      'CALENDAR_YEAR_UNKNOWN',
    );
    for (const courier of [local, 'SF']) {
      expect(late.act('ship', parcelBy(courier)).order.node).toBe('BUYER_ACCEPT');
    }
  });

  it('R-HW-06 R-CAL-02 what was asked for in time is answered in a year that is not known', () => {
    const order = openedAt('2026-12-28T10:00:00+08:00').act('requestCourier');
    const late = order.advanceTo('2027-03-01T00:00:00+08:00');

    expect(late.order.courierRequest).toMatchObject({
      dueAt: '2026-12-31T16:00:00.000Z',
      overdueAt: '2026-12-31T16:00:00.000Z',
    });
    expect(late.act('answerCourierRequest').order.admittedCouriers).toEqual([local]);
  });
});
