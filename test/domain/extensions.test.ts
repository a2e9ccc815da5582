import { describe, expect, it } from 'vitest';
import { allowedActions } from '../../domain/refusals.ts';
import { type Instant, plusMs } from '../../domain/units.ts';
import {
  actAt,
  beijing,
  dayMs,
  edgesOf,
  hourByHour,
  hourMs,
  momentsOf,
  nodesAt,
  paidAt,
  refusedAt,
  through,
} from '../support/moments.ts';
import { actorIn, type OrderDriver } from '../support/order-builder.ts';

const paid = beijing('2024-10-08 09:00');
const day = (count: number, from: Instant = paid) => plusMs(from, count * dayMs);
const buyer = actorIn('buyer');
const seller = actorIn('seller');
const until = (at: Instant) => ({ until: at, reason: 'travelling' });

/** Goods signed for on day 1, to be accepted until day 11. */
const signed = actAt(
  paidAt(paid, { mode: 'HARDWARE', assumptions: { reminderCadence: 'NONE' } }).act('ship'),
  day(1),
  'recordCourierSignature',
);
const limit = day(11);

/** An offline License, promised for day 10. */
const promised = paidAt(paid, {
  mode: 'LICENSE_OFFLINE',
  purchase: { deliveryPromiseDays: 10 },
});
const promise = day(10);

const askedBy = (driver: OrderDriver, by: typeof buyer, at: Instant) =>
  driver.act('requestExtension', { by, payload: until(at) });

