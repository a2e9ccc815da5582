import { loadClientConnectConfig } from '@temporalio/envconfig';

/** A setting is missing or cannot be understood; the message is one sentence for the person who starts the program. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

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
export interface TemporalConnectionOptions {
  readonly address: string;
  readonly apiKey?: string;
  readonly tls?: NonNullable<
    ReturnType<typeof loadClientConnectConfig>['connectionOptions']['tls']
  >;
  readonly metadata?: Record<string, string>;
}

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
  /** How long a request waits for a worker before it answers 202, milliseconds. */
  readonly commandWaitMs: number;
  /** How long a process that was told to stop may finish what it has begun, milliseconds. */
  readonly drainMs: number;
}

/** The environment variables a program was started with. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Issuer and audience of the tokens that `npm run token` signs. */
export const developmentIssuer = { issuer: 'handover-dev', audience: 'handover' } as const;

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
  const migrationDatabaseUrl = read.optionalUrl('DATABASE_URL', ['postgres:', 'postgresql:']);
  const appDatabaseUrl = read.optionalUrl('APP_DATABASE_URL', ['postgres:', 'postgresql:']);
  const config: Config = {
    host: read.text('API_HOST', '127.0.0.1'),
    port: read.port('API_PORT', 8080),
    databaseUrl: appDatabaseUrl ?? migrationDatabaseUrl ?? '',
    migrationDatabaseUrl,
    temporal: temporalConfig(env, read),
    taskQueue: read.text('TEMPORAL_TASK_QUEUE', 'orders'),
    temporalUiUrl: read.url('TEMPORAL_UI_URL', 'http://127.0.0.1:8233').replace(/\/$/, ''),
    auth: authConfig(read),
    commandWaitMs: read.milliseconds('COMMAND_WAIT_MS', 5_000),
    drainMs: read.milliseconds('DRAIN_MS', 8_000),
  };
  if (config.databaseUrl === '') {
    read.problem('APP_DATABASE_URL (or DATABASE_URL) is missing: the address of PostgreSQL');
  }
  read.stopOnProblems();
  return config;
}

/** {@link loadConfig} for a program's first line: wrong settings end the process with one sentence. */
export function configOrExit(env: Environment = process.env): Config {
  try {
    return loadConfig(env);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    console.error(error.message);
    process.exit(configErrorExitCode);
  }
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

/** Reads single variables and collects what is wrong with them, so that one start names all of it. */
export class EnvironmentReader {
  readonly #env: Environment;
  readonly #problems: string[] = [];

  constructor(env: Environment) {
    this.#env = env;
  }

  problem(text: string): void {
    this.#problems.push(text);
  }

  /** @throws ConfigError when any variable read so far was missing or invalid */
  stopOnProblems(): void {
    if (this.#problems.length > 0) throw new ConfigError(`settings: ${this.#problems.join('; ')}`);
  }

  /** Undefined also for a variable that is set to nothing. */
  optionalText(name: string): string | undefined {
    return this.#env[name]?.trim() || undefined;
  }

  text(name: string, preset: string): string {
    return this.optionalText(name) ?? preset;
  }

  requiredText(name: string, meaning: string): string {
    const value = this.optionalText(name);
    if (value === undefined) this.problem(`${name} is missing: ${meaning}`);
    return value ?? '';
  }

  requiredUrl(name: string, meaning: string): string {
    this.requiredText(name, meaning);
    return this.optionalUrl(name) ?? '';
  }

  url(name: string, preset: string): string {
    return this.optionalUrl(name) ?? preset;
  }

  optionalUrl(
    name: string,
    protocols: readonly string[] = ['http:', 'https:'],
  ): string | undefined {
    const value = this.optionalText(name);
    if (value === undefined) return undefined;
    const protocol = URL.canParse(value) ? new URL(value).protocol : '';
    if (!protocols.includes(protocol)) {
      this.problem(`${name} must be an address that starts with ${protocols[0]}//`);
    }
    return value;
  }

  port(name: string, preset: number): number {
    return this.#whole(name, preset, 1, 65_535, 'a port, 1 to 65535');
  }

  milliseconds(name: string, preset: number): number {
    return this.#whole(name, preset, 1, 600_000, 'milliseconds, 1 to 600000');
  }

  #whole(name: string, preset: number, least: number, most: number, meaning: string): number {
    const value = this.optionalText(name);
    if (value === undefined) return preset;
    const number = /^\d+$/.test(value) ? Number(value) : Number.NaN;
    if (number >= least && number <= most) return number;
    this.problem(`${name} must be ${meaning}, not "${value}"`);
    return preset;
  }
}

const definedOnly = (env: Environment): Record<string, string> =>
  Object.fromEntries(
    Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );

const messageOf = (cause: unknown): string =>
  cause instanceof Error ? cause.message : String(cause);
