import { randomUUID } from 'node:crypto';
import Fastify, { type FastifyInstance, LogController } from 'fastify';
import { isInstantLike } from '../domain/units.ts';
import { requireTokens } from './auth.ts';
import type { ApiDeps } from './deps.ts';
import { addDocument } from './document.ts';
import { answerFrameworkError, handleErrors } from './error-handler.ts';
import { readQueryValues, refuseUnstorableText, takeJsonOnly } from './request-values.ts';
import { addAppeals } from './routes/appeals.ts';
import { addErrorCodes } from './routes/errors.ts';
import { addFiles } from './routes/files.ts';
import { addFlows } from './routes/flows.ts';
import { addHealth } from './routes/health.ts';
import { addOrderActions } from './routes/order-actions.ts';
import { addOrderOpening } from './routes/order-opening.ts';
import { addOrderReading } from './routes/order-reading.ts';
import { addOrders } from './routes/orders.ts';
import { limitHandlers } from './time-limit.ts';

/** A purchase of 100 lines is about 50 kB. */
const longestBody = 256 * 1024;

/** How much longer than a worker everything else of a request may take, milliseconds. */
const extraWaitMs = 5_000;

/** Builds the API; never listens. It is ready to take requests, whatever is away. */
export async function buildApp(deps: ApiDeps): Promise<FastifyInstance> {
  const app = Fastify({
    logger: deps.logger ?? false,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: longestBody,
    // A frozen database answers nothing, not even an error: whoever waits must hear something.
    handlerTimeout: deps.commandWaitMs + extraWaitMs,
    genReqId: () => randomUUID(),
    requestIdHeader: false,
    return503OnClosing: false,
    frameworkErrors: answerFrameworkError,
    ajv: {
      customOptions: {
        allErrors: true,
        verbose: true,
        coerceTypes: false,
        removeAdditional: false,
        useDefaults: true,
        strictTypes: false,
        strictRequired: false,
      },
      onCreate: (ajv) => {
        ajv.addFormat('date-time', isInstantLike);
        ajv.addVocabulary(['example']);
      },
    },
  });
  handleErrors(app);
  limitHandlers(app, deps.commandWaitMs + extraWaitMs);
  // Response schemas describe; what they leave out must not vanish silently, so they do not serialize.
  app.setSerializerCompiler(() => (data) => JSON.stringify(data));
  app.addHook('onSend', async (request, reply) => {
    reply.headers({ 'x-request-id': request.id, 'x-content-type-options': 'nosniff' });
  });
  takeJsonOnly(app);
  readQueryValues(app);
  refuseUnstorableText(app);
  requireTokens(app, deps.tokens);

  await addDocument(app);
  addHealth(app, deps);
  addErrorCodes(app);
  addFlows(app, deps);
  addOrderOpening(app, deps);
  addOrders(app, deps);
  addAppeals(app, deps);
  addOrderReading(app, deps);
  addOrderActions(app, deps);
  await addFiles(app, deps);
  return app;
}
