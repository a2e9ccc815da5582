import { CalendarYearUnknownError, type WorkCalendar } from './calendar/work-calendar.ts';
import { couriers } from './couriers.ts';
import { endOfWorkingDay } from './deadlines.ts';
import { type Rejection, rejection } from './errors.ts';
import type { OrderEvent } from './events.ts';
import type { Order } from './order.ts';
import type { Instant } from './units.ts';

/** R-HW-06 DOC T26: a courier that is not listed is answered within this many working days. */
const courierAnswerWorkingDays = 3;

/**
 * Until when the platform answers a request for a courier, exclusive; null if the calendar does not know the year. Pure.
 *
 * Rule R-HW-06 DOC: 3 working days. Source: S17.
 */
export function courierAnswerDueAt(askedAt: Instant, calendar: WorkCalendar): Instant | null {
  try {
    return endOfWorkingDay(askedAt, courierAnswerWorkingDays, calendar);
  } catch (error) {
    if (error instanceof CalendarYearUnknownError) return null;
    throw error;
  }
}

/** Refuses parcels that cannot be sent, and signatures that cannot be. Pure. R-HW-02 to R-HW-07 */
export function refuseParcel(order: Order, event: OrderEvent): Rejection | undefined {
  if (event.type === 'shipped') return refuseCourier(order, event.payload.courier);
  if (event.type === 'courierSigned') return refuseSignature(order, event);
  return undefined;
}

function refuseCourier({ courierRequest }: Order, courier: string): Rejection | undefined {
  const admitted = courierRequest?.isAdmitted ? [courierRequest.name] : [];
  const known = [...Object.keys(couriers), ...admitted];
  if (known.includes(courier)) return undefined;
  const isAskedFor = courierRequest !== null && courierRequest.answeredAt === null;
  return rejection('COURIER_NOT_LISTED', `expected one of ${known.join(', ')}, found ${courier}`, {
    field: 'courier',
    couriers: known,
    allowed: isAskedFor ? [] : ['requestCourier'],
  });
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
