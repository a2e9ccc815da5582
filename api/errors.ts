import { type Bilingual, type RejectionCode, rejectionCodes } from '../domain/errors.ts';

/** HTTP status of every business refusal: 409 for the wrong moment, 422 for wrong content. */
export const rejectionStatuses = {
  EVENT_NOT_ALLOWED_AT_NODE: 409,
  ROLE_NOT_ALLOWED: 403,
  NOT_A_PARTY: 404, // R-SEC-01: as if the order did not exist
  ORDER_ENDED: 409,
  STALE_SEQ: 409,
  COMMAND_ID_REUSED: 422,
  AUTH_CODE_NOT_CLAIMED: 409,
  AUTH_CODE_ALREADY_ACTIVATED: 409,
  ENABLE_TIME_BEFORE_ORDER: 422,
  ENABLE_TIME_IN_FUTURE: 422,
  CLOCK_NOT_MANUAL: 409,
  CLOCK_CANNOT_GO_BACK: 409,
  NO_DEADLINE_TO_SKIP_TO: 409,
  LIVE_ORDER_WITH_REHEARSAL_CLOCK: 422,
  PAID_BEFORE_PLACED: 422,
  PAID_IN_FUTURE: 422,
  AMOUNTS_DO_NOT_ADD_UP: 422,
  FLOW_NOT_OFFERED: 422,
  LINE_ID_TWICE: 422,
  ENABLE_TIME_FIXED: 422,
  MALFORMED_COMMAND: 422,
  PURCHASE_FIELD_UNFIT: 422,
  RENEWAL_UNFIT: 422,
  ID_CODE_MISSING: 422,
  ID_CODE_IS_GENERATED: 422,
  COURIER_NOT_LISTED: 422,
  COURIER_LISTED_ALREADY: 409,
  CALENDAR_YEAR_UNKNOWN: 409,
  PARCEL_UNKNOWN: 422,
  PARCEL_NOT_TRACKABLE: 409,
  PARCEL_ALREADY_SIGNED: 409,
  SIGNATURE_OUT_OF_BOUNDS: 422,
  FILE_UNKNOWN: 422,
  CRITERION_UNKNOWN: 422,
  FAILED_CRITERIA_MISSING: 422,
  REJECTION_UNANSWERED: 422,
  PROOF_INCOMPLETE: 422,
  NO_LIMIT_TO_EXTEND: 409,
  EXTENSION_OUT_OF_BOUNDS: 422,
  EXTENSION_IS_YOUR_OWN: 409,
  EXTENSION_LAPSED: 409,
  ORDER_FROZEN: 409,
  APPEAL_OPEN_ALREADY: 409,
  APPEAL_NOT_POSSIBLE: 409,
  APPEAL_TOO_EARLY: 409,
  APPEAL_BLACKED_OUT: 409,
  APPEAL_REASON_NOT_YOURS: 422,
  EVIDENCE_MISSING: 422,
  NO_APPEAL_OPEN: 409,
  APPEAL_IS_YOUR_OWN: 409,
  APPEAL_NOT_YOURS: 409,
  STATEMENT_GIVEN: 409,
  STATEMENT_TOO_LATE: 409,
  CASE_FILE_FULL: 409,
  OFFER_NOT_STANDING: 409,
  OFFER_IS_YOUR_OWN: 409,
  SETTLEMENT_UNFIT: 422,
  CASE_TAKEN: 409,
  CASE_NOT_YOURS: 409,
  SIDES_NOT_HEARD: 409,
  RULING_UNFIT: 422,
  RULING_AWAITS_SIGNATURE: 409,
  NO_RULING_TO_SIGN: 409,
  SIGNATURE_IS_YOUR_OWN: 409,
  PERSON_UNKNOWN: 422,
} as const satisfies Record<RejectionCode, number>;

interface ApiCodeEntry {
  readonly status: number;
  readonly meaning: Bilingual;
  readonly nextStep: Bilingual;
}

