import { type Appeal, appealReasonOf, otherSide, settlementTitles } from './appeal.ts';
import type { Bilingual } from './errors.ts';
import type { WaitingNode } from './flow.ts';
import { type HoldUp, heldUp, openOf, stays } from './hold-up.ts';
import { type Order, roleTitles } from './order.ts';
import { endOfWaiting } from './silence.ts';
import { type Instant, msOf } from './units.ts';

/** What an open appeal waits for, and where it has frozen the order. Pure. R-APL-02 DOC, R-APL-03 INF, R-APL-09 to R-APL-12 */
export function appealHoldUps(
  order: Order,
  appeal: Appeal,
  node: WaitingNode,
  at: Instant,
): readonly HoldUp[] {
  const { by, reason, openedAt, dueAt, overdueAt, statement, statementDueAt, offer, ruling } =
    appeal;
  const { silence } = endOfWaiting(order, node);
  const why = appealReasonOf(reason).title;
  const isLate = overdueAt !== null;
  const decision: HoldUp = {
    what: ruling
      ? {
          zh: `裁决待第二位运营经理复签${isLate ? '，裁决已逾期' : ''}`,
          en: `a ruling waits for a second operations manager${isLate ? ', and the decision is late' : ''}`,
        }
      : {
          zh: `${roleTitles[by].zh}申诉（${why.zh}），订单冻结${isLate ? '，裁决已逾期' : ''}`,
          en: `the ${roleTitles[by].en} has appealed (${why.en}): the order stands still${isLate ? ', and the decision is late' : ''}`,
        },
    holds: heldUp,
    awaited: 'opsManager',
    since: ruling ? ruling.ruledAt : openedAt,
    until: dueAt,
    silence,
    clearedBy: openOf(
      order,
      ruling
        ? ['signRuling', 'declineRuling']
        : ['takeCase', 'decideAppeal', 'acceptSettlement', 'withdrawAppeal'],
      at,
    ),
    rule: ruling ? 'R-APL-15' : isLate ? 'R-APL-11' : 'R-APL-02',
  };
  if (ruling) return [decision, frozenNode(order, appeal, node)];
  const isAnswerAwaited = statement === null && at < statementDueAt;
  return [
    decision,
    ...(isAnswerAwaited
      ? [
          {
            what: {
              zh: `${roleTitles[otherSide(by)].zh}可以答辩`,
              en: `the ${roleTitles[otherSide(by)].en} may answer the appeal`,
            },
            holds: [],
            awaited: otherSide(by),
            since: openedAt,
            until: statementDueAt,
            silence: {
              zh: '期满后可直接裁决；此前不能裁决',
              en: 'it is decided without the answer, and not before',
            },
            clearedBy: openOf(order, ['submitStatement'], at),
            rule: 'R-APL-09',
          } as const,
        ]
      : []),
    ...(offer
      ? [
          {
            what: {
              zh: `已提出和解方案：${settlementTitles[offer.kind].zh}`,
              en: `a settlement was offered: ${settlementTitles[offer.kind].en}`,
            },
            holds: [],
            awaited: otherSide(offer.by),
            since: offer.offeredAt,
            until: offer.expiresAt,
            silence: { zh: '到期失效，申诉继续', en: 'it lapses, the appeal goes on' },
            clearedBy: openOf(order, ['acceptSettlement', 'declineSettlement'], at),
            rule: 'R-APL-12',
          } as const,
        ]
      : []),
    frozenNode(order, appeal, node),
  ];
}

/** Where the order stands still, with what is left of its limit. R-APL-03 INF */
const frozenNode = (
  { deadline, enteredAt }: Order,
  { openedAt }: Appeal,
  { title }: WaitingNode,
): HoldUp => ({
  what:
    deadline !== null && deadline > openedAt
      ? {
          zh: `“${title.zh}”已冻结，时限剩余 ${lengthText(openedAt, deadline).zh}，结束后归还`,
          en: `"${title.en}" is frozen; ${lengthText(openedAt, deadline).en} of its limit are left and given back afterwards`,
        }
      : {
          zh: `“${title.zh}”已冻结，所有时钟停止`,
          en: `"${title.en}" is frozen, and every clock with it`,
        },
  holds: heldUp,
  awaited: null,
  since: enteredAt,
  until: null,
  silence: stays,
  clearedBy: [],
  rule: 'R-APL-03',
});

/** How long it is between two moments, to the minute. */
function lengthText(from: Instant, to: Instant): Bilingual {
  const minutes = Math.floor((msOf(to) - msOf(from)) / 60_000);
  const [d, h, m] = [Math.floor(minutes / 1440), Math.floor(minutes / 60) % 24, minutes % 60];
  return { zh: `${d} 天 ${h} 小时 ${m} 分`, en: `${d} d ${h} h ${m} min` };
}
