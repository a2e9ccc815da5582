import { describe, expect, it } from 'vitest';
import { licenseIdCode } from '../../../domain/flows/license-id-code.ts';
import { proceed } from '../../../domain/transition.ts';
import { answersAt, onlyAnswersOf, pathOf } from '../../support/answers.ts';
import { drawingOf } from '../../support/flow-walks.ts';
import { actorIn, anOrder, type OrderWish } from '../../support/order-builder.ts';

const joint = { mode: 'LICENSE_ID_CODE', category: 'JOINT_OPERATION' } as const;
const opened = (wish: OrderWish = {}) => anOrder({ ...joint, ...wish });
const typed = () => opened({ purchase: { idCodeKind: 'HARDWARE' } });
const issuing = () => opened().act('submitIdCode');
const issued = () => issuing().act('issueLicense');
const delivered = () => issued().act('deliver');

describe('License 1.0, online id code', () => {
  it('R-LIC1-01 asks for id code, license with its proof, and acceptance, in this order', () => {
    expect(drawingOf(licenseIdCode)).toEqual([
      'SUBMIT_ID_CODE -idCodeSubmitted-> ISSUE_LICENSE',
      'ISSUE_LICENSE -licenseIssued-> SELLER_DELIVER',
      'ISSUE_LICENSE -delivered-> BUYER_ACCEPT',
      'ISSUE_LICENSE -deadlinePassed-> SELLER_DELIVER',
      'SELLER_DELIVER -delivered-> BUYER_ACCEPT',
      'BUYER_ACCEPT -accepted-> COMPLETING + recordAcceptance',
      'BUYER_ACCEPT -rejected-> SELLER_DELIVER',
      'COMPLETING -deadlinePassed-> COMPLETED + markBillable',
    ]);
  });

  it('R-LIC1-01 id code, license by interface, proof, acceptance → completed and billable', () => {
    const completed = delivered().act('accept').advanceTo('2024-08-02T00:00:00+08:00');

    expect(pathOf(completed)).toEqual([
      'ISSUE_LICENSE',
      'SELLER_DELIVER',
      'BUYER_ACCEPT',
      'COMPLETING',
      'COMPLETED',
    ]);
    expect(completed.order).toMatchObject({
      flowId: 'license-id-code',
      billable: true,
      orderStatus: 'COMPLETED',
      supervisionStatus: 'COMPLETED',
      acceptedAt: '2024-08-01T02:05:00.000Z',
      completedAt: '2024-08-01T05:05:00.000Z',
    });
  });

  it.each([
    '2024-09-13T23:59:59.999+08:00',
    '2024-09-14T00:00:00.000+08:00',
    '2025-03-26T00:00:00.000+08:00',
  ])('R-LIC1-01 the same flow whenever it was placed: %s', (placedAt) => {
    expect(opened({ placedAt }).order.flowId).toBe('license-id-code');
  });

  it('R-LIC1-05 the License client of a seller has the same flow', () => {
    const client = opened({ mode: 'LICENSE_CLIENT_API' });

    expect(client.order).toMatchObject({ flowId: 'license-id-code', node: 'SUBMIT_ID_CODE' });
    expect(client.act('submitIdCode').order.node).toBe('ISSUE_LICENSE');
  });

  it.each([
    ['SUBMIT_ID_CODE', opened, { submitIdCode: 'ISSUE_LICENSE', recordInvoice: 'SUBMIT_ID_CODE' }],
    [
      'ISSUE_LICENSE',
      issuing,
      {
        issueLicense: 'SELLER_DELIVER',
        deliver: 'BUYER_ACCEPT',
        recordInvoice: 'ISSUE_LICENSE',
      },
    ],
    ['SELLER_DELIVER', issued, { deliver: 'BUYER_ACCEPT', recordInvoice: 'SELLER_DELIVER' }],
    [
      'BUYER_ACCEPT',
      delivered,
      { accept: 'COMPLETING', reject: 'SELLER_DELIVER', recordInvoice: 'BUYER_ACCEPT' },
    ],
    ['COMPLETING', () => delivered().act('accept'), { recordInvoice: 'COMPLETING' }],
  ])('R-GEN-07 %s takes this and nothing else', (node, order, answers) => {
    expect(order().order.node).toBe(node);
    expect(answersAt(order())).toEqual(answers);
  });

  it('R-GEN-07 the id code belongs to the buyer, the license to the seller', () => {
    const buyer = { role: 'buyer', party: 'B-9f1c' } as const;
    const seller = { role: 'seller', party: 'S-27aa' } as const;

    expect(opened().refused('submitIdCode', { by: seller })).toMatchObject({
      code: 'ROLE_NOT_ALLOWED',
      details: { expectedRoles: ['buyer'], role: 'seller' },
    });
    expect(issuing().refused('issueLicense', { by: buyer })).toMatchObject({
      code: 'ROLE_NOT_ALLOWED',
      details: { expectedRoles: ['seller'], role: 'buyer' },
    });
  });

  it('R-GEN-08 takes nothing after completion', () => {
    const completed = delivered().act('accept').advanceTo('2024-08-02T00:00:00+08:00');

    expect(onlyAnswersOf(completed)).toEqual(['ORDER_ENDED']);
  });
});

