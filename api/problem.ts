import type { Rejection } from '../domain/errors.ts';
import type { ActionName } from '../domain/events.ts';
import type { Difference } from './canonical.ts';
import { type ErrorCode, explainCode } from './errors.ts';
import type { OrderView } from './order-view.ts';

/** One field of a request that is wrong, or that differs from what is stored. */
export interface FieldError {
  /** JSON pointer into the body, or `query/<name>`, `header/<name>`, `path/<name>`. */
  readonly field: string;
  readonly expected: string;
  readonly found: string;
}

/** What a problem body may carry besides its code and sentence. */
export interface ProblemExtras {
  readonly errors?: readonly FieldError[];
  /** Actions that the order takes now. */
  readonly allowed?: readonly ActionName[];
  /** The order as it stands, as this caller may see it. */
  readonly current?: OrderView;
  /** Where a purchase differs from the one that is stored under its id. */
  readonly differences?: readonly Difference[];
  /** Facts about a refusal, as the domain names them. */
  readonly details?: Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, string>>;
}

/** An answer other than success. Thrown by handlers, turned into `application/problem+json` in one place. */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly code: ErrorCode;
  readonly status: number;
  readonly extras: ProblemExtras;

  /** @param detail - one sentence for the caller: what was expected and what was found */
  constructor(code: ErrorCode, detail: string, extras: ProblemExtras = {}, cause?: unknown) {
    super(detail, cause === undefined ? undefined : { cause });
    this.code = code;
    this.status = explainCode(code).status;
    this.extras = extras;
  }
}

/** A refusal of the domain as a problem. */
export function refusalProblem(
  { code, message, details }: Rejection,
  extras: ProblemExtras = {},
): Problem {
  const { allowed, recorded: _recorded, atSeq: _atSeq, ...facts } = details;
  return new Problem(code, message, {
    ...(Array.isArray(allowed) && { allowed: allowed as ActionName[] }),
    ...(Object.keys(facts).length > 0 && { details: facts }),
    ...extras,
  });
}

/** The body of a problem: RFC 9457 with our code. At 500 and above the sentence is fixed; the log has the rest. */
export function problemBody(problem: Problem, instance: string, requestId: string) {
  const { code, status, extras } = problem;
  const { meaning, nextStep } = explainCode(code);
  const { headers: _headers, ...rest } = extras;
  return {
    type: `/errors/${code}`,
    title: meaning.en,
    status,
    detail: status < 500 ? problem.message : `${meaning.en}; ${nextStep.en}`,
    instance,
    code,
    ...rest,
    requestId,
  };
}
