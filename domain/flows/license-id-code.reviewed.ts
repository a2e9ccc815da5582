import { defineFlow, hours, noDeadline, to } from '../flow.ts';

/** License 1.0, online id code with Huawei review. Published: never edited, a change is a new file with a new date. */
export const licenseIdCodeReviewed = defineFlow({
  id: 'license-id-code.reviewed',
  title: {
    zh: '线上识别码（License 1.0）服务监管流程（含华为云复核）',
    en: 'License 1.0, online id code with Huawei review',
  },
  note: {
    zh: '与 license-id-code 相比：增加华为云复核。',
    en: 'Differs from license-id-code: Huawei reviews between delivery and acceptance.',
  },
  start: 'SUBMIT_ID_CODE',
  nodes: {
    SUBMIT_ID_CODE: {
      title: { zh: '用户提交识别码', en: 'Buyer submits the id code' },
      waitingFor: 'buyer',
      within: noDeadline('R-GEN-09'),
      on: {
        idCodeSubmitted: to('ISSUE_LICENSE', 'R-LIC1-01'),
      },
    },
    ISSUE_LICENSE: {
      title: { zh: '签发 License', en: 'License is issued' },
      waitingFor: 'seller',
      within: hours(3),
      on: {
        licenseIssued: to('SELLER_DELIVER', 'R-LIC1-04'),
        delivered: to('HUAWEI_REVIEW', 'R-LIC1-04'),
        deadlinePassed: to('SELLER_DELIVER', 'R-LIC1-03'),
      },
    },
    SELLER_DELIVER: {
      title: { zh: '商家交付并上传验收件', en: 'Seller delivers and uploads the proof' },
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
