import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import { type Assumptions, defaultAssumptions, readAssumptions } from './domain/assumptions.ts';
import { ConfigError, type Environment, EnvironmentReader } from './infra/environment-reader.ts';

/** Exit code of a process whose settings are wrong (EX_CONFIG of sysexits): starting it again cannot help. */
export const configErrorExitCode = 78;

/** How bearer tokens are checked. The development issuer exists only where no issuer is configured. */
export type AuthConfig =
  | {
      readonly kind: 'issuer';
      readonly issuer: string;
      readonly audience: string;
      readonly jwksUrl: string;
      readonly algorithms: readonly string[];
    }
  | {
      readonly kind: 'development';
      readonly keyFile: string;
      readonly issuer: string;
      readonly audience: string;
    };

/** What reaches Temporal: the options fit `Connection.connect` and `NativeConnection.connect` alike. */
export interface TemporalConfig {
  readonly connection: TemporalConnectionOptions;
  readonly namespace: string;
}

/** The connection options both SDK connections understand. */
interface TemporalConnectionOptions {
  readonly address: string;
  readonly apiKey?: string;
  readonly tls?: NonNullable<
    ReturnType<typeof loadClientConnectConfig>['connectionOptions']['tls']
  >;
  readonly metadata?: Record<string, string>;
}

/** Where the contents of files are kept: a folder, or a bucket of an object store that speaks S3. */
export type FileStoreConfig =
  | { readonly kind: 'folder'; readonly folder: string }
  | {
      readonly kind: 's3';
      readonly bucket: string;
      readonly region: string;
      /** Undefined: AWS. */
      readonly endpoint: string | undefined;
      readonly isPathStyle: boolean;
    };

/** The settings of `worker.ts` and `server.ts`. */
export interface Config {
  /** Where the API listens. */
  readonly host: string;
  readonly port: number;
  /** The database as the application's own role. */
  readonly databaseUrl: string;
  /** The database as the owner of its tables; only migrations use it. */
  readonly migrationDatabaseUrl: string | undefined;
  readonly temporal: TemporalConfig;
  readonly taskQueue: string;
  /** Base of the links to Temporal's web UI, without a slash at the end. */
  readonly temporalUiUrl: string;
  readonly auth: AuthConfig;
  /** What new orders assume where the documents leave something open. */
  readonly assumptions: Assumptions;
  /** Undefined where nothing says where files go; the worker has none. */
  readonly fileStore: FileStoreConfig | undefined;
  /** Longest file, bytes. */
  readonly filesMaxBytes: number;
  /** How long a request waits for a worker before it answers 202, milliseconds. */
  readonly commandWaitMs: number;
  /** How long a process that was told to stop may finish what it has begun, milliseconds. */
  readonly drainMs: number;
}

/** Issuer and audience of the tokens that `npm run token` signs. */
export const developmentIssuer = { issuer: 'handover-dev', audience: 'handover' } as const;

const postgresProtocols = ['postgres:', 'postgresql:'];

/** Signatures with a public key only: a shared secret must never be accepted from an issuer. */
const asymmetricAlgorithms = [
  ...['ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519'],
  ...['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'],
];

/**
 * Reads the settings of `worker.ts` and `server.ts`.
 *
 * @throws ConfigError naming every variable that is missing or invalid
 */
export function loadConfig(env: Environment = process.env): Config {
  const read = new EnvironmentReader(env);
  const config = readConfig(env, read);
  read.stopOnProblems();
  return config;
}

/** The settings of `server.ts`, which keeps files. */
export interface ServerConfig extends Config {
  readonly fileStore: FileStoreConfig;
}

/**
 * Reads the settings of `server.ts`.
 *
 * @throws ConfigError naming every variable that is missing or invalid
 */
export function loadServerConfig(env: Environment = process.env): ServerConfig {
  const read = new EnvironmentReader(env);
  const config = readConfig(env, read);
  const { fileStore = { kind: 'folder', folder: '' } } = config;
  if (config.fileStore === undefined) {
    read.problem(
      'no place for files: set FILES_DIR to a folder, or FILES_S3_BUCKET and FILES_S3_REGION (or run `npm start`, which keeps them in its state folder)',
    );
  }
  read.stopOnProblems();
  return { ...config, fileStore };
}

