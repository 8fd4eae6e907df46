import { textOf } from '../../json';
import { error, type Rule, type Violation, warning } from '../../rules/rule';
import type { Values } from '../../rules/values';
import type { Words } from '../../rules/wording';
import { replicas, serversOf, withSentinel } from '../redis-conf/effective';

const WORDS = {
  metricsServiceOff: {
    message:
      'redis.metrics.service.enabled is false: the ServiceMonitor of this release finds the exporters by that Service, so nothing of Redis is scraped',
    fix: 'set it to true, or monitoring.serviceMonitors.enabled to false',
  },
  exporterPort: {
    message:
      'redis.replica.containerPorts.redis is %s, and redis.metrics.command asks redis.master.containerPorts.redis (%s), beside replicas too: their exporters would find no Redis',
    fix: 'set both ports to the same number',
  },
  scrapedTwice: {
    message:
      '%s is true: Prometheus would scrape every exporter twice, beside the ServiceMonitor of this chart, under the same job',
    fix: 'set it to false, or monitoring.serviceMonitors.enabled to false',
  },
  rulesTwice: {
    message: "%s is true: the subchart's rules would come beside those of this chart, which watch the same",
    fix: 'set it to false, or monitoring.rules.enabled to false',
  },
  exporterScheme: {
    message:
      "redis.metrics.command gives the address with redis:// before it: the exporter then says the same of every failure, and RedisPrimaryWaiting can't be told from RedisMasterDown",
    fix: 'leave redis:// out',
  },
  exporterOption: {
    message: '%s sets %s: %s',
    fix: 'leave it out',
  },
  exporterVolume: {
    message: '%s mounts the volume exporter, and no list of volumes has it: Kubernetes refuses the pods of Redis',
    fix: 'keep the entry of the default list of redis.metrics.extraVolumes beside yours',
  },
  exporterFolder: {
    message:
      "%s has no /opt/tme1crv/exporter: the exporter isn't told a changed password, and reads nothing until its pod restarts",
    fix: 'keep the entry of the default list beside yours',
  },
  nodeExporters: {
    message:
      'redis.replica.sidecars has no {{ include "tme1crv.redis.exporters" . }}, which with Sentinel makes the exporters: nothing of Redis would be scraped',
    fix: 'write it as a text, with that line and your containers below it',
  },
  nodeHooks: {
    message:
      '%s lacks %s: with Sentinel a primary that is stopped would hand over to nobody, and acknowledged writes could be lost',
    fix: 'keep that command as the preStop hook',
  },
  policyOpens: {
    message:
      "redis.networkPolicy.enabled is true: policies add up, and the subchart's opens what networkPolicy.enabled of this chart closes",
    fix: 'set it to false',
  },
} as const satisfies Words;

export const redisExporter: Rule<'redis-exporter'> = {
  name: 'redis-exporter',
  what: "Redis' exporters would be scraped twice, or not at all.",
  why: "This chart's ServiceMonitor, alerts and network policies stand in for the subchart's: both at once count twice, and a switched off Service leaves Redis unseen.",
  example: {
    wrong: 'redis: { metrics: { serviceMonitor: { enabled: true } } }',
    right: 'redis: { metrics: { serviceMonitor: { enabled: false } } }',
  },
  check(values) {
    if (!values.on('redis.enabled')) return [];
    const all = values.withDefaults;
    return [...scraping(all), ...ports(all), ...policies(all), ...nodes(all), ...options(all), ...folder(all)];
  },
};

// --- internal ---

function scraping(values: Values): Violation[] {
  if (!values.on('redis.metrics.enabled')) return [];
  const found: Violation[] = [];
  if (values.on('monitoring.serviceMonitors.enabled')) {
    if (values.get('redis.metrics.service.enabled') === false && !withSentinel(values))
      found.push(warning(['redis.metrics.service.enabled'], WORDS.metricsServiceOff));
    for (const at of ['redis.metrics.serviceMonitor.enabled', 'redis.metrics.podMonitor.enabled'])
      if (values.on(at)) found.push(warning([at], WORDS.scrapedTwice, at));
  }
  const rules = 'redis.metrics.prometheusRule.enabled';
  if (values.on(rules) && values.on('monitoring.rules.enabled')) found.push(warning([rules], WORDS.rulesTwice, rules));
  return found;
}

function ports(values: Values): Violation[] {
  const [master, replica] = ['master', 'replica'].map(
    (role) => values.get(`redis.${role}.containerPorts.redis`) ?? 6379,
  );
  const asks = JSON.stringify(values.list('redis.metrics.command')).includes('.Values.master.containerPorts.redis');
  const plain = values.on('redis.metrics.enabled') && !withSentinel(values);
  if (!plain || !asks || replicas(values) === 0 || master === replica) return [];
  const paths = ['redis.replica.containerPorts.redis', 'redis.master.containerPorts.redis'];
  return [error(paths, WORDS.exporterPort, replica, master)];
}

