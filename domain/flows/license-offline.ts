import { defineFlow, hours, noDeadline, to } from '../flow.ts';

/** Offline License. Published: never edited, a change is a new file with a new date. */
export const licenseOffline = defineFlow({
  id: 'license-offline',
  title: { zh: '线下 License 服务监管流程', en: 'Offline License' },
  note: {
    zh: '线下 License：没有需求步骤。没有日期差异。',
    en: 'Offline License: no requirement step. No difference between dates.',
  },
  start: 'SELLER_DELIVER',
  nodes: {
    SELLER_DELIVER: {
      title: { zh: '线下交付 License', en: 'Seller delivers the license offline' },
      waitingFor: 'seller',
      within: noDeadline('R-GEN-09'),
      on: {
        delivered: to('BUYER_ACCEPT', 'R-OFF-01'),
      },
    },
    BUYER_ACCEPT: {
      title: { zh: '用户确认验收', en: 'Buyer accepts the delivery' },
      waitingFor: 'buyer',
      within: noDeadline('R-GEN-09'),
      on: {
        accepted: to('COMPLETING', 'R-GEN-06', 'recordAcceptance'),
        rejected: to('SELLER_DELIVER', 'R-GEN-05'),
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
