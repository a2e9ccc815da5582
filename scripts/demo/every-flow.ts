import { type ActionName, actionOf } from '../../domain/events.ts';
import { flowById } from '../../domain/flows/catalogue.ts';
import type { Purchase, Role } from '../../domain/order.ts';
import { parties, type Story, type StoryStep } from './stories.ts';

type Said = Readonly<Record<string, unknown>>;

/** One step, told in the words of its action. */
const step = (who: Role, action: ActionName, body: Said = {}): StoryStep => ({
  who,
  action,
  body,
  says: actionOf(action).title.en.toLowerCase(),
});

const submit = step('buyer', 'submitRequirement', { text: 'as agreed with the seller' });
const confirm = step('seller', 'confirmRequirement');
const deliver = step('seller', 'deliver', { result: 'done, see the proof' });
const reviewFail = step('huaweiReviewer', 'reviewFail', { reason: 'a signature is missing' });
const reviewPass = step('huaweiReviewer', 'reviewPass');
const reject = step('buyer', 'reject', { reason: 'something is missing' });
const accept = step('buyer', 'accept');
const claim = step('buyer', 'claimAuthCode', { confirmed: true });
const activate = step('seller', 'activateAuthCode');
const idCode = step('buyer', 'submitIdCode');
const ship = step('seller', 'ship', {
  courier: 'SF',
  trackingNumber: 'SF1234567890',
  carriesBuyersPhone: true,
});
const signed = step('storefront', 'recordCourierSignature', { trackingNumber: 'SF1234567890' });
const skip = step('opsManager', 'advanceClock', { toNextDeadline: true });

/** Facts that make the catalogue choose a flow. */
type Facts = Partial<Omit<Purchase, 'placedAt' | 'takesEffectAt'>> & { readonly placedAt?: string };

function story(flow: string, facts: Facts, ...steps: readonly StoryStep[]): Story {
  const placedAt = facts.placedAt ?? '2024-10-08T09:00:00.000+08:00';
  return {
    title: `${flowById(flow).title.zh} / ${flowById(flow).title.en}`,
    flow,
    steps,
    purchase: {
      livemode: false,
      buyer: { id: parties.buyer },
      seller: { id: parties.seller },
      salesCategory: 'GENERAL',
      scene: 'OTHER',
      lines: [
        {
          lineId: 'L-1',
          productId: 'P-1',
          productName: '示例商品',
          specification: '标准版',
          quantity: 1,
          chargingMode: 'PERIOD',
          period: { unit: 'YEAR', count: 1 },
          amountFen: 120_000,
        },
      ],
      paidFen: 120_000,
      placedAt,
      paidAt: placedAt,
      clock: { kind: 'manual', startsAt: placedAt },
      ...facts,
    },
  };
}

const joint = { salesCategory: 'JOINT_OPERATION', scene: 'EMPOWERMENT_CLOUD' } as const;
const before20240914 = { placedAt: '2024-09-13T23:59:59.999+08:00' } as const;
const from20250326 = { placedAt: '2025-03-26T00:00:00.000+08:00' } as const;
const authCode = { deliveryMode: 'LICENSE_AUTH_CODE' } as const;
const unclaimed = { ...authCode, assumptions: { authCodeRequiresClaim: false } } as const;
const idCodeMode = { deliveryMode: 'LICENSE_ID_CODE', salesCategory: 'JOINT_OPERATION' } as const;
const saas = { deliveryMode: 'SAAS_SUPERVISED' } as const;
const website = {
  deliveryMode: 'PROFESSIONAL_SERVICE',
  serviceTemplate: 'WEBSITE_BUILDING',
  milestones: [
    { milestoneId: 'draft', title: '设计稿' },
    { milestoneId: 'site', title: '上线' },
  ],
} as const;
const hardware = { deliveryMode: 'HARDWARE', shippingAddressId: 'ADDR-1' } as const;

