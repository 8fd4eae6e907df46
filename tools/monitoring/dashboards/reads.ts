/** Which nodes serve reads, and how the web app sees its Redis. */
import { query, stackedPanel, timeseriesPanel, UP_OR_DOWN, WEBAPP } from './common';
import { LAG_BYTES, LAG_SECONDS } from './thresholds';

const RATE = '[$__rate_interval]';
/** From the usual case to the one that can't be served well. */
const REASONS = {
  healthy: 'green',
  token: 'super-light-green',
  'behind-token': 'blue',
  'no-replica': 'orange',
  unverified: 'purple',
  'no-healthy-source': 'red',
};

export function readsByServer(width = 8) {
  return stackedPanel({
    title: 'Reads by who served them',
    description:
      'replica is the normal case, primary a token that no replica has reached yet or no healthy replica, replica-stale the primary is away.',
    unit: 'ops',
    width,
    colors: { replica: 'green', primary: 'blue', 'replica-stale': 'red' },
    queries: [query(`sum by (served_by) (rate(webapp_reads_total{${WEBAPP}}${RATE}))`, '{{served_by}}')],
  });
}

export function readsByReason() {
  return stackedPanel({
    title: 'Reads by reason',
    description:
      'Why the node that served the read was chosen: healthy, a consistency token (token, behind-token, unverified), or want of a better one.',
    unit: 'ops',
    colors: REASONS,
    queries: [query(`sum by (reason) (rate(webapp_reads_total{${WEBAPP}}${RATE}))`, '{{reason}}')],
  });
}

export function readsWithToken() {
  return stackedPanel({
    title: 'Reads with a consistency token',
    description:
      'token: a replica had the write that the token names. behind-token: only the primary had it yet. unverified: its history is lost, and the response says so.',
    unit: 'ops',
    colors: REASONS,
    queries: [
      query(
        `sum by (reason) (rate(webapp_reads_total{${WEBAPP},reason=~"token|behind-token|unverified"}${RATE}))`,
        '{{reason}}',
      ),
    ],
  });
}

export function primaryConnected() {
  return timeseriesPanel({
    title: 'Connection to the primary',
    description: 'Whether each pod’s primary responds and is a primary. While it is down that pod refuses every write.',
    unit: 'none',
    max: 1,
    decimals: 0,
    states: UP_OR_DOWN,
    queries: [query(`webapp_primary_up{${WEBAPP}}`, '{{pod}}')],
    alerts: ['WebappPrimaryUnreachable'],
  });
}

export function replicasConnected(width = 8) {
  return timeseriesPanel({
    title: 'Connected replicas',
    description: 'Replicas that each pod is connected to. All of them, a few seconds after they are ready.',
    unit: 'none',
    decimals: 0,
    width,
    queries: [query(`webapp_replicas_connected{${WEBAPP}}`, '{{pod}}')],
    alerts: ['WebappReplicasDisconnected'],
  });
}

export function commandRate() {
  return stackedPanel({
    title: 'Commands sent, by role and outcome',
    description: 'Commands per second that the web app sent. timeout and refused are the ones to look into.',
    unit: 'ops',
    queries: [
      query(`sum by (role, outcome) (rate(webapp_redis_commands_total{${WEBAPP}}${RATE}))`, '{{role}} {{outcome}}'),
    ],
  });
}

export function commandLatency() {
  return timeseriesPanel({
    title: 'Command latency, p99',
    description:
      'Time in which 99 % of the commands get their reply, as the web app sees it: network, queue and execution.',
    unit: 's',
    queries: [
      query(
        `histogram_quantile(0.99, sum by (role, command, le) (rate(webapp_redis_command_duration_seconds_bucket{${WEBAPP}}${RATE}))) >= 0`,
        '{{role}} {{command}}',
      ),
    ],
  });
}

export function lagSeconds() {
  return timeseriesPanel({
    title: 'Replication delay in seconds',
    description: 'Age of the data that a replica shows, as the web app measures it. Beyond the line it gets no reads.',
    unit: 's',
    queries: [query(`max by (replica) (webapp_replica_lag_seconds{${WEBAPP}})`, '{{replica}}')],
    alerts: ['RedisReplicationDelayHigh'],
    threshold: LAG_SECONDS,
  });
}

export function lagBytesSeenByWebapp() {
  return timeseriesPanel({
    title: 'Replication lag, seen by the web app',
    description: 'Bytes of history that a replica is behind the primary. Beyond the line it gets no reads.',
    unit: 'bytes',
    queries: [query(`max by (replica) (webapp_replica_lag_bytes{${WEBAPP}})`, '{{replica}}')],
    alerts: ['RedisReplicationLagHigh'],
    threshold: LAG_BYTES,
  });
}
