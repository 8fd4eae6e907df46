/** Who may do what: bearer tokens (RFC 6750) with the scopes read and write. */
import type { IncomingMessage } from 'node:http';
import type { RequestHandler } from 'express';
import type { Scope, Tokens } from '../auth/tokens';
import type { FollowedFile } from '../config/followed-file';
import type { AuthMetrics, AuthOutcome } from '../metrics/auth-metrics';
import { Problem } from './problem';

/** What a request needs. It follows from the method alone, so that it is the same for paths that don't exist. */
export function requiredScope(method: string): Scope {
  return SAFE_METHODS.has(method.toUpperCase()) ? 'read' : 'write';
}

export class Authentication {
  constructor(
    private readonly tokens: Pick<FollowedFile<Tokens>, 'value'>,
    private readonly metrics: AuthMetrics,
  ) {}

  /** Whether the request's token lets it go on. */
  readonly allows = (req: IncomingMessage): boolean => this.judge(req) === 'accepted';

  /** Lets requests pass whose token allows them. @throws Problem for all others, before anything of their body is read */
  readonly handler: RequestHandler = (req, _res, next) => {
    const outcome = this.judge(req);
    this.metrics.judged(outcome);
    if (outcome !== 'accepted') throw refusal(outcome, requiredScope(req.method));
    next();
  };

  // --- internal ---

  private judge(req: IncomingMessage): AuthOutcome {
    const token = BEARER.exec(req.headers.authorization ?? '')?.[1];
    if (token === undefined) return 'missing';
    const scope = this.tokens.value.scopeOf(token);
    if (scope === undefined) return 'invalid';
    return scope === 'write' || requiredScope(req.method ?? '') === 'read' ? 'accepted' : 'insufficient-scope';
  }
}

// --- internal ---

/** RFC 9110, 9.2.1. */
const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE']);
// The scheme's name is the same in any case (RFC 9110, 11.1).
const BEARER = /^bearer(?: +(.*))?$/i;
const REALM = 'Bearer realm="tme1crv-webapp"';

function refusal(outcome: Exclude<AuthOutcome, 'accepted'>, scope: Scope): Problem {
  if (outcome === 'missing') {
    // Without a token there is nothing to be wrong with it (RFC 6750, 3.1).
    return new Problem('unauthorized', 'Send Authorization: Bearer and a token.', { 'WWW-Authenticate': REALM });
  }
  if (outcome === 'invalid') {
    const challenge = `${REALM}, error="invalid_token"`;
    return new Problem('unauthorized', 'The token is not valid here, or not any more.', {
      'WWW-Authenticate': challenge,
    });
  }
  const challenge = `${REALM}, error="insufficient_scope", scope="${scope}"`;
  return new Problem('insufficient-scope', `The token lets you read. Send one with the scope ${scope}.`, {
    'WWW-Authenticate': challenge,
  });
}
