import type { MachineCheck, ProofKind, RuleSet, Signatory } from './acceptance.ts';
import type { Bilingual } from './errors.ts';
import { type ActionName, actionOf, actionOfEvent, type EventType } from './events.ts';
import type { EffectName } from './flow.ts';
import type {
  DeliveryMode,
  OrderStatus,
  SalesCategory,
  Scene,
  ServiceTemplate,
  SupervisionStatus,
} from './order.ts';

/** 接入类型 in words (rules.md 1.3). */
export const deliveryModeTitles: Readonly<Record<DeliveryMode, Bilingual>> = {
  LICENSE_AUTH_CODE: {
    zh: 'License 线上授权码（License 2.0）',
    en: 'License by online authorization code',
  },
  LICENSE_ID_CODE: {
    zh: 'License 线上识别码（License 1.0）',
    en: 'License by online identification code',
  },
  LICENSE_CLIENT_API: { zh: '联营 License 客户端', en: 'License by seller interface or client' },
  LICENSE_OFFLINE: { zh: 'License 线下交付', en: 'License delivered offline' },
  LICENSE_SOFTWARE_PACKAGE: { zh: '软件包部署', en: 'Software package deployment' },
  SAAS_SUPERVISED: { zh: 'SaaS（线下交付）', en: 'SaaS delivered offline' },
  PROFESSIONAL_SERVICE: { zh: '人工服务', en: 'Professional service' },
  HARDWARE: { zh: '硬件', en: 'Hardware' },
  APP_ORCHESTRATION: { zh: '应用编排', en: 'App orchestration' },
  DATA_FILE: { zh: '数据文件', en: 'Data file' },
  SAAS_INSTANT: { zh: 'SaaS（即时开通）', en: 'SaaS opened at once' },
  IMAGE: { zh: '镜像', en: 'Image' },
  API: { zh: 'API', en: 'API' },
  CONTAINER: { zh: '容器', en: 'Container' },
  AI_ASSET: { zh: 'AI 资产', en: 'AI asset' },
  DATA_ASSET: { zh: '数据资产（数据文件除外）', en: 'Data asset, files aside' },
  APPLICATION_ASSET: { zh: '应用资产', en: 'Application asset' },
};

/** Service flow templates in words (rules.md 2.8). */
export const serviceTemplateTitles: Readonly<Record<ServiceTemplate, Bilingual>> = {
  STANDARD: { zh: '标准', en: 'standard' },
  WEBSITE_BUILDING: { zh: '建站类', en: 'website building' },
};

/** Sales categories in words (rules.md 1.2). */
export const salesCategoryTitles: Readonly<Record<SalesCategory, Bilingual>> = {
  GENERAL: { zh: '通用商品', en: 'general product' },
  JOINT_OPERATION: { zh: '联营商品', en: 'joint-operation product' },
  HUAWEI: { zh: '华为商品', en: 'Huawei product' },
  SELF_SERVICE: { zh: '自服务商品', en: 'self-service product' },
};

/** Scenes in words (rules.md 1.2). */
export const sceneTitles: Readonly<Record<Scene, Bilingual>> = {
  EMPOWERMENT_CLOUD: { zh: '赋能云场景', en: 'empowerment cloud' },
  BASE_CLOUD: { zh: '基地云场景', en: 'base cloud' },
  OTHER: { zh: '其他场景', en: 'any other scene' },
};

/** 服务监管状态 in words. */
export const supervisionStatusTitles: Readonly<Record<SupervisionStatus, Bilingual>> = {
  NOT_APPLICABLE: { zh: '不涉及', en: 'not applicable' },
  IN_PROGRESS: { zh: '未完成', en: 'in progress' },
  COMPLETED: { zh: '已完成', en: 'completed' },
};

/** 订单状态 in words. */
export const orderStatusTitles: Readonly<Record<OrderStatus, Bilingual>> = {
  PROCESSING: { zh: '处理中', en: 'processing' },
  COMPLETED: { zh: '已完成', en: 'completed' },
  REFUNDED: { zh: '已退订', en: 'unsubscribed and refunded' },
};

