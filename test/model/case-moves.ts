import type { ActionName } from '../../domain/events.ts';
import type { Role } from '../../domain/order.ts';
import { fen, instant } from '../../domain/units.ts';
import { aFile, firstManager, plainPayloads, secondManager } from '../support/order-builder.ts';
import { needsOf } from './rules-contract.ts';
import { openAppeal } from './rules-freeze.ts';
import { awaitedOf, day, type ModelOrder } from './rules-order.ts';
import type { AnyPayload } from './rules-refusals.ts';

/** Of a list, the `variant`-th element, counted round. */
export function choose<T>(variant: number, list: readonly [T, ...T[]]): T {
  return list[variant % list.length] ?? list[0];
}

export type Said = readonly [ActionName, Role];

/** What somebody has a reason to do in an open appeal, what matters most more than once; none if no appeal is open. */
export function caseMoves(order: ModelOrder): readonly Said[] {
  const appeal = openAppeal(order);
  if (appeal === null) return [];
  const { by, offer, ruling, takenBy } = appeal;
  if (ruling !== null) {
    return [
      ['signRuling', 'opsManager'],
      ['signRuling', 'opsManager'],
      ['declineRuling', 'opsManager'],
      ['addEvidence', by],
      ['takeCase', 'opsManager'],
    ];
  }
  const other = by === 'buyer' ? 'seller' : 'buyer';
  const answers: readonly Role[] = offer ? [offer.by === 'buyer' ? 'seller' : 'buyer'] : [];
  return [
    takenBy === null ? ['takeCase', 'opsManager'] : ['decideAppeal', 'opsManager'],
    ...answers.map((side): Said => ['acceptSettlement', side]),
    appeal.isAnswered ? ['decideAppeal', 'opsManager'] : ['submitStatement', other],
    ['offerSettlement', other],
    ...answers.map((side): Said => ['acceptSettlement', side]),
    ['decideAppeal', 'opsManager'],
    ...answers.map((side): Said => ['declineSettlement', side]),
    ['addEvidence', by],
    ['withdrawAppeal', by],
    ['takeCase', 'opsManager'],
    ['offerSettlement', by],
    ['handOverCase', 'opsManager'],
  ];
}

/** Who may have a reason to appeal: more often whoever waits for the other side. */
export function appellants(order: ModelOrder): readonly [Role, ...Role[]] {
  const awaited = awaitedOf(order);
  if (awaited === 'buyer') return ['seller', 'seller', 'buyer'];
  return awaited === 'seller' ? ['buyer', 'buyer', 'seller'] : ['buyer', 'seller'];
}

/** The manager who can take a step: whoever has the case, for a take-over or a second signature the other one. */
export function managerFor(order: ModelOrder, action: ActionName): string {
  const appeal = openAppeal(order);
  const had = action === 'signRuling' ? appeal?.ruling?.ruledBy : appeal?.takenBy;
  const isOther = action === 'signRuling' || action === 'takeCase';
  if (isOther) return had === firstManager ? secondManager : firstManager;
  return had ?? firstManager;
}

/** What is said with a step of an appeal; undefined: the action is none. */
export function payloadInCase(
  order: ModelOrder,
  action: ActionName,
  role: Role,
  variant: number,
): AnyPayload | undefined {
  const appeal = order.appeal;
  const further = Math.floor(variant / 7);
  switch (action) {
    case 'openAppeal':
      return { ...plainPayloads.openAppeal, ...complaint(role, variant) };
    case 'offerSettlement':
      return offered(order, variant, further);
    case 'acceptSettlement':
    case 'declineSettlement': {
      const no = (appeal?.offers ?? 0) - (variant % 8 === 7 ? 1 : 0);
      return { ...plainPayloads[action], offerId: `offer-${appeal?.no ?? 1}-${no}` };
    }
    case 'takeCase': {
      const takenBy = openAppeal(order)?.takenBy ?? null;
      const named = variant % 8 === 7 ? firstManager : takenBy;
      return named === null || variant % 8 === 6 ? {} : { takeOverFrom: named };
    }
    case 'handOverCase':
      return { to: choose(variant, [secondManager, firstManager]) };
    case 'decideAppeal':
      return decided(order, variant, further);
    default:
      return undefined;
  }
}

