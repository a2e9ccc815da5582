import { describe, expect, it } from 'vitest';
import { type CriterionId, proofKinds } from '../../domain/acceptance.ts';
import { contractFor } from '../../domain/acceptance-rules.ts';
import { defaultAssumptions } from '../../domain/assumptions.ts';
import type { DeliveryMode, Purchase, SalesCategory, Scene } from '../../domain/order.ts';
import { through } from '../support/moments.ts';
import { anOrder, aPurchase, digest, type OrderWish } from '../support/order-builder.ts';

const template = {
  templateId: 'T-7',
  criteria: [
    {
      criterionId: 'sow',
      title: '需求说明书 SOW',
      proof: [{ kinds: ['SOW'], minCount: 1 }],
    },
    {
      criterionId: 'screens',
      title: '截图',
      proof: [{ kinds: ['DEPLOYMENT_SCREENSHOT', 'OTHER'], minCount: 2 }],
    },
  ],
} as const;

const contractOf = (wish: OrderWish) =>
  contractFor(aPurchase(wish), { ...defaultAssumptions, ...wish.assumptions }, digest);
const idsOf = (wish: OrderWish) => contractOf(wish).criteria.map(({ criterionId }) => criterionId);

describe('where the criteria come from', () => {
  it.each<[SalesCategory, Scene, string]>([
    ['JOINT_OPERATION', 'EMPOWERMENT_CLOUD', 'E'],
    ['JOINT_OPERATION', 'BASE_CLOUD', 'B'],
    ['JOINT_OPERATION', 'OTHER', 'SELLER_TEMPLATE'],
    ['GENERAL', 'EMPOWERMENT_CLOUD', 'SELLER_TEMPLATE'],
    ['GENERAL', 'BASE_CLOUD', 'SELLER_TEMPLATE'],
    ['GENERAL', 'OTHER', 'SELLER_TEMPLATE'],
    ['HUAWEI', 'EMPOWERMENT_CLOUD', 'SELLER_TEMPLATE'],
    ['HUAWEI', 'BASE_CLOUD', 'SELLER_TEMPLATE'],
    ['HUAWEI', 'OTHER', 'SELLER_TEMPLATE'],
    ['SELF_SERVICE', 'EMPOWERMENT_CLOUD', 'SELLER_TEMPLATE'],
    ['SELF_SERVICE', 'BASE_CLOUD', 'SELLER_TEMPLATE'],
    ['SELF_SERVICE', 'OTHER', 'SELLER_TEMPLATE'],
  ])('R-PRF-02 %s in %s: %s', (category, scene, ruleSet) => {
    const purchase = { acceptanceTemplate: template };
    const isRuled = ruleSet !== 'SELLER_TEMPLATE';

    expect(contractOf({ category, scene, mode: 'LICENSE_OFFLINE', purchase })).toMatchObject({
      ruleSet,
      rule: 'R-PRF-02',
      templateId: isRuled ? null : 'T-7',
    });
  });

  it('R-PRF-02 the template of the seller, with its own words in both languages', () => {
    const contract = contractOf({ purchase: { acceptanceTemplate: template } });

    expect(contract.criteria).toEqual([
      {
        criterionId: 'sow',
        title: { zh: '需求说明书 SOW', en: '需求说明书 SOW' },
        proof: [{ kinds: ['SOW'], minCount: 1 }],
      },
      {
        criterionId: 'screens',
        title: { zh: '截图', en: '截图' },
        proof: [{ kinds: ['DEPLOYMENT_SCREENSHOT', 'OTHER'], minCount: 2 }],
      },
    ]);
  });

  it('R-PRF-01 without a template: one file of any kind', () => {
    expect(contractOf({})).toMatchObject({
      ruleSet: 'SELLER_DEFAULT',
      rule: 'R-PRF-01',
      templateId: null,
      criteria: [{ criterionId: 'delivered', proof: [{ kinds: proofKinds, minCount: 1 }] }],
    });
  });

  it('R-PRF-01 R-HW-05 hardware without a template: courier and tracking number are the proof', () => {
    expect(contractOf({ mode: 'HARDWARE' })).toMatchObject({
      ruleSet: 'SELLER_DEFAULT',
      criteria: [{ criterionId: 'shipped', proof: [] }],
    });
    expect(anOrder({ mode: 'HARDWARE' }).act('ship').order).toMatchObject({
      node: 'BUYER_ACCEPT',
      proofs: [],
    });
  });

  const licenses: readonly CriterionId[] = [
    'names',
    'validity',
    'opening',
    'cloud-resources',
    'deliverables',
  ];
  const ruled: readonly (readonly [DeliveryMode, readonly CriterionId[]])[] = [
    ['LICENSE_AUTH_CODE', licenses],
    ['LICENSE_ID_CODE', licenses],
    ['LICENSE_CLIENT_API', licenses],
    ['LICENSE_OFFLINE', licenses],
    ['LICENSE_SOFTWARE_PACKAGE', licenses],
    ['SAAS_SUPERVISED', ['names', 'validity', 'opening', 'deliverables']],
    ['PROFESSIONAL_SERVICE', ['names', 'deliverables']],
    ['APP_ORCHESTRATION', ['names', 'deliverables']],
    ['DATA_FILE', ['names', 'deliverables']],
    ['HARDWARE', ['names', 'deliverables']],
  ];

  it.each(ruled)(
    'R-PRF-03 R-PRF-04 R-PRF-05 R-PRF-06 R-PRF-07 R-PRF-08 rule sets of %s',
    (mode, ids) => {
      const signed = mode === 'HARDWARE' ? [] : ['signatures'];
      const joint = { mode, category: 'JOINT_OPERATION' } as const;

      expect(idsOf({ ...joint, scene: 'BASE_CLOUD' })).toEqual(ids);
      expect(idsOf({ ...joint, scene: 'EMPOWERMENT_CLOUD' })).toEqual([...ids, ...signed]);
    },
  );

  it('R-PRF-08 switched, a shipment lists the signatures too, in rule set E', () => {
    const joint = { mode: 'HARDWARE', category: 'JOINT_OPERATION' } as const;
    const assumptions = { goodsAreSignedFor: true };

    expect(idsOf({ ...joint, scene: 'EMPOWERMENT_CLOUD', assumptions })).toEqual([
      'names',
      'deliverables',
      'signatures',
    ]);
    expect(idsOf({ ...joint, scene: 'BASE_CLOUD', assumptions })).toEqual([
      'names',
      'deliverables',
    ]);
    expect(idsOf({ ...joint, mode: 'DATA_FILE', scene: 'EMPOWERMENT_CLOUD', assumptions })).toEqual(
      ['names', 'deliverables', 'signatures'],
    );
  });

  it('R-MOD-01 nothing is to be proved where nothing is supervised', () => {
    expect(anOrder({ mode: 'IMAGE' }).order.contract).toBeNull();
  });
});

