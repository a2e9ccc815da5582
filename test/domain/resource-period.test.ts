import { describe, expect, it } from 'vitest';
import type { OrderLine } from '../../domain/order.ts';
import { endOfPeriod, resourcePeriods, resourceStartsAt } from '../../domain/resource-period.ts';
import { fen, type Instant, instant, plusMs } from '../../domain/units.ts';
import { actAt, beijing, dayMs, paidAt, settle } from '../support/moments.ts';
import {
  type OrderDriver,
  type OrderWish,
  plainPayloads,
  proofFor,
} from '../support/order-builder.ts';

type Period = NonNullable<OrderLine['period']>;

const aLine = (lineId: string, period?: Period): OrderLine => ({
  lineId,
  productId: 'P-1',
  productName: 'Test product',
  specification: `standard ${lineId}`,
  quantity: 1,
  chargingMode: period ? 'PERIOD' : 'ONE_TIME',
  ...(period && { period }),
  amountFen: fen(100),
});
const month = { unit: 'MONTH', count: 1 } as const;
const withLines = (...lines: readonly OrderLine[]): NonNullable<OrderWish['purchase']> => ({
  lines,
  paidFen: fen(100 * lines.length),
});

const newYear = beijing('2024-01-01 00:00');
const february = beijing('2024-02-01 00:00');
const delivering = (actualEnableTime?: Instant, wish: OrderWish = {}) => {
  const opened = paidAt(newYear, {
    mode: 'LICENSE_OFFLINE',
    purchase: withLines(aLine('1', month)),
    ...wish,
  });
  const enabled = actualEnableTime && { actualEnableTime };
  const payload = { ...plainPayloads.deliver, ...proofFor(opened.order), ...enabled };
  return actAt(opened, beijing('2024-01-20 10:00'), 'deliver', { payload });
};
const accepted = (actualEnableTime?: Instant, wish: OrderWish = {}) =>
  actAt(delivering(actualEnableTime, wish), february, 'accept');
const periodOf = ({ order }: Pick<OrderDriver, 'order'>) =>
  resourcePeriods(order).map(({ startsAt, endsAt }) => [startsAt, endsAt]);

