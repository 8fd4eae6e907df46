/**
 * Directives of redis.conf with which this chart's Redis loses data, or replies with nothing but errors, and why. Those that are refused are
 * refused by the chart's template too: gen-values writes them to chart/files/redis-directives.yaml, where it reads them.
 *
 * Directives whose verdict takes more than one value have rules of their own: maxmemory (redis-memory), maxmemory-policy
 * (redis-eviction), appendonly and save (redis-persistence), min-replicas-to-write (redis-write-quorum), rename-command
 * (redis-commands).
 */
export interface JudgedDirective {
  name: string;
  verdict: 'refused' | 'warned';
  /** Judged only with such a value (its words in lower case, between them a blank); a pattern that JavaScript and Go understand. */
  when?: string;
  /** Not judged with such a value. */
  unless?: string;
  /** Each one counts, not only the last. */
  each?: true;
  /** Judged only while Redis asks for no password. */
  withoutPassword?: true;
  /** What happens: the end of a sentence that begins with the directive and where it stands. */
  reason: string;
  /** What to do, beginning in lower case. */
  fix: string;
}

const SET_BY_THE_CHART = 'leave it out: the chart sets it';
const PASSWORD = 'leave it out, and put the password into the Secret that redis.auth.existingSecret names';
const FILES = 'leave it out: a Redis that was running would start empty beside its data';
/** Listening on all addresses, among others perhaps. */
export const EVERY_ADDRESS = String.raw`(^| )-?(\*|0\.0\.0\.0|::\*|::)( |$)`;

export const DIRECTIVES: readonly JudgedDirective[] = [
  // Not reached: every request gets 503.
  refused('port', 'Redis would listen where neither its probes nor the web app look for it', SET_BY_THE_CHART),
  refused('tls-port', "the web app, the probes and the exporter don't speak TLS with this Redis", 'leave it out', {
    unless: '^0$',
  }),
  refused('tls-replication', "the primary doesn't speak TLS, so no replica could follow it", 'leave it out', {
    when: '^yes$',
  }),
  refused('bind', 'Redis would listen on an address that no other pod reaches', 'leave it out: Redis listens on all', {
    unless: EVERY_ADDRESS,
  }),
  refused(
    'protected-mode',
    'without a password Redis would refuse every other pod',
    'leave it out, or set redis.auth.enabled to true',
    { when: '^yes$', withoutPassword: true },
  ),
  refused('requirepass', 'Redis would ask for another password than the web app and the probes have', PASSWORD),
  refused('masterauth', 'replicas would log in to their primary with another password than it asks for', PASSWORD),
  refused('masteruser', 'replicas would log in to their primary as a user that it may not know', 'leave it out'),
  refused(
    'user',
    'the user that the web app, the probes and the replicas log in as would get other rights or another password',
    'leave the user default as it is',
    { when: '^default( |$)', each: true },
  ),
  refused(
    'aclfile',
    'its users replace the one that the web app, the probes and the replicas log in as',
    'leave it out until a later release makes ACL users work',
  ),
  refused(
    'cluster-enabled',
    'a Redis in cluster mode without a cluster replies to every command with CLUSTERDOWN',
    'set it to no',
    {
      when: '^yes$',
    },
  ),
  refused('sentinel', "a Redis that isn't a Sentinel doesn't start with it", 'leave it out', { each: true }),
  refused('daemonize', 'the container ends as soon as Redis goes into the background', 'set it to no', {
    when: '^yes$',
  }),
  // Data in the wrong place, or of the wrong Redis.
  refused(
    'replicaof',
    'a primary with it would become a replica and drop its data; a replica would copy another Redis than the one that is written to',
    SET_BY_THE_CHART,
  ),
  refused(
    'replica-read-only',
    'what is written to a replica never reaches the primary, and is gone with the next full resync',
    'set it to yes',
    { when: '^no$' },
  ),
  refused('dir', 'data would be written beside the volume, and be gone with the pod', SET_BY_THE_CHART),
  refused('appenddirname', 'Redis would look for its append-only files elsewhere', FILES),
  refused('appendfilename', 'Redis would look for its append-only files elsewhere', FILES),
  refused('dbfilename', 'Redis would look for its snapshot elsewhere', FILES),

  warned('include', "what that file says can't be checked", 'write its lines here', { each: true }),
  warned('loadmodule', "Redis doesn't start when its image lacks that file", 'check that redis.image has it', {
    each: true,
  }),
  warned(
    'logfile',
    "`kubectl logs` shows nothing then; a file that can't be opened keeps Redis from starting, and one on the volume takes the space of the data",
    'leave it out',
    { unless: '^$' },
  ),
  warned(
    'appendfsync',
    'a node that fails takes up to half a minute of acknowledged writes with it',
    'set it to everysec',
    {
      when: '^no$',
    },
  ),
  warned(
    'aof-load-truncated',
    'after a power failure Redis stays away until somebody repairs its append-only file by hand',
    'set it to yes',
    { when: '^no$' },
  ),
  warned(
    'replica-serve-stale-data',
    'replicas serve nothing while the primary is away: reads stop together with writes',
    'set it to yes',
    { when: '^no$' },
  ),
];

// --- internal ---

type Limits = Pick<JudgedDirective, 'when' | 'unless' | 'each' | 'withoutPassword'>;

function refused(name: string, reason: string, fix: string, limits: Limits = {}): JudgedDirective {
  return { name, verdict: 'refused', reason, fix, ...limits };
}

function warned(name: string, reason: string, fix: string, limits: Limits = {}): JudgedDirective {
  return { name, verdict: 'warned', reason, fix, ...limits };
}
