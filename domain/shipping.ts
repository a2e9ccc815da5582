import { workCalendar } from './calendar/work-calendar.ts';
import { couriers, listedCourier } from './couriers.ts';
import { endOfWorkingDay } from './deadlines.ts';
import { type Rejection, rejection } from './errors.ts';
import type { OrderEvent } from './events.ts';
import type { Order } from './order.ts';
import { allowedActions } from './refusals.ts';
import { refuseUndatable } from './undatable.ts';
import type { Instant } from './units.ts';

/** R-HW-06 DOC T26: a courier that is not listed is answered within this many working days. */
const courierAnswerWorkingDays = 3;

/**
 * Until when the platform answers a request for a courier, exclusive. Pure.
 *
 * Rule R-HW-06 DOC: 3 working days. Source: S17.
 *
 * @throws CalendarYearUnknownError if they reach a year that the calendar does not know
 */
export const courierAnswerDueAt = (
  askedAt: Instant,
  { calendarVersion, assumptions }: Pick<Order, 'calendarVersion' | 'assumptions'>,
): Instant =>
  endOfWorkingDay(askedAt, courierAnswerWorkingDays, workCalendar(calendarVersion), assumptions);

/** Refuses parcels that cannot be sent, signatures that cannot be, and requests that cannot be dated. Pure. R-HW-02 to R-HW-07 */
export function refuseParcel(order: Order, event: OrderEvent): Rejection | undefined {
  switch (event.type) {
    case 'shipped':
      return refuseCourier(order, event.payload.courier, event.at);
    case 'courierRequested':
      return refuseCourierRequest(order, event);
    case 'courierSigned':
      return refuseSignature(order, event);
    default:
      return undefined;
  }
}

/** The couriers that an order can be sent with. */
const couriersOf = ({ admittedCouriers }: Order): readonly string[] => [
  ...Object.keys(couriers),
  ...admittedCouriers,
];

function refuseCourier(order: Order, courier: string, at: Instant): Rejection | undefined {
  const known = couriersOf(order);
  if (known.includes(courier)) return undefined;
  return rejection('COURIER_NOT_LISTED', `expected one of ${known.join(', ')}, found ${courier}`, {
    field: 'courier',
    couriers: known,
    allowed: allowedActions(order, at),
  });
}

function refuseCourierRequest(
  order: Order,
  { payload, at }: Extract<OrderEvent, { type: 'courierRequested' }>,
): Rejection | undefined {
  const known = couriersOf(order);
  const usable = known.includes(payload.courier) ? payload.courier : listedCourier(payload.courier);
  if (usable !== undefined) {
    return rejection(
      'COURIER_LISTED_ALREADY',
      `${payload.courier} can be shipped with as ${usable}`,
      {
        field: 'courier',
        couriers: known,
      },
    );
  }
  return refuseUndatable(() => courierAnswerDueAt(at, order));
}

function refuseSignature(
  { parcel }: Order,
  { payload, at }: Extract<OrderEvent, { type: 'courierSigned' }>,
): Rejection | undefined {
  const { trackingNumber, signedAt = at } = payload;
  if (parcel === null || parcel.trackingNumber !== trackingNumber) {
    return rejection('PARCEL_UNKNOWN', `no parcel ${trackingNumber} is on its way`, {
      field: 'trackingNumber',
    });
  }
  // R-HW-04 DOC T4: nobody can read the tracking of a parcel with another phone number.
  if (!parcel.carriesBuyersPhone) {
    return rejection('PARCEL_NOT_TRACKABLE', "the parcel does not carry the buyer's phone number", {
      trackingNumber,
    });
  }
  if (parcel.signedAt !== null) {
    return rejection('PARCEL_ALREADY_SIGNED', `signed for at ${parcel.signedAt}`, {
      signedAt: parcel.signedAt,
    });
  }
  if (signedAt < parcel.shippedAt || signedAt > at) {
    return rejection(
      'SIGNATURE_OUT_OF_BOUNDS',
      `expected a moment from ${parcel.shippedAt} to ${at}, found ${signedAt}`,
      { field: 'signedAt', earliest: parcel.shippedAt, latest: at },
    );
  }
  return undefined;
}
