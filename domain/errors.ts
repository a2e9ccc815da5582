/** A fact that our own code guarantees does not hold: a bug, never an answer to a caller. */
export class InvariantError extends Error {
  override readonly name = 'InvariantError';
}

/** A sentence in both languages that people read; never compared in code. */
export interface Bilingual {
  readonly zh: string;
  readonly en: string;
}

interface RejectionEntry {
  /** The broken condition, for people. */
  readonly meaning: Bilingual;
  /** What the caller can do next. */
  readonly nextStep: Bilingual;
}

/**
 * Every way in which the business says no. The register that the API's status table, `docs/errors.md` and
 * `GET /errors/{code}` are made from.
 */
export const rejectionCodes = {
  EVENT_NOT_ALLOWED_AT_NODE: {
    meaning: {
      zh: '订单当前节点不接受该操作',
      en: 'the order stands at a node that does not take this action',
    },
    nextStep: {
      zh: '查看 allowed 列出的操作，或读取订单的 nextActions',
      en: 'choose one of `allowed`, or read the order and its `nextActions`',
    },
  },
  ROLE_NOT_ALLOWED: {
    meaning: { zh: '该角色不能执行此操作', en: 'the action belongs to another role' },
    nextStep: {
      zh: '由 expectedRoles 所列角色操作',
      en: 'let one of the roles in `expectedRoles` act',
    },
  },
  NOT_A_PARTY: {
    meaning: {
      zh: '操作方不是该订单的买家或商家',
      en: 'the actor is neither the buyer nor the seller of this order',
    },
    nextStep: {
      zh: '使用订单当事方的身份操作',
      en: 'act with the identity of a party to the order',
    },
  },
  ORDER_ENDED: {
    meaning: { zh: '订单的服务监管已结束', en: 'the supervision of the order has ended' },
    nextStep: { zh: '读取订单与时间线', en: 'read the order and its timeline' },
  },
  STALE_SEQ: {
    meaning: {
      zh: '订单在您读取之后已发生变化',
      en: 'the order has changed since the caller read it',
    },
    nextStep: {
      zh: '按返回的当前状态重新决定，并带上新的 seq',
      en: 'decide again on the current state in the answer, with its `seq`',
    },
  },
  MALFORMED_COMMAND: {
    meaning: {
      zh: '命令的内容不符合该操作的表单',
      en: 'the content of the command does not fit the form of the action',
    },
    nextStep: {
      zh: '按 errors 逐项更正',
      en: 'correct the fields listed in `errors`',
    },
  },
  COMMAND_ID_REUSED: {
    meaning: {
      zh: '该命令号已用于另一内容的操作',
      en: 'the command id was already used for a command with other content',
    },
    nextStep: {
      zh: '重复提交请发送相同内容；新的操作请使用新的命令号',
      en: 'repeat with the same content, or take a new id for a new command',
    },
  },
  AUTH_CODE_NOT_CLAIMED: {
    meaning: {
      zh: '用户尚未领取授权码，不能激活',
      en: 'the buyer has not claimed the authorization code yet',
    },
    nextStep: {
      zh: '等待买家领取授权码后再激活',
      en: 'wait until the buyer has claimed it, then activate',
    },
  },
  AUTH_CODE_ALREADY_ACTIVATED: {
    meaning: {
      zh: '授权码已激活，不能重复激活',
      en: 'the authorization code is activated already',
    },
    nextStep: { zh: '无需再次激活', en: 'nothing to do: read the order for the activation time' },
  },
  ENABLE_TIME_BEFORE_ORDER: {
    meaning: {
      zh: '服务实际开通时间早于下单时间',
      en: 'the actual enable time lies before the order was placed',
    },
    nextStep: {
      zh: '填写不早于下单时间、不晚于当前时间的时刻',
      en: 'give a moment between `earliest` and `latest`',
    },
  },
  ENABLE_TIME_IN_FUTURE: {
    meaning: {
      zh: '服务实际开通时间晚于订单当前时间',
      en: "the actual enable time lies in the future of the order's clock",
    },
    nextStep: {
      zh: '填写不早于下单时间、不晚于当前时间的时刻',
      en: 'give a moment between `earliest` and `latest`',
    },
  },
  ENABLE_TIME_FIXED: {
    meaning: {
      zh: '服务实际开通时间已由授权码激活确定',
      en: 'the activation of the code has fixed the actual enable time',
    },
    nextStep: { zh: '不填写 actualEnableTime', en: 'leave `actualEnableTime` out' },
  },
  CLOCK_NOT_MANUAL: {
    meaning: {
      zh: '该订单的时钟不能手动推进',
      en: 'the clock of this order does not move on command',
    },
    nextStep: {
      zh: '只有以手动演练时钟下的订单可以推进时间',
      en: 'only an order opened with a manual rehearsal clock can be advanced',
    },
  },
  CLOCK_CANNOT_GO_BACK: {
    meaning: { zh: '时钟不能倒退', en: 'the clock only moves forward' },
    nextStep: { zh: '给出晚于 now 的时刻', en: 'give a moment after `now`' },
  },
  NO_DEADLINE_TO_SKIP_TO: {
    meaning: { zh: '订单当前没有时限', en: 'no deadline is running on this order' },
    nextStep: {
      zh: '用 to 指定时刻，或完成当前节点的操作',
      en: 'give `to` instead, or carry out the action the node waits for',
    },
  },
  LIVE_ORDER_WITH_REHEARSAL_CLOCK: {
    meaning: {
      zh: '正式订单不能使用演练时钟',
      en: 'a live order runs on real time; it cannot carry a rehearsal clock',
    },
    nextStep: {
      zh: '去掉 clock，或将 livemode 设为 false',
      en: 'drop `clock`, or send `livemode: false`',
    },
  },
  PAID_BEFORE_PLACED: {
    meaning: { zh: '支付时间早于下单时间', en: 'the order was paid before it was placed' },
    nextStep: { zh: '更正 placedAt 或 paidAt', en: 'correct `placedAt` or `paidAt`' },
  },
  PAID_IN_FUTURE: {
    meaning: {
      zh: '支付时间晚于订单时钟的当前时间',
      en: "the payment lies in the future of the order's clock",
    },
    nextStep: {
      zh: '更正 paidAt；演练订单可调整 clock.startsAt',
      en: 'correct `paidAt`; for a rehearsal also `clock.startsAt`',
    },
  },
  LINE_ID_TWICE: {
    meaning: { zh: '订单行号重复', en: 'two lines of the order have the same id' },
    nextStep: { zh: '为每一订单行使用不同的 lineId', en: 'give each line a `lineId` of its own' },
  },
  AMOUNTS_DO_NOT_ADD_UP: {
    meaning: {
      zh: '订单行金额之和与订单金额不一致',
      en: 'the amounts of the lines do not add up to the amount of the order',
    },
    nextStep: { zh: '更正金额（单位：分）', en: 'correct the amounts (in fen)' },
  },
  FLOW_NOT_OFFERED: {
    meaning: {
      zh: '该接入类型、商品类型与场景的组合不销售',
      en: 'this delivery mode, sales category and scene are not sold together',
    },
    nextStep: {
      zh: '更正 deliveryMode、salesCategory 或 scene；GET /flows 列出可用组合',
      en: 'correct `deliveryMode`, `salesCategory` or `scene`; GET /flows lists what exists',
    },
  },
  PURCHASE_FIELD_UNFIT: {
    meaning: {
      zh: '该字段不适用于此订单，或缺少此订单必需的字段',
      en: 'a field does not fit this kind of order, or one that it needs is missing',
    },
    nextStep: { zh: '按 field 与 expected 更正订单', en: 'correct the field as `expected` says' },
  },
  RENEWAL_UNFIT: {
    meaning: {
      zh: '被续费订单已退款或尚未完成，或当事方、接入类型不一致',
      en: 'the order to be renewed is refunded or not completed, or differs in its parties or delivery mode',
    },
    nextStep: {
      zh: '更正 renews、当事方或接入类型',
      en: 'correct `renews`, the parties or the delivery mode',
    },
  },
  ID_CODE_MISSING: {
    meaning: {
      zh: '该商品需要用户填写硬件识别码',
      en: 'the product needs a hardware id code, typed by the buyer',
    },
    nextStep: { zh: '填写 hardwareIdCode', en: 'give `hardwareIdCode`' },
  },
  ID_CODE_IS_GENERATED: {
    meaning: {
      zh: '该商品的识别码由系统生成',
      en: 'the platform generates the id code of this product',
    },
    nextStep: { zh: '不填写 hardwareIdCode', en: 'leave `hardwareIdCode` out' },
  },
  COURIER_NOT_LISTED: {
    meaning: { zh: '快递公司不在列表中', en: 'the courier is not in the list' },
    nextStep: {
      zh: '从 couriers 中选择，或用 requestCourier 申请',
      en: 'choose one of `couriers`, or ask for it with requestCourier',
    },
  },
  COURIER_LISTED_ALREADY: {
    meaning: { zh: '该快递公司已可使用', en: 'the courier can be used already' },
    nextStep: { zh: '直接用该快递公司发货', en: 'ship with it' },
  },
  CALENDAR_YEAR_UNKNOWN: {
    meaning: {
      zh: '工作日历没有该年份的官方通知，无法计算期限',
      en: 'the working days of that year are not announced, or not entered here, so no limit can be computed',
    },
    nextStep: {
      zh: '请运营录入该年份的放假通知（npm run calendar:add）后重试',
      en: 'have the notice of that year entered (npm run calendar:add), then try again',
    },
  },
  PARCEL_UNKNOWN: {
    meaning: {
      zh: '没有该运单号的在途包裹',
      en: 'no parcel with this tracking number is on its way',
    },
    nextStep: { zh: '核对运单号', en: 'compare the tracking number with the parcel of the order' },
  },
  PARCEL_NOT_TRACKABLE: {
    meaning: {
      zh: '包裹上不是用户的电话，无法查询物流',
      en: 'the parcel carries another phone number, so its tracking cannot be read',
    },
    nextStep: { zh: '由商家提醒用户验收', en: 'let the seller remind the buyer to accept' },
  },
  PARCEL_ALREADY_SIGNED: {
    meaning: { zh: '该包裹已签收', en: 'the parcel has been signed for already' },
    nextStep: { zh: '无需重复登记', en: 'nothing to do' },
  },
  SIGNATURE_OUT_OF_BOUNDS: {
    meaning: {
      zh: '签收时间不在发货与当前时间之间',
      en: 'the signature lies before the shipment or in the future',
    },
    nextStep: {
      zh: '填写 earliest 与 latest 之间的时刻',
      en: 'give a moment between `earliest` and `latest`',
    },
  },
  FILE_UNKNOWN: {
    meaning: {
      zh: '该订单没有这个文件，或与存储的内容不一致',
      en: 'the order has no such file, or it differs from what is stored',
    },
    nextStep: {
      zh: '先上传文件，再引用返回的 fileId',
      en: 'upload the file to this order first, and name its `fileId`',
    },
  },
  CRITERION_UNKNOWN: {
    meaning: {
      zh: '验收标准不属于该订单',
      en: 'the acceptance contract of the order has no such criterion',
    },
    nextStep: { zh: '从 criteria 中选择', en: 'choose of `criteria`' },
  },
  FAILED_CRITERIA_MISSING: {
    meaning: { zh: '未说明哪些验收标准未通过', en: 'it is not said which criteria failed' },
    nextStep: { zh: '在 criteria 中列出未通过的标准', en: 'name the failed ones in `criteria`' },
  },
  REJECTION_UNANSWERED: {
    meaning: {
      zh: '未逐条说明上次未通过的标准如何整改',
      en: 'not every criterion that failed before is answered',
    },
    nextStep: { zh: '在 answers 中逐条说明', en: 'answer each of `unanswered` in `answers`' },
  },
  PROOF_INCOMPLETE: {
    meaning: { zh: '验收件不完整', en: 'the proof of the delivery is not complete' },
    nextStep: { zh: '按 lacks 补齐后重新提交', en: 'supply what `lacks` names and deliver again' },
  },
  NO_LIMIT_TO_EXTEND: {
    meaning: { zh: '当前没有可延长的时限', en: 'no limit runs that this side could ask to move' },
    nextStep: { zh: '在时限进行中再申请', en: 'ask while a limit runs against you' },
  },
  EXTENSION_OUT_OF_BOUNDS: {
    meaning: {
      zh: '延期时间不在允许范围内',
      en: 'the moment asked for is not after the limit, or too far beyond it',
    },
    nextStep: {
      zh: '填写 after 之后、longestDays 天以内的时刻',
      en: 'give a moment after `after`, at most `longestDays` days later',
    },
  },
  EXTENSION_IS_YOUR_OWN: {
    meaning: { zh: '延期申请须由对方答复', en: 'an extension is answered by the other side' },
    nextStep: { zh: '等待对方答复', en: 'wait for the other side' },
  },
  EXTENSION_LAPSED: {
    meaning: { zh: '申请的时间已过', en: 'the moment that was asked for has passed' },
    nextStep: { zh: '拒绝该申请或重新申请', en: 'decline it, or have it asked for anew' },
  },
  ORDER_FROZEN: {
    meaning: { zh: '申诉处理中，订单已冻结', en: 'an appeal is open: the order stands still' },
    nextStep: {
      zh: '等待 decisionDueAt 前的裁决，或使用 allowed 列出的操作',
      en: 'wait for the decision, due before `decisionDueAt`, or choose one of `allowed`',
    },
  },
  APPEAL_OPEN_ALREADY: {
    meaning: { zh: '该订单已有进行中的申诉', en: 'an appeal of this order is open already' },
    nextStep: { zh: '在该申诉中答辩或补充凭证', en: 'answer that appeal, or add evidence to it' },
  },
  APPEAL_NOT_POSSIBLE: {
    meaning: { zh: '退款处理中，不能申诉', en: 'a refund is on its way, nobody appeals any more' },
    nextStep: { zh: '读取订单的 refund', en: 'read `refund` of the order' },
  },
  APPEAL_TOO_EARLY: {
    meaning: {
      zh: '未达到下单时适用的申诉条件',
      en: 'the thresholds in force when the order was placed are not reached',
    },
    nextStep: {
      zh: '在 possibleAfter 之后（为 null 表示轮到您这一方操作），或驳回 3 次后再申诉',
      en: 'appeal after `possibleAfter` (null: it is your own side’s turn), or after 3 rejections',
    },
  },
  APPEAL_BLACKED_OUT: {
    meaning: {
      zh: '系统自动关闭前 15 天内不能申诉',
      en: 'nobody appeals in the last 15 days before the order closes by itself',
    },
    nextStep: { zh: '订单在 closesAt 自动关闭', en: 'the order closes at `closesAt`' },
  },
  APPEAL_REASON_NOT_YOURS: {
    meaning: { zh: '该申诉原因属于另一方', en: 'the reason is the other side’s to give' },
    nextStep: { zh: '从 possible 中选择', en: 'choose one of `possible`' },
  },
  EVIDENCE_MISSING: {
    meaning: { zh: '缺少必要的凭证', en: 'evidence that has to come with the appeal is missing' },
    nextStep: {
      zh: '至少上传一个文件，并补齐 lacks 所列凭证后重试',
      en: 'upload at least one file, and what `lacks` names, and appeal again',
    },
  },
  NO_APPEAL_OPEN: {
    meaning: { zh: '该订单没有进行中的申诉', en: 'no appeal of this order is open' },
    nextStep: { zh: '读取订单的 appeal', en: 'read `appeal` of the order' },
  },
  APPEAL_IS_YOUR_OWN: {
    meaning: { zh: '申诉方不能答辩', en: 'an appeal is answered by the other side' },
    nextStep: { zh: '可用 addEvidence 补充凭证', en: 'add evidence instead' },
  },
  APPEAL_NOT_YOURS: {
    meaning: { zh: '只有申诉方可以撤回', en: 'only the side that appealed withdraws' },
    nextStep: { zh: '等待裁决或提出和解方案', en: 'wait for the decision, or offer a settlement' },
  },
  STATEMENT_GIVEN: {
    meaning: { zh: '已提交过答辩', en: 'the appeal was answered already' },
    nextStep: { zh: '可用 addEvidence 补充凭证', en: 'add evidence instead' },
  },
  STATEMENT_TOO_LATE: {
    meaning: { zh: '答辩期已过', en: 'the time to answer is over' },
    nextStep: {
      zh: '裁决前仍可用 addEvidence 补充凭证',
      en: 'add evidence instead, which is taken until the decision',
    },
  },
  CASE_FILE_FULL: {
    meaning: {
      zh: '补充凭证次数已达上限',
      en: 'the side has put in as many entries as a case file takes',
    },
    nextStep: { zh: '等待裁决', en: 'wait for the decision' },
  },
  OFFER_NOT_STANDING: {
    meaning: { zh: '该和解方案已失效', en: 'the offer does not stand any more' },
    nextStep: {
      zh: '读取 appeal.offer，按当前方案答复',
      en: 'read `appeal.offer` and answer the one that stands',
    },
  },
  OFFER_IS_YOUR_OWN: {
    meaning: { zh: '和解方案须由对方答复', en: 'an offer is answered by the other side' },
    nextStep: {
      zh: '等待对方答复，或提出新方案代替',
      en: 'wait for the other side, or replace it by a new offer',
    },
  },
  SETTLEMENT_UNFIT: {
    meaning: {
      zh: '和解方案的内容不符合要求',
      en: 'the settlement cannot be carried out as it is offered',
    },
    nextStep: { zh: '按 field 和 expected 更正', en: 'correct `field` as `expected` says' },
  },
  CASE_TAKEN: {
    meaning: { zh: '案件已由他人（或您本人）处理', en: 'somebody has the case already' },
    nextStep: {
      zh: 'takenBy 若是您本人，可直接处理；否则在 takeOverFrom 中写明 takenBy 后接管',
      en: 'if `takenBy` is you, go on with the case; otherwise name `takenBy` in `takeOverFrom` to take it over',
    },
  },
  CASE_NOT_YOURS: {
    meaning: { zh: '案件不由您处理', en: 'another manager has the case, or nobody yet' },
    nextStep: {
      zh: '先领取案件，或由 takenBy 处理',
      en: 'take the case first, or leave it to `takenBy`',
    },
  },
  SIDES_NOT_HEARD: {
    meaning: {
      zh: '对方答辩期未满，不能裁决',
      en: 'the other side has not answered and may still do so',
    },
    nextStep: {
      zh: 'until 之后，或对方答辩后再裁决',
      en: 'decide once it has answered, or after `until`',
    },
  },
  RULING_UNFIT: {
    meaning: { zh: '该裁决不适用于此订单', en: 'the order cannot be given this ruling' },
    nextStep: {
      zh: '从 possible 中选择，金额不超过 most',
      en: 'choose one of `possible`; an amount is at most `most`',
    },
  },
  RULING_AWAITS_SIGNATURE: {
    meaning: {
      zh: '裁决等待复签，其他操作不受理',
      en: 'a ruling waits for its second signature, nothing else is taken',
    },
    nextStep: {
      zh: '等待复签，或由运营经理撤回裁决',
      en: 'wait for the signature, or let a manager decline the ruling',
    },
  },
  NO_RULING_TO_SIGN: {
    meaning: { zh: '没有待复签的裁决', en: 'no ruling waits for a second signature' },
    nextStep: { zh: '读取 appeal.ruling', en: 'read `appeal.ruling`' },
  },
  SIGNATURE_IS_YOUR_OWN: {
    meaning: { zh: '复签人不能是裁决人本人', en: 'the second signature is another person’s' },
    nextStep: { zh: '由另一位运营经理复签', en: 'let another operations manager sign' },
  },
  PERSON_UNKNOWN: {
    meaning: { zh: '命令未写明操作人', en: 'the command does not name the person who acts' },
    nextStep: {
      zh: '使用带 sub 的令牌经接口操作',
      en: 'act through the API, with a token that names a person',
    },
  },
} as const satisfies Record<string, RejectionEntry>;

/** The name of a business refusal; see {@link rejectionCodes}. */
export type RejectionCode = keyof typeof rejectionCodes;

/** The business says no. A value, never an exception: nothing has changed. */
export interface Rejection {
  readonly code: RejectionCode;
  /** What was expected and what was found; lower case, no full stop; never parsed. */
  readonly message: string;
  readonly details: Readonly<Record<string, unknown>>;
}

/** Builds a {@link Rejection}. Pure. */
export const rejection = (
  code: RejectionCode,
  message: string,
  details: Readonly<Record<string, unknown>> = {},
): Rejection => ({ code, message, details });
