import { describe, expect, it } from 'vitest';
import { awaitedRole } from '../../domain/awaited.ts';
import { nextMoveAt } from '../../domain/due.ts';
import { type ActionName, actionNames, actionOf } from '../../domain/events.ts';
import { describeOrder, explanationText, limitText } from '../../domain/explain.ts';
import { type Flow, nodeOf } from '../../domain/flow.ts';
import { flowById } from '../../domain/flows/catalogue.ts';
import type { FormSchema } from '../../domain/form-schema.ts';
import { holdUpsOf } from '../../domain/hold-ups.ts';
import { nextActionsFor } from '../../domain/next-actions.ts';
import { type Order, type Role, roles } from '../../domain/order.ts';
import { allowedActions } from '../../domain/refusals.ts';
import { rules } from '../../domain/rules.ts';
import { isEnded, proceed } from '../../domain/transition.ts';
import { type Instant, instant, plusMs } from '../../domain/units.ts';
import { standsStill } from '../support/case-rules.ts';
import { quietMoment, statesOf, walkedFlows, wishFor } from '../support/flow-walks.ts';
import {
  actorIn,
  anOrder,
  buyerId,
  eventFor,
  firstManager,
  manualClock,
  plainPayloads,
  secondManager,
  sellerId,
} from '../support/order-builder.ts';

/** Opened two minutes after it was placed: where the close after 365 days was in force, it is. */
function statesSoonAfter(flow: Flow, isRehearsal: boolean): readonly Order[] {
  const opened = plusMs(instant(wishFor(flow).placedAt ?? ''), 120_000);
  const purchase = { deliveryPromiseDays: 30 };
  return statesOf(flow, {
    purchase,
    ...(isRehearsal ? { clock: manualClock(opened) } : { openedAt: opened }),
  });
}

/** Live orders of every flow; rehearsals, which differ in one action, of the flows without review. */
const everyState: readonly Order[] = walkedFlows.flatMap((flow) => [
  ...statesSoonAfter(flow, false),
  ...(flow.id.endsWith('.reviewed') ? [] : statesSoonAfter(flow, true)),
]);

/** What an action says so that only the state can refuse it: a moment ahead, a courier that nobody has asked for. */
function saidIn(action: ActionName, at: Instant) {
  if (action === 'advanceClock') return { to: plusMs(at, 1_000) };
  return action === 'requestCourier' ? { courier: '跨越速运' } : undefined;
}

/** Somebody who looks at an order: a role, and of the operations managers this person or any. */
interface Viewer {
  readonly role: Role;
  readonly person?: string;
}

const viewers: readonly Viewer[] = [
  ...roles.map((role) => ({ role })),
  ...[firstManager, secondManager].map((person) => ({ role: 'opsManager', person }) as const),
];

/** What happens to an action with the least it has to say. */
function sent(order: Order, action: ActionName, { role, person }: Viewer) {
  const at = quietMoment(order);
  const by = { ...actorIn(role), ...(person !== undefined && { subject: person }) };
  return proceed(order, eventFor(action, order, at, saidIn(action, at), by));
}

/** The answers to an action by everybody whom the viewer stands for. */
const tried = (order: Order, action: ActionName, viewer: Viewer) =>
  viewers
    .filter(({ role, person }) => {
      const isNamed = role !== 'opsManager' || person !== undefined;
      return isNamed && role === viewer.role && person === (viewer.person ?? person);
    })
    .map((who) => sent(order, action, who).rejection);

const offersTo = (order: Order, { role, person }: Viewer) =>
  nextActionsFor(order, role, quietMoment(order), person);

