import { defineFlow, hours, noDeadline, to } from '../flow.ts';

/** App orchestration with Huawei review. Published: never edited, a change is a new file with a new date. */
export const appOrchestrationReviewed = defineFlow({
  id: 'app-orchestration.reviewed',
  title: { zh: '应用编排服务监管流程（含华为云复核）', en: 'App orchestration with Huawei review' },
  note: {
    zh: '与 app-orchestration 相比：增加华为云复核。',
    en: 'Differs from app-orchestration: Huawei reviews between delivery and acceptance.',
  },
  start: 'SELLER_DELIVER',
  nodes: {
    SELLER_DELIVER: {
      title: { zh: '商家线下交付', en: 'Seller delivers offline' },
      waitingFor: 'seller',
      within: noDeadline('R-GEN-09'),
      on: {
        delivered: to('HUAWEI_REVIEW', 'R-REV-03'),
      },
    },
    HUAWEI_REVIEW: {
      title: { zh: '华为云复核', en: 'Huawei reviews the delivery' },
      waitingFor: 'huaweiReviewer',
      within: noDeadline('R-GEN-09'),
      on: {
        reviewPassed: to('BUYER_ACCEPT', 'R-REV-03'),
        reviewFailed: to('SELLER_DELIVER', 'R-REV-04'),
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
