/** Requests by what their token allows. docs/metrics.md explains each metric. */
import { Counter } from 'prom-client';

/** What becomes of a request: no label tells of a token. */
export const AUTH_OUTCOMES = ['accepted', 'missing', 'invalid', 'insufficient-scope'] as const;
export type AuthOutcome = (typeof AUTH_OUTCOMES)[number];

export interface AuthMetrics {
  judged(outcome: AuthOutcome): void;
}

/** Registers the metrics in the process-wide registry. */
export function authMetrics(): AuthMetrics {
  const requests = new Counter({
    name: 'webapp_auth_requests_total',
    help: 'Requests that need a token, by what theirs allows (accepted, missing, invalid, insufficient-scope)',
    labelNames: ['outcome'],
  });
  for (const outcome of AUTH_OUTCOMES) requests.inc({ outcome }, 0);
  return { judged: (outcome) => requests.inc({ outcome }) };
}
