import {
  type CriterionId,
  type FileReference,
  type ProofKind,
  proofKinds,
  type Signatory,
  signatories,
} from './acceptance.ts';
import {
  type AppealReason,
  appealReasons,
  type EvidenceKind,
  evidenceKinds,
  type RulingOutcome,
  rulingOutcomes,
  type SettlementKind,
  settlementKinds,
} from './appeal.ts';
import type { Bilingual } from './errors.ts';
import {
  boolean,
  exactName,
  type FormSchema,
  form,
  keyed,
  list,
  moment,
  object,
  oneOf,
  shortText,
  text,
  wholeNumber,
} from './form-schema.ts';
import type { Actor, Role } from './order.ts';
import type { Fen, Instant } from './units.ts';

/** A file as somebody names it; the API fills in the rest from the store, and refuses what differs from it. */
export type NamedFile = Pick<FileReference, 'fileId'> & Partial<FileReference>;

/** One proof as the seller names it. */
export interface NamedProof extends NamedFile {
  readonly kind: ProofKind;
  readonly criteria?: readonly CriterionId[];
}

/** One piece of evidence as somebody names it. */
export type NamedEvidence = NamedFile & { readonly kind?: EvidenceKind };

/** What one side says in a case. */
interface SaidInCase {
  readonly text: string;
  readonly evidence?: readonly NamedEvidence[];
}

/** What proves a delivery. */
export interface DeliveryPayload {
  readonly proofs?: readonly NamedProof[];
  /** An answer to each criterion that the delivery before failed. */
  readonly answers?: readonly { readonly criterion: CriterionId; readonly answer: string }[];
  /** Products and specifications as the acceptance document names them. */
  readonly documentLines?: readonly {
    readonly productName: string;
    readonly specification: string;
  }[];
  readonly cloudResourceOrderNumber?: string;
  readonly signedBy?: readonly Signatory[];
}

interface TurnedDownPayload {
  readonly reason: string;
  readonly criteria?: readonly CriterionId[];
  readonly attachments?: readonly NamedFile[];
}

type Nothing = Readonly<Record<string, never>>;

/** What each event carries. Names are facts in the past tense. */
export interface EventPayloads {
  requirementSubmitted: { readonly text: string; readonly attachments?: readonly NamedFile[] };
  requirementConfirmed: { readonly comment?: string };
  requirementRejected: { readonly reason: string };
  idCodeSubmitted: { readonly hardwareIdCode?: string };
  licenseIssued: { readonly comment?: string };
  deployed: { readonly comment?: string };
  delivered: DeliveryPayload & { readonly result: string; readonly actualEnableTime?: Instant };
  addressChanged: { readonly shippingAddressId: string };
  courierRequested: { readonly courier: string };
  courierAnswered: { readonly isAdmitted: boolean; readonly comment?: string };
  shipped: DeliveryPayload & {
    readonly courier: string;
    readonly trackingNumber: string;
    readonly carriesBuyersPhone: boolean;
    readonly remark?: string;
  };
  courierSigned: { readonly trackingNumber: string; readonly signedAt?: Instant };
  reviewPassed: { readonly comment?: string };
  reviewFailed: TurnedDownPayload;
  authCodeClaimed: { readonly confirmed: true };
  authCodeActivated: { readonly actualEnableTime?: Instant };
  accepted: { readonly comment?: string };
  milestoneAccepted: { readonly comment?: string };
  rejected: TurnedDownPayload;
  invoiceIssued: { readonly comment?: string };
  extensionRequested: { readonly until: Instant; readonly reason: string };
  extensionGranted: { readonly comment?: string };
  extensionDeclined: { readonly reason: string };
  appealOpened: SaidInCase & { readonly reason: AppealReason };
  statementSubmitted: SaidInCase;
  evidenceAdded: SaidInCase;
  appealWithdrawn: { readonly comment?: string };
  settlementOffered: {
    readonly kind: SettlementKind;
    readonly text: string;
    readonly expiresAt: Instant;
    readonly until?: Instant;
    readonly criteria?: readonly CriterionId[];
    readonly amountFen?: Fen;
  };
  settlementAccepted: { readonly offerId: string };
  settlementDeclined: { readonly offerId: string; readonly reason: string };
  settlementLapsed: { readonly offerId: string };
  caseTaken: { readonly takeOverFrom?: string };
  caseHandedOver: { readonly to: string; readonly comment?: string };
  appealDecided: {
    readonly outcome: RulingOutcome;
    readonly reason: string;
    readonly amountFen?: Fen;
  };
  rulingProposed: EventPayloads['appealDecided'];
  /** With the ruling, which nobody types: both sides read what was decided where it took effect. */
  rulingSigned: { readonly comment?: string } & Partial<EventPayloads['appealDecided']>;
  rulingDeclined: { readonly reason: string };
  decisionOverdue: Nothing;
  clockAdvanced: { readonly to?: Instant; readonly toNextDeadline?: true };
  deadlinePassed: Nothing;
  reminderDue: {
    readonly to: Role | readonly Role[];
    readonly no: number;
    readonly promiseMissed: boolean;
  };
  alertRaised: { readonly to: readonly ('accountManager' | 'seller')[] };
  courierAnswerOverdue: Nothing;
  closedAsInvoiced: Nothing;
  closedForRefund: Nothing;
  refundSettled: { readonly refundId: string };
  refundRefused: { readonly refundId: string; readonly reason: string };
}
export type EventType = keyof EventPayloads;

