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
const NUMBER = one('a whole number without a unit', (value) => WHOLE.test(value));
const BYTES = one('bytes as a whole number with kb, mb or gb', (value) => parseRedisBytes(value) !== undefined);

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
  ...all(
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
    NUMBER,
  ),
  // maxmemory has a rule of its own (redis-memory).
  ...all(
    `
  active-defrag-ignore-bytes auto-aof-rewrite-min-size client-query-buffer-limit cluster-link-sendbuf-limit
  hash-max-listpack-value hash-max-ziplist-value hll-sparse-max-bytes proto-max-bulk-len repl-backlog-size
  stream-node-max-bytes zset-max-listpack-value zset-max-ziplist-value
`,
    BYTES,
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
  ['sanitize-dump-payload', choice('no', 'yes', 'clients')],
  ['enable-debug-command', choice('no', 'yes', 'local')],
  ['enable-module-command', choice('no', 'yes', 'local')],
  ['enable-protected-configs', choice('no', 'yes', 'local')],
]);
