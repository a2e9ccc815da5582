import { describe, expect, it } from 'vitest';
import { websiteBuildingReviewed } from '../../../domain/flows/website-building.reviewed.ts';
import { answersAt, onlyAnswersOf, pathOf } from '../../support/answers.ts';
import { drawingOf } from '../../support/flow-walks.ts';
import { bare, websiteOrder } from '../../support/website-order.ts';

const opened = () =>
  websiteOrder({
    placedAt: '2025-03-25T23:59:59.999+08:00',
    category: 'JOINT_OPERATION',
    scene: 'EMPOWERMENT_CLOUD',
  });
const asked = () => opened().act('submitRequirement');
const confirmed = () => asked().act('confirmRequirement');
const draftInReview = () => confirmed().act('deliver', bare('draft'));
const draft = () => draftInReview().act('reviewPass');
const pages = () => draft().act('accept').act('deliver', bare('pages')).act('reviewPass');
const launch = () => pages().act('accept').act('deliver').act('reviewPass');

describe('website building with Huawei review, before 2025-03-26', () => {
  it('R-PS-01 has the review in every round, between delivery and acceptance', () => {
    expect(drawingOf(websiteBuildingReviewed)).toEqual([
      'SUBMIT_REQUIREMENT -requirementSubmitted-> CONFIRM_REQUIREMENT',
      'CONFIRM_REQUIREMENT -requirementConfirmed-> SELLER_DELIVER',
      'CONFIRM_REQUIREMENT -requirementRejected-> SUBMIT_REQUIREMENT',
      'SELLER_DELIVER -delivered-> HUAWEI_REVIEW',
      'HUAWEI_REVIEW -reviewPassed-> BUYER_ACCEPT',
      'HUAWEI_REVIEW -reviewFailed-> SELLER_DELIVER',
      'BUYER_ACCEPT -accepted-> COMPLETING + recordAcceptance',
      'BUYER_ACCEPT -milestoneAccepted-> SELLER_DELIVER',
      'BUYER_ACCEPT -rejected-> SELLER_DELIVER',
      'COMPLETING -deadlinePassed-> COMPLETED + markBillable',
    ]);
  });

  it('R-PS-02 three milestones, each delivered, reviewed and accepted → completed and billable', () => {
    const completed = launch().act('accept').advanceTo('2025-03-27T00:00:00+08:00');

    expect(pathOf(completed)).toEqual([
      'CONFIRM_REQUIREMENT',
      ...['SELLER_DELIVER', 'HUAWEI_REVIEW', 'BUYER_ACCEPT'], // draft
      ...['SELLER_DELIVER', 'HUAWEI_REVIEW', 'BUYER_ACCEPT'], // pages
      ...['SELLER_DELIVER', 'HUAWEI_REVIEW', 'BUYER_ACCEPT'], // launch
      'COMPLETING',
      'COMPLETED',
    ]);
    expect(completed.order).toMatchObject({
      flowId: 'website-building.reviewed',
      milestonesAccepted: 3,
      reviewFails: 0,
      billable: true,
      supervisionStatus: 'COMPLETED',
    });
  });

  it.each([
    [
      'SUBMIT_REQUIREMENT',
      opened,
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
    ['SELLER_DELIVER', confirmed, { deliver: 'HUAWEI_REVIEW', recordInvoice: 'SELLER_DELIVER' }],
    [
      'HUAWEI_REVIEW',
      draftInReview,
      {
        reviewPass: 'BUYER_ACCEPT',
        reviewFail: 'SELLER_DELIVER',
        recordInvoice: 'HUAWEI_REVIEW',
      },
    ],
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

  it('R-PS-02 a review that fails in the second round leads back into the second round', () => {
    const failed = draft()
      .act('accept')
      .act('deliver', bare('pages'))
      .act('reviewFail', { payload: { reason: 'logo missing' } });
    const again = failed.act('deliver', bare('pages with logo')).act('reviewPass').act('accept');

    expect(failed.order).toMatchObject({
      node: 'SELLER_DELIVER',
      milestonesAccepted: 1,
      reviewFails: 1,
      acceptRejects: 0,
      lastRejection: { text: 'logo missing', from: 'HUAWEI_REVIEW' },
    });
    expect(again.order).toMatchObject({ node: 'SELLER_DELIVER', milestonesAccepted: 2 });
  });

  it('R-PS-02 what the buyer rejects in the second round is reviewed again, and counted', () => {
    const back = pages().act('reject');
    const again = back.act('deliver', bare('pages again'));

    expect(back.order).toMatchObject({
      node: 'SELLER_DELIVER',
      milestonesAccepted: 1,
      acceptRejects: 1,
      reviewFails: 0,
    });
    expect(again.order).toMatchObject({ node: 'HUAWEI_REVIEW', milestonesAccepted: 1 });
    expect(again.act('reviewPass').act('accept').order.milestonesAccepted).toBe(2);
  });

  it('R-GEN-03 a rejected requirement is submitted again', () => {
    const back = asked().act('rejectRequirement');

    expect(back.order).toMatchObject({ node: 'SUBMIT_REQUIREMENT', requirementRejects: 1 });
    expect(back.act('submitRequirement').order.node).toBe('CONFIRM_REQUIREMENT');
  });

  it('R-PS-03 the rule set of the empowerment cloud is met with the last milestone only', () => {
    const last = pages().act('accept');

    expect(draft().order).toMatchObject({ contract: { ruleSet: 'E' }, proofs: [] });
    expect(last.refused('deliver', bare('launch'))).toMatchObject({
      code: 'PROOF_INCOMPLETE',
      details: { lacks: [{ criterion: 'names' }, { criterion: 'deliverables', found: '0' }] },
    });
    expect(last.act('deliver').order.proofs).toHaveLength(4);
  });

  it('R-GEN-08 takes nothing after completion', () => {
    const completed = launch().act('accept').advanceTo('2025-03-27T00:00:00+08:00');

    expect(onlyAnswersOf(completed)).toEqual(['ORDER_ENDED']);
  });
});
