/** What Redis takes for the value of a directive (config.c of Redis 7 and 8). With any other it doesn't start. */
import { parseRedisBytes } from './bytes';
import type { Setting } from './effective';

/** What Redis expects instead, as the end of "write …"; undefined where it can read the value, or where that isn't known here. */
export function expectedInstead({ name, args, filledIn }: Setting): string | undefined {
  const form = filledIn ? undefined : FORMS.get(name);
  return form && !form.reads(args) ? form.expected : undefined;
}

/** Redis takes one value for it, and gets several: lines that have become one. */
export function isJoined({ name, args }: Setting): boolean {
  return args.length > 1 && FORMS.get(name)?.single === true;
}

// --- internal ---

interface Form {
  readonly expected: string;
  readonly single?: true;
  reads(args: readonly string[]): boolean;
}

const words = (text: string) => text.trim().split(/\s+/);
const WHOLE = /^(0|-?[1-9][0-9]*)$/;

const one = (expected: string, reads: (value: string) => boolean): Form => ({
  expected,
  single: true,
  reads: (args) => args.length === 1 && reads(args[0] ?? ''),
});
const choice = (...allowed: string[]): Form =>
  one(`one of ${allowed.join(', ')}`, (value) => allowed.includes(value.toLowerCase()));
const all = (names: string, form: Form): [string, Form][] => words(names).map((name) => [name, form]);

const YES_OR_NO = one('yes or no', (value) => /^(yes|no)$/i.test(value));
const EIGHT_BYTES = 2 ** 63;

/** The least that Redis takes, and the most, of those that have such bounds. */
const BOUNDS: ReadonlyMap<string, readonly [number, number]> = new Map(
  words(`
  databases:1 maxclients:1 io-threads:1-128 active-expire-effort:1-10 maxmemory-samples:1 maxmemory-eviction-tenacity:0-100 hz:0
  timeout:0 tcp-keepalive:0 tcp-backlog:0 port:0-65535 tls-port:0-65535 replica-announce-port:0-65535 slave-announce-port:0-65535
  cluster-port:0-65535 cluster-announce-bus-port:0-65535 cluster-announce-port:0-65535 cluster-announce-tls-port:0-65535
  cluster-migration-barrier:0 cluster-node-timeout:0 cluster-replica-validity-factor:0 cluster-slave-validity-factor:0
  repl-timeout:1 repl-ping-replica-period:1 repl-ping-slave-period:1 repl-diskless-sync-delay:0 repl-diskless-sync-max-replicas:0
  repl-backlog-ttl:0 repl-backlog-size:1 replica-priority:0 slave-priority:0 min-replicas-to-write:0 min-replicas-max-lag:0
  min-slaves-to-write:0 min-slaves-max-lag:0 shutdown-timeout:0 auto-aof-rewrite-percentage:0 loading-process-events-interval-bytes:1024
  slowlog-log-slower-than:-1 slowlog-max-len:0 latency-monitor-threshold:0 acllog-max-len:0 busy-reply-threshold:0 lua-time-limit:0
  watchdog-period:0 lfu-log-factor:0 lfu-decay-time:0 list-compress-depth:0 tracking-table-max-keys:0 socket-mark-id:0
  hash-max-listpack-entries:0 hash-max-ziplist-entries:0 set-max-intset-entries:0 zset-max-listpack-entries:0 zset-max-ziplist-entries:0
  stream-node-max-entries:0 tls-session-cache-size:0 tls-session-cache-timeout:0 active-defrag-cycle-min:1-99 active-defrag-cycle-max:1-99
  active-defrag-threshold-lower:0-1000 active-defrag-threshold-upper:0-1000 active-defrag-max-scan-fields:1 active-defrag-ignore-bytes:1
  client-query-buffer-limit:1048576 proto-max-bulk-len:1048576
`).map((word) => {
    const [, name = '', least, most] = /^([a-z-]+):(-?\d+)(?:-(\d+))?$/.exec(word) ?? [];
    return [name, [Number(least), most === undefined ? EIGHT_BYTES : Number(most)]];
  }),
);

