import { execFile } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import type { Progress } from './screen.ts';
import { messageOf, StartError } from './start-error.ts';
import { buildTemporalCli } from './temporal-build.ts';
import { downloadTemporalCli, vendorSources } from './temporal-download.ts';
import { temporalCli as pinned } from './versions.ts';

/** A Temporal CLI on this machine; it holds the development server and its web UI. */
export interface TemporalCli {
  readonly path: string;
  readonly version: string;
  /** Which rung of the ladder it came from. */
  readonly from: 'PATH' | 'cache' | 'download' | 'Go build';
}

/** Where to look for a Temporal CLI, and what to say meanwhile. */
export interface LadderOptions {
  /** Folders, as in the PATH variable. */
  readonly searchPath: string;
  /** Our folder in the user's cache: it outlives the checkout. */
  readonly cacheFolder: string;
  /** Only this version will do, because existing data was made by it. */
  readonly onlyVersion?: string | undefined;
  readonly progress?: Progress | undefined;
  /** Hears in one line why a rung did not hold. */
  readonly note?: ((text: string) => void) | undefined;
  /** The vendor's archives; another list is for tests. */
  readonly sources?: readonly string[] | undefined;
}

/** The file name of the CLI in a folder. */
const programName = process.platform === 'win32' ? 'temporal.exe' : 'temporal';

/**
 * Finds or makes a Temporal CLI: PATH → the user's cache → the vendor's download → a Go build.
 *
 * @throws StartError naming every way when none of them works
 */
export async function provideTemporalCli(options: LadderOptions): Promise<TemporalCli> {
  const note = options.note ?? (() => {});
  const target = cachedCli(options.cacheFolder);
  const found = (await onPath(options, note)) ?? (await inCache(target, note));
  if (found) return found;

  const rungs = [
    [
      'download',
      () =>
        downloadTemporalCli({ ...options, sources: options.sources ?? vendorSources(), target }),
    ],
    ['Go build', () => buildTemporalCli({ ...options, target })],
  ] as const;
  for (const [from, obtain] of rungs) {
    try {
      await obtain();
      return { path: target, version: await requirePinned(target), from };
    } catch (error) {
      note(`Temporal server, ${from}: ${messageOf(error)}`);
    }
  }
  throw new StartError(
    `no Temporal server: set TEMPORAL_ADDRESS to a running one, or install the Temporal CLI ${pinned.oldest} or newer on the PATH (docs.temporal.io/cli), or put it at ${target}, or install Go (go.dev/dl) and let this command build it`,
  );
}

/** Where the pinned version is kept in the cache. */
export const cachedCli = (cacheFolder: string): string =>
  join(cacheFolder, 'temporal', pinned.version, programName);

/** What `temporal --version` says; undefined when the file does not run or says something else. */
async function cliVersionOf(path: string): Promise<string | undefined> {
  try {
    const { stdout } = await promisify(execFile)(path, ['--version'], { timeout: 20_000 });
    return /^temporal version v?(\d+\.\d+\.\d+\S*)/.exec(stdout)?.[1];
  } catch {
    return undefined;
  }
}

async function onPath(
  { searchPath, onlyVersion }: LadderOptions,
  note: (text: string) => void,
): Promise<TemporalCli | undefined> {
  for (const folder of searchPath.split(delimiter).filter(Boolean)) {
    const path = join(folder, programName);
    if (!existsSync(path)) continue;
    const version = await cliVersionOf(path);
    const isNewEnough = version !== undefined && !isOlder(version, pinned.oldest);
    if (isNewEnough && (onlyVersion ?? version) === version) return { path, version, from: 'PATH' };
    const wanted = isNewEnough
      ? `the data here needs ${onlyVersion}`
      : `${pinned.oldest} is needed`;
    note(`Temporal server: ${path} is ${version ?? 'not a Temporal CLI that runs'}, ${wanted}`);
    return undefined;
  }
  return undefined;
}

async function inCache(
  target: string,
  note: (text: string) => void,
): Promise<TemporalCli | undefined> {
  if (!existsSync(target)) return undefined;
  try {
    return { path: target, version: await requirePinned(target), from: 'cache' };
  } catch (error) {
    note(`Temporal server, cache: ${messageOf(error)}`);
    rmSync(target, { force: true });
    return undefined;
  }
}

/** @throws Error unless the file runs and is the pinned version */
async function requirePinned(path: string): Promise<string> {
  const version = await cliVersionOf(path);
  if (version === pinned.version) return version;
  throw new Error(
    `${path} ${version ? `is ${version}` : 'does not run'}, expected Temporal CLI ${pinned.version}`,
  );
}

/** Whether a dotted version comes before another; what follows a hyphen is ignored. */
export function isOlder(version: string, than: string): boolean {
  const parts = (text: string) => text.split('-', 1).join('').split('.').map(Number);
  const [left, right] = [parts(version), parts(than)];
  const differing = right.findIndex((part, index) => part !== (left[index] ?? 0));
  return differing >= 0 && (left[differing] ?? 0) < (right[differing] ?? 0);
}
