import { describe, expect, it } from 'vitest';
import { licenseOffline } from '../../../domain/flows/license-offline.ts';
import { answersAt, onlyAnswersOf, pathOf } from '../../support/answers.ts';
import { drawingOf } from '../../support/flow-walks.ts';
import { anOrder, sellerId } from '../../support/order-builder.ts';

const opened = () => anOrder({ mode: 'LICENSE_OFFLINE' });
const delivered = () => opened().act('deliver');

describe('offline License', () => {
  it('R-OFF-01 asks for delivery and acceptance, in this order', () => {
    expect(drawingOf(licenseOffline)).toEqual([
      'SELLER_DELIVER -delivered-> BUYER_ACCEPT',
      'BUYER_ACCEPT -accepted-> COMPLETING + recordAcceptance',
      'BUYER_ACCEPT -rejected-> SELLER_DELIVER',
      'COMPLETING -deadlinePassed-> COMPLETED + markBillable',
    ]);
  });

  it('R-OFF-01 paid, delivered, accepted → completed and billable', () => {
    const completed = delivered().act('accept').advanceTo('2024-08-02T00:00:00+08:00');

    expect(pathOf(completed)).toEqual(['BUYER_ACCEPT', 'COMPLETING', 'COMPLETED']);
    expect(completed.order).toMatchObject({
      flowId: 'license-offline',
      billable: true,
      orderStatus: 'COMPLETED',
      supervisionStatus: 'COMPLETED',
      acceptedAt: '2024-08-01T02:03:00.000Z', // placed 10:00, paid 10:01, two actions a minute apart
      completedAt: '2024-08-01T05:03:00.000Z',
    });
  });

  it.each([
    ['general products', 'GENERAL', 'OTHER', '2024-09-13T23:59:59.999+08:00'],
    ['general products', 'GENERAL', 'OTHER', '2024-09-14T00:00:00.000+08:00'],
    ['joint-operation products', 'JOINT_OPERATION', 'OTHER', '2024-09-13T23:59:59.999+08:00'],
    ['joint-operation products', 'JOINT_OPERATION', 'OTHER', '2024-09-14T00:00:00.000+08:00'],
    ['Huawei products', 'HUAWEI', 'OTHER', '2024-09-13T23:59:59.999+08:00'],
    ['Huawei products', 'HUAWEI', 'OTHER', '2024-09-14T00:00:00.000+08:00'],
  ] as const)(
    'R-OFF-01 %s go straight to the buyer (%s, %s), placed %s',
    (_what, category, scene, placedAt) => {
      const order = anOrder({ mode: 'LICENSE_OFFLINE', category, scene, placedAt });

      expect(order.order.flowId).toBe('license-offline');
      expect(order.act('deliver').order.node).toBe('BUYER_ACCEPT');
    },
  );

  it('R-OFF-02 starts with the seller: the buyer submits no requirement', () => {
    expect(opened().order.node).toBe('SELLER_DELIVER');
    expect(opened().refused('submitRequirement')).toMatchObject({
      code: 'EVENT_NOT_ALLOWED_AT_NODE',
      details: { node: 'SELLER_DELIVER', allowed: ['deliver', 'recordInvoice'] },
    });
  });

  it.each([
    ['SELLER_DELIVER', opened, { deliver: 'BUYER_ACCEPT', recordInvoice: 'SELLER_DELIVER' }],
    [
      'BUYER_ACCEPT',
      delivered,
      { accept: 'COMPLETING', reject: 'SELLER_DELIVER', recordInvoice: 'BUYER_ACCEPT' },
    ],
    ['COMPLETING', () => delivered().act('accept'), { recordInvoice: 'COMPLETING' }],
  ])('R-GEN-07 %s takes this and nothing else', (node, order, answers) => {
    expect(order().order.node).toBe(node);
    expect(answersAt(order())).toEqual(answers);
  });

  it('R-GEN-07 the license is delivered by the seller of this order, and by nobody else', () => {
    const buyer = { role: 'buyer', party: 'B-9f1c' } as const;
    const stranger = { role: 'seller', party: `${sellerId}x` } as const;

    expect(opened().refused('deliver', { by: buyer })).toMatchObject({
      code: 'ROLE_NOT_ALLOWED',
      details: { expectedRoles: ['seller'], role: 'buyer' },
    });
    expect(opened().refused('deliver', { by: stranger }).code).toBe('NOT_A_PARTY');
  });

  it('R-PRF-01 a delivery without proof is none', () => {
    const refusal = opened().refused('deliver', { payload: { result: 'sent', proofs: [] } });

    expect(refusal.code).toBe('PROOF_INCOMPLETE');
  });

  it('R-GEN-04 R-GEN-05 the buyer rejects three times, the seller delivers four times', () => {
    let order = delivered();
    for (const count of [1, 2, 3]) {
      const back = order.act('reject', { payload: { reason: `license ${count} does not open` } });

      expect(back.order).toMatchObject({
        node: 'SELLER_DELIVER',
        acceptRejects: count,
        reviewFails: 0,
        lastRejection: { text: `license ${count} does not open`, from: 'BUYER_ACCEPT' },
      });
      order = back.act('deliver', { payload: { result: `license ${count + 1}` } });
    }

    expect(order.order).toMatchObject({ acceptRejects: 3, delivery: { text: 'license 4' } });
    expect(order.act('accept').order.node).toBe('COMPLETING');
  });

  it('R-GEN-08 takes nothing after completion', () => {
    const completed = delivered().act('accept').advanceTo('2024-08-02T00:00:00+08:00');

    expect(onlyAnswersOf(completed)).toEqual(['ORDER_ENDED']);
  });
});
