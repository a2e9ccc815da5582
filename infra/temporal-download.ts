import { execFile } from 'node:child_process';
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { gunzipSync } from 'node:zlib';
import type { Progress } from './screen.ts';
import { messageOf } from './start-error.ts';
import { temporalCli as pinned } from './versions.ts';

/** What to download and where to put it. */
export interface DownloadOptions {
  /** Addresses of a `.tar.gz` that holds the program; tried in turn. */
  readonly sources: readonly string[];
  readonly target: string;
  readonly progress?: Progress | undefined;
  /** A machine without internet must learn so within seconds; milliseconds. */
  readonly answerWithinMs?: number;
}

/** A download that stands still this long is given up; milliseconds. */
const stallMs = 15_000;

/** The vendor's archives of the pinned version for this platform. */
export function vendorSources(platform = process.platform, arch = process.arch): string[] {
  const cpu = { x64: 'amd64', arm64: 'arm64' }[arch as string];
  if (!cpu || (platform !== 'linux' && platform !== 'darwin')) return [];
  const { version } = pinned;
  return [
    `https://temporal.download/cli/archive/v${version}?platform=${platform}&arch=${cpu}`,
    `https://github.com/temporalio/cli/releases/download/v${version}/temporal_cli_${version}_${platform}_${cpu}.tar.gz`,
  ];
}

/**
 * Downloads the pinned CLI and puts it in place once it has run and told its version.
 *
 * @throws Error that says why no source would do
 */
export async function downloadTemporalCli(options: DownloadOptions): Promise<void> {
  const reasons: string[] = [];
  for (const source of options.sources) {
    const host = new URL(source).host;
    try {
      const program = programIn(await fetchArchive(source, host, options));
      await putInPlace(program, options.target);
      return;
    } catch (error) {
      reasons.push(`${host}: ${reasonOf(error)}`);
    }
  }
  throw new Error(reasons.join('; ') || `the vendor has no archive for ${process.platform}`);
}

async function fetchArchive(
  source: string,
  host: string,
  { progress, answerWithinMs = 5_000 }: DownloadOptions,
): Promise<Buffer> {
  progress?.(`asking ${host}`);
  const abort = new AbortController();
  let alarm = setTimeout(() => abort.abort(new Error('no answer in time')), answerWithinMs);
  const chunks: Uint8Array[] = [];
  try {
    const response = await fetch(source, { signal: abort.signal });
    if (!response.ok || !response.body) throw new Error(`answered ${response.status}`);
    let received = 0;
    for await (const chunk of response.body as AsyncIterable<Uint8Array>) {
      clearTimeout(alarm);
      alarm = setTimeout(() => abort.abort(new Error('the download stands still')), stallMs);
      chunks.push(chunk);
      received += chunk.length;
      progress?.(`downloading from ${host}, ${(received / 1e6).toFixed(0)} MB`);
    }
  } finally {
    clearTimeout(alarm);
  }
  return Buffer.concat(chunks);
}

/** The file `temporal` in a gzipped tar archive: headers and contents in blocks of 512 bytes. */
function programIn(archive: Buffer): Buffer {
  let tar: Buffer;
  try {
    tar = gunzipSync(archive);
  } catch {
    throw new Error('the download is broken (not a complete gzip archive)');
  }
  const text = (from: number, length: number) =>
    tar.toString('latin1', from, from + length).replace(/\0.*$/s, '');
  for (let at = 0; at + 512 <= tar.length; ) {
    const size = Number.parseInt(text(at + 124, 12), 8) || 0;
    if (/^(\.\/)?temporal$/.test(text(at, 100))) return tar.subarray(at + 512, at + 512 + size);
    at += 512 + Math.ceil(size / 512) * 512;
  }
  throw new Error('the download is broken (no program `temporal` in the archive)');
}

async function putInPlace(program: Buffer, target: string): Promise<void> {
  const arriving = `${target}.${process.pid}.download`;
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(arriving, program, { mode: 0o755 });
  try {
    const { stdout } = await promisify(execFile)(arriving, ['--version'], { timeout: 20_000 });
    if (!stdout.startsWith(`temporal version ${pinned.version} `)) {
      throw new Error(`the download is "${stdout.trim()}", expected ${pinned.version}`);
    }
    renameSync(arriving, target);
  } finally {
    rmSync(arriving, { force: true });
  }
}

/** `fetch` hides the reason in `cause`. */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  return cause instanceof Error ? cause.message : messageOf(error);
}
