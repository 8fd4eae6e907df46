/** Errors as clients see them: `application/problem+json` (RFC 9457) with a stable `type` for each kind. */

interface Kind {
  readonly status: number;
  readonly title: string;
}

/** Every kind of problem. The names are part of the API: `type` is `/problems/<name>`. */
export const PROBLEMS = {
  'invalid-id': { status: 400, title: 'The id is not valid' },
  'invalid-json': { status: 400, title: 'The body is not JSON' },
  'invalid-body': { status: 400, title: 'The body does not have the right form' },
  'invalid-query': { status: 400, title: 'A query parameter is not valid' },
  'invalid-consistency-token': { status: 400, title: 'The consistency token is not valid' },
  'invalid-condition': { status: 400, title: 'The condition of the write is not valid' },
  'bad-request': { status: 400, title: 'The request could not be read' },
  unauthorized: { status: 401, title: 'The request needs a valid token' },
  'insufficient-scope': { status: 403, title: 'The token does not allow this' },
  'not-found': { status: 404, title: 'There is no such item' },
  'unknown-route': { status: 404, title: 'There is nothing at this path' },
  'method-not-allowed': { status: 405, title: 'This path does not take this method' },
  'request-timeout': { status: 408, title: 'The request took too long to arrive' },
  'precondition-failed': { status: 412, title: 'The item is not in the state that was asked for' },
  'body-too-large': { status: 413, title: 'The body is too large' },
  'url-too-long': { status: 414, title: 'The request target is too long' },
  'unsupported-media-type': { status: 415, title: 'The body must be application/json' },
  'headers-too-large': { status: 431, title: 'The request header is too large' },
  'internal-error': { status: 500, title: 'Something is wrong with the service' },
  'no-source': { status: 503, title: 'No Redis node can serve this read now' },
  'primary-unavailable': { status: 503, title: 'Redis takes no writes now; nothing was written' },
  'outcome-unknown': { status: 503, title: 'Redis did not reply; the write may or may not have happened' },
  overloaded: { status: 503, title: 'Too many requests or bytes are in flight' },
} as const satisfies Record<string, Kind>;

export type ProblemName = keyof typeof PROBLEMS;

/** When a client may try again after a 503. */
export const RETRY_AFTER_SECONDS = 1;

/** Thrown by handlers; the error handler responds with it. */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly status: number;

  /** @param detail for people: what is wrong with this request and how to mend it */
  constructor(
    readonly kind: ProblemName,
    readonly detail: string,
    readonly headers: Readonly<Record<string, string>> = {},
    options?: ErrorOptions,
  ) {
    super(detail, options);
    this.status = PROBLEMS[kind].status;
  }
}

/** The body of the response. `requestId` finds the request in the logs. */
export function problemBody(kind: ProblemName, detail: string, requestId: string | undefined): string {
  const { status, title } = PROBLEMS[kind];
  return JSON.stringify({
    type: `/problems/${kind}`,
    title,
    status,
    detail,
    ...(requestId === undefined ? {} : { requestId }),
  });
}
