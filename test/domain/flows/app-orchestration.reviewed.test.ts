import { describe, expect, it } from 'vitest';
import { appOrchestrationReviewed } from '../../../domain/flows/app-orchestration.reviewed.ts';
import { answersAt, pathOf } from '../../support/answers.ts';
import { drawingOf } from '../../support/flow-walks.ts';
import { anOrder, type OrderWish } from '../../support/order-builder.ts';

const special = {
  mode: 'APP_ORCHESTRATION',
  category: 'JOINT_OPERATION',
  scene: 'BASE_CLOUD',
} as const satisfies OrderWish;
const opened = () => anOrder(special);
const inReview = () => opened().act('deliver');
const passed = () => inReview().act('reviewPass');

describe('app orchestration with Huawei review', () => {
  it('R-ORC-01 R-ORC-02 has the review between delivery and acceptance', () => {
    expect(drawingOf(appOrchestrationReviewed)).toEqual([
      'SELLER_DELIVER -delivered-> HUAWEI_REVIEW',
      'HUAWEI_REVIEW -reviewPassed-> BUYER_ACCEPT',
      'HUAWEI_REVIEW -reviewFailed-> SELLER_DELIVER',
      'BUYER_ACCEPT -accepted-> COMPLETING + recordAcceptance',
      'BUYER_ACCEPT -rejected-> SELLER_DELIVER',
      'COMPLETING -deadlinePassed-> COMPLETED + markBillable',
    ]);
  });

  it('R-ORC-02 paid, delivered, reviewed, accepted → completed and billable', () => {
    const completed = passed().act('accept').advanceTo('2024-08-02T00:00:00+08:00');

    expect(pathOf(completed)).toEqual(['HUAWEI_REVIEW', 'BUYER_ACCEPT', 'COMPLETING', 'COMPLETED']);
    expect(completed.order).toMatchObject({
      flowId: 'app-orchestration.reviewed',
      billable: true,
      orderStatus: 'COMPLETED',
      supervisionStatus: 'COMPLETED',
      completedAt: '2024-08-01T05:04:00.000Z',
    });
  });

  it.each([
    [true, 'JOINT_OPERATION', 'BASE_CLOUD', 'app-orchestration.reviewed'],
    [true, 'JOINT_OPERATION', 'EMPOWERMENT_CLOUD', 'app-orchestration.reviewed'],
    [true, 'JOINT_OPERATION', 'OTHER', 'app-orchestration'],
    [true, 'GENERAL', 'BASE_CLOUD', 'app-orchestration'],
    [false, 'JOINT_OPERATION', 'BASE_CLOUD', 'app-orchestration'],
    [false, 'JOINT_OPERATION', 'EMPOWERMENT_CLOUD', 'app-orchestration'],
  ] as const)(
    'R-ORC-02 review assumed %s, sold as %s in %s → %s',
    (reviewAppOrchestration, category, scene, flowId) => {
      const wish = { ...special, category, scene, assumptions: { reviewAppOrchestration } };

      expect(anOrder(wish).order.flowId).toBe(flowId);
    },
  );

  it('R-OFF-02 starts with the seller: the buyer submits no requirement', () => {
    expect(opened().order.node).toBe('SELLER_DELIVER');
    expect(opened().refused('submitRequirement').code).toBe('EVENT_NOT_ALLOWED_AT_NODE');
  });

  it.each([
    ['SELLER_DELIVER', opened, { deliver: 'HUAWEI_REVIEW', recordInvoice: 'SELLER_DELIVER' }],
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

  it('R-REV-04 a failed review goes back to the seller, who delivers for another review', () => {
    const failed = inReview().act('reviewFail', { payload: { reason: 'two screenshots only' } });

    expect(failed.order).toMatchObject({
      node: 'SELLER_DELIVER',
      reviewFails: 1,
      acceptRejects: 0,
      lastRejection: { text: 'two screenshots only', from: 'HUAWEI_REVIEW' },
    });
    expect(failed.act('deliver').order.node).toBe('HUAWEI_REVIEW');
  });

  it('R-GEN-05 what the buyer rejects is reviewed again before the buyer sees it', () => {
    const again = passed().act('reject').act('deliver');

    expect(again.order).toMatchObject({ node: 'HUAWEI_REVIEW', acceptRejects: 1, reviewFails: 0 });
    expect(again.refused('accept')).toMatchObject({
      code: 'EVENT_NOT_ALLOWED_AT_NODE',
      details: { allowed: ['reviewPass', 'reviewFail', 'recordInvoice'] },
    });
  });
});
