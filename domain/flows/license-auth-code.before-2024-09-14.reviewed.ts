import { assumedHours, defineFlow, noDeadline, to } from '../flow.ts';

/** Online authorization code with Huawei review, orders placed before 2024-09-14. Published: never edited, a change is a new file with a new date. */
export const licenseAuthCodeBefore20240914Reviewed = defineFlow({
  id: 'license-auth-code.before-2024-09-14.reviewed',
  title: {
    zh: '线上授权码服务监管流程（2024-09-14 前下单，含华为云复核）',
    en: 'Online authorization code with Huawei review, orders placed before 2024-09-14',
  },
  note: {
    zh: '与 2024-09-14 起的版本相比：复核在激活和上传交付证明之后，复核通过即自动验收。',
    en: 'Differs from the version from 2024-09-14: the review follows activation and proof, and passing it closes the order.',
  },
  start: 'SELLER_DELIVER',
  nodes: {
    SELLER_DELIVER: {
      title: { zh: '商家部署实施', en: 'Seller delivers' },
      waitingFor: 'seller',
      within: noDeadline('R-GEN-09'),
      on: {
        delivered: to('CLAIM_AUTH_CODE', 'R-LIC2-05'),
      },
    },
    CLAIM_AUTH_CODE: {
      title: { zh: '用户领取授权码', en: 'Buyer claims the authorization code' },
      waitingFor: 'buyer',
      within: noDeadline('R-GEN-09'),
      on: {
        authCodeClaimed: to('ACTIVATE_AUTH_CODE', 'R-LIC2-04', 'lockNegotiatedRefund'),
      },
    },
    ACTIVATE_AUTH_CODE: {
      title: { zh: '授权码激活', en: 'Seller activates the authorization code' },
      waitingFor: 'seller',
      within: noDeadline('R-GEN-09'),
      on: {
        authCodeActivated: to('UPLOAD_PROOF', 'R-LIC2-08', 'recordActivation'),
      },
    },
    UPLOAD_PROOF: {
      title: { zh: '商家上传交付证明', en: 'Seller uploads the proof of delivery' },
      waitingFor: 'seller',
      within: noDeadline('R-GEN-09'),
      on: {
        delivered: to('HUAWEI_REVIEW', 'R-LIC2-01'),
      },
    },
    HUAWEI_REVIEW: {
      title: { zh: '华为云复核', en: 'Huawei reviews the delivery' },
      waitingFor: 'huaweiReviewer',
      within: noDeadline('R-GEN-09'),
      on: {
        reviewPassed: to('COMPLETING', 'R-LIC2-01', 'recordAcceptance'),
        reviewFailed: to('UPLOAD_PROOF', 'R-REV-04'),
      },
    },
    COMPLETING: {
      title: { zh: '验收完成，订单状态同步中', en: 'Accepted, order status being synchronized' },
      waitingFor: 'platform',
      within: assumedHours('autoCloseDelayHours'),
      on: {
        deadlinePassed: to('COMPLETED', 'R-LIC2-09', 'markBillable'),
      },
    },
    COMPLETED: {
      title: { zh: '服务完成', en: 'Service completed' },
      ends: 'COMPLETED',
    },
  },
});
