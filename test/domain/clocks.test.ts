import { describe, expect, it } from 'vitest';
import { duesOf, nextMoveAt } from '../../domain/due.ts';
import { type ActionName, actionNames } from '../../domain/events.ts';
import { describeOrder } from '../../domain/explain.ts';
import type { NodeId } from '../../domain/order.ts';
import { allowedActions, endedAt } from '../../domain/refusals.ts';
import { proceed } from '../../domain/transition.ts';
import { plusMs } from '../../domain/units.ts';
import {
  actAt,
  beijing,
  edgesOf,
  happened,
  hourMs,
  momentsOf,
  nodesAt,
  paidAt,
  refusedAt,
  settle,
  through,
} from '../support/moments.ts';
import {
  actorIn,
  anOrder,
  eventFor,
  manualClock,
  type OrderWish,
} from '../support/order-builder.ts';

describe('completion after acceptance', () => {
  const paid = beijing('2024-10-08 09:00');

  it.each<[string, OrderWish, Parameters<typeof through>[1]]>([
    ['professional service', {}, ['submitRequirement', 'confirmRequirement', 'deliver', 'accept']],
    ['offline License', { mode: 'LICENSE_OFFLINE' }, ['deliver', 'accept']],
    ['hardware', { mode: 'HARDWARE' }, ['ship', 'accept']],
    ['software package', { mode: 'LICENSE_SOFTWARE_PACKAGE' }, ['reportDeployment', 'accept']],
    [
      'authorization code',
      { mode: 'LICENSE_AUTH_CODE' },
      ['deliver', 'claimAuthCode', 'activateAuthCode'],
    ],
  ])('R-GEN-06 R-GEN-10 T1 %s: 3 hours later, to the millisecond', (_name, wish, actions) => {
    const accepted = through(paidAt(paid, wish), actions);
    const acceptedAt = plusMs(paid, actions.length * 60_000);
    const [before, at, after] = edgesOf(plusMs(acceptedAt, 3 * hourMs)).map(
      (moment) => accepted.advanceTo(moment).order,
    );

    expect(accepted.order).toMatchObject({ node: 'COMPLETING', acceptedAt, completedAt: null });
    expect(before).toMatchObject({
      node: 'COMPLETING',
      orderStatus: 'PROCESSING',
      supervisionStatus: 'IN_PROGRESS',
      billable: false,
    });
    for (const order of [at, after]) {
      expect(order).toMatchObject({
        node: 'COMPLETED',
        orderStatus: 'COMPLETED',
        supervisionStatus: 'COMPLETED',
        billable: true,
        acceptedAt,
        completedAt: plusMs(acceptedAt, 3 * hourMs),
      });
    }
  });

  it('R-GEN-10 T1 nobody does anything during the 3 hours', () => {
    const accepted = through(paidAt(paid, { mode: 'LICENSE_OFFLINE' }), ['deliver', 'accept']);

    expect(allowedActions(accepted.order)).toEqual(['recordInvoice', 'openAppeal']);
    expect(accepted.refused('reject').code).toBe('EVENT_NOT_ALLOWED_AT_NODE');
  });
});

