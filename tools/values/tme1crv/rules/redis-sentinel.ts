import { error, type Rule, type Violation } from '../../rules/rule';
import type { Values } from '../../rules/values';
import type { Words } from '../../rules/wording';
import { withSentinel } from '../redis-conf/effective';

/** What the template says too, in the same words. */
const IN_CHART = {
  sentinelNodes: {
    message:
      'redis.replica.replicaCount is %d with Sentinel: with a node gone no majority is left to promote another one',
    fix: 'set it to 3 or more',
  },
  sentinelQuorum: {
    message: 'redis.sentinel.quorum is %d, and a majority of %d nodes is %d: %s',
    fix: 'set redis.sentinel.quorum to the majority',
  },
  sentinelVolumes: {
    message:
      'redis.%s.persistence.enabled is false with Sentinel: nodes that all restart at once could not tell who has the data, and which one led',
    fix: 'set it to true',
  },
  sentinelMasterVolume: {
    message:
      'redis.master.persistence differs from its default, and has no effect with Sentinel: every node has the volume of redis.replica.persistence',
    fix: 'set that instead, and leave redis.master.persistence out',
  },
  sentinelOrder: {
    message:
      'redis.replica.podManagementPolicy is %q with Sentinel: the first node is Ready once it leads or follows, which it knows when it can ask all nodes, and the others are started only then: the install never ends',
    fix: 'set it to Parallel',
  },
  sentinelDirective: {
    message: '%s in redis.sentinel.configuration: %s',
    fix: 'leave it out',
  },
  sentinelHostnames: {
    message:
      'redis.useHostnames is false with Sentinel: after a restart of all pods the addresses that it has kept are those of nobody, or of others',
    fix: 'set it to true',
  },
  sentinelMetrics: {
    message:
      "redis.metrics.enabled is true with Sentinel: the subchart would start its exporter by a shell, which the exporter's image lacks",
    fix: 'set it to false; redis.replica.sidecars has exporters of this chart, with the same metrics',
  },
  sentinelAutoscaling: {
    message:
      'redis.replica.autoscaling.enabled is true with Sentinel: Sentinels never forget a node, so one that is gone counts against the majority',
    fix: 'set it to false',
  },
} as const satisfies Words;

const WORDS = {
  sentinelOutside: {
    message:
      'redis.sentinel.externalAccess.enabled is true: the nodes and Sentinels name each other by names that only this cluster knows, so a client outside is sent to an address that it never reaches',
    fix: 'set it to false, and let clients outside use the web app',
  },
} as const satisfies Words;

const NODES = 'redis.replica.replicaCount';
const ENABLED = 'redis.sentinel.enabled';
const QUORUM = 'redis.sentinel.quorum';
/** Whoever leads a failover needs the votes of a majority: with two nodes, both (https://redis.io/docs/latest/operate/oss_and_stack/management/sentinel/). */
const FEWEST_NODES = 3;

/** As the schema has it; a test of the default values would fail otherwise. */
const DEFAULT_MASTER_VOLUME = { enabled: true, size: '8Gi', storageClass: '', existingClaim: '' };

export const redisSentinel: Rule<'redis-sentinel'> = {
  name: 'redis-sentinel',
  what: 'Sentinel lacks a majority, its volumes or its host names. The profile ha has them all.',
  why: 'Sentinel promotes another node by a majority, and knows the nodes by what it has kept. Where either is missing, the primary stays away, or the wrong one leads.',
  example: {
    wrong: 'redis: { sentinel: { enabled: true } }',
    right: 'redis: { sentinel: { enabled: false } }',
  },
  inChart: IN_CHART,
  check(values) {
    if (!withSentinel(values)) return [];
    return [...nodes(values), ...volumes(values), ...others(values), ...configuration(values)];
  },
};

// --- internal ---

function nodes(values: Values): Violation[] {
  const count = values.number(NODES);
  const quorum = values.number(QUORUM);
  if (count === undefined || quorum === undefined) return [];
  if (count < FEWEST_NODES) return [error([NODES, ENABLED], IN_CHART.sentinelNodes, count)];
  const majority = Math.floor(count / 2) + 1;
  if (quorum >= majority && quorum <= count) return [];
  const why = quorum < majority ? 'a few that are cut off would start failovers' : 'no failover ever';
  return [error([QUORUM, NODES, ENABLED], IN_CHART.sentinelQuorum, quorum, count, majority, why)];
}

function volumes(values: Values): Violation[] {
  const found = ['replica', 'sentinel']
    .filter((part) => values.get(`redis.${part}.persistence.enabled`) === false)
    .map((part) => error([`redis.${part}.persistence.enabled`, ENABLED], IN_CHART.sentinelVolumes, part));
  const differs = Object.entries(DEFAULT_MASTER_VOLUME).some(
    ([key, value]) => (values.get(`redis.master.persistence.${key}`) ?? value) !== value,
  );
  if (differs) {
    found.push(error(['redis.master.persistence', ENABLED], IN_CHART.sentinelMasterVolume));
  }
  return found;
}

function others(values: Values): Violation[] {
  const found: Violation[] = [];
  const order = 'redis.replica.podManagementPolicy';
  const given = values.get(order);
  if (given !== undefined && given !== 'Parallel')
    found.push(error([order, ENABLED], IN_CHART.sentinelOrder, given ?? ''));
  if (values.get('redis.useHostnames') === false) {
    found.push(error(['redis.useHostnames', ENABLED], IN_CHART.sentinelHostnames));
  }
  if (values.on('redis.metrics.enabled'))
    found.push(error(['redis.metrics.enabled', ENABLED], IN_CHART.sentinelMetrics));
  const outside = 'redis.sentinel.externalAccess.enabled';
  if (values.on(outside)) found.push(error([outside], WORDS.sentinelOutside));
  if (values.on('redis.replica.autoscaling.enabled')) {
    found.push(error(['redis.replica.autoscaling.enabled', ENABLED], IN_CHART.sentinelAutoscaling));
  }
  return found;
}

/** These lines come after those of start-sentinel.sh, and the last one counts. */
function configuration(values: Values): Violation[] {
  const at = 'redis.sentinel.configuration';
  const lines = values.text(at).split('\n');
  return lines.flatMap((line) => {
    const said = SENTINEL_LINES.find(({ pattern }) => new RegExp(pattern, 'i').test(line.trim()));
    return said
      ? [error([at], IN_CHART.sentinelDirective, line.trim().split(/\s+/).slice(0, 2).join(' '), said.why)]
      : [];
  });
}

/** What must not stand there, and why; the template reads it from chart/files/redis-directives.yaml. */
export const SENTINEL_LINES: readonly { readonly pattern: string; readonly why: string }[] = [
  {
    pattern: '^(port|tls-port|bind|protected-mode)\\b',
    why: 'web app, nodes and probes would find no Sentinel any more',
  },
  {
    pattern: '^(requirepass|user|aclfile)\\b|^sentinel\\s+(sentinel-pass|sentinel-user|auth-pass|auth-user)\\b',
    why: 'Sentinel, its Redis and the web app would log in with different passwords',
  },
  {
    pattern:
      '^sentinel\\s+(monitor|myid|announce-ip|announce-port|resolve-hostnames|announce-hostnames|rename-command)\\b',
    why: 'the start script says it, so that Sentinels find each other and the primary after a restart',
  },
  { pattern: '^(daemonize|dir|logfile)\\b', why: 'the container would end, or its state would be elsewhere' },
];
