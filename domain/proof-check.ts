import type { Criterion, Signatory } from './acceptance.ts';
import { type Rejection, rejection } from './errors.ts';
import type { DeliveryPayload, NamedProof, OrderEvent } from './events.ts';
import { flowById } from './flows/catalogue.ts';
import type { Order, OrderLine } from './order.ts';

/** What one criterion still lacks. */
interface Lack {
  readonly criterion: string;
  readonly expected: string;
  readonly found: string;
}

const isDelivery = (
  event: OrderEvent,
): event is Extract<OrderEvent, { type: 'delivered' | 'shipped' }> =>
  event.type === 'delivered' || event.type === 'shipped';

/** Whether more rounds of delivery and acceptance follow the one that runs. Pure. R-PS-02 */
export const isInterimMilestone = (order: Order): boolean =>
  order.milestonesAccepted + 1 < (order.purchase.milestones?.length ?? 0);

/**
 * Refuses a delivery that does not prove what the contract of its order asks for, as far as a machine can see it. Pure.
 *
 * Rules R-PRF-01 to R-PRF-07, R-PRF-09 to R-PRF-11. Kinds and numbers of files, product and specification names
 * identical to the order's lines, the cloud resource order number, signatures; and an answer to every criterion that
 * the delivery before failed.
 */
export function refuseProof(order: Order, event: OrderEvent): Rejection | undefined {
  const { contract } = order;
  if (contract === null || !isDelivery(event)) return undefined;
  const said = event.payload;
  const proofs = said.proofs ?? [];
  const known = contract.criteria.map(({ criterionId }) => criterionId);
  return (
    refuseUnknownFiles(proofs, 'proofs') ??
    refuseUnknownCriteria(
      [
        ...proofs.flatMap(({ criteria = [] }) => criteria),
        ...(said.answers ?? []).map(({ criterion }) => criterion),
      ],
      known,
    ) ??
    refuseUnanswered(order, said) ??
    refuseIncomplete(order, said)
  );
}

/** Refuses criteria that the order's contract does not have. Pure. R-PRF-10 */
export function refuseUnknownCriteria(
  named: readonly string[],
  known: readonly string[],
): Rejection | undefined {
  const unknown = named.filter((id) => !known.includes(id));
  if (unknown.length === 0) return undefined;
  return rejection(
    'CRITERION_UNKNOWN',
    `expected criteria of the contract (${known.join(', ')}), found ${unknown.join(', ')}`,
    { field: 'criteria', unknown, criteria: known },
  );
}

/** Refuses files that nobody has found in the store: they come past the API. Pure. */
export function refuseUnknownFiles(
  files: readonly { readonly fileId: string; readonly sha256?: string | undefined }[],
  field: 'proofs' | 'attachments' | 'evidence',
): Rejection | undefined {
  const unknown = files.filter(({ sha256 }) => sha256 === undefined).map(({ fileId }) => fileId);
  if (unknown.length === 0) return undefined;
  return rejection('FILE_UNKNOWN', `no such file of this order: ${unknown.join(', ')}`, {
    field,
    unknown,
  });
}

function refuseUnanswered(order: Order, said: DeliveryPayload): Rejection | undefined {
  const answered = (said.answers ?? []).map(({ criterion }) => criterion);
  const unanswered = order.openCriteria.filter((id) => !answered.includes(id));
  if (unanswered.length === 0) return undefined;
  return rejection(
    'REJECTION_UNANSWERED',
    `expected an answer to ${unanswered.join(', ')}, which the delivery before failed`,
    { field: 'answers', unanswered, rejection: order.lastRejection?.text ?? null },
  );
}

/** How many lacks a sentence names; the details have them all. */
const mostInWords = 8;

function refuseIncomplete(order: Order, said: DeliveryPayload): Rejection | undefined {
  const lacks = criteriaNow(order).flatMap((criterion) => lacksOf(criterion, order, said));
  if (lacks.length === 0) return undefined;
  const inWords = lacks.map(
    ({ criterion, expected, found }) => `${criterion}: expected ${expected}, found ${found}`,
  );
  const more = inWords.length - mostInWords;
  const sentence = inWords.slice(0, mostInWords).join('; ') + (more > 0 ? `; ${more} more` : '');
  return rejection('PROOF_INCOMPLETE', sentence, { field: 'proofs', lacks });
}

/** What has to be proved at the node where the order stands. */
function criteriaNow(order: Order): readonly Criterion[] {
  const criteria = order.contract?.criteria ?? [];
  // Where the proof has a node of its own, the deployment before it proves nothing yet.
  const provesLater =
    'UPLOAD_PROOF' in flowById(order.flowId).nodes && order.node !== 'UPLOAD_PROOF';
  // R-PS-03: what a milestone shows is between the two sides; the contract is met with the last one.
  const isProvedLast = order.assumptions.milestoneProof === 'LAST' && isInterimMilestone(order);
  return provesLater || isProvedLast ? [] : criteria;
}

