import { assumedHours, defineFlow, noDeadline, to } from '../flow.ts';

/** Online authorization code without a claim, orders placed from 2024-09-14. Published: never edited, a change is a new file with a new date. */
export const licenseAuthCodeFrom20240914Unclaimed = defineFlow({
  id: 'license-auth-code.from-2024-09-14.unclaimed',
  title: {
    zh: '线上授权码服务监管流程（2024-09-14 起下单，无需领取）',
    en: 'Online authorization code without a claim, orders placed from 2024-09-14',
  },
  note: {
    zh: '开关 authCodeRequiresClaim 关闭时使用：无领取节点，退订锁从激活开始。',
    en: 'In use when authCodeRequiresClaim is off: no claim, the unsubscription lock starts at activation.',
  },
  start: 'SELLER_DELIVER',
  nodes: {
    SELLER_DELIVER: {
      title: { zh: '商家部署实施', en: 'Seller delivers' },
      waitingFor: 'seller',
      within: noDeadline('R-GEN-09'),
      on: {
        delivered: to('ACTIVATE_AUTH_CODE', 'R-LIC2-10'),
      },
    },
    ACTIVATE_AUTH_CODE: {
      title: { zh: '授权码激活', en: 'Seller activates the authorization code' },
      waitingFor: 'seller',
      within: noDeadline('R-GEN-09'),
      on: {
        authCodeActivated: to(
          'COMPLETING',
          'R-LIC2-02',
          'lockNegotiatedRefund',
          'recordActivation',
          'recordAcceptance',
        ),
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
