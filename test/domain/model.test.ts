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
import { actorIn, anOrder, digest } from '../support/order-builder.ts';

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
      /domain\/(flows|flow\.|transition|due|order-|recorded|proof-|refusals|command)/;
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
});
