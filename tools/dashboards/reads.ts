/** Where reads are answered, and how the web app sees its Redis. */
import { query, stackedPanel, timeseriesPanel, WEBAPP } from './common';
import { LAG_BYTES, LAG_SECONDS } from './thresholds';

const RATE = '[$__rate_interval]';

export function readsByServer() {
  return stackedPanel({
    title: 'Reads by who served them',
    description:
      'replica is the normal case, primary a token that no replica has reached yet or no healthy replica, replica-stale the primary is away.',
    unit: 'ops',
    queries: [query(`sum by (served_by) (rate(webapp_reads_total{${WEBAPP}}${RATE}))`, '{{served_by}}')],
  });
}

export function readsByReason() {
  return stackedPanel({
    title: 'Reads by reason',
    description:
      'Why the node that answered was chosen: healthy, a consistency token (token, behind-token, unverified), or want of a better one.',
    unit: 'ops',
    queries: [query(`sum by (reason) (rate(webapp_reads_total{${WEBAPP}}${RATE}))`, '{{reason}}')],
  });
}

export function replicasConnected() {
  return timeseriesPanel({
    title: 'Connected replicas',
    description: 'Replicas that each pod is connected to. All of them, a few seconds after they are ready.',
    unit: 'none',
    decimals: 0,
    queries: [query(`webapp_replicas_connected{${WEBAPP}}`, '{{pod}}')],
    alert: 'WebappReplicasDisconnected',
  });
}

export function commandRate() {
  return stackedPanel({
    title: 'Redis commands by role and outcome',
    description: 'Commands per second that the web app sent. timeout and refused are the ones to look into.',
    unit: 'ops',
    queries: [
      query(`sum by (role, outcome) (rate(webapp_redis_commands_total{${WEBAPP}}${RATE}))`, '{{role}} {{outcome}}'),
    ],
  });
}

export function commandLatency() {
  return timeseriesPanel({
    title: 'Redis commands, p99',
    description:
      'Time in which 99 % of the commands are answered, as the web app sees it: network, queue and execution.',
    unit: 's',
    queries: [
      query(
        `histogram_quantile(0.99, sum by (role, command, le) (rate(webapp_redis_command_duration_seconds_bucket{${WEBAPP}}${RATE})))`,
        '{{role}} {{command}}',
      ),
    ],
  });
}

export function lagSeconds() {
  return timeseriesPanel({
    title: 'Replication delay',
    description: 'Age of the data that a replica shows, as the web app measures it. Beyond the line it gets no reads.',
    unit: 's',
    queries: [query(`max by (replica) (webapp_replica_lag_seconds{${WEBAPP}})`, '{{replica}}')],
    alert: 'RedisReplicationDelayHigh',
    threshold: LAG_SECONDS,
  });
}

export function lagBytesSeenByWebapp() {
  return timeseriesPanel({
    title: 'Replication lag, seen by the web app',
    description: 'Bytes of history that a replica is behind the primary. Beyond the line it gets no reads.',
    unit: 'bytes',
    queries: [query(`max by (replica) (webapp_replica_lag_bytes{${WEBAPP}})`, '{{replica}}')],
    alert: 'RedisReplicationLagHigh',
    threshold: LAG_BYTES,
  });
}
