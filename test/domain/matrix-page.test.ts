import { describe, expect, it } from 'vitest';
import { defaultAssumptions } from '../../domain/assumptions.ts';
import { catalogueDates, chooseFlow, type FlowQuestion } from '../../domain/flows/catalogue.ts';
import {
  deliveryModes,
  salesCategories,
  scenes,
  serviceTemplates,
  supervisedModes,
} from '../../domain/order.ts';
import { instant, plusMs } from '../../domain/units.ts';
import type { Interval } from '../../scripts/pages/cells.ts';
import { flowSettings } from '../../scripts/pages/cells.ts';
import { clockRows } from '../../scripts/pages/clock-rows.ts';
import { matrix } from '../../scripts/pages/matrix.ts';
import { answerText } from '../../scripts/pages/matrix-page.ts';
import { renderPages } from '../../scripts/render-flows.ts';

const pages = renderPages();
const page = pages.get('flows/matrix.md') ?? '';

/** Both sides of every date, 2024-03-05 among them. */
const moments = [
  instant('2022-01-01T00:00:00+08:00'),
  ...[...catalogueDates, instant('2024-03-05T00:00:00+08:00')].flatMap((date) => [
    plusMs(date, -1),
    date,
  ]),
  instant('2029-01-01T00:00:00+08:00'),
];

const questions: readonly FlowQuestion[] = deliveryModes.flatMap((deliveryMode) =>
  salesCategories.flatMap((salesCategory) =>
    scenes.flatMap((scene) =>
      moments.flatMap((placedAt) =>
        (deliveryMode === 'PROFESSIONAL_SERVICE' ? serviceTemplates : [undefined]).map(
          (serviceTemplate) => ({
            deliveryMode,
            salesCategory,
            scene,
            placedAt,
            ...(serviceTemplate && { serviceTemplate }),
            assumptions: defaultAssumptions,
          }),
        ),
      ),
    ),
  ),
);

const holds = ({ from, until }: Interval, at: string): boolean =>
  (from === undefined || at >= from) && (until === undefined || at < until);

/** Every cell of the page's data that answers a question. */
const cellsFor = (asked: FlowQuestion) =>
  matrix
    .filter(({ kinds }) =>
      kinds.some(
        ({ mode, template }) => mode === asked.deliveryMode && template === asked.serviceTemplate,
      ),
    )
    .flatMap(({ columns, rows }) =>
      rows
        .filter(({ corners }) =>
          corners.some(
            ({ category, scene }) => category === asked.salesCategory && scene === asked.scene,
          ),
        )
        .flatMap(({ answers }) =>
          answers.filter((_, column) => {
            const interval = columns[column];
            return interval !== undefined && holds(interval, asked.placedAt);
          }),
        ),
    );

describe('the matrix', () => {
  it('answers every mode, template, category, scene and date exactly as the catalogue does', () => {
    const wrong = questions.filter((asked) => {
      const choice = chooseFlow(asked);
      const expected = 'flow' in choice ? choice.flow.id : choice.message;
      const found = cellsFor(asked).map(({ flowId, notSold }) => flowId ?? notSold?.en);
      return found.length !== 1 || found[0] !== expected;
    });

    expect(questions).toHaveLength((17 + 1) * 4 * 3 * (2 + 2 * 4));
    expect(wrong).toEqual([]);
  });

  it('has every one of these answers on the page, with a link or the reason', () => {
    const texts = new Set(questions.flatMap(cellsFor).map(answerText));

    expect([...texts].filter((text) => !page.includes(`| ${text} |`))).toEqual([]);
    expect([...texts].filter((text) => text.startsWith('不销售'))).toHaveLength(2);
    for (const mode of deliveryModes) expect(page).toContain(`\`${mode}`);
  });

  it('stays readable: tables of at most five rows and three dates', () => {
    for (const { rows, columns } of matrix) {
      expect(rows.length).toBeLessThanOrEqual(5);
      expect(columns.length).toBeLessThanOrEqual(3);
    }
    expect(matrix.length).toBeLessThanOrEqual(10);
  });

  it('R-MOD-02 says in one sentence what renewals get, and it is so for every mode', () => {
    const renewals = questions.map((asked) => chooseFlow({ ...asked, renews: 'CS-EARLIER' }));

    expect(page).toMatch(/a renewal never opens a supervision.*R-MOD-02/);
    expect(
      new Set(renewals.map((choice) => ('flow' in choice ? choice.flow.id : choice.code))),
    ).toEqual(new Set(['not-supervised']));
    expect(supervisedModes.length).toBeGreaterThan(0);
  });

  it('says which switch moves what, each switch turned alone', () => {
    const [, table = ''] = page.split('With a switch turned\n');
    const turned = flowSettings
      .slice(1)
      .flatMap((assumed) =>
        Object.entries(assumed).flatMap(([name, value]) =>
          value === defaultAssumptions[name as keyof typeof assumed]
            ? []
            : [`\`${name}=${value}\``],
        ),
      );

    expect(turned.length).toBeGreaterThan(8);
    expect(turned.filter((text) => !table.includes(`| ${text} |`))).toEqual([]);
  });
});

describe('the page of clocks', () => {
  const clocks = pages.get('clocks.md') ?? '';

  it.each([
    ...['T1', 'T2', 'T3', 'T4', 'T5', 'T6', 'T7', 'T8', 'T9', 'T10', 'T11', 'T26', 'T27', 'T28'],
  ])('has row %s with its rules, or the reason why it is outside', (name) => {
    const row = clockRows.find((candidate) => candidate.row === name);
    const line = clocks.split('\n').find((text) => text.startsWith(`| ${name} |`)) ?? '';

    if (name === 'T27') {
      expect(row?.rules).toEqual([]);
      expect(line).toContain('| 不在本系统 / outside |');
      expect(line).toContain('recordInvoice');
    } else {
      expect(row?.rules.length).toBeGreaterThan(0);
    }
    for (const id of row?.rules ?? []) {
      expect(line).toMatch(
        new RegExp(`\\[${id}\\]\\(rules.md#[^)]*\\) \\w+: \\[[^\\]]+\\]\\(\\.\\./test/`),
      );
    }
  });

  it('R-CLK-01 R-CLK-03 says until when the close held, and from when on the alert does', () => {
    const lineOf = (name: string) =>
      clocks.split('\n').find((text) => text.startsWith(`| ${name} |`)) ?? '';

    expect(lineOf('T5')).toContain('before 2024-03-05 00:00 (Beijing)');
    for (const name of ['T6', 'T7']) {
      expect(lineOf(name)).toContain('from 2024-03-05 00:00 (Beijing)');
    }
  });
});
