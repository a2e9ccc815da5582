import {
  type AcceptanceContract,
  type Criterion,
  machineChecks,
  proofKinds,
  type RequiredProof,
} from '../../domain/acceptance.ts';
import { contractFor } from '../../domain/acceptance-rules.ts';
import { defaultAssumptions } from '../../domain/assumptions.ts';
import type { Bilingual } from '../../domain/errors.ts';
import {
  type DeliveryMode,
  type Purchase,
  type SalesCategory,
  type Scene,
  salesCategories,
  scenes,
  supervisedModes,
} from '../../domain/order.ts';
import {
  deliveryModeTitles,
  machineCheckTitles,
  proofKindTitles,
  ruleSetTitles,
  signatoryTitles,
} from '../../domain/terms.ts';
import { fen, instant } from '../../domain/units.ts';
import { cornersText, grouped } from './cell-lines.ts';
import { both, code, generatedFrom, page, ruleLink, table } from './markdown.ts';

/** A purchase with nothing in it but what decides its contract. */
const purchaseOf = (
  deliveryMode: DeliveryMode,
  salesCategory: SalesCategory,
  scene: Scene,
): Purchase => ({
  orderId: 'EXAMPLE',
  livemode: false,
  buyer: { id: 'buyer' },
  seller: { id: 'seller' },
  deliveryMode,
  salesCategory,
  scene,
  lines: [],
  paidFen: fen(0),
  placedAt: instant('2025-05-01T00:00:00Z'),
  paidAt: instant('2025-05-01T00:00:00Z'),
});

const contractOf = (...asked: Parameters<typeof purchaseOf>): AcceptanceContract =>
  contractFor(purchaseOf(...asked), defaultAssumptions, () => '');

/** What the delivery of an order has to prove. */
export function acceptancePage(): string {
  return page(
    generatedFrom('domain/acceptance-rules.ts'),
    '# 验收标准 / What a delivery has to prove',
    `开单时按下表确定验收标准和所需凭证，连同哈希固定（${ruleLink('R-PRF-11', '')}）；以后不因规则或模板变化而变。不监管的订单没有；用户自行一键部署软件包时不要求证明（${ruleLink('R-PKG-04', '')}）。\nWhen an order opens, its criteria and the proof they ask for are fixed with their hash (${ruleLink('R-PRF-11', '')}); no later change of rules or templates touches them. Orders without supervision have none; a software package that the buyer deploys asks for no proof (${ruleLink('R-PKG-04', '')}).`,
    '## 哪套标准 / Which criteria',
    ruleSetTable(),
    `规则 / rule: ${ruleLink('R-PRF-02', '')}`,
    '## 赋能云（E）与基地云（B） / Rule sets E and B',
    ruledTable(),
    `规则 / rules: ${(['R-PRF-03', 'R-PRF-04', 'R-PRF-05', 'R-PRF-06', 'R-PRF-07', 'R-PRF-08'] as const).map((id) => ruleLink(id, '')).join(' ')}`,
    '## 商家定义 / Defined by the seller',
    `商家发布商品时的交付模板（\`acceptanceTemplate\`：标准、凭证种类与数量）随订单带来；没有模板时：\nThe template that the seller uploaded when the product was released comes with the purchase (\`acceptanceTemplate\`: criteria, kinds and numbers of proof). Without one (${ruleLink('R-PRF-01', '')}):`,
    defaultTable(),
    '## 机器检查什么 / What a machine checks',
    `不合格的交付在成为交付之前即被拒绝（${ruleLink('R-PRF-09', '')}）；内容真伪由用户和复核人判断。\nWhat lacks something is refused before it counts as a delivery (${ruleLink('R-PRF-09', '')}); whether it is true is for buyer and reviewer to judge.`,
    checksTable(),
    `分期交付时，最后一个里程碑才须满足标准（${ruleLink('R-PS-03', '')}）；有“上传交付证明”节点的流程，在该节点检查。/ With milestones the criteria are met with the last one (${ruleLink('R-PS-03', '')}); flows with a node \`UPLOAD_PROOF\` are checked there.`,
    '## 凭证种类 / Kinds of proof',
    table(
      ['中文', 'English', 'Identifier'],
      proofKinds.map((kind) => [proofKindTitles[kind].zh, proofKindTitles[kind].en, code(kind)]),
    ),
  );
}

function ruleSetTable(): string {
  const corners = salesCategories.flatMap((category) =>
    scenes.map((scene) => ({
      category,
      scene,
      ruleSet: contractOf('SAAS_SUPERVISED', category, scene).ruleSet,
    })),
  );
  return table(
    ['商品与场景 / product and scene', '标准 / criteria'],
    grouped(corners, ({ ruleSet }) => ruleSet).flatMap((group) => {
      const ruleSet = group[0]?.ruleSet;
      if (!ruleSet) return [];
      const name =
        ruleSet === 'SELLER_DEFAULT'
          ? `商家定义 / defined by the seller: ${code('SELLER_TEMPLATE')}, ${code('SELLER_DEFAULT')}`
          : `${both(ruleSetTitles[ruleSet])} ${code(ruleSet)}`;
      return [[both(cornersText(group)), name]];
    }),
  );
}

