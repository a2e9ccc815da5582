import type { Bilingual } from './errors.ts';

/**
 * Couriers whose tracking the marketplace reads. R-HW-07 INF: the documents speak of a list and do not print it.
 */
export const couriers: Readonly<Record<string, Bilingual>> = {
  SF: { zh: '顺丰速运', en: 'SF Express' },
  EMS: { zh: '中国邮政 EMS', en: 'China Post EMS' },
  JD: { zh: '京东快递', en: 'JD Logistics' },
  YTO: { zh: '圆通速递', en: 'YTO Express' },
  ZTO: { zh: '中通快递', en: 'ZTO Express' },
  STO: { zh: '申通快递', en: 'STO Express' },
  YUNDA: { zh: '韵达快递', en: 'Yunda Express' },
  DEPPON: { zh: '德邦快递', en: 'Deppon Express' },
};

/** The code of a listed courier, whether it is written as its code or by one of its names; undefined: not listed. Pure. */
export function listedCourier(written: string): string | undefined {
  const wanted = written.toLowerCase();
  return Object.entries(couriers).find(([code, { zh, en }]) =>
    [code, zh, en].some((name) => name.toLowerCase() === wanted),
  )?.[0];
}