const requirement = [submit, confirm] as const;
const rejectedOnce = [deliver, reject, deliver, accept, skip] as const;
const failedOnce = [deliver, reviewFail, deliver, reviewPass] as const;
const reviewedEnd = [...failedOnce, accept, skip] as const;

/** One order of every flow, from purchase to its end, each with a way back. */
export const everyFlow: readonly Story[] = [
  story('general', { deliveryMode: 'DATA_FILE' }, ...requirement, ...rejectedOnce),
  story('general.reviewed', { ...joint, ...saas }, ...requirement, ...reviewedEnd),
  story('general.from-2025-03-26', { ...saas, ...from20250326 }, ...rejectedOnce),
  story(
    'general.from-2025-03-26.reviewed',
    { ...joint, ...saas, ...from20250326 },
    ...requirement,
    ...reviewedEnd,
  ),
  story('website-building', website, ...requirement, deliver, accept, ...rejectedOnce),
  story(
    'website-building.reviewed',
    { ...joint, ...website },
    ...requirement,
    ...failedOnce,
    accept,
    ...reviewedEnd,
  ),
  story(
    'website-building.from-2025-03-26',
    { ...website, ...from20250326 },
    ...[deliver, accept],
    ...rejectedOnce,
  ),
  story(
    'website-building.from-2025-03-26.reviewed',
    { ...joint, ...website, ...from20250326 },
    ...failedOnce,
    accept,
    ...reviewedEnd,
  ),
  story(
    'license-auth-code.before-2024-09-14',
    { ...authCode, ...before20240914 },
    ...[deliver, claim, activate, deliver, skip],
  ),
  story(
    'license-auth-code.before-2024-09-14.reviewed',
    { ...joint, ...authCode, ...before20240914 },
    ...[deliver, claim, activate, ...failedOnce, skip],
  ),
  story('license-auth-code.from-2024-09-14', authCode, deliver, claim, activate, skip),
  story(
    'license-auth-code.from-2024-09-14.reviewed',
    { ...joint, ...authCode },
    ...[...failedOnce, claim, activate, skip],
  ),
  story('license-auth-code.from-2024-09-14.unclaimed', unclaimed, deliver, activate, skip),
  story(
    'license-auth-code.from-2024-09-14.unclaimed.reviewed',
    { ...joint, ...unclaimed },
    ...[...failedOnce, activate, skip],
  ),
  story('license-id-code', idCodeMode, idCode, skip, ...rejectedOnce),
  story(
    'license-id-code.reviewed',
    { ...idCodeMode, ...joint, idCodeKind: 'HARDWARE' },
    step('buyer', 'submitIdCode', { hardwareIdCode: 'HW-77-1' }),
    step('seller', 'issueLicense'),
    ...reviewedEnd,
  ),
  story('license-offline', { deliveryMode: 'LICENSE_OFFLINE' }, ...rejectedOnce),
  story('license-offline.reviewed', { ...joint, deliveryMode: 'LICENSE_OFFLINE' }, ...reviewedEnd),
  story('app-orchestration', { deliveryMode: 'APP_ORCHESTRATION' }, ...rejectedOnce),
  story(
    'app-orchestration.reviewed',
    { ...joint, deliveryMode: 'APP_ORCHESTRATION' },
    ...reviewedEnd,
  ),
  story(
    'software-package',
    { deliveryMode: 'LICENSE_SOFTWARE_PACKAGE' },
    ...[step('buyer', 'reportDeployment'), reject, deliver, accept, skip],
  ),
  story(
    'hardware',
    hardware,
    step('buyer', 'changeAddress', { shippingAddressId: 'ADDR-2' }),
    ...[ship, reject, ship, signed, skip, skip],
  ),
  story(
    'hardware.reviewed',
    { ...joint, ...hardware },
    ...[ship, signed, reviewFail, ship, reviewPass, accept, skip],
  ),
  story('not-supervised', { deliveryMode: 'IMAGE' }),
];