/** What this chart's defaults put beside a node with Sentinel, and a file may replace. */
function nodes(values: Values): Violation[] {
  if (!withSentinel(values)) {
    const command = 'redis.metrics.command';
    const scheme = values.list(command).some((word) => /--redis\.addr=redis:\/\//.test(textOf(word)));
    return scheme && values.on('redis.metrics.enabled') ? [warning([command], WORDS.exporterScheme)] : [];
  }
  const sidecars = 'redis.replica.sidecars';
  const found: Violation[] = [];
  if (!JSON.stringify(values.get(sidecars) ?? '').includes('tme1crv.redis.exporters'))
    found.push(warning([sidecars], WORDS.nodeExporters));
  for (const [role, script] of [
    ['replica', 'stop-node.sh'],
    ['sentinel', 'stop-sentinel.sh'],
  ] as const) {
    const at = `redis.${role}.lifecycleHooks`;
    if (!JSON.stringify(values.get(at) ?? '').includes(script)) found.push(warning([at], WORDS.nodeHooks, at, script));
  }
  return found;
}

function policies(values: Values): Violation[] {
  const both = values.on('redis.networkPolicy.enabled') && values.on('networkPolicy.enabled');
  return both ? [warning(['redis.networkPolicy.enabled'], WORDS.policyOpens)] : [];
}

/** Options of the exporter that take it away from the ServiceMonitor, the alerts or its Redis, each with its variable. */
const OPTIONS: readonly { readonly flag: string; readonly variable: string; readonly why: string }[] = [
  {
    flag: 'namespace',
    variable: 'REDIS_EXPORTER_NAMESPACE',
    why: 'alerts and dashboards of this release ask for metrics whose names begin with redis_',
  },
  {
    flag: 'web.telemetry-path',
    variable: 'REDIS_EXPORTER_WEB_TELEMETRY_PATH',
    why: 'the ServiceMonitor of this release asks for /metrics, so nothing of Redis is scraped',
  },
  {
    flag: 'web.listen-address',
    variable: 'REDIS_EXPORTER_WEB_LISTEN_ADDRESS',
    why: 'the port is that of redis.metrics.containerPorts.http, which Service and probes ask',
  },
  {
    flag: 'tls-server-cert-file',
    variable: 'REDIS_EXPORTER_TLS_SERVER_CERT_FILE',
    why: 'the ServiceMonitor of this release and the probes ask by plain HTTP',
  },
  {
    flag: 'basic-auth-username',
    variable: 'REDIS_EXPORTER_BASIC_AUTH_USERNAME',
    why: 'the ServiceMonitor of this release has no password for it, so nothing of Redis is scraped',
  },
];

function options(values: Values): Violation[] {
  if (!values.on('redis.metrics.enabled') && !withSentinel(values)) return [];
  const [command, variables] = ['redis.metrics.command', 'redis.metrics.extraEnvVars'];
  const words = withSentinel(values) ? [] : values.list(command).map(String);
  const names = values.list(variables).map((one) => (one as { name?: unknown } | null)?.name);
  return OPTIONS.flatMap(({ flag, variable, why }) => [
    ...(words.some((word) => new RegExp(`^--?${flag}(=(?!$|redis$|/metrics$)|$)`).test(word))
      ? [warning([command], WORDS.exporterOption, command, `--${flag}`, why)]
      : []),
    ...(names.includes(variable) ? [warning([variables], WORDS.exporterOption, variables, variable, why)] : []),
  ]);
}

/** By a file there Redis' container hands a new password on (chart/files/redis/password.sh). */
function folder(values: Values): Violation[] {
  const runs = values.on('redis.metrics.enabled') || withSentinel(values);
  if (!runs || values.get('redis.auth.enabled') === false) return [];
  const roles = serversOf(values).map(({ role }) => role);
  const lacks = (at: string, text: string) => !JSON.stringify(values.list(at)).includes(text);
  const mounts = [...roles, 'metrics'].map((part) => `redis.${part}.extraVolumeMounts`);
  // Without the scripts' folder nothing starts at all: redis-start-scripts says so.
  const untold = mounts
    .filter((at) => lacks(at, '/opt/tme1crv/exporter'))
    .filter((at) => at.startsWith('redis.metrics.') || !lacks(at, '/opt/tme1crv/redis'));
  const volumes = [...roles, 'metrics', 'sentinel'].map((part) => `redis.${part}.extraVolumes`);
  const named = volumes.some((at) => !lacks(at, '"name":"exporter"'));
  const using = mounts.find((at) => !lacks(at, '"name":"exporter"'));
  const missing =
    named || !using ? [] : [error(['redis.metrics.extraVolumes', ...volumes], WORDS.exporterVolume, using)];
  return [...missing, ...untold.map((at) => warning([at], WORDS.exporterFolder, at))];
}
