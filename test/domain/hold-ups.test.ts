import { describe, expect, it } from 'vitest';
import { awaitedRole } from '../../domain/awaited.ts';
import { actionNames } from '../../domain/events.ts';
import { isEndNode, nodeOf } from '../../domain/flow.ts';
import { flowById } from '../../domain/flows/catalogue.ts';
import type { HoldUp } from '../../domain/hold-up.ts';
import { holdUpsOf } from '../../domain/hold-ups.ts';
import type { Order } from '../../domain/order.ts';
import { isOpenTo } from '../../domain/refusals.ts';
import { isEnded, proceed } from '../../domain/transition.ts';
import { instant, plusMs } from '../../domain/units.ts';
import { standsStill } from '../support/case-rules.ts';
import { quietMoment, statesOf, walkedFlows, wishFor } from '../support/flow-walks.ts';
import { actorIn, anOrder, eventFor, manualClock } from '../support/order-builder.ts';
import { websiteOrder } from '../support/website-order.ts';

/** Every reachable state of a flow, live and as a rehearsal, two minutes after it was placed. */
function statesIn(flowId: string): readonly Order[] {
  const flow = flowById(flowId);
  const openedAt = plusMs(instant(wishFor(flow).placedAt ?? ''), 120_000);
  const purchase = { deliveryPromiseDays: 30 };
  return [
    ...statesOf(flow, { purchase, openedAt }),
    ...statesOf(flow, { purchase, clock: manualClock(openedAt) }),
  ];
}

/** What is wrong with an explanation. */
function problemsOf(order: Order): readonly string[] {
  const holdUps = holdUpsOf(order, quietMoment(order));
  const [first] = holdUps;
  const holds = (what: HoldUp['holds'][number]) => holdUps.some((one) => one.holds.includes(what));
  const refused = holdUps.flatMap(({ clearedBy }) =>
    clearedBy.flatMap(({ action, by }) =>
      by
        .filter((role) => tried(order, action, role) !== undefined)
        .map((role) => `${action} by ${role}`),
    ),
  );
  const moving = actionNames.filter((action) => isMove(order, action));
  const named = first?.clearedBy.map(({ action }) => action) ?? [];
  return [
    ...(first === undefined ? ['nothing is said'] : []),
    ...(first && first.awaited !== awaitedRole(order) ? [`awaits ${first.awaited}`] : []),
    ...holdUps
      .filter(
        ({ awaited, clearedBy }, index) =>
          isPerson(awaited) &&
          // What else is awaited may have to wait for its turn; in a case nothing has.
          (index === 0 || standsStill(order)) &&
          !clearedBy.some(({ by }) => by.some((role) => role === awaited)),
      )
      .map(({ awaited }) => `awaits ${awaited}, who can do nothing`),
    ...refused.map((action) => `names ${action}, which is refused`),
    ...moving.filter((action) => !named.includes(action)).map((action) => `leaves out ${action}`),
    ...(isEnded(order) === holds('PROGRESS') ? ['progress'] : []),
    ...((isEnded(order) || isPaidBack(order)) === holds('COMPLETION') ? ['completion'] : []),
    ...(standsStill(order) ? problemsOfCase(order, holdUps) : []),
    ...(order.billable === holds('BILLING') ? ['billing'] : []),
    ...holdUps
      .filter(({ what, silence }) => [what, silence].some(({ zh, en }) => !zh || !en))
      .map(() => 'a text is missing'),
  ];
}

/** R-APL-16: an order that is refunded in part is still completed. */
const isPaidBack = ({ refund, purchase }: Order): boolean =>
  refund !== null && refund.amountFen === purchase.paidFen;

/** What an open appeal has to say besides: until when it is decided, what waits for whom, and that nothing runs. */
function problemsOfCase({ appeal }: Order, holdUps: readonly HoldUp[]): readonly string[] {
  const by = (rule: HoldUp['rule']) => holdUps.find((one) => one.rule === rule);
  const expected = {
    'the date of the decision': holdUps[0]?.until === appeal?.dueAt,
    'the frozen node': by('R-APL-03')?.until === null,
    'the answer of the other side':
      !appeal?.statement && !appeal?.overdueAt && !appeal?.ruling
        ? by('R-APL-09')?.until === appeal?.statementDueAt
        : by('R-APL-09') === undefined,
    'the offer':
      appeal?.offer && !appeal.ruling
        ? by('R-APL-12')?.until === appeal.offer.expiresAt
        : by('R-APL-12') === undefined,
    'the second signature': (by('R-APL-15') === undefined) === (appeal?.ruling === null),
    'that the limits stand': holdUps.every(({ rule }) => rule === null || /^R-APL/.test(rule)),
  };
  return Object.entries(expected)
    .filter(([, isSaid]) => !isSaid)
    .map(([what]) => `does not say ${what}`);
}

const isPerson = (awaited: HoldUp['awaited']): boolean =>
  awaited !== null && awaited !== 'platform';

