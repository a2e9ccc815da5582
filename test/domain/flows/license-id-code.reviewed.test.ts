import { describe, expect, it } from 'vitest';
import { licenseIdCodeReviewed } from '../../../domain/flows/license-id-code.reviewed.ts';
import { proceed } from '../../../domain/transition.ts';
import { answersAt, pathOf } from '../../support/answers.ts';
import { drawingOf } from '../../support/flow-walks.ts';
import { actorIn, anOrder, type OrderWish } from '../../support/order-builder.ts';

const special = {
  mode: 'LICENSE_ID_CODE',
  category: 'JOINT_OPERATION',
  scene: 'EMPOWERMENT_CLOUD',
} as const;
const opened = (wish: OrderWish = {}) => anOrder({ ...special, ...wish });
const issuing = () => opened().act('submitIdCode');
const inReview = () => issuing().act('issueLicense').act('deliver');
const passed = () => inReview().act('reviewPass');

describe('License 1.0, online id code, with Huawei review', () => {
  it('R-LIC1-01 has the review between proof and acceptance', () => {
    expect(drawingOf(licenseIdCodeReviewed)).toEqual([
      'SUBMIT_ID_CODE -idCodeSubmitted-> ISSUE_LICENSE',
      'ISSUE_LICENSE -licenseIssued-> SELLER_DELIVER',
      'ISSUE_LICENSE -delivered-> HUAWEI_REVIEW',
      'ISSUE_LICENSE -deadlinePassed-> SELLER_DELIVER',
      'SELLER_DELIVER -delivered-> HUAWEI_REVIEW',
      'HUAWEI_REVIEW -reviewPassed-> BUYER_ACCEPT',
      'HUAWEI_REVIEW -reviewFailed-> SELLER_DELIVER',
      'BUYER_ACCEPT -accepted-> COMPLETING + recordAcceptance',
      'BUYER_ACCEPT -rejected-> SELLER_DELIVER',
      'COMPLETING -deadlinePassed-> COMPLETED + markBillable',
    ]);
  });

  it('R-LIC1-01 id code, license, proof, review, acceptance → completed and billable', () => {
    const completed = passed().act('accept').advanceTo('2024-08-02T00:00:00+08:00');

    expect(pathOf(completed)).toEqual([
      'ISSUE_LICENSE',
      'SELLER_DELIVER',
      'HUAWEI_REVIEW',
      'BUYER_ACCEPT',
      'COMPLETING',
      'COMPLETED',
    ]);
    expect(completed.order).toMatchObject({
      flowId: 'license-id-code.reviewed',
      billable: true,
      orderStatus: 'COMPLETED',
      supervisionStatus: 'COMPLETED',
      completedAt: '2024-08-01T05:06:00.000Z',
    });
  });

  it('R-LIC1-05 the License client of a seller has the same flow, with the same review', () => {
    const client = opened({ mode: 'LICENSE_CLIENT_API', scene: 'BASE_CLOUD' });

    expect(client.order.flowId).toBe('license-id-code.reviewed');
    expect(client.act('submitIdCode').act('deliver').order.node).toBe('HUAWEI_REVIEW');
  });

  it.each([
    ['SUBMIT_ID_CODE', opened, { submitIdCode: 'ISSUE_LICENSE', recordInvoice: 'SUBMIT_ID_CODE' }],
    [
      'ISSUE_LICENSE',
      issuing,
      {
        issueLicense: 'SELLER_DELIVER',
        deliver: 'HUAWEI_REVIEW',
        recordInvoice: 'ISSUE_LICENSE',
      },
    ],
    [
      'SELLER_DELIVER',
      () => issuing().act('issueLicense'),
      { deliver: 'HUAWEI_REVIEW', recordInvoice: 'SELLER_DELIVER' },
    ],
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

  it('R-LIC1-02 the id code is generated, or typed by the buyer, as without review', () => {
    const typed = opened({ purchase: { idCodeKind: 'HARDWARE' } });
    const code = { payload: { hardwareIdCode: 'HW-77' } };
    const { order, now: at } = typed;
    const click = { type: 'idCodeSubmitted', at, by: actorIn('buyer'), payload: {} } as const;

    expect(proceed(order, click).rejection?.code).toBe('ID_CODE_MISSING');
    expect(opened().refused('submitIdCode', code).code).toBe('ID_CODE_IS_GENERATED');
    expect(typed.act('submitIdCode', code).order.idCode).toMatchObject({
      kind: 'HARDWARE',
      value: 'HW-77',
    });
  });

  it.each([
    ['one millisecond before', '2024-08-01T13:01:59.999+08:00', 'ISSUE_LICENSE'],
    ['exactly at', '2024-08-01T13:02:00.000+08:00', 'SELLER_DELIVER'],
  ])('R-LIC1-03 %s three hours the interface is given up: %s', (_edge, now, node) => {
    expect(issuing().advanceTo(now).order).toMatchObject({ node, refund: null });
  });

  it('R-LIC1-04 what the seller delivers by hand meanwhile is reviewed as well', () => {
    const byHand = issuing().act('deliver');

    expect(byHand.order).toMatchObject({
      node: 'HUAWEI_REVIEW',
      deadline: null,
      licenseIssuedAt: null,
    });
    expect(byHand.advanceTo('2024-08-02T00:00:00+08:00').order.node).toBe('HUAWEI_REVIEW');
  });

  it('R-REV-04 a failed review goes back to the seller’s delivery, not to the interface', () => {
    const byHand = issuing().act('deliver');
    const failed = byHand.act('reviewFail', { payload: { reason: 'validity not readable' } });

    expect(failed.order).toMatchObject({
      node: 'SELLER_DELIVER',
      deadline: null,
      reviewFails: 1,
      acceptRejects: 0,
      lastRejection: { text: 'validity not readable', from: 'HUAWEI_REVIEW' },
    });
    expect(failed.refused('issueLicense').code).toBe('EVENT_NOT_ALLOWED_AT_NODE');
    expect(failed.act('deliver').order.node).toBe('HUAWEI_REVIEW');
  });

  it('R-GEN-04 R-GEN-05 what the buyer rejects is delivered and reviewed again, each time', () => {
    const twice = passed().act('reject').act('deliver').act('reviewPass').act('reject');

    expect(twice.order).toMatchObject({ node: 'SELLER_DELIVER', acceptRejects: 2, reviewFails: 0 });
    expect(twice.act('deliver').order.node).toBe('HUAWEI_REVIEW');
  });
});