describe('more time under the limit of a node', () => {
  const asked = askedBy(signed, buyer, day(15));

  it('R-EXT-01 is asked for by whoever the limit runs against, and moves nothing yet', () => {
    expect(asked.order).toMatchObject({
      node: 'BUYER_ACCEPT',
      deadline: limit,
      extension: {
        by: 'buyer',
        limit: 'NODE',
        until: day(15),
        reason: 'travelling',
        askedAt: plusMs(day(1), 60_000),
      },
    });
  });

  it('R-EXT-01 granted by the other side it moves the limit, to the millisecond', () => {
    const granted = asked.act('grantExtension', { by: seller });

    expect(granted.order).toMatchObject({ deadline: day(15), extension: null });
    expect(nodesAt(granted, [limit, ...edgesOf(day(15))])).toEqual([
      'BUYER_ACCEPT',
      'BUYER_ACCEPT',
      'COMPLETING',
      'COMPLETING',
    ]);
    expect(granted.advanceTo(day(15)).order.acceptedAt).toBe(day(15));
  });

  it('R-EXT-01 declined by the other side it leaves the limit, and may be asked for again', () => {
    const declined = asked.act('declineExtension', { by: seller });

    expect(declined.order).toMatchObject({ deadline: limit, extension: null });
    expect(nodesAt(declined, edgesOf(limit))).toEqual(['BUYER_ACCEPT', 'COMPLETING', 'COMPLETING']);
    expect(askedBy(declined, buyer, day(12)).order.extension?.until).toBe(day(12));
  });

  it('R-EXT-01 nobody answers a wish of their own', () => {
    for (const action of ['grantExtension', 'declineExtension'] as const) {
      expect(asked.refused(action, { by: buyer })).toMatchObject({
        code: 'EXTENSION_IS_YOUR_OWN',
        details: { by: 'buyer' },
      });
    }
  });

  it('R-EXT-01 only the two sides ask and answer', () => {
    for (const role of ['storefront', 'opsManager', 'huaweiReviewer'] as const) {
      const by = actorIn(role);
      expect(signed.refused('requestExtension', { by }).code, role).toBe('ROLE_NOT_ALLOWED');
      expect(asked.refused('grantExtension', { by }).code, role).toBe('ROLE_NOT_ALLOWED');
      expect(asked.refused('declineExtension', { by }).code, role).toBe('ROLE_NOT_ALLOWED');
    }
    const stranger = { role: 'seller', party: 'S-other' } as const;
    expect(asked.refused('grantExtension', { by: stranger }).code).toBe('NOT_A_PARTY');
  });

  it('R-EXT-01 one wish at a time, and an answer only where there is one', () => {
    const answers = ['grantExtension', 'declineExtension'] as const;

    expect(asked.refused('requestExtension', { by: buyer }).code).toBe('EVENT_NOT_ALLOWED_AT_NODE');
    for (const action of answers) {
      expect(signed.refused(action, { by: seller }).code).toBe('EVENT_NOT_ALLOWED_AT_NODE');
    }
    expect(allowedActions(signed.order)).toContain('requestExtension');
    expect(allowedActions(asked.order)).toEqual(expect.arrayContaining([...answers]));
    expect(allowedActions(asked.order)).not.toContain('requestExtension');
  });

  it('R-EXT-01 it is not the seller who asks for the buyer', () => {
    expect(
      signed.refused('requestExtension', { by: seller, payload: until(day(12)) }),
    ).toMatchObject({ code: 'NO_LIMIT_TO_EXTEND', details: { node: 'BUYER_ACCEPT' } });
  });

  it('R-EXT-01 nothing is asked for where no limit runs', () => {
    const unsigned = paidAt(paid, { mode: 'HARDWARE' }).act('ship');
    const accepted = signed.act('accept');

    for (const driver of [unsigned, accepted, paidAt(paid), paidAt(paid, { mode: 'HARDWARE' })]) {
      for (const by of [buyer, seller]) {
        expect(driver.refused('requestExtension', { by }).code, driver.order.node).toBe(
          'EVENT_NOT_ALLOWED_AT_NODE',
        );
      }
    }
  });

  it('R-EXT-01 a wish ends with its node', () => {
    const rejected = asked.act('reject');

    expect(rejected.order).toMatchObject({ node: 'SHIP', extension: null, deadline: null });
    expect(rejected.refused('grantExtension', { by: seller }).code).toBe(
      'EVENT_NOT_ALLOWED_AT_NODE',
    );
  });

  it('R-EXT-01 what was granted ends with its node too: another parcel has ten days again', () => {
    const granted = asked.act('grantExtension', { by: seller });
    const again = through(granted, ['reject', 'ship', 'recordCourierSignature']);

    expect(again.order.deadline).toBe(plusMs(again.now, 10 * dayMs));
  });

  it('R-EXT-01 asking and answering make an older decision stale', () => {
    const granted = asked.act('grantExtension', { by: seller });

    expect([signed, asked, granted].map(({ order }) => order.changedSeq)).toEqual([3, 4, 5]);
  });

  it('R-EXT-01 R-EXT-02 switched to 0 days nobody can ask', () => {
    const none = actAt(
      paidAt(paid, { mode: 'HARDWARE', assumptions: { longestExtensionDays: 0 } }).act('ship'),
      day(1),
      'recordCourierSignature',
    );

    expect(allowedActions(signed.order)).toContain('requestExtension');
    expect(allowedActions(none.order)).not.toContain('requestExtension');
    expect(none.refused('requestExtension', { by: buyer }).code).toBe('EVENT_NOT_ALLOWED_AT_NODE');
  });

  it.each([
    ['at the limit', limit, 'EXTENSION_OUT_OF_BOUNDS'],
    ['one millisecond after the limit', plusMs(limit, 1), undefined],
    ['30 days after the limit', day(41), undefined],
    ['30 days and a millisecond', plusMs(day(41), 1), 'EXTENSION_OUT_OF_BOUNDS'],
    ['in the past', day(0), 'EXTENSION_OUT_OF_BOUNDS'],
  ])('R-EXT-02 until %s', (_name, at, code) => {
    const said = { by: buyer, payload: until(at) };
    if (code === undefined) {
      expect(signed.act('requestExtension', said).order.extension?.until).toBe(at);
    } else {
      expect(signed.refused('requestExtension', said)).toMatchObject({
        code,
        details: { field: 'until', after: limit, longestDays: 30 },
      });
    }
  });

  it.each([7, 90])('R-EXT-02 switched to at most %i days', (longestExtensionDays) => {
    const switched = actAt(
      paidAt(paid, { mode: 'HARDWARE', assumptions: { longestExtensionDays } }).act('ship'),
      day(1),
      'recordCourierSignature',
    );
    const longest = day(11 + longestExtensionDays);
    const tooLong = { by: buyer, payload: until(plusMs(longest, 1)) };

    expect(askedBy(switched, buyer, longest).order.extension?.until).toBe(longest);
    expect(switched.refused('requestExtension', tooLong).code).toBe('EXTENSION_OUT_OF_BOUNDS');
  });

  it('R-EXT-02 the bound counts from the limit that runs, so from a granted one', () => {
    const granted = asked.act('grantExtension', { by: seller });
    const tooLong = { by: buyer, payload: until(plusMs(day(45), 1)) };

    expect(granted.refused('requestExtension', tooLong).details).toMatchObject({ after: day(15) });
    expect(askedBy(granted, buyer, day(45)).order.extension?.until).toBe(day(45));
  });

  it('R-EXT-03 a limit goes on while a wish is open, and takes it along', () => {
    expect(nodesAt(asked, edgesOf(limit))).toEqual(['BUYER_ACCEPT', 'COMPLETING', 'COMPLETING']);
    expect(asked.advanceTo(limit).order).toMatchObject({ extension: null, acceptedAt: limit });
    expect(actAt(asked, plusMs(limit, -1), 'grantExtension', { by: seller }).order.deadline).toBe(
      day(15),
    );
    expect(refusedAt(asked, limit, 'grantExtension', { by: seller })).toMatchObject({
      code: 'EVENT_NOT_ALLOWED_AT_NODE',
      details: { node: 'COMPLETING' },
    });
  });
});