describe('next actions', () => {
  it.each(walkedFlows.map(({ id }) => [id]))(
    'R-APL-20 offer nothing that the domain refuses, and leave out nothing that it takes, to every role and person: %s',
    (id) => {
      const states = everyState.filter(({ flowId }) => flowId === id);
      const disagreements = states.flatMap((order) =>
        viewers.flatMap((viewer) => {
          const offered = offersTo(order, viewer).map((action) => action.name);
          const taken = actionNames.filter((action) =>
            tried(order, action, viewer).includes(undefined),
          );
          return JSON.stringify(offered) === JSON.stringify(taken)
            ? []
            : [`${order.flowId} ${order.node} ${viewer.role}: offered ${offered}, taken ${taken}`];
        }),
      );

      expect(states.length).toBeGreaterThan(0);
      expect(disagreements).toEqual([]);
    },
  );

  it('R-APL-02 an action that is not offered is refused, and while an appeal is open with the date that the explanation gives', () => {
    const frozen = everyState.filter(standsStill);
    const wrong = frozen.flatMap((order) => {
      const [first] = holdUpsOf(order, quietMoment(order));
      return viewers.flatMap((viewer) => {
        const offered = offersTo(order, viewer).map((action) => action.name);
        return actionNames
          .filter((action) => !offered.includes(action) && isOfFlow(action, viewer))
          .flatMap((action) =>
            tried(order, action, viewer).map((refused) => [
              refused?.code,
              refused?.details.decisionDueAt === first?.until && first?.until !== null,
            ]),
          );
      });
    });

    expect(frozen.length).toBeGreaterThan(100);
    expect(new Set(wrong.map((one) => JSON.stringify(one)))).toEqual(
      new Set([JSON.stringify(['ORDER_FROZEN', true])]),
    );
  });

  it('say in both languages what each leads to: the node that the order then stands at, where they name one', () => {
    const told = new Set<string>();
    const wrong = everyState.flatMap((order) =>
      viewers.flatMap((viewer) =>
        offersTo(order, viewer).flatMap(({ name, consequence }) => {
          const { zh, en } = consequence;
          told.add(en);
          const [, moves, title] = /^the order (moves to|stays at) "(.+)"$/.exec(en) ?? [];
          const [, zhTitle] = /^订单(?:进入|停在)“(.+)”$/.exec(zh) ?? [];
          const { event } = actionOf(name);
          const step = viewers
            .filter(({ role, person }) => role === viewer.role && person !== undefined)
            .concat(viewer)
            .flatMap((who) => sent(order, name, who).steps)
            .find((one) => one.event.type === event || one.event.type === 'milestoneAccepted');
          const node = step && nodeOf(flowById(order.flowId), step.order.node).title;
          const isMoved = step?.order.node !== order.node;
          const isRight =
            zh !== '' &&
            en !== '' &&
            (title === undefined) === (zhTitle === undefined) &&
            (title === undefined ||
              (node?.en === title && node.zh === zhTitle && isMoved === (moves === 'moves to')));
          return isRight ? [] : [`${order.flowId} ${order.node} ${name}: ${en}, found ${node?.en}`];
        }),
      ),
    );

    expect(wrong).toEqual([]);
    expect([...told].filter((en) => en.startsWith('the order moves to')).length).toBeGreaterThan(5);
  });

  it('offer every allowed action to some role, at every state', () => {
    for (const order of everyState) {
      const offered = roles.flatMap((role) => nextActionsFor(order, role).map(({ name }) => name));
      expect(new Set(offered)).toEqual(new Set(allowedActions(order)));
      const awaited = awaitedRole(order);
      const isOurs = isEnded(order) || awaited === 'platform';
      expect(isOurs || offersTo(order, { role: awaited as Role }).length > 0).toBe(true);
    }
  });

  it('R-LIC2-08 ask for the actual enable time only while the activation has not fixed it', () => {
    const asks = (order: Order) =>
      nextActionsFor(order, 'seller').some(({ form }) => 'actualEnableTime' in form.properties);
    const running = everyState.filter((order) => !standsStill(order));
    const at = (node: Order['node']) => running.filter((order) => order.node === node);

    expect(at('SELLER_DELIVER').every(asks)).toBe(true);
    expect(at('UPLOAD_PROOF').some(asks)).toBe(false);
    expect(at('UPLOAD_PROOF').length).toBeGreaterThan(0);
  });

  it('carry the deadline, in a case the end of its own window, and a rule that exists or none for the clock', () => {
    for (const order of everyState) {
      for (const action of roles.flatMap((role) => nextActionsFor(order, role))) {
        expect(action.due).toBe(
          standsStill(order) ? dueInCase(order, action.name) : nextMoveAt(order),
        );
        if (action.name === 'advanceClock') expect(action.rule).toBeNull();
        else expect(rules).toHaveProperty(action.rule ?? 'missing');
      }
    }
  });

  it('R-LIC2-04 say before the claim which right it ends', () => {
    const delivered = anOrder({ mode: 'LICENSE_AUTH_CODE' }).act('deliver').order;
    const [claim] = nextActionsFor(delivered, 'buyer');

    expect(claim?.endsRights).toEqual([
      { zh: '此后不能再发起协商退订', en: 'a negotiated unsubscription can no longer be started' },
    ]);
  });

  it('R-GEN-08 say before the acceptance that no refund follows completion', () => {
    const delivered = anOrder().act('submitRequirement').act('confirmRequirement').act('deliver');
    const actions = nextActionsFor(delivered.order, 'buyer');
    const ended = (name: string) =>
      actions.find((action) => action.name === name)?.endsRights ?? [];

    expect(ended('accept').map(({ en }) => en)).toEqual([
      expect.stringContaining('no refund follows completion'),
    ]);
    expect(ended('reject')).toEqual([]);
  });

  it('say what silence does: nothing without a limit, the next node with one', () => {
    const clock = manualClock('2024-08-02T00:00:00+08:00');
    const opened = anOrder({ clock });
    const completing = opened
      .act('submitRequirement')
      .act('confirmRequirement')
      .act('deliver')
      .act('accept');

    expect(nextActionsFor(opened.order, 'buyer')[0]?.silence.en).toContain('nothing happens');
    expect(nextActionsFor(completing.order, 'opsManager')[0]?.silence.en).toContain(
      'moves to "Service completed"',
    );
  });
});

