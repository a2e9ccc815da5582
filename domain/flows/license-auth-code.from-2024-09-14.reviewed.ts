import { assumedHours, defineFlow, noDeadline, to } from '../flow.ts';

/** Online authorization code with Huawei review, orders placed from 2024-09-14. Published: never edited, a change is a new file with a new date. */
export const licenseAuthCodeFrom20240914Reviewed = defineFlow({
  id: 'license-auth-code.from-2024-09-14.reviewed',
  title: {
    zh: '线上授权码服务监管流程（2024-09-14 起下单，含华为云复核）',
    en: 'Online authorization code with Huawei review, orders placed from 2024-09-14',
  },
  note: {
    zh: '与 2024-09-14 前的版本相比：复核在领取授权码之前；激活即视为验收。',
    en: 'Differs from the version before 2024-09-14: the review precedes the claim, and activation counts as acceptance.',
  },
  start: 'SELLER_DELIVER',
  nodes: {
    SELLER_DELIVER: {
      title: { zh: '商家部署实施', en: 'Seller delivers' },
      waitingFor: 'seller',
      within: noDeadline('R-GEN-09'),
      on: {
        delivered: to('HUAWEI_REVIEW', 'R-LIC2-03'),
      },
    },
    HUAWEI_REVIEW: {
      title: { zh: '华为云复核', en: 'Huawei reviews the delivery' },
      waitingFor: 'huaweiReviewer',
      within: noDeadline('R-GEN-09'),
      on: {
        reviewPassed: to('CLAIM_AUTH_CODE', 'R-LIC2-03'),
        reviewFailed: to('SELLER_DELIVER', 'R-REV-04'),
      },
    },
    CLAIM_AUTH_CODE: {
      title: { zh: '用户领取授权码', en: 'Buyer claims the authorization code' },
      waitingFor: 'buyer',
      within: noDeadline('R-GEN-09'),
      on: {
        authCodeClaimed: to('ACTIVATE_AUTH_CODE', 'R-LIC2-13', 'lockNegotiatedRefund'),
      },
    },
    ACTIVATE_AUTH_CODE: {
      title: { zh: '授权码激活', en: 'Seller activates the authorization code' },
      waitingFor: 'seller',
      within: noDeadline('R-GEN-09'),
      on: {
        authCodeActivated: to('COMPLETING', 'R-LIC2-02', 'recordActivation', 'recordAcceptance'),
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
