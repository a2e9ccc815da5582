import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { defaultAssumptions } from '../../domain/assumptions.ts';
import { duesOf, nextDue, nextMoveAt } from '../../domain/due.ts';
import type { OrderEvent } from '../../domain/events.ts';
import { currentShape, type StoredOrder } from '../../domain/older-orders.ts';
import type { Order } from '../../domain/order.ts';
import { dueSteps, proceed } from '../../domain/transition.ts';
import { type Instant, instant, plusMs } from '../../domain/units.ts';
import { dayMs } from '../support/moments.ts';
import { anOrder } from '../support/order-builder.ts';
import { firstInputOf } from '../support/stored-orders.ts';

/** What release 4bd82c9 did with orders of its own, told by running that release. */
interface Life {
  readonly flowId: string;
  readonly start: StoredOrder;
  readonly life: readonly {
    readonly waitUntil?: Instant;
    readonly event?: OrderEvent;
    readonly refused?: { readonly code: string; readonly message: string };
    readonly steps: readonly {
      readonly type: string;
      readonly at: Instant;
      readonly changed: Partial<Order>;
    }[];
  }[];
}
const lives: readonly Life[] = JSON.parse(
  readFileSync(new URL('./older-lives.json', import.meta.url), 'utf8'),
);

const stillOpen = firstInputOf('general.still-open.2026-11-23.json');
const continued = firstInputOf('general.continued-run-2.2026-11-23.json');

describe('an order that an earlier release stored', () => {
  it('R-CUT-05 keeps everything it has, and gets what it lacks as if it had never been there', () => {
    const order = currentShape(stillOpen);

    expect(order).toEqual({
      ...stillOpen,
      openedAt: null,
      changedSeq: 1,
      contract: null,
      proofs: [],
      openCriteria: [],
      milestonesAccepted: 0,
      idCode: null,
      licenseIssuedAt: null,
      shippingAddressId: null,
      parcel: null,
      courierRequest: null,
      admittedCouriers: [],
      invoicedAt: null,
      remindedAt: null,
      reminders: 0,
      alertedAt: null,
      promisedAt: null,
      extension: null,
      isRedoOwed: false,
      isCloseWaived: false,
      appeal: null,
      freezes: [],
      refund: null,
      ledger: [],
      bookedUntil: instant('2024-09-14T02:05:00Z'),
      effectiveAt: null,
      assumptions: { ...defaultAssumptions, reminderCadence: 'NONE' },
    });
  });

  it('R-CUT-05 has every field that an order of today has, and no other', () => {
    const names = (order: object) => new Set(Object.keys(order));
    const today = anOrder().order;

    expect(names(currentShape(stillOpen))).toEqual(names(today));
    expect(names(currentShape(continued).assumptions)).toEqual(names(today.assumptions));
  });

  it('R-CUT-05 in the middle of its life: seen at its seq, rejected without criteria', () => {
    const order = currentShape(continued);

    expect(order).toMatchObject({
      seq: 5,
      changedSeq: 5,
      node: 'SELLER_DELIVER',
      acceptRejects: 1,
    });
    expect(order.lastRejection).toEqual({ ...continued.lastRejection, criteria: [] });
    expect(order.delivery).toEqual(continued.delivery);
    expect(order.openCriteria).toEqual([]);
  });

  it('R-CUT-05 keeps the assumptions that it was opened with', () => {
    const stored = {
      ...stillOpen,
      assumptions: {
        ...stillOpen.assumptions,
        autoCloseDelayHours: 1,
        authCodeRequiresClaim: false,
      },
    };

    expect(currentShape(stored).assumptions).toEqual({
      ...defaultAssumptions,
      autoCloseDelayHours: 1,
      authCodeRequiresClaim: false,
      reminderCadence: 'NONE',
    });
  });

  it('R-CUT-05 is read once: what is in today’s shape stays as it is, new orders too', () => {
    const order = currentShape(continued);
    const today = anOrder({ purchase: { deliveryPromiseDays: 3 } }).advanceTo(
      '2024-09-01T00:00:00Z',
    );

    expect(currentShape(order)).toEqual(order);
    expect(currentShape(today.order)).toEqual(today.order);
    expect(currentShape(JSON.parse(JSON.stringify(today.order)))).toEqual(today.order);
  });

  it('R-CUT-05 what became a choice or a fact later is as it was until then; what was chosen stays', () => {
    const { order } = anOrder({ assumptions: { reminderCadence: 'WEEKLY' } });
    const { screenshotTypes: _later, ...assumptions } = order.assumptions;
    const { refusedAt: _alsoLater, ...refund } = {
      refundId: 'r',
      amountFen: order.purchase.paidFen,
      decidedAt: order.enteredAt,
      settledAt: null,
      refusedAt: null,
    };
    const read = currentShape({ ...order, assumptions, refund } as Order);

    expect(read).toEqual({
      ...order,
      assumptions: { ...order.assumptions, screenshotTypes: 'ANY' },
      refund: { ...refund, refusedAt: null },
    });
    expect(currentShape({ ...order, refund: { ...refund, refusedAt: order.enteredAt } })).toEqual({
      ...order,
      refund: { ...refund, refusedAt: order.enteredAt },
    });
  });
});

