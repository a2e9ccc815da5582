import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import { callerOf, requireRole } from '../auth.ts';
import { type ApiDeps, viewingFor } from '../deps.ts';
import { invalid } from '../error-handler.ts';
import {
  documentFields,
  isOrderDocument,
  OrderDocumentSchema,
  purchaseBodyFrom,
} from '../order-document.ts';
import { openPurchase } from '../order-opening.ts';
import { type OrderView, orderUrl, orderView } from '../order-view.ts';
import { type PurchaseBody, PurchaseSchema, purchaseFrom } from '../purchase-schema.ts';
import { BilingualSchema, bodyProblems, problems, refTo } from '../schemas.ts';

/** A purchase that is kept while its order is not in the projection yet. */
const KeptPurchaseSchema = Type.Object(
  { orderId: Type.String(), url: Type.String(), message: BilingualSchema },
  { $id: 'KeptPurchase' },
);

declare module 'fastify' {
  interface FastifyRequest {
    /** Whether the body came as the documented order document. */
    isOrderDocument: boolean;
  }
}

/** `POST /orders`: the storefront sends a paid order. */
export function addOrderOpening(app: FastifyInstance, deps: ApiDeps): void {
  for (const schema of [PurchaseSchema, OrderDocumentSchema, KeptPurchaseSchema]) {
    app.addSchema(schema);
  }
  app.decorateRequest('isOrderDocument', false);
  const order = (description: string) => ({
    description,
    headers: { location: { type: 'string', description: 'the order' } },
    content: { 'application/json': { schema: refTo<OrderView>('Order') } },
  });

  app.post<{ Body: PurchaseBody }>(
    '/orders',
    {
      attachValidation: true,
      schema: {
        operationId: 'openOrder',
        tags: ['orders'],
        summary: 'Open the order of a paid purchase / 提交已支付订单',
        description:
          'Sent by: storefront / 云商店前台. Takes a purchase or the documented order document. The same purchase again gets the same order.',
        body: refTo<PurchaseBody>('Purchase'),
        response: {
          200: order('The order was opened by the same purchase before'),
          201: order('The order is open, and in the projection'),
          202: {
            description: 'The order is kept; no worker took it up in time. Read it in a moment',
            headers: { location: { type: 'string', description: 'the order' } },
            content: { 'application/json': { schema: refTo('KeptPurchase') } },
          },
          ...problems({
            ...bodyProblems,
            409: 'An order with this id exists with other content; `differences` says where',
            422: 'The purchase is understood and refused',
          }),
        },
      },
      preValidation: async (request) => {
        requireRole(callerOf(request), ['storefront']);
        request.body ??= {} as PurchaseBody;
        if (!isOrderDocument(request.body)) return;
        request.isOrderDocument = true;
        request.body = purchaseBodyFrom(request.body) as PurchaseBody;
      },
    },
    async (request, reply) => {
      const { validationError } = request;
      if (validationError) {
        throw invalid(validationError.validation ?? [], 'body', (field) =>
          request.isOrderDocument ? (documentFields[field] ?? field) : field,
        );
      }
      const caller = callerOf(request);
      const purchase = purchaseFrom(request.body);
      const { isNew, order: opened } = await openPurchase(deps, purchase, caller);

      const url = orderUrl(purchase.orderId);
      reply.header('location', url);
      if (!opened) {
        reply.status(202);
        return { orderId: purchase.orderId, url, message: keptMessage };
      }
      reply.status(isNew ? 201 : 200);
      return orderView(opened, viewingFor(deps, caller));
    },
  );
}

const keptMessage = {
  zh: '订单已保存，处理程序可用后即可读取；重复提交相同内容可得到该订单',
  en: 'the order is kept and can be read once a worker has taken it up; sending the same purchase again gets it',
};
