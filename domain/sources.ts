/** A public page that a rule rests on. */
interface Source {
  readonly urls: readonly string[];
  /** What the page is, and the date of the copy that was read, as far as known. */
  readonly page: string;
}

/** Where the rules come from; keys as in {@link rules}. Pages change: the wording that counted is ours, in the rules. */
export const sources = {
  seed: { urls: [], page: 'the excerpt that the mission came with' },
  S1: {
    urls: ['https://support.huaweicloud.com/usermanual-marketplace/sp_topic_0000187.html'],
    page: '服务监管概述, 2024-11-12',
  },
  S3: {
    urls: [
      'https://support.huaweicloud.com/usermanual-marketplace/zh-cn_topic_0000001349175293.html',
    ],
    page: 'License 1.0 seller, 2025-05-26',
  },
  S4: {
    urls: [
      'https://huaweicloud.com/guide/productsdesc-bms_4caa421cb1f7fb7face7436abb277720support0',
      'https://huaweicloud.com/s/Jea4uOaIj-acjeWKoeWZqOeisOaSnuajgOa1iyU/t_30_p_6/JeS6keWVhuW6lyU',
    ],
    page: 'copy of ug-marketplace/buyer_topic_0000321, 2024-09-30',
  },
  S5: {
    urls: [
      'https://huaweicloud.com/s/JXZpZGVvLmpzIOa4heaZsOW6puWIh-aNoiU/t_30_p_4/JeS6keWVhuW6lyU',
    ],
    page: 'id-code: review, then accept',
  },
  S5b: {
    urls: [
      'https://portal.huaweicloud.com/s/JeWMuuWdl-mTviDmnI3liqFiY3Ml/t_30_p_5/JeS6keWVhuW6lyU',
    ],
    page: 'software package',
  },
  S6: {
    urls: [
      'https://huaweicloud.com/s/JeWIhuW4g-W8j-S6keiuoeeulyDlpKfmlbDmja7kuK3lv4Ml/t_30_p_12/JeS6keWVhuW6lyU',
      'https://huaweicloud.com/s/JWFuZHJvaWTlvJXlr7znlKjmiLflvIDlkK_oh6rlkK_liqjmnYPpmZAl/t_30_p_23/JeS6keWVhuW6lyU',
    ],
    page: 'copy without a date',
  },
  S6b: {
    urls: [
      'https://huaweicloud.com/s/JXVn5bey5qOA5rWL5Yiw6K645Y-v6K-B5pyN5Yqh5ZmoJQ/t_30_p_1/JeS6keWVhuW6lyU',
      'https://huaweicloud.com/s/JW15c3Fs5pe26Ze06IyD5Zu057Si5byVJQ/t_30_p_7/JeS6keWVhuW6lyU',
    ],
    page: 'older title, no claim step',
  },
  S7: {
    urls: ['https://support.huaweicloud.com/ug-marketplace/zh-cn_topic_0216484550.html'],
    page: 'renewal, no new supervision',
  },
  S8: {
    urls: [
      'https://support.huaweicloud.com/intl/en-us/usermanual-marketplace/en-us_buyer_topic_00000025.html',
    ],
    page: 'License buyer, 2024-12-03',
  },
  S9: {
    urls: ['https://support.huaweicloud.com/ug-marketplace/zh-cn_topic_0284148441.html'],
    page: 'SaaS buyer, 2025-05-23',
  },
  S9b: {
    urls: ['https://support.huaweicloud.com/eu/usermanual-marketplace/eu_sp_topic_000040.html'],
    page: 'SaaS buyer, Europe, 2024-01-29',
  },
  S10: {
    urls: ['https://huaweicloud.com/s/JWxpbnV45LiL5pu05pawc3Ns6K-B5LmmJQ/t_30_p_8/JeS6keWVhuW6lyU'],
    page: 'SaaS seller, figures before/after 2025-03-26',
  },
  S11: {
    urls: [
      'https://support.huaweicloud.com/usermanual-marketplace/zh-cn_topic_0000002043653290.html',
    ],
    page: 'professional seller, Intl site, 2025-05-26',
  },
  S12: {
    urls: ['https://support.huaweicloud.com/intl/id-id/sp-marketplace/en-us_sp_topic_0000095.html'],
    page: 'professional seller, English',
  },
  S13: {
    urls: ['https://support.huaweicloud.com/usermanual-marketplace/sp_topic_0000188.html'],
    page: 'appeal, seller',
  },
  S13b: {
    urls: ['https://support.huaweicloud.com/usermanual-marketplace/sp_topic_0000301.html'],
    page: 'appeal FAQ, 2024-12-19',
  },
  S13c: {
    urls: [
      'https://huaweicloud.com/s/JXdhZumAj-aYjuS7o-eQhuW3peS9nOWOn-eQhiU/t_30_p_2/JeS6keWVhuW6lyU',
    ],
    page: 'appeal: 3 working days, station message',
  },
  S13d: {
    urls: ['https://support.huaweicloud.com/intl/th-th/sp-marketplace/en-us_sp_topic_0000085.html'],
    page: 'Letter of Commitment, 2025-04-08',
  },
  S14b: {
    urls: ['https://support.huaweicloud.com/intl/zh-cn/sp-marketplace/en-us_sp_topic_0000095.html'],
    page: '365-day rule, 2024-01-09',
  },
  S14c: {
    urls: ['https://support.huaweicloud.com/ug-marketplace/buyer_topic_0000102.html'],
    page: 'no appeal in the last 15 days, 2023-11-17',
  },
  S15: {
    urls: ['https://huaweicloud.com/s/JeWMuuWdl-mTviDpk77ku6PnoIEl/t_30_p_4/JeS6keWVhuW6lyU'],
    page: 'notice: 365-day auto-close off from 2024-03-05 00:00',
  },
  S15b: {
    urls: ['https://huaweicloud.com/s/JW15c3Fs6ZSB6KGo5LqG5Lya6Ieq5Yqo6YeK5pS-5ZCXJQ/t_30_p_6'],
    page: '365-day close and 180-day alert, old and present rule side by side',
  },
  S16: {
    urls: [
      'https://huaweicloud.com/s/JXdpbjEwIOWuieijhWRoY3DmnI3liqHlmajphY3nva4l/t_30_p_13/JeS6keWVhuW6lyU',
      'https://huaweicloud.com/s/JeWNjuS4umlvY-W5s-WPsOWFqOensCU/t_30_p_23/JeS6keWVhuW6lyU',
    ],
    page: 'copy without a date',
  },
  S16b: {
    urls: [
      'https://huaweicloud.com/s/JeWRvOWPq-S4reW_g-ezu-e7n-a6kOeggSU/t_30_p_10/JeS6keWVhuW6lyU',
      'https://huaweicloud.com/s/JXdlbGlua-i_nOeoi-inhumikeS8muiuriU/t_30_p_1/JeS6keWVhuW6lyU',
    ],
    page: 'copy without a date',
  },
  S17: {
    urls: [
      'https://support.huaweicloud.com/usermanual-marketplace/zh-cn_topic_0194107512.html',
      'https://huaweicloud.com/s/Jee9keermeWfn-WQjeWcqOWbveWkluiuv-mXruS4jeWIsCU/t_30_p_16/JeS6keWVhuW6lyU',
    ],
    page: 'hardware seller, 2025-05-26',
  },
  S17b: {
    urls: ['https://support.huaweicloud.com/ug-marketplace/zh-cn_topic_0204928723.html'],
    page: 'hardware buyer, 2025-05-23',
  },
  S18: {
    urls: [
      'https://huaweicloud.com/s/JWFk5Z-fIOaOiOadgyBkaGNw5pyN5Yqh5ZmoJQ/t_30_p_2/JeS6keWVhuW6lyU',
    ],
    page: 'auth-code error codes',
  },
  S19: {
    urls: ['https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649244.html'],
    page: 'activate, 2025-05-22',
  },
  S20: {
    urls: [
      'https://huaweicloud.com/guide/category-300ab4e7b96fffaa6c3d0d973f7a16cfeeade9a7446b517a05dfa273ebcb9f62',
    ],
    page: 'copy without a date',
  },
  S22: {
    urls: [
      'https://huaweicloud.com/s/JeS6keacjeWKoeWZqHBhc3Ml/t_30_p_2/JeS6keWVhuW6lyU',
      'https://huaweicloud.com/s/JW5vZGXor4bliKvlm77niYfmloflrZcl/t_30_p_1/JeS6keWVhuW6lyU',
    ],
    page: '2023-04-28 rule, review chain',
  },
  S24: {
    urls: [
      'https://support.huaweicloud.com/eu/nl-nl/usermanual-marketplace/en-us_buyer_topic_0234836227.html',
    ],
    page: 'copy without a date',
  },
  S25: {
    urls: ['https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649153.html'],
    page: 'getLicense',
  },
  S26: {
    urls: ['https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649255.html'],
    page: 'getLicenseAsync',
  },
  S27: {
    urls: [
      'https://huaweicloud.com/s/JeWmguS9leafpeeci-iuv-mXrueahOacjeWKoeWZqOWcsOWdgCU/t_30_p_24/JeS6keWVhuW6lyU',
    ],
    page: 'auto deploy FAQ',
  },
  S29: {
    urls: [
      'https://huaweicloud.com/s/JWNkbuS4mueVjDk15bOw5YC86K6h6LS56KeE5YiZJQ/t_30_p_4/JeS6keWVhuW6lyU',
      'https://huaweicloud.com/s/JeWMuuWdl-mTviDot6jpk77kuqTmmJMl/t_30_p_8/JeS6keWVhuW6lyU',
    ],
    page: 'copy without a date',
  },
  S29b: {
    urls: [
      'https://support.huaweicloud.com/intl/ar-mena/sp-marketplace/en-us_sp_topic_00000086.html',
      'https://support.huaweicloud.com/intl/ar-mena/sp-marketplace/sp_topic_0000210.html',
    ],
    page: 'release pages',
  },
  S30: {
    urls: [
      'https://huaweicloud.com/s/JXRyYWNrZXLmnI3liqHlmajlnLDlnYDliJfooagl/t_30_p_15/JeS6keWVhuW6lyU',
    ],
    page: 'orchestration',
  },
  S30b: {
    urls: [
      'https://huaweicloud.com/s/JXNxbOacjeWKoeWmguS9leiuvue9ruWumuaXtumHjeWQr-acjeWKoeWZqCU/t_30_p_4/JeS6keWVhuW6lyU',
    ],
    page: 'data file',
  },
  S31: {
    urls: [
      'https://huaweicloud.com/s/Jea3u-WKoOeahHNzbOivgeS5puWcqGlpc-S4reaJvuS4jeWIsCU/t_30_p_11/JeS6keWVhuW6lyU',
    ],
    page: 'appeal: 5 days, 3 rejections, 4th operation',
  },
  S31b: {
    urls: [
      'https://huaweicloud.com/guide/category-925e908629ee7aea61046f7d1791ea2726bec0b305576c11f013712d9f75dc73',
    ],
    page: 'claim steps, full note on appeals',
  },
  S40: {
    urls: [
      'https://huaweicloud.com/s/JeS_ruaUuXRlcmVkb-acjeWKoeWZqOWcsOWdgCU/t_30_p_14/JeS6keWVhuW6lyU',
      'https://huaweicloud.com/s/Jeafpeeci-err-WPo-mAn-eOh-eahOWRveS7pCU/t_30_p_30/JeS6keWVhuW6lyU',
    ],
    page: 'copy without a date',
  },
  S50: {
    urls: [
      'https://huaweicloud.com/s/JXZwc-WKqOaAgWlw5pyN5Yqh5ZmoJQ/t_30_p_14/JeS6keWVhuW6lyU',
      'https://support.huaweicloud.com/intl/en-us/sp-marketplace/en-us_sp_topic_0000056.html',
    ],
    page: 'copy without a date',
  },
  S65: {
    urls: ['https://support.huaweicloud.com/mpintro-marketplace/zh-cn_topic_0000002003498296.html'],
    page: '安全审核标准3.0, 2024-08-30',
  },
} as const satisfies Record<string, Source>;

/** A key of {@link sources}. */
export type SourceKey = keyof typeof sources;

/** The source behind a key. Pure. */
export const sourceOf = (key: SourceKey): Source => sources[key];