describe('more time for what the seller promised', () => {
  const asked = askedBy(promised, seller, day(20));

  it('R-EXT-01 T28 granted by the buyer it moves the promise, and nothing else', () => {
    const granted = asked.act('grantExtension', { by: buyer });

    expect(asked.order).toMatchObject({
      promisedAt: promise,
      extension: { by: 'seller', limit: 'PROMISE', until: day(20) },
    });
    expect(granted.order).toMatchObject({ promisedAt: day(20), deadline: null, extension: null });
    expect(asked.act('declineExtension', { by: buyer }).order.promisedAt).toBe(promise);
  });

  it('R-EXT-01 R-REM-04 T28 the reminders follow the promise that was moved', () => {
    const granted = actAt(hourByHour(asked, day(9.5)), day(9.6), 'grantExtension', { by: buyer });
    const told = momentsOf(hourByHour(granted, day(28)), 'reminderDue');

    expect(told).toEqual([day(9), day(19), day(20), day(27)]);
  });

  it('R-EXT-01 T28 may be asked for before the seller is awaited, by the seller only', () => {
    const early = paidAt(paid, { purchase: { deliveryPromiseDays: 10 } });

    expect(early.order.node).toBe('SUBMIT_REQUIREMENT');
    expect(askedBy(early, seller, day(12)).order.extension?.limit).toBe('PROMISE');
    expect(early.refused('requestExtension', { by: buyer, payload: until(day(12)) }).code).toBe(
      'NO_LIMIT_TO_EXTEND',
    );
  });

  it('R-EXT-01 T28 ends with the node, and with the delivery', () => {
    const rejected = promised.act('deliver').act('reject');

    expect(asked.act('deliver').order.extension).toBeNull();
    expect(rejected.order).toMatchObject({ node: 'SELLER_DELIVER', promisedAt: promise });
    expect(rejected.refused('requestExtension', { by: seller }).code).toBe(
      'EVENT_NOT_ALLOWED_AT_NODE',
    );
  });

  it('R-EXT-01 T28 is asked for until the promise has passed', () => {
    const said = { by: seller, payload: until(day(20)) };
    const last = actAt(promised, plusMs(promise, -1), 'requestExtension', said);

    expect(last.order.extension?.askedAt).toBe(plusMs(promise, -1));
    expect(refusedAt(promised, promise, 'requestExtension', said).code).toBe('NO_LIMIT_TO_EXTEND');
  });

  it('R-EXT-02 T28 reaches at most 30 days beyond the promise', () => {
    const tooLong = { by: seller, payload: until(plusMs(day(40), 1)) };

    expect(askedBy(promised, seller, day(40)).order.extension?.until).toBe(day(40));
    expect(promised.refused('requestExtension', tooLong).details).toMatchObject({ after: promise });
  });

  it('R-EXT-03 T28 is granted until the moment that was asked for, afterwards declined only', () => {
    const answer = { by: buyer };
    const last = actAt(asked, plusMs(day(20), -1), 'grantExtension', answer);

    expect(last.order.promisedAt).toBe(day(20));
    for (const at of [day(20), plusMs(day(20), hourMs)]) {
      expect(refusedAt(asked, at, 'grantExtension', answer)).toMatchObject({
        code: 'EXTENSION_LAPSED',
        details: { until: day(20), now: at },
      });
      expect(actAt(asked, at, 'declineExtension', answer).order.extension).toBeNull();
    }
  });
});

