import { describe, expect, it } from 'vitest';
import { actionNames, type EventType, type OrderEvent } from '../../domain/events.ts';
import { type Flow, isEndNode, nodeOf } from '../../domain/flow.ts';
import { flows } from '../../domain/flows/catalogue.ts';
import { type Actor, type Order, roles } from '../../domain/order.ts';
import { proceed } from '../../domain/transition.ts';
import { plusMs } from '../../domain/units.ts';
import { quietMoment, statesOf } from '../support/flow-walks.ts';
import { actorIn, manualClock, plainPayloads } from '../support/order-builder.ts';

/** Who may cause what, by rules.md 1.4: a copy on purpose, so that the action table is checked too. */
const owners: Readonly<Record<EventType, readonly Actor['role'][]>> = {
  requirementSubmitted: ['buyer'],
  requirementConfirmed: ['seller'],
  requirementRejected: ['seller'],
  idCodeSubmitted: ['buyer'],
  licenseIssued: ['seller'],
  deployed: ['buyer'],
  delivered: ['seller'],
  shipped: ['seller'],
  addressChanged: ['buyer'],
  courierRequested: ['seller'],
  courierAnswered: ['opsManager'],
  courierSigned: ['storefront'],
  reviewPassed: ['huaweiReviewer'],
  reviewFailed: ['huaweiReviewer'],
  authCodeClaimed: ['buyer'],
  authCodeActivated: ['seller'],
  accepted: ['buyer'],
  milestoneAccepted: ['platform'],
  rejected: ['buyer'],
  invoiceIssued: ['storefront'],
  extensionRequested: ['buyer', 'seller'],
  extensionGranted: ['buyer', 'seller'],
  extensionDeclined: ['buyer', 'seller'],
  clockAdvanced: ['storefront', 'opsManager'],
  deadlinePassed: ['platform'],
};

const payloads = Object.fromEntries([
  ...actionNames.map((name) => [eventOf(name), plainPayloads[name]]),
  ['deadlinePassed', {}],
]) as Record<EventType, OrderEvent['payload']>;

function eventOf(name: (typeof actionNames)[number]): EventType {
  const events = {
    submitRequirement: 'requirementSubmitted',
    confirmRequirement: 'requirementConfirmed',
    rejectRequirement: 'requirementRejected',
    deliver: 'delivered',
    reviewPass: 'reviewPassed',
    reviewFail: 'reviewFailed',
    claimAuthCode: 'authCodeClaimed',
    activateAuthCode: 'authCodeActivated',
    accept: 'accepted',
    reject: 'rejected',
    advanceClock: 'clockAdvanced',
  } as const;
  return events[name];
}

const everyone = [...roles, 'platform'] as const;
const everyEvent = Object.keys(owners) as EventType[];

/** What the flow's table says: the target node, or the code of the refusal. */
function expectedOf(flow: Flow, order: Order, type: EventType, role: Actor['role']): string {
  const node = nodeOf(flow, order.node);
  const activation = activationRefusal(flow, order, type);
  if (isEndNode(node)) return activation ?? 'ORDER_ENDED';
  if (!owners[type].includes(role)) return 'ROLE_NOT_ALLOWED';
  if (type === 'clockAdvanced') return expectedOfClock(order);
  return node.on[type]?.to ?? activation ?? 'EVENT_NOT_ALLOWED_AT_NODE';
}

function activationRefusal(flow: Flow, order: Order, type: EventType): string | undefined {
  if (type !== 'authCodeActivated') return undefined;
  if (order.activatedAt !== null) return 'AUTH_CODE_ALREADY_ACTIVATED';
  const needsClaim = flow.nodes.CLAIM_AUTH_CODE !== undefined;
  return needsClaim && order.claimedAt === null ? 'AUTH_CODE_NOT_CLAIMED' : undefined;
}

function expectedOfClock(order: Order): string {
  if (order.clock.kind !== 'manual') return 'CLOCK_NOT_MANUAL';
  if (order.deadline === null) return 'NO_DEADLINE_TO_SKIP_TO';
  return 'COMPLETED'; // the only deadline that flows have today leads there
}

/** What the domain answers: the node it moved to, or the code; anything else it changed is spelled out. */
function answerTo(order: Order, event: OrderEvent): string {
  const { steps, rejection } = proceed(order, event);
  if (!rejection) return steps.at(-1)?.order.node ?? 'nothing happened';
  return steps.length === 0 ? rejection.code : `${rejection.code} after ${steps.length} steps`;
}

const eventBy = (order: Order, type: EventType, by: Actor): OrderEvent =>
  ({ type, at: quietMoment(order), by, payload: payloads[type] }) as OrderEvent;

