import type { Bilingual } from './errors.ts';
import type { RuleId } from './rules.ts';

/**
 * Readings of ours without a switch, with the reason for each. Together with the assumptions they are every `INF`
 * rule in force.
 */
export const fixedReadings: Readonly<Partial<Record<RuleId, Bilingual>>> = {
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
  'R-CAL-02': {
    zh: '猜测未公布的假期会得出错误的时限',
    en: 'guessing holidays that are not announced yet gives wrong deadlines',
  },
  'R-MOD-03': {
    zh: '放错的字段多半是错单，宁可拒绝',
    en: 'a fact in the wrong place is most likely a wrong order: better refused',
  },
  'R-LIC1-04': {
    zh: '手工交付是文档写明的后备，不必等接口失败',
    en: 'delivery by hand is the documented fallback, and nobody has to wait for the interface to fail',
  },
  'R-LIC1-05': {
    zh: '客户端接口页面没有自己的监管流程',
    en: 'the pages of the client have no supervision figure of their own',
  },
  'R-PKG-03': {
    zh: '软件包页面只有一张图，没有复核节点',
    en: 'the page of software packages has one figure, without a review',
  },
  'R-PS-02': {
    zh: '建站类的附加阶段名称未找到，用里程碑表示',
    en: 'the extra stages of website building were not found; milestones stand for them',
  },
  'R-HW-07': {
    zh: '文档提到快递列表但未列出',
    en: 'the documents speak of a list of couriers and do not print it',
  },
  'R-HW-09': {
    zh: '只有重新发货能补正',
    en: 'only another shipment can put it right',
  },
  'R-PRF-09': {
    zh: '机器能判断的缺件不必等人驳回',
    en: 'nobody should wait for a person to find what a machine sees',
  },
  'R-PRF-10': {
    zh: '驳回必须可整改、可核对',
    en: 'a rejection has to say what can be put right, and be checked against it',
  },
  'R-PRF-13': {
    zh: '同一张图换名不能充当两种凭证',
    en: 'one picture under two names is not two kinds of proof',
  },
  'R-PKG-05': {
    zh: '部署被驳回后应由商家整改，时间与提醒都归商家',
    en: 'a rejected deployment is the seller’s to put right: so are the time and the reminders',
  },
  'R-RFD-03': {
    zh: '被拒绝的退款仍欠用户，须由运营处理支付侧',
    en: 'a refused refund is still owed; somebody has to put the payment side right',
  },
  'R-PRF-11': {
    zh: '双方约定在下单后不可更改',
    en: 'what was agreed must not change after the order',
  },
  'R-REM-01': {
    zh: '文档列出通知类型，未写对象与撤销',
    en: 'the documents list kinds of notices, not for whom and until when',
  },
  'R-REM-03': {
    zh: '一次补发多条没有意义',
    en: 'several reminders at once tell nothing more than one',
  },
  'R-EXT-01': {
    zh: '文档没有延期流程；双方同意才能改动对方的期限',
    en: 'the documents know no extensions; a limit that protects one side moves only with its consent',
  },
  'R-EXT-03': {
    zh: '申请本身不能成为拖延手段',
    en: 'asking must not be a way to gain time',
  },
  'R-LED-01': {
    zh: '双方责任时间需要可加总的依据',
    en: 'how long each side took has to add up to the whole',
  },
  'R-LED-02': {
    zh: '文档未定义工作时间；按整日计与工作日时限一致',
    en: 'working time is not defined in the documents; whole days agree with limits in working days',
  },
  'R-PER-03': {
    zh: '文档示例为按月对齐的同一天',
    en: 'the example in the documents ends on the same day of the next month',
  },
  'R-RFD-01': {
    zh: '付款不能重复，也不能阻塞订单',
    en: 'money must not go twice, and must not hang an order',
  },
  'R-APL-03': {
    zh: '冻结期间双方均不能操作，时限不能继续计算',
    en: 'nobody can act while the order is frozen, so no limit may run out',
  },
  'R-APL-07': {
    zh: '一份裁决只能针对一个争议',
    en: 'a decision answers one dispute',
  },
  'R-APL-11': {
    zh: '逾期是平台的责任，不能由任何一方承担',
    en: 'lateness is the platform’s own, and neither side may gain or lose by it',
  },
  'R-APL-12': {
    zh: '文档要求运营经理与双方沟通；双方一致比裁决更好',
    en: 'the managers talk to both sides anyway; what both agree on is better than what is imposed',
  },
  'R-APL-14': {
    zh: '文档未列出裁决种类；退回和退款是解决交付争议的必要手段',
    en: 'no list of outcomes was found; redoing and refunding are what disputes about deliveries need',
  },
  'R-APL-16': {
    zh: '退还一部分即双方就其余部分了结',
    en: 'a part that goes back settles what remains',
  },
  'R-APL-17': {
    zh: '争议消失后不必等待裁决',
    en: 'where the dispute is gone nobody has to wait for a decision',
  },
  'R-APL-18': {
    zh: '已决定的退款不可撤回',
    en: 'money on its way is not called back',
  },
  'R-APL-19': {
    zh: '领取和激活不可撤销',
    en: 'a claimed or activated code cannot be taken back',
  },
  'R-APL-20': {
    zh: '两人同时裁决会互相覆盖',
    en: 'two managers at one case would overrule each other',
  },
  'R-RFD-02': {
    zh: '退款后没有可结算的金额',
    en: 'after a full refund there is nothing to settle',
  },
};
