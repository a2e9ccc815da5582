import { type Static, Type } from 'typebox';
import type { AccessName, AuditEntry } from '../db/audit-entry.ts';
import type { TimelineEntry } from '../db/read-models.ts';
import type { Bilingual } from '../domain/errors.ts';
import { actionNames, actionOf } from '../domain/events.ts';
import { nodeOf } from '../domain/flow.ts';
import { flowById } from '../domain/flows/catalogue.ts';
import { type NodeId, type Order, roles, roleTitles } from '../domain/order.ts';
import { eventTitle, eventTypes } from '../domain/terms.ts';
import { type Caller, isMarketplace, senderOf } from './auth.ts';
import { errorCodes, explainCode } from './errors.ts';
import { BilingualSchema, InstantSchema, NodeSchema, nullable, oneOf } from './schemas.ts';

/** What a stranger, or an infected file, was refused beside the actions of an order. */
const accessTitles: Readonly<Record<AccessName, Bilingual>> = {
  openOrder: { zh: '开启订单', en: 'Open the order' },
  readOrder: { zh: '读取订单', en: 'Read the order' },
  uploadFile: { zh: '上传文件', en: 'Upload a file' },
  readFile: { zh: '读取文件', en: 'Read a file' },
};
const accessNames = Object.keys(accessTitles) as AccessName[];

const StandingSchema = Type.Object({ id: NodeSchema, title: BilingualSchema });

/** One entry of an order's timeline: a change, or an attempt that was refused. */
export const TimelineEntrySchema = Type.Object(
  {
    no: Type.Integer({ description: "place in the order's chain, from 1 without gaps" }),
    seq: Type.Integer({ description: 'number of the change; of the last one before a refusal' }),
    result: oneOf(['DONE', 'REFUSED'] as const),
    title: BilingualSchema,
    at: InstantSchema("on the order's clock"),
    recordedAt: InstantSchema('real time'),
    by: Type.Object({
      role: oneOf([...roles, 'platform', 'unknown'] as const),
      title: BilingualSchema,
      party: nullable(Type.String()),
      subject: nullable(Type.String()),
      sourceAddress: nullable(Type.String()),
    }),
    action: nullable(oneOf([...actionNames, ...accessNames])),
    event: Type.Optional(oneOf([...eventTypes, 'opened'] as const)),
    from: Type.Optional(nullable(StandingSchema)),
    node: StandingSchema,
    payload: Type.Unknown(),
    commandId: nullable(Type.String()),
    refusal: Type.Optional(
      Type.Object({
        code: oneOf(errorCodes),
        meaning: BilingualSchema,
        message: Type.String(),
      }),
    ),
    hash: Type.String({ description: 'SHA-256 over the entry before and this one' }),
  },
  { $id: 'TimelineEntry' },
);
export type TimelineEntryView = Static<typeof TimelineEntrySchema>;

/** One entry for a caller; who may not know a person or an address gets null. Pure. R-SEC-01, R-AUD-01 */
export function timelineEntryView(
  { no, hash, entry }: TimelineEntry,
  order: Order,
  caller: Caller,
): TimelineEntryView {
  const standing = (id: NodeId) => ({ id, title: nodeOf(flowById(order.flowId), id).title });
  const { knowsPerson, knowsParty } = knowledgeOf(entry, order, caller);
  return {
    no,
    seq: entry.seq,
    result: entry.result,
    title: titleOf(entry),
    at: entry.at,
    recordedAt: entry.recordedAt,
    by: {
      role: entry.role,
      title: entry.role === 'unknown' ? unknownRole : roleTitles[entry.role],
      party: knowsParty ? entry.party : null,
      subject: knowsPerson ? entry.subject : null,
      sourceAddress: knowsPerson ? entry.sourceAddress : null,
    },
    action: entry.action,
    node: standing(entry.node),
    // What was refused has not been said to the other side.
    payload: knowsPayload(entry, caller, knowsParty, knowsPerson) ? entry.payload : null,
    commandId: knowsPerson ? keyOf(entry) : null,
    hash,
    ...(entry.result === 'DONE'
      ? { event: entry.event, from: entry.fromNode && standing(entry.fromNode) }
      : {
          refusal: {
            code: entry.code,
            meaning: explainCode(entry.code).meaning,
            // What was found may name a person, or a ruling that never was.
            message: knowsPerson ? entry.message : explainCode(entry.code).meaning.en,
          },
        }),
  };
}

/** Which manager has a case, and a ruling that is not final, are the marketplace's own. */
const internalEvents: readonly string[] = [
  'caseTaken',
  'caseHandedOver',
  'rulingProposed',
  'rulingDeclined',
];

function knowsPayload(
  entry: AuditEntry,
  { role }: Caller,
  knowsParty: boolean,
  knowsPerson: boolean,
): boolean {
  if (entry.result === 'REFUSED') return knowsPerson;
  return knowsParty && (isMarketplace(role) || !internalEvents.includes(entry.event));
}

/**
 * The marketplace's own roles see everything. The others see persons and addresses of their own side only, and of
 * strangers who tried in vain neither who they are nor what they sent.
 */
function knowledgeOf(entry: AuditEntry, { purchase }: Order, { role, party }: Caller) {
  if (isMarketplace(role)) {
    return { knowsPerson: true, knowsParty: true };
  }
  const isOwn = entry.role === role && entry.party === party;
  const isStranger =
    (entry.role === 'buyer' && entry.party !== purchase.buyer.id) ||
    (entry.role === 'seller' && entry.party !== purchase.seller.id);
  return { knowsPerson: isOwn, knowsParty: isOwn || !isStranger };
}

/** The Idempotency-Key as it was sent, without its sender. Pure. */
const keyOf = ({ commandId, role, party, subject }: AuditEntry): string | null => {
  const sender = `${senderOf({ role, party, subject })}:`;
  return commandId?.startsWith(sender) ? commandId.slice(sender.length) : commandId;
};

/** A message that named nobody the order knows. */
const unknownRole: Bilingual = { zh: '未知', en: 'unknown' };

const opened: Bilingual = { zh: '服务监管开始', en: 'the supervision began' };

const isAccess = (action: string): action is AccessName => Object.hasOwn(accessTitles, action);

function titleOf(entry: AuditEntry): Bilingual {
  if (entry.result === 'DONE') return entry.event === 'opened' ? opened : eventTitle(entry.event);
  const { action } = entry;
  if (action === null) return { zh: '尝试被拒绝', en: 'a refused attempt' };
  return isAccess(action) ? accessTitles[action] : actionOf(action).title;
}
