import { describe, expect, it } from 'vitest';
import { awaitedRole } from '../../../domain/awaited.ts';
import { plusMs } from '../../../domain/units.ts';
import { pathOf } from '../../support/answers.ts';
import { anOrder } from '../../support/order-builder.ts';

/** The id code came at 10:02 Beijing time: the interface is tried until 13:02. */
const issuing = () =>
  anOrder({ mode: 'LICENSE_ID_CODE', category: 'JOINT_OPERATION' }).act('submitIdCode');
const issued = () => issuing().act('issueLicense');
const delivered = () => issued().act('deliver');

describe('License 1.0: the license by interface, for 3 hours', () => {
  it('R-LIC1-03 three hours run from the id code', () => {
    const order = issuing();

    expect(order.now).toBe('2024-08-01T02:02:00.000Z');
    expect(order.order.deadline).toBe('2024-08-01T05:02:00.000Z');
  });

  it.each([
    ['one millisecond before', '2024-08-01T13:01:59.999+08:00', 'ISSUE_LICENSE'],
    ['exactly at', '2024-08-01T13:02:00.000+08:00', 'SELLER_DELIVER'],
    ['one millisecond after', '2024-08-01T13:02:00.001+08:00', 'SELLER_DELIVER'],
  ])('R-LIC1-03 %s three hours the interface is given up: %s', (_edge, now, node) => {
    expect(issuing().advanceTo(now).order.node).toBe(node);
  });

  it('R-LIC1-03 afterwards the seller delivers by hand, and nothing is refunded however long it takes', () => {
    const givenUp = issuing().advanceTo('2026-05-31T00:00:00+08:00');

    expect(pathOf(givenUp)).toEqual(['ISSUE_LICENSE', 'SELLER_DELIVER']);
    expect(givenUp.order).toMatchObject({
      node: 'SELLER_DELIVER',
      enteredAt: '2024-08-01T05:02:00.000Z',
      deadline: null,
      licenseIssuedAt: null,
      refund: null,
      orderStatus: 'PROCESSING',
      supervisionStatus: 'IN_PROGRESS',
    });
    expect(awaitedRole(givenUp.order)).toBe('seller');
    expect(givenUp.act('deliver').act('accept').order.node).toBe('COMPLETING');
  });

  it('R-LIC1-03 a license that the interface issues in the last instant counts', () => {
    const order = issuing().advanceTo('2024-08-01T13:00:59.999+08:00').act('issueLicense');

    expect(order.order).toMatchObject({
      node: 'SELLER_DELIVER',
      licenseIssuedAt: '2024-08-01T05:01:59.999Z',
    });
  });

  it('R-LIC1-03 a license that the interface issues at the third hour comes too late', () => {
    const refusal = issuing().advanceTo('2024-08-01T13:01:00.000+08:00').refused('issueLicense'); // one minute later: exactly the third hour

    expect(refusal).toMatchObject({
      code: 'EVENT_NOT_ALLOWED_AT_NODE',
      details: { node: 'SELLER_DELIVER', allowed: ['deliver', 'recordInvoice'] },
    });
  });

  it('R-LIC1-04 a license by interface is proved with the delivery, before the buyer accepts', () => {
    const order = issued();

    expect(order.order).toMatchObject({
      node: 'SELLER_DELIVER',
      licenseIssuedAt: order.now,
      deadline: null,
      delivery: null,
    });
    expect(order.refused('accept').code).toBe('EVENT_NOT_ALLOWED_AT_NODE');
    expect(order.refused('issueLicense').code).toBe('EVENT_NOT_ALLOWED_AT_NODE');
    expect(order.refused('deliver', { payload: { result: 'issued', proofs: [] } }).code).toBe(
      'PROOF_INCOMPLETE',
    );
  });

  it('R-LIC1-04 the seller may deliver by hand while the interface is still being tried', () => {
    const byHand = issuing().act('deliver', { payload: { result: 'license sent by mail' } });

    expect(byHand.order).toMatchObject({
      node: 'BUYER_ACCEPT',
      deadline: null,
      licenseIssuedAt: null,
      delivery: { text: 'license sent by mail' },
    });
    expect(byHand.advanceTo('2024-08-02T00:00:00+08:00').order.node).toBe('BUYER_ACCEPT');
  });

  it('R-LIC1-04 a delivery by hand at the third hour is taken as well: the interface has just been given up', () => {
    const order = issuing().advanceTo('2024-08-01T13:01:00.000+08:00').act('deliver');

    expect(pathOf(order)).toEqual(['ISSUE_LICENSE', 'SELLER_DELIVER', 'BUYER_ACCEPT']);
  });

  it('R-ENA-04 the seller may say since when the license is in use', () => {
    const enabled = plusMs(issued().now, -60_000);
    const order = issued().act('deliver', { payload: { result: 'r', actualEnableTime: enabled } });

    expect(order.order.actualEnableTime).toBe('2024-08-01T02:02:00.000Z');
    expect(delivered().order.actualEnableTime).toBeNull();
  });
});