describe('the close after 365 days', () => {
  // 2023-12-01 is 365 days after 2022-12-01.
  const paid = beijing('2022-12-01 10:00');
  const close = beijing('2023-12-01 10:00');
  const open = paidAt(paid);
  const invoiced = actAt(open, beijing('2023-06-01 12:00'), 'recordInvoice');
  const closed = open.advanceTo(close);

  it('R-CLK-01 T5 comes at 365 days to the millisecond, not invoiced: into the refund', () => {
    expect(nodesAt(open, edgesOf(close))).toEqual(['SUBMIT_REQUIREMENT', 'REFUNDING', 'REFUNDING']);
    expect(momentsOf(open.advanceTo(plusMs(close, 1)), 'closedForRefund')).toEqual([close]);
  });

  it('R-CLK-02 T5 invoiced: completes the order, which is billed', () => {
    const { order, steps } = invoiced.advanceTo(close);

    expect(nodesAt(invoiced, edgesOf(close))).toEqual([
      'SUBMIT_REQUIREMENT',
      'COMPLETED',
      'COMPLETED',
    ]);
    expect(order).toMatchObject({
      orderStatus: 'COMPLETED',
      supervisionStatus: 'COMPLETED',
      completedAt: close,
      acceptedAt: null,
      billable: true,
      refund: null,
    });
    expect(steps.at(-1)?.event).toMatchObject({ type: 'closedAsInvoiced', at: close });
  });

  it('R-CLK-02 T5 an invoice in the last millisecond counts, one at the moment itself is too late', () => {
    expect(actAt(open, plusMs(close, -1), 'recordInvoice').advanceTo(close).order.node).toBe(
      'COMPLETED',
    );
    expect(refusedAt(open, close, 'recordInvoice')).toMatchObject({
      code: 'EVENT_NOT_ALLOWED_AT_NODE',
      details: { node: 'REFUNDING' },
    });
  });

  it('R-RFD-01 R-RFD-02 T5 not invoiced: the whole amount, under an id of its own, never billed', () => {
    expect(closed.order).toMatchObject({
      orderStatus: 'PROCESSING',
      supervisionStatus: 'IN_PROGRESS',
      billable: false,
      deadline: null,
      refund: {
        refundId: 'CS2408011000ABCDE:refund-1',
        amountFen: 19_900,
        decidedAt: close,
        settledAt: null,
      },
    });
    expect(endedAt(closed.order)).toBeNull();

    const settledAt = plusMs(close, 2 * hourMs);
    const { steps, rejection } = settle(closed, settledAt);
    const refunded = steps.at(-1)?.order ?? closed.order;

    expect(rejection).toBeUndefined();
    expect(refunded).toMatchObject({
      node: 'REFUNDED',
      orderStatus: 'REFUNDED',
      supervisionStatus: 'IN_PROGRESS',
      billable: false,
      completedAt: null,
      refund: { amountFen: 19_900, decidedAt: close, settledAt },
    });
    expect(endedAt(refunded)).toBe(settledAt);
    expect(settle({ order: refunded }, plusMs(settledAt, 1))).toMatchObject({
      steps: [],
      rejection: { code: 'ORDER_ENDED', details: { node: 'REFUNDED', endedAt: settledAt } },
    });
  });

  it('R-RFD-01 while the money is on its way nothing is taken and nothing comes by itself', () => {
    const ofCase = actionNames.slice(
      actionNames.indexOf('submitStatement'),
      actionNames.indexOf('advanceClock'),
    );
    const codes: Readonly<Partial<Record<ActionName, string>>> = {
      openAppeal: 'APPEAL_NOT_POSSIBLE',
      ...Object.fromEntries(ofCase.map((name) => [name, 'NO_APPEAL_OPEN'])),
    };
    for (const action of actionNames.filter((name) => name !== 'advanceClock')) {
      const event = eventFor(action, closed.order, plusMs(close, 1));
      expect(proceed(closed.order, event), action).toMatchObject({
        steps: [],
        rejection: {
          code: codes[action] ?? 'EVENT_NOT_ALLOWED_AT_NODE',
          details: { allowed: [] },
        },
      });
    }
    expect(duesOf(closed.order)).toEqual([]);
    expect(nextMoveAt(closed.order)).toBeNull();
    expect(closed.advanceTo('2030-01-01T00:00:00Z').steps).toHaveLength(closed.steps.length);
  });

  it('R-RFD-01 only the platform settles a refund, and only where one is on its way', () => {
    for (const role of ['storefront', 'opsManager', 'seller', 'buyer'] as const) {
      expect(settle(closed, close, { by: actorIn(role) }).rejection?.code, role).toBe(
        'ROLE_NOT_ALLOWED',
      );
    }
    expect(settle(open, paid).rejection?.code).toBe('EVENT_NOT_ALLOWED_AT_NODE');
    expect(settle(closed, close, { refundId: 'CS2408011000ABCDE:refund-2' })).toMatchObject({
      steps: [],
      rejection: { code: 'EVENT_NOT_ALLOWED_AT_NODE' },
    });
  });

  it('R-RFD-03 a refusal of the payment side is kept, tells the operations managers and moves nothing', () => {
    const at = plusMs(close, 60_000);
    const refuse = (refundId: string) =>
      proceed(closed.order, {
        type: 'refundRefused',
        at,
        by: actorIn('platform'),
        payload: { refundId, reason: 'ACCOUNT_CLOSED' },
      });
    const { steps } = refuse('CS2408011000ABCDE:refund-1');
    const refused = steps.at(-1)?.order ?? closed.order;

    expect(refused).toMatchObject({
      node: 'REFUNDING',
      changedSeq: closed.order.changedSeq,
      refund: { refusedAt: at, settledAt: null },
    });
    expect(describeOrder(refused)).toContain('the payment side refused the refund');
    expect(settle({ order: refused }, plusMs(at, 1)).steps.at(-1)?.order.node).toBe('REFUNDED');
    expect(refuse('CS2408011000ABCDE:refund-2').rejection?.code).toBe('EVENT_NOT_ALLOWED_AT_NODE');
  });

  it('R-RFD-02 a rehearsal is refunded as well, and is never billed', () => {
    const rehearsal = anOrder({
      placedAt: '2022-12-01T09:59:00+08:00',
      clock: manualClock('2022-12-01T10:00:00+08:00'),
    });
    const skipped = rehearsal.act('advanceClock');
    const completed = rehearsal.act('recordInvoice').act('advanceClock');

    expect(skipped).toMatchObject({ now: close, order: { node: 'REFUNDING' } });
    expect(completed.order).toMatchObject({ node: 'COMPLETED', billable: false });
  });

  // 2024 has a 29 February: 365 days after 2023-03-06 00:00 it is 2024-03-05 00:00.
  it.each<[string, string, NodeId]>([
    ['one millisecond before the switch-off', '2023-03-05 23:59:59.999', 'REFUNDING'],
    ['exactly at the switch-off', '2023-03-06 00:00', 'SUBMIT_REQUIREMENT'],
    ['one millisecond after', '2023-03-06 00:00:00.001', 'SUBMIT_REQUIREMENT'],
  ])('R-CLK-01 T5 365 days over %s', (_edge, paidText, node) => {
    const driver = paidAt(beijing(paidText));

    expect(driver.advanceTo('2024-03-06T00:00:00+08:00').order.node).toBe(node);
  });

  it('R-CLK-03 T6 nothing is closed any more since 2024-03-05, invoiced or not', () => {
    const late = paidAt(beijing('2023-03-06 00:00'));
    const end = '2035-01-01T00:00:00Z';

    expect(nextMoveAt(late.order)).toBeNull();
    expect(late.advanceTo(end).order).toMatchObject({ node: 'SUBMIT_REQUIREMENT', refund: null });
    expect(late.act('recordInvoice').advanceTo(end).order.node).toBe('SUBMIT_REQUIREMENT');
  });

  it('R-CLK-02 T5 does not touch an accepted delivery, but does touch an open one', () => {
    const delivered = through(paidAt(paid, { mode: 'LICENSE_OFFLINE' }), ['deliver']);
    const accepted = actAt(delivered, plusMs(close, -1), 'accept');

    expect(nodesAt(accepted, edgesOf(close))).toEqual(Array(3).fill('COMPLETING'));
    expect(accepted.advanceTo('2030-01-01T00:00:00Z').order).toMatchObject({
      node: 'COMPLETED',
      completedAt: plusMs(close, 3 * hourMs - 1),
      refund: null,
    });
    expect(nodesAt(delivered, edgesOf(close))).toEqual(['BUYER_ACCEPT', 'REFUNDING', 'REFUNDING']);
    expect(refusedAt(delivered, close, 'accept').details).toMatchObject({ node: 'REFUNDING' });
  });

  it.each<[string, string, NodeId]>([
    ['one millisecond before the switch-off', '2024-03-04 23:59:59.999', 'REFUNDING'],
    ['exactly at the switch-off', '2024-03-05 00:00', 'SUBMIT_REQUIREMENT'],
  ])('R-CLK-04 T5 an overdue order that opens here %s', (_edge, openedText, node) => {
    const openedAt = beijing(openedText);
    const driver = anOrder({ placedAt: beijing('2022-06-01 10:00'), openedAt });

    expect(nodesAt(driver, [plusMs(openedAt, -1), openedAt])).toEqual(['SUBMIT_REQUIREMENT', node]);
    expect(driver.advanceTo('2030-01-01T00:00:00Z').order.node).toBe(node);
  });

  it.each<[string, string, NodeId]>([
    ['older by a millisecond', '2023-12-01 10:00:00.001', 'SUBMIT_REQUIREMENT'],
    ['of exactly 365 days', '2023-12-01 10:00', 'REFUNDING'],
    ['younger by a millisecond', '2023-12-01 09:59:59.999', 'REFUNDING'],
  ])('R-CLK-04 T5 switched, an order is not closed as it opens: %s', (_age, openedText, node) => {
    const driver = anOrder({
      placedAt: plusMs(paid, -60_000),
      openedAt: beijing(openedText),
      assumptions: { autoCloseOlderOrders: false },
    });

    expect(driver.advanceTo('2030-01-01T00:00:00Z').order.node).toBe(node);
  });

  it('R-CLK-04 T5 counts from the payment, not from when the order was placed', () => {
    const wish = { placedAt: beijing('2022-12-01 08:00'), openedAt: beijing('2022-12-02 08:00') };
    const driver = anOrder({ ...wish, purchase: { paidAt: paid } });

    expect(nodesAt(driver, edgesOf(close))).toEqual([
      'SUBMIT_REQUIREMENT',
      'REFUNDING',
      'REFUNDING',
    ]);
  });
});

