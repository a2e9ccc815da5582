import type { ProofKind, RequiredProof } from './acceptance.ts';
import { ruleSetOf } from './acceptance-rules.ts';
import { type Rejection, rejection } from './errors.ts';
import { mostFiles } from './events.ts';
import { type DeliveryMode, type Purchase, supervisedModes } from './order.ts';

/** Facts that only some delivery modes have. R-MOD-03 */
const onlyFor: readonly (readonly [keyof Purchase, readonly DeliveryMode[]])[] = [
  ['serviceTemplate', ['PROFESSIONAL_SERVICE']],
  ['milestones', ['PROFESSIONAL_SERVICE']],
  ['idCodeKind', ['LICENSE_ID_CODE', 'LICENSE_CLIENT_API']],
  ['shippingAddressId', ['HARDWARE']],
];

const notHere = (field: string, expected: string): Rejection =>
  rejection('PURCHASE_FIELD_UNFIT', `${field}: expected ${expected}`, { field, expected });

/** Refuses facts that do not fit together. Pure. R-MOD-03, R-HW-01, R-PS-01 DOC, R-PS-04 DOC, R-MOD-02, R-PRF-01 */
export function refusePurchaseContent(purchase: Purchase): Rejection | undefined {
  const { deliveryMode, renews, milestones = [] } = purchase;
  for (const [field, modes] of onlyFor) {
    if (purchase[field] !== undefined && !modes.includes(deliveryMode)) {
      return notHere(field, `nothing: only with delivery mode ${modes.join(' or ')}`);
    }
  }
  if (deliveryMode === 'HARDWARE' && renews === undefined && !purchase.shippingAddressId) {
    return notHere('shippingAddressId', 'the address given at checkout');
  }
  if (milestones.length > 0 && purchase.serviceTemplate !== 'WEBSITE_BUILDING') {
    return notHere('milestones', 'nothing: only with service template WEBSITE_BUILDING');
  }
  if (milestones.length > 0 && purchase.lines.some((line) => line.chargingMode === 'ON_DEMAND')) {
    return notHere('milestones', 'nothing: not with pay-per-use lines');
  }
  if (purchase.takesEffectAt !== undefined && renews === undefined) {
    return notHere('takesEffectAt', 'nothing: only with renews');
  }
  if (purchase.livemode && purchase.assumptions !== undefined) {
    return notHere('assumptions', 'nothing: only with livemode false');
  }
  if (renews === purchase.orderId) return notHere('renews', 'the id of another order');
  return (
    refuseUnfitTemplate(purchase) ??
    refuseTwice(
      'milestones',
      milestones.map(({ milestoneId }) => milestoneId),
    ) ??
    refuseTwice(
      'acceptanceTemplate.criteria',
      purchase.acceptanceTemplate?.criteria.map(({ criterionId }) => criterionId) ?? [],
    )
  );
}

/** Refuses a template that asks for no file at all (R-PRF-01), or for more than a delivery can name. */
function refuseUnfitTemplate(purchase: Purchase): Rejection | undefined {
  const { acceptanceTemplate, deliveryMode, renews } = purchase;
  const isSupervised = renews === undefined && isOneOf(supervisedModes, deliveryMode);
  if (acceptanceTemplate === undefined || !isSupervised || ruleSetOf(purchase)) return undefined;
  const field = 'acceptanceTemplate.criteria';
  const asked = acceptanceTemplate.criteria.flatMap(({ proof }) => proof);
  if (asked.length === 0 && deliveryMode !== 'HARDWARE') {
    return notHere(field, 'at least one criterion that asks for a file');
  }
  const needed = filesFor(asked);
  return needed > mostFiles
    ? notHere(field, `at most ${mostFiles} files in all criteria together, found ${needed}`)
    : undefined;
}

const isOneOf = (modes: readonly DeliveryMode[], mode: DeliveryMode): boolean =>
  modes.includes(mode);

/** How many files meet all requirements: one file may meet many, but shows one kind of thing. R-PRF-13 INF */
function filesFor(asked: readonly RequiredProof[]): number {
  const files = new Map<ProofKind, number>();
  const shownBy = (kinds: readonly ProofKind[]) =>
    kinds.reduce((sum, kind) => sum + (files.get(kind) ?? 0), 0);
  // What leaves no choice of the kind comes first.
  for (const { kinds, minCount } of asked.toSorted((a, b) => a.kinds.length - b.kinds.length)) {
    const [kind] = kinds;
    const lacking = minCount - shownBy([...new Set(kinds)]);
    if (kind && lacking > 0) files.set(kind, (files.get(kind) ?? 0) + lacking);
  }
  return shownBy([...files.keys()]);
}

function refuseTwice(field: string, ids: readonly string[]): Rejection | undefined {
  const twice = ids.find((id, index) => ids.indexOf(id) !== index);
  return twice === undefined ? undefined : notHere(field, `each id once, found ${twice} twice`);
}
