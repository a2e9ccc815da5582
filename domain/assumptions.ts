import type { Bilingual } from './errors.ts';
import type { RuleId } from './rules.ts';

interface Assumption<T> {
  readonly default: T;
  /** Everything it can be switched to, the default among them. */
  readonly settings: readonly T[];
  /** Why this reading, and what the documents leave open. */
  readonly reason: Bilingual;
  /** What the other settings do. */
  readonly switchedTo: string;
  /** The rule that rests on it. */
  readonly rule: RuleId;
}

const assumption = <T>(entry: Assumption<T>): Assumption<T> => entry;

/**
 * Every `INF` choice that can be switched, in one list. The values in force are copied into an order when it opens and
 * never looked up again, so a switch changes new orders only.
 */
export const assumptions = {
  authCodeRequiresClaim: assumption<boolean>({
    default: true,
    settings: [true, false],
    rule: 'R-LIC2-10',
    reason: {
      zh: '2025-05 的接口页在进入服务监管时即把授权码同时发给双方，较早的页面要求用户先领取；默认按需要领取处理',
      en: 'the interface page of 2025-05 sends the code to both sides at once, the supervision pages ask for a claim; default: a claim is needed',
    },
    switchedTo:
      'false: orders from 2024-09-14 skip the claim; the unsubscription lock starts at activation',
  }),
  autoCloseDelayHours: assumption<number>({
    default: 3,
    settings: [0, 1, 2, 3],
    rule: 'R-LIC2-09',
    reason: {
      zh: '"3 小时内完成"写在用户验收处；授权码激活或复核后的自动关闭是否同样适用未说明，默认适用',
      en: 'the 3 hours are documented for acceptance by the buyer; whether they hold for an automatic close is left open; default: they do',
    },
    switchedTo: '0: the order completes in the same instant; up to 3 hours otherwise',
  }),
  reviewHuaweiProducts: assumption<'SPECIAL_SCENES' | 'ALWAYS' | 'NEVER'>({
    default: 'SPECIAL_SCENES',
    settings: ['SPECIAL_SCENES', 'ALWAYS', 'NEVER'],
    rule: 'R-REV-05',
    reason: {
      zh: '未找到华为商品是否需要华为云复核的说明；默认仅赋能云、基地云场景需要',
      en: 'whether Huawei products are reviewed was not found; default: in the empowerment and base cloud scenes only',
    },
    switchedTo:
      'ALWAYS or NEVER: every or no order of Huawei and self-service products is reviewed',
  }),
  baseCloudReviewedFrom: assumption<'ANY_DATE' | '2024-09-14'>({
    default: 'ANY_DATE',
    settings: ['ANY_DATE', '2024-09-14'],
    rule: 'R-REV-06',
    reason: {
      zh: '2024-11 的页面把基地云列入需复核的订单，2024-09 的页面没有；生效日期未说明。默认：基线流程的基地云联营订单不论下单时间均需复核',
      en: 'the pages of 2024-11 name base cloud orders among those reviewed, those of 2024-09 do not, and no date is given; default: in the baseline they are reviewed whenever they were placed',
    },
    switchedTo:
      '2024-09-14: base cloud orders of the baseline are reviewed if placed from that date on',
  }),
} as const;

/**
 * Readings of ours without a switch, with the reason for each. Together with {@link assumptions} they are every `INF`
 * rule in force.
 */
