import { describe, expect, it } from 'vitest';
import { decide } from '../../domain/command.ts';
import type { DeliveryPayload, NamedProof } from '../../domain/events.ts';
import { proceed } from '../../domain/transition.ts';
import { fen, plusMs } from '../../domain/units.ts';
import {
  actorIn,
  anOrder,
  aProof,
  eventFor,
  type OrderWish,
  plainPayloads,
  proofFor,
} from '../support/order-builder.ts';

const joint = { category: 'JOINT_OPERATION', scene: 'EMPOWERMENT_CLOUD' } as const;
const offline: OrderWish = { ...joint, mode: 'LICENSE_OFFLINE' };
const opened = anOrder(offline);
const full = proofFor(opened.order);
const proofs = full.proofs ?? [];
const without = (criterion: string): readonly NamedProof[] =>
  proofs.filter(({ criteria = [] }) => !criteria.includes(criterion));
const say = (said: DeliveryPayload) => ({
  payload: { ...plainPayloads.deliver, ...full, ...said },
});

/** What a delivery lacks that says everything, apart from what is given. */
const lacksOf = (said: DeliveryPayload, driver = opened) => {
  const { code, details } = driver.refused('deliver', say(said));
  return [code, details.field, details.lacks];
};
const incomplete = (...lacks: readonly (readonly [string, string, string])[]) => [
  'PROOF_INCOMPLETE',
  'proofs',
  lacks.map(([criterion, expected, found]) => ({ criterion, expected, found })),
];
const ofOne = (kind: string) => `1 different files of ${kind}`;