describe('it goes on as it would have', () => {
  it.each(lives.map((life) => [life.flowId, life] as const))(
    'R-CUT-05 step by step as the release that opened it: %s',
    (_id, { start, life }) => {
      let before: StoredOrder = start;
      let order = currentShape(start);
      for (const { event, waitUntil, refused, steps } of life) {
        const outcome = event
          ? proceed(order, event)
          : { steps: dueSteps(order, waitUntil ?? order.enteredAt), rejection: undefined };

        expect(outcome.steps.map((step) => [step.event.type, step.event.at])).toEqual(
          steps.map(({ type, at }) => [type, at]),
        );
        expect(
          outcome.rejection && { code: outcome.rejection.code, message: outcome.rejection.message },
        ).toEqual(refused);
        for (const [no, { changed }] of steps.entries()) {
          before = { ...before, ...changed };
          expect(outcome.steps[no]?.order).toMatchObject(before);
        }
        order = outcome.steps.at(-1)?.order ?? order;
      }
      expect(order.node).toBe('COMPLETED');
    },
  );

  it('R-CUT-05 on all eight flows of that release', () => {
    expect(lives.map(({ flowId }) => flowId)).toEqual([
      'general',
      'general.reviewed',
      'license-auth-code.before-2024-09-14',
      'license-auth-code.before-2024-09-14.reviewed',
      'license-auth-code.from-2024-09-14',
      'license-auth-code.from-2024-09-14.reviewed',
      'license-auth-code.from-2024-09-14.unclaimed',
      'license-auth-code.from-2024-09-14.unclaimed.reviewed',
    ]);
  });

  it('R-REM-01 R-CLK-03 R-CLK-04 nothing is told or closed by itself, however long it waits', () => {
    for (const { flowId, start } of lives) {
      const order = currentShape(start);
      expect(duesOf(order), flowId).toEqual([]);
      expect(nextDue(order, instant('2800-01-01T00:00:00Z')), flowId).toBeUndefined();
      expect(nextMoveAt(order), flowId).toBeNull();
    }
  });

  it('R-PRF-01 R-PRF-10 delivers without proof and is rejected without criteria', () => {
    const order = currentShape(continued);
    const seller = { role: 'seller', party: 'S-1' } as const;
    const buyer = { role: 'buyer', party: 'B-1' } as const;
    const at = order.enteredAt;
    const delivered = proceed(order, {
      type: 'delivered',
      at,
      by: seller,
      payload: { result: 'installed again' },
    }).steps.at(-1)?.order;
    const rejected =
      delivered &&
      proceed(delivered, { type: 'rejected', at, by: buyer, payload: { reason: 'still fails' } });

    expect(delivered).toMatchObject({ node: 'BUYER_ACCEPT', seq: 6, changedSeq: 6, proofs: [] });
    expect(rejected?.steps.at(-1)?.order).toMatchObject({
      node: 'SELLER_DELIVER',
      acceptRejects: 2,
      openCriteria: [],
      lastRejection: { text: 'still fails', criteria: [] },
    });
  });

  it('R-LED-01 its time is booked from the node on at which it was found', () => {
    const { start } = lives[0] as Life;
    const at = plusMs(start.enteredAt, dayMs);
    const { steps } = proceed(currentShape(start), {
      type: 'requirementSubmitted',
      at,
      by: { role: 'buyer', party: 'B-1' },
      payload: { text: 'x' },
    });

    expect(steps[0]?.order).toMatchObject({
      bookedUntil: at,
      ledger: [{ node: 'SUBMIT_REQUIREMENT', side: 'buyer', elapsedMs: dayMs }],
    });
  });
});
