import { defineFlow, hours, noDeadline, to } from '../flow.ts';

/** General supervision flow, orders placed from 2025-03-26. Published: never edited, a change is a new file with a new date. */
export const generalFrom20250326 = defineFlow({
  id: 'general.from-2025-03-26',
  title: {
    zh: '通用服务监管流程（2025-03-26 起下单）',
    en: 'General supervision flow, orders placed from 2025-03-26',
  },
  note: {
    zh: '与 2025-03-26 前的版本相比：商家可不等需求直接交付，SOW 可随验收件上传。',
    en: 'Differs from the version before 2025-03-26: the seller may deliver without a requirement, and the SOW may come with the proof.',
  },
  start: 'SUBMIT_REQUIREMENT',
  nodes: {
    SUBMIT_REQUIREMENT: {
      title: { zh: '用户提交需求（可跳过）', en: 'Buyer may submit a requirement' },
      waitingFor: 'buyer',
      mayAlsoAct: ['seller'],
      within: noDeadline('R-GEN-09'),
      on: {
        requirementSubmitted: to('CONFIRM_REQUIREMENT', 'R-GEN-02'),
        delivered: to('BUYER_ACCEPT', 'R-CUT-06'),
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
      title: { zh: '商家实施服务', en: 'Seller delivers' },
      waitingFor: 'seller',
      within: noDeadline('R-GEN-09'),
      on: {
        delivered: to('BUYER_ACCEPT', 'R-GEN-02'),
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