describe('the hash of a contract', () => {
  // Worked out once with another program: SHA-256 of the canonical JSON, keys in order, UTF-8.
  it.each<[string, OrderWish, string]>([
    ['default', {}, 'f5292243cab6d581400a5708d380bc428b0ffbd0485ba1bd6efce5f7e948c083'],
    [
      'template',
      { purchase: { acceptanceTemplate: template } },
      '3126e4c13bf2e64e9c03e05f4d3548735fd3946e0e278fae0dd013fe0c7d5121',
    ],
  ])('R-PRF-11 is what anybody can work out: %s', (_name, wish, hash) => {
    expect(contractOf(wish).hash).toBe(hash);
  });

  it('R-PRF-11 does not depend on how the template was written down', () => {
    const turned = {
      criteria: template.criteria.map(({ criterionId, title, proof }) => ({
        proof: proof.map(({ kinds, minCount }) => ({ minCount, kinds })),
        title,
        criterionId,
      })),
      templateId: template.templateId,
    };

    expect(contractOf({ purchase: { acceptanceTemplate: turned } }).hash).toBe(
      contractOf({ purchase: { acceptanceTemplate: template } }).hash,
    );
  });

  it('R-PRF-11 differs with everything that was agreed', () => {
    const [sow, screens] = template.criteria;
    const others: readonly Purchase['acceptanceTemplate'][] = [
      template,
      { ...template, templateId: 'T-8' },
      { ...template, criteria: [sow] },
      { ...template, criteria: [screens, sow] },
      { ...template, criteria: [{ ...sow, title: 'SOW' }, screens] },
      {
        ...template,
        criteria: [sow, { ...screens, proof: [{ kinds: ['OTHER'], minCount: 2 }] }],
      },
      {
        ...template,
        criteria: [{ ...sow, proof: [{ kinds: ['SOW'], minCount: 2 }] }, screens],
      },
    ];
    const hashes = others.map(
      (acceptanceTemplate) => contractOf({ purchase: { acceptanceTemplate } as never }).hash,
    );

    expect(new Set(hashes).size).toBe(others.length);
  });

  it('R-PRF-11 R-CUT-05 is fixed when the order opens, and the contract with it', () => {
    const wish = { category: 'JOINT_OPERATION', scene: 'EMPOWERMENT_CLOUD' } as const;
    const opened = anOrder({ ...wish, mode: 'LICENSE_OFFLINE' });
    const ended = through(opened, ['deliver', 'reviewFail', 'deliver', 'reviewPass', 'reject'])
      .act('deliver')
      .act('reviewPass')
      .act('accept')
      .advanceTo('2024-09-01T00:00:00Z');

    expect(ended.order.node).toBe('COMPLETED');
    expect(ended.order.contract).toEqual(contractOf({ ...wish, mode: 'LICENSE_OFFLINE' }));
    expect(ended.order.contract).toBe(opened.order.contract);
  });
});