/** Directives that take a number each, within the bounds of each. */
function bounded(kind: string, read: (value: string) => number | undefined, names: string): [string, Form][] {
  return words(names).map((name) => {
    const [least, most] = BOUNDS.get(name) ?? [-EIGHT_BYTES, EIGHT_BYTES];
    const lowest = least === 2 ** 20 ? '1mb' : least;
    const range =
      most < EIGHT_BYTES ? ` from ${lowest} to ${most}` : least > -EIGHT_BYTES ? `, at least ${lowest}` : '';
    const isWithin = (number = Number.NaN) => number >= least && number <= most;
    return [name, one(`${kind}${range}`, (value) => isWithin(read(value)))];
  });
}

const wholeNumber = (value: string) => (WHOLE.test(value) ? Number(value) : undefined);

/** So many values, of one kind each. */
const several = (expected: string, reads: (value: string) => boolean, count?: number): Form => ({
  expected,
  reads: (args) => (count === undefined || args.length === count) && args.every(reads),
});

/** What a signal does: `default` alone, or words that don't exclude each other. */
const SHUTDOWN: Form = {
  expected: 'default, or words of save, nosave, now and force, but not both save and nosave',
  reads: (args) => {
    const given = args.map((value) => value.toLowerCase());
    if (given.length === 1 && given[0] === 'default') return true;
    return (
      given.every((value) => /^(save|nosave|now|force)$/.test(value)) &&
      !(given.includes('save') && given.includes('nosave'))
    );
  },
};

/** By pairs: after so many seconds, if so many keys have changed. */
const SAVE: Form = {
  expected: 'pairs of seconds and changes such as `save 900 1 300 10`, or `save ""` for none',
  reads: (args) =>
    (args.length === 1 && args[0] === '') ||
    (args.length > 0 && args.length % 2 === 0 && args.every((value) => /^[0-9]+$/.test(value))),
};

/** By fours: class, hard limit, soft limit, seconds. */
const OUTPUT_BUFFER: Form = {
  expected: 'class, hard limit, soft limit and seconds, such as `client-output-buffer-limit replica 256mb 64mb 60`',
  reads: (args) =>
    args.length > 0 &&
    args.length % 4 === 0 &&
    args.every((value, at) => {
      if (at % 4 === 0) return /^(normal|slave|replica|pubsub)$/i.test(value);
      return at % 4 === 3 ? WHOLE.test(value) : parseRedisBytes(value) !== undefined;
    }),
};

/** Letters of all releases; their case counts. */
const EVENTS = one(
  'letters of classes of events such as Ex',
  (value) => /^[A-Za-z$]*$/.test(value) && !/[^KEgtdmnAxelshzoc$]/.test(value),
);