type EventOf<T extends EventType> = {
  readonly type: T;
  /** When it happened, on the order's own clock. */
  readonly at: Instant;
  readonly by: Actor;
  readonly payload: EventPayloads[T];
};

/** A fact that may move an order. */
export type OrderEvent = { [T in EventType]: EventOf<T> }[EventType];

/** What the platform causes by itself; nobody can send it. */
export const platformEvents = [
  'deadlinePassed',
  'reminderDue',
  'alertRaised',
  'courierAnswerOverdue',
  'settlementLapsed',
  'decisionOverdue',
  'closedAsInvoiced',
  'closedForRefund',
  'refundSettled',
  'refundRefused',
] as const satisfies readonly EventType[];

const comment = form({ comment: text('备注 / Comment', 'anything the other side should know') });
const why = text(
  '原因 / Reason',
  'what is missing or wrong, so that the other side can put it right',
);
const reason = form({ reason: why }, ['reason']);

const criterion = keyed('验收标准 / Criterion', 'id of a criterion of the acceptance contract');

const fileFields = {
  fileId: keyed('文件 / File', 'id of an uploaded file of this order'),
  sha256: {
    ...shortText('SHA-256', 'hex; left out: as stored. Another one than stored is refused'),
    pattern: '^[0-9a-f]{64}$',
  },
  bytes: wholeNumber('字节数 / Bytes', 'length; left out: as stored', 1, Number.MAX_SAFE_INTEGER),
  mediaType: shortText('类型 / Media type', 'left out: as stored'),
};

/** Most files that one action names. */
export const mostFiles = 100;

const attachments = list(
  '附件 / Attachments',
  'uploaded files that go with it',
  object(fileFields, ['fileId']),
  mostFiles,
);

const turnedDown = form(
  {
    reason: why,
    criteria: list('未通过的标准 / Failed criteria', 'which criteria failed', criterion, 100),
    attachments,
  },
  ['reason'],
);

const deliveryFields = {
  proofs: list(
    '验收件 / Proofs',
    'uploaded files, what each is and which criteria it meets',
    object(
      {
        ...fileFields,
        kind: oneOf('类别 / Kind', 'what the file shows', proofKinds),
        criteria: list('标准 / Criteria', 'the criteria it meets', criterion, 100),
      },
      ['fileId', 'kind'],
    ),
    mostFiles,
  ),
  answers: list(
    '整改说明 / Answers',
    'an answer to each criterion that failed before',
    object({ criterion, answer: text('说明 / Answer', 'what was put right') }, [
      'criterion',
      'answer',
    ]),
    100,
  ),
  documentLines: list(
    '验收文档所列商品 / Lines of the acceptance document',
    'products and specifications exactly as the document names them',
    object(
      {
        productName: exactName('商品名称 / Product', 'full name'),
        specification: exactName('规格 / Specification', 'full name'),
      },
      ['productName', 'specification'],
    ),
    200,
  ),
  cloudResourceOrderNumber: shortText(
    '华为云资源订单号 / Cloud resource order number',
    'order number of the Huawei Cloud resources',
  ),
  signedBy: list(
    '签字方 / Signed by',
    'who has signed the acceptance document',
    oneOf('签字方 / Signatory', 'one of the signatories', signatories),
    signatories.length,
  ),
};

