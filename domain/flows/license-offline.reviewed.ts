import { defineFlow, hours, noDeadline, to } from '../flow.ts';

/** Offline License with Huawei review. Published: never edited, a change is a new file with a new date. */
export const licenseOfflineReviewed = defineFlow({
  id: 'license-offline.reviewed',
  title: {
    zh: '线下 License 服务监管流程（含华为云复核）',
    en: 'Offline License with Huawei review',
  },
  note: {
    zh: '与 license-offline 相比：增加华为云复核。',
    en: 'Differs from license-offline: Huawei reviews between delivery and acceptance.',
  },
  start: 'SELLER_DELIVER',
  nodes: {
    SELLER_DELIVER: {
      title: { zh: '线下交付 License', en: 'Seller delivers the license offline' },
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
