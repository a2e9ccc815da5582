import { type Static, Type } from 'typebox';
import { decide } from '../domain/command.ts';
import type { Bilingual, Rejection } from '../domain/errors.ts';
import { actionOf } from '../domain/events.ts';
import { rightsEndedBy } from '../domain/next-actions.ts';
import { type Order, roles } from '../domain/order.ts';
import { arrowFor } from '../domain/order-wide.ts';
import { refuseActor } from '../domain/refusals.ts';
import { eventTitle, eventTypes } from '../domain/terms.ts';
import type { Step } from '../domain/transition.ts';
import { actorOf } from './auth.ts';
import type { ActionRequest } from './commands.ts';
import { type ApiDeps, viewingFor } from './deps.ts';
import { withStoredFiles } from './named-files.ts';
import { type OrderView, orderView } from './order-view.ts';
import { refusalProblem } from './problem.ts';
import { BilingualSchema, InstantSchema, oneOf, refTo } from './schemas.ts';
import { notFound } from './visibility.ts';

/** What an action would do. */
export const PreviewSchema = Type.Object(
  {
    preview: Type.Literal(true),
    changes: Type.Array(
      Type.Object({
        event: oneOf(eventTypes),
        title: BilingualSchema,
        at: InstantSchema("on the order's clock"),
        by: oneOf([...roles, 'platform'] as const),
      }),
      { description: 'everything that would happen, in order: what is due by then comes first' },
    ),
    endsRights: Type.Array(BilingualSchema, {
      description: 'rights that the action ends for good',
    }),
    order: refTo<OrderView>('Order'),
  },
  { $id: 'Preview' },
);
type Preview = Static<typeof PreviewSchema>;

/**
 * What an action would do if it were sent now: the order as it would be. Changes nothing, asks no workflow, and leaves
 * no trace: a refusal is answered and not written down.
 *
 * @throws Problem the refusal that the action would get
 */
export async function previewOf(
  deps: ApiDeps,
  order: Order,
  request: Omit<ActionRequest, 'commandId'>,
): Promise<Preview> {
  const { action, payload, caller, expectedSeq } = request;
  const by = actorOf(caller);
  const viewing = () => viewingFor(deps, caller);
  const refuse = (refused: Rejection) =>
    refused.code === 'NOT_A_PARTY'
      ? notFound(order.purchase.orderId)
      : refusalProblem(refused, { current: orderView(order, viewing()) });
  const actor = { type: actionOf(action).event, at: order.bookedUntil, by, payload };
  const stranger = refuseActor(order, actor as Parameters<typeof refuseActor>[1]);
  if (stranger) throw refuse(stranger);

  const files = await withStoredFiles(
    deps,
    order.purchase.orderId,
    payload as Readonly<Record<string, unknown>>,
    caller,
  );
  if ('refused' in files) throw refuse(files.refused);
  const wish = {
    action,
    by,
    payload: files.body,
    ...(expectedSeq !== undefined && { expectedSeq }),
  };
  const seen = viewing();
  const { steps, rejection } = decide(order, wish, seen.now);
  if (rejection) throw refuse(rejection);
  return {
    preview: true,
    changes: steps.map(({ event }) => ({
      event: event.type,
      title: eventTitle(event.type),
      at: event.at,
      by: event.by.role,
    })),
    endsRights: rightsEndedOn(order, steps),
    order: orderView(steps.at(-1)?.order ?? order, seen),
  };
}

/** The rights that end on the way, whether by the action or by what is due. */
function rightsEndedOn(order: Order, steps: readonly Step[]): Bilingual[] {
  const before = [order, ...steps.map((step) => step.order)];
  return steps.flatMap(({ event }, index) => {
    const from = before[index] ?? order;
    return [...rightsEndedBy(from, event, arrowFor(from, event.type))];
  });
}
