import { spawn } from 'node:child_process';
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Connection } from '@temporalio/client';
import {
  endProcess,
  isAlive,
  lastLineOf,
  type ProcessExit,
  processIdentity,
  type RunningProcess,
  strangerExited,
} from './processes.ts';
import { messageOf, StartError } from './start-error.ts';
import type { TemporalCli } from './temporal-cli.ts';

/** A Temporal development server of our own with its web UI, listening on 127.0.0.1. */
export interface TemporalServer extends RunningProcess {
  /** host:port of the gRPC service. */
  readonly address: string;
  readonly uiUrl: string;
  /** True when it was already running: left behind by a start that was killed. */
  readonly isAdopted: boolean;
}

/** Where a server keeps its file, and how it listens. */
export interface TemporalServerOptions {
  readonly cli: Pick<TemporalCli, 'path' | 'version'>;
  /** Holds the database file and the log; created when absent. */
  readonly stateFolder: string;
  readonly port: number;
  readonly uiPort: number;
  /** Name → type (`Keyword`, `Datetime`, …), registered before the server answers. */
  readonly searchAttributes?: Readonly<Record<string, string>>;
  /** Temporal's dynamic configuration, key → value, where it is not the server's own. */
  readonly settings?: Readonly<Record<string, string | number | boolean>>;
}

/** What a start writes down about the server, for the start after it. */
interface ServerRecord {
  readonly pid: number;
  readonly identity: string | undefined;
  readonly port: number;
  readonly uiPort: number;
}

const healthyWithinMs = 30_000;

/** The version that made the state folder's Temporal database; undefined when there is none yet. */
export function databaseVersion(stateFolder: string): string | undefined {
  if (!existsSync(databaseFile(stateFolder))) return undefined;
  try {
    return readFileSync(versionFile(stateFolder), 'utf8').trim();
  } catch {
    return 'an unknown version';
  }
}

/**
 * Starts `temporal server start-dev` on a database file, or adopts the one that already serves it.
 * It does not hear a terminal's Ctrl-C. Healthy when this returns.
 *
 * @throws StartError when the file was made by another version, or when the server does not come up
 */
export async function startTemporalServer(options: TemporalServerOptions): Promise<TemporalServer> {
  const { stateFolder, cli } = options;
  const orphan = await leftBehind(options);
  if (orphan) return orphan;

  const madeBy = databaseVersion(stateFolder);
  if (madeBy !== undefined && madeBy !== cli.version) {
    throw new StartError(
      `${databaseFile(stateFolder)} was made by Temporal CLI ${madeBy} and this is ${cli.version}, which does not convert it: put ${madeBy} on the PATH, or delete ${stateFolder} to start empty`,
    );
  }
  const logFile = logFileOf(stateFolder);
  mkdirSync(dirname(logFile), { recursive: true });
  writeFileSync(versionFile(stateFolder), cli.version);

  for (let triesLeft = startTries - 1; ; triesLeft -= 1) {
    const { server, exited } = launch(options, logFile);
    const outcome = await Promise.race([healthy(server.address, healthyWithinMs), exited]);
    if (outcome === true) return server;
    await server.stop();
    if (outcome !== false && triesLeft > 0) continue;
    throw new StartError(
      `the Temporal server ${outcome === false ? 'did not answer' : `ended at once (${outcome.lastLine})`}, see ${logFile}`,
    );
  }
}

/** The server picks the ports between its own services at random, and now and then one is taken at that moment. */
const startTries = 3;

