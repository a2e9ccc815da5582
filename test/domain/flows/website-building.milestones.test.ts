import { describe, expect, it } from 'vitest';
import { nextActionsFor } from '../../../domain/next-actions.ts';
import { openOrder } from '../../../domain/open-order.ts';
import type { Purchase } from '../../../domain/order.ts';
import { fen, instant } from '../../../domain/units.ts';
import { anOrder, aPurchase, digest } from '../../support/order-builder.ts';
import { bare, websiteOrder } from '../../support/website-order.ts';

const before = '2025-03-25T23:59:59.999+08:00';
const asked = () => websiteOrder({ placedAt: before }).act('submitRequirement');
const confirmed = () => asked().act('confirmRequirement');
const draft = () => confirmed().act('deliver', bare('draft'));
const pages = () => draft().act('accept').act('deliver', bare('pages'));
const launch = () => pages().act('accept').act('deliver');

describe('website building: the milestones', () => {
  it('R-PS-02 accepting a milestone is no acceptance of the order: nothing completes by itself', () => {
    const order = draft().act('accept');

    expect(order.steps.at(-1)?.event).toMatchObject({
      type: 'milestoneAccepted',
      by: { role: 'buyer' },
    });
    expect(order.order).toMatchObject({
      node: 'SELLER_DELIVER',
      milestonesAccepted: 1,
      acceptedAt: null,
      completedAt: null,
      deadline: null,
      billable: false,
    });
    expect(order.advanceTo('2026-05-31T00:00:00+08:00').order.node).toBe('SELLER_DELIVER');
  });

  it('R-PS-02 only the last acceptance completes, three hours later', () => {
    const accepted = launch().act('accept');

    expect(accepted.steps.at(-1)?.event.type).toBe('accepted');
    expect(accepted.order).toMatchObject({ node: 'COMPLETING', milestonesAccepted: 3 });
    expect(accepted.order.acceptedAt).toBe(accepted.now);
  });

  it('R-PS-02 a milestone that is rejected in the middle is delivered again, the others stay accepted', () => {
    const back = pages().act('reject', { payload: { reason: 'wrong colours' } });
    const again = back.act('deliver', bare('pages in blue'));
    const accepted = again.act('accept');

    expect(back.order).toMatchObject({
      node: 'SELLER_DELIVER',
      milestonesAccepted: 1,
      acceptRejects: 1,
      lastRejection: { text: 'wrong colours', from: 'BUYER_ACCEPT' },
    });
    expect(again.order).toMatchObject({ node: 'BUYER_ACCEPT', milestonesAccepted: 1 });
    expect(accepted.order).toMatchObject({ node: 'SELLER_DELIVER', milestonesAccepted: 2 });
    expect(accepted.act('deliver').act('accept').order).toMatchObject({
      node: 'COMPLETING',
      milestonesAccepted: 3,
      acceptRejects: 1,
    });
  });

  it('R-PS-02 rejections are counted over all rounds', () => {
    const order = draft().act('reject').act('deliver').act('reject').act('deliver').act('accept');
    const third = order.act('deliver').act('reject');

    expect(third.order).toMatchObject({ acceptRejects: 3, milestonesAccepted: 1 });
  });

  it('R-PS-02 the last milestone may be rejected as well: it stays the last one', () => {
    const again = launch().act('reject').act('deliver');

    expect(again.order).toMatchObject({ node: 'BUYER_ACCEPT', milestonesAccepted: 2 });
    expect(again.act('accept').order.node).toBe('COMPLETING');
  });

  it.each([
    ['without milestones', {}, 0],
    ['with an empty list of milestones', { milestones: [] }, 0],
    ['with a single one', { milestones: [{ milestoneId: 'all', title: 'all of it' }] }, 1],
  ])('R-PS-02 %s there is one round', (_how, milestones, count) => {
    const purchase = { serviceTemplate: 'WEBSITE_BUILDING', ...milestones } as const;
    const order = anOrder({ purchase })
      .act('submitRequirement')
      .act('confirmRequirement')
      .act('deliver')
      .act('accept');

    expect(order.order).toMatchObject({ node: 'COMPLETING', milestonesAccepted: count });
  });

  it('R-PS-02 the buyer is told which acceptance ends the right to reject', () => {
    const acceptance = (order: ReturnType<typeof draft>) =>
      nextActionsFor(order.order, 'buyer').find(({ name }) => name === 'accept');

    expect(acceptance(draft())).toMatchObject({ rule: 'R-PS-02', endsRights: [] });
    expect(acceptance(launch())).toMatchObject({ rule: 'R-GEN-06' });
    expect(acceptance(launch())?.endsRights).toHaveLength(1);
  });

  it('R-PS-03 a milestone on the way needs no proof, the last one meets the contract', () => {
    const last = pages().act('accept');

    expect(draft().order).toMatchObject({ node: 'BUYER_ACCEPT', proofs: [] });
    expect(pages().order).toMatchObject({ node: 'BUYER_ACCEPT', proofs: [] });
    expect(last.refused('deliver', bare('launch'))).toMatchObject({
      code: 'PROOF_INCOMPLETE',
      details: { field: 'proofs', lacks: [{ criterion: 'delivered', found: '0' }] },
    });
    expect(last.act('deliver').order.node).toBe('BUYER_ACCEPT');
  });

  it('R-PS-03 switched, every milestone meets the contract', () => {
    const each = websiteOrder({ placedAt: before, assumptions: { milestoneProof: 'EACH' } })
      .act('submitRequirement')
      .act('confirmRequirement');

    expect(each.refused('deliver', bare('draft')).code).toBe('PROOF_INCOMPLETE');
    expect(each.act('deliver').act('accept').refused('deliver', bare('pages')).code).toBe(
      'PROOF_INCOMPLETE',
    );
  });

  it('R-PS-03 the last milestone meets the contract again after a rejection', () => {
    const back = launch().act('reject');

    expect(back.refused('deliver', bare('launch')).code).toBe('PROOF_INCOMPLETE');
  });
});

