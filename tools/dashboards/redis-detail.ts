/** Rows of the Redis dashboard beyond what the overview shows too. */
import { query, REDIS, stackedPanel, timeseriesPanel } from './common';
import type { Row } from './layout';

const RATE = '[$__rate_interval]';

export function replicationPanels() {
  return [
    timeseriesPanel({
      title: 'Link to the primary',
      description: '1 while a replica gets its primary’s writes, 0 while the link is down or it copies everything.',
      unit: 'none',
      max: 1,
      decimals: 0,
      queries: [query(`redis_master_link_up{${REDIS}}`, '{{pod}}')],
      alert: 'RedisReplicaLinkDown',
    }),
    timeseriesPanel({
      title: 'Last word on the link',
      description: 'Time since each replica last confirmed anything to the primary. It confirms every second.',
      unit: 's',
      queries: [query(`redis_connected_slave_lag_seconds{${REDIS}}`, '{{slave_ip}}:{{slave_port}}')],
    }),
    timeseriesPanel({
      title: 'Copies of everything',
      description:
        'Full resynchronisations that the primary served. More than after a restart: the backlog is too small.',
      unit: 'none',
      queries: [query(`increase(redis_replica_resyncs_full{${REDIS}}${RATE})`, '{{pod}}')],
      alert: 'RedisOutputBufferDrops',
    }),
  ];
}

export function memory(): Row['panels'] {
  return [
    timeseriesPanel({
      title: 'Memory',
      description: 'What the data takes, and the process as the kernel counts it against the container’s limit.',
      unit: 'bytes',
      queries: [
        query(`redis_memory_used_bytes{${REDIS}}`, '{{pod}} used'),
        query(`redis_memory_used_rss_bytes{${REDIS}}`, '{{pod}} resident'),
      ],
      alert: 'RedisMemoryNearLimit',
    }),
    timeseriesPanel({
      title: 'Keys removed',
      description: 'Keys per second that expired, and that were evicted for want of memory: those are lost items.',
      unit: 'ops',
      queries: [
        query(`rate(redis_expired_keys_total{${REDIS}}${RATE})`, '{{pod}} expired'),
        query(`rate(redis_evicted_keys_total{${REDIS}}${RATE})`, '{{pod}} evicted'),
      ],
      alert: 'RedisEvictingKeys',
    }),
  ];
}

export function commands(): Row {
  return {
    title: 'Commands and clients',
    panels: [
      stackedPanel({
        title: 'Commands by role',
        description: 'Commands per second, by role and command.',
        unit: 'ops',
        queries: [
          query(`sum by (component, cmd) (rate(redis_commands_total{${REDIS}}${RATE})) > 0`, '{{component}} {{cmd}}'),
        ],
      }),
      timeseriesPanel({
        title: 'Time for a command',
        description: 'Mean execution time inside Redis, by role and command, without network and queue.',
        unit: 's',
        queries: [
          query(
            `sum by (component, cmd) (rate(redis_commands_duration_seconds_total{${REDIS}}${RATE})) / (sum by (component, cmd) (rate(redis_commands_total{${REDIS}}${RATE})) > 0)`,
            '{{component}} {{cmd}}',
          ),
        ],
      }),
      timeseriesPanel({
        title: 'Error answers',
        description:
          'Errors per second that Redis answered, by kind. READONLY on a replica is its nature; on the primary it is a fault.',
        unit: 'ops',
        queries: [
          query(`sum by (component, err) (rate(redis_errors_total{${REDIS}}${RATE}))`, '{{component}} {{err}}'),
        ],
        alert: 'RedisWritesRefused',
      }),
      timeseriesPanel({
        title: 'Clients',
        description: 'Connected clients, and those that wait in a blocking command.',
        unit: 'none',
        queries: [
          query(`redis_connected_clients{${REDIS}}`, '{{pod}}'),
          query(`redis_blocked_clients{${REDIS}}`, '{{pod}} blocked'),
        ],
        alert: 'RedisConnectionsRejected',
      }),
      timeseriesPanel({
        title: 'Network',
        description: 'Bytes per second in and out, replication included.',
        unit: 'Bps',
        queries: [
          query(`rate(redis_net_input_bytes_total{${REDIS}}${RATE})`, '{{pod}} in'),
          query(`rate(redis_net_output_bytes_total{${REDIS}}${RATE})`, '{{pod}} out'),
        ],
      }),
      timeseriesPanel({
        title: 'CPU',
        description: 'Cores in use. Commands run on one thread, so 1 is the end.',
        unit: 'none',
        queries: [
          query(
            `rate(redis_cpu_user_seconds_total{${REDIS}}${RATE}) + rate(redis_cpu_sys_seconds_total{${REDIS}}${RATE})`,
            '{{pod}}',
          ),
        ],
      }),
    ],
  };
}

export function persistence(): Row {
  return {
    title: 'Persistence',
    panels: [
      timeseriesPanel({
        title: 'Append-only file',
        description: 'Size of the file. It grows until a rewrite makes it as small as the data.',
        unit: 'bytes',
        queries: [query(`redis_aof_current_size_bytes{${REDIS}}`, '{{pod}}')],
      }),
      timeseriesPanel({
        title: 'Last results',
        description: '1: the last write to the append-only file, its last rewrite, and the last snapshot succeeded.',
        unit: 'none',
        max: 1,
        decimals: 0,
        queries: [
          query(`min by (pod) (redis_aof_last_write_status{${REDIS}})`, '{{pod}} write'),
          query(`min by (pod) (redis_aof_last_bgrewrite_status{${REDIS}})`, '{{pod}} rewrite'),
          query(`min by (pod) (redis_rdb_last_bgsave_status{${REDIS}})`, '{{pod}} snapshot'),
        ],
        alert: 'RedisAofWriteFailing',
      }),
      timeseriesPanel({
        title: 'Slow disk',
        description: 'Times that a write had to wait because the disk was still busy with the one before.',
        unit: 'none',
        queries: [query(`increase(redis_aof_delayed_fsync{${REDIS}}${RATE})`, '{{pod}}')],
      }),
    ],
  };
}
