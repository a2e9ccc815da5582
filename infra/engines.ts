import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Connection } from '@temporalio/client';
import postgresClient from 'postgres';
import type { StartConfig, TemporalConfig } from '../config.ts';
import { type PostgresServer, startPostgres } from './postgres.ts';
import type { Progress } from './screen.ts';
import { messageOf, StartError } from './start-error.ts';
import { type Supervised, supervise } from './supervisor.ts';
import { provideTemporalCli } from './temporal-cli.ts';
import { cliTypeOf, type SearchAttribute } from './temporal-namespace.ts';
import { databaseVersion, startTemporalServer, type TemporalServer } from './temporal-server.ts';

/** A database that answers; `supervised` when it is ours. */
export interface Database {
  readonly ownerUrl: string;
  readonly appUrl: string;
  readonly supervised?: Supervised;
  readonly summary: string;
}

/** A Temporal service that answers; `supervised` when it is ours. */
export interface Temporal {
  readonly config: TemporalConfig;
  readonly uiUrl: string;
  /** Changes to the environment of our processes that make them use this service. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly supervised?: Supervised;
  readonly summary: string;
}

type Say = (sentence: string) => void;

/** DATABASE_URL, or a PostgreSQL of our own. @throws StartError */
export async function bringUpDatabase(config: StartConfig, say: Say): Promise<Database> {
  if (config.databaseUrl !== undefined) return await givenDatabase(config, config.databaseUrl, say);

  let server: PostgresServer | undefined;
  const supervised = await supervise({
    name: 'PostgreSQL',
    say,
    launch: async () => {
      // Once connected to, it has to come back on the same port.
      const port = server?.port ?? config.postgresPort;
      server = await startPostgres({ stateFolder: config.stateFolder, port });
      return server;
    },
  });
  if (!server) throw new Error('supervise returned without launching');
  const { ownerUrl, appUrl, port, isAdopted } = server;
  const how = isAdopted ? 'found running, ' : '';
  return { ownerUrl, appUrl, supervised, summary: `${how}port ${port}` };
}

async function givenDatabase(config: StartConfig, ownerUrl: string, say: Say): Promise<Database> {
  const sql = postgresClient(ownerUrl, { max: 1, connect_timeout: 10, onnotice: () => {} });
  try {
    const [row] = await sql`show server_version`;
    if (config.appDatabaseUrl === undefined) {
      say(
        "APP_DATABASE_URL is not set: worker and API use the owner's login, in the role handover_app; on a real installation give them a login of their own",
      );
    }
    const summary = `DATABASE_URL, version ${row?.server_version}`;
    return { ownerUrl, appUrl: config.appDatabaseUrl ?? ownerUrl, summary };
  } catch (error) {
    throw new StartError(`the PostgreSQL of DATABASE_URL cannot be used: ${messageOf(error)}`);
  } finally {
    await sql.end({ timeout: 1 });
  }
}

/** TEMPORAL_ADDRESS, or a Temporal server of our own by the ladder of `provideTemporalCli`. @throws StartError */
export async function bringUpTemporal(
  config: StartConfig,
  searchAttributes: readonly SearchAttribute[],
  { say, progress }: { readonly say: Say; readonly progress: Progress },
): Promise<Temporal> {
  const { stateFolder, temporalPort: port, temporalUiPort: uiPort } = config;
  if (config.temporal) return await givenTemporal(config, config.temporal);

  const onlyVersion = databaseVersion(stateFolder);
  const cli = await provideTemporalCli({ ...config, onlyVersion, progress, note: say });
  progress('starting');
  let server: TemporalServer | undefined;
  const attributes = Object.fromEntries(
    searchAttributes.map(({ name, type }) => [name, cliTypeOf(type)]),
  );
  const supervised = await supervise({
    name: 'Temporal server',
    say,
    launch: async () => {
      server = await startTemporalServer({
        ...{ cli, stateFolder, port, uiPort },
        searchAttributes: attributes,
      });
      return server;
    },
  });
  if (!server) throw new Error('supervise returned without launching');
  const { address, uiUrl, isAdopted } = server;
  return {
    config: { namespace: 'default', connection: { address } },
    uiUrl: config.temporalUiUrl ?? uiUrl,
    environment: environmentOf(config, address),
    supervised,
    summary: `${isAdopted ? 'found running' : `CLI ${cli.version} from ${cli.from}`}, ${address}`,
  };
}

async function givenTemporal(config: StartConfig, temporal: TemporalConfig): Promise<Temporal> {
  const { address } = temporal.connection;
  const connection = await connectTo(temporal);
  await connection.close();
  const uiUrl = config.temporalUiUrl ?? 'http://127.0.0.1:8233';
  const summary = `${address}, namespace ${temporal.namespace}`;
  return { config: temporal, uiUrl, environment: {}, summary };
}

/** A client connection. @throws StartError naming the address */
export async function connectTo({ connection }: TemporalConfig): Promise<Connection> {
  try {
    return await Connection.connect(connection);
  } catch (error) {
    throw new StartError(
      `the Temporal service at ${connection.address} cannot be used: ${messageOf(error)}`,
    );
  }
}

/** A file of our own keeps the settings in somebody's home, perhaps for a real cluster, away from our server. */
function environmentOf(
  { stateFolder, temporalVariables }: StartConfig,
  address: string,
): Record<string, string | undefined> {
  const file = join(stateFolder, 'temporal.toml');
  mkdirSync(stateFolder, { recursive: true });
  writeFileSync(file, `[profile.default]\naddress = "${address}"\nnamespace = "default"\n`);
  return {
    ...Object.fromEntries(temporalVariables.map((name) => [name, undefined])),
    TEMPORAL_CONFIG_FILE: file,
    TEMPORAL_ADDRESS: address,
  };
}
