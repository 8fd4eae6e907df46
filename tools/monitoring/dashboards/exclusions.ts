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
  { match: /^ALERTS(_FOR_STATE)?\{/, reason: 'what fires or waits to: nothing while all is well' },
  {
    match: /kube_pod_container_resource_limits/,
    reason: 'kube-state-metrics tells of a Kubernetes: there is none here; make e2e has the limits',
  },
  {
    match: /redis_client_output_buffer_limit_disconnections_total/,
    reason: 'newer than the exporter of Debian and Ubuntu; the one in the chart has it',
  },
  {
    match: /tme1crv:redis_primary:waits|kube_pod_container_status_running/,
    reason:
      'a primary without data, and kube-state-metrics to tell of its container: neither is there while all is well',
  },
  {
    match: /kube_deployment_status_replicas_available/,
    reason: 'kube-state-metrics tells of a Kubernetes: there is none here; make e2e shows the series and the alert',
  },
  {
    match: /tme1crv:backup_|kube_cronjob_/,
    reason: 'kube-state-metrics tells of the backups’ CronJob, and neither is here; make e2e shows its series',
  },
  { match: /redis_sentinel_/, reason: 'this stack has a fixed primary; sentinel-faults.test.ts raises the alerts' },
];

/** Labels that the metrics of a healthy local stack lack, as the test words them, each with the reason. */
export const LABEL_EXCLUSIONS: Exclusion[] = [
  {
    match: /nothing in it has a label cluster$/,
    reason: 'series have it where one Prometheus has those of several clusters; rule tests try that',
  },
  {
    match: /redis_exporter_last_scrape_error has no err$/,
    reason: 'empty while all is well, and an empty label is none; a rule test shows the alert',
  },
  {
    match: /nothing in it has a label master_replid$/,
    reason:
      'newer than the exporter of Debian and Ubuntu; the one in the chart has it, and a rule test shows the alert',
  },
];