/** The code with which an action by a role is refused; undefined: it is taken. */
const tried = (
  order: Order,
  action: (typeof actionNames)[number],
  role: Parameters<typeof actorIn>[0],
) =>
  proceed(order, eventFor(action, order, quietMoment(order), undefined, actorIn(role))).rejection
    ?.code;

/** Whether the node's own table moves the order by this action, or the action ends its appeal, by anybody. */
function isMove(order: Order, action: (typeof actionNames)[number]): boolean {
  const node = nodeOf(flowById(order.flowId), order.node);
  if (isEndNode(node)) return false;
  const roles = ['buyer', 'seller', 'huaweiReviewer', 'opsManager', 'storefront'] as const;
  return roles.some((role) => {
    if (!isOpenTo(order, action, role)) return false;
    const event = eventFor(action, order, quietMoment(order), undefined, actorIn(role));
    const moved = proceed(order, event).steps.at(-1)?.order;
    if (moved && standsStill(order)) return !standsStill(moved);
    return event.type in node.on && moved !== undefined && moved.node !== order.node;
  });
}

describe.each(walkedFlows.map(({ id }) => [id] as const))(
  'why an order stands where it stands: %s',
  (id) => {
    it('is said at every state, names what clears it, and nothing that would be refused', () => {
      const wrong = statesIn(id).flatMap((order) =>
        problemsOf(order).map((problem) => `${order.node}: ${problem}`),
      );

      expect(wrong).toEqual([]);
    });
  },
);

const rulesOf = (order: Order) => holdUpsOf(order).map(({ rule }) => rule);
const byRule = (order: Order, rule: HoldUp['rule']) =>
  holdUpsOf(order).find((holdUp) => holdUp.rule === rule);

