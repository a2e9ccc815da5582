import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readClock, startClock } from '../../domain/clock.ts';
import { platform } from '../../domain/due.ts';
import { openOrder } from '../../domain/open-order.ts';
import { proceed } from '../../domain/transition.ts';
import { instant, plusMs } from '../../domain/units.ts';
import type { Command, Model } from '../model/both-sides.ts';
import { anyCommands } from '../model/commands.ts';
import { anyOpening, anySoldOpening, type Opening } from '../model/purchases.ts';
import { isSold } from '../model/rules-flows.ts';
import { openModel } from '../model/rules-order.ts';
import { reading, type System, viewOfModel, viewOfSystem } from '../model/system.ts';
import { actorIn, anOrder, digest, managerFor } from '../support/order-builder.ts';

/** How many lives are played; a failure names the seed that plays the same ones again. */
const sequences = 10_000;

/** The purchase opened on both sides. */
function opened({ purchase, assumed, realMs }: Opening): { model: Model; system: System } {
  const real = instant(realMs);
  const order = openOrder(purchase, real, digest, assumed);
  if ('code' in order) throw new Error(`not opened: ${order.code}, ${order.message}`);
  const openedAt = Date.parse(readClock(startClock(purchase.clock, real), real));
  const model = openModel(purchase, assumed, openedAt);
  const seen = [{ version: model.version, seq: order.seq }];
  return { model: { order: model, seen, last: null }, system: { order, realMs } };
}

/** Plays the commands on both sides; what happened until they disagree is told with the disagreement. */
function play(opening: Opening, commands: readonly Command[]): void {
  const { model, system } = opened(opening);
  const told: string[] = [];
  try {
    for (const command of commands) command.run(model, system, (what) => told.push(what));
  } catch (error) {
    if (error instanceof Error) error.message += `\nafter:\n  ${told.join('\n  ')}`;
    throw error;
  }
}

describe('the domain against a model of the rules', () => {
  it('R-SAL-01 R-CUT-03 R-REV-01 opens what is sold, at the first node of its flow', () => {
    fc.assert(
      fc.property(anyOpening, (opening) => {
        const { purchase, assumed, realMs } = opening;
        if (!isSold(purchase, assumed)) {
          const refused = openOrder(purchase, instant(realMs), digest, assumed);
          expect(refused).toMatchObject({ code: 'FLOW_NOT_OFFERED' });
          return;
        }
        const { model, system } = opened(opening);
        expect(viewOfSystem(system)).toEqual(viewOfModel(model.order, reading(system)));
      }),
      { numRuns: 1_000 },
    );
  });

  it('R-GEN-07 goes where the rules say, whatever anybody sends and however time passes', () => {
    fc.assert(
      fc.property(anySoldOpening, anyCommands, (opening, commands) => play(opening, commands)),
      { numRuns: sequences },
    );
  }, 300_000);

  it('the model knows nothing of what it is compared with', () => {
    const compared =
      /domain\/(flows|flow\.|transition|due|order-|recorded|proof-|refusals|command|freeze|appeal|rulings|case-file|refund|awaited|deadlines|silence|explain|hold-ups)/;
    const folder = new URL('../model/', import.meta.url);
    const parts = readdirSync(folder).filter((name) => name.startsWith('rules-'));

    expect(parts.length).toBeGreaterThan(5);
    for (const part of parts) {
      expect(readFileSync(new URL(part, folder), 'utf8'), part).not.toMatch(compared);
    }
  });
});

