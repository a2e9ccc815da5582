import { type Static, Type } from 'typebox';
import { actionNames } from '../domain/events.ts';
import { explanationText } from '../domain/explain.ts';
import { heldUp } from '../domain/hold-up.ts';
import { holdUpsOf } from '../domain/hold-ups.ts';
import { nodeTitle } from '../domain/next-actions.ts';
import { type Order, roles, roleTitles } from '../domain/order.ts';
import { ruleOf, ruleTags } from '../domain/rules.ts';
import { sources } from '../domain/sources.ts';
import { dueSteps } from '../domain/transition.ts';
import type { Instant } from '../domain/units.ts';
import { orderUrl } from './order-view.ts';
import {
  AwaitedSchema,
  BilingualSchema,
  InstantSchema,
  NodeSchema,
  nullable,
  oneOf,
} from './schemas.ts';

const HoldUpSchema = Type.Object({
  what: BilingualSchema,
  holds: Type.Array(oneOf(heldUp), {
    description:
      'what cannot come about before this is done; empty: nothing, it is open all the same',
  }),
  waitingFor: nullable(Type.Object({ role: AwaitedSchema, title: BilingualSchema })),
  since: InstantSchema("on the order's clock"),
  until: nullable(
    InstantSchema("first moment that is too late, on the order's clock; null: no limit"),
  ),
  silence: BilingualSchema,
  clearedBy: Type.Array(
    Type.Object({
      action: oneOf(actionNames),
      by: Type.Array(oneOf(roles)),
      url: Type.String({ description: 'where the action is sent' }),
    }),
    {
      description:
        'actions that are taken now and end it, whichever way it goes then; empty: there is nothing to send',
    },
  ),
  rule: nullable(
    Type.Object({
      id: Type.String(),
      tag: oneOf(ruleTags),
      statement: Type.String(),
      sources: Type.Array(
        Type.Object({ key: Type.String(), page: Type.String(), urls: Type.Array(Type.String()) }),
      ),
    }),
  ),
});

/** Why an order stands where it stands. */
export const ExplanationSchema = Type.Object(
  {
    orderId: Type.String(),
    seq: Type.Integer({ description: 'number of the change that it explains' }),
    node: Type.Object({ id: NodeSchema, title: BilingualSchema }),
    holdUps: Type.Array(HoldUpSchema, {
      minItems: 1,
      description: 'what moves the order comes first',
    }),
    text: Type.Object(
      { zh: Type.String(), en: Type.String() },
      { description: "the same as Markdown, as Temporal's web UI shows it" },
    ),
  },
  { $id: 'Explanation' },
);
export type ExplanationView = Static<typeof ExplanationSchema>;

/** The explanation of an order, with all that is due by then; it holds no party and nothing that people wrote. Pure. R-SEC-02 */
export function explanationView(newest: Order, reads: Instant): ExplanationView {
  const order = dueSteps(newest, reads).at(-1)?.order ?? newest;
  const { orderId } = order.purchase;
  return {
    orderId,
    seq: order.seq,
    node: { id: order.node, title: nodeTitle(order) },
    holdUps: holdUpsOf(order, reads).map(({ awaited, clearedBy, holds, rule, ...holdUp }) => ({
      ...holdUp,
      holds: [...holds],
      waitingFor: awaited && { role: awaited, title: roleTitles[awaited] },
      clearedBy: clearedBy.map(({ action, by }) => ({
        action,
        by: [...by],
        url: `${orderUrl(orderId)}/actions/${action}`,
      })),
      rule: rule && ruleView(rule),
    })),
    text: { zh: explanationText(order, 'zh', reads), en: explanationText(order, 'en', reads) },
  };
}

function ruleView(id: Parameters<typeof ruleOf>[0]) {
  const { tag, statement, source } = ruleOf(id);
  const known = Object.entries(sources).filter(([key]) => source.split(' ').includes(key));
  return {
    id,
    tag,
    statement,
    sources: known.map(([key, { page, urls }]) => ({ key, page, urls: [...urls] })),
  };
}