/** Most files that one entry of a case file names. */
const mostEvidence = 20;

const evidence = list(
  '凭证 / Evidence',
  'uploaded files that show it',
  object(
    {
      ...fileFields,
      kind: oneOf('类别 / Kind', 'what the file shows; left out: something else', evidenceKinds),
    },
    ['fileId'],
  ),
  mostEvidence,
);

/** What one side tells a reviewer; shorter than other texts, as a case file holds many. */
const saidInCase = {
  ...text('说明 / Statement', 'what happened, for whoever decides'),
  maxLength: 2000,
};

const offerId = keyed('方案编号 / Offer', 'id of the offer that stands');

const person = (title: string, description: string) => shortText(title, description);

const amountFen = (description: string) =>
  wholeNumber('退款金额（分） / Amount in fen', description, 1, Number.MAX_SAFE_INTEGER);

/** What an event turns out to be, and nobody sends as such. */
type Derived = 'milestoneAccepted' | 'rulingProposed';

interface ActionEntry {
  readonly event: Exclude<EventType, (typeof platformEvents)[number] | Derived>;
  readonly roles: readonly Role[];
  readonly title: Bilingual;
  readonly form: FormSchema;
}

/**
 * Every action that people and machines send, with the event it becomes, who may send it, and its form. Updates,
 * signals, HTTP operations and forms are made from this table.
 */
