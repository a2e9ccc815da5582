import { defineFlow, hours, noDeadline, to } from '../flow.ts';

/** Website building with Huawei review, orders placed before 2025-03-26. Published: never edited, a change is a new file with a new date. */
export const websiteBuildingReviewed = defineFlow({
  id: 'website-building.reviewed',
  title: {
    zh: '建站类服务监管流程（2025-03-26 前下单，含华为云复核）',
    en: 'Website building with Huawei review, orders placed before 2025-03-26',
  },
  note: {
    zh: '与 general.reviewed 相比：可按里程碑多轮交付、验收，最后一轮验收后完成。',
    en: 'Differs from general.reviewed: delivery and acceptance may run in rounds, one per milestone; the last one completes the order.',
  },
  start: 'SUBMIT_REQUIREMENT',
  nodes: {
    SUBMIT_REQUIREMENT: {
      title: { zh: '用户提交需求', en: 'Buyer submits the requirement' },
      waitingFor: 'buyer',
      within: noDeadline('R-GEN-09'),
      on: {
        requirementSubmitted: to('CONFIRM_REQUIREMENT', 'R-GEN-02'),
      },
    },
    CONFIRM_REQUIREMENT: {
      title: { zh: '商家确认需求', en: 'Seller confirms the requirement' },
      waitingFor: 'seller',
      within: noDeadline('R-GEN-09'),
      on: {
        requirementConfirmed: to('SELLER_DELIVER', 'R-GEN-02'),
        requirementRejected: to('SUBMIT_REQUIREMENT', 'R-GEN-03'),
      },
    },
    SELLER_DELIVER: {
      title: { zh: '商家实施服务（本轮里程碑）', en: 'Seller delivers the milestone' },
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
        milestoneAccepted: to('SELLER_DELIVER', 'R-PS-02'),
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
