import { describe, expect, it } from 'vitest';
import { orderView } from '../../api/order-view.ts';
import { decide } from '../../domain/command.ts';
import { duesOf } from '../../domain/due.ts';
import type { Flow } from '../../domain/flow.ts';
import { nextActionsFor } from '../../domain/next-actions.ts';
import { type Order, type Role, roles } from '../../domain/order.ts';
import { dueSteps, type Outcome, proceed } from '../../domain/transition.ts';
import { type Instant, instant, plusMs } from '../../domain/units.ts';
import { quietMoment, statesOf, walkedFlows, wishFor } from '../support/flow-walks.ts';
import {
  actorIn,
  eventFor,
  firstManager,
  manualClock,
  secondManager,
} from '../support/order-builder.ts';

/** Live orders two minutes after they were placed; rehearsals, which differ in one action, of the flows without review. */
function statesIn(flow: Flow): readonly Order[] {
  const openedAt = plusMs(instant(wishFor(flow).placedAt ?? ''), 120_000);
  const purchase = { deliveryPromiseDays: 30 };
  return [
    ...statesOf(flow, { purchase, openedAt }),
    ...(flow.id.endsWith('.reviewed')
      ? []
      : statesOf(flow, { purchase, clock: manualClock(openedAt) })),
  ];
}

const people: readonly { readonly role: Role; readonly subject?: string }[] = [
  ...roles.filter((role) => role !== 'opsManager').map((role) => ({ role })),
  ...[firstManager, secondManager].map((subject) => ({ role: 'opsManager', subject }) as const),
];

/** A quiet moment, and the moment at which the next thing comes true by itself, just before the action. */
const momentsOf = (order: Order): readonly Instant[] => [
  quietMoment(order),
  ...(order.clock.kind === 'manual' ? [] : duesOf(order).slice(0, 1)).map(({ at }) => at),
];

/** The order after all of it, and everything on the way. */
const resultOf = (order: Order, { steps }: Outcome) => ({
  order: steps.at(-1)?.order ?? order,
  changes: steps.map(({ event }) => event),
});

/** What a preview, which reads a copy, and the action, which a timer may come before, say differently. */
function differencesAt(order: Order, at: Instant): readonly string[] {
  const stored = JSON.stringify(order);
  const due = dueSteps(order, at);
  const now = due.at(-1)?.order ?? order;
  return people.flatMap((by) =>
    nextActionsFor(now, by.role, at, by.subject).flatMap(({ name }) => {
      const actor = { ...actorIn(by.role), ...by };
      const more = name === 'requestCourier' ? { courier: '跨越速运' } : {};
      const ahead =
        name === 'advanceClock' ? { to: plusMs(at, 1_000), toNextDeadline: undefined } : {};
      const event = eventFor(name, now, at, { ...more, ...ahead } as never, actor);
      const payload = JSON.parse(JSON.stringify(event.payload)) as object;
      const wish = { action: name, by: actor, payload, expectedSeq: now.seq };

      const foreseen = decide(JSON.parse(stored) as Order, wish, at);
      const done = proceed(now, event);
      const preview = resultOf(order, foreseen);
      const action = resultOf(now, { ...done, steps: [...due, ...done.steps] });
      const isEqual =
        JSON.stringify(preview) === JSON.stringify(action) &&
        viewOf(preview.order, by, at) === viewOf(action.order, by, at);
      const refused = foreseen.rejection ?? done.rejection;
      return [
        ...(isEqual ? [] : [`${order.node} ${name} by ${by.role}: foreseen otherwise than done`]),
        ...(refused ? [`${order.node} ${name} by ${by.role}: offered, ${refused.code}`] : []),
        ...(JSON.stringify(order) === stored ? [] : [`${order.node} ${name}: left a trace`]),
      ];
    }),
  );
}

/** What the API shows of an order to whoever acts. */
function viewOf(order: Order, { role, subject }: (typeof people)[number], at: Instant): string {
  const person = subject === undefined ? {} : { person: subject };
  return JSON.stringify(orderView(order, { role, ...person, now: at, workflowUrl: (id) => id }));
}

describe.each(walkedFlows.map((flow) => [flow.id, flow] as const))('preview: %s', (_id, flow) => {
  it('at every state, frozen ones too, what `decide` foresees of each offered action is what `proceed` then does, and whoever acts is shown the same order', () => {
    const states = statesIn(flow);
    const differences = states.flatMap((order) =>
      momentsOf(order).flatMap((at) => differencesAt(order, at)),
    );

    expect(states.length).toBeGreaterThan(0);
    expect(differences).toEqual([]);
  });
});
