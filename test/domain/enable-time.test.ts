import { describe, expect, it } from 'vitest';
import type { Assumptions } from '../../domain/assumptions.ts';
import { instant, plusMs } from '../../domain/units.ts';
import { anOrder, manualClock } from '../support/order-builder.ts';

const placedAt = instant('2024-09-01T10:00:00+08:00');
const now = instant('2024-09-05T10:00:00+08:00');
const said = (actualEnableTime: string) => ({
  payload: { result: 'installed', actualEnableTime: instant(actualEnableTime) },
});

/** A rehearsal that stands at `now`, waiting for the named action of the seller. */
function waitingFor(action: 'deliver' | 'activateAuthCode') {
  const opened = anOrder({
    mode: 'LICENSE_AUTH_CODE',
    placedAt,
    clock: manualClock(now),
  });
  return action === 'deliver' ? opened : opened.act('deliver').act('claimAuthCode');
}

describe('the earliest actual enable time', () => {
  const edges = [
    ['one millisecond before the order', plusMs(placedAt, -1), 'ENABLE_TIME_BEFORE_ORDER'],
    ['with the order', placedAt, undefined],
    ['one millisecond after the order', plusMs(placedAt, 1), undefined],
  ] as const;

  function meets(action: 'deliver' | 'activateAuthCode', time: string, code: string | undefined) {
    const order = waitingFor(action);
    if (code) expect(order.refused(action, said(time)).code).toBe(code);
    else expect(order.act(action, said(time)).order.actualEnableTime).toBe(time);
  }

  it.each(edges)('R-ENA-01 of an activation: %s', (_edge, time, code) => {
    meets('activateAuthCode', time, code);
  });

  it.each(edges)('R-ENA-03 of a delivery: %s', (_edge, time, code) => {
    meets('deliver', time, code);
  });
});

describe.each(['deliver', 'activateAuthCode'] as const)('actual enable time of %s', (action) => {
  it.each([
    ['one millisecond before now', plusMs(now, -1), undefined],
    ['now', now, undefined],
    ['one millisecond after now', plusMs(now, 1), 'ENABLE_TIME_IN_FUTURE'],
  ])('R-ENA-02 %s', (_edge, time, code) => {
    const order = waitingFor(action);

    if (code) expect(order.refused(action, said(time)).code).toBe(code);
    else expect(order.act(action, said(time)).order.actualEnableTime).toBe(time);
  });

  it('R-ENA-02 a refusal names both bounds', () => {
    expect(waitingFor(action).refused(action, said('2020-01-01T00:00:00Z')).details).toEqual({
      field: 'actualEnableTime',
      earliest: placedAt,
      latest: now,
    });
  });

  it('at the wrong node the node is the reason, not the time', () => {
    const other = waitingFor(action === 'deliver' ? 'activateAuthCode' : 'deliver');

    expect(other.refused(action, said('2020-01-01T00:00:00Z')).code).not.toContain('ENABLE_TIME');
  });
});

describe('actual enable time', () => {
  const confirmed = () =>
    anOrder({ placedAt, clock: manualClock(now) })
      .act('submitRequirement')
      .act('confirmRequirement');

  it('R-ENA-04 may be left empty: the time of acceptance stands beside it', () => {
    const accepted = confirmed().act('deliver').act('accept');

    expect(accepted.order).toMatchObject({ actualEnableTime: null, acceptedAt: now });
  });

  it('R-ENA-04 the newest delivery says which: another time replaces the first, none takes it back', () => {
    const first = said(plusMs(now, -2_000));
    const second = said(plusMs(now, -1_000));
    const again = confirmed().act('deliver', first).act('reject');

    expect(again.order.actualEnableTime).toBe(plusMs(now, -2_000));
    expect(again.act('deliver', second).order.actualEnableTime).toBe(plusMs(now, -1_000));
    expect(again.act('deliver').order.actualEnableTime).toBeNull();
    expect(again.act('deliver').act('accept').order.actualEnableTime).toBeNull();
  });

  it('R-ENA-04 a refused delivery says nothing', () => {
    const again = confirmed()
      .act('deliver', said(plusMs(now, -2_000)))
      .act('reject');

    expect(again.refused('deliver', said(plusMs(now, 1))).code).toBe('ENABLE_TIME_IN_FUTURE');
    expect(again.order.actualEnableTime).toBe(plusMs(now, -2_000));
  });

  it('R-LIC2-08 the activation replaces what the delivery said', () => {
    const delivered = anOrder({ mode: 'LICENSE_AUTH_CODE', placedAt, clock: manualClock(now) })
      .act('deliver', { payload: { result: 'a', actualEnableTime: placedAt } })
      .act('claimAuthCode');

    expect(delivered.order.actualEnableTime).toBe(placedAt);
    expect(delivered.act('activateAuthCode').order.actualEnableTime).toBe(now);
  });
});

describe('the bounds of the actual enable time, switched', () => {
  const waiting = (action: 'deliver' | 'activateAuthCode', assumptions: Partial<Assumptions>) => {
    const opened = anOrder({
      mode: 'LICENSE_AUTH_CODE',
      placedAt,
      clock: manualClock(now),
      assumptions,
    });
    return action === 'deliver' ? opened : opened.act('deliver').act('claimAuthCode');
  };

  it('R-ENA-03 switched off, a delivery may name an earlier time, an activation never', () => {
    const switched = { enableTimeMayPrecedeOrder: true };
    const earlier = plusMs(placedAt, -1);

    expect(waiting('deliver', switched).act('deliver', said(earlier)).order.actualEnableTime).toBe(
      earlier,
    );
    expect(
      waiting('activateAuthCode', switched).refused('activateAuthCode', said(earlier)).code,
    ).toBe('ENABLE_TIME_BEFORE_ORDER');
    expect(waiting('deliver', switched).refused('deliver', said(plusMs(now, 1))).code).toBe(
      'ENABLE_TIME_IN_FUTURE',
    );
  });

  it.each(['deliver', 'activateAuthCode'] as const)(
    'R-ENA-02 switched off, %s may name a time to come; the lower bound stays',
    (action) => {
      const order = waiting(action, { enableTimeMayBeInFuture: true });
      const later = plusMs(now, 86_400_000);

      expect(order.act(action, said(later)).order.actualEnableTime).toBe(later);
      expect(order.refused(action, said(plusMs(placedAt, -1))).code).toBe(
        'ENABLE_TIME_BEFORE_ORDER',
      );
    },
  );
});