describe('License 1.0: the id code', () => {
  it('R-LIC1-02 the platform generates a system id code, the buyer only clicks', () => {
    const order = issuing();

    expect(opened().order.idCode).toBeNull();
    expect(order.order.idCode).toEqual({
      kind: 'SYSTEM',
      value: 'SYS-CS2408011000ABCDE',
      at: order.now,
    });
  });

  it('R-LIC1-02 the generated code differs from order to order', () => {
    const other = opened({ purchase: { orderId: 'CS-OTHER' } }).act('submitIdCode');

    expect(other.order.idCode?.value).toBe('SYS-CS-OTHER');
  });

  it('R-LIC1-02 a typed code is refused where the platform generates it', () => {
    const refusal = opened().refused('submitIdCode', { payload: { hardwareIdCode: 'HW-1' } });

    expect(refusal).toMatchObject({
      code: 'ID_CODE_IS_GENERATED',
      details: { field: 'hardwareIdCode' },
    });
  });

  it('R-LIC1-02 a hardware id code is kept exactly as the buyer typed it', () => {
    const order = typed().act('submitIdCode', { payload: { hardwareIdCode: ' 00-1A:2b ' } });

    expect(order.order).toMatchObject({
      node: 'ISSUE_LICENSE',
      idCode: { kind: 'HARDWARE', value: ' 00-1A:2b ', at: order.now },
    });
  });

  it('R-LIC1-02 a click alone is refused where the buyer types the code', () => {
    const { order, now } = typed();
    const click = { type: 'idCodeSubmitted', at: now, by: actorIn('buyer'), payload: {} } as const;

    expect(proceed(order, click).rejection).toMatchObject({
      code: 'ID_CODE_MISSING',
      details: { field: 'hardwareIdCode' },
    });
  });

  it('R-LIC1-02 once submitted, the code stands: there is no second one', () => {
    const given = typed().act('submitIdCode', { payload: { hardwareIdCode: 'HW-1' } });
    const other = { payload: { hardwareIdCode: 'HW-2' } };

    expect(given.refused('submitIdCode', other)).toMatchObject({
      code: 'EVENT_NOT_ALLOWED_AT_NODE',
      details: { allowed: ['deliver', 'issueLicense', 'recordInvoice'] },
    });
  });

  it('R-LIC1-01 nothing is issued or delivered before there is an id code', () => {
    for (const action of ['issueLicense', 'deliver'] as const) {
      expect(opened().refused(action)).toMatchObject({
        code: 'EVENT_NOT_ALLOWED_AT_NODE',
        details: { node: 'SUBMIT_ID_CODE', allowed: ['submitIdCode', 'recordInvoice'] },
      });
    }
  });

  it('R-GEN-09 the id code has no limit', () => {
    expect(opened().order.deadline).toBeNull();
    expect(opened().advanceTo('2026-05-31T00:00:00+08:00').order).toEqual(opened().order);
  });
});

describe('License 1.0: the way back', () => {
  it('R-GEN-04 R-GEN-05 the buyer rejects twice: the seller delivers by hand, the id code stays', () => {
    const once = delivered().act('reject', { payload: { reason: 'wrong machine' } });
    const twice = once.act('deliver').act('reject', { payload: { reason: 'expired' } });

    expect(once.order).toMatchObject({ node: 'SELLER_DELIVER', acceptRejects: 1, deadline: null });
    expect(twice.order).toMatchObject({
      node: 'SELLER_DELIVER',
      acceptRejects: 2,
      idCode: { value: 'SYS-CS2408011000ABCDE' },
      lastRejection: { text: 'expired', from: 'BUYER_ACCEPT' },
    });
    expect(twice.refused('issueLicense').code).toBe('EVENT_NOT_ALLOWED_AT_NODE');
    expect(twice.act('deliver').act('accept').order.node).toBe('COMPLETING');
  });
});