/** Whether the action is the viewer's, and neither a step of a case nor the rehearsal clock's. */
function isOfFlow(action: ActionName, { role }: Viewer): boolean {
  const isOfCase =
    /^(openAppeal|submitStatement|addEvidence|withdrawAppeal|(offer|accept|decline)Settlement)$/;
  const isOfManager = /^(takeCase|handOverCase|decideAppeal|(sign|decline)Ruling|advanceClock)$/;
  return (
    actionOf(action).roles.includes(role) && !isOfCase.test(action) && !isOfManager.test(action)
  );
}

/** R-APL-09 to R-APL-12: until when each step of a case is taken or awaited. */
function dueInCase({ appeal }: Order, action: ActionName): Instant | null | undefined {
  if (action === 'submitStatement') return appeal?.statementDueAt;
  if (/Settlement$/.test(action) && action !== 'offerSettlement') return appeal?.offer?.expiresAt;
  return /^(takeCase|decideAppeal|signRuling)$/.test(action) ? appeal?.dueAt : null;
}

describe('next actions between the two sides', () => {
  const names = (order: Order, role: (typeof roles)[number]) =>
    nextActionsFor(order, role).map(({ name }) => name);
  const signed = () =>
    anOrder({ mode: 'HARDWARE', placedAt: '2025-05-01T10:00:00+08:00' })
      .act('ship')
      .act('recordCourierSignature');

  it('R-EXT-01 offer more time to the side against which a limit runs, and the answer to the other', () => {
    const before = signed().order;
    const asked = signed().act('requestExtension').order;

    expect(['buyer', 'seller'].map((role) => names(before, role as 'buyer'))).toEqual([
      ['accept', 'reject', 'requestExtension', 'openAppeal'],
      ['openAppeal'],
    ]);
    expect(['buyer', 'seller'].map((role) => names(asked, role as 'buyer'))).toEqual([
      ['accept', 'reject', 'openAppeal'],
      ['grantExtension', 'declineExtension', 'openAppeal'],
    ]);
  });

  it('R-HW-04 offer no signature for a parcel that nobody can track, or that is signed for', () => {
    const sent = (carriesBuyersPhone: boolean) =>
      anOrder({ mode: 'HARDWARE' }).act('ship', {
        payload: { courier: 'SF', trackingNumber: 'SF1234567890', carriesBuyersPhone },
      }).order;

    expect(names(sent(true), 'storefront')).toContain('recordCourierSignature');
    expect(names(sent(false), 'storefront')).not.toContain('recordCourierSignature');
    expect(names(signed().order, 'storefront')).not.toContain('recordCourierSignature');
  });

  it('R-PRF-10 give the criteria of the contract to choose from, in every form that names them', () => {
    const empowered = { category: 'JOINT_OPERATION', scene: 'EMPOWERMENT_CLOUD' } as const;
    const opened = anOrder({ mode: 'LICENSE_OFFLINE', ...empowered });
    const ids = opened.order.contract?.criteria.map(({ criterionId }) => criterionId);
    const choicesIn = (order: Order, role: (typeof roles)[number], name: string) => {
      const form = nextActionsFor(order, role).find((action) => action.name === name)?.form;
      const found = JSON.stringify(form).match(/"enum":\[[^\]]*"names"[^\]]*\]/g) ?? [];
      return found.map((text) => JSON.parse(text.slice('"enum":'.length)) as unknown);
    };

    expect(ids?.length).toBeGreaterThan(3);
    expect(choicesIn(opened.order, 'seller', 'deliver')).toEqual([ids, ids]); // of a proof, of an answer
    expect(choicesIn(opened.act('deliver').order, 'huaweiReviewer', 'reviewFail')).toEqual([ids]);
  });

  it.each([
    [false, 'unsubscribed and refunded, as the buyer is not invoiced'],
    [true, 'is completed, as the buyer is invoiced'],
  ])(
    'R-CLK-02 say what the close after 365 days does to silence: invoiced %s',
    (invoiced, said) => {
      const placedAt = '2022-06-01T10:00:00+08:00';
      const opened = anOrder({ placedAt, openedAt: '2022-06-01T10:01:00+08:00' });
      const { order } = invoiced ? opened.act('recordInvoice') : opened;
      const [action] = nextActionsFor(order, 'buyer');

      expect(action?.due).toBe(instant('2023-06-01T10:01:00+08:00'));
      expect(action?.silence.en).toContain(said);
      expect(describeOrder(order)).toContain('until: 2023-06-01 10:01:00');
    },
  );
});

