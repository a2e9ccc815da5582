import type { FastifyInstance } from 'fastify';
import { Problem } from './problem.ts';

/**
 * Gives every handler an end: a frozen database answers nothing, not even an error, and whoever waits must hear something.
 *
 * Fastify's own `handlerTimeout` ends with the reading of a body, so it does not cover requests that have one.
 *
 * @param defaultMs - for routes without a `handlerTimeout` of their own, milliseconds
 */
export function limitHandlers(app: FastifyInstance, defaultMs: number): void {
  app.addHook('onRoute', (route) => {
    const { handler, handlerTimeout = defaultMs } = route;
    route.handler = async function (request, reply) {
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<never>((_resolve, refuse) => {
        timer = setTimeout(() => {
          refuse(new Problem('REQUEST_TIMED_OUT', 'no answer in time'));
        }, handlerTimeout);
      });
      try {
        return await Promise.race([handler.call(this, request, reply), late]);
      } finally {
        clearTimeout(timer);
      }
    };
  });
}
