import { describe, expect, it } from 'vitest';
import { generalReviewed } from '../../../domain/flows/general.reviewed.ts';
import { drawingOf } from '../../support/flow-walks.ts';
import { anOrder } from '../../support/order-builder.ts';

const inReview = () =>
  anOrder({ category: 'JOINT_OPERATION', scene: 'EMPOWERMENT_CLOUD' })
    .act('submitRequirement')
    .act('confirmRequirement')
    .act('deliver');

describe('general flow with Huawei review', () => {
  it('R-REV-03 has the review between delivery and acceptance', () => {
    expect(drawingOf(generalReviewed)).toEqual([
      'SUBMIT_REQUIREMENT -requirementSubmitted-> CONFIRM_REQUIREMENT',
      'CONFIRM_REQUIREMENT -requirementConfirmed-> SELLER_DELIVER',
      'CONFIRM_REQUIREMENT -requirementRejected-> SUBMIT_REQUIREMENT',
      'SELLER_DELIVER -delivered-> HUAWEI_REVIEW',
      'HUAWEI_REVIEW -reviewPassed-> BUYER_ACCEPT',
      'HUAWEI_REVIEW -reviewFailed-> SELLER_DELIVER',
      'BUYER_ACCEPT -accepted-> COMPLETING + recordAcceptance',
      'BUYER_ACCEPT -rejected-> SELLER_DELIVER',
      'COMPLETING -deadlinePassed-> COMPLETED + markBillable',
    ]);
  });

  it('R-REV-03 delivered, reviewed, accepted → completed', () => {
    const passed = inReview().act('reviewPass');
    const completed = passed.act('accept').advanceTo('2024-08-05T00:00:00+08:00');

    expect(passed.order.node).toBe('BUYER_ACCEPT');
    expect(completed.order).toMatchObject({ node: 'COMPLETED', billable: true });
  });

  it('R-REV-03 the buyer cannot accept what Huawei has not reviewed', () => {
    const refusal = inReview().refused('accept');

    expect(refusal).toMatchObject({
      code: 'EVENT_NOT_ALLOWED_AT_NODE',
      details: { node: 'HUAWEI_REVIEW', allowed: ['reviewPass', 'reviewFail', 'recordInvoice'] },
    });
  });

  it('R-REV-04 a failed review goes back to the seller and is counted apart from rejections', () => {
    const failed = inReview().act('reviewFail', { payload: { reason: 'signature missing' } });

    expect(failed.order).toMatchObject({
      node: 'SELLER_DELIVER',
      reviewFails: 1,
      acceptRejects: 0,
      lastRejection: { text: 'signature missing', from: 'HUAWEI_REVIEW' },
    });
  });

  it('R-GEN-05 what the buyer rejects is delivered and reviewed again', () => {
    const rejected = inReview().act('reviewPass').act('reject');

    expect(rejected.order.node).toBe('SELLER_DELIVER');
    expect(rejected.act('deliver').order.node).toBe('HUAWEI_REVIEW');
  });
});
