import { setTimeout as sleep } from 'node:timers/promises';
import { loadStartConfig, type StartConfig } from './config.ts';
import { migrate, tryApplicationLogin } from './db/migrate.ts';
import { startApplication, waitUntilReady } from './infra/application.ts';
import { createDevKey } from './infra/dev-issuer.ts';
import { bringUpDatabase, bringUpTemporal, connectTo } from './infra/engines.ts';
import { ConfigError } from './infra/environment-reader.ts';
import { requireFreePorts } from './infra/ports.ts';
import { createScreen } from './infra/screen.ts';
import { messageOf, StartError } from './infra/start-error.ts';
import { startHelp } from './infra/start-help.ts';
import { lockState } from './infra/state-lock.ts';
import type { Supervised } from './infra/supervisor.ts';
import { prepareNamespace } from './infra/temporal-namespace.ts';
import { portsLeftBehind } from './infra/temporal-server.ts';
import { orderSearchAttributes } from './workflows/search-attributes.ts';

/** Histories of closed orders stay visible in Temporal's UI this long. */
const retentionDays = 90;
/** An interrupted start finishes the step it is in, so that nothing half-started is left behind; milliseconds. */
const finishStepMs = 5_000;

const screen = createScreen();
const say = (text: string) => screen.line(text);
const running: Supervised[] = [];
const interrupted = new AbortController();
let releaseLock = () => {};
let isUp = false;

readArguments(process.argv.slice(2));
process.on('SIGINT', () => void interrupt('Ctrl-C'));
process.on('SIGTERM', () => void interrupt('SIGTERM'));
process.on('SIGHUP', () => void interrupt('the terminal was closed'));
// Whoever read our screen may be gone; that must not end us before PostgreSQL has ended in order.
process.stdout.on('error', () => {});
process.stderr.on('error', () => {});
const starting = start().catch(async (error: unknown) => {
  if (interrupted.signal.aborted) return;
  interrupted.abort();
  const isExpected = error instanceof StartError || error instanceof ConfigError;
  const isFile = error instanceof Error && 'syscall' in error && 'path' in error;
  if (isExpected) console.error(`\n${error.message}`);
  else if (isFile) {
    console.error(
      `\nthe state folder cannot be used (${error.message}): set HANDOVER_STATE_DIR to one that can`,
    );
  } else console.error(error);
  await stopEverything();
  process.exit(1);
});

async function start(): Promise<void> {
  const config = loadStartConfig();
  const url = `http://${config.host === '0.0.0.0' ? '127.0.0.1' : config.host}:${config.port}`;
  const lock = lockState(config.stateFolder, url);
  releaseLock = lock.release;
  await checkPorts(config, lock.isTakeover);

  const database = await step('PostgreSQL', () => bringUpDatabase(config, say));
  if (database.supervised) running.push(database.supervised);

  const attributes = Object.values(orderSearchAttributes);
  const temporal = await step('Temporal server', (progress) =>
    bringUpTemporal(config, attributes, { say, progress }),
  );
  if (temporal.supervised) running.push(temporal.supervised);

  await step('Migrations', async () => {
    const { applied } = await migrate(database.ownerUrl).catch((error: unknown) => {
      throw new StartError(
        `the tables cannot be brought up to date as the owner in DATABASE_URL (${databaseSays(error)}): let it create tables and roles, or let an administrator \`create role handover_app\` first`,
      );
    });
    await tryApplicationLogin(database.appUrl).catch((error: unknown) => {
      throw new StartError(
        `worker and API cannot use the database (${databaseSays(error)}): check APP_DATABASE_URL, and \`grant handover_app to\` its login`,
      );
    });
    return { summary: applied === 0 ? 'nothing new' : `${applied} applied` };
  });
  const namespace = await step('Namespace', async () => {
    const connection = await connectTo(temporal.config);
    const wishes = { retentionDays, searchAttributes: attributes };
    try {
      return await prepareNamespace(connection, {
        ...wishes,
        namespace: temporal.config.namespace,
      });
    } finally {
      await connection.close();
    }
  });
  for (const sentence of namespace.byHand) say(`! ${sentence}`);

  await step('Worker and API', async (progress) => {
    if (config.devIssuerFile) await createDevKey(config.devIssuerFile);
    const options = {
      say,
      projectFolder: import.meta.dirname,
      stateFolder: config.stateFolder,
      environment: {
        ...temporal.environment,
        TEMPORAL_UI_URL: temporal.uiUrl,
        // The application never holds the owner's login.
        DATABASE_URL: undefined,
        APP_DATABASE_URL: database.appUrl,
        HANDOVER_DEV_ISSUER_FILE: config.devIssuerFile,
        ...(config.filesFolder !== undefined && { FILES_DIR: config.filesFolder }),
      },
    };
    running.push(await startApplication('worker', options));
    running.push(await startApplication('api', options));
    await waitUntilReady(url, { progress, applications: running, signal: interrupted.signal });
    return { summary: 'ready' };
  });
  isUp = true;
  showLinks(config, url, temporal.uiUrl);
  await Promise.race(running.map(({ failed }) => failed));
}