function lacksOf(criterion: Criterion, order: Order, said: DeliveryPayload): readonly Lack[] {
  const lack = (expected: string, found: string): Lack => ({
    criterion: criterion.criterionId,
    expected,
    found,
  });
  const named = (said.proofs ?? []).filter(({ criteria = [] }) =>
    criteria.includes(criterion.criterionId),
  );
  const counted = countable(order, said);
  const missing = criterion.proof.flatMap(({ kinds, minCount }) => {
    const fitting = named.filter(({ kind }) => kinds.includes(kind));
    const files = fitting.filter((proof) => counted.includes(proof));
    const count = new Set(files.map(({ sha256 }) => sha256)).size;
    if (count >= minCount) return [];
    const found = files.length < fitting.length ? `${count}; ${whyNotCounted}` : `${count}`;
    return [lack(`${minCount} different files of ${kinds.join(' or ')}`, found)];
  });
  return [...missing, ...machineLacks(criterion, order, said).map((found) => lack(...found))];
}

const whyNotCounted =
  'others do not count: one content proves one kind, and a screenshot is a picture or a PDF';

/** The proofs that count: R-PRF-13, a content shows one kind of thing, and R-PRF-12, a screenshot is a picture or a PDF. */
function countable({ assumptions }: Order, { proofs = [] }: DeliveryPayload) {
  const isOfOneKind = ({ sha256, kind }: NamedProof) =>
    proofs.every((other) => other.sha256 !== sha256 || other.kind === kind);
  const isOfItsType = ({ kind, mediaType = '' }: NamedProof) =>
    assumptions.screenshotTypes === 'ANY' ||
    !kind.endsWith('_SCREENSHOT') ||
    /^image\/|^application\/pdf$/.test(mediaType);
  return proofs.filter((proof) => isOfOneKind(proof) && isOfItsType(proof));
}

/** What a machine finds wrong besides files: what was expected and what was found. */
function machineLacks(
  { check, signedBy = [] }: Pick<Criterion, 'check' | 'signedBy'>,
  order: Order,
  said: DeliveryPayload,
): readonly (readonly [string, string])[] {
  switch (check) {
    case 'NAMES_AND_SPECIFICATIONS':
      return namesOff(order.purchase.lines, said.documentLines ?? []);
    case 'CLOUD_RESOURCE_ORDER_NUMBER':
      return said.cloudResourceOrderNumber ? [] : [['cloudResourceOrderNumber', 'none']];
    case 'SIGNATURES': {
      const signed: readonly Signatory[] = said.signedBy ?? [];
      const missing = signedBy.filter((who) => !signed.includes(who));
      return missing.length === 0
        ? []
        : [[`signatures of ${signedBy.join(', ')}`, signed.join(', ') || 'none']];
    }
    default:
      return [];
  }
}

type NamedLine = Pick<OrderLine, 'productName' | 'specification'>;

const hasLine = (lines: readonly NamedLine[], { productName, specification }: NamedLine) =>
  lines.some((line) => line.productName === productName && line.specification === specification);

const linesInWords = (lines: readonly NamedLine[]): string =>
  [...new Set(lines.map((line) => `${line.productName} / ${line.specification}`))].join(', ');

/** R-PRF-03 DOC: names are identical to the order's, and every specification is covered. */
function namesOff(
  ordered: readonly NamedLine[],
  written: readonly NamedLine[],
): readonly (readonly [string, string])[] {
  const isCovered = ordered.every((line) => hasLine(written, line));
  const hasForeign = written.some((line) => !hasLine(ordered, line));
  return isCovered && !hasForeign
    ? []
    : [[`documentLines ${linesInWords(ordered)}`, linesInWords(written) || 'none']];
}

/**
 * Refuses a rejection or a failed review that does not say which criteria failed. Pure. R-PRF-10 INF
 */
export function refuseUnnamedFailure(order: Order, event: OrderEvent): Rejection | undefined {
  if (order.contract === null) return undefined;
  if (event.type !== 'rejected' && event.type !== 'reviewFailed') return undefined;
  const known = order.contract.criteria.map(({ criterionId }) => criterionId);
  const named = event.payload.criteria ?? [];
  if (named.length > 0) return refuseUnknownCriteria(named, known);
  return rejection(
    'FAILED_CRITERIA_MISSING',
    `expected which criteria failed, of ${known.join(', ')}`,
    { field: 'criteria', criteria: known },
  );
}
