import type { AnswerBody, MarketplaceActor } from './marketplace.ts';
import type { StoryStep } from './stories.ts';

type Body = Readonly<Record<string, unknown>>;

/** What a step says, completed by the order's acceptance contract: files are uploaded, failed criteria are named. */
export async function completed(
  orderId: string,
  { action, body, evidence }: StoryStep,
  actor: MarketplaceActor,
): Promise<Body> {
  if (evidence) return { ...body, evidence: await uploaded(orderId, evidence, actor) };
  const isDelivery = action === 'deliver' || action === 'ship';
  const isRejection = action === 'reject' || action === 'reviewFail';
  if (!isDelivery && !isRejection) return body;
  const { body: order } = await actor.get(`/orders/${orderId}`);
  if (isDelivery) return { ...(await proofOf(orderId, order, actor)), ...body };
  const [first] = order.contract?.criteria ?? [];
  return { ...(first && { criteria: [first.criterionId] }), ...body };
}

/** Everything that the contract asks of a delivery; each proof is a file of its own. */
async function proofOf(
  orderId: string,
  order: AnswerBody,
  seller: MarketplaceActor,
): Promise<Body> {
  const proofs: Body[] = [];
  for (const { criterionId, proof } of order.contract?.criteria ?? []) {
    for (const { kinds, minCount } of proof) {
      for (let no = 1; no <= minCount; no += 1) {
        const name = `${criterionId}-${no}.pdf`;
        const content = `%PDF-1.7\n${orderId}: ${criterionId} ${no}, stands for a screenshot or a document`;
        const fileId = await upload(orderId, { name, content }, seller);
        proofs.push({ fileId, kind: kinds[0], criteria: [criterionId] });
      }
    }
  }
  return {
    proofs,
    answers: (order.openCriteria ?? []).map((criterion) => ({ criterion, answer: 'put right' })),
    documentLines: (order.purchase?.lines ?? []).map(({ productName, specification }) => ({
      productName,
      specification,
    })),
    cloudResourceOrderNumber: 'CS2409011234567',
    signedBy: ['SELLER', 'HUAWEI_PROJECT_TEAM', 'BUYER'],
  };
}

/** What one side puts into a case file; each is a file of its own. */
async function uploaded(
  orderId: string,
  files: NonNullable<StoryStep['evidence']>,
  actor: MarketplaceActor,
): Promise<readonly Body[]> {
  const evidence: Body[] = [];
  for (const file of files) {
    evidence.push({ fileId: await upload(orderId, file, actor), kind: file.kind });
  }
  return evidence;
}

async function upload(
  orderId: string,
  { name, content }: { readonly name: string; readonly content: string },
  actor: MarketplaceActor,
): Promise<string> {
  const { status, body } = await actor.upload(orderId, name, content);
  if (body.fileId === undefined) throw new Error(`${name}: ${status} ${body.detail}`);
  return body.fileId;
}
