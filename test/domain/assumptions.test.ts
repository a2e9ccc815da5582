import { describe, expect, it } from 'vitest';
import {
  assumptions,
  assumptionsOfOlderOrders,
  defaultAssumptions,
  readAssumptions,
} from '../../domain/assumptions.ts';
import { fixedReadings } from '../../domain/fixed-readings.ts';
import { openOrder } from '../../domain/open-order.ts';
import { type RuleId, ruleOf, rules } from '../../domain/rules.ts';
import { instant } from '../../domain/units.ts';
import { digest } from '../support/order-builder.ts';
import { aPurchase } from '../support/purchase.ts';

describe('assumptions', () => {
  it('have a default among their settings, and a reason in both languages', () => {
    for (const entry of Object.values(assumptions)) {
      expect(entry.settings as readonly unknown[]).toContain(entry.default);
      expect(entry.reason.zh && entry.reason.en).toBeTruthy();
    }
  });

  it('and the fixed readings are every INF rule, each once, and nothing else', () => {
    const switched = Object.values(assumptions).map(({ rule }) => rule);
    const readings = [...switched, ...Object.keys(fixedReadings)];
    const inferred = (Object.keys(rules) as RuleId[]).filter((id) => ruleOf(id).tag === 'INF');

    expect(readings).toHaveLength(inferred.length);
    expect(new Set(readings)).toEqual(new Set(inferred));
  });

  it('the fixed readings have a reason in both languages', () => {
    const empty = Object.entries(fixedReadings).filter(([, reason]) => !reason.zh || !reason.en);

    expect(empty).toEqual([]);
  });

  it('are switched by name, and the rest keeps its default', () => {
    expect(readAssumptions(' authCodeRequiresClaim = false, autoCloseDelayHours=0')).toEqual({
      assumptions: { ...defaultAssumptions, authCodeRequiresClaim: false, autoCloseDelayHours: 0 },
    });
    expect(readAssumptions('')).toEqual({ assumptions: defaultAssumptions });
    expect(readAssumptions('baseCloudReviewedFrom=2024-09-14')).toEqual({
      assumptions: { ...defaultAssumptions, baseCloudReviewedFrom: '2024-09-14' },
    });
  });

  it.each([
    ['reviewHuawei=ALWAYS', 'no assumption "reviewHuawei": authCodeRequiresClaim, '],
    ['autoCloseDelayHours=4', 'autoCloseDelayHours takes one of 0, 1, 2, 3, not "4"'],
    ['baseCloudReviewedFrom=2024', 'baseCloudReviewedFrom takes one of ANY_DATE, 2024-09-14'],
    ['authCodeRequiresClaim', 'authCodeRequiresClaim takes one of true, false, not ""'],
  ])('%s is named as wrong, with what is possible', (text, problem) => {
    expect(readAssumptions(text)).toEqual({ problem: expect.stringContaining(problem) });
  });

  it.each([
    ['datesBegin=UTC_MIDNIGHT', { datesBegin: 'UTC_MIDNIGHT' }],
    ['jointReviewedBefore20230428=false', { jointReviewedBefore20230428: false }],
    ['requirementStep=REQUIRED', { requirementStep: 'REQUIRED' }],
    ['sellUndocumented=true', { sellUndocumented: true }],
    ['reviewAppOrchestration=false', { reviewAppOrchestration: false }],
    ['hardwareAcceptCountsFrom=SIGNATURE', { hardwareAcceptCountsFrom: 'SIGNATURE' }],
    ['enableTimeMayPrecedeOrder=true', { enableTimeMayPrecedeOrder: true }],
    ['enableTimeMayBeInFuture=true', { enableTimeMayBeInFuture: true }],
    ['resourceStartsWith=ACCEPTANCE', { resourceStartsWith: 'ACCEPTANCE' }],
    ['reminderCadence=WEEKLY', { reminderCadence: 'WEEKLY' }],
    ['longestExtensionDays=90', { longestExtensionDays: 90 }],
  ])('%s turns this one only', (text, switched) => {
    expect(readAssumptions(text)).toEqual({ assumptions: { ...defaultAssumptions, ...switched } });
    expect(defaultAssumptions).not.toMatchObject(switched);
  });

  it('R-CUT-05 of orders that opened before there was a choice are what those orders did', () => {
    const { reminderCadence, ...rest } = assumptionsOfOlderOrders;

    expect(reminderCadence).toBe('NONE');
    expect(defaultAssumptions).toMatchObject(rest);
  });

  it('R-LIC2-10 R-CUT-05 decide the flow of a new order, and stay with it', () => {
    const purchase = aPurchase({ deliveryMode: 'LICENSE_AUTH_CODE' });
    const now = instant('2026-01-01T00:00:00Z');
    const switched = { ...defaultAssumptions, authCodeRequiresClaim: false };

    expect(openOrder(purchase, now, digest)).toMatchObject({
      flowId: 'license-auth-code.from-2024-09-14',
      assumptions: defaultAssumptions,
    });
    expect(openOrder(purchase, now, digest, switched)).toMatchObject({
      flowId: 'license-auth-code.from-2024-09-14.unclaimed',
      assumptions: switched,
    });
  });
});
