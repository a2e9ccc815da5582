import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import { pingDatabase } from '../../db/read-models.ts';
import type { ApiDeps } from '../deps.ts';
import { oneOf } from '../schemas.ts';

const PartSchema = oneOf(['ok', 'missing'] as const);
const ReadinessSchema = Type.Object(
  {
    status: oneOf(['ready', 'not ready'] as const),
    database: PartSchema,
    temporal: PartSchema,
    worker: PartSchema,
    missing: Type.Array(Type.String(), { description: 'what is missing, in words' }),
  },
  { $id: 'Readiness' },
);

/** How long a part may take for a sign of life, milliseconds. */
const signOfLifeMs = 2_000;
/** A worker's poll lasts up to a minute; one seen longer ago has gone. */
const pollerGoneMs = 90_000;

/** `GET /healthz`: the process is up. `GET /readyz`: everything an order needs is there. Public. */
export function addHealth(app: FastifyInstance, deps: ApiDeps): void {
  app.addSchema(ReadinessSchema);
  app.get(
    '/healthz',
    {
      config: { isPublic: true },
      schema: {
        operationId: 'getHealth',
        tags: ['health'],
        summary: 'Is the process up? / 进程是否存活',
        description: 'Says nothing about the parts it stands on.',
        security: [],
        response: {
          200: {
            description: 'It is',
            content: { 'application/json': { schema: Type.Object({ status: Type.String() }) } },
          },
        },
      },
    },
    async () => ({ status: 'up' }),
  );

  const answer = (description: string) => ({
    description,
    content: { 'application/json': { schema: { $ref: 'Readiness#' } } },
  });
  app.get(
    '/readyz',
    {
      config: { isPublic: true },
      schema: {
        operationId: 'getReadiness',
        tags: ['health'],
        summary: 'Can orders move? / 订单能否流转',
        description: 'Asks the database, Temporal, and whether a worker takes tasks.',
        security: [],
        response: { 200: answer('They can'), 503: answer('A part is missing; it is named') },
      },
    },
    async (_request, reply) => {
      const parts = await readiness(deps);
      const missing = Object.entries(sentences).flatMap(([part, sentence]) =>
        parts[part as keyof typeof parts] === 'ok' ? [] : [sentence],
      );
      reply.status(missing.length === 0 ? 200 : 503);
      return { status: missing.length === 0 ? 'ready' : 'not ready', ...parts, missing };
    },
  );
}

const sentences = {
  database: 'PostgreSQL does not answer',
  temporal: 'the Temporal service does not answer',
  worker: 'no worker polls the task queue',
} as const;

type Parts = Record<keyof typeof sentences, 'ok' | 'missing'>;

async function readiness(deps: ApiDeps): Promise<Parts> {
  const [database, pollers] = await Promise.all([
    inTime(pingDatabase(deps.db).then(() => true)),
    inTime(activePollers(deps)),
  ]);
  return {
    database: database === true ? 'ok' : 'missing',
    temporal: pollers === undefined ? 'missing' : 'ok',
    worker: pollers !== undefined && pollers > 0 ? 'ok' : 'missing',
  };
}

/** Undefined when the answer is an error or comes too late: both mean that the part is missing. */
async function inTime<T>(answer: Promise<T>): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, signOfLifeMs, undefined);
  });
  try {
    return await Promise.race([answer.catch(() => undefined), late]);
  } finally {
    clearTimeout(timer);
  }
}

async function activePollers({ temporal, taskQueue }: ApiDeps): Promise<number> {
  const { pollers } = await temporal.withDeadline(Date.now() + signOfLifeMs, () =>
    temporal.workflowService.describeTaskQueue({
      namespace: temporal.options.namespace,
      taskQueue: { name: taskQueue },
      taskQueueType: workflowTasks,
    }),
  );
  const since = (Date.now() - pollerGoneMs) / 1_000;
  return (pollers ?? []).filter(
    ({ lastAccessTime }) => Number(lastAccessTime?.seconds ?? 0) > since,
  ).length;
}

/** TASK_QUEUE_TYPE_WORKFLOW of Temporal's API. */
const workflowTasks = 1;
