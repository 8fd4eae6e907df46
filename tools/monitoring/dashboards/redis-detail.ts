/** Rows of the Redis dashboard beyond what the overview shows too. */
import { byRole, memoryLimit, query, REDIS, stackedPanel, timeseriesPanel, UP_OR_DOWN } from './common';
import type { Row } from './layout';

const RATE = '[$__rate_interval]';
/** What clients ask for; the rest comes from exporters, handshakes and replication. */
const COMMANDS = `${REDIS},cmd!~"auth|hello|ping|info|select|replconf|psync|sync|(client|cluster|command|config|latency|module|script|slowlog).*"`;

export function replicationPanels() {
  return [
    timeseriesPanel({
      title: 'Link to the primary',
      description: 'Up while a replica gets its primary’s writes, down while the link is cut or it copies everything.',
      unit: 'none',
      max: 1,
      decimals: 0,
      states: UP_OR_DOWN,
      queries: [query(`min by (pod) (redis_master_link_up{${REDIS}})`, '{{pod}}')],
      alerts: ['RedisReplicaLinkDown'],
    }),
    timeseriesPanel({
      title: 'Time since last contact with the primary',
      description: 'Time since each replica last confirmed anything to the primary. It confirms every second.',
      unit: 's',
      decimals: 0,
      queries: [query(`redis_connected_slave_lag_seconds{${REDIS}}`, '{{slave_ip}}:{{slave_port}}')],
    }),
    timeseriesPanel({
      title: 'Full resyncs',
      description:
        'Full resynchronisations that the primary served. More than after a restart: the backlog is too small.',
      unit: 'none',
      softMax: 1,
      queries: [query(`increase(redis_replica_resyncs_full{${REDIS}}${RATE})`, '{{pod}}')],
      alerts: ['RedisOutputBufferDrops'],
    }),
    timeseriesPanel({
      title: 'Backlog',
      description:
        'History that each node keeps. A replica that was away for longer than it lasts has to copy everything.',
      unit: 'bytes',
      queries: [query(`redis_repl_backlog_history_bytes{${REDIS}}`, '{{pod}}')],
    }),
  ];
}

export function memory(): Row['panels'] {
  return [
    timeseriesPanel({
      title: 'Resident memory',
      description: 'Memory of each process as the kernel counts it against the container’s limit, buffers included.',
      unit: 'bytes',
      queries: [query(`redis_memory_used_rss_bytes{${REDIS}}`, '{{pod}}'), memoryLimit('redis', `redis_up{${REDIS}}`)],
      alerts: ['RedisMemoryNearLimit'],
    }),
    timeseriesPanel({
      title: 'Keys',
      description: 'Keys that each Redis holds. Replicas follow the primary, down as well as up.',
      unit: 'none',
      queries: [query(`sum by (pod) (redis_db_keys{${REDIS}})`, '{{pod}}')],
      alerts: ['RedisDataLost'],
    }),
    timeseriesPanel({
      title: 'Expired and evicted keys',
      description: 'Keys per second that expired, and that were evicted for want of memory: those are lost items.',
      unit: 'ops',
      softMax: 1,
      colors: { expired: 'green', evicted: 'red' },
      queries: [
        query(`sum(rate(redis_expired_keys_total{${REDIS}}${RATE}))`, 'expired'),
        query(`sum(rate(redis_evicted_keys_total{${REDIS}}${RATE}))`, 'evicted'),
      ],
      alerts: ['RedisEvictingKeys'],
    }),
  ];
}

export function commands(): Row {
  return {
    title: 'Commands and clients',
    panels: [
      stackedPanel({
        title: 'Commands by role',
        description:
          'Commands per second, by role, without those of monitoring and of opening connections. Replicas repeat the primary’s writes.',
        unit: 'ops',
        queries: byRole((of) => `sum(${of(`rate(redis_commands_total{${COMMANDS}}${RATE})`)})`),
      }),
      timeseriesPanel({
        title: 'Command latency',
        description:
          'Mean execution time inside Redis of the three slowest commands of each role, without network and queue.',
        unit: 's',
        queries: byRole((of) => {
          const sum = (metric: string) => `sum by (cmd) (${of(`rate(${metric}{${COMMANDS}}${RATE})`)})`;
          return `topk(3, ${sum('redis_commands_duration_seconds_total')} / (${sum('redis_commands_total')} > 0))`;
        }, '{{cmd}}'),
      }),
      timeseriesPanel({
        title: 'Error replies',
        description:
          'Error replies of Redis per second, by role and kind. A replica refuses every write with READONLY: that is normal.',
        unit: 'ops',
        queries: byRole((of) => `sum by (err) (${of(`rate(redis_errors_total{${REDIS}}${RATE})`)})`, '{{err}}'),
        alerts: ['RedisWritesRefused', 'RedisAuthenticationFailing'],
      }),
      timeseriesPanel({
        title: 'Clients',
        description:
          'Connected clients, and connections per second that were turned away because maxclients is reached.',
        unit: 'none',
        decimals: 0,
        colors: { 'turned away per second': 'red' },
        queries: [
          query(`redis_connected_clients{${REDIS}}`, '{{pod}}'),
          query(`sum(rate(redis_rejected_connections_total{${REDIS}}${RATE}))`, 'turned away per second'),
        ],
        alerts: ['RedisConnectionsRejected'],
      }),
      timeseriesPanel({
        title: 'Network',
        description: 'Bytes per second in and out, by role, replication included.',
        unit: 'Bps',
        queries: [
          ...byRole((of) => `sum(${of(`rate(redis_net_input_bytes_total{${REDIS}}${RATE})`)})`, 'in'),
          ...byRole((of) => `sum(${of(`rate(redis_net_output_bytes_total{${REDIS}}${RATE})`)})`, 'out'),
        ],
      }),
      timeseriesPanel({
        title: 'CPU',
        description: 'Share of a core that each Redis uses. Commands run on one thread, so 100 % is the end.',
        unit: 'percentunit',
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
        title: 'Persistence status',
        description:
          'Whether the last write to the append-only file, its last rewrite and the last snapshot succeeded, on every node.',
        unit: 'none',
        max: 1,
        decimals: 0,
        states: { 0: { text: 'failed', color: 'red' }, 1: { text: 'ok', color: 'green' } },
        queries: [
          query(`min(redis_aof_last_write_status{${REDIS}})`, 'write'),
          query(`min(redis_aof_last_bgrewrite_status{${REDIS}})`, 'rewrite'),
          query(`min(redis_rdb_last_bgsave_status{${REDIS}})`, 'snapshot'),
        ],
        alerts: ['RedisAofWriteFailing', 'RedisBackgroundSaveFailing'],
      }),
      timeseriesPanel({
        title: 'AOF fsync delayed',
        description: 'Times that a write had to wait because the disk was still busy with the one before.',
        unit: 'none',
        softMax: 1,
        queries: [query(`increase(redis_aof_delayed_fsync{${REDIS}}${RATE})`, '{{pod}}')],
      }),
    ],
  };
}
