import { describe, expect, it } from 'vitest';
import { defaultAssumptions } from '../../domain/assumptions.ts';
import {
  catalogueDates,
  choicesFor,
  chooseFlow,
  type FlowQuestion,
  flowById,
  flows,
} from '../../domain/flows/catalogue.ts';
import { type Scene, salesCategories, scenes } from '../../domain/order.ts';
import { instant, plusMs } from '../../domain/units.ts';
import { assumptionSettings, everyQuestion } from '../support/flow-walks.ts';
import { anOrder } from '../support/order-builder.ts';

const lastBefore = '2024-09-13T23:59:59.999+08:00';
const firstAfter = '2024-09-14T00:00:00.000+08:00';

/** The answer as a word: the flow's id, or the refusal's code. */
function answer(asked: Partial<Omit<FlowQuestion, 'placedAt'>> & { readonly placedAt: string }) {
  const choice = chooseFlow({
    deliveryMode: 'LICENSE_AUTH_CODE',
    salesCategory: 'GENERAL',
    scene: 'OTHER',
    assumptions: defaultAssumptions,
    ...asked,
    placedAt: instant(asked.placedAt),
  });
  return 'flow' in choice ? choice.flow.id : choice.code;
}

/** Whether an answer is a flow with Huawei review. */
const reviewed = (asked: Parameters<typeof answer>[0]): boolean =>
  answer(asked).endsWith('.reviewed');

describe('catalogue', () => {
  it('answers every mode, category and scene on both sides of every date, exactly once', () => {
    const answers = everyQuestion.map((asked) => {
      const choice = chooseFlow(asked);
      return 'flow' in choice ? flowById(choice.flow.id) === choice.flow : choice.code;
    });

    expect(everyQuestion).toHaveLength(10 * 4 * 3 * (1 + 2 * catalogueDates.length) * 6);
    expect(new Set(answers)).toEqual(new Set([true, 'FLOW_NOT_OFFERED']));
  });

  it('has one flow per id, and a purchase that leads to each', () => {
    const chosen = new Set(
      everyQuestion.map((asked) => {
        const choice = chooseFlow(asked);
        return 'flow' in choice ? choice.flow.id : choice.code;
      }),
    );

    expect(new Set(flows.map((flow) => flow.id)).size).toBe(flows.length);
    expect(flows.filter((flow) => !chosen.has(flow.id))).toEqual([]);
    expect(flows.filter((flow) => choicesFor(flow).length === 0)).toEqual([]);
  });

  it('changes no answer between its dates', () => {
    const edges = [instant(0), ...catalogueDates, instant('2999-01-01T00:00:00Z')];
    const differences = everyQuestion.filter((asked) =>
      edges.slice(0, -1).some((from, index) => {
        const until = plusMs(edges[index + 1] ?? from, -1);
        return answer({ ...asked, placedAt: from }) !== answer({ ...asked, placedAt: until });
      }),
    );

    expect(differences).toEqual([]);
  });

  it('R-CUT-01 gives the authorization code two versions', () => {
    for (const scene of ['OTHER', 'EMPOWERMENT_CLOUD'] as const) {
      for (const salesCategory of salesCategories) {
        const asked = { scene, salesCategory };
        expect(answer({ ...asked, placedAt: lastBefore })).toContain('.before-2024-09-14');
        expect(answer({ ...asked, placedAt: firstAfter })).toContain('.from-2024-09-14');
      }
    }
  });

  it.each([
    [lastBefore, 'license-auth-code.before-2024-09-14'],
    ['2024-09-13T15:59:59.999Z', 'license-auth-code.before-2024-09-14'],
    [firstAfter, 'license-auth-code.from-2024-09-14'],
    ['2024-09-13T16:00:00.000Z', 'license-auth-code.from-2024-09-14'],
  ])('R-CUT-02 begins the date at midnight in Beijing: %s → %s', (placedAt, flowId) => {
    expect(answer({ placedAt })).toBe(flowId);
  });

  it('R-CUT-03 keeps the flow of the moment of placing, also when paid and carried out after the date', () => {
    const opened = anOrder({ mode: 'LICENSE_AUTH_CODE', placedAt: lastBefore });
    const later = opened.advanceTo('2024-10-20T00:00:00+08:00').act('deliver').act('claimAuthCode');

    expect(opened.order.purchase.paidAt > instant(firstAfter)).toBe(true);
    expect(opened.order.flowId).toBe('license-auth-code.before-2024-09-14');
    expect(later.act('activateAuthCode').order.node).toBe('UPLOAD_PROOF');
    expect(later.order.flowId).toBe(opened.order.flowId);
  });

  it.each(['SAAS_SUPERVISED', 'PROFESSIONAL_SERVICE'] as const)(
    'R-CUT-04 %s follows the baseline for orders placed before 2025-03-26',
    (deliveryMode) => {
      const before = answer({ deliveryMode, placedAt: '2025-03-25T23:59:59.999+08:00' });
      const from = answer({ deliveryMode, placedAt: '2025-03-26T00:00:00.000+08:00' });

      expect([before, from]).toEqual(['general', 'FLOW_NOT_OFFERED']);
      expect(answer({ deliveryMode, placedAt: lastBefore })).toBe('general');
      expect(answer({ deliveryMode, placedAt: firstAfter })).toBe('general');
    },
  );

  it('R-LIC2-12 gives general products the authorization code flow without review, in every scene', () => {
    const answers = scenes.flatMap((scene) =>
      [lastBefore, firstAfter].map((placedAt) => reviewed({ scene, placedAt })),
    );

    expect(answers).toEqual(Array(6).fill(false));
  });

  it('offers data files as general products only', () => {
    const placedAt = firstAfter;
    const asked = salesCategories.map((salesCategory) =>
      answer({ deliveryMode: 'DATA_FILE', salesCategory, placedAt }),
    );

    expect(asked).toEqual(['general', ...Array(3).fill('FLOW_NOT_OFFERED')]);
  });
});

