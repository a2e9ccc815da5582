import { defineFlow, hours, noDeadline, to } from '../flow.ts';

/** Software-package deployment. Published: never edited, a change is a new file with a new date. */
export const softwarePackage = defineFlow({
  id: 'software-package',
  title: { zh: '软件包部署服务监管流程', en: 'Software-package deployment' },
  note: {
    zh: '软件包：用户一键部署或商家协助部署，所有商品类型同一流程，没有复核，没有日期差异。',
    en: 'Software package: deployed by the buyer with one click or by the seller; one figure for all products, no review, no difference between dates.',
  },
  start: 'DEPLOY',
  nodes: {
    DEPLOY: {
      title: { zh: '部署软件包', en: 'Software package is deployed' },
      waitingFor: 'buyer',
      mayAlsoAct: ['seller'],
      within: noDeadline('R-GEN-09'),
      on: {
        deployed: to('BUYER_ACCEPT', 'R-PKG-02'),
        delivered: to('BUYER_ACCEPT', 'R-PKG-02'),
      },
    },
    BUYER_ACCEPT: {
      title: { zh: '用户确认完成', en: 'Buyer confirms that it is done' },
      waitingFor: 'buyer',
      within: noDeadline('R-GEN-09'),
      on: {
        accepted: to('COMPLETING', 'R-PKG-01', 'recordAcceptance'),
        rejected: to('DEPLOY', 'R-GEN-05'),
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
