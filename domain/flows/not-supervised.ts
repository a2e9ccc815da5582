import { defineFlow } from '../flow.ts';

/** No supervision. Published: never edited, a change is a new file with a new date. */
export const notSupervised = defineFlow({
  id: 'not-supervised',
  title: { zh: '不涉及服务监管', en: 'No supervision' },
  note: {
    zh: '不涉及服务监管的接入类型，以及续费订单：订单直接生效。',
    en: 'Modes without supervision, and renewals: the order is in effect at once.',
  },
  start: 'EFFECTIVE',
  nodes: {
    EFFECTIVE: {
      title: { zh: '已生效', en: 'In effect' },
      ends: 'EFFECTIVE',
    },
  },
});
