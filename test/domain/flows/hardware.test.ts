import { describe, expect, it } from 'vitest';
import { hardware } from '../../../domain/flows/hardware.ts';
import { openOrder } from '../../../domain/open-order.ts';
import { instant } from '../../../domain/units.ts';
import { answersAt, onlyAnswersOf, pathOf } from '../../support/answers.ts';
import { drawingOf } from '../../support/flow-walks.ts';
import { anOrder, aPurchase, digest } from '../../support/order-builder.ts';

const opened = () => anOrder({ mode: 'HARDWARE' });
const shipped = () => opened().act('ship');
const parcel = (trackingNumber: string, courier = 'SF') => ({
  payload: { courier, trackingNumber, carriesBuyersPhone: true },
});

describe('hardware', () => {
  it('R-HW-05 asks for shipment and acceptance; the signature starts the clock of silence', () => {
    expect(drawingOf(hardware)).toEqual([
      'SHIP -shipped-> BUYER_ACCEPT',
      'SHIP -addressChanged-> SHIP',
      'BUYER_ACCEPT -accepted-> COMPLETING + recordAcceptance',
      'BUYER_ACCEPT -rejected-> SHIP',
      'BUYER_ACCEPT -courierSigned-> BUYER_ACCEPT',
      'BUYER_ACCEPT -deadlinePassed-> COMPLETING + recordAcceptance',
      'COMPLETING -deadlinePassed-> COMPLETED + markBillable',
    ]);
  });

  it('R-HW-05 paid, shipped, accepted → completed and billable', () => {
    const completed = shipped().act('accept').advanceTo('2024-08-02T00:00:00+08:00');

    expect(pathOf(completed)).toEqual(['BUYER_ACCEPT', 'COMPLETING', 'COMPLETED']);
    expect(completed.order).toMatchObject({
      flowId: 'hardware',
      billable: true,
      orderStatus: 'COMPLETED',
      supervisionStatus: 'COMPLETED',
      acceptedAt: '2024-08-01T02:03:00.000Z',
      completedAt: '2024-08-01T05:03:00.000Z',
    });
  });

  it('R-HW-05 the parcel is known by courier and tracking number, unsigned, with the remark', () => {
    const order = opened().act('ship', {
      payload: { ...parcel('JD-7', 'JD').payload, carriesBuyersPhone: false, remark: 'two boxes' },
    });

    expect(order.order).toMatchObject({
      node: 'BUYER_ACCEPT',
      deadline: null,
      delivery: { text: 'two boxes', at: order.now },
      parcel: {
        courier: 'JD',
        trackingNumber: 'JD-7',
        carriesBuyersPhone: false,
        shippedAt: order.now,
        signedAt: null,
      },
    });
  });

  it.each([
    '2024-09-13T23:59:59.999+08:00',
    '2024-09-14T00:00:00.000+08:00',
    '2025-03-26T00:00:00.000+08:00',
  ])('R-HW-05 the same flow whenever it was placed: %s', (placedAt) => {
    expect(anOrder({ mode: 'HARDWARE', placedAt }).order.flowId).toBe('hardware');
  });

  it.each([
    [
      'SHIP',
      opened,
      {
        ship: 'BUYER_ACCEPT',
        changeAddress: 'SHIP',
        requestCourier: 'SHIP',
        recordInvoice: 'SHIP',
      },
    ],
    [
      'BUYER_ACCEPT',
      shipped,
      {
        accept: 'COMPLETING',
        reject: 'SHIP',
        recordCourierSignature: 'BUYER_ACCEPT',
        recordInvoice: 'BUYER_ACCEPT',
      },
    ],
    ['COMPLETING', () => shipped().act('accept'), { recordInvoice: 'COMPLETING' }],
  ])('R-GEN-07 %s takes this and nothing else', (node, order, answers) => {
    expect(order().order.node).toBe(node);
    expect(answersAt(order())).toEqual(answers);
  });

  it('R-GEN-07 goods are shipped, not delivered: the seller is offered what the node takes', () => {
    expect(opened().refused('deliver')).toMatchObject({
      code: 'EVENT_NOT_ALLOWED_AT_NODE',
      details: {
        node: 'SHIP',
        allowed: ['ship', 'changeAddress', 'requestCourier', 'recordInvoice'],
      },
    });
  });

  it('R-GEN-07 the buyer may change the address, but does not ship', () => {
    const buyer = { role: 'buyer', party: 'B-9f1c' } as const;

    expect(opened().refused('ship', { by: buyer })).toMatchObject({
      code: 'ROLE_NOT_ALLOWED',
      details: { expectedRoles: ['seller'], role: 'buyer' },
    });
  });

  it('R-HW-09 what the buyer rejects is shipped again, in a new parcel, as often as it is rejected', () => {
    const back = shipped().act('reject', { payload: { reason: 'not received' } });
    const again = back.act('ship', parcel('SF-2'));
    const backAgain = again.act('reject', { payload: { reason: 'broken' } });

    expect(back.order).toMatchObject({
      node: 'SHIP',
      acceptRejects: 1,
      lastRejection: { text: 'not received', from: 'BUYER_ACCEPT', at: back.now },
    });
    expect(again.order).toMatchObject({
      node: 'BUYER_ACCEPT',
      parcel: { trackingNumber: 'SF-2', shippedAt: again.now, signedAt: null },
    });
    expect(backAgain.order).toMatchObject({ node: 'SHIP', acceptRejects: 2 });
    expect(backAgain.act('ship', parcel('SF-3')).act('accept').order.node).toBe('COMPLETING');
  });

  it('R-HW-09 the second parcel has its own signature: that of the first one is void', () => {
    const signed = shipped().act('recordCourierSignature');
    const again = signed.act('reject').act('ship', parcel('SF-2'));
    const first = { payload: { trackingNumber: signed.order.parcel?.trackingNumber ?? '' } };
    const second = { payload: { trackingNumber: 'SF-2' } };

    expect(signed.order.deadline).toBe('2024-08-11T02:03:00.000Z');
    expect(again.order).toMatchObject({ deadline: null, parcel: { signedAt: null } });
    expect(again.advanceTo('2026-05-31T00:00:00+08:00').order.node).toBe('BUYER_ACCEPT');
    expect(again.refused('recordCourierSignature', first).code).toBe('PARCEL_UNKNOWN');
    expect(again.act('recordCourierSignature', second).order.deadline).toBe(
      '2024-08-11T02:06:00.000Z',
    );
  });

  it('R-GEN-08 takes nothing after completion', () => {
    const completed = shipped().act('accept').advanceTo('2024-08-02T00:00:00+08:00');

    expect(onlyAnswersOf(completed)).toEqual(['ORDER_ENDED']);
  });
});

