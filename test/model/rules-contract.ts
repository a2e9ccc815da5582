import type { Assumptions } from '../../domain/assumptions.ts';
import type { RejectionCode } from '../../domain/errors.ts';
import type { DeliveryPayload } from '../../domain/events.ts';
import type { Purchase } from '../../domain/order.ts';

/** What one criterion asks for: so many different files of these kinds, and sometimes a statement. */
export interface Need {
  readonly criterion: string;
  /** Empty: any kind. */
  readonly kinds: readonly string[];
  readonly count: number;
}

const need = (criterion: string, count: number, ...kinds: readonly string[]): Need => ({
  criterion,
  kinds,
  count,
});

const isLicense = ({ deliveryMode }: Purchase) => deliveryMode.startsWith('LICENSE_');

/** What was bought, and what is assumed of it. */
interface Terms {
  readonly purchase: Purchase;
  readonly assumed: Assumptions;
}

/** Section 7: rule sets E and B for joint-operation orders of the special scenes, otherwise the seller's criteria. */
export function needsOf({ purchase, assumed }: Terms): readonly Need[] {
  const { salesCategory, scene, deliveryMode: mode, acceptanceTemplate } = purchase;
  if (salesCategory === 'JOINT_OPERATION' && scene !== 'OTHER') {
    const isSignedFor = mode !== 'HARDWARE' || assumed.goodsAreSignedFor; // R-PRF-08
    const isOnline = isLicense(purchase) || mode === 'SAAS_SUPERVISED';
    return [
      need('names', 1, 'ACCEPTANCE_DOC'),
      ...(isOnline ? [need('validity', 1, 'AUTH_VALIDITY_SCREENSHOT')] : []),
      ...(isOnline ? [need('opening', 1, 'KIT_OR_IMC_SCREENSHOT')] : []),
      ...(isLicense(purchase) ? [need('cloud-resources', 1, 'CLOUD_RESOURCE_SCREENSHOT')] : []),
      need('deliverables', 3, 'DELIVERABLE_SCREENSHOT'),
      ...(scene === 'EMPOWERMENT_CLOUD' && isSignedFor ? [need('signatures', 0)] : []),
    ];
  }
  if (acceptanceTemplate) {
    return acceptanceTemplate.criteria.flatMap(({ criterionId, proof }) =>
      proof.length === 0
        ? [need(criterionId, 0)]
        : proof.map(({ kinds, minCount }) => need(criterionId, minCount, ...kinds)),
    );
  }
  return mode === 'HARDWARE' ? [need('shipped', 0)] : [need('delivered', 1)];
}

const textsOf = (lines: readonly { readonly productName: string; specification: string }[]) =>
  new Set(lines.map(({ productName, specification }) => `${productName} / ${specification}`));

/** Whether the proof shows all that the needs ask for. */
export function proves(
  purchase: Purchase,
  needs: readonly Need[],
  { proofs = [], documentLines = [], cloudResourceOrderNumber, signedBy = [] }: DeliveryPayload,
): boolean {
  // R-PRF-13: a content under two kinds proves nothing.
  const honest = proofs.filter(({ sha256, kind }) =>
    proofs.every((other) => other.sha256 !== sha256 || other.kind === kind),
  );
  const shown = needs.every(({ criterion, kinds, count }) => {
    const fitting = honest.filter(
      (proof) =>
        proof.criteria?.includes(criterion) && (kinds.length === 0 || kinds.includes(proof.kind)),
    );
    // The same content twice is one proof.
    return new Set(fitting.map(({ fileId, sha256 }) => sha256 ?? fileId)).size >= count;
  });
  const isRuled = purchase.salesCategory === 'JOINT_OPERATION' && purchase.scene !== 'OTHER';
  if (!isRuled || !shown) return shown;
  const asked = (criterion: string) => needs.some((one) => one.criterion === criterion);
  const named = textsOf(documentLines);
  const bought = textsOf(purchase.lines);
  return (
    named.size === bought.size &&
    [...bought].every((line) => named.has(line)) &&
    (!asked('cloud-resources') || cloudResourceOrderNumber !== undefined) &&
    (!asked('signatures') || new Set(signedBy).size === 3)
  );
}

/** Whether everything that names a criterion names one of the order's. */
export const knowsAll = (needs: readonly Need[], named: readonly string[]): boolean =>
  named.every((criterion) => needs.some((one) => one.criterion === criterion));

/** Why a delivery is turned down at the door; `isProved`: the contract has to be met here (R-PS-03). */
export function deliveryRefusals(
  terms: Terms,
  payload: DeliveryPayload,
  open: readonly string[],
  isProved: boolean,
): readonly RejectionCode[] {
  const needs = needsOf(terms);
  const { proofs = [], answers = [] } = payload;
  const answered = answers.map(({ criterion }) => criterion);
  const named = [...proofs.flatMap(({ criteria = [] }) => criteria), ...answered];
  return [
    ...(proofs.every(({ sha256 }) => sha256) ? [] : (['FILE_UNKNOWN'] as const)),
    ...(knowsAll(needs, named) ? [] : (['CRITERION_UNKNOWN'] as const)),
    ...(!open.every((criterion) => answered.includes(criterion))
      ? (['REJECTION_UNANSWERED'] as const)
      : []),
    ...(isProved && !proves(terms.purchase, needs, payload) ? (['PROOF_INCOMPLETE'] as const) : []),
  ];
}