describe('beside the node', () => {
  const hardware = anOrder({ mode: 'HARDWARE' });

  it('R-PRF-10 what the delivery before failed is the seller’s to answer', () => {
    const rejected = anOrder({ mode: 'LICENSE_OFFLINE' }).act('deliver').act('reject');

    expect(byRule(rejected.order, 'R-PRF-10')).toMatchObject({
      what: { en: expect.stringContaining('1 of the criteria are not met') },
      awaited: 'seller',
      since: rejected.now,
      clearedBy: [{ action: 'deliver', by: ['seller'] }],
    });
    expect(rulesOf(rejected.act('deliver').order)).not.toContain('R-PRF-10');
  });

  it('R-PS-02 milestones are counted down', () => {
    const opened = websiteOrder();

    expect(byRule(opened.order, 'R-PS-02')?.what.en).toContain('3 milestones are not accepted yet');
    expect(byRule(opened.order, 'R-PS-02')?.holds).toEqual(['COMPLETION', 'BILLING']);
    expect(rulesOf(anOrder().order)).not.toContain('R-PS-02');
  });

  it('R-HW-03 R-HW-04 why the ten days have not begun', () => {
    const sent = hardware.act('ship');
    const untracked = hardware.act('ship', {
      payload: { courier: 'SF', trackingNumber: 'SF1', carriesBuyersPhone: false },
    });

    expect(byRule(sent.order, 'R-HW-03')).toMatchObject({
      awaited: 'storefront',
      since: sent.now,
      clearedBy: [{ action: 'recordCourierSignature', by: ['storefront'] }],
    });
    expect(byRule(untracked.order, 'R-HW-04')).toMatchObject({ awaited: null, clearedBy: [] });
    expect(rulesOf(sent.act('recordCourierSignature').order)).not.toContain('R-HW-03');
    expect(rulesOf(sent.act('reject').order)).not.toContain('R-HW-03');
    expect(rulesOf(sent.act('accept').order)).not.toContain('R-HW-03');
  });

  it('R-HW-06 a courier that was asked for, until it is answered', () => {
    const asked = hardware.act('requestCourier');
    const late = asked.advanceTo(asked.order.courierRequest?.dueAt ?? '');

    expect(byRule(asked.order, 'R-HW-06')).toMatchObject({
      awaited: 'opsManager',
      until: asked.order.courierRequest?.dueAt,
      holds: [],
      clearedBy: [{ action: 'answerCourierRequest', by: ['opsManager'] }],
    });
    expect(byRule(late.order, 'R-HW-06')?.what.en).toContain('not answered in time');
    expect(byRule(late.order, 'R-HW-06')?.silence.en).toBe('it stays so');
    expect(rulesOf(asked.act('answerCourierRequest').order)).not.toContain('R-HW-06');
  });

  it('R-EXT-01 a wish for more time awaits the other side', () => {
    const signed = hardware.act('ship').act('recordCourierSignature');
    const asked = signed.act('requestExtension', { by: actorIn('buyer') });

    expect(byRule(asked.order, 'R-EXT-01')).toMatchObject({
      awaited: 'seller',
      until: asked.order.extension?.until,
      clearedBy: [
        { action: 'grantExtension', by: ['seller'] },
        { action: 'declineExtension', by: ['seller'] },
      ],
    });
  });

  it('R-REM-04 the promise of the seller, until the delivery', () => {
    const promised = anOrder({ mode: 'LICENSE_OFFLINE', purchase: { deliveryPromiseDays: 3 } });

    expect(byRule(promised.order, 'R-REM-04')).toMatchObject({
      awaited: 'seller',
      until: promised.order.promisedAt,
    });
    expect(rulesOf(promised.act('deliver').order)).not.toContain('R-REM-04');
  });

  it('R-REM-04 R-REM-05 nobody is awaited for a promise that cannot be kept yet, and nobody reminded', () => {
    const promise = { purchase: { deliveryPromiseDays: 3 } };
    const early = byRule(anOrder(promise).order, 'R-REM-04');
    const silent = {
      ...promise,
      mode: 'LICENSE_OFFLINE',
      assumptions: { reminderCadence: 'NONE' },
    } as const;

    expect(early).toMatchObject({ awaited: null, clearedBy: [], silence: { en: 'it stays so' } });
    expect(byRule(anOrder(silent).order, 'R-REM-04')?.silence.en).toBe('it stays so');
  });

  it('R-PRF-10 R-PKG-04 what the buyer’s own deployment goes past holds up nothing, and is still said', () => {
    const rejected = anOrder({ mode: 'LICENSE_SOFTWARE_PACKAGE' }).act('deliver').act('reject');
    const past = rejected.act('reportDeployment');

    expect(byRule(rejected.order, 'R-PRF-10')).toMatchObject({ holds: [], awaited: 'seller' });
    expect(byRule(past.order, 'R-PRF-10')).toMatchObject({ holds: [], clearedBy: [] });
  });

  it('R-CLK-02 where the close after 365 days comes first, it is what silence does and the rule that says so', () => {
    const placedAt = '2022-06-01T10:00:00+08:00';
    const [first] = holdUpsOf(anOrder({ placedAt, openedAt: '2022-06-01T10:01:00+08:00' }).order);

    expect(first).toMatchObject({
      rule: 'R-CLK-02',
      until: '2023-06-01T02:01:00.000Z',
      silence: { en: expect.stringContaining('unsubscribed and refunded') },
    });
  });

  it('R-CLK-03 an alert to come is no silence without consequence', () => {
    const [first] = holdUpsOf(anOrder({ assumptions: { reminderCadence: 'NONE' } }).order);

    expect(first?.silence.en).toContain('reminders and alerts only');
  });

  it('R-RFD-02 R-RFD-03 a refund: refused, and never billed', () => {
    const placedAt = '2022-06-01T10:00:00+08:00';
    const closed = anOrder({ placedAt, openedAt: '2022-06-01T10:01:00+08:00' }).advanceTo(
      '2023-06-01T10:01:00+08:00',
    );
    const refusal = {
      type: 'refundRefused',
      at: closed.now,
      by: { role: 'platform', party: null },
      payload: { refundId: closed.order.refund?.refundId ?? '', reason: 'X' },
    } as const;
    const refused = proceed(closed.order, refusal).steps.at(-1)?.order ?? closed.order;

    expect(byRule(closed.order, 'R-RFD-02')).toMatchObject({ holds: ['BILLING'] });
    expect(rulesOf(closed.order)).not.toContain('R-RFD-03');
    expect(byRule(refused, 'R-RFD-03')).toMatchObject({ awaited: 'opsManager', since: closed.now });
  });

  it('a rehearsal is never billed, and no rule of the business says so', () => {
    const rehearsal = anOrder({ livemode: false });

    expect(byRule(rehearsal.order, null)).toMatchObject({ holds: ['BILLING'], awaited: null });
    expect(byRule(hardware.order, null)).toBeUndefined();
  });

  it('R-GEN-08 R-MOD-01 an order that has ended says since when', () => {
    const done = hardware.act('ship').act('accept').advanceTo('2025-01-01T00:00:00Z');

    expect(holdUpsOf(done.order)).toEqual([
      expect.objectContaining({ rule: 'R-GEN-08', holds: [], since: done.order.completedAt }),
    ]);
    expect(rulesOf(anOrder({ mode: 'IMAGE' }).order)).toEqual(['R-MOD-01']);
  });

  it('R-MOD-02 R-RFD-01 each end has a rule of its own; a renewed period may begin later', () => {
    const takesEffectAt = instant('2025-08-01T00:00:00Z');
    const renewal = anOrder({ purchase: { renews: 'CS-1', takesEffectAt } });
    const placedAt = '2022-06-01T10:00:00+08:00';
    const { order } = anOrder({ placedAt, openedAt: '2022-06-01T10:01:00+08:00' }).advanceTo(
      '2023-06-01T10:01:00+08:00',
    );
    const at = plusMs(order.enteredAt, 1);
    const payload = { refundId: order.refund?.refundId ?? '' };
    const settled = proceed(order, { type: 'refundSettled', at, by: actorIn('platform'), payload });

    expect(holdUpsOf(renewal.order)).toMatchObject([
      { rule: 'R-MOD-02', since: renewal.order.enteredAt, until: takesEffectAt },
    ]);
    expect(holdUpsOf(settled.steps.at(-1)?.order ?? order)).toMatchObject([
      { rule: 'R-RFD-01', since: at },
      { rule: 'R-RFD-02', holds: ['BILLING'] },
    ]);
  });
});
