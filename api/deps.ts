import type { Client } from '@temporalio/client';
import type { FastifyServerOptions } from 'fastify';
import type { Database } from '../db/client.ts';
import type { Assumptions } from '../domain/assumptions.ts';
import type { Role } from '../domain/order.ts';
import type { Instant } from '../domain/units.ts';
import { orderWorkflowId } from '../workflows/messages.ts';
import type { TokenRules } from './auth.ts';
import type { FileDeps } from './files/deps.ts';
import type { Viewing } from './order-view.ts';

/** Everything the API stands on. Connections may be away when the app is built and come back later. */
export interface ApiDeps {
  readonly tokens: TokenRules;
  readonly db: Database['db'];
  /** On a lazy connection: nothing is asked of Temporal before the first request that needs it. */
  readonly temporal: Client;
  readonly taskQueue: string;
  /** Base of the links to Temporal's web UI, without a slash at the end. */
  readonly temporalUiUrl: string;
  /** What new orders assume where the documents leave something open. */
  readonly assumptions: Assumptions;
  /** What the world's clock reads. */
  readonly now: () => Instant;
  /** How long a request waits for a worker before it answers 202, milliseconds. */
  readonly commandWaitMs: number;
  /** Where files are kept, what looks at them, and their limits. */
  readonly files: FileDeps;
  /** Hears about what failed after its request was answered. */
  readonly warn: (error: unknown) => void;
  readonly logger?: FastifyServerOptions['logger'];
}

/** How this deployment shows orders to a person, or to a role. */
export function viewingFor(
  { temporal, temporalUiUrl, now }: ApiDeps,
  { role, subject }: { readonly role: Role; readonly subject?: string },
): Viewing {
  const { namespace } = temporal.options;
  return {
    role,
    ...(subject !== undefined && { person: subject }),
    now: now(),
    workflowUrl: (orderId) =>
      `${temporalUiUrl}/namespaces/${encodeURIComponent(namespace)}/workflows/${encodeURIComponent(orderWorkflowId(orderId))}`,
  };
}