describe('the alert after 180 days', () => {
  // 2025-01-28 10:00 is 180 days after 2024-08-01 10:00.
  const placed = beijing('2024-08-01 10:00');
  const alert = beijing('2025-01-28 10:00');
  const open = paidAt(plusMs(placed, 60_000), { assumptions: { reminderCadence: 'NONE' } });
  const alertsBy = (driver: typeof open, at: string) =>
    momentsOf(driver.advanceTo(at), 'alertRaised');

  it('R-CLK-03 T7 180 days after the order was placed, to account manager and seller', () => {
    const [before, at, after] = edgesOf(alert).map((moment) =>
      happened(open.advanceTo(moment), 'alertRaised'),
    );
    const told = [{ at: alert, payload: { to: ['accountManager', 'seller'] } }];

    expect([before, at, after]).toEqual([[], told, told]);
    expect(open.advanceTo(alert).steps.at(-1)?.event.by).toEqual({ role: 'platform', party: null });
  });

  it('R-CLK-03 T7 changes nothing about the order, and nobody who decided before is too late', () => {
    const { ledger, bookedUntil, ...alerted } = open.advanceTo(alert).order;
    const { ledger: _ledger, bookedUntil: _bookedUntil, ...before } = open.order;

    expect(alerted).toEqual({ ...before, seq: 2, changedSeq: 1, alertedAt: alert });
  });

  it('R-CLK-03 T7 is raised once', () => {
    expect(alertsBy(open, '2030-01-01T00:00:00Z')).toEqual([alert]);
    expect(alertsBy(open.advanceTo(alert), '2030-01-01T00:00:00Z')).toEqual([alert]);
  });

  it('R-CLK-03 T7 is raised while a delivery waits for the buyer, and not once it is accepted', () => {
    const delivered = paidAt(plusMs(placed, 60_000), { mode: 'LICENSE_OFFLINE' }).act('deliver');
    const accepted = actAt(delivered, plusMs(alert, -1), 'accept');

    expect(alertsBy(delivered, alert)).toEqual([alert]);
    expect(accepted.advanceTo(alert).order.node).toBe('COMPLETING');
    expect(alertsBy(accepted, '2030-01-01T00:00:00Z')).toEqual([]);
  });

  it.each([
    ['one millisecond before', '2023-09-06 23:59:59.999', '2024-03-05 00:00'],
    ['exactly at', '2023-09-07 00:00', '2024-03-05 00:00'],
    ['one millisecond after', '2023-09-07 00:00:00.001', '2024-03-05 00:00:00.001'],
    ['long before', '2023-05-01 00:00', '2024-03-05 00:00'],
  ])('R-CLK-05 T7 180 days over %s the alert comes into force', (_edge, placedText, at) => {
    const driver = anOrder({ placedAt: beijing(placedText), openedAt: beijing('2023-10-01') });

    expect(alertsBy(driver, '2025-01-01T00:00:00Z')).toEqual([beijing(at)]);
  });

  it.each([
    [
      'at the coming into force, older by a millisecond',
      '2023-09-06 23:59:59.999',
      '2023-10-01',
      0,
    ],
    ['at the coming into force, of exactly 180 days', '2023-09-07 00:00', '2023-10-01', 1],
    ['at the opening, older by a millisecond', '2024-08-01 10:00', '2025-01-28 10:00:00.001', 0],
    ['at the opening, of exactly 180 days', '2024-08-01 10:00', '2025-01-28 10:00', 1],
  ])(
    'R-CLK-05 T7 switched, what is older is not alerted: %s',
    (_age, placedText, openedText, count) => {
      const driver = anOrder({
        placedAt: beijing(placedText),
        openedAt: beijing(openedText),
        assumptions: { alertOlderOrders: false },
      });

      expect(alertsBy(driver, '2030-01-01T00:00:00Z')).toHaveLength(count);
    },
  );

  it('R-CLK-05 T7 an order that is older when it opens here is alerted at once', () => {
    const openedAt = beijing('2026-06-01 08:00');
    const driver = anOrder({ placedAt: placed, openedAt });

    expect(alertsBy(driver, plusMs(openedAt, -1))).toEqual([]);
    expect(alertsBy(driver, openedAt)).toEqual([openedAt]);
  });

  it('R-CLK-03 T7 orders without supervision are never alerted', () => {
    expect(alertsBy(paidAt(placed, { mode: 'IMAGE' }), '2030-01-01T00:00:00Z')).toEqual([]);
  });
});
