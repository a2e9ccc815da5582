import { isGrpcServiceError, ServiceError } from '@temporalio/client';
import { Problem } from './problem.ts';

/** Names of the gRPC status codes that mean something here. */
const grpcStatus = {
  cancelled: 1,
  deadlineExceeded: 4,
  resourceExhausted: 8,
  aborted: 10,
  unavailable: 14,
} as const;

const awayCodes: readonly number[] = [
  grpcStatus.cancelled,
  grpcStatus.deadlineExceeded,
  grpcStatus.unavailable,
];

/** The gRPC status behind an error of the Temporal client; undefined for other errors. */
function grpcCodeOf(error: unknown): number | undefined {
  const cause = error instanceof ServiceError ? error.cause : error;
  return isGrpcServiceError(cause) ? cause.code : undefined;
}

/** The run is just giving way to its successor: the same call succeeds in a moment. */
export const isBetweenRuns = (error: unknown): boolean => grpcCodeOf(error) === grpcStatus.aborted;

/** What a failed call to Temporal means for the caller; undefined for other errors. */
export function engineProblem(error: unknown): Problem | undefined {
  const code = grpcCodeOf(error);
  if (code === undefined) return undefined;
  if (code === grpcStatus.resourceExhausted) {
    return new Problem('TOO_MANY_COMMANDS', 'the workflow engine takes no more for now', {
      headers: { 'retry-after': '1' },
    });
  }
  if (awayCodes.includes(code)) {
    return new Problem(
      'ENGINE_UNAVAILABLE',
      'no answer',
      { headers: { 'retry-after': '2' } },
      error,
    );
  }
  return undefined;
}