export const actions = {
  submitRequirement: {
    event: 'requirementSubmitted',
    roles: ['buyer'],
    title: { zh: '提交需求', en: 'Submit the requirement' },
    form: form({ text: text('需求 / Requirement', 'what the seller is to deliver'), attachments }, [
      'text',
    ]),
  },
  confirmRequirement: {
    event: 'requirementConfirmed',
    roles: ['seller'],
    title: { zh: '确认需求', en: 'Confirm the requirement' },
    form: comment,
  },
  rejectRequirement: {
    event: 'requirementRejected',
    roles: ['seller'],
    title: { zh: '驳回需求', en: 'Reject the requirement' },
    form: reason,
  },
  deliver: {
    event: 'delivered',
    roles: ['seller'],
    title: { zh: '提交交付', en: 'Deliver' },
    form: form(
      {
        result: text('交付结果 / Result', 'what was delivered and where its proof is'),
        actualEnableTime: moment(
          '服务实际开通时间 / Actual enable time',
          'when the buyer could first use the service; between the order and now',
        ),
        ...deliveryFields,
      },
      ['result'],
    ),
  },
  ship: {
    event: 'shipped',
    roles: ['seller'],
    title: { zh: '上传物流信息', en: 'Ship' },
    form: form(
      {
        courier: shortText(
          '快递公司 / Courier',
          'id of a listed courier, or the name that was admitted for this order',
        ),
        trackingNumber: shortText('运单号 / Tracking number', 'as printed on the parcel'),
        carriesBuyersPhone: boolean(
          '收件电话为用户电话 / Carries the buyer’s phone',
          'false: another number is on the parcel, its tracking cannot be read and nothing is accepted by itself',
        ),
        remark: text('备注 / Remark', 'anything the buyer should know'),
        ...deliveryFields,
      },
      ['courier', 'trackingNumber', 'carriesBuyersPhone'],
    ),
  },
  changeAddress: {
    event: 'addressChanged',
    roles: ['buyer'],
    title: { zh: '修改收货地址', en: 'Change the shipping address' },
    form: form(
      { shippingAddressId: keyed('收货地址 / Address', "the storefront's id of the address") },
      ['shippingAddressId'],
    ),
  },
  requestCourier: {
    event: 'courierRequested',
    roles: ['seller'],
    title: { zh: '申请增加快递公司', en: 'Ask for a courier that is not listed' },
    form: form({ courier: shortText('快递公司 / Courier', 'its full name') }, ['courier']),
  },
  answerCourierRequest: {
    event: 'courierAnswered',
    roles: ['opsManager'],
    title: { zh: '答复快递公司申请', en: 'Answer the request for a courier' },
    form: form(
      {
        isAdmitted: boolean('是否同意 / Admitted', 'true: this order may be sent with it'),
        comment: text('备注 / Comment', 'anything the seller should know'),
      },
      ['isAdmitted'],
    ),
  },
  recordCourierSignature: {
    event: 'courierSigned',
    roles: ['storefront'],
    title: { zh: '快递已签收', en: "Record the courier's signature" },
    form: form(
      {
        trackingNumber: shortText('运单号 / Tracking number', 'of the parcel that was signed for'),
        signedAt: moment(
          '签收时间 / Signed at',
          'when it was signed for; between shipping and now; left out: now',
        ),
      },
      ['trackingNumber'],
    ),
  },
  submitIdCode: {
    event: 'idCodeSubmitted',
    roles: ['buyer'],
    title: { zh: '提交识别码', en: 'Submit the id code' },
    form: form({
      hardwareIdCode: shortText(
        '硬件识别码 / Hardware id code',
        'typed by the buyer, who answers for it; left out where the platform generates the code',
      ),
    }),
  },
  issueLicense: {
    event: 'licenseIssued',
    roles: ['seller'],
    title: { zh: '签发 License', en: 'Report that the license is issued' },
    form: comment,
  },
  reportDeployment: {
    event: 'deployed',
    roles: ['buyer'],
    title: { zh: '部署完成', en: 'Report the deployment as done' },
    form: comment,
  },
  reviewPass: {
    event: 'reviewPassed',
    roles: ['huaweiReviewer'],
    title: { zh: '复核通过', en: 'Pass the review' },
    form: comment,
  },
  reviewFail: {
    event: 'reviewFailed',
    roles: ['huaweiReviewer'],
    title: { zh: '复核不通过', en: 'Fail the review' },
    form: turnedDown,
  },
  claimAuthCode: {
    event: 'authCodeClaimed',
    roles: ['buyer'],
    title: { zh: '领取授权码', en: 'Claim the authorization code' },
    form: form(
      {
        confirmed: {
          ...boolean(
            '再次确认 / Confirmed',
            'true: the buyer has confirmed twice that the code is claimed',
          ),
          const: true,
        },
      },
      ['confirmed'],
    ),
  },
  activateAuthCode: {
    event: 'authCodeActivated',
    roles: ['seller'],
    title: { zh: '激活授权码', en: 'Activate the authorization code' },
    form: form({
      actualEnableTime: moment(
        '实际生效时间 / Real effect time',
        'when the code took effect; between the order and now; left out: now',
      ),
    }),
  },
  accept: {
    event: 'accepted',
    roles: ['buyer'],
    title: { zh: '确认验收', en: 'Accept the delivery' },
    form: comment,
  },
  reject: {
    event: 'rejected',
    roles: ['buyer'],
    title: { zh: '驳回', en: 'Reject the delivery' },
    form: turnedDown,
  },
  recordInvoice: {
    event: 'invoiceIssued',
    roles: ['storefront'],
    title: { zh: '登记用户已开票', en: 'Record that the buyer was invoiced' },
    form: comment,
  },
  requestExtension: {
    event: 'extensionRequested',
    roles: ['buyer', 'seller'],
    title: { zh: '申请延期', en: 'Ask for more time' },
    form: form(
      {
        until: moment('延至 / Until', 'the moment up to which the running limit shall be moved'),
        reason: text('原因 / Reason', 'why more time is needed'),
      },
      ['until', 'reason'],
    ),
  },
  grantExtension: {
    event: 'extensionGranted',
    roles: ['buyer', 'seller'],
    title: { zh: '同意延期', en: 'Grant more time' },
    form: comment,
  },
  declineExtension: {
    event: 'extensionDeclined',
    roles: ['buyer', 'seller'],
    title: { zh: '不同意延期', en: 'Decline more time' },
    form: reason,
  },
  openAppeal: {
    event: 'appealOpened',
    roles: ['buyer', 'seller'],
    title: { zh: '发起申诉', en: 'Appeal' },
    form: form(
      {
        reason: oneOf('申诉原因 / Reason', 'why', Object.keys(appealReasons)),
        text: saidInCase,
        evidence,
      },
      ['reason', 'text', 'evidence'],
    ),
  },
  submitStatement: {
    event: 'statementSubmitted',
    roles: ['buyer', 'seller'],
    title: { zh: '提交答辩', en: 'Answer the appeal' },
    form: form({ text: saidInCase, evidence }, ['text']),
  },
  addEvidence: {
    event: 'evidenceAdded',
    roles: ['buyer', 'seller'],
    title: { zh: '补充凭证', en: 'Add evidence' },
    form: form({ text: saidInCase, evidence }, ['text']),
  },
  withdrawAppeal: {
    event: 'appealWithdrawn',
    roles: ['buyer', 'seller'],
    title: { zh: '撤回申诉', en: 'Withdraw the appeal' },
    form: comment,
  },
  offerSettlement: {
    event: 'settlementOffered',
    roles: ['buyer', 'seller'],
    title: { zh: '提出和解方案', en: 'Offer a settlement' },
    form: form(
      {
        kind: oneOf('方案 / Kind', 'what both sides would agree on', settlementKinds),
        text: text('说明 / Terms', 'the terms, for the other side'),
        expiresAt: moment('有效期至 / Stands until', 'the moment at which the offer lapses'),
        until: moment(
          '完成期限 / Until',
          'REDO and EXTRA_PROOF: until when the seller delivers again',
        ),
        criteria: list(
          '须重新证明的标准 / Criteria',
          'EXTRA_PROOF: the criteria that the next delivery answers',
          criterion,
          100,
        ),
        amountFen: amountFen('PARTIAL_REFUND: what goes back, tax included; less than was paid'),
      },
      ['kind', 'text', 'expiresAt'],
    ),
  },
  acceptSettlement: {
    event: 'settlementAccepted',
    roles: ['buyer', 'seller'],
    title: { zh: '接受和解方案', en: 'Accept the settlement' },
    form: form({ offerId }, ['offerId']),
  },
  declineSettlement: {
    event: 'settlementDeclined',
    roles: ['buyer', 'seller'],
    title: { zh: '拒绝和解方案', en: 'Decline the settlement' },
    form: form({ offerId, reason: why }, ['offerId', 'reason']),
  },
  takeCase: {
    event: 'caseTaken',
    roles: ['opsManager'],
    title: { zh: '领取案件', en: 'Take the case' },
    form: form({
      takeOverFrom: person('现处理人 / Take over from', 'whoever has the case, if somebody has'),
    }),
  },
  handOverCase: {
    event: 'caseHandedOver',
    roles: ['opsManager'],
    title: { zh: '移交案件', en: 'Hand the case over' },
    form: form(
      {
        to: person('接收人 / To', 'the operations manager who takes it on, as tokens name them'),
        comment: text('备注 / Comment', 'anything that manager should know'),
      },
      ['to'],
    ),
  },
  decideAppeal: {
    event: 'appealDecided',
    roles: ['opsManager'],
    title: { zh: '裁决申诉', en: 'Decide the appeal' },
    form: form(
      {
        outcome: oneOf('裁决 / Ruling', 'what becomes of the order', rulingOutcomes),
        reason: text('理由 / Reason', 'why; both sides read it'),
        amountFen: amountFen('REFUND: what goes back, tax included; left out: all that was paid'),
      },
      ['outcome', 'reason'],
    ),
  },
  signRuling: {
    event: 'rulingSigned',
    roles: ['opsManager'],
    title: { zh: '复签裁决', en: 'Sign the ruling as second manager' },
    form: comment,
  },
  declineRuling: {
    event: 'rulingDeclined',
    roles: ['opsManager'],
    title: { zh: '不同意裁决', en: 'Decline to sign the ruling, or take it back' },
    form: reason,
  },
  advanceClock: {
    event: 'clockAdvanced',
    roles: ['storefront', 'opsManager'],
    title: { zh: '推进演练时钟', en: 'Advance the rehearsal clock' },
    form: {
      ...form({
        to: moment('推进到 / Advance to', "the moment the order's clock shall read"),
        toNextDeadline: {
          ...boolean(
            '推进到下一个时限 / Skip to the next deadline',
            'true: move to the next limit that moves the order by itself',
          ),
          const: true,
        },
      }),
      oneOf: [{ required: ['to'] }, { required: ['toNextDeadline'] }],
    },
  },
} as const satisfies Record<string, ActionEntry>;

export type ActionName = keyof typeof actions;
export const actionNames = Object.keys(actions) as readonly ActionName[];

/** The action's entry, with its wide type. Pure. */
export const actionOf = (name: ActionName): ActionEntry => actions[name];

/** The body of an action: the payload of the event it becomes. */
export type ActionPayload<A extends ActionName> = EventPayloads[(typeof actions)[A]['event']];

/** The action behind an event; undefined for what the platform does by itself. Pure. */
export const actionOfEvent = (event: EventType): ActionName | undefined =>
  actionNames.find((name) => actions[name].event === event);