const FORMS: ReadonlyMap<string, Form> = new Map([
  ...all(
    `
  activedefrag activerehashing always-show-logo aof-disable-auto-gc aof-load-truncated
  aof-rewrite-incremental-fsync aof-timestamp-enabled aof-use-rdb-preamble appendonly
  cluster-allow-pubsubshard-when-down cluster-allow-reads-when-down cluster-allow-replica-migration
  cluster-enabled cluster-replica-no-failover cluster-require-full-coverage cluster-slave-no-failover
  cluster-slot-stats-enabled crash-log-enabled crash-memcheck-enabled daemonize disable-thp dynamic-hz
  hide-user-data-from-log io-threads-do-reads jemalloc-bg-thread latency-tracking lazyfree-lazy-eviction
  lazyfree-lazy-expire lazyfree-lazy-server-del lazyfree-lazy-user-del lazyfree-lazy-user-flush
  no-appendfsync-on-rewrite protected-mode rdb-del-sync-files rdb-save-incremental-fsync rdbchecksum
  rdbcompression repl-disable-tcp-nodelay repl-diskless-sync replica-announced replica-ignore-disk-write-errors
  replica-ignore-maxmemory replica-lazy-flush replica-read-only replica-serve-stale-data set-proc-title
  slave-ignore-maxmemory slave-lazy-flush slave-read-only slave-serve-stale-data stop-writes-on-bgsave-error
  syslog-enabled tls-cluster tls-prefer-server-ciphers tls-replication tls-session-caching use-exit-on-panic
`,
    YES_OR_NO,
  ),
  ...bounded(
    'a whole number without a unit',
    wholeNumber,
    `
  acllog-max-len active-defrag-cycle-max active-defrag-cycle-min active-defrag-max-scan-fields
  active-defrag-threshold-lower active-defrag-threshold-upper active-expire-effort auto-aof-rewrite-percentage
  busy-reply-threshold cluster-announce-bus-port cluster-announce-port cluster-announce-tls-port
  cluster-migration-barrier cluster-node-timeout cluster-port cluster-replica-validity-factor
  cluster-slave-validity-factor databases hash-max-listpack-entries hash-max-ziplist-entries hz io-threads
  key-load-delay latency-monitor-threshold lfu-decay-time lfu-log-factor list-compress-depth
  list-max-listpack-size list-max-ziplist-size loading-process-events-interval-bytes lua-time-limit maxclients
  maxmemory-eviction-tenacity maxmemory-samples min-replicas-max-lag min-replicas-to-write min-slaves-max-lag
  min-slaves-to-write port rdb-key-save-delay repl-backlog-ttl repl-diskless-sync-delay
  repl-diskless-sync-max-replicas repl-ping-replica-period repl-ping-slave-period repl-timeout
  replica-announce-port replica-priority set-max-intset-entries shutdown-timeout slave-announce-port
  slave-priority slowlog-log-slower-than slowlog-max-len socket-mark-id stream-node-max-entries tcp-backlog
  tcp-keepalive timeout tls-port tls-session-cache-size tls-session-cache-timeout tracking-table-max-keys
  watchdog-period zset-max-listpack-entries zset-max-ziplist-entries
`,
  ),
  // maxmemory has a rule of its own (redis-memory).
  ...bounded(
    'bytes as a whole number with kb, mb or gb',
    parseRedisBytes,
    `
  active-defrag-ignore-bytes auto-aof-rewrite-min-size client-query-buffer-limit cluster-link-sendbuf-limit
  hash-max-listpack-value hash-max-ziplist-value hll-sparse-max-bytes proto-max-bulk-len repl-backlog-size
  stream-node-max-bytes zset-max-listpack-value zset-max-ziplist-value
`,
  ),
  ['save', SAVE],
  ['client-output-buffer-limit', OUTPUT_BUFFER],
  ['notify-keyspace-events', EVENTS],
  ['appendfsync', choice('everysec', 'always', 'no')],
  ['loglevel', choice('debug', 'verbose', 'notice', 'warning', 'nothing')],
  [
    'maxmemory-policy',
    choice(
      ...words('noeviction allkeys-lru allkeys-lfu allkeys-lrm allkeys-random'),
      ...words('volatile-lru volatile-lfu volatile-lrm volatile-random volatile-ttl'),
    ),
  ],
  ['supervised', choice('upstart', 'systemd', 'auto', 'no')],
  [
    'maxmemory-clients',
    one('bytes, or a percentage such as 5%', (value) =>
      /%$/.test(value) ? /^\d{1,2}%$|^100%$/.test(value) : parseRedisBytes(value) !== undefined,
    ),
  ],
  ['oom-score-adj', choice('no', 'yes', 'relative', 'absolute')],
  [
    'oom-score-adj-values',
    several(
      'three whole numbers from -2000 to 2000',
      (value) => WHOLE.test(value) && Math.abs(Number(value)) <= 2000,
      3,
    ),
  ],
  ['unixsocketperm', one('an octal mode such as 700', (value) => /^0?[0-7]{1,3}$/.test(value))],
  [
    'latency-tracking-info-percentiles',
    several('numbers from 0 to 100, or "" for none', (value) => /^(\d+(\.\d*)?)?$/.test(value) && Number(value) <= 100),
  ],
  ['syslog-facility', choice('user', ...words('local0 local1 local2 local3 local4 local5 local6 local7'))],
  ['shutdown-on-sigterm', SHUTDOWN],
  ['shutdown-on-sigint', SHUTDOWN],
  ['propagation-error-behavior', choice('ignore', 'panic', 'panic-on-replicas')],
  ['acl-pubsub-default', choice('allchannels', 'resetchannels')],
  ['cluster-preferred-endpoint-type', choice('ip', 'hostname', 'unknown-endpoint')],
  ['tls-auth-clients', choice('no', 'yes', 'optional')],
  ['sanitize-dump-payload', choice('no', 'yes', 'clients')],
  ['enable-debug-command', choice('no', 'yes', 'local')],
  ['enable-module-command', choice('no', 'yes', 'local')],
  ['enable-protected-configs', choice('no', 'yes', 'local')],
]);
