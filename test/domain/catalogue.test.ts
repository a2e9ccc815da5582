import { describe, expect, it } from 'vitest';
import { type Assumptions, assumptions } from '../../domain/assumptions.ts';
import {
  catalogueDates,
  choicesFor,
  chooseFlow,
  flowById,
  flows,
} from '../../domain/flows/catalogue.ts';
import { salesCategories, scenes } from '../../domain/order.ts';
import { instant, plusMs } from '../../domain/units.ts';
import { flowSettings } from '../../scripts/pages/who-gets-it.ts';
import { answer, firstAfter, lastBefore, reviewed } from '../support/catalogue-answers.ts';
import { everyQuestion } from '../support/flow-walks.ts';
import { anOrder } from '../support/order-builder.ts';

describe('catalogue', () => {
  it('answers every mode, category and scene on both sides of every date, exactly once', () => {
    const answers = everyQuestion.map((asked) => {
      const choice = chooseFlow(asked);
      return 'flow' in choice ? flowById(choice.flow.id) === choice.flow : choice.code;
    });

    expect(everyQuestion).toHaveLength(10 * 4 * 3 * (1 + 2 * catalogueDates.length) * 12);
    expect(new Set(answers)).toEqual(new Set([true, 'FLOW_NOT_OFFERED', 'FLOW_NOT_PUBLISHED']));
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

  it('R-CUT-03 R-CUT-05 keeps the flow of the moment of placing, also when paid and carried out after the date', () => {
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

      expect([before, from]).toEqual(['general', 'FLOW_NOT_PUBLISHED']);
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

  it('offers data files as general products only, and nothing else is not sold', () => {
    const placedAt = firstAfter;
    const asked = salesCategories.map((salesCategory) =>
      answer({ deliveryMode: 'DATA_FILE', salesCategory, placedAt }),
    );
    const notSold = everyQuestion.filter((question) => answer(question) === 'FLOW_NOT_OFFERED');

    expect(asked).toEqual(['general', ...Array(3).fill('FLOW_NOT_OFFERED')]);
    expect(new Set(notSold.map(({ deliveryMode }) => deliveryMode))).toEqual(
      new Set(['DATA_FILE']),
    );
  });

  it('says of the modes to come that their flow is not published', () => {
    const modes = everyQuestion
      .filter((question) => question.placedAt === instant(firstAfter))
      .filter((question) => answer(question) === 'FLOW_NOT_PUBLISHED')
      .map(({ deliveryMode }) => deliveryMode);

    expect(new Set(modes)).toEqual(
      new Set([
        'LICENSE_ID_CODE',
        'LICENSE_CLIENT_API',
        'LICENSE_OFFLINE',
        'LICENSE_SOFTWARE_PACKAGE',
        'HARDWARE',
        'APP_ORCHESTRATION',
      ]),
    );
  });

  it('the switches that choose between flows are all in the questions', () => {
    const names = flows.flatMap(choicesFor).flatMap(({ assuming }) => Object.keys(assuming ?? {}));

    for (const name of new Set(names) as Set<keyof Assumptions>) {
      expect(new Set(flowSettings.map((assumed) => assumed[name]))).toEqual(
        new Set<unknown>(assumptions[name].settings),
      );
    }
  });
});
