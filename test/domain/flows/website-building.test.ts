import { describe, expect, it } from 'vitest';
import { websiteBuilding } from '../../../domain/flows/website-building.ts';
import { answersAt, onlyAnswersOf, pathOf } from '../../support/answers.ts';
import { drawingOf } from '../../support/flow-walks.ts';
import { anOrder } from '../../support/order-builder.ts';
import { bare, websiteOrder } from '../../support/website-order.ts';

const before = '2025-03-25T23:59:59.999+08:00';
const asked = () => websiteOrder({ placedAt: before }).act('submitRequirement');
const confirmed = () => asked().act('confirmRequirement');
const draft = () => confirmed().act('deliver', bare('draft'));
const pages = () => draft().act('accept').act('deliver', bare('pages'));
const launch = () => pages().act('accept').act('deliver');

describe('website building, before 2025-03-26', () => {
  it('R-PS-01 is the baseline with rounds: acceptance of a milestone leads back to delivery', () => {
    expect(drawingOf(websiteBuilding)).toEqual([
      'SUBMIT_REQUIREMENT -requirementSubmitted-> CONFIRM_REQUIREMENT',
      'CONFIRM_REQUIREMENT -requirementConfirmed-> SELLER_DELIVER',
      'CONFIRM_REQUIREMENT -requirementRejected-> SUBMIT_REQUIREMENT',
      'SELLER_DELIVER -delivered-> BUYER_ACCEPT',
      'BUYER_ACCEPT -accepted-> COMPLETING + recordAcceptance',
      'BUYER_ACCEPT -milestoneAccepted-> SELLER_DELIVER',
      'BUYER_ACCEPT -rejected-> SELLER_DELIVER',
      'COMPLETING -deadlinePassed-> COMPLETED + markBillable',
    ]);
  });

  it('R-PS-02 three milestones, delivered and accepted one by one → completed and billable', () => {
    const completed = launch().act('accept').advanceTo('2025-03-27T00:00:00+08:00');

    expect(pathOf(completed)).toEqual([
      'CONFIRM_REQUIREMENT',
      'SELLER_DELIVER',
      'BUYER_ACCEPT', // draft
      'SELLER_DELIVER',
      'BUYER_ACCEPT', // pages
      'SELLER_DELIVER',
      'BUYER_ACCEPT', // launch
      'COMPLETING',
      'COMPLETED',
    ]);
    expect(completed.order).toMatchObject({
      flowId: 'website-building',
      milestonesAccepted: 3,
      billable: true,
      orderStatus: 'COMPLETED',
      supervisionStatus: 'COMPLETED',
    });
  });

  it.each([
    ['STANDARD', before, 'general'],
    ['WEBSITE_BUILDING', before, 'website-building'],
    ['STANDARD', '2025-03-26T00:00:00.000+08:00', 'general.from-2025-03-26'],
    ['WEBSITE_BUILDING', '2025-03-26T00:00:00.000+08:00', 'website-building.from-2025-03-26'],
    [undefined, before, 'general'],
  ] as const)(
    'R-PS-01 the template chosen at release decides: %s, placed %s → %s',
    (template, placedAt, flowId) => {
      const purchase = template ? { serviceTemplate: template } : {};

      expect(anOrder({ placedAt, purchase }).order.flowId).toBe(flowId);
    },
  );

  it.each([
    [
      'SUBMIT_REQUIREMENT',
      () => websiteOrder({ placedAt: before }),
      { submitRequirement: 'CONFIRM_REQUIREMENT', recordInvoice: 'SUBMIT_REQUIREMENT' },
    ],
    [
      'CONFIRM_REQUIREMENT',
      asked,
      {
        confirmRequirement: 'SELLER_DELIVER',
        rejectRequirement: 'SUBMIT_REQUIREMENT',
        recordInvoice: 'CONFIRM_REQUIREMENT',
      },
    ],
    ['SELLER_DELIVER', confirmed, { deliver: 'BUYER_ACCEPT', recordInvoice: 'SELLER_DELIVER' }],
    [
      'BUYER_ACCEPT',
      draft,
      { accept: 'SELLER_DELIVER', reject: 'SELLER_DELIVER', recordInvoice: 'BUYER_ACCEPT' },
    ],
    [
      'BUYER_ACCEPT',
      launch,
      { accept: 'COMPLETING', reject: 'SELLER_DELIVER', recordInvoice: 'BUYER_ACCEPT' },
    ],
    ['COMPLETING', () => launch().act('accept'), { recordInvoice: 'COMPLETING' }],
  ])('R-GEN-07 %s takes this and nothing else', (node, order, answers) => {
    expect(order().order.node).toBe(node);
    expect(answersAt(order())).toEqual(answers);
  });

  it('R-GEN-03 a rejected requirement is submitted again before the first milestone', () => {
    const back = asked().act('rejectRequirement', { payload: { reason: 'which domain?' } });

    expect(back.order).toMatchObject({
      node: 'SUBMIT_REQUIREMENT',
      requirementRejects: 1,
      lastRejection: { text: 'which domain?', from: 'CONFIRM_REQUIREMENT' },
    });
    expect(back.refused('deliver').code).toBe('EVENT_NOT_ALLOWED_AT_NODE');
    expect(back.act('submitRequirement').act('confirmRequirement').order.node).toBe(
      'SELLER_DELIVER',
    );
  });

  it('R-GEN-08 takes nothing after completion', () => {
    const completed = launch().act('accept').advanceTo('2025-03-27T00:00:00+08:00');

    expect(onlyAnswersOf(completed)).toEqual(['ORDER_ENDED']);
  });
});