describe('description of an order', () => {
  const texts = ['Zhang San, 138 0013 8000', 'PL-7788-CODE', 'bad luck, Zhang San'] as const;
  const talkative = () =>
    anOrder()
      .act('submitRequirement', { payload: { text: texts[0] } })
      .act('confirmRequirement', { payload: { comment: texts[0] } })
      .act('deliver', { payload: { result: texts[1] } })
      .act('reject', { payload: { reason: texts[2] } });

  const asksForDelivery = () => anOrder({ mode: 'LICENSE_OFFLINE' });

  it('R-SEC-02 holds no party, no product and nothing that people wrote', () => {
    const states = [...everyState, talkative().order, talkative().act('deliver').order];
    const secrets = [buyerId, sellerId, 'Test product', 'P-1', ...texts];
    const isChoice = (name: ActionName, field: string) =>
      'enum' in (actionOf(name).form.properties[field] ?? {});
    const said = actionNames.flatMap((name) =>
      Object.entries(plainPayloads[name])
        .filter(([field, value]) => typeof value === 'string' && !isChoice(name, field))
        .map(([, value]) => value as string),
    );

    for (const order of states) {
      const description = describeOrder(order);
      for (const secret of [...secrets, ...said]) expect(description).not.toContain(secret);
    }
  });

  it('says node, flow, what holds the order up, who is awaited, until when, and the rule', () => {
    const activated = anOrder({ mode: 'LICENSE_AUTH_CODE', placedAt: '2024-09-13T23:59:59+08:00' })
      .act('deliver')
      .act('claimAuthCode')
      .act('activateAuthCode')
      .act('deliver');

    expect(explanationText(activated.order, 'en')).toBe(
      [
        '**Accepted, order status being synchronized** (`COMPLETING`)',
        '',
        '- flow: Online authorization code, orders placed before 2024-09-14 (`license-auth-code.before-2024-09-14`)',
        '- License by online authorization code, general product',
        '- live, seq 5',
        '- negotiated unsubscription is locked',
        '',
        '1. Accepted, order status being synchronized',
        '   - holds up: progress, completion, billing',
        '   - waiting for: platform',
        "   - since (Beijing time, order's clock): 2024-09-14 00:04:59, until: 2024-09-14 03:04:59",
        '   - on silence: when the time is up the order moves to "Service completed" by itself',
        '   - rule: R-LIC2-09 INF (S1)',
      ].join('\n'),
    );
    expect(explanationText(asksForDelivery().order, 'zh').split('\n').slice(-6)).toEqual([
      '   - 影响：推进、完成、计费',
      '   - 等待：商家',
      '   - 自（北京时间，订单时钟）：2024-08-01 10:01:00，无时限',
      '   - 无人操作时：不会自动处理：没有时限在进行，只会提醒',
      '   - 可用操作：`deliver` (商家)',
      '   - 规则：R-OFF-01 DOC (S8 S16)',
    ]);
  });

  it('is the Chinese text, then the English one', () => {
    const { order } = asksForDelivery();

    expect(describeOrder(order)).toBe(
      `${explanationText(order, 'zh')}\n\n---\n\n${explanationText(order, 'en')}`,
    );
  });

  it('exists for every state, in both languages', () => {
    for (const order of everyState) {
      const { title } = nodeOf(flowById(order.flowId), order.node);
      expect(describeOrder(order)).toContain(`**${title.zh}** (\`${order.node}\`)`);
      expect(describeOrder(order)).toContain(`**${title.en}** (\`${order.node}\`)`);
    }
  });
});

describe('forms', () => {
  it.each(actionNames)(
    '%s asks for fields that it describes, and takes its plain payload',
    (name) => {
      const form: FormSchema = actionOf(name).form;
      const said = plainPayloads[name];

      expect(Object.keys(form.properties)).toEqual(expect.arrayContaining([...form.required]));
      expect(Object.keys(form.properties)).toEqual(expect.arrayContaining(Object.keys(said)));
      expect(Object.keys(said)).toEqual(expect.arrayContaining([...form.required]));
    },
  );

  it('limits read as people say them', () => {
    expect(limitText({ kind: 'workingDays', count: 3 })).toEqual({
      zh: '3 个工作日',
      en: '3 working days',
    });
    expect(limitText({ kind: 'none', rule: 'R-GEN-09' }).en).toBe('no limit');
    expect(limitText({ kind: 'hours', count: 3 }).en).toBe('3 hours');
    expect(limitText({ kind: 'calendarDays', count: 10 }).en).toBe('10 days');
    expect(limitText({ kind: 'daysAfterSignature', count: 10 }).en).toBe(
      '10 days after the signature',
    );
  });
});