describe('what the model has found', () => {
  it('R-RFD-01 another refund than the order’s settles nothing', () => {
    const { order } = anOrder({
      placedAt: '2022-11-11T00:00:00+08:00',
      openedAt: '2022-11-11T00:01:00+08:00',
    }).advanceTo('2024-01-01T00:00:00+08:00');
    const at = plusMs(order.enteredAt, 60_000);
    const payload = { refundId: 'another' };

    const answer = proceed(order, { type: 'refundSettled', at, by: platform, payload });

    expect(order.node).toBe('REFUNDING');
    expect(answer).toMatchObject({ steps: [], rejection: { code: 'EVENT_NOT_ALLOWED_AT_NODE' } });
  });

  it('R-REM-03 an extension moves no reminder into the past', () => {
    const until = instant('2024-08-04T11:00:00+08:00');
    const granted = anOrder({
      mode: 'LICENSE_OFFLINE',
      placedAt: '2024-08-01T10:00:00+08:00',
      openedAt: '2024-08-01T10:05:00+08:00',
      purchase: { deliveryPromiseDays: 3 },
    })
      .advanceTo('2024-08-03T20:00:00+08:00')
      .act('requestExtension', { by: actorIn('seller'), payload: { until, reason: 'travelling' } })
      .act('grantExtension', { by: actorIn('buyer') });

    expect(granted.order).toMatchObject({ promisedAt: until, reminders: 1 });
    expect(granted.steps.map(({ event }) => event.type)).toEqual([
      'reminderDue',
      'extensionRequested',
      'extensionGranted',
    ]);
  });

  it('R-APL-03 R-CLK-04 an appeal brings no close back that an order was too old for', () => {
    const appealed = anOrder({
      placedAt: '2022-11-11T00:00:00+08:00',
      openedAt: '2023-12-01T00:00:00+08:00',
      assumptions: { autoCloseOlderOrders: false, appealsAnyTimeFrom: 'ANY_DATE' },
    })
      .advanceTo('2023-12-04T10:00:00+08:00')
      .act('openAppeal', { by: actorIn('buyer') });

    const resumed = appealed
      .advanceTo('2024-01-20T00:00:00+08:00')
      .act('withdrawAppeal', { by: actorIn('buyer') })
      .advanceTo('2024-03-01T00:00:00+08:00');

    expect(resumed.order).toMatchObject({ node: 'SUBMIT_REQUIREMENT', refund: null });
  });

  it('R-APL-19 an acceptance undone does not bring back the close that it had prevented', () => {
    const by = managerFor('takeCase', anOrder().order);
    const undone = anOrder({
      mode: 'LICENSE_OFFLINE',
      placedAt: '2022-11-11T10:00:00+08:00',
      openedAt: '2022-11-11T10:01:00+08:00',
      assumptions: { appealsAnyTimeFrom: 'ANY_DATE' },
    })
      .advanceTo('2023-11-11T09:00:00+08:00')
      .act('deliver')
      .act('accept')
      .advanceTo('2023-11-11T10:30:00+08:00')
      .act('openAppeal', { by: actorIn('buyer') })
      .act('takeCase', { by })
      .advanceTo('2023-11-20T10:00:00+08:00')
      .act('decideAppeal', { by, payload: { outcome: 'BACK_TO_SELLER', reason: 'not delivered' } });

    expect(undone.steps.at(-1)?.event.type).toBe('appealDecided');
    expect(undone.advanceTo('2024-03-04T10:00:00+08:00').order.node).toBe('SELLER_DELIVER');
  });

  it('R-PRF-10 R-HW-11 a settlement where the seller delivers leaves what failed there to be answered', () => {
    const returned = anOrder({
      mode: 'HARDWARE',
      category: 'JOINT_OPERATION',
      scene: 'BASE_CLOUD',
      placedAt: '2024-09-20T10:00:00+08:00',
    })
      .act('ship')
      .act('reviewFail');
    const until = plusMs(returned.now, 2 * 86_400_000);
    const expiresAt = plusMs(returned.now, 86_400_000);
    const terms = { kind: 'REDO', text: 'once more', expiresAt, until };
    const payload = { ...terms, amountFen: undefined } as never;

    const settled = returned
      .act('openAppeal', { by: actorIn('buyer') })
      .act('offerSettlement', { by: actorIn('seller'), payload })
      .act('acceptSettlement', { by: actorIn('buyer') });

    expect(returned.order.openCriteria).toHaveLength(1);
    expect(settled.order).toMatchObject({
      node: 'SHIP',
      isRedoOwed: true,
      openCriteria: returned.order.openCriteria,
      lastRejection: { text: 'once more', from: 'HUAWEI_REVIEW' },
    });
  });
});
