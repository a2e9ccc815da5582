import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { Problem } from '../problem.ts';
import { storageAway } from './file-store.ts';

/** Ends what waits for an upload; aborted with the Problem that says why. */
export interface Patience {
  readonly signal: AbortSignal;
  /** Call it when the waiting is over. */
  readonly stop: () => void;
}

/** How long an upload is waited for. */
export interface Limits {
  /** From its beginning to its end, milliseconds. */
  readonly transferMs: number;
  /** While nothing arrives, milliseconds. */
  readonly stallMs: number;
}

/** How often it is looked whether something arrived, milliseconds. */
const lookEveryMs = 500;

/**
 * Gives an upload up when its sender is gone, when it takes too long, and when nothing arrives for a while.
 *
 * @param isHeldUp - whether bytes that arrived wait for the storage: then it is not the sender who stands still
 */
export function patienceWith(
  { socket }: IncomingMessage,
  { transferMs, stallMs }: Limits,
  isHeldUp: () => boolean,
): Patience {
  const controller = new AbortController();
  const begunAt = performance.now();
  let seen = socket.bytesRead;
  let movedAt = begunAt;
  const look = () => {
    const now = performance.now();
    if (socket.bytesRead !== seen) movedAt = now;
    seen = socket.bytesRead;
    const stoodMs = now - movedAt;
    if (now - begunAt >= transferMs) {
      controller.abort(cutOff(`it was not complete after ${transferMs / 1_000} s`));
    } else if (stoodMs >= stallMs) {
      const found = `nothing moved for ${stallMs / 1_000} s`;
      controller.abort(isHeldUp() ? storageAway(new Error(found)) : cutOff(found));
    }
  };
  const timer = setInterval(look, Math.min(lookEveryMs, stallMs));
  const gone = () => controller.abort(cutOff('the connection was closed'));
  socket.once('close', gone);
  return {
    signal: controller.signal,
    stop: () => {
      clearInterval(timer);
      socket.off('close', gone);
    },
  };
}

/** The outcome, unless the signal says first that nobody waits for it. */
export async function orGivenUp<T>(outcome: Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted();
  const done = new AbortController();
  const givenUp = once(signal, 'abort', { signal: done.signal }).then(() => {
    throw signal.reason;
  });
  try {
    return await Promise.race([outcome, givenUp]);
  } finally {
    givenUp.catch(() => undefined);
    done.abort();
  }
}

/** An upload that ended before the file did. @param found - in words */
export const cutOff = (found: string): Problem =>
  new Problem('UPLOAD_CUT_OFF', `expected the whole form, found its beginning: ${found}`, {
    errors: [{ field: '/file', expected: 'the whole file, then the end of the form', found }],
  });

/** How long a sender is listened to that was refused already, milliseconds. */
const listenMs = 5_000;

/**
 * Reads away the rest of a body that was refused, for most clients hear the answer only after they have spoken.
 *
 * @returns whether the body is at its end; else the connection must be closed with the answer
 */
export async function readAway(raw: IncomingMessage): Promise<boolean> {
  raw.unpipe();
  if (raw.readableEnded || raw.destroyed) return true;
  raw.resume();
  const over = new AbortController();
  await Promise.race(
    [
      ...['end', 'close'].map((event) => once(raw, event, { signal: over.signal })),
      sleep(listenMs, undefined, { signal: over.signal }),
    ].map((ending) => ending.catch(() => undefined)),
  );
  over.abort();
  return raw.readableEnded || raw.destroyed;
}