export const fixedReadings: Readonly<Partial<Record<RuleId, Bilingual>>> = {
  'R-CUT-02': {
    zh: '文档只写“前/后”；按北京时间当日零点分界是最自然的读法',
    en: 'the documents only say before and after; midnight in Beijing is the natural boundary',
  },
  'R-CUT-05': {
    zh: '进行中的订单不因规则变更而改变，双方可预期',
    en: 'a rule change must not move a running order under the feet of its parties',
  },
  'R-GEN-05': {
    zh: '文档写明可驳回，未写退回到哪个节点；只有交付节点能补正交付',
    en: 'rejection is documented, its target is not; only the delivery node can put a delivery right',
  },
  'R-GEN-07': {
    zh: '排队的旧操作会在错误的时刻生效',
    en: 'a queued action would take effect at a moment nobody chose',
  },
  'R-GEN-10': {
    zh: '文档写“3 小时内”；取上限，使各方看到同一时刻',
    en: 'the documents say within 3 hours; the whole of it is taken, so that everybody sees the same moment',
  },
  'R-REV-02': {
    zh: '文档写“此后仅赋能云仍需复核”，反推此前全部需要',
    en: 'the documents say that since then only the empowerment cloud still needs it: so before, all did',
  },
  'R-REV-04': {
    zh: '复核针对交付证明，退回能补正证明的节点',
    en: 'the review judges the proof, so it goes back to where the proof can be put right',
  },
  'R-LIC2-03': {
    zh: '激活会关闭订单，证明和复核只能在其之前',
    en: 'activation closes the order, so proof and review can only come before it',
  },
  'R-LIC2-13': {
    zh: '新页面沿用领取后不可协商退订的说明',
    en: 'the newer pages keep the sentence that a claimed code ends negotiated unsubscription',
  },
  'R-LIC2-14': {
    zh: '两页矛盾时以更详细的监管页为准',
    en: 'where two pages differ, the more detailed supervision page is followed',
  },
  'R-ENA-02': {
    zh: '尚未发生的开通不能作为计费起点',
    en: 'what has not happened yet cannot begin a billed period',
  },
  'R-ENA-03': {
    zh: '激活接口的下限同样适用于商家填写的时间',
    en: 'the bound of the activation interface holds for the typed time as well',
  },
  'R-CAL-01': {
    zh: '文档只写“3 个工作日”；首日不计、到末日 24 点为止',
    en: 'the documents only say 3 working days; the first day does not count, the last one counts to its end',
  },
  'R-CAL-02': {
    zh: '猜测未公布的假期会得出错误的时限',
    en: 'guessing holidays that are not announced yet gives wrong deadlines',
  },
};

/** The assumptions in force for one order. Plain JSON; travels in the workflow input. */
export type Assumptions = {
  readonly [K in keyof typeof assumptions]: (typeof assumptions)[K]['default'];
};

/** The defaults of the list, as an order takes them over. Pure. */
export const defaultAssumptions: Assumptions = {
  authCodeRequiresClaim: assumptions.authCodeRequiresClaim.default,
  autoCloseDelayHours: assumptions.autoCloseDelayHours.default,
  reviewHuaweiProducts: assumptions.reviewHuaweiProducts.default,
  baseCloudReviewedFrom: assumptions.baseCloudReviewedFrom.default,
};

/**
 * Reads switched assumptions from `name=value` pairs separated by commas, as an operator writes them. Pure.
 *
 * @returns the assumptions for new orders, or one sentence that names what is wrong and what is possible
 */
export function readAssumptions(
  text: string,
): { readonly assumptions: Assumptions } | { readonly problem: string } {
  const switched: Record<string, unknown> = {};
  for (const pair of text.split(',').filter((part) => part.trim() !== '')) {
    const [name = '', value = ''] = pair.split('=').map((part) => part.trim());
    const known = Object.entries(assumptions).find(([candidate]) => candidate === name);
    if (!known) {
      return { problem: `no assumption "${name}": ${Object.keys(assumptions).join(', ')}` };
    }
    const settings: readonly unknown[] = known[1].settings;
    const setting = settings.find((candidate) => String(candidate) === value);
    if (setting === undefined) {
      return { problem: `${name} takes one of ${settings.join(', ')}, not "${value}"` };
    }
    switched[name] = setting;
  }
  return { assumptions: { ...defaultAssumptions, ...switched } };
}