describe('when a period begins', () => {
  it('R-PER-01 the documented example: bought for a month on 1 January, accepted on 1 February', () => {
    expect(periodOf(accepted())).toEqual([[february, beijing('2024-03-01 00:00')]]);
    expect(periodOf(accepted(newYear))).toEqual([[newYear, february]]);
  });

  it('R-PER-01 is open until the delivery is accepted, whatever the delivery says', () => {
    const delivered = delivering(newYear);

    expect(delivered.order.actualEnableTime).toBe(newYear);
    expect(resourceStartsAt(delivered.order)).toBeNull();
    expect(resourcePeriods(delivered.order)).toEqual([]);
    expect(accepted(newYear).order.node).toBe('COMPLETING');
    expect(periodOf(accepted().advanceTo('2024-02-02T00:00:00Z'))).toEqual(periodOf(accepted()));
  });

  it('R-PER-01 R-ENA-04 the newest delivery says when, by silence too', () => {
    const rejected = delivering(newYear).act('reject');
    const silent = actAt(rejected.act('deliver'), february, 'accept');

    expect(periodOf(silent)).toEqual([[february, beijing('2024-03-01 00:00')]]);
  });

  it('R-PER-01 goods that are accepted by themselves begin with that acceptance', () => {
    const purchase = { ...withLines(aLine('1', month)), shippingAddressId: 'ADDR-1' };
    const shipped = paidAt(newYear, { mode: 'HARDWARE', purchase }).act('ship');
    const signed = actAt(shipped, beijing('2024-01-05 08:00'), 'recordCourierSignature');

    expect(periodOf(signed.advanceTo('2024-01-20T00:00:00+08:00'))).toEqual([
      [beijing('2024-01-15 08:00'), beijing('2024-02-15 08:00')],
    ]);
  });

  it('R-PER-01 each line of a period has its own end, other lines have none', () => {
    const lines = [
      aLine('a', { unit: 'YEAR', count: 1 }),
      aLine('b'),
      aLine('c', { unit: 'DAY', count: 30 }),
    ];

    expect(resourcePeriods(accepted(undefined, { purchase: withLines(...lines) }).order)).toEqual([
      { lineId: 'a', startsAt: february, endsAt: beijing('2025-02-01 00:00') },
      { lineId: 'c', startsAt: february, endsAt: beijing('2024-03-02 00:00') },
    ]);
  });

  it.each(['ENABLE_TIME', 'ACCEPTANCE'] as const)(
    'R-PER-01 R-LIC2-08 an activated code begins with its activation, switched to %s too',
    (resourceStartsWith) => {
      const opened = paidAt(newYear, {
        mode: 'LICENSE_AUTH_CODE',
        purchase: withLines(aLine('1', month)),
        assumptions: { resourceStartsWith },
      });
      const claimed = opened.act('deliver').act('claimAuthCode');
      const activatedAt = beijing('2024-01-10 12:00');
      const effect = beijing('2024-01-08 12:00');
      const activated = actAt(claimed, activatedAt, 'activateAuthCode');
      const effective = actAt(claimed, activatedAt, 'activateAuthCode', {
        payload: { actualEnableTime: effect },
      });

      expect(resourceStartsAt(activated.order)).toBeNull(); // the proof is still to come
      expect(periodOf(actAt(activated, february, 'deliver'))).toEqual([
        [activatedAt, beijing('2024-02-10 12:00')],
      ]);
      expect(periodOf(actAt(effective, february, 'deliver'))).toEqual([
        [effect, beijing('2024-02-08 12:00')],
      ]);
    },
  );

  it('R-PER-02 switched to the older rule the acceptance counts, whatever was delivered', () => {
    const wish = { assumptions: { resourceStartsWith: 'ACCEPTANCE' } } as const;

    expect(periodOf(accepted(newYear, wish))).toEqual([[february, beijing('2024-03-01 00:00')]]);
    expect(periodOf(accepted(undefined, wish))).toEqual(periodOf(accepted()));
  });

  it('R-PER-02 by default the newer rule holds whenever the order was placed', () => {
    const paid = beijing('2021-05-01 00:00');
    const opened = paidAt(paid, {
      mode: 'LICENSE_OFFLINE',
      purchase: withLines(aLine('1', month)),
    });
    const payload = {
      ...plainPayloads.deliver,
      ...proofFor(opened.order),
      actualEnableTime: paid,
    };
    const done = actAt(opened.act('deliver', { payload }), beijing('2021-05-20 00:00'), 'accept');

    expect(periodOf(done)).toEqual([[paid, beijing('2021-06-01 00:00')]]);
  });

  it('R-PER-01 R-CLK-02 closed without acceptance: with the close, or the enable time', () => {
    const paid = beijing('2022-12-01 10:00');
    const opened = paidAt(paid, {
      mode: 'LICENSE_OFFLINE',
      purchase: withLines(aLine('1', month)),
    }).act('recordInvoice');
    const payload = {
      ...plainPayloads.deliver,
      ...proofFor(opened.order),
      actualEnableTime: paid,
    };
    const close = '2023-12-01T10:00:00+08:00';

    expect(periodOf(opened.advanceTo(close))).toEqual([
      [instant(close), beijing('2024-01-01 10:00')],
    ]);
    expect(periodOf(opened.act('deliver', { payload }).advanceTo(close))).toEqual([
      [paid, beijing('2023-01-01 10:00')],
    ]);
  });

  it('R-PER-01 R-RFD-02 what is refunded has no period', () => {
    const purchase = withLines(aLine('1', month));
    const refunding = paidAt(beijing('2022-12-01 10:00'), { purchase }).advanceTo(
      '2023-12-01T10:00:00+08:00',
    );
    const { steps } = settle(refunding, plusMs(refunding.now, dayMs));

    for (const order of [refunding.order, steps.at(-1)?.order ?? refunding.order]) {
      expect(resourceStartsAt(order)).toBeNull();
      expect(resourcePeriods(order)).toEqual([]);
    }
    expect(steps.at(-1)?.order.node).toBe('REFUNDED');
  });

  it('R-PER-01 R-MOD-01 R-MOD-02 without supervision: with the payment, or when a renewal takes effect', () => {
    const purchase = withLines(aLine('1', month));
    const renewal = { ...purchase, renews: 'CS-EARLIER' };
    const takesEffectAt = beijing('2024-03-31 00:00');

    expect(periodOf(paidAt(newYear, { mode: 'IMAGE', purchase }))).toEqual([[newYear, february]]);
    expect(
      periodOf(
        paidAt(newYear, {
          mode: 'LICENSE_OFFLINE',
          purchase: { ...renewal, takesEffectAt },
        }),
      ),
    ).toEqual([[takesEffectAt, beijing('2024-04-30 00:00')]]);
    expect(
      periodOf(
        paidAt(newYear, {
          mode: 'LICENSE_OFFLINE',
          purchase: { ...renewal, takesEffectAt: beijing('2023-12-01 00:00') },
        }),
      ),
    ).toEqual([[newYear, february]]);
  });
});

