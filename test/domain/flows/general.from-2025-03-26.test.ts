import { describe, expect, it } from 'vitest';
import { awaitedRole } from '../../../domain/awaited.ts';
import { generalFrom20250326 } from '../../../domain/flows/general.from-2025-03-26.ts';
import { nextActionsFor } from '../../../domain/next-actions.ts';
import { answersAt, onlyAnswersOf, pathOf } from '../../support/answers.ts';
import { drawingOf } from '../../support/flow-walks.ts';
import { anOrder, type OrderWish } from '../../support/order-builder.ts';

const lastMoment = '2025-03-25T23:59:59.999+08:00';
const from = '2025-03-26T00:00:00.000+08:00';
const opened = (wish: OrderWish = {}) =>
  anOrder({ mode: 'PROFESSIONAL_SERVICE', placedAt: from, ...wish });
const asked = () => opened().act('submitRequirement');
const confirmed = () => asked().act('confirmRequirement');
const delivered = () => confirmed().act('deliver');
const unasked = () => opened().act('deliver');

describe('general flow, from 2025-03-26', () => {
  it('R-CUT-06 is the baseline with a requirement that may be left out', () => {
    expect(drawingOf(generalFrom20250326)).toEqual([
      'SUBMIT_REQUIREMENT -requirementSubmitted-> CONFIRM_REQUIREMENT',
      'SUBMIT_REQUIREMENT -delivered-> BUYER_ACCEPT',
      'CONFIRM_REQUIREMENT -requirementConfirmed-> SELLER_DELIVER',
      'CONFIRM_REQUIREMENT -requirementRejected-> SUBMIT_REQUIREMENT',
      'SELLER_DELIVER -delivered-> BUYER_ACCEPT',
      'BUYER_ACCEPT -accepted-> COMPLETING + recordAcceptance',
      'BUYER_ACCEPT -rejected-> SELLER_DELIVER',
      'COMPLETING -deadlinePassed-> COMPLETED + markBillable',
    ]);
  });

  it('R-GEN-02 requirement, confirmation, delivery, acceptance → completed and billable', () => {
    const completed = delivered().act('accept').advanceTo('2025-03-27T00:00:00+08:00');

    expect(pathOf(completed)).toEqual([
      'CONFIRM_REQUIREMENT',
      'SELLER_DELIVER',
      'BUYER_ACCEPT',
      'COMPLETING',
      'COMPLETED',
    ]);
    expect(completed.order).toMatchObject({
      flowId: 'general.from-2025-03-26',
      billable: true,
      orderStatus: 'COMPLETED',
      supervisionStatus: 'COMPLETED',
      completedAt: '2025-03-25T19:05:00.000Z', // placed 0:00, paid 0:01, four actions a minute apart
    });
  });

  it('R-CUT-06 the seller delivers without a requirement, the buyer accepts → completed and billable', () => {
    const completed = unasked().act('accept').advanceTo('2025-03-27T00:00:00+08:00');

    expect(pathOf(completed)).toEqual(['BUYER_ACCEPT', 'COMPLETING', 'COMPLETED']);
    expect(completed.order).toMatchObject({
      requirement: null,
      billable: true,
      supervisionStatus: 'COMPLETED',
    });
  });

  it.each([
    ['SAAS_SUPERVISED', lastMoment, 'general'],
    ['SAAS_SUPERVISED', from, 'general.from-2025-03-26'],
    ['PROFESSIONAL_SERVICE', lastMoment, 'general'],
    ['PROFESSIONAL_SERVICE', from, 'general.from-2025-03-26'],
    ['DATA_FILE', from, 'general'],
  ] as const)('R-CUT-06 %s placed %s: %s', (mode, placedAt, flowId) => {
    expect(anOrder({ mode, placedAt }).order.flowId).toBe(flowId);
  });

  it('R-CUT-06 one millisecond before the date the seller has to wait for the requirement', () => {
    expect(opened({ placedAt: lastMoment }).refused('deliver')).toMatchObject({
      code: 'EVENT_NOT_ALLOWED_AT_NODE',
      details: {
        node: 'SUBMIT_REQUIREMENT',
        allowed: ['submitRequirement', 'recordInvoice', 'openAppeal'],
      },
    });
  });

  it('R-CUT-06 where the requirement is assumed to stay, the baseline goes on after the date', () => {
    const strict = opened({ assumptions: { requirementStep: 'REQUIRED' } });

    expect(strict.order.flowId).toBe('general');
    expect(strict.refused('deliver').code).toBe('EVENT_NOT_ALLOWED_AT_NODE');
  });

  it('R-CUT-06 begins with the buyer, and both sides see what they can do', () => {
    const { order } = opened();
    const offered = (role: 'buyer' | 'seller') =>
      nextActionsFor(order, role).map(({ name }) => name);

    expect(order).toMatchObject({ node: 'SUBMIT_REQUIREMENT', deadline: null });
    expect(awaitedRole(order)).toBe('buyer');
    expect(offered('buyer')).toEqual(['submitRequirement', 'openAppeal']);
    expect(offered('seller')).toEqual(['deliver', 'openAppeal']);
  });

  it.each([
    [
      'SUBMIT_REQUIREMENT',
      opened,
      {
        submitRequirement: 'CONFIRM_REQUIREMENT',
        deliver: 'BUYER_ACCEPT',
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
    ['SELLER_DELIVER', confirmed, { deliver: 'BUYER_ACCEPT', recordInvoice: 'SELLER_DELIVER' }],
    [
      'BUYER_ACCEPT',
      unasked,
      { accept: 'COMPLETING', reject: 'SELLER_DELIVER', recordInvoice: 'BUYER_ACCEPT' },
    ],
    ['COMPLETING', () => delivered().act('accept'), { recordInvoice: 'COMPLETING' }],
  ])('R-GEN-07 %s takes this and nothing else', (node, order, answers) => {
    expect(order().order.node).toBe(node);
    expect(answersAt(order())).toEqual(answers);
  });

  it('R-CUT-06 a requirement that was submitted is answered, not passed over', () => {
    expect(asked().refused('deliver')).toMatchObject({
      code: 'EVENT_NOT_ALLOWED_AT_NODE',
      details: {
        node: 'CONFIRM_REQUIREMENT',
        allowed: ['confirmRequirement', 'rejectRequirement', 'recordInvoice', 'openAppeal'],
      },
    });
  });

  it('R-CUT-06 once it is delivered there is no requirement any more, also after a rejection', () => {
    for (const order of [unasked(), unasked().act('reject')]) {
      expect(order.refused('submitRequirement').code).toBe('EVENT_NOT_ALLOWED_AT_NODE');
    }
  });

  it('R-CUT-06 what comes without a requirement is proved like any other delivery', () => {
    const bare = { payload: { result: 'installed', proofs: [] } };

    expect(opened().refused('deliver', bare).code).toBe('PROOF_INCOMPLETE');
  });

  it('R-GEN-03 a rejected requirement is submitted again, or the seller delivers without', () => {
    const back = asked().act('rejectRequirement', { payload: { reason: 'how many seats?' } });
    const again = back.act('submitRequirement', { payload: { text: 'twelve' } });

    expect(back.order).toMatchObject({
      node: 'SUBMIT_REQUIREMENT',
      requirementRejects: 1,
      lastRejection: { text: 'how many seats?', from: 'CONFIRM_REQUIREMENT' },
    });
    expect(again.order).toMatchObject({
      node: 'CONFIRM_REQUIREMENT',
      requirement: { text: 'twelve' },
    });
    expect(back.act('deliver').order.node).toBe('BUYER_ACCEPT');
  });

  it('R-GEN-04 R-GEN-05 a rejected delivery goes back to the seller, not to the requirement', () => {
    const once = unasked().act('reject', { payload: { reason: 'no login' } });
    const twice = once.act('deliver').act('reject', { payload: { reason: 'still none' } });

    expect(once.order).toMatchObject({ node: 'SELLER_DELIVER', acceptRejects: 1 });
    expect(twice.order).toMatchObject({
      node: 'SELLER_DELIVER',
      acceptRejects: 2,
      requirementRejects: 0,
      lastRejection: { text: 'still none', from: 'BUYER_ACCEPT' },
    });
    expect(twice.act('deliver').act('accept').order.node).toBe('COMPLETING');
  });

  it('R-GEN-08 takes nothing after completion', () => {
    const completed = unasked().act('accept').advanceTo('2025-03-27T00:00:00+08:00');

    expect(onlyAnswersOf(completed)).toEqual(['ORDER_ENDED']);
  });
});
