import { daysAfterSignature, defineFlow, hours, noDeadline, to } from '../flow.ts';

/** Hardware with Huawei review. Published: never edited, a change is a new file with a new date. */
export const hardwareReviewed = defineFlow({
  id: 'hardware.reviewed',
  title: { zh: '硬件服务监管流程（含华为云复核）', en: 'Hardware with Huawei review' },
  note: {
    zh: '与 hardware 相比：增加华为云复核。',
    en: 'Differs from hardware: Huawei reviews between delivery and acceptance.',
  },
  start: 'SHIP',
  nodes: {
    SHIP: {
      title: { zh: '商家上传物流信息', en: 'Seller ships' },
      waitingFor: 'seller',
      mayAlsoAct: ['buyer'],
      within: noDeadline('R-GEN-09'),
      on: {
        shipped: to('HUAWEI_REVIEW', 'R-HW-10'),
        addressChanged: to('SHIP', 'R-HW-01'),
      },
    },
    HUAWEI_REVIEW: {
      title: { zh: '华为云复核', en: 'Huawei reviews the delivery' },
      waitingFor: 'huaweiReviewer',
      mayAlsoAct: ['storefront'],
      within: noDeadline('R-GEN-09'),
      on: {
        reviewPassed: to('BUYER_ACCEPT', 'R-HW-10'),
        reviewFailed: to('SHIP', 'R-REV-04'),
        courierSigned: to('HUAWEI_REVIEW', 'R-HW-02'),
      },
    },
    BUYER_ACCEPT: {
      title: { zh: '用户确认收货', en: 'Buyer accepts the goods' },
      waitingFor: 'buyer',
      mayAlsoAct: ['storefront'],
      within: daysAfterSignature(10),
      on: {
        accepted: to('COMPLETING', 'R-GEN-06', 'recordAcceptance'),
        rejected: to('SHIP', 'R-HW-09'),
        courierSigned: to('BUYER_ACCEPT', 'R-HW-02'),
        deadlinePassed: to('COMPLETING', 'R-HW-02', 'recordAcceptance'),
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
