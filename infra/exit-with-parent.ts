/**
 * Ends this process when the one that started it is gone, however that one ended (also kill -9).
 * Call it first in `worker.ts` and `server.ts`. Does nothing for a process that was started by hand.
 *
 * @param stop - begins an orderly end; without it, or when it takes longer than `withinMs`, the process just exits
 * @param withinMs - milliseconds
 */
export function exitWithParent(stop?: () => void, withinMs = 10_000): void {
  if (process.channel === undefined) return;
  // The channel alone must not keep a process alive that has finished its work.
  process.channel?.unref();
  process.once('disconnect', () => {
    if (!stop) process.exit(1);
    setTimeout(() => process.exit(1), withinMs).unref();
    stop();
  });
}
