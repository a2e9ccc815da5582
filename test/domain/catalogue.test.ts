import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Assumptions, assumptions, defaultAssumptions } from '../../domain/assumptions.ts';
import {
  catalogueDates,
  choiceFor,
  choicesFor,
  chooseFlow,
  type FlowQuestion,
  flowById,
  flows,
} from '../../domain/flows/catalogue.ts';
import {
  type DeliveryMode,
  deliveryModes,
  type SalesCategory,
  type Scene,
  salesCategories,
  scenes,
  serviceTemplates,
} from '../../domain/order.ts';
import { instant, plusMs } from '../../domain/units.ts';
import { answer, firstAfter, lastBefore, reviewed } from '../support/catalogue-answers.ts';
import { everyQuestion, flowSettings, flowSwitches, momentsToAsk } from '../support/flow-walks.ts';
import { anOrder } from '../support/order-builder.ts';

/** The times between the dates, each by its first and its last moment. */
const periods = {
  untilReviewNarrowed: ['2022-01-01T00:00:00.000+08:00', '2023-04-27T23:59:59.999+08:00'],
  untilCodeRevised: ['2023-04-28T00:00:00.000+08:00', '2024-09-13T23:59:59.999+08:00'],
  untilRequirementRevised: ['2024-09-14T00:00:00.000+08:00', '2025-03-25T23:59:59.999+08:00'],
  today: ['2025-03-26T00:00:00.000+08:00', '2026-06-01T00:00:00.000+08:00'],
} as const;
type Period = keyof typeof periods;
const periodNames = Object.keys(periods) as Period[];

const same = (figure: string) => periodNames.map(() => figure);
const requirement = (figure: string) => [figure, figure, figure, `${figure}.from-2025-03-26`];
const code = ['before-2024-09-14', 'before-2024-09-14', 'from-2024-09-14', 'from-2024-09-14'];

/** The figure of a mode in each period, as rules.md 2.13 draws the matrix; `websites` for the template of that name. */
const figures: Readonly<Record<DeliveryMode | 'websites', readonly string[]>> = {
  LICENSE_AUTH_CODE: code.map((version) => `license-auth-code.${version}`),
  LICENSE_ID_CODE: same('license-id-code'),
  LICENSE_CLIENT_API: same('license-id-code'),
  LICENSE_OFFLINE: same('license-offline'),
  LICENSE_SOFTWARE_PACKAGE: same('software-package'),
  SAAS_SUPERVISED: requirement('general'),
  PROFESSIONAL_SERVICE: requirement('general'),
  websites: requirement('website-building'),
  HARDWARE: same('hardware'),
  APP_ORCHESTRATION: same('app-orchestration'),
  DATA_FILE: same('general'),
  SAAS_INSTANT: same('not-supervised'),
  IMAGE: same('not-supervised'),
  API: same('not-supervised'),
  CONTAINER: same('not-supervised'),
  AI_ASSET: same('not-supervised'),
  DATA_ASSET: same('not-supervised'),
  APPLICATION_ASSET: same('not-supervised'),
};

type Reviewed = Readonly<Record<SalesCategory, readonly (readonly Scene[])[]>>;
const [all, special, empowerment, none] = [
  ['EMPOWERMENT_CLOUD', 'BASE_CLOUD', 'OTHER'],
  ['EMPOWERMENT_CLOUD', 'BASE_CLOUD'],
  ['EMPOWERMENT_CLOUD'],
  [],
] as const;
const nobody = [none, none, none, none] as const;

/** The scenes that are reviewed in each period, with the default assumptions. */
const reviewedScenes: Readonly<Record<'code' | 'undated' | 'never', Reviewed>> = {
  code: {
    GENERAL: nobody,
    JOINT_OPERATION: [all, empowerment, special, special],
    HUAWEI: [empowerment, empowerment, special, special],
    SELF_SERVICE: [empowerment, empowerment, special, special],
  },
  undated: {
    GENERAL: nobody,
    JOINT_OPERATION: [all, special, special, special],
    HUAWEI: [special, special, special, special],
    SELF_SERVICE: [special, special, special, special],
  },
  never: { GENERAL: nobody, JOINT_OPERATION: nobody, HUAWEI: nobody, SELF_SERVICE: nobody },
};

