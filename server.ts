import { Client } from '@temporalio/client';
import closeWithGrace from 'close-with-grace';
import { createLocalJWKSet, createRemoteJWKSet } from 'jose';
import { buildApp } from './api/app.ts';
import type { TokenRules } from './api/auth.ts';
import { bringRecentUpToDate } from './api/catch-up.ts';
import type { ApiDeps } from './api/deps.ts';
import { engineConnection } from './api/engine-connection.ts';
import { fileLimits } from './api/files/deps.ts';
import type { FileStore } from './api/files/file-store.ts';
import { openFileStore } from './api/files/open-store.ts';
import { sweepFiles } from './api/files/sweep.ts';
import { eicarOnly } from './api/files/virus-scan.ts';
import {
  type AuthConfig,
  configErrorExitCode,
  type FileStoreConfig,
  serverConfigOrExit,
} from './config.ts';
import { connect } from './db/client.ts';
import { instant } from './domain/units.ts';
import { devPublicKeys } from './infra/dev-issuer.ts';
import { exitWithParent } from './infra/exit-with-parent.ts';

/** How often it is looked for what killed uploads left behind, milliseconds. */
const sweepEveryMs = 3_600_000;

const config = serverConfigOrExit();
const store = await fileStore(config.fileStore);

const database = connect(config.databaseUrl);
const connection = engineConnection({
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
  // A real virus scanner is plugged in here: another `VirusScan`.
  files: { ...fileLimits, maxBytes: config.filesMaxBytes, store, scan: eicarOnly },
  warn: (err) => app.log.warn({ err }, 'failed after its request was answered'),
  logger: { level: 'warn' },
};
const app = await buildApp(deps);
const closing = new AbortController();

const sweep = () =>
  void sweepFiles({ ...deps, store }).catch((err: unknown) =>
    app.log.warn({ err }, 'what uploads left behind could not be cleared up'),
  );
const sweeping = setInterval(sweep, sweepEveryMs);

// Stop accepting, let running requests end, then give the connections back.
const grace = closeWithGrace({ delay: config.drainMs + 2_000 }, async ({ err }) => {
  if (err) app.log.fatal({ err }, 'the API ends');
  closing.abort();
  clearInterval(sweeping);
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
  sweep();
} catch (error) {
  if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
  console.error(`port ${config.port} is taken: stop what uses it, or set API_PORT`);
  process.exit(1);
}

/** The file store; a folder that cannot be used ends the process with one sentence. */
async function fileStore(settings: FileStoreConfig): Promise<FileStore> {
  try {
    return await openFileStore(settings);
  } catch (error) {
    const { message } = error as Error;
    console.error(`settings: FILES_DIR must be a folder that can be written (${message})`);
    process.exit(configErrorExitCode);
  }
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