describe('who is reviewed', () => {
  const scenesReviewed = (asked: Omit<Parameters<typeof answer>[0], 'scene'>): Scene[] =>
    scenes.filter((scene) => reviewed({ ...asked, scene }));

  it.each(['LICENSE_AUTH_CODE', 'PROFESSIONAL_SERVICE', 'SAAS_SUPERVISED'] as const)(
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

    expect(scenesReviewed({ ...joint, deliveryMode: 'PROFESSIONAL_SERVICE' })).toEqual(expected);
    expect(reviewed({ ...joint, scene: 'OTHER' })).toBe(expected.length === 3);
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
      const reviewedUnder = (reviewHuaweiProducts: 'SPECIAL_SCENES' | 'ALWAYS' | 'NEVER') =>
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

  it('R-REV-05 the assumption about Huawei products moves nobody else', () => {
    const moved = everyQuestion.filter(
      (asked) =>
        (asked.salesCategory === 'GENERAL' || asked.salesCategory === 'JOINT_OPERATION') &&
        assumptionSettings
          .filter(
            (other) => other.authCodeRequiresClaim === asked.assumptions.authCodeRequiresClaim,
          )
          .some((assumptions) => answer({ ...asked, assumptions }) !== answer(asked)),
    );

    expect(moved).toEqual([]);
  });

  it('R-LIC2-10 the claim is skipped only where the assumption says so, and only from 2024-09-14', () => {
    const assumptions = { ...defaultAssumptions, authCodeRequiresClaim: false };

    expect(answer({ placedAt: firstAfter, assumptions })).toContain('.unclaimed');
    expect(answer({ placedAt: lastBefore, assumptions })).not.toContain('.unclaimed');
    expect(answer({ placedAt: firstAfter })).not.toContain('.unclaimed');
  });
});
