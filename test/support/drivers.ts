import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';

const projectFolder = join(import.meta.dirname, '..', '..');
const require = createRequire(import.meta.url);

/** The entry of the installed `postgres` driver, for `import()`. */
export const installedDriver = import.meta.resolve('postgres');

/**
 * A copy of the installed driver with our patch taken out again.
 *
 * @throws if the installed driver does not carry the patch: then there is nothing to take out
 */
export function unpatchedDriver(): { readonly url: string; remove(): void } {
  const folder = mkdtempSync(join(tmpdir(), 'handover-unpatched-'));
  const copy = join(folder, 'node_modules', 'postgres');
  mkdirSync(copy, { recursive: true });
  cpSync(join(projectFolder, 'node_modules', 'postgres'), copy, { recursive: true });
  cpSync(join(projectFolder, 'patches'), join(folder, 'patches'), { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{"dependencies":{"postgres":"3.4.9"}}');
  const tool = join(dirname(require.resolve('patch-package/package.json')), 'index.js');
  execFileSync(process.execPath, [tool, '--reverse', '--error-on-fail'], {
    cwd: folder,
    stdio: 'pipe',
  });
  return {
    url: pathToFileURL(join(copy, 'src', 'index.js')).href,
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
