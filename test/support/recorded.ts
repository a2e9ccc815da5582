import type { RecordedRefusal, RecordedTransition } from '../../db/audit.ts';
import { actionOfEvent } from '../../domain/events.ts';
import type { Actor, Order } from '../../domain/order.ts';
import { actorIn, type OrderDriver } from './order-builder.ts';

let made = 0;

/** An order id that no other test of the file uses. */
export function freshOrderId(): string {
  made += 1;
  return `T-${made}`;
}

const named = (order: Order, orderId: string): Order => ({
  ...order,
  purchase: { ...order.purchase, orderId },
});

/** What the worker records for a life told with the process driver: the opening and every step, by the domain's own answers. */
export function transitionsOf(
  { steps, order }: OrderDriver,
  opened: Order,
  orderId: string,
): readonly RecordedTransition[] {
  if (steps.length > 0 && steps.at(-1)?.order !== order) throw new Error('steps and order differ');
  const opening: RecordedTransition = {
    order: named(opened, orderId),
    fromNode: null,
    event: { type: 'opened', at: opened.enteredAt, by: actorIn('storefront') },
    payload: {},
    command: null,
  };
  let { node } = opened;
  return [
    opening,
    ...steps.map(({ event, order: after }): RecordedTransition => {
      const fromNode = node;
      node = after.node;
      const action = event.type === 'deadlinePassed' ? undefined : actionOfEvent(event.type);
      const commandId = `c-${after.seq}`;
      return {
        order: named(after, orderId),
        fromNode,
        event: { type: event.type, at: event.at, by: withAddress(event.by) },
        payload: event.payload,
        command: action ? { action, commandId, fingerprint: `f-${after.seq}` } : null,
      };
    }),
  ];
}

/** People come from somewhere; the platform does not. */
const withAddress = (by: Actor): Actor =>
  by.role === 'platform' ? by : { ...by, subject: `${by.role}-person`, sourceAddress: '192.0.2.7' };

/** The refusal of an early delivery, as the worker records it. */
export const aRefusal = (
  order: Order,
  orderId: string,
  changes: Partial<RecordedRefusal> = {},
): RecordedRefusal => ({
  orderId,
  by: withAddress(actorIn('seller')),
  seq: order.seq,
  at: order.enteredAt,
  action: 'deliver',
  commandId: 'too-early',
  fingerprint: 'f',
  payload: { result: 'installed' },
  node: order.node,
  attemptId: 'run-1:1',
  code: 'EVENT_NOT_ALLOWED_AT_NODE',
  message: 'deliver is not possible at SUBMIT_REQUIREMENT',
  ...changes,
});
