/** Panels about Redis by its exporters. */
import { TableSortByFieldStateBuilder } from '@grafana/grafana-foundation-sdk/common';
import {
  query,
  REDIS,
  stackedPanel,
  statPanel,
  tablePanel,
  timeseriesPanel,
  UP_OR_DOWN,
  valueMappings,
} from './common';
import { LAG_BYTES, MEMORY_RATIO } from './thresholds';

const RATE = '[$__rate_interval]';

export function primaryStat() {
  return statPanel({
    title: 'Redis primary',
    description: 'Whether it responds. While it is down every write fails, and replicas serve the reads.',
    unit: 'none',
    states: UP_OR_DOWN,
    width: 4,
    queries: [query(`min(tme1crv:redis_primary:up{${REDIS}})`, 'up')],
    alerts: ['RedisMasterDown', 'RedisPrimaryWaiting'],
    threshold: 1,
    badBelow: true,
  });
}

export function replicasStat() {
  return statPanel({
    title: 'Replicas following',
    description: 'Replicas that respond and have a link to the primary.',
    unit: 'none',
    width: 4,
    queries: [query(`count(redis_master_link_up{${REDIS}} == 1) or vector(0)`, 'linked')],
    alerts: ['RedisReplicaLinkDown', 'RedisReplicaDown', 'RedisReplicasMissing'],
    threshold: 1,
    badBelow: true,
  });
}

export function lagBytes() {
  return timeseriesPanel({
    title: 'Replication lag in bytes',
    description: 'Bytes that each replica has not confirmed yet, as the primary sees it.',
    unit: 'bytes',
    queries: [
      query(
        `max by (cluster, namespace, job, pod) (redis_master_repl_offset{${REDIS}}) - on (cluster, namespace, job, pod) group_right () redis_connected_slave_offset_bytes{${REDIS}}`,
        '{{slave_ip}}:{{slave_port}}',
      ),
    ],
    alerts: ['RedisReplicationLagHigh'],
    threshold: LAG_BYTES,
  });
}

export function memoryRatio() {
  return timeseriesPanel({
    title: 'Memory used of maxmemory',
    description:
      'Share of maxmemory in use. At 100 % the primary refuses writes. Replicas ignore maxmemory but hold the same data.',
    unit: 'percentunit',
    queries: [query(`redis_memory_used_bytes{${REDIS}} / (redis_memory_max_bytes{${REDIS}} > 0)`, '{{pod}}')],
    alerts: ['RedisMemoryNearMaxmemory'],
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

/** A column for each query; those after the first give a number for each pod. */
export function roleTable() {
  const ofPod = (expr: string) => query(`max by (pod) (${expr})`, '');
  return tablePanel({
    title: 'Roles',
    description: 'Every Redis: the role that it gives itself, its state and its load. A primary has no link.',
    unit: 'none',
    width: 24,
    queries: [
      query(`redis_instance_info{${REDIS}}`, ''),
      ofPod(`redis_up{${REDIS}}`),
      ofPod(`redis_master_link_up{${REDIS}}`),
      ofPod(`redis_memory_used_bytes{${REDIS}}`),
      ofPod(`redis_connected_clients{${REDIS}}`),
      ofPod(`rate(redis_commands_processed_total{${REDIS}}${RATE})`),
      ofPod(`redis_uptime_in_seconds{${REDIS}}`),
      ofPod(`redis_exporter_last_scrape_error{${REDIS}}`),
    ],
    alerts: [
      'RedisTwoPrimaries',
      'RedisReplicaDown',
      'RedisReplicasMissing',
      'RedisExporterDown',
      'RedisExporterErrors',
    ],
  })
    .height(6)
    .sortBy([new TableSortByFieldStateBuilder().displayName('role').desc(false)])
    .withTransformation({ id: 'joinByField', options: { byField: 'pod', mode: 'outer' } })
    .withTransformation({ id: 'filterFieldsByName', options: { include: { names: Object.keys(COLUMNS) } } })
    .withTransformation({
      id: 'organize',
      options: {
        excludeByName: {},
        indexByName: Object.fromEntries(Object.keys(COLUMNS).map((name, index) => [name, index])),
        renameByName: COLUMNS,
      },
    })
    .overrideByName('role', [width(80), { id: 'mappings', value: valueMappings(ROLES) }])
    .overrideByName('state', [width(70), COLORED, { id: 'mappings', value: valueMappings(UP_OR_DOWN) }])
    .overrideByName('link', [width(70), COLORED, { id: 'mappings', value: valueMappings(UP_OR_DOWN) }])
    .overrideByName('memory', [width(100), { id: 'unit', value: 'bytes' }])
    .overrideByName('clients', [width(80)])
    .overrideByName('commands', [width(110), { id: 'unit', value: 'ops' }])
    .overrideByName('running for', [width(110), { id: 'unit', value: 's' }, { id: 'decimals', value: 0 }])
    .overrideByName('version', [width(90)])
    .overrideByName('when full', [width(110)])
    .overrideByName('exporter', [width(90), COLORED, { id: 'mappings', value: valueMappings(EXPORTER) }]);
}

// --- internal ---

/** What Grafana calls the fields of the queries above, and what they are called in the table. */
const COLUMNS = {
  pod: 'pod',
  role: 'role',
  'Value #B': 'state',
  'Value #C': 'link',
  'Value #D': 'memory',
  'Value #E': 'clients',
  'Value #F': 'commands',
  'Value #G': 'running for',
  redis_version: 'version',
  maxmemory_policy: 'when full',
  'Value #H': 'exporter',
};
/** Redis' own words for them. */
const ROLES = { master: { text: 'primary', color: 'text' }, slave: { text: 'replica', color: 'text' } };
const COLORED = { id: 'custom.cellOptions', value: { type: 'color-text' } };
const EXPORTER = { 0: { text: 'ok', color: 'green' }, 1: { text: 'errors', color: 'red' } };

function width(pixels: number) {
  return { id: 'custom.width', value: pixels };
}