function reviewsOf(figure: string): keyof typeof reviewedScenes {
  if (figure.startsWith('license-auth-code')) return 'code';
  return figure === 'software-package' || figure === 'not-supervised' ? 'never' : 'undated';
}

const notSold = (mode: DeliveryMode, category: SalesCategory): boolean =>
  mode === 'DATA_FILE'
    ? category !== 'GENERAL'
    : (mode === 'LICENSE_ID_CODE' || mode === 'LICENSE_CLIENT_API') && category === 'GENERAL';

interface Cell {
  readonly mode: DeliveryMode;
  readonly category: SalesCategory;
  readonly scene: Scene;
  readonly period: Period;
}

/** The answer by name under the default assumptions. */
function nameOf({ mode, category, scene, period }: Cell, isWebsite = false): string {
  if (notSold(mode, category)) return 'FLOW_NOT_OFFERED';
  const index = periodNames.indexOf(period);
  const figure = figures[isWebsite ? 'websites' : mode][index] ?? 'missing';
  const isReviewed = reviewedScenes[reviewsOf(figure)][category][index]?.includes(scene);
  return isReviewed ? `${figure}.reviewed` : figure;
}

const cells: readonly Cell[] = deliveryModes.flatMap((mode) =>
  salesCategories.flatMap((category) =>
    scenes.flatMap((scene) => periodNames.map((period) => ({ mode, category, scene, period }))),
  ),
);

/** The answers at both ends of the cell's period. */
const foundAt = (
  { mode, category, scene, period }: Cell,
  more: Partial<Omit<FlowQuestion, 'placedAt'>> = {},
): readonly string[] =>
  periods[period].map((placedAt) =>
    answer({ deliveryMode: mode, salesCategory: category, scene, placedAt, ...more }),
  );

const inWords = ({ mode, category, scene, period }: Cell): string =>
  `${mode} ${category} ${scene} ${period}`;

