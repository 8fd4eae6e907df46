/**
 * Queries that return nothing on a healthy local stack, each with the reason. A test fails for an entry that no query
 * fits any more.
 */
export interface Exclusion {
  /** In the query, or the place where it stands. */
  match: RegExp;
  reason: string;
}

export const EXCLUSIONS: Exclusion[] = [
  { match: /^ALERTS\{/, reason: 'a table of what fires: empty while all is well' },
  {
    match: /redis_client_output_buffer_limit_disconnections_total/,
    reason: 'newer than the exporter of Debian and Ubuntu; the one in the chart has it',
  },
  {
    match: /kube_deployment_status_replicas_available/,
    reason: 'kube-state-metrics tells of a Kubernetes: there is none here; make e2e shows the alert',
  },
];