/** The database's own sentence, without the statement around it. */
const databaseSays = (error: unknown): string =>
  messageOf(error instanceof Error && error.cause ? error.cause : error);

/** One step; after an interruption none begins. */
function step<Result extends { readonly summary: string }>(
  title: string,
  work: Parameters<typeof screen.step<Result>>[1],
): Promise<Result> {
  interrupted.signal.throwIfAborted();
  return screen.step(title, work);
}

/** What a killed start left behind may still be going: ours to adopt, or about to notice that it is alone. */
async function checkPorts(config: StartConfig, isTakeover: boolean): Promise<void> {
  const ours = portsLeftBehind(config.stateFolder);
  const temporalPorts = [
    { what: 'Temporal', port: config.temporalPort, variable: 'HANDOVER_TEMPORAL_PORT' },
    { what: 'Temporal UI', port: config.temporalUiPort, variable: 'HANDOVER_TEMPORAL_UI_PORT' },
  ];
  const wanted = [
    { what: 'API', port: config.port, variable: 'API_PORT' },
    ...(config.temporal ? [] : temporalPorts.filter(({ port }) => !ours.includes(port))),
  ];
  for (let triesLeft = isTakeover ? 30 : 0; triesLeft > 0; triesLeft -= 1) {
    const isFree = await requireFreePorts(wanted, config.host).then(
      () => true,
      () => false,
    );
    if (isFree) return;
    await sleep(500);
  }
  await requireFreePorts(wanted, config.host);
}

function showLinks(
  { devIssuerFile, commandPrefix }: StartConfig,
  url: string,
  temporalUiUrl: string,
): void {
  const token = devIssuerFile
    ? `curl -H "Authorization: Bearer $(${commandPrefix}npm run --silent token -- --role opsManager)" ${url}/orders`
    : `curl -H "Authorization: Bearer <token of your issuer>" ${url}/orders`;
  screen.box([
    `API            ${url}`,
    `API reference  ${url}/reference`,
    `Temporal UI    ${temporalUiUrl}`,
    '',
    'Next, in another terminal:',
    `  ${commandPrefix}npm run demo`,
    `  ${token}`,
    '',
    'Ctrl-C stops everything and keeps the data.',
  ]);
}

/** Stops in order on the first signal, at once on the second. */
async function interrupt(by: string): Promise<void> {
  if (interrupted.signal.aborted) {
    say('stopping at once');
    for (const supervised of running) supervised.kill();
    releaseLock();
    process.exit(1);
  }
  interrupted.abort();
  say(`\n${by}: stopping in order`);
  if (!isUp) await Promise.race([starting, sleep(finishStepMs)]);
  await stopEverything();
  process.exit(0);
}

/** The last that was started ends first: API, worker, Temporal server, PostgreSQL. */
async function stopEverything(): Promise<void> {
  for (const supervised of running.toReversed()) {
    const startedAt = performance.now();
    await supervised.stop();
    const seconds = ((performance.now() - startedAt) / 1_000).toFixed(1);
    say(`✔ ${supervised.name} stopped  ${seconds} s`);
  }
  releaseLock();
}

function readArguments(given: readonly string[]): void {
  const unknown = given.find((argument) => argument !== '--help' && argument !== '-h');
  if (unknown !== undefined) {
    console.error(`npm start knows no "${unknown}"; see npm start -- --help`);
    process.exit(2);
  }
  if (given.length > 0) {
    console.log(startHelp);
    process.exit(0);
  }
}