/** Every case in which the domain and the table disagree. */
function disagreements(flow: Flow, order: Order): readonly string[] {
  return everyEvent
    .filter((type) => type !== 'deadlinePassed' || order.deadline === null)
    .flatMap((type) =>
      everyone.map((role) => {
        const expected = expectedOf(flow, order, type, role);
        const found = answerTo(order, eventBy(order, type, actorIn(role)));
        return expected === found ? '' : `${type} by ${role}: expected ${expected}, found ${found}`;
      }),
    )
    .filter((line) => line !== '');
}

const inWords = (order: Order): string =>
  [order.node, order.claimedAt ? 'claimed' : '', order.activatedAt ? 'activated' : '']
    .filter((word) => word !== '')
    .join(', ');

describe.each(flows)('$id', (flow) => {
  const live = statesOf(flow);
  const rehearsals = statesOf(flow, { clock: manualClock('2026-01-01T00:00:00+08:00') });

  it('reaches every node of its table', () => {
    expect(new Set(live.map((order) => order.node))).toEqual(new Set(Object.keys(flow.nodes)));
  });

  it.each(live.map((order) => [inWords(order), order] as const))(
    'R-GEN-07 at %s every event by every role moves or is refused with a code',
    (_state, order) => {
      expect(disagreements(flow, order)).toEqual([]);
    },
  );

  it.each(rehearsals.map((order) => [inWords(order), order] as const))(
    'R-GEN-07 at %s the same in a rehearsal that stands still',
    (_state, order) => {
      expect(disagreements(flow, order)).toEqual([]);
    },
  );

  it.each(live.map((order) => [inWords(order), order] as const))(
    'R-SEC-01 at %s the buyer and the seller of another order move nothing',
    (_state, order) => {
      const ended = isEndNode(nodeOf(flow, order.node));
      const strangers = everyEvent
        .filter((type) => type !== 'deadlinePassed' && type !== 'clockAdvanced')
        .flatMap((type) =>
          owners[type]
            .filter((role) => role === 'buyer' || role === 'seller')
            .flatMap((role) =>
              ['another', null].map((party) =>
                answerTo(order, eventBy(order, type, { role, party })),
              ),
            ),
        );

      expect(strangers.length).toBeGreaterThan(0);
      if (ended) expect(strangers.filter((found) => found === 'NOT_A_PARTY')).toEqual([]);
      else expect(new Set(strangers)).toEqual(new Set(['NOT_A_PARTY']));
    },
  );

  it('carries out exactly the effects of each arrow', () => {
    for (const order of live) {
      const node = nodeOf(flow, order.node);
      if (isEndNode(node)) continue;
      for (const [type, arrow] of Object.entries(node.on)) {
        if (type === 'deadlinePassed') continue;
        const role = owners[type as EventType][0] ?? 'platform';
        const event = eventBy(order, type as EventType, actorIn(role));
        const after = proceed(order, event).steps[0]?.order;
        const did = (effect: string) => arrow.effects.some((name) => name === effect);

        expect(after).toMatchObject({
          seq: order.seq + 1,
          enteredAt: event.at,
          negotiatedRefundLocked: order.negotiatedRefundLocked || did('lockNegotiatedRefund'),
          claimedAt: type === 'authCodeClaimed' ? event.at : order.claimedAt,
          activatedAt: did('recordActivation') ? event.at : order.activatedAt,
          acceptedAt: did('recordAcceptance') ? event.at : order.acceptedAt,
          billable: order.billable || did('markBillable'),
        });
      }
    }
  });

  it('R-GEN-07 a refusal changes nothing and names what is possible instead', () => {
    for (const order of live) {
      const before = JSON.stringify(order);
      const event = eventBy(order, 'rejected', actorIn('buyer'));
      const { steps, rejection } = proceed(order, event);
      if (!rejection) continue;
      expect(JSON.stringify(order)).toBe(before);
      expect(steps).toEqual([]);
      expect(rejection.details.allowed).toBeInstanceOf(Array);
    }
  });

  it('the platform cannot be impersonated: nobody else makes a deadline pass', () => {
    for (const order of live.filter((state) => state.deadline !== null)) {
      for (const role of roles) {
        const event = eventBy(order, 'deadlinePassed', actorIn(role));
        expect(answerTo(order, event)).toBe('ROLE_NOT_ALLOWED');
      }
    }
  });
});

describe('the moment of an event', () => {
  it('is kept on the order, whatever the clock of the machine says', () => {
    const [order] = statesOf(flows[0] as Flow);
    if (!order) throw new Error('no state');
    const at = plusMs(order.enteredAt, 86_400_000);
    const { steps } = proceed(order, {
      ...eventBy(order, 'requirementSubmitted', actorIn('buyer')),
      at,
    });

    expect(steps[0]?.order).toMatchObject({ enteredAt: at, requirement: { at } });
  });
});