describe('hardware: the address', () => {
  const moved = { payload: { shippingAddressId: 'ADDR-2' } };

  it('R-HW-01 no hardware without the address given at checkout', () => {
    const { shippingAddressId, ...purchase } = aPurchase({ mode: 'HARDWARE' });
    const answer = openOrder(purchase, instant('2026-06-01T00:00:00Z'), digest);

    expect(shippingAddressId).toBe('ADDR-1');
    expect(answer).toMatchObject({
      code: 'PURCHASE_FIELD_UNFIT',
      details: { field: 'shippingAddressId' },
    });
  });

  it('R-HW-01 the buyer changes the address before it is shipped, as often as wanted', () => {
    const order = opened().act('changeAddress', moved);
    const third = order.act('changeAddress', { payload: { shippingAddressId: 'ADDR-3' } });

    expect(opened().order.shippingAddressId).toBe('ADDR-1');
    expect(order.order).toMatchObject({ node: 'SHIP', shippingAddressId: 'ADDR-2' });
    expect(third.order).toMatchObject({
      node: 'SHIP',
      enteredAt: '2024-08-01T02:01:00.000Z', // since the payment: the stay goes on
      shippingAddressId: 'ADDR-3',
    });
    expect(third.act('ship').order.shippingAddressId).toBe('ADDR-3');
  });

  it('R-HW-01 once it is shipped the address stays', () => {
    expect(shipped().refused('changeAddress', moved)).toMatchObject({
      code: 'EVENT_NOT_ALLOWED_AT_NODE',
      details: {
        node: 'BUYER_ACCEPT',
        allowed: ['recordCourierSignature', 'accept', 'reject', 'recordInvoice'],
      },
    });
  });

  it('R-HW-01 after a rejection the address may be changed until it is shipped again', () => {
    const back = shipped().act('reject').act('changeAddress', moved);
    const again = back.act('ship', parcel('SF-2'));

    expect(back.order).toMatchObject({ node: 'SHIP', shippingAddressId: 'ADDR-2' });
    expect(again.refused('changeAddress', moved).code).toBe('EVENT_NOT_ALLOWED_AT_NODE');
    expect(again.order.shippingAddressId).toBe('ADDR-2');
  });

  it('R-HW-01 the address is the buyer’s to change, not the seller’s', () => {
    const seller = { role: 'seller', party: 'S-27aa' } as const;

    expect(opened().refused('changeAddress', { ...moved, by: seller })).toMatchObject({
      code: 'ROLE_NOT_ALLOWED',
      details: { expectedRoles: ['buyer'], role: 'seller' },
    });
  });
});
