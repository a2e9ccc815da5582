import { describe, expect, it } from 'vitest';
import { awaitedRole } from '../../../domain/awaited.ts';
import { softwarePackage } from '../../../domain/flows/software-package.ts';
import { nextActionsFor } from '../../../domain/next-actions.ts';
import { salesCategories, scenes } from '../../../domain/order.ts';
import { proceed } from '../../../domain/transition.ts';
import { plusMs } from '../../../domain/units.ts';
import { answersAt, onlyAnswersOf, pathOf } from '../../support/answers.ts';
import { drawingOf } from '../../support/flow-walks.ts';
import { anOrder, eventFor, type OrderWish } from '../../support/order-builder.ts';

const opened = (wish: OrderWish = {}) => anOrder({ mode: 'LICENSE_SOFTWARE_PACKAGE', ...wish });
const byBuyer = () => opened().act('reportDeployment');
const bySeller = () => opened().act('deliver');

describe('software-package deployment', () => {
  it('R-PKG-01 asks for deployment and confirmation, in this order', () => {
    expect(drawingOf(softwarePackage)).toEqual([
      'DEPLOY -deployed-> BUYER_ACCEPT',
      'DEPLOY -delivered-> BUYER_ACCEPT',
      'BUYER_ACCEPT -accepted-> COMPLETING + recordAcceptance',
      'BUYER_ACCEPT -rejected-> DEPLOY',
      'COMPLETING -deadlinePassed-> COMPLETED + markBillable',
    ]);
  });

  it.each([
    ['the buyer with one click', byBuyer],
    ['the seller', bySeller],
  ])('R-PKG-01 R-PKG-02 deployed by %s, confirmed → completed and billable', (_who, deployed) => {
    const completed = deployed().act('accept').advanceTo('2024-08-02T00:00:00+08:00');

    expect(pathOf(completed)).toEqual(['BUYER_ACCEPT', 'COMPLETING', 'COMPLETED']);
    expect(completed.order).toMatchObject({
      flowId: 'software-package',
      billable: true,
      orderStatus: 'COMPLETED',
      supervisionStatus: 'COMPLETED',
      acceptedAt: '2024-08-01T02:03:00.000Z',
      completedAt: '2024-08-01T05:03:00.000Z',
    });
  });

  it.each([
    [
      'DEPLOY',
      opened,
      { deliver: 'BUYER_ACCEPT', reportDeployment: 'BUYER_ACCEPT', recordInvoice: 'DEPLOY' },
    ],
    [
      'BUYER_ACCEPT',
      byBuyer,
      { accept: 'COMPLETING', reject: 'DEPLOY', recordInvoice: 'BUYER_ACCEPT' },
    ],
    ['COMPLETING', () => bySeller().act('accept'), { recordInvoice: 'COMPLETING' }],
  ])('R-GEN-07 %s takes this and nothing else', (node, order, answers) => {
    expect(order().order.node).toBe(node);
    expect(answersAt(order())).toEqual(answers);
  });

  it('R-PKG-01 a deployment completes nothing by itself: the buyer confirms, without limit', () => {
    expect(byBuyer().order).toMatchObject({ node: 'BUYER_ACCEPT', deadline: null });
    expect(byBuyer().advanceTo('2026-05-31T00:00:00+08:00').order.node).toBe('BUYER_ACCEPT');
    expect(opened().refused('accept')).toMatchObject({
      code: 'EVENT_NOT_ALLOWED_AT_NODE',
      details: { node: 'DEPLOY', allowed: ['deliver', 'reportDeployment', 'recordInvoice'] },
    });
  });

  it('R-PKG-02 waits for the buyer, and both sides see what they can do', () => {
    const { order } = opened();
    const offered = (role: 'buyer' | 'seller') =>
      nextActionsFor(order, role).map(({ name }) => name);

    expect(awaitedRole(order)).toBe('buyer');
    expect(offered('buyer')).toEqual(['reportDeployment']);
    expect(offered('seller')).toEqual(['deliver']);
  });

  it('R-PKG-02 each side has its own way: no seller clicks for the buyer, no buyer delivers', () => {
    const buyer = { role: 'buyer', party: 'B-9f1c' } as const;
    const seller = { role: 'seller', party: 'S-27aa' } as const;

    expect(opened().refused('reportDeployment', { by: seller })).toMatchObject({
      code: 'ROLE_NOT_ALLOWED',
      details: { expectedRoles: ['buyer'], role: 'seller' },
    });
    expect(opened().refused('deliver', { by: buyer })).toMatchObject({
      code: 'ROLE_NOT_ALLOWED',
      details: { expectedRoles: ['seller'], role: 'buyer' },
    });
  });

  it('R-PKG-02 it is deployed once: what one side did, the other cannot do as well', () => {
    expect(byBuyer().refused('deliver').code).toBe('EVENT_NOT_ALLOWED_AT_NODE');
    expect(bySeller().refused('reportDeployment').code).toBe('EVENT_NOT_ALLOWED_AT_NODE');
  });

  it('R-PKG-02 the seller proves the deployment, the buyer who deployed does not have to', () => {
    const bare = { payload: { result: 'deployed', proofs: [] } };
    const clicked = opened().act('reportDeployment', { payload: { comment: 'runs' } });

    expect(opened().refused('deliver', bare).code).toBe('PROOF_INCOMPLETE');
    expect(bySeller().order.proofs).toHaveLength(1);
    expect(clicked.order).toMatchObject({
      node: 'BUYER_ACCEPT',
      delivery: { text: 'runs', at: clicked.now },
      proofs: [],
    });
  });

  it.each(salesCategories.flatMap((category) => scenes.map((scene) => [category, scene] as const)))(
    'R-PKG-03 one figure for all: %s in %s, never reviewed',
    (category, scene) => {
      for (const placedAt of ['2022-01-01T00:00:00+08:00', '2025-04-01T00:00:00+08:00']) {
        const order = opened({
          category,
          scene,
          placedAt,
          assumptions: { reviewHuaweiProducts: 'ALWAYS' },
        });

        expect(order.order.flowId).toBe('software-package');
      }
      const now = opened({ category, scene });
      expect(now.act('reportDeployment').order.node).toBe('BUYER_ACCEPT');
      expect(now.act('deliver').order.node).toBe('BUYER_ACCEPT');
    },
  );

  it('R-GEN-04 R-GEN-05 what the buyer rejects is deployed again, by whichever side', () => {
    const once = bySeller().act('reject', { payload: { reason: 'does not start' } });
    const twice = once.act('reportDeployment').act('reject', { payload: { reason: 'nor now' } });
    const thrice = twice.act('deliver').act('reject', { payload: { reason: 'crashes' } });

    expect(once.order).toMatchObject({
      node: 'DEPLOY',
      acceptRejects: 1,
      lastRejection: { text: 'does not start', from: 'BUYER_ACCEPT' },
    });
    expect(thrice.order).toMatchObject({ node: 'DEPLOY', acceptRejects: 3, reviewFails: 0 });
    expect(thrice.act('reportDeployment').act('accept').order.node).toBe('COMPLETING');
  });

  it('R-ENA-04 the buyer’s own deployment is the newest delivery: the seller’s proof and enable time are void', () => {
    const enabled = bySeller().order.enteredAt;
    const told = opened().act('deliver', { payload: { result: 'r', actualEnableTime: enabled } });
    const deployed = told.act('reject').act('reportDeployment');

    expect(told.order).toMatchObject({ actualEnableTime: enabled });
    expect(told.order.proofs).toHaveLength(1);
    expect(deployed.order).toMatchObject({
      delivery: { text: '', at: deployed.now },
      actualEnableTime: null,
      proofs: [],
    });
  });

  it('R-PKG-04 the buyer’s deployment needs no proof, and the seller’s next delivery still answers the rejection', () => {
    const rejected = bySeller().act('reject');
    const deployed = rejected.act('reportDeployment');
    const again = deployed.act('reject');

    expect(rejected.order.openCriteria).not.toEqual([]);
    expect(deployed.order.openCriteria).toEqual(rejected.order.openCriteria);
    expect(deployed.act('accept').order.node).toBe('COMPLETING');
    expect(again.refused('deliver', { payload: { result: 'r', answers: [] } }).code).toBe(
      'REJECTION_UNANSWERED',
    );
  });

  it.each([
    ['EMPOWERMENT_CLOUD', 'JOINT_OPERATION', 'EVENT_NOT_ALLOWED_AT_NODE'],
    ['BASE_CLOUD', 'JOINT_OPERATION', 'EVENT_NOT_ALLOWED_AT_NODE'],
    ['OTHER', 'JOINT_OPERATION', undefined],
    ['EMPOWERMENT_CLOUD', 'HUAWEI', undefined],
  ] as const)(
    'R-PKG-04 switched, what rule set E or B asks for is the seller’s to prove: %s, %s: %s',
    (scene, category, code) => {
      const switched = opened({
        scene,
        category,
        assumptions: { deploymentByBuyer: 'UNLESS_RULED' },
      });
      const usual = opened({ scene, category });
      const event = eventFor('reportDeployment', switched.order, switched.now);
      const offered = nextActionsFor(switched.order, 'buyer').map(({ name }) => name);

      expect(proceed(switched.order, event).rejection?.code).toBe(code);
      expect(offered.includes('reportDeployment')).toBe(code === undefined);
      expect(awaitedRole(switched.order)).toBe(code === undefined ? 'buyer' : 'seller');
      expect(switched.act('deliver').order.node).toBe('BUYER_ACCEPT');
      expect(usual.act('reportDeployment').order.node).toBe('BUYER_ACCEPT');
    },
  );

  it('R-PKG-05 the buyer is awaited, and after a rejection the seller: so are the time and the reminders', () => {
    const start = opened({ openedAt: '2024-08-01T10:01:00+08:00' });
    const rejected = start.act('deliver').act('reject');
    const reminded = rejected.advanceTo(plusMs(rejected.now, 2 * 86_400_000));
    const events = reminded.steps.map(({ event }) => event);

    expect([start, rejected].map(({ order }) => awaitedRole(order))).toEqual(['buyer', 'seller']);
    expect(events.at(-1)).toMatchObject({ type: 'reminderDue', payload: { to: 'seller' } });
    expect(reminded.order.ledger).toContainEqual(
      expect.objectContaining({ node: 'DEPLOY', side: 'seller', elapsedMs: 86_400_000 }),
    );
  });

  it('R-GEN-08 takes nothing after completion', () => {
    const completed = byBuyer().act('accept').advanceTo('2024-08-02T00:00:00+08:00');

    expect(onlyAnswersOf(completed)).toEqual(['ORDER_ENDED']);
  });
});