describe('what a machine checks in a delivery', () => {
  it('R-PRF-09 a complete one is taken, and its proofs are kept', () => {
    const { order } = opened.act('deliver', say({}));

    expect(order).toMatchObject({ node: 'HUAWEI_REVIEW', openCriteria: [] });
    expect(order.proofs).toEqual(proofs);
    expect(order.proofs).toHaveLength(1 + 1 + 1 + 1 + 3);
  });

  it('R-PRF-01 R-PRF-09 one without anything names everything that is missing, in order', () => {
    const nothing = { payload: plainPayloads.deliver };
    const bare = decide(
      opened.order,
      { action: 'deliver', by: actorIn('seller'), ...nothing },
      plusMs(opened.now, 60_000),
    );

    expect(bare.steps).toEqual([]);
    expect(bare.rejection).toMatchObject({
      code: 'PROOF_INCOMPLETE',
      details: {
        lacks: incomplete(
          ['names', ofOne('ACCEPTANCE_DOC'), '0'],
          ['names', 'documentLines Test product / standard', 'none'],
          ['validity', ofOne('AUTH_VALIDITY_SCREENSHOT'), '0'],
          ['opening', ofOne('KIT_OR_IMC_SCREENSHOT'), '0'],
          ['cloud-resources', ofOne('CLOUD_RESOURCE_SCREENSHOT'), '0'],
          ['cloud-resources', 'cloudResourceOrderNumber', 'none'],
          ['deliverables', '3 different files of DELIVERABLE_SCREENSHOT', '0'],
          ['signatures', 'signatures of SELLER, HUAWEI_PROJECT_TEAM, BUYER', 'none'],
        )[2],
      },
    });
    expect(bare.rejection?.message).toContain(
      'names: expected 1 different files of ACCEPTANCE_DOC',
    );
  });

  it('R-PRF-09 a long list of lacks is a sentence of eight, and complete in the details', () => {
    const criteria = Array.from({ length: 9 }, (_none, no) => ({
      criterionId: `c${no}`,
      title: `c${no}`,
      proof: [{ kinds: ['SOW'], minCount: 1 }] as const,
    }));
    const lackingOf = (count: number) => {
      const acceptanceTemplate = { templateId: 'T', criteria: criteria.slice(0, count) };
      const driver = anOrder({ mode: 'LICENSE_OFFLINE', purchase: { acceptanceTemplate } });
      return driver.refused('deliver', { payload: { result: 'r', proofs: [] } });
    };

    expect(lackingOf(8).message).toMatch(/c7: expected [^;]*, found 0$/);
    expect(lackingOf(9).message).toMatch(/c7: expected [^;]*, found 0; 1 more$/);
    expect(lackingOf(9).details.lacks).toHaveLength(9);
  });

  it('R-PRF-01 the default asks for one file of any kind, said to be the proof', () => {
    const plain = anOrder({ mode: 'LICENSE_OFFLINE' });
    const any =
      'SOW or ACCEPTANCE_DOC or AUTH_VALIDITY_SCREENSHOT or DEPLOYMENT_SCREENSHOT or ' +
      'KIT_OR_IMC_SCREENSHOT or CLOUD_RESOURCE_SCREENSHOT or DELIVERABLE_SCREENSHOT or OTHER';
    const lack = incomplete(['delivered', ofOne(any), '0']);

    expect(lacksOf({ proofs: [] }, plain)).toEqual(lack);
    expect(lacksOf({ proofs: [aProof({ criteria: [] })] }, plain)).toEqual(lack);
    expect(plain.act('deliver', say({ proofs: [aProof({ kind: 'OTHER' })] })).order.node).toBe(
      'BUYER_ACCEPT',
    );
  });

  it.each([
    ['R-PRF-03', 'names', 'ACCEPTANCE_DOC'],
    ['R-PRF-04', 'validity', 'AUTH_VALIDITY_SCREENSHOT'],
    ['R-PRF-05', 'opening', 'KIT_OR_IMC_SCREENSHOT'],
    ['R-PRF-06', 'cloud-resources', 'CLOUD_RESOURCE_SCREENSHOT'],
  ] as const)(
    '%s %s without its file, with another kind, or for another criterion',
    (_id, criterion, kind) => {
      const others = without(criterion);
      const lack = incomplete([criterion, ofOne(kind), '0']);

      expect(lacksOf({ proofs: others })).toEqual(lack);
      expect(
        lacksOf({ proofs: [...others, aProof({ kind: 'OTHER', criteria: [criterion] })] }),
      ).toEqual(lack);
      expect(
        lacksOf({ proofs: [...others, aProof({ kind, criteria: ['deliverables'] })] }),
      ).toEqual(lack);
    },
  );

  it('R-PRF-06 the order number of the cloud resources has to be given', () => {
    const { cloudResourceOrderNumber: _none, ...rest } = full;
    const payload = { ...plainPayloads.deliver, ...rest, cloudResourceOrderNumber: '' };

    expect(opened.refused('deliver', { payload }).details.lacks).toEqual(
      incomplete(['cloud-resources', 'cloudResourceOrderNumber', 'none'])[2],
    );
  });

  it.each([0, 1, 2])('R-PRF-07 %i screenshots of the deliverables are too few', (count) => {
    const screens = proofs.filter(({ kind }) => kind === 'DELIVERABLE_SCREENSHOT').slice(0, count);

    expect(lacksOf({ proofs: [...without('deliverables'), ...screens] })).toEqual(
      incomplete(['deliverables', '3 different files of DELIVERABLE_SCREENSHOT', `${count}`]),
    );
  });

  it('R-PRF-07 the same file twice counts once, whatever it is called', () => {
    const again = (no: number, fileId: string) =>
      aProof({ kind: 'DELIVERABLE_SCREENSHOT', criteria: ['deliverables'], fileId }, no);
    const two = [again(1, 'a'), again(1, 'b'), again(2, 'c'), again(1, 'a')];
    const three = [...two, again(3, 'd')];

    expect(lacksOf({ proofs: [...without('deliverables'), ...two] })).toEqual(
      incomplete(['deliverables', '3 different files of DELIVERABLE_SCREENSHOT', '2']),
    );
    expect(
      opened.act('deliver', say({ proofs: [...without('deliverables'), ...three] })).order.node,
    ).toBe('HUAWEI_REVIEW');
  });

  it('R-PRF-13 one content proves one kind of thing: under two kinds it counts for none, and that is said', () => {
    const validity = proofs.find(({ kind }) => kind === 'AUTH_VALIDITY_SCREENSHOT');
    const twice = proofs.map((proof) =>
      proof.kind === 'KIT_OR_IMC_SCREENSHOT' && validity
        ? { ...proof, fileId: 'renamed', sha256: validity.sha256 ?? '' }
        : proof,
    );

    const uncounted = expect.stringContaining('0; others do not count');
    const both = incomplete(
      ['validity', ofOne('AUTH_VALIDITY_SCREENSHOT'), uncounted],
      ['opening', ofOne('KIT_OR_IMC_SCREENSHOT'), uncounted],
    );
    expect(lacksOf({ proofs: twice })).toEqual(both);
    expect(lacksOf({ proofs: [...twice].reverse() })).toEqual(both);
  });

  it.each([
    ['image/png', undefined],
    ['image/jpeg', undefined],
    ['application/pdf', undefined],
    ['text/plain', 'PROOF_INCOMPLETE'],
    ['application/zip', 'PROOF_INCOMPLETE'],
    ['application/pdf+zip', 'PROOF_INCOMPLETE'],
    ['x-image/png', 'PROOF_INCOMPLETE'],
  ])('R-PRF-12 a screenshot as %s: %s; ANY takes each', (mediaType, code) => {
    const typed = proofs.map((proof) =>
      proof.kind === 'AUTH_VALIDITY_SCREENSHOT' ? { ...proof, mediaType } : proof,
    );
    const any = anOrder({ ...offline, assumptions: { screenshotTypes: 'ANY' } });
    const event = eventFor('deliver', opened.order, opened.now, say({ proofs: typed }).payload);

    expect(proceed(opened.order, event).rejection?.code).toBe(code);
    expect(any.act('deliver', say({ proofs: typed })).order.node).toBe('HUAWEI_REVIEW');
  });

  it('R-PRF-12 what is no screenshot may be of any type', () => {
    const typed = proofs.map((proof) =>
      proof.kind === 'ACCEPTANCE_DOC' ? { ...proof, mediaType: 'application/msword' } : proof,
    );

    expect(opened.act('deliver', say({ proofs: typed })).order.node).toBe('HUAWEI_REVIEW');
  });

  it('R-PRF-09 one file may meet several criteria', () => {
    const both = ['a', 'b'].map((criterionId) => ({
      criterionId,
      title: criterionId,
      proof: [{ kinds: ['SOW'], minCount: 1 }] as const,
    }));
    const acceptanceTemplate = { templateId: 'T', criteria: both };
    const driver = anOrder({ mode: 'LICENSE_OFFLINE', purchase: { acceptanceTemplate } });
    const one = aProof({ kind: 'SOW', criteria: ['a', 'b'] });

    expect(driver.act('deliver', say({ proofs: [one] })).order.proofs).toEqual([one]);
    expect(lacksOf({ proofs: [{ ...one, criteria: ['a'] }] }, driver)).toEqual(
      incomplete(['b', ofOne('SOW'), '0']),
    );
  });

  it.each([
    [['SELLER', 'BUYER'], 'SELLER, BUYER'],
    [['HUAWEI_PROJECT_TEAM'], 'HUAWEI_PROJECT_TEAM'],
    [[], 'none'],
  ] as const)('R-PRF-07 signed by %j only', (signedBy, found) => {
    expect(lacksOf({ signedBy })).toEqual(
      incomplete(['signatures', 'signatures of SELLER, HUAWEI_PROJECT_TEAM, BUYER', found]),
    );
  });

  it('R-PRF-07 R-PRF-08 rule set B and goods need no signatures', () => {
    const base = anOrder({ ...offline, scene: 'BASE_CLOUD' });
    const goods = anOrder({ ...joint, mode: 'HARDWARE' });
    const payload = { ...plainPayloads.ship, ...proofFor(goods.order), signedBy: [] };

    expect(base.act('deliver', say({ signedBy: [] })).order.node).toBe('HUAWEI_REVIEW');
    expect(goods.act('ship', { payload }).order.node).toBe('HUAWEI_REVIEW');
    expect(goods.refused('ship', { payload: { ...payload, proofs: [] } }).details.lacks).toEqual(
      incomplete(
        ['names', ofOne('ACCEPTANCE_DOC'), '0'],
        ['deliverables', '3 different files of DELIVERABLE_SCREENSHOT', '0'],
      )[2],
    );
  });
});

