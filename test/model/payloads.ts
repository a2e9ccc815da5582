import type { ActionName } from '../../domain/events.ts';
import type { Role } from '../../domain/order.ts';
import { instant } from '../../domain/units.ts';
import { aProof, plainPayloads } from '../support/order-builder.ts';
import { choose, payloadInCase } from './case-moves.ts';
import { needsOf } from './rules-contract.ts';
import { day, hour, type ModelOrder } from './rules-order.ts';
import { type AnyPayload, limitAgainst } from './rules-refusals.ts';
import { bordersOf } from './rules-time.ts';

/** The file numbers of one delivery; another delivery has other files. */
const firstFile = ({ version }: ModelOrder) => version * 100;

/** A delivery that shows everything the order's contract asks for, and answers what failed before. */
function fullProof(order: ModelOrder): AnyPayload {
  let no = firstFile(order);
  const proofs = needsOf(order).flatMap(({ criterion, kinds: [kind = 'OTHER'], count }) =>
    Array.from({ length: count }, () => {
      no += 1;
      return aProof({ kind: kind as 'OTHER', criteria: [criterion] }, no);
    }),
  );
  return {
    proofs,
    answers: order.openCriteria.map((criterion) => ({ criterion, answer: 'put right' })),
    documentLines: order.purchase.lines.map(({ productName, specification }) => ({
      productName,
      specification,
    })),
    cloudResourceOrderNumber: 'CS2409011234567',
    signedBy: ['SELLER', 'HUAWEI_PROJECT_TEAM', 'BUYER'],
  };
}

/** Ways of leaving something out or getting it wrong; each leaves a payload alone that it does not concern. */
export const flaws = {
  none: (said) => said,
  fewerProofs: ({ proofs, ...said }) => (proofs ? { ...said, proofs: proofs.slice(1) } : said),
  sameFileAgain: ({ proofs, ...said }) => {
    const [first] = proofs ?? [];
    if (!proofs || !first) return said;
    return {
      ...said,
      proofs: proofs.map(({ kind, criteria = [] }) => ({ ...first, kind, criteria })),
    };
  },
  otherKind: ({ proofs, ...said }) =>
    proofs
      ? { ...said, proofs: proofs.map((proof) => ({ ...proof, kind: 'SOW' as const })) }
      : said,
  unknownCriterion: (said) => ({
    ...said,
    ...(said.proofs && { proofs: [...said.proofs, aProof({ criteria: ['no-such'] }, 7)] }),
    ...(said.criteria && { criteria: [...said.criteria, 'no-such'] }),
  }),
  notStored: (said) =>
    said.proofs
      ? { ...said, proofs: [...said.proofs, { fileId: 'nowhere', kind: 'OTHER' as const }] }
      : said,
  noAnswers: ({ answers: _answers, ...said }) => said,
  noDocument: ({ documentLines: _lines, ...said }) => said,
  otherName: (said) =>
    said.documentLines
      ? { ...said, documentLines: [{ productName: 'Another', specification: 'standard' }] }
      : said,
  noCloudOrder: ({ cloudResourceOrderNumber: _number, ...said }) => said,
  unsigned: (said) => (said.signedBy ? { ...said, signedBy: said.signedBy.slice(1) } : said),
  noCriteria: ({ criteria: _criteria, ...said }) => said,
  otherParcel: (said) => (said.trackingNumber ? { ...said, trackingNumber: 'SF-OTHER' } : said),
  otherPhone: (said) =>
    said.carriesBuyersPhone === undefined ? said : { ...said, carriesBuyersPhone: false },
  otherCourier: (said) => (said.courier ? { ...said, courier: '跨越速运' } : said),
  listedCourier: (said) => (said.courier ? { ...said, courier: 'JD' } : said),
  noEvidence: (said) => (said.evidence ? { ...said, evidence: [] } : said),
  declined: (said) => (said.isAdmitted === undefined ? said : { ...said, isAdmitted: false }),
} as const satisfies Record<string, (said: AnyPayload) => AnyPayload>;
export type Flaw = keyof typeof flaws;

/** What an action says to an order that is looked at `order.now`; `variant` chooses among the interesting moments. */
export function payloadOf(
  order: ModelOrder,
  action: ActionName,
  role: Role,
  variant: number,
): AnyPayload {
  const inCase = payloadInCase(order, action, role, variant);
  if (inCase !== undefined) return inCase;
  const { now, purchase, parcel } = order;
  const plain = plainPayloads[action] as AnyPayload;
  const enabled = choose(variant, [
    null,
    null,
    now,
    now + 1,
    now - hour,
    placedMs(order),
    placedMs(order) - 1,
  ]);
  const enableTime = enabled === null ? {} : { actualEnableTime: instant(enabled) };
  switch (action) {
    case 'deliver':
      return { ...plain, ...enableTime, ...fullProof(order) };
    case 'activateAuthCode':
      return { ...plain, ...enableTime };
    case 'ship': {
      const couriers = [order.admittedCouriers.at(-1) ?? 'EMS', 'SF'] as const;
      const another = { courier: choose(variant, couriers), trackingNumber: `SF${order.version}` };
      const same = parcel && { courier: parcel.courier, trackingNumber: parcel.number };
      return { ...plain, ...fullProof(order), ...choose(variant, [another, same ?? another]) };
    }
    case 'reject':
    case 'reviewFail':
      return { ...plain, criteria: failing(order, variant) };
    case 'submitIdCode': {
      const isTyped = (purchase.idCodeKind === 'HARDWARE') === variant % 5 > 0;
      return isTyped ? { hardwareIdCode: 'HW-42' } : {};
    }
    case 'recordCourierSignature': {
      const at = choose(variant, [
        null,
        null,
        now,
        now + 1,
        parcel?.shippedAt ?? now,
        now - 11 * day,
      ]);
      const trackingNumber = parcel?.number ?? 'SF-NONE';
      return { trackingNumber, ...(at !== null && { signedAt: instant(at) }) };
    }
    case 'requestExtension': {
      const limit = limitAgainst(order, role)?.at ?? now + day;
      const longest = order.assumed.longestExtensionDays * day;
      const beyond = choose(variant, [day, 1, longest, 0, longest + 1, hour, -1]);
      return { reason: 'travelling', until: instant(limit + beyond) };
    }
    case 'advanceClock': {
      const [next = now + day, later = now + 8 * day] = bordersOf(order);
      const to = choose(variant, [null, next, next - 1, next + 1, later, now, now + 400 * day]);
      return to === null ? { toNextDeadline: true } : { to: instant(to) };
    }
    default:
      return plain;
  }
}

const placedMs = ({ purchase }: ModelOrder) => Date.parse(purchase.placedAt);

/** Some of the order's criteria: the first, the last, or all. */
function failing(order: ModelOrder, variant: number): string[] {
  const all = [...new Set(needsOf(order).map(({ criterion }) => criterion))];
  return choose(variant, [all.slice(0, 1), all.slice(-1), all]);
}
