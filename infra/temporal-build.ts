import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { takeLock } from './lock-file.ts';
import type { Progress } from './screen.ts';
import { temporalCli as pinned } from './versions.ts';

/** What to build and where to put it. */
export interface BuildOptions {
  readonly searchPath: string;
  readonly target: string;
  readonly progress?: Progress | undefined;
}

/** The import path of the CLI's main package, and of the variable that holds its version. */
const mainPackage = 'github.com/temporalio/cli/cmd/temporal';
const versionVariable = 'github.com/temporalio/cli/internal/temporalcli.Version';

/**
 * Builds the pinned CLI from source with Go, checked against the committed `go.sum`: minutes the first time.
 * Of two processes that want it at once, one builds and the other waits for the result.
 *
 * @throws Error when there is no Go or the build fails
 */
export async function buildTemporalCli({
  searchPath,
  target,
  progress,
}: BuildOptions): Promise<void> {
  const go = searchPath
    .split(delimiter)
    .filter(Boolean)
    .map((folder) => join(folder, process.platform === 'win32' ? 'go.exe' : 'go'))
    .find((path) => existsSync(path));
  if (!go) throw new Error('there is no `go` on the PATH');

  mkdirSync(dirname(target), { recursive: true });
  for (;;) {
    const lock = takeLock(`${target}.lock`);
    if ('heldBy' in lock) {
      progress?.(`waiting for process ${lock.heldBy.pid}, which is building it`);
      await sleep(500);
      continue;
    }
    try {
      // The one we waited for has put it there.
      if (!existsSync(target)) await build(go, target, progress);
      return;
    } finally {
      lock.release();
    }
  }
}

async function build(go: string, target: string, progress?: Progress): Promise<void> {
  const making = `${target}.${process.pid}.build`;
  progress?.('building with Go, some minutes the first time: downloading modules');
  const flags = `-s -w -X ${versionVariable}=${pinned.version}`;
  const child = spawn(
    go,
    ['build', '-v', '-mod=readonly', '-trimpath', `-ldflags=${flags}`, '-o', making, mainPackage],
    {
      cwd: join(import.meta.dirname, pinned.goModule),
      env: { ...process.env, CGO_ENABLED: '0' },
      stdio: ['ignore', 'ignore', 'pipe'],
    },
  );
  const endWithUs = () => child.kill();
  process.once('exit', endWithUs);
  let lastLines: string[] = [];
  let compiled = 0;
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    const lines = text.split('\n').filter(Boolean);
    lastLines = [...lastLines, ...lines].slice(-5);
    compiled += lines.filter((line) => !line.startsWith('go: ')).length;
    const doing = lines.at(-1)?.startsWith('go: downloading')
      ? 'downloading modules'
      : `compiling, ${compiled} packages done`;
    progress?.(`building with Go, some minutes the first time: ${doing}`);
  });
  try {
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', resolve);
    });
    if (code !== 0) throw new Error(`\`go build\` failed: ${lastLines.join(' | ')}`);
    renameSync(making, target);
  } finally {
    process.off('exit', endWithUs);
    rmSync(making, { force: true });
  }
}
