import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { allowedMethods } from './allowed-methods.ts';
import { engineProblem } from './engine.ts';
import type { ApiCode } from './errors.ts';
import { fieldErrorsOf } from './field-errors.ts';
import { Problem, problemBody } from './problem.ts';

/** Fastify's own refusals, by their code. */
const fastifyCodes: Readonly<Record<string, readonly [ApiCode, string]>> = {
  FST_ERR_CTP_INVALID_MEDIA_TYPE: [
    'CONTENT_TYPE_NOT_SUPPORTED',
    'the body must be application/json',
  ],
  FST_ERR_CTP_BODY_TOO_LARGE: ['BODY_TOO_LARGE', 'the body is longer than this address takes'],
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: [
    'BAD_REQUEST',
    'the body is not as long as Content-Length says',
  ],
  FST_ERR_HANDLER_TIMEOUT: ['REQUEST_TIMED_OUT', 'no answer in time'],
  FST_ERR_CTP_INVALID_JSON_BODY: ['BODY_NOT_JSON', 'the body is not valid JSON'],
};

/** Turns everything that is thrown, and every address that does not exist, into `application/problem+json`. */
export function handleErrors(app: FastifyInstance): void {
  app.setErrorHandler((error, request, reply) => {
    const problem = problemOf(error);
    if (problem.status >= 500) {
      request.log.error({ err: problem.cause ?? error, code: problem.code }, problem.message);
    }
    return sendProblem(request, reply, problem);
  });
  const methodsOf = allowedMethods(app);
  app.setNotFoundHandler((request, reply) => {
    const { method } = request;
    const path = pathOf(request);
    const allow = methodsOf(path).join(', ');
    const problem =
      allow === ''
        ? new Problem('ROUTE_NOT_FOUND', `nothing answers ${method} ${path}`)
        : new Problem('METHOD_NOT_ALLOWED', `${path} takes ${allow}, not ${method}`, {
            headers: { allow },
          });
    return sendProblem(request, reply, problem);
  });
}

/** Answers what Fastify refuses before it looks for a route, such as an address that cannot be decoded. */
export const answerFrameworkError = (
  error: FastifyError,
  request: FastifyRequest,
  reply: FastifyReply,
): void => {
  void sendProblem(request, reply, problemOf(error));
};

function sendProblem(request: FastifyRequest, reply: FastifyReply, problem: Problem) {
  return reply
    .status(problem.status)
    .headers({ ...problem.extras.headers, 'x-request-id': request.id })
    .type('application/problem+json')
    .send(problemBody(problem, pathOf(request), request.id));
}

const pathOf = ({ url }: FastifyRequest): string => url.split('?', 1)[0] ?? url;

/** What an error means for the caller. */
export function problemOf(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (isFastifyError(error)) {
    if (error.validation) return invalid(error.validation, error.validationContext ?? 'body');
    const [code, detail] = fastifyCodes[error.code] ?? [];
    if (code !== undefined) return new Problem(code, detail ?? error.message);
    const status = error.statusCode ?? 500;
    if (error instanceof SyntaxError && status === 400) {
      return new Problem('BODY_NOT_JSON', 'the body is not valid JSON');
    }
    if (status >= 400 && status < 500) return new Problem('BAD_REQUEST', error.message);
  }
  return (
    engineProblem(error) ??
    databaseProblem(error) ??
    new Problem('INTERNAL_ERROR', 'unexpected error', {}, error)
  );
}

/** A request whose fields are wrong. */
export function invalid(
  errors: readonly unknown[],
  part: string,
  rename: (field: string) => string = (field) => field,
): Problem {
  const fields = fieldErrorsOf(errors, part).map((error) => ({
    ...error,
    field: rename(error.field),
  }));
  const names = fields.map(({ field }) => field).join(', ');
  return new Problem('REQUEST_NOT_VALID', `missing or wrong: ${names}`, { errors: fields });
}

const isFastifyError = (error: unknown): error is FastifyError =>
  error instanceof Error && ('validation' in error || 'statusCode' in error);

/** Codes of the driver and of PostgreSQL that mean: not there, starting, stopping, or full. */
const databaseAway =
  /^(08...|57P0.|53300|ECONN\w+|EPIPE|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EHOST\w+|CONNECT(ION)?_\w+)$/;

function databaseProblem(error: unknown): Problem | undefined {
  for (let current = error; current instanceof Error; current = current.cause) {
    const { code } = current as { code?: unknown };
    if (typeof code === 'string' && databaseAway.test(code)) {
      const headers = { 'retry-after': '2' };
      return new Problem('DATABASE_UNAVAILABLE', 'no connection', { headers }, error);
    }
  }
  return undefined;
}