const delivery = { ...aFile(911), kind: 'DELIVERY_PROOF' } as const;
const letter = { ...aFile(912), kind: 'COMMITMENT_LETTER' } as const;

function complaint(role: Role, variant: number): AnyPayload {
  const silent = { reason: 'CUSTOMER_SILENT', evidence: [delivery, letter] };
  const other = { reason: 'OTHER', evidence: [aFile(913)] };
  const byRole: readonly [AnyPayload, ...AnyPayload[]] =
    role === 'seller'
      ? [silent, other, { ...other, reason: 'UNJUSTIFIED_REJECTION' }]
      : [other, { ...other, reason: 'NOT_DELIVERED' }, { ...other, reason: 'NOT_AS_AGREED' }];
  const wrong: readonly [AnyPayload, ...AnyPayload[]] = [
    { ...silent, evidence: [delivery] },
    { ...silent, evidence: [letter] },
    { ...silent, evidence: [delivery, { ...delivery, kind: letter.kind }] },
    { ...other, evidence: [] },
    { ...other, reason: role === 'seller' ? 'NOT_AS_AGREED' : 'UNJUSTIFIED_REJECTION' },
    { ...other, evidence: [{ fileId: 'nowhere' }] },
  ];
  return variant % 6 === 5 ? choose(Math.floor(variant / 6), wrong) : choose(variant, byRole);
}

function offered(order: ModelOrder, variant: number, further: number): AnyPayload {
  const { now, purchase } = order;
  const expires = now + choose(variant, [day, 5 * day, 1, day, 30 * day, 0, 30 * day + 1]);
  const span = choose(further, [3 * day, day, 1, 365 * day, 3 * day, 0, 365 * day + 1]);
  const until = instant(Math.max(0, expires + span));
  const base = { text: 'as follows', expiresAt: instant(expires) };
  const all = [...new Set(needsOf(order).map(({ criterion }) => criterion))];
  const redo: AnyPayload = { ...base, kind: 'REDO', until };
  const again = (criteria: readonly string[]): AnyPayload => ({
    ...base,
    kind: 'EXTRA_PROOF',
    until,
    criteria,
  });
  const part = (amountFen: number): AnyPayload => ({
    ...base,
    kind: 'PARTIAL_REFUND',
    amountFen: fen(Math.max(1, amountFen)),
  });
  return choose(variant + further, [
    redo,
    part(Math.floor(purchase.paidFen / 3)),
    again(all.slice(0, 1)),
    part(purchase.paidFen - 1),
    again(all),
    choose(further, [
      part(purchase.paidFen),
      { ...redo, criteria: all },
      again([]),
      { ...part(1), until },
      { ...redo, amountFen: fen(1) },
    ]),
  ]);
}

function decided({ purchase }: ModelOrder, variant: number, further: number): AnyPayload {
  const amount = choose(further, [null, 1, purchase.paidFen - 1, null, purchase.paidFen]);
  const amountFen = fen(Math.max(1, amount ?? 1));
  const refund: AnyPayload = { outcome: 'REFUND', ...(amount !== null && { amountFen }) };
  const ruling = choose<AnyPayload>(variant, [
    { outcome: 'RESUME' },
    refund,
    { outcome: 'BACK_TO_SELLER' },
    refund,
    { outcome: 'COMPLETE' },
    { outcome: 'RESUME' },
    { outcome: 'BACK_TO_SELLER' },
    { outcome: 'COMPLETE' },
    choose<AnyPayload>(further, [
      { outcome: 'REFUND', amountFen: fen(purchase.paidFen + 1) },
      { outcome: 'COMPLETE', amountFen: fen(1) },
    ]),
  ]);
  return { reason: 'both sides were heard', ...ruling };
}