describe('catalogue', () => {
  it('answers every mode, category and scene on both sides of every date by name', () => {
    const off = cells.flatMap((cell) =>
      foundAt(cell)
        .filter((found) => found !== nameOf(cell))
        .map((found) => `${inWords(cell)}: expected ${nameOf(cell)}, found ${found}`),
    );

    expect(off).toEqual([]);
    expect(cells).toHaveLength(17 * 4 * 3 * 4);
  });

  it('R-PS-01 the template chooses between two figures of professional services, standard if none is named', () => {
    const services = cells.filter(({ mode }) => mode === 'PROFESSIONAL_SERVICE');

    for (const cell of services) {
      const standard = Array(2).fill(nameOf(cell));
      expect(foundAt(cell)).toEqual(standard);
      expect(foundAt(cell, { serviceTemplate: 'STANDARD' })).toEqual(standard);
      expect(foundAt(cell, { serviceTemplate: 'WEBSITE_BUILDING' })).toEqual(
        Array(2).fill(nameOf(cell, true)),
      );
    }
    expect(services).toHaveLength(4 * 3 * 4);
  });

  it('has an answer for whatever it is asked under whatever is assumed: no hole', () => {
    const settings = Object.fromEntries(
      Object.entries(assumptions).map(([name, entry]) => [
        name,
        fc.constantFrom<unknown>(...entry.settings),
      ]),
    );
    const moments = [
      instant(0),
      ...momentsToAsk,
      ...catalogueDates.flatMap((date) => [plusMs(date, 28_799_999), plusMs(date, 28_800_000)]),
      instant('2899-12-31T00:00:00Z'),
    ];
    const question = fc.record({
      deliveryMode: fc.constantFrom(...deliveryModes),
      salesCategory: fc.constantFrom(...salesCategories),
      scene: fc.constantFrom(...scenes),
      placedAt: fc.constantFrom(...moments),
      assumptions: fc.record(settings) as unknown as fc.Arbitrary<Assumptions>,
      serviceTemplate: fc.constantFrom(...serviceTemplates),
    });

    fc.assert(
      fc.property(question, (asked) => {
        const choice = chooseFlow(asked);
        const found = 'flow' in choice ? flowById(choice.flow.id) === choice.flow : choice.code;
        expect([true, 'FLOW_NOT_OFFERED']).toContain(found);
      }),
      { numRuns: 2_000 },
    );
  });

  it('has one flow per id, and a purchase that leads to each', () => {
    const chosen = new Set(everyQuestion.map(answerOnce));

    expect(new Set(flows.map((flow) => flow.id)).size).toBe(flows.length);
    expect(flows).toHaveLength(24);
    expect(chosen).toEqual(new Set([...flows.map(({ id }) => id), 'FLOW_NOT_OFFERED']));
    expect(flows.filter((flow) => choicesFor(flow).length === 0)).toEqual([]);
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
    'R-CUT-04 %s follows the baseline for orders placed before 2025-03-26, another figure from then on',
    (deliveryMode) => {
      const before = answer({ deliveryMode, placedAt: '2025-03-25T23:59:59.999+08:00' });
      const from = answer({ deliveryMode, placedAt: '2025-03-26T00:00:00.000+08:00' });

      expect([before, from]).toEqual(['general', 'general.from-2025-03-26']);
      expect(answer({ deliveryMode, placedAt: lastBefore })).toBe('general');
      expect(answer({ deliveryMode, placedAt: firstAfter })).toBe('general');
    },
  );

  it.each([
    ['SAAS_SUPERVISED', 'STANDARD', 'general'],
    ['PROFESSIONAL_SERVICE', 'STANDARD', 'general'],
    ['PROFESSIONAL_SERVICE', 'WEBSITE_BUILDING', 'website-building'],
  ] as const)(
    'R-CUT-06 %s (%s): the requirement is optional from 2025-03-26, unless it is switched to required',
    (deliveryMode, serviceTemplate, baseline) => {
      const placedAt = '2025-03-26T00:00:00.000+08:00';
      const asked = { deliveryMode, serviceTemplate, placedAt };
      const required = { ...defaultAssumptions, requirementStep: 'REQUIRED' } as const;
      const startOf = (id: string) => flowById(id).nodes[flowById(id).start];

      expect(answer(asked)).toBe(`${baseline}.from-2025-03-26`);
      expect(startOf(answer(asked))).toMatchObject({ on: { delivered: { to: 'BUYER_ACCEPT' } } });
      expect(answer({ ...asked, assumptions: required })).toBe(baseline);
      expect(startOf(baseline)).not.toHaveProperty('on.delivered');
    },
  );

  it('R-LIC2-12 gives general products the authorization code flow without review, in every scene', () => {
    const answers = scenes.flatMap((scene) =>
      [lastBefore, firstAfter].map((placedAt) => reviewed({ scene, placedAt })),
    );

    expect(answers).toEqual(Array(6).fill(false));
  });

  it('R-LIC1-05 licenses by seller interface or client follow the nodes of License 1.0, whatever is asked', () => {
    const client = everyQuestion.filter(
      ({ deliveryMode }) => deliveryMode === 'LICENSE_CLIENT_API',
    );
    const apart = client.filter(
      (asked) => answer(asked) !== answer({ ...asked, deliveryMode: 'LICENSE_ID_CODE' }),
    );

    expect(apart).toEqual([]);
    expect(client.length).toBeGreaterThan(1_000);
  });

  it('R-PKG-03 software packages have one figure without review, for everybody at any time', () => {
    const packages = everyQuestion.filter(
      ({ deliveryMode, renews }) => deliveryMode === 'LICENSE_SOFTWARE_PACKAGE' && !renews,
    );

    expect(new Set(packages.map(answerOnce))).toEqual(new Set(['software-package']));
  });

  it('R-DAT-01 data files follow the standard flow at any time', () => {
    const sold = everyQuestion.filter(
      ({ deliveryMode, salesCategory, renews }) =>
        deliveryMode === 'DATA_FILE' && salesCategory === 'GENERAL' && !renews,
    );

    expect(new Set(sold.map(answerOnce))).toEqual(new Set(['general']));
  });
});

describe('orders without supervision', () => {
  const unsupervised = [
    'SAAS_INSTANT',
    'IMAGE',
    'API',
    'CONTAINER',
    'AI_ASSET',
    'DATA_ASSET',
    'APPLICATION_ASSET',
  ] as const;

  it('R-MOD-01 seven modes are not supervised, and no other', () => {
    const answers = everyQuestion
      .filter(({ renews }) => renews === undefined)
      .map((asked) => [asked.deliveryMode, answerOnce(asked)] as const);
    const found = answers.filter(([, flowId]) => flowId === 'not-supervised');

    expect(new Set(found.map(([mode]) => mode))).toEqual(new Set(unsupervised));
    expect(answers.filter(([mode]) => unsupervised.some((one) => one === mode))).toEqual(found);
  });

  it.each(unsupervised)(
    'R-MOD-01 %s is in effect at once, billable if live, with no contract',
    (mode) => {
      const { order } = anOrder({ mode });

      expect(order).toMatchObject({
        flowId: 'not-supervised',
        node: 'EFFECTIVE',
        effectiveAt: order.enteredAt,
        supervisionStatus: 'NOT_APPLICABLE',
        orderStatus: 'COMPLETED',
        billable: true,
        contract: null,
        deadline: null,
      });
      expect(anOrder({ mode, livemode: false }).order.billable).toBe(false);
      expect(anOrder({ mode }).refused('recordInvoice').code).toBe('ORDER_ENDED');
    },
  );

  it('R-MOD-02 a renewal of whatever is sold, or is not sold any more, opens no supervision', () => {
    const renewals = everyQuestion.filter(({ renews }) => renews !== undefined);

    expect(new Set(renewals.map(answerOnce))).toEqual(new Set(['not-supervised']));
    expect(new Set(renewals.map(({ deliveryMode }) => deliveryMode))).toEqual(
      new Set(deliveryModes),
    );
  });

  it.each([
    ['with the payment if it says nothing', undefined, 0],
    ['when it says', '2024-12-01T00:00:00.000+08:00', undefined],
    ['not before the payment', '2024-01-01T00:00:00.000+08:00', 0],
  ])('R-MOD-02 a renewal takes effect %s', (_when, text, afterPaymentMs) => {
    const takesEffectAt = text === undefined ? undefined : instant(text);
    const { order } = anOrder({
      mode: 'HARDWARE',
      purchase: { renews: 'CS-EARLIER', ...(takesEffectAt && { takesEffectAt }) },
    });
    const { paidAt } = order.purchase;

    expect(order).toMatchObject({ node: 'EFFECTIVE', billable: true, contract: null });
    expect(order.effectiveAt).toBe(afterPaymentMs === undefined ? takesEffectAt : paidAt);
  });
});

describe('what is not sold', () => {
  const refusal = (deliveryMode: DeliveryMode, salesCategory: SalesCategory) =>
    chooseFlow({
      deliveryMode,
      salesCategory,
      scene: 'OTHER',
      placedAt: instant(firstAfter),
      assumptions: defaultAssumptions,
    });

  it.each([
    ['LICENSE_ID_CODE', 'GENERAL', 'sold as joint-operation or Huawei products only'],
    ['LICENSE_CLIENT_API', 'GENERAL', 'sold as joint-operation or Huawei products only'],
    ['DATA_FILE', 'JOINT_OPERATION', 'data files are sold as general products only'],
    ['DATA_FILE', 'HUAWEI', 'data files are sold as general products only'],
    ['DATA_FILE', 'SELF_SERVICE', 'data files are sold as general products only'],
  ] as const)('R-SAL-01 %s as %s is refused: %s', (deliveryMode, salesCategory, reason) => {
    expect(refusal(deliveryMode, salesCategory)).toEqual({
      code: 'FLOW_NOT_OFFERED',
      message: reason,
      details: { deliveryMode, salesCategory, scene: 'OTHER', placedAt: instant(firstAfter) },
    });
  });

  it('R-SAL-01 and nothing else, whenever and wherever', () => {
    const refused = everyQuestion
      .filter((asked) => answerOnce(asked) === 'FLOW_NOT_OFFERED')
      .map(({ deliveryMode, salesCategory }) => `${deliveryMode} ${salesCategory}`);

    expect(new Set(refused)).toEqual(
      new Set([
        'LICENSE_ID_CODE GENERAL',
        'LICENSE_CLIENT_API GENERAL',
        'DATA_FILE JOINT_OPERATION',
        'DATA_FILE HUAWEI',
        'DATA_FILE SELF_SERVICE',
      ]),
    );
  });

  it('R-SAL-01 switched on, they follow the figure of their delivery mode', () => {
    const assumed = { ...defaultAssumptions, sellUndocumented: true };
    const sold = cells
      .filter(({ mode, category }) => notSold(mode, category))
      .map((cell) => [cell, foundAt(cell, { assumptions: assumed })] as const);

    for (const [cell, found] of sold) {
      const figure = cell.mode === 'DATA_FILE' ? 'general' : 'license-id-code';
      const index = periodNames.indexOf(cell.period);
      const isReviewed = reviewedScenes.undated[cell.category][index]?.includes(cell.scene);
      expect(found).toEqual(Array(2).fill(isReviewed ? `${figure}.reviewed` : figure));
    }
    expect(sold).toHaveLength((2 + 3) * 3 * 4);
  });
});

describe('switches', () => {
  const undatedModes: readonly DeliveryMode[] = [
    'SAAS_SUPERVISED',
    'PROFESSIONAL_SERVICE',
    'LICENSE_ID_CODE',
    'LICENSE_CLIENT_API',
    'LICENSE_OFFLINE',
    'HARDWARE',
    'APP_ORCHESTRATION',
  ];
  const reviewedModes: readonly DeliveryMode[] = [...undatedModes, 'LICENSE_AUTH_CODE'];
  const narrowed = instant('2023-04-28T00:00:00+08:00');
  const codeRevised = instant(firstAfter);
  const requirementRevised = instant('2025-03-26T00:00:00+08:00');
  const isSpecial = ({ scene }: FlowQuestion) => scene !== 'OTHER';
  const isHuawei = ({ salesCategory }: FlowQuestion) =>
    salesCategory === 'HUAWEI' || salesCategory === 'SELF_SERVICE';
  const isJoint = ({ salesCategory }: FlowQuestion) => salesCategory === 'JOINT_OPERATION';
  const isReviewable = ({ deliveryMode }: FlowQuestion) => reviewedModes.includes(deliveryMode);
  const isUndated = ({ deliveryMode }: FlowQuestion) => undatedModes.includes(deliveryMode);
  /** Base cloud orders of authorization codes are reviewed from 2024-09-14 on. */
  const isReviewedScene = (asked: FlowQuestion) =>
    asked.scene === 'EMPOWERMENT_CLOUD' ||
    (asked.scene === 'BASE_CLOUD' && (isUndated(asked) || asked.placedAt >= codeRevised));

  const usual = everyQuestion.filter(({ assumptions: assumed }) => assumed === defaultAssumptions);

  it.each<[string, Partial<Assumptions>, (asked: FlowQuestion) => boolean, RegExp]>([
    [
      'R-LIC2-10 no claim: authorization codes from 2024-09-14',
      { authCodeRequiresClaim: false },
      ({ deliveryMode, placedAt }) =>
        deliveryMode === 'LICENSE_AUTH_CODE' && placedAt >= codeRevised,
      /^license-auth-code\.from-2024-09-14\.unclaimed/,
    ],
    [
      'R-REV-05 always: Huawei and self-service products that were not reviewed',
      { reviewHuaweiProducts: 'ALWAYS' },
      (asked) => isReviewable(asked) && isHuawei(asked) && !isReviewedScene(asked),
      /\.reviewed$/,
    ],
    [
      'R-REV-05 never: Huawei and self-service products that were reviewed',
      { reviewHuaweiProducts: 'NEVER' },
      (asked) => isReviewable(asked) && isHuawei(asked) && isReviewedScene(asked),
      /^(?!.*reviewed)/,
    ],
    [
      'R-REV-06 dated: base cloud orders until 2024-09-14, of what was not reviewed for another reason',
      { baseCloudReviewedFrom: '2024-09-14' },
      (asked) =>
        isUndated(asked) &&
        asked.scene === 'BASE_CLOUD' &&
        asked.placedAt < codeRevised &&
        (isHuawei(asked) || (isJoint(asked) && asked.placedAt >= narrowed)),
      /^(?!.*reviewed)/,
    ],
    [
      'R-REV-02 as afterwards: joint-operation orders until 2023-04-28 outside the reviewed scenes',
      { jointReviewedBefore20230428: false },
      (asked) =>
        isReviewable(asked) &&
        isJoint(asked) &&
        asked.placedAt < narrowed &&
        !isReviewedScene(asked),
      /^(?!.*reviewed)/,
    ],
    [
      'R-CUT-06 required: SaaS and professional services from 2025-03-26',
      { requirementStep: 'REQUIRED' },
      ({ deliveryMode, placedAt }) =>
        ['SAAS_SUPERVISED', 'PROFESSIONAL_SERVICE'].includes(deliveryMode) &&
        placedAt >= requirementRevised,
      /^(general|website-building)(\.reviewed)?$/,
    ],
    [
      'R-SAL-01 sold: what the documents show no figure of',
      { sellUndocumented: true },
      ({ deliveryMode, salesCategory }) => notSold(deliveryMode, salesCategory),
      /^(general|license-id-code)(\.reviewed)?$/,
    ],
    [
      'R-ORC-02 never: app orchestration that was reviewed',
      { reviewAppOrchestration: false },
      (asked) =>
        asked.deliveryMode === 'APP_ORCHESTRATION' &&
        ((isHuawei(asked) && isSpecial(asked)) ||
          (isJoint(asked) && (isSpecial(asked) || asked.placedAt < narrowed))),
      /^app-orchestration$/,
    ],
  ])('%s, each of them and nobody else', (_title, switched, isMeant, becomes) => {
    const assumed = { ...defaultAssumptions, ...switched };
    const answers = usual.map((asked) => ({
      asked,
      before: answerOnce(asked),
      after: answer({ ...asked, assumptions: assumed }),
    }));
    const moved = answers.filter(({ before, after }) => before !== after);
    const meant = answers.filter(({ asked }) => asked.renews === undefined && isMeant(asked));

    expect(moved).toEqual(meant);
    expect(moved.length).toBeGreaterThan(0);
    expect(moved.filter(({ after }) => !becomes.test(after))).toEqual([]);
  });

  it('R-CUT-02 midnight in UTC: every date begins 8 hours later, nothing else changes', () => {
    const utc = { ...defaultAssumptions, datesBegin: 'UTC_MIDNIGHT' } as const;
    const eightHoursMs = 8 * 3_600_000;
    const moments = momentsToAsk.flatMap((at) => [at, plusMs(at, eightHoursMs)]);
    const asked = usual.filter(({ placedAt }) => placedAt === momentsToAsk[0]);
    const off = asked.flatMap((question) =>
      moments.filter(
        (placedAt) =>
          answer({ ...question, placedAt, assumptions: utc }) !==
          answer({ ...question, placedAt: plusMs(placedAt, -eightHoursMs) }),
      ),
    );

    expect(off).toEqual([]);
    expect(
      ['2024-09-13T23:59:59.999Z', '2024-09-14T00:00:00.000Z'].map((placedAt) =>
        answer({ placedAt, assumptions: utc }),
      ),
    ).toEqual(['license-auth-code.before-2024-09-14', 'license-auth-code.from-2024-09-14']);
    expect(answer({ placedAt: instant(0), assumptions: utc })).toBe(
      answer({ placedAt: instant(0) }),
    );
  });

  it('that the table names are all in the questions, each with every setting', () => {
    const named = flows.flatMap(choicesFor).flatMap(({ assuming }) => Object.keys(assuming ?? {}));

    expect(new Set([...named, 'datesBegin', 'sellUndocumented'])).toEqual(new Set(flowSwitches));
    for (const name of flowSwitches) {
      expect(new Set(flowSettings.map((assumed) => assumed[name]))).toEqual(
        new Set<unknown>(assumptions[name].settings),
      );
    }
  });

  it('that choose between no flows change no answer', () => {
    const others = (Object.keys(assumptions) as (keyof Assumptions)[]).filter(
      (name) => !flowSwitches.some((known) => known === name),
    );
    const moved = others.flatMap((name) =>
      assumptions[name].settings.flatMap((setting) =>
        usual.filter(
          (asked) =>
            answer({ ...asked, assumptions: { ...defaultAssumptions, [name]: setting } }) !==
            answerOnce(asked),
        ),
      ),
    );

    expect(others).toHaveLength(20);
    expect(moved).toEqual([]);
  });
});

/** The same question asked again gets the same answer: asked once. */
function answerOnce(asked: FlowQuestion): string {
  const known = answered.get(asked);
  if (known !== undefined) return known;
  const found = answer(asked);
  answered.set(asked, found);
  return found;
}
const answered = new Map<FlowQuestion, string>();

describe('why the catalogue answers as it does', () => {
  const rulesOf = (asked: Partial<FlowQuestion>) =>
    choiceFor({
      deliveryMode: 'IMAGE',
      salesCategory: 'GENERAL',
      scene: 'OTHER',
      placedAt: instant('2024-10-01T00:00:00+08:00'),
      assumptions: defaultAssumptions,
      ...asked,
    }).rules;

  it.each([
    ['R-MOD-01', { deliveryMode: 'IMAGE' }],
    ['R-MOD-02', { deliveryMode: 'HARDWARE', renews: 'CS-1' }],
    ['R-SAL-01', { deliveryMode: 'LICENSE_ID_CODE' }],
    ['R-SAL-01', { deliveryMode: 'DATA_FILE', salesCategory: 'HUAWEI' }],
  ] as const)('%s is the whole reason for %j', (rule, asked) => {
    expect(rulesOf(asked)).toEqual([rule]);
  });

  const service = { deliveryMode: 'PROFESSIONAL_SERVICE' } as const;
  const code = { deliveryMode: 'LICENSE_AUTH_CODE' } as const;
  const joint = { salesCategory: 'JOINT_OPERATION' } as const;

  it.each<[string, Partial<FlowQuestion>, Partial<Assumptions>]>([
    [
      'R-GEN-02 R-CUT-04 R-REV-05',
      { ...service, salesCategory: 'HUAWEI' },
      { reviewHuaweiProducts: 'ALWAYS' },
    ],
    [
      'R-GEN-02 R-CUT-04 R-REV-05',
      { ...service, salesCategory: 'HUAWEI' },
      { reviewHuaweiProducts: 'NEVER' },
    ],
    ['R-CUT-01 R-REV-01', { ...code, ...joint, scene: 'BASE_CLOUD' }, {}],
    ['R-GEN-02 R-CUT-04 R-REV-06', { ...service, ...joint, scene: 'BASE_CLOUD' }, {}],
    [
      'R-GEN-02 R-CUT-04 R-REV-02',
      { ...service, ...joint, placedAt: instant('2023-04-01T00:00:00+08:00') },
      { jointReviewedBefore20230428: false },
    ],
    ['R-CUT-01 R-LIC2-10 R-REV-01', code, { authCodeRequiresClaim: false }],
    ['R-ORC-01 R-ORC-02', { deliveryMode: 'APP_ORCHESTRATION' }, { reviewAppOrchestration: false }],
  ])('%s are the reasons for %j under %j', (rules, asked, switched) => {
    const assumptions = { ...defaultAssumptions, ...switched };

    expect(rulesOf({ ...asked, assumptions }).join(' ')).toBe(rules);
  });

  it('a question outside the vocabulary, and an id that was never published, are faults of ours', () => {
    expect(() => rulesOf({ deliveryMode: 'PIGEON' as never })).toThrow(
      /the catalogue has no answer for .*PIGEON/,
    );
    expect(() => flowById('pigeon')).toThrow('no published flow pigeon');
  });
});
