import { describe, expect, it } from 'vitest';
import { type Assumptions, assumptions, defaultAssumptions } from '../../domain/assumptions.ts';
import type { FlowQuestion } from '../../domain/flows/catalogue.ts';
import { type Scene, scenes } from '../../domain/order.ts';
import { instant } from '../../domain/units.ts';
import {
  type Asked,
  answer,
  firstAfter,
  lastBefore,
  reviewed,
} from '../support/catalogue-answers.ts';
import { everyQuestion } from '../support/flow-walks.ts';

/** Modes whose documents date nothing but the review itself. */
const undatedModes = [
  'LICENSE_ID_CODE',
  'LICENSE_CLIENT_API',
  'LICENSE_OFFLINE',
  'PROFESSIONAL_SERVICE',
  'SAAS_SUPERVISED',
  'HARDWARE',
  'APP_ORCHESTRATION',
] as const;

describe('who is reviewed', () => {
  const scenesReviewed = (asked: Omit<Asked, 'scene'>): Scene[] =>
    scenes.filter((scene) => reviewed({ ...asked, scene }));

  it.each([
    'LICENSE_AUTH_CODE',
    'LICENSE_ID_CODE',
    'LICENSE_CLIENT_API',
    'LICENSE_OFFLINE',
    'PROFESSIONAL_SERVICE',
    'SAAS_SUPERVISED',
    'HARDWARE',
    'APP_ORCHESTRATION',
  ] as const)(
    'R-REV-01 joint-operation orders of the empowerment and base cloud scenes: %s',
    (deliveryMode) => {
      const asked = {
        deliveryMode,
        salesCategory: 'JOINT_OPERATION',
        placedAt: firstAfter,
      } as const;

      expect(scenesReviewed(asked)).toEqual(['EMPOWERMENT_CLOUD', 'BASE_CLOUD']);
    },
  );

  it.each([
    ['2023-04-27T23:59:59.999+08:00', ['EMPOWERMENT_CLOUD', 'BASE_CLOUD', 'OTHER']],
    ['2023-04-28T00:00:00.000+08:00', ['EMPOWERMENT_CLOUD', 'BASE_CLOUD']],
  ] as const)('R-REV-02 every joint-operation order until 2023-04-28: %s', (placedAt, expected) => {
    const joint = { salesCategory: 'JOINT_OPERATION', placedAt } as const;

    for (const deliveryMode of undatedModes) {
      expect(scenesReviewed({ ...joint, deliveryMode })).toEqual(expected);
    }
    expect(reviewed({ ...joint, scene: 'OTHER' })).toBe(expected.length === 3);
  });

  it('R-ORC-02 app orchestration in the same scenes as everything else, unless it is switched off', () => {
    const asked = {
      deliveryMode: 'APP_ORCHESTRATION',
      salesCategory: 'JOINT_OPERATION',
      placedAt: firstAfter,
    } as const;
    const never = { ...defaultAssumptions, reviewAppOrchestration: false };

    expect(scenesReviewed(asked)).toEqual(
      scenesReviewed({ ...asked, deliveryMode: 'PROFESSIONAL_SERVICE' }),
    );
    expect(scenesReviewed({ ...asked, assumptions: never })).toEqual([]);
    expect(scenesReviewed({ ...asked, deliveryMode: 'HARDWARE', assumptions: never })).toEqual([
      'EMPOWERMENT_CLOUD',
      'BASE_CLOUD',
    ]);
  });

  it.each([
    ['2023-04-28T00:00:00.000+08:00', ['EMPOWERMENT_CLOUD']],
    [lastBefore, ['EMPOWERMENT_CLOUD']],
    [firstAfter, ['EMPOWERMENT_CLOUD', 'BASE_CLOUD']],
  ] as const)('R-LIC2-11 the authorization code placed %s in %j', (placedAt, expected) => {
    expect(scenesReviewed({ salesCategory: 'JOINT_OPERATION', placedAt })).toEqual(expected);
  });

  it.each(['HUAWEI', 'SELF_SERVICE'] as const)(
    'R-REV-05 %s products as joint-operation products, unless the assumption says otherwise',
    (salesCategory) => {
      const reviewedUnder = (reviewHuaweiProducts: Assumptions['reviewHuaweiProducts']) =>
        scenesReviewed({
          salesCategory,
          placedAt: firstAfter,
          assumptions: { ...defaultAssumptions, reviewHuaweiProducts },
        });

      expect(reviewedUnder('SPECIAL_SCENES')).toEqual(['EMPOWERMENT_CLOUD', 'BASE_CLOUD']);
      expect(reviewedUnder('ALWAYS')).toEqual([...scenes]);
      expect(reviewedUnder('NEVER')).toEqual([]);
    },
  );

  /** Everything that can be asked while dates begin at midnight in Beijing, as these tests write them. */
  const questions = everyQuestion.filter(
    ({ assumptions: { datesBegin } }) => datesBegin === 'BEIJING_MIDNIGHT',
  );

  /** Questions whose answer another setting of this one assumption changes. */
  const movedBy = (name: keyof Assumptions) =>
    questions.filter((asked) =>
      assumptions[name].settings.some(
        (setting) =>
          answer({ ...asked, assumptions: { ...asked.assumptions, [name]: setting } }) !==
          answer(asked),
      ),
    );

  it('R-REV-05 the assumption about Huawei products moves nobody else', () => {
    const moved = movedBy('reviewHuaweiProducts').map(({ salesCategory }) => salesCategory);

    expect(new Set(moved)).toEqual(new Set(['HUAWEI', 'SELF_SERVICE']));
  });

  it.each(undatedModes)(
    'R-REV-06 base cloud orders of the baseline whenever placed, or from 2024-09-14 if switched: %s',
    (deliveryMode) => {
      const reviewedOn = (baseCloudReviewedFrom: Assumptions['baseCloudReviewedFrom']) =>
        ['2023-04-28T00:00:00.000+08:00', lastBefore, firstAfter].map((placedAt) =>
          (['JOINT_OPERATION', 'HUAWEI', 'SELF_SERVICE'] as const).map((salesCategory) =>
            reviewed({
              deliveryMode,
              salesCategory,
              scene: 'BASE_CLOUD',
              placedAt,
              assumptions: { ...defaultAssumptions, baseCloudReviewedFrom },
            }),
          ),
        );
      const [none, all] = [Array(3).fill(false), Array(3).fill(true)];

      expect(defaultAssumptions.baseCloudReviewedFrom).toBe('ANY_DATE');
      expect(reviewedOn('ANY_DATE')).toEqual([all, all, all]);
      expect(reviewedOn('2024-09-14')).toEqual([none, none, all]);
    },
  );

  it('R-REV-06 R-REV-02 the switch leaves the joint-operation orders until 2023-04-28 reviewed', () => {
    const asked = {
      deliveryMode: 'PROFESSIONAL_SERVICE',
      salesCategory: 'JOINT_OPERATION',
      placedAt: '2023-04-27T23:59:59.999+08:00',
      assumptions: { ...defaultAssumptions, baseCloudReviewedFrom: '2024-09-14' },
    } as const;

    expect(scenesReviewed(asked)).toEqual([...scenes]);
  });

  it('R-REV-06 the switch moves base cloud orders of the baseline placed before 2024-09-14 only', () => {
    const moved = movedBy('baseCloudReviewedFrom');

    expect(new Set(moved.map(({ scene }) => scene))).toEqual(new Set(['BASE_CLOUD']));
    expect(new Set(moved.map(({ deliveryMode }) => deliveryMode))).toEqual(
      new Set([...undatedModes, 'DATA_FILE']), // data files only where they are sold so
    );
    expect(
      moved.filter(
        ({ deliveryMode, assumptions: assumed }) =>
          deliveryMode === 'DATA_FILE' && !assumed.sellUndocumented,
      ),
    ).toEqual([]);
    expect(moved.filter(({ placedAt }) => placedAt >= instant(firstAfter))).toEqual([]);
    expect(moved.map(({ salesCategory }) => salesCategory)).not.toContain('GENERAL');
  });

  it('R-REV-07 Huawei products run on the figure of joint-operation products, the review aside', () => {
    const asJoint = questions.filter(({ salesCategory }) => salesCategory === 'HUAWEI');
    const figure = (asked: FlowQuestion) => answer(asked).replace('.reviewed', '');
    const apart = asJoint.filter(
      (asked) => figure(asked) !== figure({ ...asked, salesCategory: 'JOINT_OPERATION' }),
    );
    const reviewedApart = asJoint
      .filter(({ assumptions: { reviewHuaweiProducts } }) => {
        return reviewHuaweiProducts === 'SPECIAL_SCENES';
      })
      .filter((asked) => answer(asked) !== answer({ ...asked, salesCategory: 'JOINT_OPERATION' }));

    expect(apart).toEqual([]);
    // R-REV-02 is about joint-operation products alone.
    expect(
      reviewedApart.filter(({ placedAt }) => placedAt >= instant('2023-04-28T00:00:00+08:00')),
    ).toEqual([]);
  });

  it('R-LIC2-10 the claim is skipped only where the assumption says so, and only from 2024-09-14', () => {
    const switched = { ...defaultAssumptions, authCodeRequiresClaim: false };

    expect(answer({ placedAt: firstAfter, assumptions: switched })).toContain('.unclaimed');
    expect(answer({ placedAt: lastBefore, assumptions: switched })).not.toContain('.unclaimed');
    expect(answer({ placedAt: firstAfter })).not.toContain('.unclaimed');
  });
});
