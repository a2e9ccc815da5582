import { describe, expect, it } from 'vitest';
import { hardwareReviewed } from '../../../domain/flows/hardware.reviewed.ts';
import { answersAt, onlyAnswersOf, pathOf } from '../../support/answers.ts';
import { drawingOf } from '../../support/flow-walks.ts';
import { anOrder, type OrderWish } from '../../support/order-builder.ts';

const special = {
  mode: 'HARDWARE',
  category: 'JOINT_OPERATION',
  scene: 'EMPOWERMENT_CLOUD',
} as const satisfies OrderWish;
const opened = () => anOrder(special);
const inReview = () => opened().act('ship');
const passed = () => inReview().act('reviewPass');

describe('hardware with Huawei review', () => {
  it('R-HW-10 has the review between shipment and acceptance, with the signature in either', () => {
    expect(drawingOf(hardwareReviewed)).toEqual([
      'SHIP -shipped-> HUAWEI_REVIEW',
      'SHIP -addressChanged-> SHIP',
      'HUAWEI_REVIEW -reviewPassed-> BUYER_ACCEPT',
      'HUAWEI_REVIEW -reviewFailed-> SHIP',
      'HUAWEI_REVIEW -courierSigned-> HUAWEI_REVIEW',
      'BUYER_ACCEPT -accepted-> COMPLETING + recordAcceptance',
      'BUYER_ACCEPT -rejected-> SHIP',
      'BUYER_ACCEPT -courierSigned-> BUYER_ACCEPT',
      'BUYER_ACCEPT -deadlinePassed-> COMPLETING + recordAcceptance',
      'COMPLETING -deadlinePassed-> COMPLETED + markBillable',
    ]);
  });

  it('R-HW-10 paid, shipped, signed for, reviewed, accepted → completed and billable', () => {
    const signed = inReview().act('recordCourierSignature');
    const completed = signed.act('reviewPass').act('accept').advanceTo('2024-08-02T00:00:00+08:00');

    expect(pathOf(completed)).toEqual([
      'HUAWEI_REVIEW',
      'HUAWEI_REVIEW',
      'BUYER_ACCEPT',
      'COMPLETING',
      'COMPLETED',
    ]);
    expect(completed.order).toMatchObject({
      flowId: 'hardware.reviewed',
      billable: true,
      orderStatus: 'COMPLETED',
      supervisionStatus: 'COMPLETED',
      parcel: { signedAt: signed.now },
      completedAt: '2024-08-01T05:05:00.000Z',
    });
  });

  it.each([
    ['JOINT_OPERATION', 'EMPOWERMENT_CLOUD', 'HUAWEI_REVIEW'],
    ['JOINT_OPERATION', 'BASE_CLOUD', 'HUAWEI_REVIEW'],
    ['JOINT_OPERATION', 'OTHER', 'BUYER_ACCEPT'],
    ['GENERAL', 'EMPOWERMENT_CLOUD', 'BUYER_ACCEPT'],
  ] as const)('R-HW-10 what %s sells in %s goes to %s after shipping', (category, scene, node) => {
    expect(anOrder({ ...special, category, scene }).act('ship').order.node).toBe(node);
  });

  it.each([
    [
      'SHIP',
      opened,
      {
        ship: 'HUAWEI_REVIEW',
        changeAddress: 'SHIP',
        requestCourier: 'SHIP',
        recordInvoice: 'SHIP',
      },
    ],
    [
      'HUAWEI_REVIEW',
      inReview,
      {
        recordCourierSignature: 'HUAWEI_REVIEW',
        reviewPass: 'BUYER_ACCEPT',
        reviewFail: 'SHIP',
        recordInvoice: 'HUAWEI_REVIEW',
      },
    ],
    [
      'BUYER_ACCEPT',
      passed,
      {
        accept: 'COMPLETING',
        reject: 'SHIP',
        recordCourierSignature: 'BUYER_ACCEPT',
        recordInvoice: 'BUYER_ACCEPT',
      },
    ],
  ])('R-GEN-07 %s takes this and nothing else', (node, order, answers) => {
    expect(order().order.node).toBe(node);
    expect(answersAt(order())).toEqual(answers);
  });

  it('R-HW-10 while Huawei has not looked, silence accepts nothing, signed for or not', () => {
    const signed = inReview().act('recordCourierSignature');

    expect(signed.order).toMatchObject({ node: 'HUAWEI_REVIEW', deadline: null });
    expect(signed.advanceTo('2026-05-31T00:00:00+08:00').order.node).toBe('HUAWEI_REVIEW');
  });

  it('R-HW-10 the shipment carries the proof of its rule set', () => {
    const bare = {
      courier: 'SF',
      trackingNumber: 'SF-1',
      carriesBuyersPhone: true,
      proofs: [],
    };

    expect(opened().refused('ship', { payload: bare }).code).toBe('PROOF_INCOMPLETE');
  });

  it('R-REV-04 a failed review: it is shipped and reviewed again', () => {
    const failed = inReview().act('reviewFail', { payload: { reason: 'nobody has seen it' } });
    const again = failed.act('ship', {
      payload: { courier: 'JD', trackingNumber: 'JD-2', carriesBuyersPhone: true },
    });

    expect(failed.order).toMatchObject({
      node: 'SHIP',
      reviewFails: 1,
      acceptRejects: 0,
      lastRejection: { text: 'nobody has seen it', from: 'HUAWEI_REVIEW' },
    });
    expect(again.order).toMatchObject({
      node: 'HUAWEI_REVIEW',
      parcel: { trackingNumber: 'JD-2', signedAt: null },
    });
  });

  it('R-HW-09 what the buyer rejects is shipped and reviewed again, each time', () => {
    const twice = passed().act('reject').act('ship').act('reviewPass').act('reject');

    expect(twice.order).toMatchObject({ node: 'SHIP', acceptRejects: 2, reviewFails: 0 });
    expect(twice.act('ship').order.node).toBe('HUAWEI_REVIEW');
  });

  it('R-HW-01 R-HW-11 the address changes before shipping only, and for what the buyer sent back', () => {
    for (const order of [
      inReview(),
      inReview().act('reviewFail'),
      passed(),
      passed().act('accept'),
    ]) {
      expect(order.refused('changeAddress').code).toBe('EVENT_NOT_ALLOWED_AT_NODE');
    }
    for (const order of [opened(), passed().act('reject')]) {
      expect(order.act('changeAddress').order.shippingAddressId).toBe('ADDR-2');
    }
  });

  it('R-GEN-08 takes nothing after completion', () => {
    const completed = passed().act('accept').advanceTo('2024-08-02T00:00:00+08:00');

    expect(onlyAnswersOf(completed)).toEqual(['ORDER_ENDED']);
  });
});
