import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import { type ActionName, type ActionPayload, actionNames, actionOf } from '../../domain/events.ts';
import type {
  FieldSchema,
  FormSchema,
  ObjectSchema,
  TextSchema,
} from '../../domain/form-schema.ts';
import { roleTitles } from '../../domain/order.ts';
import { instant } from '../../domain/units.ts';
import { callerOf } from '../auth.ts';
import { CommandSender } from '../commands.ts';
import { type ApiDeps, viewingFor } from '../deps.ts';
import { type OrderView, orderUrl, orderView } from '../order-view.ts';
import { PreviewSchema, previewOf } from '../preview.ts';
import { Problem } from '../problem.ts';
import { BilingualSchema, bodyProblems, OrderPathSchema, problems, refTo } from '../schemas.ts';
import { reading, visibleOrder } from '../visibility.ts';

const keyDescription =
  'Idempotency-Key: printable ASCII, chosen anew for each new command; required, but for previews';

const HeadersSchema = Type.Object({
  'idempotency-key': Type.Optional(
    Type.String({ minLength: 1, maxLength: 255, pattern: '^[ -~]+$', description: keyDescription }),
  ),
  prefer: Type.Optional(
    Type.String({
      maxLength: 255,
      description: '`respond-async`: do not wait for the change, answer 202',
    }),
  ),
});

const QuerySchema = Type.Object(
  {
    expectedSeq: Type.Optional(
      Type.Integer({
        minimum: 1,
        description: 'the `seq` this was decided on; another one by now: 409 STALE_SEQ',
      }),
    ),
    preview: Type.Optional(
      Type.Boolean({
        description:
          'true: changes nothing and answers what the action would do, or the refusal it would get; needs no Idempotency-Key',
      }),
    ),
  },
  { additionalProperties: false },
);

/** A command that is kept and will be carried out. */
const KeptSchema = Type.Object(
  {
    orderId: Type.String(),
    commandId: Type.String(),
    url: Type.String({ description: 'where the order can be read' }),
    message: BilingualSchema,
  },
  { $id: 'KeptCommand' },
);

const OrderOrPreviewSchema = Type.Unsafe<object>({
  anyOf: [refTo<OrderView>('Order'), refTo('Preview')],
});

const responses = {
  200: {
    description:
      'The order right after this change; it is in the projection already. With `preview`: what the action would do',
    headers: {
      'idempotency-replayed': {
        type: 'string',
        description: '`true` when this repeats an answer given before',
      },
    },
    content: { 'application/json': { schema: OrderOrPreviewSchema } },
  },
  202: {
    description:
      'Kept: asked for by `Prefer: respond-async`, or no worker answered in time. The same request with the same key gets the outcome',
    content: { 'application/json': { schema: refTo('KeptCommand') } },
  },
  ...problems({
    ...bodyProblems,
    404: 'No such order for this caller',
    409: 'The order does not take this now; `allowed` and `current` say what it takes',
    422: 'The content is refused, or the Idempotency-Key was used with other content',
  }),
};

interface ActionRoute {
  Params: { orderId: string };
  Querystring: { expectedSeq?: number; preview?: boolean };
  Headers: { 'idempotency-key'?: string; prefer?: string };
  Body: Readonly<Record<string, unknown>>;
}

/** `POST /orders/{orderId}/actions/{action}`: one operation per action of the domain's table. */
export function addOrderActions(app: FastifyInstance, deps: ApiDeps): void {
  app.addSchema(KeptSchema);
  app.addSchema(PreviewSchema);
  for (const action of actionNames) addAction(app, deps, action);
}

