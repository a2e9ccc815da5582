import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cachedCli, isOlder, provideTemporalCli } from '../../infra/temporal-cli.ts';
import { downloadTemporalCli } from '../../infra/temporal-download.ts';
import { temporalCli as pinned } from '../../infra/versions.ts';

let folder: string;
let searchPath: string;
let cacheFolder: string;
let notes: string[];
let servers: Server[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'handover-test-ladder-'));
  searchPath = join(folder, 'path');
  cacheFolder = join(folder, 'cache');
  notes = [];
  servers = [];
});

afterEach(() => {
  for (const server of servers) server.closeAllConnections();
  for (const server of servers) server.close();
  rmSync(folder, { recursive: true });
});

describe('where the Temporal server comes from', () => {
  it('takes a temporal on the PATH that is new enough, also one newer than the pinned version', async () => {
    program(join(searchPath, 'temporal'), cliSaying('1.99.0'));
    program(cachedCli(cacheFolder), cliSaying(pinned.version));

    expect(await provide()).toMatchObject({ from: 'PATH', version: '1.99.0' });
  });

  it('passes over a temporal on the PATH that is too old, and says so', async () => {
    program(join(searchPath, 'temporal'), cliSaying('1.5.1'));
    program(cachedCli(cacheFolder), cliSaying(pinned.version));

    expect(await provide()).toMatchObject({ from: 'cache', version: pinned.version });
    expect(notes).toEqual([expect.stringContaining(`is 1.5.1, ${pinned.oldest} is needed`)]);
  });

  it('passes over a temporal on the PATH that is not the version which made the data', async () => {
    program(join(searchPath, 'temporal'), cliSaying('1.99.0'));
    program(cachedCli(cacheFolder), cliSaying(pinned.version));

    expect(await provide({ onlyVersion: pinned.version })).toMatchObject({ from: 'cache' });
  });

  it('throws a cached file away that does not run, and goes on', async () => {
    program(cachedCli(cacheFolder), 'exit 1');
    const source = await serve(archiveOf(cliSaying(pinned.version)));

    expect(await provide({ sources: [source] })).toMatchObject({ from: 'download' });
    expect(notes).toEqual([expect.stringContaining('does not run')]);
  });

  it('builds in place of a cached file that does not run', async () => {
    program(cachedCli(cacheFolder), 'exit 1');
    fakeGo(cliSaying(pinned.version));

    expect(await provide()).toMatchObject({ from: 'Go build', version: pinned.version });
  });

  it('keeps what it downloaded for the next time', async () => {
    const source = await serve(archiveOf(cliSaying(pinned.version)));

    await provide({ sources: [source] });

    expect(await provide({ sources: [] })).toMatchObject({ from: 'cache' });
  });

  it.each([
    ['not an archive', Buffer.from('<html>please log in</html>'), 'not a complete gzip archive'],
    [
      'an archive cut short',
      archiveOf(cliSaying('1.8.2')).subarray(0, 60),
      'not a complete gzip archive',
    ],
    ['an archive of something else', archiveOf('', 'LICENSE'), 'no program `temporal`'],
    ['another version', archiveOf(cliSaying('1.0.0')), `expected ${pinned.version}`],
    ['a program that does not run', archiveOf('exit 3'), 'Command failed'],
  ])('builds with Go after a download that is %s', async (_what, body, reason) => {
    fakeGo(cliSaying(pinned.version));

    const cli = await provide({ sources: [await serve(body)] });

    expect(cli).toMatchObject({ from: 'Go build', version: pinned.version });
    expect(notes).toEqual([expect.stringContaining(reason)]);
  });

  it('lets one of two processes build, and the other wait for it', async () => {
    fakeGo(cliSaying(pinned.version));

    const found = await Promise.all([provide(), provide()]);

    expect(found.map(({ path }) => path)).toEqual([cachedCli(cacheFolder), cachedCli(cacheFolder)]);
    expect(readFileSync(join(folder, 'builds'), 'utf8')).toBe('built\n');
  });

  it('names every way when none works, and why', async () => {
    program(join(searchPath, 'go'), 'echo "go: no such module" >&2; exit 1');

    await expect(provide()).rejects.toThrow(
      /TEMPORAL_ADDRESS.* on the PATH .*, or put it at .*, or install Go/,
    );
    expect(notes.join('\n')).toContain('`go build` failed: go: no such module');
    expect(existsSync(cachedCli(cacheFolder))).toBe(false);
  });

  it('gives up within its time on a vendor that does not answer', async () => {
    const silent = await listen(createServer(() => {}));
    const startedAt = Date.now();

    const download = downloadTemporalCli({
      sources: [silent],
      target: cachedCli(cacheFolder),
      answerWithinMs: 200,
    });

    await expect(download).rejects.toThrow('no answer in time');
    expect(Date.now() - startedAt).toBeLessThan(2_000);
  });

  it.each([
    ['1.8.2', '1.8.0', false],
    ['1.8.0', '1.8.0', false],
    ['1.7.9', '1.8.0', true],
    ['1.10.0', '1.8.0', false],
    ['2.0.0', '1.8.0', false],
    ['0.13.2', '1.8.0', true],
    ['1.8.0-rc.1', '1.8.0', false],
  ])('%s is older than %s: %s', (version, than, expected) => {
    expect(isOlder(version, than)).toBe(expected);
  });
});

interface Changes {
  readonly onlyVersion?: string;
  readonly sources?: readonly string[];
}

const provide = ({ onlyVersion, sources = [] }: Changes = {}) =>
  provideTemporalCli({
    ...{ searchPath, cacheFolder, onlyVersion, sources },
    note: (text) => {
      if (!text.includes('the vendor has no archive')) notes.push(text);
    },
  });

const cliSaying = (version: string) =>
  `echo "temporal version ${version} (Server 1.31.2, UI 2.50.1)"`;

function program(path: string, script: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `#!/bin/sh\n${script}\n`);
  chmodSync(path, 0o755);
}

/** A compiler that counts its runs and "builds" a shell script. */
function fakeGo(script: string): void {
  program(
    join(searchPath, 'go'),
    `while [ "$1" != -o ]; do shift; done; sleep 0.3
echo built >> ${join(folder, 'builds')}
printf '%s\\n' '#!/bin/sh' '${script}' > "$2"; chmod 755 "$2"`,
  );
}

/** A gzipped tar archive with one file in it. */
function archiveOf(script: string, name = 'temporal'): Buffer {
  const content = Buffer.from(`#!/bin/sh\n${script}\n`);
  const tar = Buffer.alloc(512 + 512 * Math.ceil(content.length / 512) + 1_024);
  tar.write(name, 0);
  tar.write(content.length.toString(8).padStart(11, '0'), 124);
  content.copy(tar, 512);
  return gzipSync(tar);
}

const serve = (body: Buffer): Promise<string> =>
  listen(createServer((_request, response) => response.end(body)));

async function listen(server: Server): Promise<string> {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return `http://127.0.0.1:${address.port}/cli.tar.gz`;
}
