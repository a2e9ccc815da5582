import {
  type AcceptanceContract,
  type Criterion,
  type Digest,
  type ProofKind,
  proofKinds,
  signatories,
} from './acceptance.ts';
import type { Assumptions } from './assumptions.ts';
import { canonicalJson } from './canonical-json.ts';
import { type DeliveryMode, type Purchase, supervisedModes } from './order.ts';

const files = (minCount: number, ...kinds: readonly ProofKind[]) => [{ kinds, minCount }];

const licenses: readonly DeliveryMode[] = [
  'LICENSE_AUTH_CODE',
  'LICENSE_ID_CODE',
  'LICENSE_CLIENT_API',
  'LICENSE_OFFLINE',
  'LICENSE_SOFTWARE_PACKAGE',
];
const licensesAndSaas: readonly DeliveryMode[] = [...licenses, 'SAAS_SUPERVISED'];

/** A parcel cannot be signed for before it is sent. R-PRF-08 INF */
const notShipped = supervisedModes.filter((mode) => mode !== 'HARDWARE');

interface RuledCriterion extends Criterion {
  /** Where it applies; left out: to every mode. */
  readonly modes?: readonly DeliveryMode[];
  readonly sets: readonly ('E' | 'B')[];
}

/**
 * Rule sets E (empowerment cloud) and B (base cloud) of joint-operation orders.
 *
 * Rules R-PRF-03 to R-PRF-07 DOC. Source: S16 S16b.
 */
const ruledCriteria: readonly RuledCriterion[] = [
  {
    criterionId: 'names',
    sets: ['E', 'B'],
    title: {
      zh: '验收文档中的商品与规格名称与订单完全一致，覆盖全部规格',
      en: 'acceptance document with product and specification names identical to the order, all specifications covered',
    },
    proof: files(1, 'ACCEPTANCE_DOC'),
    check: 'NAMES_AND_SPECIFICATIONS',
  },
  {
    criterionId: 'validity',
    sets: ['E', 'B'],
    modes: licensesAndSaas,
    title: {
      zh: 'License/SaaS 有效期截图（商家或用户后台）',
      en: "validity of the license or SaaS, screenshot from the seller's or the user's back-end",
    },
    proof: files(1, 'AUTH_VALIDITY_SCREENSHOT'),
  },
  {
    criterionId: 'opening',
    sets: ['E', 'B'],
    modes: licensesAndSaas,
    title: {
      zh: '联营 Kit 开通截图或工业云平台（IMC）交付、授权截图',
      en: 'screenshot of the opening in the joint-operation kit, or of delivery or authorization in IMC',
    },
    proof: files(1, 'KIT_OR_IMC_SCREENSHOT'),
  },
  {
    criterionId: 'cloud-resources',
    sets: ['E', 'B'],
    modes: licenses,
    title: {
      zh: '华为云资源订单号及截图',
      en: 'order number and screenshot of the Huawei Cloud resources',
    },
    proof: files(1, 'CLOUD_RESOURCE_SCREENSHOT'),
    check: 'CLOUD_RESOURCE_ORDER_NUMBER',
  },
  {
    criterionId: 'deliverables',
    sets: ['E', 'B'],
    title: { zh: '交付物截图不少于 3 张', en: 'at least 3 screenshots of the deliverables' },
    proof: files(3, 'DELIVERABLE_SCREENSHOT'),
  },
  {
    criterionId: 'signatures',
    sets: ['E'],
    modes: notShipped,
    title: {
      zh: '商家、华为项目组、用户三方签字',
      en: 'signed by the seller, the Huawei project team and the user',
    },
    proof: [],
    check: 'SIGNATURES',
    signedBy: signatories,
  },
];

/** Every supervised order needs proof of its delivery. R-PRF-01 DOC */
const anyProof: Criterion = {
  criterionId: 'delivered',
  title: { zh: '交付完成的证明', en: 'proof that the delivery is done' },
  proof: files(1, ...proofKinds),
};

/** Goods prove themselves by courier and tracking number. R-HW-05 DOC */
const shippedGoods: Criterion = {
  criterionId: 'shipped',
  title: { zh: '物流信息', en: 'courier and tracking number' },
  proof: [],
};

/**
 * What the delivery of a purchase has to prove, with its hash. Pure.
 *
 * Rule R-PRF-02 DOC: joint-operation orders of the empowerment cloud follow rule set E, of the base cloud rule set B; all
 * others the criteria that the seller defined. Source: S1.
 */
export function contractFor(
  purchase: Purchase,
  assumptions: Assumptions,
  digest: Digest,
): AcceptanceContract {
  const terms = termsFor(purchase, assumptions);
  return { ...terms, hash: digest(canonicalJson(terms)) };
}

/** The rule set that takes the place of the seller's criteria; null: none does. Pure. R-PRF-02 DOC */
export function ruleSetOf({ salesCategory, scene }: Purchase): 'E' | 'B' | null {
  if (salesCategory !== 'JOINT_OPERATION' || scene === 'OTHER') return null;
  return scene === 'EMPOWERMENT_CLOUD' ? 'E' : 'B';
}

function termsFor(
  purchase: Purchase,
  { goodsAreSignedFor }: Assumptions,
): Omit<AcceptanceContract, 'hash'> {
  const { deliveryMode, acceptanceTemplate } = purchase;
  const ruleSet = ruleSetOf(purchase);
  if (ruleSet !== null) {
    const criteria = ruledCriteria
      .filter(
        ({ sets, modes, check }) =>
          sets.includes(ruleSet) &&
          ((modes?.includes(deliveryMode) ?? true) ||
            (check === 'SIGNATURES' && goodsAreSignedFor)),
      )
      .map(({ sets: _sets, modes: _modes, ...criterion }) => criterion);
    return { ruleSet, rule: 'R-PRF-02', templateId: null, criteria };
  }
  if (acceptanceTemplate) {
    const { templateId, criteria } = acceptanceTemplate;
    return {
      ruleSet: 'SELLER_TEMPLATE',
      rule: 'R-PRF-02',
      templateId,
      criteria: criteria.map(({ title, ...rest }) => ({
        ...rest,
        title: { zh: title, en: title },
      })),
    };
  }
  return {
    ruleSet: 'SELLER_DEFAULT',
    rule: 'R-PRF-01',
    templateId: null,
    criteria: [deliveryMode === 'HARDWARE' ? shippedGoods : anyProof],
  };
}
