import { type TSchema, Type } from 'typebox';
import { actionNames } from '../domain/events.ts';
import { nodeIds, roles } from '../domain/order.ts';
import type { Instant } from '../domain/units.ts';
import { errorCodes } from './errors.ts';

/** Longest id that callers choose. Safe in a URL as it is, and short enough to read out. */
export const idPattern = '^[A-Za-z0-9][A-Za-z0-9._~-]{0,63}$';

/** An id that a caller chose: order, line, product or party. */
export const IdSchema = (description: string) =>
  Type.String({
    pattern: idPattern,
    minLength: 1,
    maxLength: 64,
    description: `${description}; letters, digits, and . _ ~ - after the first`,
  });

/** A moment; answered in UTC with milliseconds, taken with any zone. */
export const InstantSchema = (description?: string) =>
  Type.Unsafe<Instant>({
    type: 'string',
    format: 'date-time',
    ...(description !== undefined && { description }),
  });

export const nullable = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()]);

/** A closed list of the domain, never retyped. */
export const oneOf = <const T extends readonly string[]>(values: T, description?: string) =>
  Type.Unsafe<T[number]>({
    type: 'string',
    enum: [...values],
    ...(description !== undefined && { description }),
  });

export const BilingualSchema = Type.Object({ zh: Type.String(), en: Type.String() });

export const AwaitedSchema = oneOf([...roles, 'platform'] as const);
export const NodeSchema = oneOf(nodeIds);

/** A shared schema of the document, by its name. */
export const refTo = <T>(name: string) => Type.Unsafe<T>({ $ref: `${name}#` });

/** The body of every answer other than success. */
export const ProblemSchema = Type.Object(
  {
    type: Type.String({ description: 'relative address of what the code means' }),
    title: Type.String(),
    status: Type.Integer(),
    detail: Type.String({ description: 'what was expected and what was found; never parsed' }),
    instance: Type.String(),
    code: oneOf(errorCodes),
    errors: Type.Optional(
      Type.Array(
        Type.Object({ field: Type.String(), expected: Type.String(), found: Type.String() }),
        { description: 'every field that is wrong, missing or different' },
      ),
    ),
    allowed: Type.Optional(
      Type.Array(oneOf(actionNames), { description: 'actions that the order takes now' }),
    ),
    current: Type.Optional(refTo('Order')),
    differences: Type.Optional(
      Type.Array(
        Type.Object({
          field: Type.String(),
          stored: Type.Optional(Type.Unknown()),
          sent: Type.Optional(Type.Unknown()),
        }),
        { description: 'where a purchase differs from the one stored under its id' },
      ),
    ),
    details: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
    requestId: Type.String(),
  },
  {
    $id: 'Problem',
    description: 'RFC 9457 problem details',
    examples: [
      {
        type: '/errors/EVENT_NOT_ALLOWED_AT_NODE',
        title: 'the order stands at a node that does not take this action',
        status: 409,
        detail: 'accept is not taken at SELLER_DELIVER',
        instance: '/orders/MOCKPERIODYEARNEW/actions/accept',
        code: 'EVENT_NOT_ALLOWED_AT_NODE',
        allowed: ['deliver'],
        requestId: '0d6a2b0e-2f2a-4b0e-9f57-0c3f7c1f3f0a',
      },
    ],
  },
);

/** Problem answers of an operation, for the document. */
export const problems = (descriptions: Readonly<Record<number, string>>) =>
  Object.fromEntries(
    Object.entries(descriptions).map(([status, description]) => [
      status,
      { description, content: { 'application/problem+json': { schema: refTo('Problem') } } },
    ]),
  );

/** Problem answers that every operation with a token shares. */
export const commonProblems = {
  400: 'A field is missing or wrong; `errors` names each one',
  401: 'The bearer token is missing or not accepted',
  403: "The caller's role may not do this",
  500: 'Something went wrong on our side',
  503: 'A part that the answer needs is away; the same request may be sent again',
} as const;

/** Problem answers of every operation that takes a body. */
export const bodyProblems = {
  ...commonProblems,
  413: 'The body is too large',
  415: 'The body is not JSON',
  429: 'Too many commands are on their way',
} as const;

export const OrderPathSchema = Type.Object(
  { orderId: IdSchema('the order') },
  { additionalProperties: false },
);

/** A stored file as orders know it. */
export const fileFields = {
  fileId: Type.String(),
  sha256: Type.String({ description: 'of the content, hex' }),
  bytes: Type.Integer(),
  mediaType: Type.String(),
};