describe('when a period ends', () => {
  it.each<[string, Period['unit'], number, string]>([
    ['2024-01-15 10:30', 'MONTH', 1, '2024-02-15 10:30'],
    ['2024-12-15 10:30', 'MONTH', 1, '2025-01-15 10:30'],
    ['2024-11-30 10:30', 'MONTH', 14, '2026-01-30 10:30'],
    // a month that is too short
    ['2024-01-31 10:30', 'MONTH', 1, '2024-02-29 10:30'],
    ['2023-01-31 10:30', 'MONTH', 1, '2023-02-28 10:30'],
    ['2024-01-29 10:30', 'MONTH', 1, '2024-02-29 10:30'],
    ['2023-01-29 10:30', 'MONTH', 1, '2023-02-28 10:30'],
    ['2024-03-31 10:30', 'MONTH', 1, '2024-04-30 10:30'],
    ['2024-08-31 10:30', 'MONTH', 6, '2025-02-28 10:30'],
    ['2024-12-31 23:59:59.999', 'MONTH', 2, '2025-02-28 23:59:59.999'],
    // a short month is no reason to end later
    ['2023-02-28 10:30', 'MONTH', 1, '2023-03-28 10:30'],
    ['2024-02-29 10:30', 'MONTH', 1, '2024-03-29 10:30'],
    ['2023-02-28 10:30', 'MONTH', 12, '2024-02-28 10:30'],
    // leap years
    ['2024-02-29 10:30', 'YEAR', 1, '2025-02-28 10:30'],
    ['2024-02-29 10:30', 'YEAR', 4, '2028-02-29 10:30'],
    ['2096-02-29 10:30', 'YEAR', 4, '2100-02-28 10:30'],
    ['2023-06-01 00:00', 'YEAR', 1, '2024-06-01 00:00'],
    ['2023-06-01 00:00', 'DAY', 365, '2024-05-31 00:00'],
    // days are 24 hours
    ['2024-02-28 10:30', 'DAY', 2, '2024-03-01 10:30'],
    ['2023-02-28 10:30', 'DAY', 2, '2023-03-02 10:30'],
    ['2024-12-31 10:30', 'DAY', 1, '2025-01-01 10:30'],
  ])('R-PER-03 from %s, %s × %i, until %s', (start, unit, count, end) => {
    expect(endOfPeriod(beijing(start), { unit, count })).toBe(beijing(end));
  });

  it.each([
    // 31 January begins in Beijing at 16:00 UTC of the 30th.
    ['2024-01-30T15:59:59.999Z', '2024-02-29T15:59:59.999Z'],
    ['2024-01-30T16:00:00.000Z', '2024-02-28T16:00:00.000Z'],
    ['2024-01-31T15:59:59.999Z', '2024-02-29T15:59:59.999Z'],
    ['2024-01-31T16:00:00.000Z', '2024-02-29T16:00:00.000Z'],
    ['2024-12-31T16:00:00.000Z', '2025-01-31T16:00:00.000Z'],
  ])('R-PER-03 the month is the one in Beijing: %s until %s', (start, end) => {
    expect(endOfPeriod(instant(start), month)).toBe(instant(end));
  });

  it('R-PER-03 a period beyond every calendar ends with it', () => {
    expect(endOfPeriod(february, { unit: 'YEAR', count: 10_000 })).toBe('9999-12-31T00:00:00.000Z');
  });
});
