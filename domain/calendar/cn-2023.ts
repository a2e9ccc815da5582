import type { CalendarYear } from './calendar-year.ts';

/** Working days of 2023. The notice also gave 2022-12-31, a Saturday, as a day off: outside this table. */
export const cn2023 = {
  year: 2023,
  source: {
    title: '国务院办公厅关于2023年部分节假日安排的通知',
    documentNumber: '国办发明电〔2022〕16号',
    publishedOn: '2022-12-08',
  },
  daysOff: [
    { name: '元旦', from: '2023-01-01', to: '2023-01-02' },
    { name: '春节', from: '2023-01-21', to: '2023-01-27' },
    { name: '清明节', from: '2023-04-05', to: '2023-04-05' },
    { name: '劳动节', from: '2023-04-29', to: '2023-05-03' },
    { name: '端午节', from: '2023-06-22', to: '2023-06-24' },
    { name: '中秋节、国庆节', from: '2023-09-29', to: '2023-10-06' },
  ],
  makeUpDays: [
    '2023-01-28',
    '2023-01-29',
    '2023-04-23',
    '2023-05-06',
    '2023-06-25',
    '2023-10-07',
    '2023-10-08',
  ],
} as const satisfies CalendarYear;