/** One criterion of rule sets E and B, and the modes in which each of them asks for it. */
function ruledTable(): string {
  const asked = supervisedModes.flatMap((mode) =>
    (['EMPOWERMENT_CLOUD', 'BASE_CLOUD'] as const).flatMap((scene) => {
      const { ruleSet, criteria } = contractOf(mode, 'JOINT_OPERATION', scene);
      return criteria.map((criterion) => ({ mode, ruleSet, criterion }));
    }),
  );
  const groups = grouped(asked, ({ criterion }) => criterion.criterionId);
  return table(
    ['标准 / criterion', '接入类型 / modes', 'E', 'B', '凭证 / proof', '机器检查 / checked'],
    groups.flatMap((group) => {
      const criterion = group[0]?.criterion;
      if (!criterion) return [];
      const modes = [...new Set(group.map(({ mode }) => mode))];
      const isIn = (set: string) => (group.some(({ ruleSet }) => ruleSet === set) ? '✓' : '—');
      return [
        [
          `${both(criterion.title)} ${code(criterion.criterionId)}`,
          both(modesText(modes)),
          isIn('E'),
          isIn('B'),
          proofText(criterion.proof),
          checkText(criterion),
        ],
      ];
    }),
  );
}

function defaultTable(): string {
  const asked = supervisedModes.flatMap((mode) =>
    contractOf(mode, 'GENERAL', 'OTHER').criteria.map((criterion) => ({ mode, criterion })),
  );
  return table(
    ['标准 / criterion', '接入类型 / modes', '凭证 / proof'],
    grouped(asked, ({ criterion }) => criterion.criterionId).flatMap((group) => {
      const criterion = group[0]?.criterion;
      if (!criterion) return [];
      return [
        [
          `${both(criterion.title)} ${code(criterion.criterionId)}`,
          both(modesText(group.map(({ mode }) => mode))),
          proofText(criterion.proof),
        ],
      ];
    }),
  );
}

/** Modes in words: all, all but a few, or a list. */
function modesText(modes: readonly DeliveryMode[]): Bilingual {
  const missing = supervisedModes.filter((mode) => !modes.includes(mode));
  if (missing.length === 0) return { zh: '所有', en: 'every mode' };
  const list = (some: readonly DeliveryMode[], language: keyof Bilingual) =>
    some.map((mode) => deliveryModeTitles[mode][language]).join(language === 'zh' ? '；' : '; ');
  return missing.length <= 2
    ? { zh: `所有，除 ${list(missing, 'zh')}`, en: `every mode except ${list(missing, 'en')}` }
    : { zh: list(modes, 'zh'), en: list(modes, 'en') };
}

const proofText = (proof: readonly RequiredProof[]): string =>
  proof
    .map(({ kinds, minCount }) =>
      kinds.length === proofKinds.length
        ? `任意种类 / any kind ≥ ${minCount}`
        : `${kinds.map(code).join(' 或 / or ')} ≥ ${minCount}`,
    )
    .join('; ') || '—';

function checkText({ proof, check, signedBy = [] }: Criterion): string {
  const signatures = signedBy.map((who) => both(signatoryTitles[who])).join(', ');
  return [
    ...(proof.length > 0 ? ['种类与数量 / kinds and numbers'] : []),
    ...(check ? [both(machineCheckTitles[check])] : []),
    ...(signatures ? [signatures] : []),
  ].join('; ');
}

const checksTable = (): string =>
  table(
    ['检查 / check', '不通过时 / refused with'],
    [
      [
        '每项标准的凭证种类与数量；同一文件只计一次 / kinds and numbers of proof for each criterion; the same file counts once',
        errorLink('PROOF_INCOMPLETE'),
      ],
      ...machineChecks.map((check) => [
        `${both(machineCheckTitles[check])} ${code(check)}`,
        errorLink('PROOF_INCOMPLETE'),
      ]),
      [
        '文件属于本订单，与存储的一致 / each file belongs to this order, as it is stored',
        errorLink('FILE_UNKNOWN'),
      ],
      [
        '提到的标准在验收标准之中 / the criteria that are named are those of the order',
        errorLink('CRITERION_UNKNOWN'),
      ],
      [
        `驳回或复核不通过时指明未通过的标准 / a rejection or failed review names the criteria that failed (${ruleLink('R-PRF-10', '')})`,
        errorLink('FAILED_CRITERIA_MISSING'),
      ],
      [
        `下一次交付逐项答复 / the next delivery answers each of them (${ruleLink('R-PRF-10', '')})`,
        errorLink('REJECTION_UNANSWERED'),
      ],
    ],
  );

const errorLink = (name: string): string => `[${name}](errors.md#${name.toLowerCase()})`;
