import { describe, expect, it } from 'vitest';
import { websiteBuildingFrom20250326 } from '../../../domain/flows/website-building.from-2025-03-26.ts';
import { answersAt, onlyAnswersOf, pathOf } from '../../support/answers.ts';
import { drawingOf } from '../../support/flow-walks.ts';
import { bare, websiteOrder } from '../../support/website-order.ts';

const from = '2025-03-26T00:00:00.000+08:00';
const opened = () => websiteOrder({ placedAt: from });
const asked = () => opened().act('submitRequirement');
const confirmed = () => asked().act('confirmRequirement');
/** Delivered without a requirement. */
const draft = () => opened().act('deliver', bare('draft'));
const pages = () => draft().act('accept').act('deliver', bare('pages'));
const launch = () => pages().act('accept').act('deliver');

describe('website building, from 2025-03-26', () => {
  it('R-PS-01 R-CUT-06 may begin with the first milestone, without a requirement', () => {
    expect(drawingOf(websiteBuildingFrom20250326)).toEqual([
      'SUBMIT_REQUIREMENT -requirementSubmitted-> CONFIRM_REQUIREMENT',
      'SUBMIT_REQUIREMENT -delivered-> BUYER_ACCEPT',
      'CONFIRM_REQUIREMENT -requirementConfirmed-> SELLER_DELIVER',
      'CONFIRM_REQUIREMENT -requirementRejected-> SUBMIT_REQUIREMENT',
      'SELLER_DELIVER -delivered-> BUYER_ACCEPT',
      'BUYER_ACCEPT -accepted-> COMPLETING + recordAcceptance',
      'BUYER_ACCEPT -milestoneAccepted-> SELLER_DELIVER',
      'BUYER_ACCEPT -rejected-> SELLER_DELIVER',
      'COMPLETING -deadlinePassed-> COMPLETED + markBillable',
    ]);
  });

  it('R-CUT-06 three milestones without a requirement → completed and billable', () => {
    const completed = launch().act('accept').advanceTo('2025-03-27T00:00:00+08:00');

    expect(pathOf(completed)).toEqual([
      'BUYER_ACCEPT', // draft
      'SELLER_DELIVER',
      'BUYER_ACCEPT', // pages
      'SELLER_DELIVER',
      'BUYER_ACCEPT', // launch
      'COMPLETING',
      'COMPLETED',
    ]);
    expect(completed.order).toMatchObject({
      flowId: 'website-building.from-2025-03-26',
      requirement: null,
      milestonesAccepted: 3,
      billable: true,
      supervisionStatus: 'COMPLETED',
    });
  });

  it('R-PS-02 three milestones after a requirement → completing', () => {
    const accepted = confirmed()
      .act('deliver', bare('draft'))
      .act('accept')
      .act('deliver', bare('pages'))
      .act('accept')
      .act('deliver')
      .act('accept');

    expect(accepted.order).toMatchObject({ node: 'COMPLETING', milestonesAccepted: 3 });
    expect(accepted.order.requirement?.text).toBe('twelve seats in Shenzhen');
  });

  it.each([
    ['2025-03-25T23:59:59.999+08:00', 'website-building'],
    [from, 'website-building.from-2025-03-26'],
  ])('R-CUT-06 placed %s: %s', (placedAt, flowId) => {
    expect(websiteOrder({ placedAt }).order.flowId).toBe(flowId);
  });

  it('R-CUT-06 the day before, the seller waits for the requirement', () => {
    const order = websiteOrder({ placedAt: '2025-03-25T23:59:59.999+08:00' });

    expect(order.refused('deliver', bare('draft'))).toMatchObject({
      code: 'EVENT_NOT_ALLOWED_AT_NODE',
      details: {
        node: 'SUBMIT_REQUIREMENT',
        allowed: ['submitRequirement', 'recordInvoice', 'openAppeal'],
      },
    });
  });

  it.each([
    [
      'SUBMIT_REQUIREMENT',
      opened,
      {
        submitRequirement: 'CONFIRM_REQUIREMENT',
        deliver: 'BUYER_ACCEPT',
        recordInvoice: 'SUBMIT_REQUIREMENT',
      },
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
  ])('R-GEN-07 %s takes this and nothing else', (node, order, answers) => {
    expect(order().order.node).toBe(node);
    expect(answersAt(order())).toEqual(answers);
  });

  it('R-CUT-06 after the first delivery there is no requirement any more', () => {
    const second = draft().act('accept');

    expect(second.order.node).toBe('SELLER_DELIVER');
    expect(second.refused('submitRequirement').code).toBe('EVENT_NOT_ALLOWED_AT_NODE');
  });

  it('R-GEN-03 a rejected requirement goes back to the buyer, and need not come again', () => {
    const back = asked().act('rejectRequirement');

    expect(back.order).toMatchObject({ node: 'SUBMIT_REQUIREMENT', requirementRejects: 1 });
    expect(back.act('submitRequirement').order.node).toBe('CONFIRM_REQUIREMENT');
    expect(back.act('deliver').order.node).toBe('BUYER_ACCEPT');
  });

  it('R-PS-02 a rejection in the middle repeats this milestone only', () => {
    const back = pages().act('reject', { payload: { reason: 'wrong colours' } });
    const accepted = back.act('deliver', bare('pages in blue')).act('accept');

    expect(back.order).toMatchObject({
      node: 'SELLER_DELIVER',
      milestonesAccepted: 1,
      acceptRejects: 1,
      lastRejection: { text: 'wrong colours' },
    });
    expect(accepted.order).toMatchObject({ node: 'SELLER_DELIVER', milestonesAccepted: 2 });
    expect(accepted.act('deliver').act('accept').order.node).toBe('COMPLETING');
  });

  it('R-PS-03 the contract is met with the last milestone only, requirement or not', () => {
    const last = pages().act('accept');

    expect(draft().order.proofs).toEqual([]);
    expect(last.refused('deliver', bare('launch')).code).toBe('PROOF_INCOMPLETE');
    expect(last.act('deliver').order.node).toBe('BUYER_ACCEPT');
  });

  it('R-PS-03 where there is one round only, its delivery meets the contract at once', () => {
    const single = websiteOrder({
      placedAt: from,
      purchase: { milestones: [{ milestoneId: 'all', title: 'all of it' }] },
    });

    expect(single.refused('deliver', bare('site')).code).toBe('PROOF_INCOMPLETE');
    expect(single.act('deliver').act('accept').order.node).toBe('COMPLETING');
  });

  it('R-GEN-08 takes nothing after completion', () => {
    const completed = launch().act('accept').advanceTo('2025-03-27T00:00:00+08:00');

    expect(onlyAnswersOf(completed)).toEqual(['ORDER_ENDED']);
  });
});