describe('more time for issuing a license', () => {
  const wish = { mode: 'LICENSE_ID_CODE', category: 'JOINT_OPERATION' } as const;
  const issuing = paidAt(paid, wish).act('submitIdCode');
  const three = plusMs(issuing.now, 3 * hourMs);

  it('R-EXT-01 R-LIC1-03 T16 the 3 hours of the interface are technical: nobody asks to move them', () => {
    expect(issuing.order).toMatchObject({ node: 'ISSUE_LICENSE', deadline: three });
    expect(allowedActions(issuing.order)).toEqual([
      'deliver',
      'issueLicense',
      'recordInvoice',
      'openAppeal',
    ]);
    for (const by of [buyer, seller]) {
      for (const at of [plusMs(three, hourMs), day(20)]) {
        expect(
          issuing.refused('requestExtension', { by, payload: until(at) }),
          by.role,
        ).toMatchObject({
          code: 'EVENT_NOT_ALLOWED_AT_NODE',
          details: {
            node: 'ISSUE_LICENSE',
            allowed: ['deliver', 'issueLicense', 'recordInvoice', 'openAppeal'],
          },
        });
      }
    }
  });

  it('R-EXT-01 R-LIC1-03 T16 T28 a promise moves while they run, and leaves them as they are', () => {
    const bound = paidAt(paid, { ...wish, purchase: { deliveryPromiseDays: 10 } }).act(
      'submitIdCode',
    );
    const asked = askedBy(bound, seller, day(20));
    const granted = asked.act('grantExtension', { by: buyer });
    const tooEarly = { by: seller, payload: until(plusMs(three, hourMs)) };

    expect(asked.order).toMatchObject({
      deadline: three,
      extension: { by: 'seller', limit: 'PROMISE', until: day(20) },
    });
    expect(granted.order).toMatchObject({ promisedAt: day(20), deadline: three });
    expect(nodesAt(granted, edgesOf(three))).toEqual([
      'ISSUE_LICENSE',
      'SELLER_DELIVER',
      'SELLER_DELIVER',
    ]);
    expect(asked.advanceTo(three).order).toMatchObject({ promisedAt: promise, extension: null });
    expect(bound.refused('requestExtension', tooEarly)).toMatchObject({
      code: 'EXTENSION_OUT_OF_BOUNDS',
      details: { after: promise },
    });
    expect(bound.refused('requestExtension', { by: buyer, payload: until(day(20)) }).code).toBe(
      'NO_LIMIT_TO_EXTEND',
    );
  });
});
