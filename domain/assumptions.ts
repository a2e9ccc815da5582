import type { Bilingual } from './errors.ts';

interface Assumption<T> {
  readonly default: T;
  /** Everything it can be switched to, the default among them. */
  readonly settings: readonly T[];
  /** Why this reading, and what the documents leave open. */
  readonly reason: Bilingual;
  /** What the other settings do. */
  readonly switchedTo: string;
  /** The rule that rests on it. */
  readonly rule: string;
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
} as const;

/** The assumptions in force for one order. Plain JSON; travels in the workflow input. */
export type Assumptions = {
  readonly [K in keyof typeof assumptions]: (typeof assumptions)[K]['default'];
};

/** The defaults of the list, as an order takes them over. Pure. */
export const defaultAssumptions: Assumptions = {
  authCodeRequiresClaim: assumptions.authCodeRequiresClaim.default,
  autoCloseDelayHours: assumptions.autoCloseDelayHours.default,
  reviewHuaweiProducts: assumptions.reviewHuaweiProducts.default,
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
