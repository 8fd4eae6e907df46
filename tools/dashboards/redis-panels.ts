/** Panels about Redis by its exporters. */
import { query, REDIS, stackedPanel, statPanel, tablePanel, timeseriesPanel } from './common';
import { LAG_BYTES, MEMORY_RATIO } from './thresholds';

const RATE = '[$__rate_interval]';

export function primaryStat() {
  return statPanel({
    title: 'Redis primary',
    description: '1 while it answers. 0: writes fail.',
    unit: 'none',
    width: 4,
    queries: [query(`min(tme1crv:redis_master:up{${REDIS}})`, 'up')],
    alert: 'RedisMasterDown',
    threshold: 1,
    badBelow: true,
  });
}

export function replicasStat() {
  return statPanel({
    title: 'Replicas following',
    description: 'Replicas that answer and have a link to the primary.',
    unit: 'none',
    width: 4,
    queries: [query(`count(redis_master_link_up{${REDIS}} == 1) or vector(0)`, 'linked')],
    alert: 'RedisReplicaLinkDown',
    threshold: 1,
    badBelow: true,
  });
}

export function lagBytes() {
  return timeseriesPanel({
    title: 'Replication lag',
    description: 'Bytes that each replica has not confirmed yet, as the primary sees it.',
    unit: 'bytes',
    queries: [
      query(
        `redis_master_repl_offset{${REDIS},component="master"} - on (namespace, job, pod) group_right () redis_connected_slave_offset_bytes{${REDIS}}`,
        '{{slave_ip}}:{{slave_port}}',
      ),
    ],
    alert: 'RedisReplicationLagHigh',
    threshold: LAG_BYTES,
  });
}

export function memoryRatio() {
  return timeseriesPanel({
    title: 'Memory of maxmemory',
    description:
      'Share of maxmemory in use. At 100 % the primary refuses writes. Replicas ignore maxmemory but hold the same data.',
    unit: 'percentunit',
    queries: [query(`redis_memory_used_bytes{${REDIS}} / (redis_memory_max_bytes{${REDIS}} > 0)`, '{{pod}}')],
    alert: 'RedisMemoryNearMaxmemory',
    threshold: MEMORY_RATIO,
  });
}

export function commandsByPod() {
  return stackedPanel({
    title: 'Commands by pod',
    description: 'Commands per second that each Redis executed, replication and exporter included.',
    unit: 'ops',
    queries: [query(`rate(redis_commands_processed_total{${REDIS}}${RATE})`, '{{pod}}')],
  });
}

export function roleTable() {
  return tablePanel({
    title: 'Nodes',
    description: 'Every Redis with the role that it gives itself, its version and its state.',
    unit: 'none',
    width: 24,
    queries: [
      query(`redis_instance_info{${REDIS}}`, ''),
      query(`redis_up{${REDIS}}`, ''),
      query(`redis_uptime_in_seconds{${REDIS}}`, ''),
    ],
    alert: 'RedisReplicaDown',
  })
    .withTransformation({ id: 'joinByField', options: { byField: 'pod', mode: 'outer' } })
    .withTransformation({
      id: 'filterFieldsByName',
      options: { include: { names: ['pod', 'role', 'redis_version', 'maxmemory_policy', 'Value #B', 'Value #C'] } },
    })
    .overrideByName('Value #B', [{ id: 'displayName', value: 'up' }])
    .overrideByName('Value #C', [
      { id: 'displayName', value: 'running for' },
      { id: 'unit', value: 's' },
    ]);
}