function launch(options: TemporalServerOptions, logFile: string) {
  const { stateFolder, cli, port, uiPort } = options;
  const log = openSync(logFile, 'a');
  const child = spawn(cli.path, serverArguments(options), {
    detached: true,
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  const exited = new Promise<ProcessExit>((resolve) => {
    child.once('error', (error) =>
      resolve({ code: null, signal: null, lastLine: messageOf(error) }),
    );
    child.once('exit', (code, signal) => resolve({ code, signal, lastLine: lastLineOf(logFile) }));
  });
  const pid = child.pid ?? 0;
  const record: ServerRecord = { pid, identity: processIdentity(pid), port, uiPort };
  writeFileSync(recordFile(stateFolder), JSON.stringify(record));
  return { server: serverOf(record, exited, false), exited };
}

const serverArguments = ({
  stateFolder,
  port,
  uiPort,
  searchAttributes,
  settings,
}: TemporalServerOptions) => [
  ...['server', 'start-dev', '--ip', '127.0.0.1', '--port', String(port)],
  ...['--ui-port', String(uiPort), '--db-filename', databaseFile(stateFolder)],
  ...['--log-level', 'warn'],
  ...Object.entries(searchAttributes ?? {}).flatMap(([name, type]) => [
    '--search-attribute',
    `${name}=${type}`,
  ]),
  ...Object.entries(settings ?? {}).flatMap(([key, value]) => [
    '--dynamic-config-value',
    `${key}=${JSON.stringify(value)}`,
  ]),
];

/** Adopts a healthy server of this state folder on the wanted ports; ends any other one of ours, which holds the file. */
async function leftBehind(options: TemporalServerOptions): Promise<TemporalServer | undefined> {
  const { stateFolder, port, uiPort } = options;
  const record = recordOf(stateFolder);
  if (!record || !isAlive(record.pid) || processIdentity(record.pid) !== record.identity) {
    rmSync(recordFile(stateFolder), { force: true });
    return undefined;
  }
  const server = serverOf(record, strangerExited(record.pid, logFileOf(stateFolder)), true);
  const isWanted = record.port === port && record.uiPort === uiPort;
  if (isWanted && (await healthy(server.address, 5_000))) return server;
  await server.stop();
  return undefined;
}

/** The ports of a server that a killed start left behind in this folder, so that they do not count as busy. */
export function portsLeftBehind(stateFolder: string): readonly number[] {
  const record = recordOf(stateFolder);
  const isOurs = record && isAlive(record.pid) && processIdentity(record.pid) === record.identity;
  return isOurs ? [record.port, record.uiPort] : [];
}

/** Ends the server that a killed start left behind in a state folder, if there is one. */
export async function stopTemporalLeftBehind(stateFolder: string): Promise<void> {
  const record = recordOf(stateFolder);
  if (record === undefined || portsLeftBehind(stateFolder).length === 0) return;
  await serverOf(record, strangerExited(record.pid, logFileOf(stateFolder)), true).stop();
}

const serverOf = (
  { pid, identity, port, uiPort }: ServerRecord,
  exited: Promise<ProcessExit>,
  isAdopted: boolean,
): TemporalServer => ({
  pid,
  exited,
  address: `127.0.0.1:${port}`,
  uiUrl: `http://127.0.0.1:${uiPort}`,
  isAdopted,
  stop: () =>
    endProcess(
      pid,
      [
        ['SIGTERM', 4_000],
        ['SIGKILL', 2_000],
      ],
      identity,
    ),
});

/** Whether the service answers with its default namespace before the time is up. */
async function healthy(address: string, withinMs: number): Promise<boolean> {
  const until = Date.now() + withinMs;
  while (Date.now() < until) {
    const connection = await Connection.connect({ address, connectTimeout: 1_000 }).catch(
      () => undefined,
    );
    const answered = await connection?.workflowService
      .describeNamespace({ namespace: 'default' })
      .then(() => true)
      .catch(() => false);
    await connection?.close();
    if (answered) return true;
    await sleep(50);
  }
  return false;
}

const databaseFile = (stateFolder: string) => join(stateFolder, 'temporal.db');
const versionFile = (stateFolder: string) => join(stateFolder, 'temporal.db.version');
const recordFile = (stateFolder: string) => join(stateFolder, 'temporal-server.json');
const logFileOf = (stateFolder: string) => join(stateFolder, 'logs', 'temporal.log');

function recordOf(stateFolder: string): ServerRecord | undefined {
  try {
    return JSON.parse(readFileSync(recordFile(stateFolder), 'utf8')) as ServerRecord;
  } catch {
    return undefined;
  }
}
