import type { FastifyReply } from 'fastify';

/** The body, as an answer that nobody may keep: it changes with every action. */
export function fresh<T>(reply: FastifyReply, body: T): T {
  reply.header('cache-control', 'no-store');
  return body;
}