describe('names in the acceptance document', () => {
  const line = opened.order.purchase.lines[0];
  const lineNamed = (lineId: string, productName: string, specification: string) => ({
    ...(line as NonNullable<typeof line>),
    lineId,
    productName,
    specification,
    amountFen: fen(100),
  });
  const ordered = (...names: readonly (readonly [string, string])[]) =>
    anOrder({
      ...offline,
      purchase: {
        lines: names.map(([name, specification], no) => lineNamed(`${no}`, name, specification)),
        paidFen: fen(100 * names.length),
      },
    });
  const lines = (...names: readonly (readonly [string, string])[]) => ({
    documentLines: names.map(([productName, specification]) => ({ productName, specification })),
  });
  const two = ordered(['城市路网数据', '年度版'], ['城市路网数据', '月度版']);
  const expected = 'documentLines 城市路网数据 / 年度版, 城市路网数据 / 月度版';

  it('R-PRF-03 identical, in any order, repeated or not', () => {
    const said = lines(
      ['城市路网数据', '月度版'],
      ['城市路网数据', '年度版'],
      ['城市路网数据', '月度版'],
    );

    expect(two.act('deliver', say(said)).order.node).toBe('HUAWEI_REVIEW');
  });

  it.each<[string, readonly (readonly [string, string])[], string]>([
    ['one specification missing', [['城市路网数据', '年度版']], '城市路网数据 / 年度版'],
    [
      'one too many',
      [
        ['城市路网数据', '年度版'],
        ['城市路网数据', '月度版'],
        ['城市路网数据', '日版'],
      ],
      '城市路网数据 / 年度版, 城市路网数据 / 月度版, 城市路网数据 / 日版',
    ],
    [
      'a blank at the end',
      [
        ['城市路网数据', '年度版 '],
        ['城市路网数据', '月度版'],
      ],
      '城市路网数据 / 年度版 , 城市路网数据 / 月度版',
    ],
    [
      'a shortened product name',
      [
        ['路网数据', '年度版'],
        ['城市路网数据', '月度版'],
      ],
      '路网数据 / 年度版, 城市路网数据 / 月度版',
    ],
    ['none', [], 'none'],
  ])('R-PRF-03 %s', (_name, names, found) => {
    expect(lacksOf(lines(...names), two)).toEqual(incomplete(['names', expected, found]));
  });

  it('R-PRF-03 compares product and specification each for itself', () => {
    const driver = ordered(['Suite / A', 'B']);

    expect(lacksOf(lines(['Suite', 'A / B']), driver)).toEqual(
      incomplete(['names', 'documentLines Suite / A / B', 'Suite / A / B']),
    );
  });

  it('R-PRF-03 upper and lower case differ', () => {
    expect(lacksOf(lines(['test product', 'standard']))).toEqual(
      incomplete(['names', 'documentLines Test product / standard', 'test product / standard']),
    );
  });
});
