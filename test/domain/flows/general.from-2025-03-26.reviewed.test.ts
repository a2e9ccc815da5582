import { describe, expect, it } from 'vitest';
import { generalFrom20250326Reviewed } from '../../../domain/flows/general.from-2025-03-26.reviewed.ts';
import { answersAt, onlyAnswersOf, pathOf } from '../../support/answers.ts';
import { drawingOf } from '../../support/flow-walks.ts';
import { anOrder, type OrderWish } from '../../support/order-builder.ts';

const from = '2025-03-26T00:00:00.000+08:00';
const opened = (wish: OrderWish = {}) =>
  anOrder({
    mode: 'SAAS_SUPERVISED',
    category: 'JOINT_OPERATION',
    scene: 'EMPOWERMENT_CLOUD',
    placedAt: from,
    ...wish,
  });
const asked = () => opened().act('submitRequirement');
const confirmed = () => asked().act('confirmRequirement');
/** Delivered without a requirement. */
const inReview = () => opened().act('deliver');
const passed = () => inReview().act('reviewPass');

describe('general flow with Huawei review, from 2025-03-26', () => {
  it('R-CUT-06 has the review after the delivery, with a requirement or without', () => {
    expect(drawingOf(generalFrom20250326Reviewed)).toEqual([
      'SUBMIT_REQUIREMENT -requirementSubmitted-> CONFIRM_REQUIREMENT',
      'SUBMIT_REQUIREMENT -delivered-> HUAWEI_REVIEW',
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

  it.each([
    ['after a requirement', confirmed, ['CONFIRM_REQUIREMENT', 'SELLER_DELIVER']],
    ['without one', opened, []],
  ] as const)(
    'R-CUT-06 R-REV-03 delivered %s, reviewed, accepted → completed and billable',
    (_how, ready, before) => {
      const completed = ready()
        .act('deliver')
        .act('reviewPass')
        .act('accept')
        .advanceTo('2025-03-27T00:00:00+08:00');

      expect(pathOf(completed)).toEqual([
        ...before,
        'HUAWEI_REVIEW',
        'BUYER_ACCEPT',
        'COMPLETING',
        'COMPLETED',
      ]);
      expect(completed.order).toMatchObject({
        flowId: 'general.from-2025-03-26.reviewed',
        billable: true,
        orderStatus: 'COMPLETED',
        supervisionStatus: 'COMPLETED',
      });
    },
  );

  it.each([
    ['2025-03-25T23:59:59.999+08:00', 'JOINT_OPERATION', 'BASE_CLOUD', 'general.reviewed'],
    [from, 'JOINT_OPERATION', 'BASE_CLOUD', 'general.from-2025-03-26.reviewed'],
    [from, 'JOINT_OPERATION', 'EMPOWERMENT_CLOUD', 'general.from-2025-03-26.reviewed'],
    [from, 'JOINT_OPERATION', 'OTHER', 'general.from-2025-03-26'],
    [from, 'GENERAL', 'EMPOWERMENT_CLOUD', 'general.from-2025-03-26'],
  ] as const)('R-CUT-06 placed %s, sold as %s in %s: %s', (placedAt, category, scene, flowId) => {
    expect(opened({ placedAt, category, scene }).order.flowId).toBe(flowId);
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
      inReview,
      {
        reviewPass: 'BUYER_ACCEPT',
        reviewFail: 'SELLER_DELIVER',
        recordInvoice: 'HUAWEI_REVIEW',
      },
    ],
    [
      'BUYER_ACCEPT',
      passed,
      { accept: 'COMPLETING', reject: 'SELLER_DELIVER', recordInvoice: 'BUYER_ACCEPT' },
    ],
  ])('R-GEN-07 %s takes this and nothing else', (node, order, answers) => {
    expect(order().order.node).toBe(node);
    expect(answersAt(order())).toEqual(answers);
  });

  it('R-CUT-06 the rule set is met without a requirement as well', () => {
    const bare = { payload: { result: 'opened', proofs: [] } };

    expect(opened().refused('deliver', bare)).toMatchObject({
      code: 'PROOF_INCOMPLETE',
      details: {
        lacks: [
          { criterion: 'names' },
          { criterion: 'validity' },
          { criterion: 'opening' },
          { criterion: 'deliverables' },
        ],
      },
    });
  });

  it('R-REV-04 a failed review goes to the seller’s delivery, where no requirement is taken', () => {
    const failed = inReview().act('reviewFail', { payload: { reason: 'SOW not signed' } });

    expect(failed.order).toMatchObject({
      node: 'SELLER_DELIVER',
      reviewFails: 1,
      acceptRejects: 0,
      lastRejection: { text: 'SOW not signed', from: 'HUAWEI_REVIEW' },
    });
    expect(failed.refused('submitRequirement').code).toBe('EVENT_NOT_ALLOWED_AT_NODE');
    expect(failed.act('deliver').order.node).toBe('HUAWEI_REVIEW');
  });

  it('R-GEN-03 a rejected requirement is submitted again, or the seller delivers without', () => {
    const back = asked().act('rejectRequirement');

    expect(back.order).toMatchObject({ node: 'SUBMIT_REQUIREMENT', requirementRejects: 1 });
    expect(back.act('submitRequirement').order.node).toBe('CONFIRM_REQUIREMENT');
    expect(back.act('deliver').order.node).toBe('HUAWEI_REVIEW');
  });

  it('R-GEN-04 R-GEN-05 what the buyer rejects is delivered and reviewed again, each time', () => {
    const twice = passed().act('reject').act('deliver').act('reviewPass').act('reject');

    expect(twice.order).toMatchObject({ node: 'SELLER_DELIVER', acceptRejects: 2, reviewFails: 0 });
    expect(twice.act('deliver').order.node).toBe('HUAWEI_REVIEW');
  });

  it('R-GEN-08 takes nothing after completion', () => {
    const completed = passed().act('accept').advanceTo('2025-03-27T00:00:00+08:00');

    expect(onlyAnswersOf(completed)).toEqual(['ORDER_ENDED']);
  });
});