/** What the API itself says no with, or cannot do; same shape as the register of business refusals. */
export const apiCodes = {
  BODY_NOT_JSON: {
    status: 400,
    meaning: { zh: '请求体不是有效的 JSON', en: 'the body is not valid JSON' },
    nextStep: { zh: '更正 JSON 后重试', en: 'correct the JSON and send it again' },
  },
  REQUEST_NOT_VALID: {
    status: 400,
    meaning: { zh: '请求的字段不符合要求', en: 'fields of the request are missing or wrong' },
    nextStep: { zh: '按 errors 逐项更正', en: 'correct each field in `errors`' },
  },
  CURSOR_NOT_VALID: {
    status: 400,
    meaning: { zh: '分页游标无效', en: 'the cursor was not made by this list' },
    nextStep: {
      zh: '去掉 cursor 从第一页开始，或使用上一页返回的 nextCursor',
      en: 'drop `cursor` to start over, or send `nextCursor` of the page before unchanged',
    },
  },
  BAD_REQUEST: {
    status: 400,
    meaning: { zh: '无法理解该请求', en: 'the request cannot be understood' },
    nextStep: { zh: '参照 /reference 更正请求', en: 'compare the request with /reference' },
  },
  UPLOAD_CUT_OFF: {
    status: 400,
    meaning: {
      zh: '上传未完成：连接中断、停滞或表单不完整',
      en: 'the upload ended, or stood still, before the file was complete; nothing was kept',
    },
    nextStep: { zh: '重新上传整个文件', en: 'send the whole file again' },
  },
  TOKEN_MISSING: {
    status: 401,
    meaning: { zh: '缺少访问令牌', en: 'the request carries no bearer token' },
    nextStep: {
      zh: '在 Authorization 头中发送 Bearer 令牌',
      en: 'send `Authorization: Bearer <token>`',
    },
  },
  TOKEN_REFUSED: {
    status: 401,
    meaning: { zh: '访问令牌无效', en: 'the bearer token is not accepted' },
    nextStep: {
      zh: '向签发方获取新的令牌；detail 说明原因',
      en: 'get a new token from the issuer; `detail` says what is wrong with this one',
    },
  },
  FORBIDDEN: {
    status: 403,
    meaning: { zh: '该身份无权执行此操作', en: 'the caller may not do this' },
    nextStep: { zh: '使用有权角色的令牌', en: 'use a token of a role that may' },
  },
  ROUTE_NOT_FOUND: {
    status: 404,
    meaning: { zh: '没有该接口', en: 'there is no such address' },
    nextStep: { zh: '接口列表见 /reference', en: 'see /reference for what exists' },
  },
  ORDER_NOT_FOUND: {
    status: 404,
    meaning: { zh: '没有该订单', en: 'there is no such order for this caller' },
    nextStep: {
      zh: '核对订单号；刚提交的订单请稍后再读',
      en: 'check the order id; an order that was sent a moment ago may take a moment to appear',
    },
  },
  FILE_NOT_FOUND: {
    status: 404,
    meaning: { zh: '该订单没有此文件', en: 'the order has no such file' },
    nextStep: {
      zh: 'GET /orders/{orderId}/files 列出该订单的文件',
      en: 'GET /orders/{orderId}/files lists the files of the order',
    },
  },
  FLOW_NOT_FOUND: {
    status: 404,
    meaning: { zh: '没有该流程', en: 'there is no such flow' },
    nextStep: { zh: 'GET /flows 列出全部流程', en: 'GET /flows lists all of them' },
  },
  ERROR_CODE_NOT_FOUND: {
    status: 404,
    meaning: { zh: '没有该错误码', en: 'there is no such error code' },
    nextStep: { zh: 'GET /errors 列出全部错误码', en: 'GET /errors lists all of them' },
  },
  METHOD_NOT_ALLOWED: {
    status: 405,
    meaning: { zh: '该地址不支持此方法', en: 'the address does not take this method' },
    nextStep: { zh: '使用 Allow 头所列方法', en: 'use a method of the `Allow` header' },
  },
  ORDER_EXISTS: {
    status: 409,
    meaning: {
      zh: '该订单号已存在，且内容不同',
      en: 'an order with this id exists with other content',
    },
    nextStep: {
      zh: '核对 errors 所列差异；新的订单请使用新的订单号',
      en: 'compare the fields in `errors`; a new order takes a new id',
    },
  },
  TOO_MANY_FILES: {
    status: 409,
    meaning: {
      zh: '该订单的文件数已达上限',
      en: 'the order has as many files as it may have',
    },
    nextStep: {
      zh: '引用已上传的文件；确需更多请联系运营经理',
      en: 'refer to files that are there already; talk to the operations manager',
    },
  },
  FILE_TOO_LARGE: {
    status: 413,
    meaning: { zh: '文件过大', en: 'the file is larger than what is taken' },
    nextStep: {
      zh: '缩小文件，或拆分为多个文件后上传',
      en: 'send a smaller file, or split it into several',
    },
  },
  BODY_TOO_LARGE: {
    status: 413,
    meaning: { zh: '请求体过大', en: 'the body is too large' },
    nextStep: { zh: '缩小请求体', en: 'send less' },
  },
  CONTENT_TYPE_NOT_SUPPORTED: {
    status: 415,
    meaning: {
      zh: '请求体类型不受支持',
      en: 'the body is not sent in the form that this address takes',
    },
    nextStep: {
      zh: '按 detail 所述类型发送：一般为 application/json，上传文件为 multipart/form-data',
      en: 'send it as `detail` says: application/json; for files multipart/form-data',
    },
  },
  FILE_TYPE_NOT_TAKEN: {
    status: 422,
    meaning: { zh: '不接受该类型的文件', en: 'files with such a name are not taken' },
    nextStep: {
      zh: '使用 errors 所列类型；其他内容请打包为 .zip',
      en: 'send one of the types in `errors`; pack anything else into a .zip',
    },
  },
  FILE_TYPE_MISMATCH: {
    status: 422,
    meaning: {
      zh: '文件内容与扩展名不符',
      en: 'the content of the file is not what its name says',
    },
    nextStep: {
      zh: '使用与内容相符的扩展名，或重新导出文件',
      en: 'name the file after what it is, or export it again',
    },
  },
  FILE_INFECTED: {
    status: 422,
    meaning: { zh: '文件中发现恶意内容', en: 'malware was found in the file; nothing was kept' },
    nextStep: { zh: '清除恶意内容后重新上传', en: 'clean the file and the machine it comes from' },
  },
  SCENARIO_NOT_A_PURCHASE: {
    status: 422,
    meaning: {
      zh: '该场景不是新购，不会开启服务监管订单',
      en: 'the scenario is no new purchase, so no supervised order opens',
    },
    nextStep: {
      zh: '只提交 expected 所列的新购场景',
      en: 'send only the scenarios of new purchases that `errors` lists',
    },
  },
  TOO_MANY_COMMANDS: {
    status: 429,
    meaning: { zh: '该订单正在处理过多操作', en: 'too many commands are on their way' },
    nextStep: {
      zh: '稍后以同一 Idempotency-Key 重试',
      en: 'send it again in a moment with the same Idempotency-Key',
    },
  },
  INTERNAL_ERROR: {
    status: 500,
    meaning: { zh: '服务内部错误', en: 'something went wrong on our side' },
    nextStep: {
      zh: '可以原样重试；仍失败时请提供 requestId',
      en: 'the same request may be sent again; if it keeps failing, report `requestId`',
    },
  },
  FILE_CONTENT_MISSING: {
    status: 500,
    meaning: {
      zh: '文件内容在存储中缺失或不完整',
      en: 'the content of the file is missing from the file store, or not whole',
    },
    nextStep: {
      zh: '由原上传方以相同文件名重新上传同一文件即可恢复；或请运维人员处理并提供 requestId',
      en: 'if its uploader sends the same file with the same name again, it is restored; or report `requestId`',
    },
  },
  REQUEST_TIMED_OUT: {
    status: 503,
    meaning: {
      zh: '处理超时，结果未知',
      en: 'no answer in time; whether the request took effect is not known',
    },
    nextStep: {
      zh: '稍后用相同的 Idempotency-Key 和内容重试',
      en: 'send the same request again in a moment, with the same Idempotency-Key',
    },
  },
  DATABASE_UNAVAILABLE: {
    status: 503,
    meaning: { zh: '数据库暂不可用', en: 'the database does not answer' },
    nextStep: { zh: '稍后原样重试', en: 'send the same request again in a moment' },
  },
  ENGINE_UNAVAILABLE: {
    status: 503,
    meaning: { zh: '流程引擎暂不可用', en: 'the workflow engine does not answer' },
    nextStep: {
      zh: '稍后原样重试（同一 Idempotency-Key）',
      en: 'send the same request again in a moment, with the same Idempotency-Key',
    },
  },
  STORAGE_UNAVAILABLE: {
    status: 503,
    meaning: { zh: '文件存储暂不可用', en: 'the file store does not answer' },
    nextStep: { zh: '稍后重试', en: 'send the same request again in a moment' },
  },
  SCANNER_UNAVAILABLE: {
    status: 503,
    meaning: {
      zh: '病毒扫描暂不可用，文件未保存',
      en: 'the virus scan does not answer, so the file was not kept',
    },
    nextStep: { zh: '稍后重新上传', en: 'upload the file again in a moment' },
  },
  ISSUER_UNAVAILABLE: {
    status: 503,
    meaning: { zh: '暂时无法核验令牌', en: "the issuer's public keys cannot be fetched" },
    nextStep: { zh: '稍后原样重试', en: 'send the same request again in a moment' },
  },
  ORDER_NOT_RUNNING: {
    status: 503,
    meaning: {
      zh: '订单尚未结束，但其流程未在运行',
      en: 'the order has not ended, yet its workflow does not run',
    },
    nextStep: {
      zh: '需要运维人员处理；请提供 requestId',
      en: 'an operator has to look at the workflow; report `requestId`',
    },
  },
} as const satisfies Record<string, ApiCodeEntry>;

export type ApiCode = keyof typeof apiCodes;
export type ErrorCode = ApiCode | RejectionCode;

/** Every code that a problem body can carry. */
export const errorCodes: readonly ErrorCode[] = [
  ...(Object.keys(apiCodes) as ApiCode[]),
  ...(Object.keys(rejectionCodes) as RejectionCode[]),
];

export const isRejectionCode = (code: unknown): code is RejectionCode =>
  typeof code === 'string' && Object.hasOwn(rejectionCodes, code);

const isApiCode = (code: string): code is ApiCode => Object.hasOwn(apiCodes, code);

/** Status, meaning and next step of a code. Pure. */
export function explainCode(code: ErrorCode): ApiCodeEntry {
  if (isApiCode(code)) return apiCodes[code];
  return { status: rejectionStatuses[code], ...rejectionCodes[code] };
}