/** Events that are told apart from the action that causes them, in words. */
const factTitles: Readonly<Record<EventType, Bilingual>> = {
  requirementSubmitted: { zh: '需求已提交', en: 'the requirement was submitted' },
  requirementConfirmed: { zh: '需求已确认', en: 'the requirement was confirmed' },
  requirementRejected: { zh: '需求已驳回', en: 'the requirement was rejected' },
  idCodeSubmitted: { zh: '识别码已提交', en: 'the id code was submitted' },
  licenseIssued: { zh: 'License 已签发', en: 'the license was issued' },
  deployed: { zh: '已部署', en: 'the software package was deployed' },
  addressChanged: { zh: '收货地址已修改', en: 'the shipping address was changed' },
  courierRequested: { zh: '已申请增加快递公司', en: 'a courier that is not listed was asked for' },
  courierAnswered: { zh: '快递公司申请已答复', en: 'the request for a courier was answered' },
  courierAnswerOverdue: {
    zh: '快递公司申请逾期未答复',
    en: 'the request for a courier was not answered in time',
  },
  shipped: { zh: '已发货', en: 'the seller shipped' },
  courierSigned: { zh: '快递已签收', en: 'the parcel was signed for' },
  delivered: { zh: '已交付', en: 'the seller delivered or proved the delivery' },
  reviewPassed: { zh: '复核已通过', en: 'the review was passed' },
  reviewFailed: { zh: '复核未通过', en: 'the review was failed' },
  authCodeClaimed: { zh: '授权码已领取', en: 'the authorization code was claimed' },
  authCodeActivated: { zh: '授权码已激活', en: 'the authorization code was activated' },
  accepted: { zh: '已验收', en: 'the buyer accepted' },
  milestoneAccepted: { zh: '里程碑已验收', en: 'the buyer accepted a milestone' },
  invoiceIssued: { zh: '用户已开票', en: 'the buyer was invoiced' },
  extensionRequested: { zh: '已申请延期', en: 'more time was asked for' },
  extensionGranted: { zh: '延期已同意', en: 'more time was granted' },
  extensionDeclined: { zh: '延期未同意', en: 'more time was declined' },
  appealOpened: { zh: '已申诉', en: 'one side appealed' },
  statementSubmitted: { zh: '已答辩', en: 'the other side answered the appeal' },
  evidenceAdded: { zh: '已补充凭证', en: 'evidence was added' },
  appealWithdrawn: { zh: '申诉已撤回', en: 'the appeal was withdrawn' },
  settlementOffered: { zh: '已提出和解方案', en: 'a settlement was offered' },
  settlementAccepted: { zh: '和解方案已接受', en: 'the settlement was accepted' },
  settlementDeclined: { zh: '和解方案已拒绝', en: 'the settlement was declined' },
  settlementLapsed: { zh: '和解方案已失效', en: 'the offered settlement lapsed' },
  caseTaken: { zh: '案件已领取', en: 'an operations manager took the case' },
  caseHandedOver: { zh: '案件已移交', en: 'the case was handed over' },
  appealDecided: { zh: '申诉已裁决', en: 'the appeal was decided' },
  rulingProposed: { zh: '裁决待复签', en: 'a ruling waits for its second signature' },
  rulingSigned: { zh: '裁决已复签', en: 'the ruling was signed by a second manager' },
  rulingDeclined: { zh: '裁决未获复签', en: 'the ruling was not signed, or taken back' },
  decisionOverdue: { zh: '裁决逾期', en: 'the decision is late' },
  reminderDue: { zh: '已提醒', en: 'whoever is awaited was reminded' },
  alertRaised: { zh: '180 天预警', en: 'the alert after 180 days was raised' },
  closedAsInvoiced: {
    zh: '超过 365 天，系统关闭',
    en: 'closed after 365 days, as the buyer was invoiced',
  },
  closedForRefund: {
    zh: '超过 365 天，系统退订',
    en: 'unsubscribed after 365 days, as the buyer was not invoiced',
  },
  refundRefused: { zh: '退款被支付侧拒绝', en: 'the payment side refused the refund' },
  refundSettled: { zh: '已退款', en: 'the refund was settled' },
  rejected: { zh: '交付已驳回', en: 'the buyer rejected the delivery' },
  clockAdvanced: { zh: '演练时钟已推进', en: 'the rehearsal clock was moved' },
  deadlinePassed: { zh: '时限已到', en: 'the time limit passed' },
};

