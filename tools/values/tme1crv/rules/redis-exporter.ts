import { textOf } from '../../json';
import { error, type Rule, type Violation, warning } from '../../rules/rule';
import type { Values } from '../../rules/values';
import type { Words } from '../../rules/wording';

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
    return [...scraping(all), ...ports(all), ...policies(all), ...nodes(all)];
  },
};

// --- internal ---

const sentinel = (values: Values) =>
  values.on('redis.sentinel.enabled') && values.get('redis.architecture') === 'replication';

function scraping(values: Values): Violation[] {
  if (!values.on('redis.metrics.enabled')) return [];
  const found: Violation[] = [];
  if (values.on('monitoring.serviceMonitors.enabled')) {
    if (values.get('redis.metrics.service.enabled') === false && !sentinel(values))
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
  const replicas =
    values.get('redis.architecture') === 'replication' && values.number('redis.replica.replicaCount') !== 0;
  if (!values.on('redis.metrics.enabled') || sentinel(values) || !asks || !replicas || master === replica) return [];
  const paths = ['redis.replica.containerPorts.redis', 'redis.master.containerPorts.redis'];
  return [error(paths, WORDS.exporterPort, replica, master)];
}

/** What this chart's defaults put beside a node with Sentinel, and a file may replace. */
function nodes(values: Values): Violation[] {
  if (!sentinel(values)) {
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
