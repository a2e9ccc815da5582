import { describe, expect, it } from 'vitest';
import { awaitedRole } from '../../../domain/awaited.ts';
import { general } from '../../../domain/flows/general.ts';
import { plusMs } from '../../../domain/units.ts';
import { drawingOf } from '../../support/flow-walks.ts';
import { anOrder, manualClock } from '../../support/order-builder.ts';

const opened = () => anOrder({ mode: 'PROFESSIONAL_SERVICE', category: 'GENERAL' });
const delivered = () => opened().act('submitRequirement').act('confirmRequirement').act('deliver');

describe('general flow', () => {
  it('R-GEN-02 asks for requirement, confirmation, delivery and acceptance, in this order', () => {
    expect(drawingOf(general)).toEqual([
      'SUBMIT_REQUIREMENT -requirementSubmitted-> CONFIRM_REQUIREMENT',
      'CONFIRM_REQUIREMENT -requirementConfirmed-> SELLER_DELIVER',
      'CONFIRM_REQUIREMENT -requirementRejected-> SUBMIT_REQUIREMENT',
      'SELLER_DELIVER -delivered-> BUYER_ACCEPT',
      'BUYER_ACCEPT -accepted-> COMPLETING + recordAcceptance',
      'BUYER_ACCEPT -rejected-> SELLER_DELIVER',
      'COMPLETING -deadlinePassed-> COMPLETED + markBillable',
    ]);
  });

  it('R-GEN-01 starts with the payment: in progress, processing, at the first node', () => {
    const { order } = anOrder({ placedAt: '2024-08-01T10:00:00+08:00' });

    expect(order).toMatchObject({
      flowId: 'general',
      node: 'SUBMIT_REQUIREMENT',
      enteredAt: '2024-08-01T02:01:00.000Z',
      supervisionStatus: 'IN_PROGRESS',
      orderStatus: 'PROCESSING',
      seq: 1,
    });
  });

  it('requirement, confirmation, delivery, acceptance → completed and billable', () => {
    const accepted = delivered().act('accept');
    const completed = accepted.advanceTo('2024-08-02T00:00:00+08:00');

    expect(accepted.order).toMatchObject({ node: 'COMPLETING', billable: false });
    expect(accepted.order.acceptedAt).toBe(accepted.now);
    expect(completed.order).toMatchObject({
      node: 'COMPLETED',
      billable: true,
      orderStatus: 'COMPLETED',
      supervisionStatus: 'COMPLETED',
      negotiatedRefundLocked: false,
    });
  });

  it.each([
    ['live', {}, true],
    ['a rehearsal on real time', { livemode: false }, false],
    ['a rehearsal with a clock', { clock: manualClock('2024-08-02T00:00:00+08:00') }, false],
  ])('%s: completed, and billable only if the money is real', (_kind, wish, billable) => {
    const accepted = anOrder(wish)
      .act('submitRequirement')
      .act('confirmRequirement')
      .act('deliver')
      .act('accept');
    const completed =
      accepted.order.clock.kind === 'manual'
        ? accepted.act('advanceClock')
        : accepted.advanceTo('2024-08-05T00:00:00+08:00');

    expect(completed.order).toMatchObject({
      node: 'COMPLETED',
      orderStatus: 'COMPLETED',
      supervisionStatus: 'COMPLETED',
      billable,
    });
  });

  it('R-GEN-03 a rejected requirement goes back to the buyer, who submits it again', () => {
    const rejected = opened().act('submitRequirement', { payload: { text: 'seats' } });
    const back = rejected.act('rejectRequirement', { payload: { reason: 'how many?' } });
    const again = back.act('submitRequirement', { payload: { text: 'twelve seats' } });

    expect(back.order).toMatchObject({
      node: 'SUBMIT_REQUIREMENT',
      requirementRejects: 1,
      lastRejection: { text: 'how many?', from: 'CONFIRM_REQUIREMENT' },
    });
    expect(again.order.requirement?.text).toBe('twelve seats');
    expect(again.act('confirmRequirement').order.node).toBe('SELLER_DELIVER');
  });

  it('R-GEN-04 the buyer rejects the delivery a hundred times, each one is counted', () => {
    let order = delivered();
    for (let count = 1; count <= 100; count += 1) {
      order = order.act('reject').act('deliver');
      expect(order.order.acceptRejects).toBe(count);
    }

    expect(order.act('accept').order.node).toBe('COMPLETING');
  });

  it('R-GEN-05 a rejected delivery goes back to the seller with the reason', () => {
    const back = delivered().act('reject', { payload: { reason: 'login does not work' } });

    expect(back.order).toMatchObject({
      node: 'SELLER_DELIVER',
      acceptRejects: 1,
      requirementRejects: 0,
      reviewFails: 0,
      lastRejection: { text: 'login does not work', from: 'BUYER_ACCEPT', at: back.now },
    });
  });

  it.each([
    ['one millisecond before', '2024-08-01T13:04:59.999+08:00', 'COMPLETING'],
    ['exactly at', '2024-08-01T13:05:00.000+08:00', 'COMPLETED'],
    ['one millisecond after', '2024-08-01T13:05:00.001+08:00', 'COMPLETED'],
  ])('R-GEN-10 takes the whole time: %s three hours after acceptance', (_edge, now, node) => {
    const accepted = delivered().act('accept'); // placed 10:00, paid 10:01, four actions a minute apart

    expect(accepted.now).toBe('2024-08-01T02:05:00.000Z');
    expect(accepted.advanceTo(now).order.node).toBe(node);
  });

  it('R-GEN-10 stands at COMPLETING meanwhile, accepted, still in progress, waiting for the platform', () => {
    const accepted = delivered().act('accept');

    expect(accepted.order).toMatchObject({
      node: 'COMPLETING',
      enteredAt: accepted.now,
      deadline: plusMs(accepted.now, 3 * 3_600_000),
      acceptedAt: accepted.now,
      completedAt: null,
      orderStatus: 'PROCESSING',
      supervisionStatus: 'IN_PROGRESS',
      billable: false,
    });
    expect(awaitedRole(accepted.order)).toBe('platform');
  });

  it('R-GEN-06 completes at the third hour, not when somebody looks', () => {
    const late = delivered().act('accept').advanceTo('2025-01-01T00:00:00+08:00');

    expect(late.order.completedAt).toBe('2024-08-01T05:05:00.000Z');
    expect(late.steps.at(-1)?.event).toMatchObject({
      type: 'deadlinePassed',
      at: '2024-08-01T05:05:00.000Z',
      by: { role: 'platform' },
    });
  });

  it('R-GEN-09 waits for people without a limit', () => {
    const waiting = [
      opened(),
      opened().act('submitRequirement'),
      opened().act('submitRequirement').act('confirmRequirement'),
      delivered(),
    ];

    for (const order of waiting) {
      const later = order.advanceTo('2030-01-01T00:00:00+08:00');
      const { node, enteredAt, changedSeq, supervisionStatus } = order.order;

      expect(order.order.deadline).toBeNull();
      // Somebody is told, nothing moves.
      expect(new Set(later.steps.slice(order.steps.length).map(({ event }) => event.type))).toEqual(
        new Set(['alertRaised', 'reminderDue']),
      );
      expect(later.order).toMatchObject({
        node,
        enteredAt,
        changedSeq,
        supervisionStatus,
        deadline: null,
      });
    }
  });

  it('R-GEN-08 nothing can be done to an order after completion', () => {
    const completed = delivered().act('accept').advanceTo('2024-08-02T00:00:00+08:00');

    expect(completed.refused('reject').code).toBe('ORDER_ENDED');
    expect(completed.refused('accept').code).toBe('ORDER_ENDED');
    expect(completed.refused('deliver').code).toBe('ORDER_ENDED');
  });

  it('R-GEN-07 an action that meets the order at its last deadline is told that it has ended', () => {
    const accepted = delivered().act('accept').advanceTo('2024-08-01T13:04:00.000+08:00');

    const refusal = accepted.refused('accept'); // one minute later: exactly the third hour

    expect(refusal).toMatchObject({
      code: 'ORDER_ENDED',
      details: { endedAt: '2024-08-01T05:05:00.000Z', allowed: [] },
    });
  });
});
