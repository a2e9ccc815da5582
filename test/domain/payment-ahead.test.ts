import { describe, expect, it } from 'vitest';
import { instant, plusMs } from '../../domain/units.ts';
import { anOrder } from '../support/order-builder.ts';

const placedAt = instant('2024-09-14T10:00:00+08:00');
const minute = 60_000;

/** Live, placed so many minutes ahead of our clock, paid one minute later. */
const placedAhead = (minutes: number) =>
  anOrder({ mode: 'LICENSE_AUTH_CODE', placedAt, openedAt: plusMs(placedAt, -minutes * minute) });

const said = (actualEnableTime: string) => ({
  payload: { result: 'installed', actualEnableTime: instant(actualEnableTime) },
});

describe('an order whose payment is ahead of our clock', () => {
  it.each([
    [-2, 1],
    [-1, 1],
    [0, 0],
    [2, -2],
    [4, -4],
  ])('R-GEN-01 placed %i minutes ahead: its supervision starts minute %i', (ahead, start) => {
    const { order, now } = placedAhead(ahead);

    expect(order.enteredAt).toBe(plusMs(placedAt, start * minute));
    expect(order.enteredAt).toBe(now);
    expect(order.purchase.paidAt).toBe(plusMs(placedAt, minute));
  });

  it('lives on our clock from then on: time never runs backwards', () => {
    const opened = placedAhead(4);
    const activated = opened.act('deliver').act('claimAuthCode').act('activateAuthCode');
    const completed = activated.advanceTo('2024-09-14T13:00:00+08:00');
    const moments = [opened.order, ...completed.steps.map(({ order }) => order)].map(
      ({ enteredAt }) => enteredAt,
    );

    expect(moments).toEqual([
      ...[-4, -3, -2, -1].map((at) => plusMs(placedAt, at * minute)),
      plusMs(placedAt, -minute + 3 * 60 * minute),
    ]);
    expect(activated.order).toMatchObject({
      activatedAt: plusMs(placedAt, -minute),
      actualEnableTime: plusMs(placedAt, -minute),
    });
  });

  it('R-ENA-02 R-ENA-03 until our clock reads the moment of placing, only now is an enable time', () => {
    const opened = placedAhead(4);
    const now = plusMs(opened.now, minute); // the driver acts a minute later
    const bounds = { field: 'actualEnableTime', earliest: now, latest: now };

    expect(opened.act('deliver', said(now)).order.actualEnableTime).toBe(now);
    expect(opened.refused('deliver', said(plusMs(now, -1)))).toMatchObject({
      code: 'ENABLE_TIME_BEFORE_ORDER',
      details: bounds,
    });
    expect(opened.refused('deliver', said(placedAt))).toMatchObject({
      code: 'ENABLE_TIME_IN_FUTURE',
      details: bounds,
    });
  });

  it('R-ENA-01 R-ENA-02 from then on the ordinary bounds hold', () => {
    const later = placedAhead(4)
      .act('deliver')
      .act('claimAuthCode')
      .advanceTo(plusMs(placedAt, minute));
    const now = plusMs(later.now, minute);

    expect(later.act('activateAuthCode', said(placedAt)).order.actualEnableTime).toBe(placedAt);
    expect(later.refused('activateAuthCode', said(plusMs(placedAt, -1)))).toMatchObject({
      code: 'ENABLE_TIME_BEFORE_ORDER',
      details: { earliest: placedAt, latest: now },
    });
    expect(later.refused('activateAuthCode', said(plusMs(now, 1))).code).toBe(
      'ENABLE_TIME_IN_FUTURE',
    );
  });
});
