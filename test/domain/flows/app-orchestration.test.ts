import { describe, expect, it } from 'vitest';
import { appOrchestration } from '../../../domain/flows/app-orchestration.ts';
import { answersAt, onlyAnswersOf, pathOf } from '../../support/answers.ts';
import { drawingOf } from '../../support/flow-walks.ts';
import { anOrder } from '../../support/order-builder.ts';

const opened = () => anOrder({ mode: 'APP_ORCHESTRATION' });
const delivered = () => opened().act('deliver');

describe('app orchestration', () => {
  it('R-ORC-01 asks for delivery offline and acceptance, in this order', () => {
    expect(drawingOf(appOrchestration)).toEqual([
      'SELLER_DELIVER -delivered-> BUYER_ACCEPT',
      'BUYER_ACCEPT -accepted-> COMPLETING + recordAcceptance',
      'BUYER_ACCEPT -rejected-> SELLER_DELIVER',
      'COMPLETING -deadlinePassed-> COMPLETED + markBillable',
    ]);
  });

  it('R-ORC-01 paid, delivered offline, accepted → completed and billable', () => {
    const completed = delivered().act('accept').advanceTo('2024-08-02T00:00:00+08:00');

    expect(pathOf(completed)).toEqual(['BUYER_ACCEPT', 'COMPLETING', 'COMPLETED']);
    expect(completed.order).toMatchObject({
      flowId: 'app-orchestration',
      billable: true,
      orderStatus: 'COMPLETED',
      supervisionStatus: 'COMPLETED',
      acceptedAt: '2024-08-01T02:03:00.000Z',
      completedAt: '2024-08-01T05:03:00.000Z',
    });
  });

  it.each([
    '2024-09-13T23:59:59.999+08:00',
    '2024-09-14T00:00:00.000+08:00',
    '2025-03-25T23:59:59.999+08:00',
    '2025-03-26T00:00:00.000+08:00',
  ])('R-ORC-01 the same flow whenever it was placed: %s', (placedAt) => {
    expect(anOrder({ mode: 'APP_ORCHESTRATION', placedAt }).order.flowId).toBe('app-orchestration');
  });

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

  it('R-GEN-04 R-GEN-05 a rejected delivery goes back to the seller, as often as it is rejected', () => {
    const once = delivered().act('reject', { payload: { reason: 'the second step stops' } });
    const twice = once.act('deliver').act('reject', { payload: { reason: 'now the third' } });

    expect(once.order).toMatchObject({ node: 'SELLER_DELIVER', acceptRejects: 1 });
    expect(twice.order).toMatchObject({
      node: 'SELLER_DELIVER',
      acceptRejects: 2,
      lastRejection: { text: 'now the third', from: 'BUYER_ACCEPT', at: twice.now },
    });
    expect(twice.act('deliver').act('accept').order.node).toBe('COMPLETING');
  });

  it('R-GEN-08 takes nothing after completion', () => {
    const completed = delivered().act('accept').advanceTo('2024-08-02T00:00:00+08:00');

    expect(onlyAnswersOf(completed)).toEqual(['ORDER_ENDED']);
  });
});
