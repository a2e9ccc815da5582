import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Connection } from '@temporalio/client';
import postgres from 'postgres';
import type { TestProject } from 'vitest/node';
import { loadStartConfig } from '../../config.ts';
import { migrate } from '../../db/migrate.ts';
import { takeLock } from '../../infra/lock-file.ts';
import { freePorts } from '../../infra/ports.ts';
import { startPostgres, stopPostgresLeftBehind } from '../../infra/postgres.ts';
import { provideTemporalCli } from '../../infra/temporal-cli.ts';
import { cliTypeOf, prepareNamespace } from '../../infra/temporal-namespace.ts';
import { startTemporalServer, stopTemporalLeftBehind } from '../../infra/temporal-server.ts';
import { orderSearchAttributes } from '../../workflows/search-attributes.ts';

/** The real parts all tests of one run share. */
export interface TestEngines {
  readonly postgres: {
    /** The database `postgres` of the test server, as its owner. */
    readonly ownerUrl: string;
    /** The same, as the application's role. */
    readonly appUrl: string;
    /** A migrated database without connections; `cloneDatabase` copies it. */
    readonly template: string;
  };
  readonly temporal: {
    readonly address: string;
    readonly namespace: string;
    readonly uiUrl: string;
    /** For tests that start (and kill) a server of their own. */
    readonly cli: { readonly path: string; readonly version: string };
  };
}

declare module 'vitest' {
  interface ProvidedContext extends TestEngines {}
}

interface RunningEngines {
  readonly engines: TestEngines;
  readonly stop: () => Promise<void>;
}

const folderPrefix = 'handover-test-run-';
/** Locked by the run that uses the folder. */
const ownerFile = 'owner.lock';
/** Marks the folder of a run whose tests failed; the last few stay, 80 MB each. */
const keptFile = 'kept-databases';
const keptRuns = 3;

/** Each vitest project loads this file anew, so what they share hangs on the process. */
const shared = globalThis as typeof globalThis & {
  handoverEngines?: { readonly running: Promise<RunningEngines>; users: number };
};

/** Starts one PostgreSQL and one Temporal server per vitest run, however many projects ask for them. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  shared.handoverEngines ??= { running: startEngines(), users: 0 };
  const mine = shared.handoverEngines;
  mine.users += 1;
  const { engines, stop } = await mine.running;
  project.provide('postgres', engines.postgres);
  project.provide('temporal', engines.temporal);
  return async () => {
    mine.users -= 1;
    if (mine.users > 0) return;
    delete shared.handoverEngines;
    await stop();
  };
}

/** What a run leaves behind that was killed would run, and fill the disk, for ever. */
async function sweepKilledRuns(): Promise<void> {
  const folders = readdirSync(tmpdir()).filter((name) => name.startsWith(folderPrefix));
  for (const folder of folders.map((name) => join(tmpdir(), name))) {
    // A folder without the file is being set up, or kept for somebody to look at.
    if (!existsSync(join(folder, ownerFile))) continue;
    const lock = takeLock(join(folder, ownerFile));
    if ('heldBy' in lock) continue;
    await stopTemporalLeftBehind(folder);
    await stopPostgresLeftBehind(folder);
    rmSync(folder, { recursive: true, force: true });
  }
  const kept = folders
    .map((name) => join(tmpdir(), name))
    .filter((folder) => existsSync(join(folder, keptFile)))
    .toSorted((left, right) => statSync(right).mtimeMs - statSync(left).mtimeMs);
  for (const folder of kept.slice(keptRuns)) rmSync(folder, { recursive: true, force: true });
}

/** Starts a PostgreSQL and a Temporal server in a temporary folder; for programs other than tests too. */
export async function startEngines(): Promise<RunningEngines> {
  await sweepKilledRuns();
  const folder = mkdtempSync(join(tmpdir(), folderPrefix));
  chmodSync(folder, 0o755);
  const owner = takeLock(join(folder, ownerFile));
  const started: { stop(): Promise<void> }[] = [];
  try {
    const database = await startPostgres({
      stateFolder: folder,
      // The power does not fail in a test, and the clones are many and short-lived.
      settings: {
        fsync: 'off',
        max_connections: '300',
        shared_preload_libraries: 'pg_stat_statements',
      },
    });
    started.push(database);
    let isStopping = false;
    void database.exited.then(({ code, signal, lastLine }) => {
      if (!isStopping) console.error('PostgreSQL of this run has died', { code, signal, lastLine });
    });
    await migrate(database.ownerUrl);
    const ownerUrl = withDatabase(database.ownerUrl, 'postgres');
    const temporal = await startTemporal(folder);
    started.push(temporal.server);
    return {
      engines: {
        postgres: {
          ownerUrl,
          appUrl: withDatabase(database.appUrl, 'postgres'),
          template: new URL(database.ownerUrl).pathname.slice(1),
        },
        temporal: temporal.provided,
      },
      stop: async () => {
        const kept = await keptDatabases(ownerUrl);
        isStopping = true;
        await Promise.all(started.map((server) => server.stop()));
        if (kept.length === 0) rmSync(folder, { recursive: true, force: true });
        else {
          if ('release' in owner) owner.release();
          writeFileSync(join(folder, keptFile), kept.join('\n'));
          console.error(keptSentence(kept, folder));
        }
      },
    };
  } catch (error) {
    await Promise.all(started.map((server) => server.stop()));
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}

async function startTemporal(folder: string) {
  const { searchPath, cacheFolder } = loadStartConfig();
  const cli = await provideTemporalCli({ searchPath, cacheFolder, note: console.error });
  const [port = 0, uiPort = 0] = await freePorts(2);
  const attributes = Object.values(orderSearchAttributes);
  const server = await startTemporalServer({
    cli,
    stateFolder: folder,
    port,
    uiPort,
    searchAttributes: Object.fromEntries(
      attributes.map(({ name, type }) => [name, cliTypeOf(type)]),
    ),
    // Runs of an order last for weeks, those of tests for milliseconds: the server would hold up each that follows one of
    // less than a second (ADR 0015).
    settings: { 'history.workflowIdReuseMinimalInterval': '0s' },
  });
  const connection = await Connection.connect({ address: server.address });
  await prepareNamespace(connection, {
    namespace: 'default',
    retentionDays: 90,
    searchAttributes: attributes,
  });
  await connection.close();
  const { path, version } = cli;
  const provided: TestEngines['temporal'] = {
    address: server.address,
    namespace: 'default',
    uiUrl: server.uiUrl,
    cli: { path, version },
  };
  return { server, provided };
}

/** Clones that failed tests have left for a person to look at. */
async function keptDatabases(ownerUrl: string): Promise<string[]> {
  const sql = postgres(ownerUrl, { max: 1, connect_timeout: 5, onnotice: () => {} });
  try {
    const rows = await sql<{ name: string }[]>`
      select datname as name from pg_database where shobj_description(oid, 'pg_database') = 'kept'`;
    return rows.map(({ name }) => name);
  } catch {
    return [];
  } finally {
    await sql.end({ timeout: 1 });
  }
}

const keptSentence = (kept: readonly string[], folder: string): string =>
  `kept for a look, because tests failed: database ${kept.join(', ')}; open with \`node --import tsx scripts/open-database.ts ${folder}\`, then delete that folder`;

function withDatabase(url: string, name: string): string {
  const changed = new URL(url);
  changed.pathname = `/${name}`;
  return changed.href;
}
