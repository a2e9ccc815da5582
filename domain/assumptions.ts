import type { Bilingual } from './errors.ts';
import type { RuleId } from './rules.ts';

interface Assumption<T> {
  readonly default: T;
  /** Everything it can be switched to, the default among them. */
  readonly settings: readonly T[];
  /** Why this reading, and what the documents leave open. */
  readonly reason: Bilingual;
  /** What the other settings do. */
  readonly switchedTo: Bilingual;
  /** The rule that rests on it. */
  readonly rule: RuleId;
}

const assumption = <T>(entry: Assumption<T>): Assumption<T> => entry;

/**
 * Every `INF` choice that can be switched, in one list; the others are in fixed-readings.ts. The values in force are copied into an order when it opens and
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
    switchedTo: {
      zh: 'false：2024-09-14 起下单的订单没有领取节点，退订锁从激活开始',
      en: 'false: orders from 2024-09-14 skip the claim; the unsubscription lock starts at activation',
    },
  }),
  autoCloseDelayHours: assumption<number>({
    default: 3,
    settings: [0, 1, 2, 3],
    rule: 'R-LIC2-09',
    reason: {
      zh: '"3 小时内完成"写在用户验收处；授权码激活或复核后的自动关闭是否同样适用未说明，默认适用',
      en: 'the 3 hours are documented for acceptance by the buyer; whether they hold for an automatic close is left open; default: they do',
    },
    switchedTo: {
      zh: '0：订单即刻完成；否则最多 3 小时',
      en: '0: the order completes in the same instant; up to 3 hours otherwise',
    },
  }),
  reviewHuaweiProducts: assumption<'SPECIAL_SCENES' | 'ALWAYS' | 'NEVER'>({
    default: 'SPECIAL_SCENES',
    settings: ['SPECIAL_SCENES', 'ALWAYS', 'NEVER'],
    rule: 'R-REV-05',
    reason: {
      zh: '未找到华为商品是否需要华为云复核的说明；默认仅赋能云、基地云场景需要',
      en: 'whether Huawei products are reviewed was not found; default: in the empowerment and base cloud scenes only',
    },
    switchedTo: {
      zh: 'ALWAYS 或 NEVER：华为商品和自服务商品的订单全部复核，或全部不复核',
      en: 'ALWAYS or NEVER: every or no order of Huawei and self-service products is reviewed',
    },
  }),
  baseCloudReviewedFrom: assumption<'ANY_DATE' | '2024-09-14'>({
    default: 'ANY_DATE',
    settings: ['ANY_DATE', '2024-09-14'],
    rule: 'R-REV-06',
    reason: {
      zh: '2024-11 的页面把基地云列入需复核的订单，2024-09 的页面没有；生效日期未说明。默认：基线流程的基地云联营订单不论下单时间均需复核',
      en: 'the pages of 2024-11 name base cloud orders among those reviewed, those of 2024-09 do not, and no date is given; default: in the baseline they are reviewed whenever they were placed',
    },
    switchedTo: {
      zh: '2024-09-14：基线流程的基地云订单自该日起下单的才复核',
      en: '2024-09-14: base cloud orders of the baseline are reviewed if placed from that date on',
    },
  }),
  datesBegin: assumption<'BEIJING_MIDNIGHT' | 'UTC_MIDNIGHT'>({
    default: 'BEIJING_MIDNIGHT',
    settings: ['BEIJING_MIDNIGHT', 'UTC_MIDNIGHT'],
    rule: 'R-CUT-02',
    reason: {
      zh: '文档只写“前/后”；默认以北京时间当日零点分界',
      en: 'the documents only say before and after; default: midnight in Beijing is the boundary',
    },
    switchedTo: {
      zh: 'UTC_MIDNIGHT：目录里的每个日期晚 8 小时开始',
      en: 'UTC_MIDNIGHT: every date of the catalogue begins 8 hours later',
    },
  }),
  jointReviewedBefore20230428: assumption<boolean>({
    default: true,
    settings: [true, false],
    rule: 'R-REV-02',
    reason: {
      zh: '文档写“此后仅赋能云仍需复核”，反推此前联营订单全部需要',
      en: 'the documents say that since then only the empowerment cloud still needs it: so before, all joint-operation orders did',
    },
    switchedTo: {
      zh: 'false：2023-04-28 前与此后一样，只有同样的场景需要复核',
      en: 'false: before 2023-04-28 the same scenes are reviewed as afterwards',
    },
  }),
  requirementStep: assumption<'OPTIONAL' | 'REQUIRED'>({
    default: 'OPTIONAL',
    settings: ['OPTIONAL', 'REQUIRED'],
    rule: 'R-CUT-06',
    reason: {
      zh: '2025-03-26 起的流程图无法读取；文字仍写提交、确认需求并随凭证上传 SOW，默认需求步骤可跳过',
      en: 'the figure from 2025-03-26 could not be read; its text keeps the requirement and adds the SOW to the proof; default: the requirement can be left out',
    },
    switchedTo: {
      zh: 'REQUIRED：2025-03-26 起下单的订单仍走该日之前的流程',
      en: 'REQUIRED: orders placed from 2025-03-26 follow the flow from before that date',
    },
  }),
  sellUndocumented: assumption<boolean>({
    default: false,
    settings: [false, true],
    rule: 'R-SAL-01',
    reason: {
      zh: '文档没有这些组合的流程图；默认不销售',
      en: 'the documents show no figure for these combinations; default: they are not sold',
    },
    switchedTo: {
      zh: 'true：按各自接入类型的流程图销售',
      en: 'true: they follow the figure of their delivery mode',
    },
  }),
  reviewAppOrchestration: assumption<boolean>({
    default: true,
    settings: [true, false],
    rule: 'R-ORC-02',
    reason: {
      zh: '应用编排页面未提复核；默认与其他商品相同的场景需要复核',
      en: 'the page of app orchestration does not speak of reviews; default: reviewed in the scenes in which everything else is',
    },
    switchedTo: {
      zh: 'false：应用编排一律不复核',
      en: 'false: app orchestration is never reviewed',
    },
  }),
  hardwareAcceptCountsFrom: assumption<'SIGNATURE_AT_BUYER' | 'SIGNATURE'>({
    default: 'SIGNATURE_AT_BUYER',
    settings: ['SIGNATURE_AT_BUYER', 'SIGNATURE'],
    rule: 'R-HW-08',
    reason: {
      zh: '文档写签收后 10 天且节点在用户验收；复核期间签收的，默认从到达用户节点起算，保证用户有 10 天',
      en: 'the documents count from the signature with the order at the buyer; where it is signed during the review, default: the buyer still has 10 days',
    },
    switchedTo: {
      zh: 'SIGNATURE：10 天从签收起算，不论订单在哪个节点；签收后再次登记的，从登记起算',
      en: 'SIGNATURE: the 10 days begin with the signature, whatever node the order is at; told again after it, from when it was told',
    },
  }),
  reviewKeepsSignature: assumption<boolean>({
    default: true,
    settings: [true, false],
    rule: 'R-HW-11',
    reason: {
      zh: '复核退回是补充证明，货物已在用户手中；文档未写再次登记同一运单。默认保留签收时间，10 天从再次登记起算',
      en: 'a failed review asks for better proof, the goods are with the buyer already; the documents do not speak of the same parcel told again; default: its signature stays, the 10 days count from when it is told',
    },
    switchedTo: {
      zh: 'false：再次登记后须重新签收',
      en: 'false: what is told again is signed for again',
    },
  }),
  enableTimeMayPrecedeOrder: assumption<boolean>({
    default: false,
    settings: [false, true],
    rule: 'R-ENA-03',
    reason: {
      zh: '激活接口写明不早于下单；商家填写的时间默认适用同一下限',
      en: 'the activation interface names the order time as bound; default: it holds for the typed time as well',
    },
    switchedTo: {
      zh: 'true：交付时可填写更早的时间',
      en: 'true: a delivery may name an earlier time',
    },
  }),
  enableTimeMayBeInFuture: assumption<boolean>({
    default: false,
    settings: [false, true],
    rule: 'R-ENA-02',
    reason: {
      zh: '尚未发生的开通不能作为计费起点；文档未写上限',
      en: 'what has not happened yet cannot begin a billed period; the documents name no upper bound',
    },
    switchedTo: {
      zh: 'true：接受晚于当前的开通时间',
      en: 'true: an enable time after now is taken',
    },
  }),
  screenshotTypes: assumption<'IMAGE_OR_PDF' | 'ANY'>({
    default: 'IMAGE_OR_PDF',
    settings: ['IMAGE_OR_PDF', 'ANY'],
    rule: 'R-PRF-12',
    reason: {
      zh: '文档要求“截图”，未写格式；默认图片或 PDF 才算截图',
      en: 'the documents ask for screenshots and name no format; default: a picture or a PDF counts as one',
    },
    switchedTo: {
      zh: 'ANY：任何类型的文件都可作为截图',
      en: 'ANY: a file of any type counts as a screenshot',
    },
  }),
  resourceStartsWith: assumption<'ENABLE_TIME' | 'ACCEPTANCE'>({
    default: 'ENABLE_TIME',
    settings: ['ENABLE_TIME', 'ACCEPTANCE'],
    rule: 'R-PER-02',
    reason: {
      zh: '2020-2024 的旧页面一律以验收时间起算，新页面以服务实际开通时间起算，切换日期未说明；默认新规则',
      en: 'copies of 2020 to 2024 always took the acceptance, newer ones the actual enable time, and no date is given; default: the newer rule',
    },
    switchedTo: {
      zh: 'ACCEPTANCE：周期从验收起算，授权码激活除外',
      en: 'ACCEPTANCE: periods begin with the acceptance, activations aside',
    },
  }),
  reminderCadence: assumption<'ONE_THREE_FIVE_WEEKLY' | 'WEEKLY' | 'NONE'>({
    default: 'ONE_THREE_FIVE_WEEKLY',
    settings: ['ONE_THREE_FIVE_WEEKLY', 'WEEKLY', 'NONE'],
    rule: 'R-REM-02',
    reason: {
      zh: '未找到提醒频率；默认第 1、3、5 天，之后每周一次',
      en: 'no cadence was found; default: after 1, 3 and 5 days, then weekly',
    },
    switchedTo: {
      zh: 'WEEKLY：每周一次；NONE：不提醒',
      en: 'WEEKLY: once a week; NONE: nobody is reminded',
    },
  }),
  longestExtensionDays: assumption<number>({
    default: 30,
    settings: [0, 7, 30, 90],
    rule: 'R-EXT-02',
    reason: {
      zh: '文档没有延期规则；默认一次最多延长 30 天',
      en: 'the documents know no extensions; default: one reaches at most 30 days beyond the limit',
    },
    switchedTo: {
      zh: '0：不能申请延期（R-EXT-01）；7 或 90：最多超过时限这么多天',
      en: '0: nobody can ask for more time (R-EXT-01); 7 or 90: at most so many days beyond the limit',
    },
  }),
  promiseReminders: assumption<boolean>({
    default: true,
    settings: [true, false],
    rule: 'R-REM-05',
    reason: {
      zh: '文档有交付承诺，未写其作用；默认以承诺日期代替固定频率提醒商家',
      en: 'the documents have the promise and no consequence of it; default: the seller is reminded of the promised day in place of the ladder',
    },
    switchedTo: {
      zh: 'false：承诺不影响提醒',
      en: 'false: the promise changes no reminder',
    },
  }),
  autoCloseOlderOrders: assumption<boolean>({
    default: true,
    settings: [true, false],
    rule: 'R-CLK-04',
    reason: {
      zh: '文档按监管时长计 365 天，监管从付款开始；上线时已超期的订单默认在上线时关闭',
      en: 'the documents count 365 days of supervision, which begins with the payment; default: an order that is older when it opens here is closed as it opens',
    },
    switchedTo: {
      zh: 'false：上线时已超期的订单不自动关闭',
      en: 'false: an order that is older when it opens here is never closed for its age',
    },
  }),
  alertOlderOrders: assumption<boolean>({
    default: true,
    settings: [true, false],
    rule: 'R-CLK-05',
    reason: {
      zh: '未写生效时已超过 180 天的订单；默认立即提醒，否则无人过问',
      en: 'the documents do not speak of orders that are older than 180 days already; default: they are alerted at once, as nobody would ever look at them otherwise',
    },
    switchedTo: {
      zh: 'false：生效或上线时已超过 180 天的订单不提醒',
      en: 'false: what is older when the alert comes into force, or when it opens here, is not alerted',
    },
  }),
  workingDaysCountFrom: assumption<'NEXT_DAY' | 'SAME_DAY'>({
    default: 'NEXT_DAY',
    settings: ['NEXT_DAY', 'SAME_DAY'],
    rule: 'R-CAL-01',
    reason: {
      zh: '文档只写“3 个工作日”；默认首日不计、到末日 24 点为止',
      en: 'the documents only say 3 working days; default: the first day does not count, the last one counts to its end',
    },
    switchedTo: {
      zh: 'SAME_DAY：首日若为工作日也计入',
      en: 'SAME_DAY: the first day counts too, if it is a working day',
    },
  }),
  goodsAreSignedFor: assumption<boolean>({
    default: false,
    settings: [false, true],
    rule: 'R-PRF-08',
    reason: {
      zh: '规则集 E 要求三方签字，但发货时无人能签收；默认硬件不要求签字',
      en: 'rule set E asks for three signatures, and nobody can sign for goods before they arrive; default: hardware needs none',
    },
    switchedTo: {
      zh: 'true：硬件订单发货时也须列明三方签字',
      en: 'true: a shipment of hardware lists the three signatures too',
    },
  }),
  milestoneProof: assumption<'LAST' | 'EACH'>({
    default: 'LAST',
    settings: ['LAST', 'EACH'],
    rule: 'R-PS-03',
    reason: {
      zh: '未找到里程碑交付的细节；验收件针对整个项目，默认最后一个里程碑才须满足',
      en: 'no details of milestone delivery were found; the acceptance document is about the whole project; default: the last milestone meets the contract',
    },
    switchedTo: {
      zh: 'EACH：每个里程碑的交付都须满足验收约定',
      en: 'EACH: the delivery of every milestone meets the contract',
    },
  }),
  renewUnfinished: assumption<boolean>({
    default: true,
    settings: [true, false],
    rule: 'R-MOD-04',
    reason: {
      zh: '文档只写已完成监管的订单续费不再监管，另一页提到担保期内的续费；默认担保期内也可续费，立即生效',
      en: 'the documents speak of renewals of finished orders, and elsewhere of renewals within the guarantee period; default: those are taken too, in effect at once',
    },
    switchedTo: {
      zh: 'false：已知订单未完成监管时不能续费',
      en: 'false: a known order is renewed only once it is completed',
    },
  }),
  deploymentByBuyer: assumption<'ALWAYS' | 'UNLESS_RULED'>({
    default: 'ALWAYS',
    settings: ['ALWAYS', 'UNLESS_RULED'],
    rule: 'R-PKG-04',
    reason: {
      zh: '文档允许用户一键部署后自行确认；规则集 E、B 的验收件由商家提供，两者未写如何衔接。默认用户部署无需证明',
      en: 'the documents let the buyer deploy with one click and confirm; how that goes with the proof of rule sets E and B is left open; default: a deployment by the buyer needs no proof',
    },
    switchedTo: {
      zh: 'UNLESS_RULED：适用规则集 E 或 B 的订单由商家交付并举证',
      en: 'UNLESS_RULED: orders under rule set E or B are delivered, and proved, by the seller',
    },
  }),
  appealsAnyTimeFrom: assumption<'2024-09-14' | '2024-12-19' | 'ANY_DATE'>({
    default: '2024-09-14',
    settings: ['2024-09-14', '2024-12-19', 'ANY_DATE'],
    rule: 'R-APL-08',
    reason: {
      zh: '“任意节点、任意时间”最早见于 2024-12-19 的页面，生效日期未说明；默认随 2024-09-14 的改版生效',
      en: 'the first copy with "any node, any time" is of 2024-12-19, and no date is given; default: it came with the change of 2024-09-14',
    },
    switchedTo: {
      zh: '2024-12-19：该日之前下单的订单仍适用旧的申诉门槛；ANY_DATE：任何订单均可随时申诉',
      en: '2024-12-19: orders placed before that day keep the old thresholds; ANY_DATE: no order has them',
    },
  }),
  statementWorkingDays: assumption<number>({
    default: 1,
    settings: [1, 2],
    rule: 'R-APL-09',
    reason: {
      zh: '文档要求 3 个工作日内处理并向双方核实，未写答辩期限；默认 1 个工作日，其余留给裁决',
      en: 'the documents give 3 working days in which both sides are heard, and no window for the answer; default: 1 of them, the others are for the decision',
    },
    switchedTo: { zh: '2：答辩期为 2 个工作日', en: '2: the other side has 2 working days' },
  }),
  secondSignatureFromFen: assumption<number>({
    default: 1_000_000,
    settings: [0, 100_000, 1_000_000, 10_000_000, Number.MAX_SAFE_INTEGER],
    rule: 'R-APL-15',
    reason: {
      zh: '文档未写复签；默认裁决涉及金额达到 1 万元须第二位运营经理复签',
      en: 'the documents know no second signature; default: rulings that move 10,000 yuan or more need one',
    },
    switchedTo: {
      zh: '以分为单位的门槛；0：凡涉及资金的裁决都须复签；9007199254740991：从不',
      en: 'the threshold in fen; 0: every ruling that moves money needs one; 9007199254740991: none does',
    },
  }),
} as const;

/** The assumptions in force for one order. Plain JSON; travels in the workflow input. */
export type Assumptions = {
  readonly [K in keyof typeof assumptions]: (typeof assumptions)[K]['default'];
};

/** The defaults of the list, as an order takes them over. Pure. */
export const defaultAssumptions: Assumptions = Object.fromEntries(
  Object.entries(assumptions).map(([name, entry]) => [name, entry.default]),
) as Assumptions;

/** What orders assume that opened before there was a choice: exactly what they did then. R-CUT-05 */
export const assumptionsOfOlderOrders: Assumptions = {
  ...defaultAssumptions,
  reminderCadence: 'NONE',
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