function readConfig(env: Environment, read: EnvironmentReader): Config {
  const migrationDatabaseUrl = read.optionalUrl('DATABASE_URL', postgresProtocols);
  const appDatabaseUrl = read.optionalUrl('APP_DATABASE_URL', postgresProtocols);
  const config: Config = {
    host: read.text('API_HOST', '127.0.0.1'),
    port: read.port('API_PORT', 8080),
    databaseUrl: appDatabaseUrl ?? migrationDatabaseUrl ?? '',
    migrationDatabaseUrl,
    temporal: temporalConfig(env, read),
    taskQueue: read.text('TEMPORAL_TASK_QUEUE', 'orders'),
    temporalUiUrl: read.url('TEMPORAL_UI_URL', 'http://127.0.0.1:8233').replace(/\/$/, ''),
    auth: authConfig(read),
    assumptions: switchedAssumptions(read),
    fileStore: fileStoreConfig(read),
    filesMaxBytes: read.bytes('FILES_MAX_BYTES', 50 * 1024 * 1024, 1024),
    commandWaitMs: read.milliseconds('COMMAND_WAIT_MS', 5_000),
    drainMs: read.milliseconds('DRAIN_MS', 8_000),
  };
  if (config.databaseUrl === '') {
    read.problem('APP_DATABASE_URL (or DATABASE_URL) is missing: the address of PostgreSQL');
  }
  return config;
}

/** A folder or a bucket, never both: nobody should have to guess where the evidence lies. */
function fileStoreConfig(read: EnvironmentReader): FileStoreConfig | undefined {
  const folder = read.optionalText('FILES_DIR');
  const bucket = read.optionalText('FILES_S3_BUCKET');
  if (bucket === undefined)
    return folder === undefined ? undefined : { kind: 'folder', folder: resolve(folder) };
  if (folder !== undefined) read.problem('FILES_DIR and FILES_S3_BUCKET exclude each other');
  return {
    kind: 's3',
    bucket,
    region: read.requiredText('FILES_S3_REGION', 'the region of FILES_S3_BUCKET'),
    endpoint: read.optionalUrl('FILES_S3_ENDPOINT'),
    isPathStyle: read.flag('FILES_S3_PATH_STYLE', false),
  };
}

/** {@link loadConfig} for a program's first line: wrong settings end the process with one sentence. */
export const configOrExit = (env: Environment = process.env): Config =>
  orExit(() => loadConfig(env));

/** {@link loadServerConfig} for the first line of `server.ts`. */
export const serverConfigOrExit = (env: Environment = process.env): ServerConfig =>
  orExit(() => loadServerConfig(env));

function orExit<C>(load: () => C): C {
  try {
    return load();
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    console.error(error.message);
    process.exit(configErrorExitCode);
  }
}

/** What `npm start` and the tests need to know to bring up PostgreSQL and Temporal. */
export interface StartConfig {
  /** The one folder that holds all state; absolute. */
  readonly stateFolder: string;
  /** Outlives the checkout: the Temporal CLI is kept here; absolute. */
  readonly cacheFolder: string;
  /** The PATH, for `temporal` and `go`. */
  readonly searchPath: string;
  readonly host: string;
  readonly port: number;
  readonly temporalPort: number;
  readonly temporalUiPort: number;
  /** Any free one when undefined. */
  readonly postgresPort: number | undefined;
  /** Set: this PostgreSQL is used and none is started. */
  readonly databaseUrl: string | undefined;
  readonly appDatabaseUrl: string | undefined;
  /** Set: this Temporal service is used and none is started. */
  readonly temporal: TemporalConfig | undefined;
  readonly temporalUiUrl: string | undefined;
  /** Names of the connection settings (TEMPORAL_TLS…) in the environment, which are not meant for a server of our own. */
  readonly temporalVariables: readonly string[];
  /** Where files are kept; undefined where FILES_S3_BUCKET names an object store. */
  readonly filesFolder: string | undefined;
  /** The key of the development issuer; undefined where AUTH_ISSUER is set: then there is none. */
  readonly devIssuerFile: string | undefined;
  /** What has to stand before a command in another terminal to meet this start: "API_PORT=9090 ", or nothing. */
  readonly commandPrefix: string;
}

/**
 * Reads the settings of `start.ts` and of the tests' engines.
 *
 * A Temporal service counts as chosen when TEMPORAL_ADDRESS, TEMPORAL_PROFILE or TEMPORAL_CONFIG_FILE is set. The
 * default file in somebody's home alone does not: `npm start` must not end up on a real cluster by surprise.
 *
 * @throws ConfigError naming every variable that is invalid
 */
