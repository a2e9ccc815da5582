import {
  Connection,
  type ConnectionOptions,
  defaultGrpcRetryOptions,
  makeGrpcRetryInterceptor,
} from '@temporalio/client';

/** What the server says, as RESOURCE_EXHAUSTED, when a run gives way to the next one at this moment (ADR 0015). */
const closing = /workflow is closing/;

/** Pause before such a call is sent again, milliseconds. The client's own would be 1.4 to 2 s, then 2.3 to 3.5 s. */
const pauseBetweenRunsMs = 25;

const usual = defaultGrpcRetryOptions();
const retries = makeGrpcRetryInterceptor({
  retryableDecider: (attempt, status) =>
    closing.test(status.details) || usual.retryableDecider(attempt, status),
  delayFunction: (attempt, status) =>
    closing.test(status.details) ? pauseBetweenRunsMs : usual.delayFunction(attempt, status),
});

/**
 * A connection to Temporal that opens when it is first used. What reaches an order between two of its runs is sent again at
 * once, until the deadline of the call: give every call one.
 */
export const engineConnection = (options: ConnectionOptions): Connection =>
  Connection.lazy({ ...options, interceptors: [retries] });
