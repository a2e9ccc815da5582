import type { ClockRequest } from '../../domain/clock.ts';
import type { Purchase } from '../../domain/order.ts';
import { fen, instant } from '../../domain/units.ts';

let opened = 0;

/** A manual rehearsal clock at the moment of payment of {@link aPurchase}. */
export const manualClock = (startsAt = '2024-09-14T10:05:00+08:00'): ClockRequest => ({
  kind: 'manual',
  startsAt: instant(startsAt),
});

/** A valid rehearsal purchase on a manual clock, under an order id of its own; any part can be replaced. */
export function aPurchase(changes: Partial<Purchase> = {}): Purchase {
  opened += 1;
  return {
    orderId: `T-${process.pid}-${Date.now().toString(36)}-${opened}`,
    livemode: false,
    buyer: { id: 'B-1' },
    seller: { id: 'S-1' },
    deliveryMode: 'DATA_FILE',
    salesCategory: 'GENERAL',
    scene: 'OTHER',
    lines: [
      {
        lineId: 'L-1',
        productId: 'P-1',
        productName: '城市路网数据',
        specification: '年度版',
        quantity: 1,
        chargingMode: 'ONE_TIME',
        amountFen: fen(120_000),
      },
    ],
    paidFen: fen(120_000),
    placedAt: instant('2024-09-14T10:00:00+08:00'),
    paidAt: instant('2024-09-14T10:05:00+08:00'),
    clock: manualClock(),
    ...changes,
  };
}