export function loadStartConfig(env: Environment = process.env): StartConfig {
  const read = new EnvironmentReader(env);
  const temporalIsChosen = ['TEMPORAL_ADDRESS', 'TEMPORAL_PROFILE', 'TEMPORAL_CONFIG_FILE'].some(
    (name) => read.optionalText(name) !== undefined,
  );
  const stateFolder = resolve(import.meta.dirname, read.text('HANDOVER_STATE_DIR', '.handover'));
  const devIssuerFile = resolve(
    read.text('HANDOVER_DEV_ISSUER_FILE', join(stateFolder, 'dev-issuer.json')),
  );
  const changed = ['HANDOVER_STATE_DIR', 'API_HOST', 'API_PORT'].flatMap((name) => {
    const value = read.optionalText(name);
    return value === undefined ? [] : [`${name}=${value} `];
  });
  const config: StartConfig = {
    stateFolder,
    commandPrefix: changed.join(''),
    cacheFolder: resolve(read.text('HANDOVER_CACHE_DIR', join(userCacheFolder(read), 'handover'))),
    searchPath: read.text('PATH', ''),
    host: read.text('API_HOST', '127.0.0.1'),
    port: read.port('API_PORT', 8080),
    temporalPort: read.port('HANDOVER_TEMPORAL_PORT', 7233),
    temporalUiPort: read.port('HANDOVER_TEMPORAL_UI_PORT', 8233),
    postgresPort: read.port('HANDOVER_POSTGRES_PORT', 0) || undefined,
    databaseUrl: read.optionalUrl('DATABASE_URL', postgresProtocols),
    appDatabaseUrl: read.optionalUrl('APP_DATABASE_URL', postgresProtocols),
    temporal: temporalIsChosen ? temporalConfig(env, read) : undefined,
    temporalUiUrl: read.optionalUrl('TEMPORAL_UI_URL')?.replace(/\/$/, ''),
    temporalVariables: Object.keys(env).filter((name) =>
      /^TEMPORAL_(NAMESPACE|API_KEY|TLS|GRPC_META|PROFILE)/.test(name),
    ),
    filesFolder:
      read.optionalText('FILES_S3_BUCKET') === undefined
        ? resolve(read.text('FILES_DIR', join(stateFolder, 'files')))
        : undefined,
    devIssuerFile: read.optionalText('AUTH_ISSUER') === undefined ? devIssuerFile : undefined,
  };
  if (config.appDatabaseUrl !== undefined && config.databaseUrl === undefined) {
    read.problem('APP_DATABASE_URL needs DATABASE_URL too: migrations run as the owner');
  }
  read.stopOnProblems();
  return config;
}

/** Where programs keep what can be fetched again: XDG on Linux, the vendors' places elsewhere. */
function userCacheFolder(read: EnvironmentReader): string {
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Caches');
  if (process.platform === 'win32') {
    return read.text('LOCALAPPDATA', join(homedir(), 'AppData', 'Local'));
  }
  return read.text('XDG_CACHE_HOME', join(homedir(), '.cache'));
}

/** Temporal's own environment configuration: TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE, TEMPORAL_API_KEY, TEMPORAL_TLS… */
function temporalConfig(env: Environment, read: EnvironmentReader): TemporalConfig {
  try {
    const { connectionOptions, namespace } = loadClientConnectConfig({
      overrideEnvVars: definedOnly(env),
    });
    const { address, apiKey, tls, metadata } = connectionOptions;
    return {
      namespace: namespace ?? 'default',
      connection: {
        address: address ?? 'localhost:7233',
        ...(typeof apiKey === 'string' && { apiKey }),
        ...(tls !== undefined && tls !== null && { tls }),
        ...(metadata && { metadata: metadata as Record<string, string> }),
      },
    };
  } catch (cause) {
    read.problem(`Temporal's settings (TEMPORAL_*) cannot be read: ${messageOf(cause)}`);
    return { namespace: 'default', connection: { address: 'localhost:7233' } };
  }
}

function authConfig(read: EnvironmentReader): AuthConfig {
  const keyFile = read.optionalText('HANDOVER_DEV_ISSUER_FILE');
  if (keyFile !== undefined && read.optionalText('AUTH_ISSUER') === undefined) {
    return { kind: 'development', keyFile, ...developmentIssuer };
  }
  if (read.optionalText('AUTH_ISSUER') === undefined) {
    read.problem(
      'no token issuer: set AUTH_ISSUER, AUTH_AUDIENCE and AUTH_JWKS_URL (or run `npm start`, which has a development issuer)',
    );
    return { kind: 'development', keyFile: '', ...developmentIssuer };
  }
  const algorithms = read.text('AUTH_ALGORITHMS', 'ES256,RS256').split(',');
  const unfit = algorithms.filter((name) => !asymmetricAlgorithms.includes(name));
  if (unfit.length > 0) {
    read.problem(
      `AUTH_ALGORITHMS may hold ${asymmetricAlgorithms.join(', ')}, not "${unfit.join(',')}"`,
    );
  }
  return {
    kind: 'issuer',
    issuer: read.requiredText('AUTH_ISSUER', 'the `iss` of the tokens'),
    audience: read.requiredText('AUTH_AUDIENCE', 'the `aud` of the tokens'),
    jwksUrl: read.requiredUrl('AUTH_JWKS_URL', "the address of the issuer's public keys"),
    algorithms,
  };
}

const definedOnly = (env: Environment): Record<string, string> =>
  Object.fromEntries(
    Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );

const messageOf = (cause: unknown): string =>
  cause instanceof Error ? cause.message : String(cause);

function switchedAssumptions(read: EnvironmentReader): Assumptions {
  const answer = readAssumptions(read.text('HANDOVER_ASSUMPTIONS', ''));
  if ('assumptions' in answer) return answer.assumptions;
  read.problem(`HANDOVER_ASSUMPTIONS: ${answer.problem}`);
  return defaultAssumptions;
}