function addAction(app: FastifyInstance, deps: ApiDeps, action: ActionName): void {
  const { title, form, roles } = actionOf(action);
  const who = roles.map((role) => `${roleTitles[role].en} / ${roleTitles[role].zh}`).join(', ');
  const schema = {
    operationId: action,
    tags: ['actions'],
    summary: `${title.en} / ${title.zh}`,
    description: `Sent by: ${who}. A repeat with the same Idempotency-Key and content changes nothing and gets the first answer.`,
    params: OrderPathSchema,
    querystring: QuerySchema,
    headers: HeadersSchema,
    body: { ...form, examples: [exampleOf(form)] },
    response: responses,
  };
  app.post<ActionRoute>(
    `/orders/:orderId/actions/${action}`,
    {
      schema,
      preValidation: async (request) => {
        request.body ??= {};
        if (!request.query.preview && request.headers['idempotency-key'] === undefined) {
          throw keyMissing();
        }
      },
    },
    async (request, reply) => {
      const caller = callerOf(request);
      const { orderId } = request.params;
      const { expectedSeq, preview } = request.query;
      const asked = {
        action,
        payload: normalized(form, request.body),
        caller,
        ...(expectedSeq !== undefined && { expectedSeq }),
      };
      if (preview) {
        const order = await visibleOrder(deps, orderId, caller, reading);
        return await previewOf(deps, order, asked);
      }
      const commandId = request.headers['idempotency-key'] ?? '';
      const sender = new CommandSender(deps, orderId, { ...asked, commandId });
      const order = await visibleOrder(deps, orderId, caller, sender.attempt);
      const isAsync = prefersAsync(request.headers.prefer);
      const answer =
        (await sender.settledBefore(order)) ??
        (isAsync ? await sender.keep() : await sender.execute());

      if (answer.kind === 'done') {
        if (answer.isReplay) reply.header('idempotency-replayed', 'true');
        return orderView(answer.order, viewingFor(deps, caller));
      }
      if (isAsync) reply.header('preference-applied', 'respond-async');
      reply.status(202);
      return { orderId, commandId, url: orderUrl(orderId), message: keptMessage };
    },
  );
}

const keyMissing = (): Problem =>
  new Problem('REQUEST_NOT_VALID', 'missing or wrong: header/idempotency-key', {
    errors: [{ field: 'header/idempotency-key', expected: keyDescription, found: 'nothing' }],
  });

const keptMessage = {
  zh: '操作已保存，将在处理程序可用时执行；以同一 Idempotency-Key 重复提交可得到结果',
  en: 'the command is kept and will be carried out; the same request with the same Idempotency-Key gets the outcome',
};

/** The shortest body that the form takes. Pure. */
function exampleOf({
  required,
  oneOf = [],
  properties,
}: FormSchema): Readonly<Record<string, unknown>> {
  const names = [...required, ...(oneOf.at(-1)?.required ?? [])];
  return Object.fromEntries(names.map((name) => [name, exampleValue(properties[name])]));
}

function exampleValue(field: FieldSchema | ObjectSchema | undefined): unknown {
  switch (field?.type) {
    case 'boolean':
      return true;
    case 'integer':
      return field.minimum;
    case 'array':
      return [exampleValue(field.items)];
    case 'object':
      return exampleOf(field);
    case 'string':
      return exampleText(field);
    case undefined:
      return undefined;
  }
}

/** A text that the field takes. */
function exampleText({
  format,
  enum: choices,
  pattern,
  maxLength,
  description,
}: TextSchema): string {
  if (format === 'date-time') return '2024-10-01T09:00:00.000+08:00';
  if (choices) return choices[0] ?? '';
  const fits = pattern === undefined || new RegExp(pattern, 'u').test(description);
  return fits && description.length <= (maxLength ?? description.length) ? description : 'ID-1';
}

/** Moments in one spelling, so that the same moment is the same content. Pure. */
function normalized(form: FormSchema, body: Readonly<Record<string, unknown>>) {
  const entries = Object.entries(body).map(([name, value]) => [
    name,
    isMoment(form.properties[name]) ? instant(String(value)) : value,
  ]);
  return Object.fromEntries(entries) as ActionPayload<ActionName>;
}

const isMoment = (field: FieldSchema | undefined): boolean =>
  field?.type === 'string' && field.format === 'date-time';

const prefersAsync = (prefer: string | undefined): boolean =>
  (prefer ?? '').split(/[,;]/).some((part) => part.trim().toLowerCase() === 'respond-async');
