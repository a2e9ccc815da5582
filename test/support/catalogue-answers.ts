import { defaultAssumptions } from '../../domain/assumptions.ts';
import { chooseFlow, type FlowQuestion } from '../../domain/flows/catalogue.ts';
import { instant } from '../../domain/units.ts';

/** The last moment before the authorization code changed. */
export const lastBefore = '2024-09-13T23:59:59.999+08:00';
/** The first moment after it. */
export const firstAfter = '2024-09-14T00:00:00.000+08:00';

/** A question to the catalogue; what is left out is ordinary. */
export type Asked = Partial<Omit<FlowQuestion, 'placedAt'>> & { readonly placedAt: string };

/** The answer as a word: the flow's id, or the refusal's code. */
export function answer(asked: Asked) {
  const choice = chooseFlow({
    deliveryMode: 'LICENSE_AUTH_CODE',
    salesCategory: 'GENERAL',
    scene: 'OTHER',
    assumptions: defaultAssumptions,
    ...asked,
    placedAt: instant(asked.placedAt),
  });
  return 'flow' in choice ? choice.flow.id : choice.code;
}

/** Whether an answer is a flow with Huawei review. */
export const reviewed = (asked: Asked): boolean => answer(asked).endsWith('.reviewed');
