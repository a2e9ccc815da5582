/** Why something cannot be started: one sentence for the person at the terminal that says what to do. Shown without a stack. */
export class StartError extends Error {
  override readonly name = 'StartError';
}

/** The message of anything that was thrown. */
export const messageOf = (cause: unknown): string =>
  cause instanceof Error ? cause.message : String(cause);
