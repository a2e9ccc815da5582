import type { Bilingual } from './errors.ts';
import type { Actor, Role } from './order.ts';
import type { Instant } from './units.ts';

/** What each event carries. Names are facts in the past tense. */
export interface EventPayloads {
  requirementSubmitted: { readonly text: string };
  requirementConfirmed: { readonly comment?: string };
  requirementRejected: { readonly reason: string };
  delivered: { readonly result: string; readonly actualEnableTime?: Instant };
  reviewPassed: { readonly comment?: string };
  reviewFailed: { readonly reason: string };
  authCodeClaimed: { readonly confirmed: true };
  authCodeActivated: { readonly actualEnableTime?: Instant };
  accepted: { readonly comment?: string };
  rejected: { readonly reason: string };
  clockAdvanced: { readonly to?: Instant; readonly toNextDeadline?: true };
  deadlinePassed: Readonly<Record<string, never>>;
}
export type EventType = keyof EventPayloads;

type EventOf<T extends EventType> = {
  readonly type: T;
  /** When it happened, on the order's own clock. */
  readonly at: Instant;
  readonly by: Actor;
  readonly payload: EventPayloads[T];
};

/** A fact that may move an order. */
export type OrderEvent = { [T in EventType]: EventOf<T> }[EventType];

/** JSON Schema of one input field, the subset that a form needs. */
export interface FieldSchema {
  readonly type: 'string' | 'boolean';
  readonly title: string;
  readonly description: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
  readonly format?: 'date-time';
  readonly const?: true;
}

/** JSON Schema of an action's body: the form that a user interface shows and the API checks. */
export interface FormSchema {
  readonly type: 'object';
  readonly additionalProperties: false;
  readonly required: readonly string[];
  readonly properties: Readonly<Record<string, FieldSchema>>;
  readonly oneOf?: readonly { readonly required: readonly string[] }[];
}

const form = (
  properties: Readonly<Record<string, FieldSchema>>,
  required: readonly string[] = [],
): FormSchema => ({ type: 'object', additionalProperties: false, required, properties });

/** Longest free text of one action, in characters. */
const longestText = 4000;

const text = (title: string, description: string): FieldSchema => ({
  type: 'string',
  title,
  description,
  minLength: 1,
  maxLength: longestText,
  pattern: '\\S',
});

const moment = (title: string, description: string): FieldSchema => ({
  type: 'string',
  format: 'date-time',
  title,
  description: `${description}. ISO 8601 with a time zone`,
});

const comment = form({ comment: text('备注 / Comment', 'anything the other side should know') });
const reason = form(
  {
    reason: text(
      '原因 / Reason',
      'what is missing or wrong, so that the other side can put it right',
    ),
  },
  ['reason'],
);

interface ActionEntry {
  readonly event: Exclude<EventType, 'deadlinePassed'>;
  readonly roles: readonly Role[];
  readonly title: Bilingual;
  readonly form: FormSchema;
}

/**
 * Every action that people and machines send, with the event it becomes, who may send it, and its form. Updates,
 * signals, HTTP operations and forms are made from this table.
 */
export const actions = {
  submitRequirement: {
    event: 'requirementSubmitted',
    roles: ['buyer'],
    title: { zh: '提交需求', en: 'Submit the requirement' },
    form: form({ text: text('需求 / Requirement', 'what the seller is to deliver') }, ['text']),
  },
  confirmRequirement: {
    event: 'requirementConfirmed',
    roles: ['seller'],
    title: { zh: '确认需求', en: 'Confirm the requirement' },
    form: comment,
  },
  rejectRequirement: {
    event: 'requirementRejected',
    roles: ['seller'],
    title: { zh: '驳回需求', en: 'Reject the requirement' },
    form: reason,
  },
  deliver: {
    event: 'delivered',
    roles: ['seller'],
    title: { zh: '提交交付', en: 'Deliver' },
    form: form(
      {
        result: text('交付结果 / Result', 'what was delivered and where its proof is'),
        actualEnableTime: moment(
          '服务实际开通时间 / Actual enable time',
          'when the buyer could first use the service; between the order and now',
        ),
      },
      ['result'],
    ),
  },
  reviewPass: {
    event: 'reviewPassed',
    roles: ['huaweiReviewer'],
    title: { zh: '复核通过', en: 'Pass the review' },
    form: comment,
  },
  reviewFail: {
    event: 'reviewFailed',
    roles: ['huaweiReviewer'],
    title: { zh: '复核不通过', en: 'Fail the review' },
    form: reason,
  },
  claimAuthCode: {
    event: 'authCodeClaimed',
    roles: ['buyer'],
    title: { zh: '领取授权码', en: 'Claim the authorization code' },
    form: form(
      {
        confirmed: {
          type: 'boolean',
          const: true,
          title: '再次确认 / Confirmed',
          description: 'true: the buyer has confirmed twice that the code is claimed',
        },
      },
      ['confirmed'],
    ),
  },
  activateAuthCode: {
    event: 'authCodeActivated',
    roles: ['seller'],
    title: { zh: '激活授权码', en: 'Activate the authorization code' },
    form: form({
      actualEnableTime: moment(
        '实际生效时间 / Real effect time',
        'when the code took effect; between the order and now; left out: now',
      ),
    }),
  },
  accept: {
    event: 'accepted',
    roles: ['buyer'],
    title: { zh: '确认验收', en: 'Accept the delivery' },
    form: comment,
  },
  reject: {
    event: 'rejected',
    roles: ['buyer'],
    title: { zh: '驳回', en: 'Reject the delivery' },
    form: reason,
  },
  advanceClock: {
    event: 'clockAdvanced',
    roles: ['storefront', 'opsManager'],
    title: { zh: '推进演练时钟', en: 'Advance the rehearsal clock' },
    form: {
      ...form({
        to: moment('推进到 / Advance to', "the moment the order's clock shall read"),
        toNextDeadline: {
          type: 'boolean',
          const: true,
          title: '推进到下一个时限 / Skip to the next deadline',
          description: 'true: move to the deadline that runs now',
        },
      }),
      oneOf: [{ required: ['to'] }, { required: ['toNextDeadline'] }],
    },
  },
} as const satisfies Record<string, ActionEntry>;

export type ActionName = keyof typeof actions;
export const actionNames = Object.keys(actions) as readonly ActionName[];

/** The action's entry, with its wide type. Pure. */
export const actionOf = (name: ActionName): ActionEntry => actions[name];

/** The body of an action: the payload of the event it becomes. */
export type ActionPayload<A extends ActionName> = EventPayloads[(typeof actions)[A]['event']];

/** The action behind an event; undefined for what the platform does by itself. Pure. */
export const actionOfEvent = (event: EventType): ActionName | undefined =>
  actionNames.find((name) => actions[name].event === event);
