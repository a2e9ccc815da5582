import { describe, expect, it } from 'vitest';
import { licenseOfflineReviewed } from '../../../domain/flows/license-offline.reviewed.ts';
import { answersAt, onlyAnswersOf, pathOf } from '../../support/answers.ts';
import { drawingOf } from '../../support/flow-walks.ts';
import { anOrder } from '../../support/order-builder.ts';

const opened = () =>
  anOrder({ mode: 'LICENSE_OFFLINE', category: 'JOINT_OPERATION', scene: 'EMPOWERMENT_CLOUD' });
const inReview = () => opened().act('deliver');
const passed = () => inReview().act('reviewPass');

describe('offline License with Huawei review', () => {
  it('R-OFF-01 has the review between delivery and acceptance', () => {
    expect(drawingOf(licenseOfflineReviewed)).toEqual([
      'SELLER_DELIVER -delivered-> HUAWEI_REVIEW',
      'HUAWEI_REVIEW -reviewPassed-> BUYER_ACCEPT',
      'HUAWEI_REVIEW -reviewFailed-> SELLER_DELIVER',
      'BUYER_ACCEPT -accepted-> COMPLETING + recordAcceptance',
      'BUYER_ACCEPT -rejected-> SELLER_DELIVER',
      'COMPLETING -deadlinePassed-> COMPLETED + markBillable',
    ]);
  });

  it('R-OFF-01 paid, delivered, reviewed, accepted → completed and billable', () => {
    const completed = passed().act('accept').advanceTo('2024-08-02T00:00:00+08:00');

    expect(pathOf(completed)).toEqual(['HUAWEI_REVIEW', 'BUYER_ACCEPT', 'COMPLETING', 'COMPLETED']);
    expect(completed.order).toMatchObject({
      flowId: 'license-offline.reviewed',
      billable: true,
      orderStatus: 'COMPLETED',
      supervisionStatus: 'COMPLETED',
      acceptedAt: '2024-08-01T02:04:00.000Z',
      completedAt: '2024-08-01T05:04:00.000Z',
    });
  });

  it.each([
    ['JOINT_OPERATION', 'EMPOWERMENT_CLOUD', 'HUAWEI_REVIEW'],
    ['JOINT_OPERATION', 'BASE_CLOUD', 'HUAWEI_REVIEW'],
    ['JOINT_OPERATION', 'OTHER', 'BUYER_ACCEPT'],
    ['HUAWEI', 'EMPOWERMENT_CLOUD', 'HUAWEI_REVIEW'],
    ['HUAWEI', 'OTHER', 'BUYER_ACCEPT'],
    ['GENERAL', 'EMPOWERMENT_CLOUD', 'BUYER_ACCEPT'],
  ] as const)('R-OFF-01 what %s sells in %s goes to %s after delivery', (category, scene, node) => {
    const order = anOrder({ mode: 'LICENSE_OFFLINE', category, scene }).act('deliver');

    expect(order.order.node).toBe(node);
  });

  it('R-OFF-02 has no requirement step either', () => {
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
    ['COMPLETING', () => passed().act('accept'), { recordInvoice: 'COMPLETING' }],
  ])('R-GEN-07 %s takes this and nothing else', (node, order, answers) => {
    expect(order().order.node).toBe(node);
    expect(answersAt(order())).toEqual(answers);
  });

  it.each(['buyer', 'seller', 'opsManager'] as const)('R-GEN-07 the %s does not review', (role) => {
    const by = { role, party: { buyer: 'B-9f1c', seller: 'S-27aa', opsManager: 'ops' }[role] };

    expect(inReview().refused('reviewPass', { by })).toMatchObject({
      code: 'ROLE_NOT_ALLOWED',
      details: { expectedRoles: ['huaweiReviewer'], role },
    });
  });

  it('R-REV-04 what fails the review twice is delivered three times, and no rejection is counted', () => {
    const first = inReview().act('reviewFail', { payload: { reason: 'signature missing' } });
    const second = first.act('deliver').act('reviewFail', { payload: { reason: 'stamp missing' } });
    const third = second.act('deliver');

    expect(first.order).toMatchObject({ node: 'SELLER_DELIVER', reviewFails: 1 });
    expect(second.order).toMatchObject({
      node: 'SELLER_DELIVER',
      reviewFails: 2,
      acceptRejects: 0,
      lastRejection: { text: 'stamp missing', from: 'HUAWEI_REVIEW' },
    });
    expect(third.act('reviewPass').order.node).toBe('BUYER_ACCEPT');
  });

  it('R-GEN-04 R-GEN-05 what the buyer rejects is delivered and reviewed again, each time', () => {
    const back = passed().act('reject').act('deliver').act('reviewPass').act('reject');
    const again = back.act('deliver');

    expect(back.order).toMatchObject({ node: 'SELLER_DELIVER', acceptRejects: 2, reviewFails: 0 });
    expect(again.refused('accept').code).toBe('EVENT_NOT_ALLOWED_AT_NODE');
    expect(again.act('reviewPass').act('accept').order.node).toBe('COMPLETING');
  });

  it('R-GEN-08 takes nothing after completion', () => {
    const completed = passed().act('accept').advanceTo('2024-08-02T00:00:00+08:00');

    expect(onlyAnswersOf(completed)).toEqual(['ORDER_ENDED']);
  });
});
