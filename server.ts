import { Client, Connection } from '@temporalio/client';
import closeWithGrace from 'close-with-grace';
import { createLocalJWKSet, createRemoteJWKSet } from 'jose';
import { buildApp } from './api/app.ts';
import type { TokenRules } from './api/auth.ts';
import { bringRecentUpToDate } from './api/catch-up.ts';
import type { ApiDeps } from './api/deps.ts';
import { type AuthConfig, configOrExit } from './config.ts';
import { connect } from './db/client.ts';
import { instant } from './domain/units.ts';
import { devPublicKeys } from './infra/dev-issuer.ts';
import { exitWithParent } from './infra/exit-with-parent.ts';

const config = configOrExit();

const database = connect(config.databaseUrl);
const connection = Connection.lazy({
  ...config.temporal.connection,
  // Two minutes by default: too long for people who wait for Temporal to be back.
  channelArgs: { 'grpc.max_reconnect_backoff_ms': 5_000 },
});
const deps: ApiDeps = {
  tokens: tokenRules(config.auth),
  db: database.db,
  temporal: new Client({ connection, namespace: config.temporal.namespace }),
  taskQueue: config.taskQueue,
  temporalUiUrl: config.temporalUiUrl,
  assumptions: config.assumptions,
  now: () => instant(Date.now()),
  commandWaitMs: config.commandWaitMs,
  warn: (err) => app.log.warn({ err }, 'failed after its request was answered'),
  logger: { level: 'warn' },
};
const app = await buildApp(deps);
const closing = new AbortController();

// Stop accepting, let running requests end, then give the connections back.
const grace = closeWithGrace({ delay: config.drainMs + 2_000 }, async ({ err }) => {
  if (err) app.log.fatal({ err }, 'the API ends');
  closing.abort();
  await app.close();
  await connection.close();
  await database.close();
});
exitWithParent(() => grace.close());

try {
  await app.listen({ host: config.host, port: config.port });
  console.log(`API listens on http://${config.host}:${config.port}`);
  void bringRecentUpToDate(deps, {
    signal: closing.signal,
    warn: (err) => app.log.warn({ err }, 'an order could not be brought up to date'),
  });
} catch (error) {
  if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
  console.error(`port ${config.port} is taken: stop what uses it, or set API_PORT`);
  process.exit(1);
}

/** The keys and names by which tokens are known: the configured issuer's, or the development issuer's. */
function tokenRules(auth: AuthConfig): TokenRules {
  const { issuer, audience } = auth;
  return auth.kind === 'issuer'
    ? {
        issuer,
        audience,
        algorithms: auth.algorithms,
        keys: createRemoteJWKSet(new URL(auth.jwksUrl)),
      }
    : {
        issuer,
        audience,
        algorithms: ['ES256'],
        keys: createLocalJWKSet(devPublicKeys(auth.keyFile)),
      };
}
