import { defineFlow, hours, noDeadline, to } from '../flow.ts';

/** App orchestration. Published: never edited, a change is a new file with a new date. */
export const appOrchestration = defineFlow({
  id: 'app-orchestration',
  title: { zh: '应用编排服务监管流程', en: 'App orchestration' },
  note: {
    zh: '应用编排：没有需求步骤，线下交付。没有日期差异。',
    en: 'App orchestration: no requirement step, delivered offline. No difference between dates.',
  },
  start: 'SELLER_DELIVER',
  nodes: {
    SELLER_DELIVER: {
      title: { zh: '商家线下交付', en: 'Seller delivers offline' },
      waitingFor: 'seller',
      within: noDeadline('R-GEN-09'),
      on: {
        delivered: to('BUYER_ACCEPT', 'R-ORC-01'),
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
