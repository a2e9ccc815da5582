import { describe, expect, it } from 'vitest';
import { websiteBuildingFrom20250326Reviewed } from '../../../domain/flows/website-building.from-2025-03-26.reviewed.ts';
import { answersAt, onlyAnswersOf, pathOf } from '../../support/answers.ts';
import { drawingOf } from '../../support/flow-walks.ts';
import { bare, websiteOrder } from '../../support/website-order.ts';

const opened = () =>
  websiteOrder({
    placedAt: '2025-03-26T00:00:00.000+08:00',
    category: 'JOINT_OPERATION',
    scene: 'BASE_CLOUD',
  });
const asked = () => opened().act('submitRequirement');
const confirmed = () => asked().act('confirmRequirement');
/** Delivered without a requirement. */
const draftInReview = () => opened().act('deliver', bare('draft'));
const draft = () => draftInReview().act('reviewPass');
const pages = () => draft().act('accept').act('deliver', bare('pages')).act('reviewPass');
const launch = () => pages().act('accept').act('deliver').act('reviewPass');

describe('website building with Huawei review, from 2025-03-26', () => {
  it('R-PS-01 R-CUT-06 has the review in every round, after any delivery', () => {
    expect(drawingOf(websiteBuildingFrom20250326Reviewed)).toEqual([
      'SUBMIT_REQUIREMENT -requirementSubmitted-> CONFIRM_REQUIREMENT',
      'SUBMIT_REQUIREMENT -delivered-> HUAWEI_REVIEW',
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

  it('R-PS-02 three milestones without a requirement, each reviewed → completed and billable', () => {
    const completed = launch().act('accept').advanceTo('2025-03-27T00:00:00+08:00');

    expect(pathOf(completed)).toEqual([
      ...['HUAWEI_REVIEW', 'BUYER_ACCEPT'], // draft
      ...['SELLER_DELIVER', 'HUAWEI_REVIEW', 'BUYER_ACCEPT'], // pages
      ...['SELLER_DELIVER', 'HUAWEI_REVIEW', 'BUYER_ACCEPT'], // launch
      'COMPLETING',
      'COMPLETED',
    ]);
    expect(completed.order).toMatchObject({
      flowId: 'website-building.from-2025-03-26.reviewed',
      milestonesAccepted: 3,
      requirement: null,
      billable: true,
      supervisionStatus: 'COMPLETED',
    });
  });

  it.each([
    [
      'SUBMIT_REQUIREMENT',
      opened,
      {
        submitRequirement: 'CONFIRM_REQUIREMENT',
        deliver: 'HUAWEI_REVIEW',
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

  it('R-PS-02 a failed review in the first round: delivered again, no requirement asked for', () => {
    const failed = draftInReview().act('reviewFail');

    expect(failed.order).toMatchObject({
      node: 'SELLER_DELIVER',
      milestonesAccepted: 0,
      reviewFails: 1,
      acceptRejects: 0,
    });
    expect(failed.refused('submitRequirement').code).toBe('EVENT_NOT_ALLOWED_AT_NODE');
    expect(failed.act('deliver', bare('draft 2')).order.node).toBe('HUAWEI_REVIEW');
  });

  it('R-PS-02 rejected by the buyer in the middle: delivered and reviewed again in this round', () => {
    const back = pages().act('reject');
    const again = back.act('deliver', bare('pages 2'));

    expect(back.order).toMatchObject({ milestonesAccepted: 1, acceptRejects: 1, reviewFails: 0 });
    expect(again.order.node).toBe('HUAWEI_REVIEW');
    expect(again.act('reviewPass').act('accept').order).toMatchObject({
      node: 'SELLER_DELIVER',
      milestonesAccepted: 2,
    });
  });

  it('R-GEN-03 a rejected requirement goes back to the buyer', () => {
    const back = asked().act('rejectRequirement');

    expect(back.order).toMatchObject({ node: 'SUBMIT_REQUIREMENT', requirementRejects: 1 });
    expect(back.act('submitRequirement').act('confirmRequirement').order.node).toBe(
      'SELLER_DELIVER',
    );
  });

  it('R-PS-03 the rule set of the base cloud is met with the last milestone only, without signatures', () => {
    const last = pages().act('accept');

    expect(draft().order).toMatchObject({ contract: { ruleSet: 'B' }, proofs: [] });
    expect(last.refused('deliver', bare('launch'))).toMatchObject({
      code: 'PROOF_INCOMPLETE',
      details: { lacks: [{ criterion: 'names' }, { criterion: 'deliverables', found: '0' }] },
    });
    expect(last.act('deliver', { payload: { result: 'r', signedBy: [] } }).order.node).toBe(
      'HUAWEI_REVIEW',
    );
  });

  it('R-GEN-08 takes nothing after completion', () => {
    const completed = launch().act('accept').advanceTo('2025-03-27T00:00:00+08:00');

    expect(onlyAnswersOf(completed)).toEqual(['ORDER_ENDED']);
  });
});
