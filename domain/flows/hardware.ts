import { daysAfterSignature, defineFlow, hours, noDeadline, to } from '../flow.ts';

/** Hardware. Published: never edited, a change is a new file with a new date. */
export const hardware = defineFlow({
  id: 'hardware',
  title: { zh: '硬件服务监管流程', en: 'Hardware' },
  note: {
    zh: '硬件：发货代替交付；签收 10 天后自动验收。没有日期差异。',
    en: 'Hardware: shipping takes the place of delivery; 10 days after the signature it is accepted by itself. No difference between dates.',
  },
  start: 'SHIP',
  nodes: {
    SHIP: {
      title: { zh: '商家上传物流信息', en: 'Seller ships' },
      waitingFor: 'seller',
      mayAlsoAct: ['buyer'],
      within: noDeadline('R-GEN-09'),
      on: {
        shipped: to('BUYER_ACCEPT', 'R-HW-05'),
        addressChanged: to('SHIP', 'R-HW-01'),
      },
    },
    BUYER_ACCEPT: {
      title: { zh: '用户确认收货', en: 'Buyer accepts the goods' },
      waitingFor: 'buyer',
      mayAlsoAct: ['storefront'],
      within: daysAfterSignature(10),
      on: {
        accepted: to('COMPLETING', 'R-GEN-06', 'recordAcceptance'),
        rejected: to('SHIP', 'R-HW-09'),
        courierSigned: to('BUYER_ACCEPT', 'R-HW-02'),
        deadlinePassed: to('COMPLETING', 'R-HW-02', 'recordAcceptance'),
      },
    },
    COMPLETING: {
      title: { zh: '验收完成，订单状态同步中', en: 'Accepted, order status being synchronized' },
      waitingFor: 'platform',
      within: hours(3),
      on: {
        deadlinePassed: to('COMPLETED', 'R-GEN-10', 'markBillable'),
      },
    },
    COMPLETED: {
      title: { zh: '服务完成', en: 'Service completed' },
      ends: 'COMPLETED',
    },
  },
});
