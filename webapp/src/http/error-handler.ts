/** Turns whatever a handler threw into a problem response. */
import type { ErrorRequestHandler, Response } from 'express';
import type { Logger } from 'pino';
import { RedisFailure } from '../redis/errors';
import { ConditionError } from '../redis/item-store';
import { NoSourceError, TokenAheadError } from '../redis/reader';
import { formatToken } from '../redis/token';
import { TOKEN_HEADER } from './consistency';
import { Problem, type ProblemName, problemBody, RETRY_AFTER_SECONDS } from './problem';
import { requestIdOf } from './request-id';
import { sendJson } from './response';

/** The last handler of the app: clients get a problem without inner details, the log gets the stack. */
export function errorHandler(log: Logger): ErrorRequestHandler {
  return (error: unknown, req, res, _next) => {
    const problem = asProblem(error);
    if (problem.kind === 'internal-error') log.error({ err: error, requestId: requestIdOf(res) }, 'request failed');
    if (res.headersSent) {
      req.destroy();
      return;
    }
    sendProblem(res, problem);
  };
}

function sendProblem(res: Response, problem: Problem): void {
  if (problem.status === 503) res.fields['Retry-After'] = RETRY_AFTER_SECONDS;
  Object.assign(res.fields, problem.headers);
  sendJson(
    res,
    problem.status,
    problemBody(problem.kind, problem.detail, requestIdOf(res)),
    'application/problem+json',
  );
}

// --- internal ---

function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof RedisFailure) return fromRedis(error);
  if (error instanceof NoSourceError) {
    return new Problem('no-source', `${sentence(error.message)} Try again.`, {}, { cause: error });
  }
  if (error instanceof TokenAheadError) {
    const detail = 'The Consistency-Token names a write that was never made here. Send a token as a write returned it.';
    return new Problem('invalid-consistency-token', detail);
  }
  if (error instanceof ConditionError) {
    const detail = 'The item is not in the state that If-Match or If-None-Match asks for. Read it, then decide anew.';
    return new Problem('precondition-failed', detail, { [TOKEN_HEADER]: formatToken(error.token) });
  }
  return fromExpress(error as { type?: unknown; status?: unknown });
}

function fromRedis(failure: RedisFailure): Problem {
  if (failure.kind === 'not-sent') {
    return new Problem('primary-unavailable', 'The Redis primary cannot be reached. Try again.');
  }
  if (failure.kind === 'refused') {
    return new Problem('primary-unavailable', `The Redis primary refused the write (${failure.code}). Try again.`);
  }
  if (failure.kind === 'failed') return internalError();
  if (failure.kind === 'interrupted') {
    const detail = `Redis stopped the write half-way (${failure.code}). Read the item to find out, or repeat the write.`;
    return new Problem('outcome-unknown', detail);
  }
  return new Problem(
    'outcome-unknown',
    'The connection to the Redis primary broke or timed out after the write was sent. Read the item to find out, or repeat the write.',
  );
}

// Errors of Express and its body parser, told by their type.
const EXPRESS_ERRORS: Record<string, readonly [ProblemName, string]> = {
  'entity.too.large': ['body-too-large', 'Send a smaller value.'],
  'encoding.unsupported': ['unsupported-media-type', 'Send the body uncompressed, or with gzip, deflate or br.'],
  'request.aborted': ['bad-request', 'The request ended before its body was complete.'],
  'request.size.invalid': ['bad-request', 'The body is not as long as Content-Length says.'],
};

function fromExpress(error: { type?: unknown; status?: unknown }): Problem {
  const known = typeof error?.type === 'string' ? EXPRESS_ERRORS[error.type] : undefined;
  if (known) {
    // Whatever is left of a body that was refused can't be told from a next request cheaply.
    return new Problem(known[0], known[1], { Connection: 'close' });
  }
  if (error instanceof URIError) return new Problem('invalid-id', 'The path holds a bad %-escape.');
  if (error?.status === 400) return new Problem('bad-request', 'The request could not be read.');
  return internalError();
}

function internalError(): Problem {
  return new Problem('internal-error', 'The service could not respond. The log has more under this request id.');
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
