import { type Static, Type } from 'typebox';
import { actionNames, actionOfEvent } from '../domain/events.ts';
import { limitText } from '../domain/explain.ts';
import { arrowsOf, effectNames, type Flow, isEndNode } from '../domain/flow.ts';
import { choiceFor, choicesFor, type FlowQuestion } from '../domain/flows/catalogue.ts';
import {
  deliveryModes,
  type NodeId,
  nodeIds,
  roleTitles,
  salesCategories,
  scenes,
  serviceTemplates,
} from '../domain/order.ts';
import { type RuleId, ruleOf, ruleTags } from '../domain/rules.ts';
import { effectTitles, eventTitle, eventTypes } from '../domain/terms.ts';
import { AwaitedSchema, BilingualSchema, InstantSchema, NodeSchema, oneOf } from './schemas.ts';

const RuleSchema = Type.Object({
  id: Type.String(),
  tag: oneOf(ruleTags),
  statement: Type.String(),
});

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
        serviceTemplate: Type.Optional(oneOf(serviceTemplates, 'only for this template')),
        renewals: Type.Optional(
          Type.Literal(true, { description: 'only for renewals of an earlier order' }),
        ),
        assuming: Type.Optional(
          Type.Record(Type.String(), Type.Unknown(), {
            description: 'only while these assumptions have these settings',
          }),
        ),
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
        mayAlsoAct: Type.Optional(
          Type.Array(Type.Object({ role: AwaitedSchema, title: BilingualSchema }), {
            description: 'who may act here besides whoever is awaited',
          }),
        ),
        limit: Type.Optional(BilingualSchema),
        arrows: Type.Array(
          Type.Object({
            event: oneOf(eventTypes),
            title: BilingualSchema,
            action: Type.Optional(oneOf(actionNames)),
            to: NodeSchema,
            effects: Type.Array(Type.Object({ name: oneOf(effectNames), title: BilingualSchema })),
            rule: RuleSchema,
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
    ...(choice.template && { serviceTemplate: choice.template }),
    ...(choice.renewals && { renewals: true as const }),
    ...(Object.keys(choice.assuming ?? {}).length > 0 && { assuming: { ...choice.assuming } }),
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
  const { waitingFor, mayAlsoAct = [], within } = node;
  return [
    {
      id,
      title,
      ends: false,
      waitingFor: { role: waitingFor, title: roleTitles[waitingFor] },
      ...(mayAlsoAct.length > 0 && {
        mayAlsoAct: mayAlsoAct.map((role) => ({ role, title: roleTitles[role] })),
      }),
      limit: limitText(within),
      arrows: arrowsOf(node).map(([event, { to, effects, rule }]) => {
        const action = actionOfEvent(event);
        return {
          event,
          title: eventTitle(event),
          ...(action && { action }),
          to,
          effects: effects.map((name) => ({ name, title: effectTitles[name] })),
          rule: ruleView(rule),
        };
      }),
    },
  ];
}

function ruleView(id: RuleId): Static<typeof RuleSchema> {
  const { tag, statement } = ruleOf(id);
  return { id, tag, statement };
}

/** What a storefront asks before it sells. */
export const FlowQuestionSchema = Type.Object(
  {
    deliveryMode: oneOf(deliveryModes),
    salesCategory: oneOf(salesCategories),
    scene: oneOf(scenes),
    placedAt: Type.Optional(InstantSchema('when the order is placed; left out: now')),
    serviceTemplate: Type.Optional(
      oneOf(serviceTemplates, 'professional services only; left out: STANDARD'),
    ),
    isRenewal: Type.Optional(
      Type.Boolean({ description: 'the order would renew another one; left out: false' }),
    ),
  },
  { additionalProperties: false },
);

/** Which flow an order would get, and why. */
export const FlowAnswerSchema = Type.Object(
  {
    answer: oneOf(
      ['SUPERVISED', 'NOT_SUPERVISED', 'NOT_SOLD'] as const,
      'NOT_SOLD: a purchase like this is refused with FLOW_NOT_OFFERED',
    ),
    flow: Type.Optional(
      Type.Object({
        id: Type.String(),
        title: BilingualSchema,
        note: BilingualSchema,
        url: Type.String(),
      }),
    ),
    reason: Type.Optional(Type.String({ description: 'why such an order is not sold' })),
    placedAt: InstantSchema('the moment that was held against the dates'),
    rules: Type.Array(RuleSchema, { description: 'the rules that say so' }),
  },
  { $id: 'FlowAnswer' },
);
export type FlowAnswer = Static<typeof FlowAnswerSchema>;

/** The catalogue's answer in full. Pure. */
export function flowAnswer(asked: FlowQuestion): FlowAnswer {
  const { answer, rules } = choiceFor(asked);
  const why = { placedAt: asked.placedAt, rules: rules.map(ruleView) };
  if ('notSold' in answer) return { answer: 'NOT_SOLD', reason: answer.notSold, ...why };
  const { id, title, note, start, nodes } = answer.flow;
  const first = nodes[start];
  const isSupervised = first !== undefined && !isEndNode(first);
  return {
    answer: isSupervised ? 'SUPERVISED' : 'NOT_SUPERVISED',
    flow: { id, title, note, url: `/flows/${id}` },
    ...why,
  };
}
