import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { signDevToken } from '../../infra/dev-issuer.ts';
import { freePorts } from '../../infra/ports.ts';
import type { TokenSource } from '../../scripts/demo/marketplace.ts';

const projectFolder = join(import.meta.dirname, '../..');

/** The processes of `npm start`, by a word of their command line. */
const commandLines = {
  worker: /worker\.ts/,
  api: /server\.ts/,
  postgres: /\bpostgres\b.*-D/,
  temporal: /server start-dev/,
} as const;
export type PartName = keyof typeof commandLines;
export const partNames = Object.keys(commandLines) as readonly PartName[];

/** Everything that `npm start` brings up, as real processes in a state folder of their own. */
export interface Stack {
  readonly url: string;
  readonly tokens: TokenSource;
  /** What is on its screen so far. */
  readonly screen: () => string;
  /** Process ids of the parts as they run now. */
  readonly pids: () => Readonly<Record<PartName, number | undefined>>;
  readonly environment: Readonly<Record<string, string>>;
  /** Ctrl-C; gives the exit code and how long it took, in milliseconds. */
  readonly stop: () => Promise<{ readonly code: number | null; readonly tookMs: number }>;
}

/** Starts `start.ts` on free ports and waits until it shows its links. Stop it in `afterAll`. */
export async function startStack(extra: Readonly<Record<string, string>> = {}): Promise<Stack> {
  const stateFolder = mkdtempSync(join(tmpdir(), 'handover-stack-'));
  chmodSync(stateFolder, 0o755); // PostgreSQL runs under another account when we are root
  const [apiPort, temporalPort, uiPort] = await freePorts(3);
  const environment = {
    HANDOVER_STATE_DIR: stateFolder,
    API_PORT: String(apiPort),
    HANDOVER_TEMPORAL_PORT: String(temporalPort),
    HANDOVER_TEMPORAL_UI_PORT: String(uiPort),
    ...extra,
  };
  const child = spawn(process.execPath, ['--import', 'tsx', 'start.ts'], {
    cwd: projectFolder,
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let screen = '';
  child.stdout.on('data', (chunk: Buffer) => (screen += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (screen += chunk.toString()));
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));

  const isUp = async () => {
    while (!screen.includes('API reference')) await sleep(100);
    return 'up' as const;
  };
  const first = await Promise.race([isUp(), exited, sleep(120_000)]);
  if (first !== 'up') throw new Error(`npm start did not come up:\n${screen}`);

  return {
    url: `http://127.0.0.1:${apiPort}`,
    tokens: (role, party) =>
      signDevToken(join(stateFolder, 'dev-issuer.json'), {
        sub: party ?? role,
        role,
        ...(party !== undefined && { party }),
      }),
    screen: () => screen,
    pids: () => partsOf(child.pid ?? 0),
    environment,
    stop: async () => {
      const startedAt = performance.now();
      child.kill('SIGINT');
      const code = await exited;
      rmSync(stateFolder, { recursive: true, force: true });
      return { code, tookMs: performance.now() - startedAt };
    },
  };
}

function partsOf(starter: number): Readonly<Record<PartName, number | undefined>> {
  const lines = execFileSync('ps', ['-axo', 'pid=,ppid=,command='], { encoding: 'utf8' })
    .split('\n')
    .map((line) => /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line))
    .filter((match) => match !== null && Number(match[2]) === starter);
  const pidOf = (name: PartName) => {
    const line = lines.find((match) => commandLines[name].test(match?.[3] ?? ''));
    return line ? Number(line[1]) : undefined;
  };
  return {
    worker: pidOf('worker'),
    api: pidOf('api'),
    postgres: pidOf('postgres'),
    temporal: pidOf('temporal'),
  };
}