/** An event in words: a fact in the past tense. Pure. */
export const eventTitle = (event: EventType): Bilingual => factTitles[event];

/** What somebody does to cause an event; for the platform's own events, the fact. Pure. */
export function causeTitle(event: EventType): Bilingual {
  const action: ActionName | undefined = actionOfEvent(event);
  return action ? actionOf(action).title : factTitles[event];
}

/** Every event, in the order of the vocabulary. */
export const eventTypes = Object.keys(factTitles) as readonly EventType[];

/** 验收件 in words (rules.md 7). */
export const proofKindTitles: Readonly<Record<ProofKind, Bilingual>> = {
  SOW: { zh: 'SOW 需求说明书', en: 'statement of work' },
  ACCEPTANCE_DOC: { zh: '验收文档', en: 'acceptance document' },
  AUTH_VALIDITY_SCREENSHOT: { zh: '有效期截图', en: 'screenshot of the validity' },
  DEPLOYMENT_SCREENSHOT: { zh: '部署截图', en: 'screenshot of the deployment' },
  KIT_OR_IMC_SCREENSHOT: {
    zh: '联营 Kit 或工业云平台（IMC）截图',
    en: 'screenshot of the joint-operation kit or IMC',
  },
  CLOUD_RESOURCE_SCREENSHOT: {
    zh: '华为云资源截图',
    en: 'screenshot of the Huawei Cloud resources',
  },
  DELIVERABLE_SCREENSHOT: { zh: '交付物截图', en: 'screenshot of a deliverable' },
  OTHER: { zh: '其他证明', en: 'other proof' },
};

/** Where acceptance criteria come from, in words (rules.md 7). */
export const ruleSetTitles: Readonly<Record<RuleSet, Bilingual>> = {
  E: { zh: '赋能云验收规则', en: 'rule set of the empowerment cloud' },
  B: { zh: '基地云验收规则', en: 'rule set of the base cloud' },
  SELLER_TEMPLATE: { zh: '商家的商品交付模板', en: "the seller's own template" },
  SELLER_DEFAULT: { zh: '商家未定义标准时', en: 'where the seller defined no criteria' },
};

/** Who signs an acceptance document, in words. */
export const signatoryTitles: Readonly<Record<Signatory, Bilingual>> = {
  SELLER: { zh: '商家', en: 'seller' },
  HUAWEI_PROJECT_TEAM: { zh: '华为项目组', en: 'Huawei project team' },
  BUYER: { zh: '用户', en: 'user' },
};

/** What a machine checks besides files, in words. */
export const machineCheckTitles: Readonly<Record<MachineCheck, Bilingual>> = {
  NAMES_AND_SPECIFICATIONS: {
    zh: '验收文档所列商品、规格与订单逐字一致，且覆盖全部规格',
    en: "the document's products and specifications are identical to the order's, and none is missing",
  },
  CLOUD_RESOURCE_ORDER_NUMBER: {
    zh: '填写了华为云资源订单号',
    en: 'the order number of the Huawei Cloud resources is given',
  },
  SIGNATURES: { zh: '列出了全部签字方', en: 'every signatory is listed' },
};

/** What an arrow changes besides the node, in words. */
export const effectTitles: Readonly<Record<EffectName, Bilingual>> = {
  lockNegotiatedRefund: { zh: '锁定协商退订', en: 'negotiated unsubscription is locked' },
  recordActivation: { zh: '记录激活时间', en: 'the time of activation is recorded' },
  recordAcceptance: { zh: '视为验收', en: 'counts as acceptance' },
  markBillable: { zh: '可出账', en: 'the order may be billed' },
};
