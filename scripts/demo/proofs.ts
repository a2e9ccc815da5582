import type { AnswerBody, MarketplaceActor } from './marketplace.ts';
import type { StoryStep } from './stories.ts';

type Body = Readonly<Record<string, unknown>>;

/** What a step says, completed by the order's acceptance contract: proofs are uploaded, failed criteria are named. */
export async function completed(
  orderId: string,
  { action, body }: StoryStep,
  actor: MarketplaceActor,
): Promise<Body> {
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
        const { status, body } = await seller.upload(orderId, name, content);
        if (body.fileId === undefined) throw new Error(`${name}: ${status} ${body.detail}`);
        proofs.push({ fileId: body.fileId, kind: kinds[0], criteria: [criterionId] });
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