describe('website building: what may be bought with milestones', () => {
  const opening = (more: Partial<Purchase>) =>
    openOrder(
      aPurchase({
        purchase: {
          serviceTemplate: 'WEBSITE_BUILDING',
          milestones: [{ milestoneId: 'a', title: 'A' }],
          ...more,
        },
      }),
      instant('2026-06-01T00:00:00Z'),
      digest,
    );
  const line = (lineId: string, chargingMode: Purchase['lines'][number]['chargingMode']) => ({
    lineId,
    productId: 'P',
    productName: 'Site',
    specification: 'standard',
    quantity: 1,
    chargingMode,
    amountFen: fen(chargingMode === 'ON_DEMAND' ? 0 : 19_900),
  });

  it.each([
    ['ONE_TIME' as const, {}, { node: 'SUBMIT_REQUIREMENT' }],
    ['PERIOD' as const, {}, { node: 'SUBMIT_REQUIREMENT' }],
    [
      'ON_DEMAND' as const,
      { paidFen: fen(0) },
      { code: 'PURCHASE_FIELD_UNFIT', details: { field: 'milestones' } },
    ],
  ])('R-PS-04 milestones with charging mode %s', (chargingMode, more, answer) => {
    expect(opening({ lines: [line('1', chargingMode)], ...more })).toMatchObject(answer);
  });

  it('R-PS-04 one pay-per-use line among others is enough to refuse, and none without milestones', () => {
    const lines = [line('1', 'ONE_TIME'), line('2', 'ON_DEMAND')];

    expect(opening({ lines })).toMatchObject({ code: 'PURCHASE_FIELD_UNFIT' });
    expect(opening({ lines, milestones: [] })).toMatchObject({ flowId: 'website-building' });
  });

  it('R-PS-01 milestones belong to the template of website building', () => {
    expect(opening({ serviceTemplate: 'STANDARD' })).toMatchObject({
      code: 'PURCHASE_FIELD_UNFIT',
      details: { field: 'milestones' },
    });
  });

  it('R-PS-01 templates belong to professional services', () => {
    expect(opening({ deliveryMode: 'SAAS_SUPERVISED' })).toMatchObject({
      code: 'PURCHASE_FIELD_UNFIT',
      details: { field: 'serviceTemplate' },
    });
  });
});
