import { type Static, Type } from 'typebox';
import { actionNames, actionOfEvent } from '../domain/events.ts';
import { limitText } from '../domain/explain.ts';
import { arrowsOf, effectNames, type Flow, isEndNode } from '../domain/flow.ts';
import { choicesFor } from '../domain/flows/catalogue.ts';
import {
  deliveryModes,
  type NodeId,
  nodeIds,
  roleTitles,
  salesCategories,
  scenes,
} from '../domain/order.ts';
import { ruleOf, ruleTags } from '../domain/rules.ts';
import { effectTitles, eventTitle, eventTypes } from '../domain/terms.ts';
import { AwaitedSchema, BilingualSchema, InstantSchema, NodeSchema, oneOf } from './schemas.ts';

/** One line of the list of flows. */
export const FlowSummarySchema = Type.Object(
  {
    id: Type.String(),
    title: BilingualSchema,
    note: BilingualSchema,
    chosenFor: Type.Array(
      Type.Object({
        deliveryModes: Type.Array(oneOf(deliveryModes)),
        salesCategories: Type.Array(oneOf(salesCategories)),
        scenes: Type.Array(oneOf(scenes)),
        placedFrom: InstantSchema('inclusive; an earlier row of the catalogue may take over later'),
        rules: Type.Array(Type.String()),
      }),
      {
        description: 'rows of the catalogue that lead here; the first row that fits an order wins',
      },
    ),
    url: Type.String(),
  },
  { $id: 'FlowSummary' },
);
export type FlowSummary = Static<typeof FlowSummarySchema>;

/** One flow with everything that is in its file. */
export const FlowSchema = Type.Object(
  {
    id: Type.String(),
    title: BilingualSchema,
    note: BilingualSchema,
    start: NodeSchema,
    nodes: Type.Array(
      Type.Object({
        id: NodeSchema,
        title: BilingualSchema,
        ends: Type.Boolean(),
        waitingFor: Type.Optional(Type.Object({ role: AwaitedSchema, title: BilingualSchema })),
        limit: Type.Optional(BilingualSchema),
        arrows: Type.Array(
          Type.Object({
            event: oneOf(eventTypes),
            title: BilingualSchema,
            action: Type.Optional(oneOf(actionNames)),
            to: NodeSchema,
            effects: Type.Array(Type.Object({ name: oneOf(effectNames), title: BilingualSchema })),
            rule: Type.Object({
              id: Type.String(),
              tag: oneOf(ruleTags),
              statement: Type.String(),
            }),
          }),
        ),
      }),
    ),
  },
  { $id: 'Flow' },
);
export type FlowView = Static<typeof FlowSchema>;

/** A flow as a line of a list. Pure. */
export const flowSummary = (flow: Flow): FlowSummary => ({
  id: flow.id,
  title: flow.title,
  note: flow.note,
  chosenFor: choicesFor(flow).map((choice) => ({
    deliveryModes: [...choice.modes],
    salesCategories: [...choice.categories],
    scenes: [...choice.scenes],
    placedFrom: choice.from,
    rules: [...choice.rules],
  })),
  url: `/flows/${flow.id}`,
});

/** A flow in full, its nodes in the order of the vocabulary. Pure. */
export const flowView = (flow: Flow): FlowView => ({
  id: flow.id,
  title: flow.title,
  note: flow.note,
  start: flow.start,
  nodes: nodeIds.flatMap((id) => nodeViews(flow, id)),
});

function nodeViews(flow: Flow, id: NodeId): FlowView['nodes'] {
  const node = flow.nodes[id];
  if (!node) return [];
  const { title } = node;
  if (isEndNode(node)) return [{ id, title, ends: true, arrows: [] }];
  const { waitingFor, within } = node;
  return [
    {
      id,
      title,
      ends: false,
      waitingFor: { role: waitingFor, title: roleTitles[waitingFor] },
      limit: limitText(within),
      arrows: arrowsOf(node).map(([event, { to, effects, rule }]) => {
        const action = actionOfEvent(event);
        const { tag, statement } = ruleOf(rule);
        return {
          event,
          title: eventTitle(event),
          ...(action && { action }),
          to,
          effects: effects.map((name) => ({ name, title: effectTitles[name] })),
          rule: { id: rule, tag, statement },
        };
      }),
    },
  ];
}
