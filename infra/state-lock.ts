import { join } from 'node:path';
import { type LockFile, takeLock } from './lock-file.ts';
import { StartError } from './start-error.ts';

/**
 * Makes sure that one start at a time uses a state folder.
 *
 * @param url - of our API, for whoever comes second
 * @throws StartError naming the process that runs and its address
 */
export function lockState(stateFolder: string, url: string): LockFile {
  const lock = takeLock(join(stateFolder, 'start.lock'), url);
  if (!('heldBy' in lock)) return lock;
  const { pid, note } = lock.heldBy;
  throw new StartError(
    `Handover already runs from this folder (process ${pid}, ${note}): use that one, stop it with Ctrl-C in its terminal, or give this one a folder of its own with HANDOVER_STATE_DIR`,
  );
}
