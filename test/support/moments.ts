import type { ActionName, EventPayloads, EventType } from '../../domain/events.ts';
import type { Actor } from '../../domain/order.ts';
import { proceed, type Step } from '../../domain/transition.ts';
import { type Instant, instant, plusMs } from '../../domain/units.ts';
import { anOrder, type OrderDriver, type OrderWish, type Said } from './order-builder.ts';

const minuteMs = 60_000;
export const hourMs = 60 * minuteMs;
export const dayMs = 24 * hourMs;

/** A moment written as a clock in Beijing shows it: `2024-03-05 00:00`, with seconds and milliseconds if they matter. */
export const beijing = (text: string): Instant => {
  const [day, time = '00:00'] = text.split(' ');
  return instant(`${day}T${time}+08:00`);
};

/** One millisecond before, exactly at, one millisecond after. */
export const edgesOf = (at: Instant): readonly Instant[] => [plusMs(at, -1), at, plusMs(at, 1)];

/** A live order that opens here at the very moment it is paid, a minute after it was placed. */
export const paidAt = (paid: Instant, wish: OrderWish = {}): OrderDriver =>
  anOrder({ ...wish, placedAt: plusMs(paid, -minuteMs), openedAt: paid });

/** The order with the action carried out exactly at a moment, at least a minute after it was last looked at. */
export const actAt = <A extends ActionName>(
  driver: OrderDriver,
  at: Instant,
  action: A,
  said: Said<A> = {},
): OrderDriver => driver.advanceTo(plusMs(at, -minuteMs)).act(action, said);

/** The refusal of an action exactly at a moment. */
export const refusedAt = <A extends ActionName>(
  driver: OrderDriver,
  at: Instant,
  action: A,
  said: Said<A> = {},
) => driver.advanceTo(plusMs(at, -minuteMs)).refused(action, said);

/** Carries out actions one after the other, each with the least it has to say. */
export const through = (driver: OrderDriver, actions: readonly ActionName[]): OrderDriver =>
  actions.reduce((current, action) => current.act(action), driver);

/** When an event happened in the life of an order, with what it carried. */
export const happened = <T extends EventType>(
  { steps }: { readonly steps: readonly Step[] },
  type: T,
): readonly { readonly at: Instant; readonly payload: EventPayloads[T] }[] =>
  steps.flatMap(({ event }) =>
    event.type === type ? [{ at: event.at, payload: event.payload as EventPayloads[T] }] : [],
  );

/** The moments of {@link happened}. */
export const momentsOf = (driver: OrderDriver, type: EventType): readonly Instant[] =>
  happened(driver, type).map(({ at }) => at);

/** Lets time pass hour by hour, as it does without a jump. */
export function hourByHour(driver: OrderDriver, until: Instant): OrderDriver {
  let current = driver;
  for (let at = plusMs(driver.now, hourMs); at < until; at = plusMs(at, hourMs)) {
    current = current.advanceTo(at);
  }
  return current.advanceTo(until);
}

/** The nodes at which an order stands at some moments, if nobody acts. */
export const nodesAt = (driver: OrderDriver, moments: readonly Instant[]) =>
  moments.map((at) => driver.advanceTo(at).order.node);

const platform: Actor = { role: 'platform', party: null };

/** What the order answers when its refund, or another one, is reported as settled. */
export const settle = (
  { order }: Pick<OrderDriver, 'order'>,
  at: Instant,
  { by = platform, refundId = order.refund?.refundId ?? 'none' } = {},
) => proceed(order, { type: 'refundSettled', at, by, payload: { refundId } });
