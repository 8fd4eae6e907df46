import { type Rule, type Violation, warning } from '../../rules/rule';
import type { Values } from '../../rules/values';
import type { Words } from '../../rules/wording';
import { parseDuration } from '../../units/duration';
import { replicas, withSentinel } from '../redis-conf/effective';

const WORDS = {
  prometheusNone: {
    message: '%s is %s: no Prometheus runs, so nothing is scraped and no alert fires',
    fix: 'set it to 1 or more, or kube-prometheus-stack.enabled to false',
  },
  prometheusPaused: {
    message:
      '%s is true: the operator leaves this Prometheus alone, so a new one is never made and later values change nothing',
    fix: 'set it to false',
  },
  prometheusShards: {
    message:
      '%s is %s: each Prometheus scrapes a part of the targets and evaluates every rule on that part, so alerts that count targets (RedisReplicasMissing, WebappTargetsMissing) fire without a reason',
    fix: 'set it to 1, or evaluate rules elsewhere and set monitoring.rules.enabled to false',
  },
  prometheusNoToken: {
    message: '%s is false: Prometheus finds its targets by the API of Kubernetes, and has no token for it',
    fix: 'set it to true',
  },
  prometheusNoRights: {
    message:
      '%s is false: neither the operator nor Prometheus may read anything in the cluster, unless somebody else lets them',
    fix: 'set it to true, or make the roles and bindings yourself before the install',
  },
  targetLimit: {
    message:
      '%s is %s, and this release has %s pods of one kind to scrape (%s): beyond the limit Prometheus drops them all',
    fix: 'raise it, or set it to 0: no limit',
  },
  sampleLimit: {
    message:
      '%s is %s: kube-state-metrics and the kubelet have more samples than that in the smallest cluster, and a scrape beyond the limit counts as failed',
    fix: 'raise it, or set it to 0: no limit',
  },
  lookback: {
    message:
      '%s (%s) is shorter than the time between two scrapes (%s, %s): between them every query finds nothing, and alerts are resolved',
    fix: 'leave it out: 5m is the default',
  },
  rareEvaluation: {
    message:
      '%s is %s: Prometheus forgets a sample after %s, so what recording rules write is gone before the next evaluation, and alerts fire late or never',
    fix: 'set it to 1m or less',
  },
  rareScrapes: {
    message:
      '%s is %s: Prometheus forgets a sample after %s, so what kube-state-metrics and the stack say is gone between two scrapes',
    fix: 'set it to 2m or less',
  },
  instanceSelector: {
    message: '%s asks for %s, which the %s of this release lacks: the operator passes it over, and it is never made',
    fix: 'add that label to %s, or leave the selector empty',
  },
  instanceNamespaces: {
    message: '%s is %s, without %s, where the %s of this release is: the operator passes it over, and it is never made',
    fix: 'add that namespace, or leave it empty',
  },
  operatorCertificate: {
    message:
      "%s is false and prometheusOperator.tls.enabled isn't: nobody makes the Secret with the operator's certificate, so its pod waits for ever, and neither Prometheus nor Alertmanager is made",
    fix: 'set kube-prometheus-stack.prometheusOperator.tls.enabled to false too, or let cert-manager make it (admissionWebhooks.certManager.enabled)',
  },
} as const satisfies Words;

const STACK = 'kube-prometheus-stack';
const SPEC = `${STACK}.prometheus.prometheusSpec`;
const OPERATOR = `${STACK}.prometheusOperator`;

/** Even an empty cluster has more: each node's kubelet alone has some thousands. */
const FEWEST_SAMPLES = 1000;
/** For how long an instant query sees a sample: https://prometheus.io/docs/prometheus/latest/querying/basics/#staleness */
const LOOKBACK = '5m';

export const prometheusSettings: Rule<'prometheus-settings'> = {
  name: 'prometheus-settings',
  what: 'Prometheus would not be made, scrape too little, or forget what it has scraped.',
  why: "The alerts and dashboards of this release count on one Prometheus that sees every target, often enough, and on the operator that makes it. A limit or a selector that doesn't fit stops that without a word.",
  example: {
    wrong: 'kube-prometheus-stack: { prometheus: { prometheusSpec: { replicas: 0 } } }',
    right: 'kube-prometheus-stack: { prometheus: { prometheusSpec: { replicas: 2 } } }',
  },
  check(values) {
    if (!values.on(`${STACK}.enabled`)) return [];
    const all = values.withDefaults;
    const operator = all.get(`${OPERATOR}.enabled`) === false ? [] : [...certificate(all), ...instances(all)];
    if (all.get(`${STACK}.prometheus.enabled`) === false) return operator;
    return [...operator, ...running(all), ...limits(all), ...times(all)];
  },
};

// --- internal ---

const isOff = (value: unknown) => value === false;

function running(values: Values): Violation[] {
  const found: Violation[] = [];
  for (const key of ['replicas', 'shards'])
    if (values.number(`${SPEC}.${key}`) === 0)
      found.push(warning([`${SPEC}.${key}`], WORDS.prometheusNone, `${SPEC}.${key}`, 0));
  const shards = `${SPEC}.shards`;
  if ((values.number(shards) ?? 1) > 1 && values.on('monitoring.rules.enabled'))
    found.push(warning([shards], WORDS.prometheusShards, shards, values.get(shards)));
  if (values.on(`${SPEC}.paused`)) found.push(warning([`${SPEC}.paused`], WORDS.prometheusPaused, `${SPEC}.paused`));
  const token = `${SPEC}.automountServiceAccountToken`;
  if (isOff(values.get(token))) found.push(warning([token], WORDS.prometheusNoToken, token));
  const rights = `${STACK}.global.rbac.create`;
  if (isOff(values.get(rights))) found.push(warning([rights], WORDS.prometheusNoRights, rights));
  return found;
}

function limits(values: Values): Violation[] {
  const [pods, of] = largestService(values);
  const given = (keys: readonly string[]) =>
    keys.flatMap((key) => {
      const limit = values.number(`${SPEC}.${key}`) ?? 0;
      return limit > 0 ? [{ at: `${SPEC}.${key}`, limit }] : [];
    });
  return [
    ...given(['targetLimit', 'enforcedTargetLimit'])
      .filter(({ limit }) => values.on('monitoring.serviceMonitors.enabled') && limit < pods)
      .map(({ at, limit }) => warning([at], WORDS.targetLimit, at, limit, pods, of)),
    ...given(['sampleLimit', 'enforcedSampleLimit'])
      .filter(({ limit }) => limit < FEWEST_SAMPLES)
      .map(({ at, limit }) => warning([at], WORDS.sampleLimit, at, limit)),
  ];
}

/** How many pods one ServiceMonitor of this release has for targets, at most, and which value says so. */
function largestService(values: Values): [pods: number, path: string] {
  const scales = values.on('webapp.autoscaling.enabled');
  const webapp = scales ? 'webapp.autoscaling.maxReplicas' : 'webapp.replicas';
  const nodes = withSentinel(values);
  const scraped = values.on('redis.enabled') && (nodes || values.on('redis.metrics.enabled'));
  // A node is one of the replicas; otherwise the primary is beside them.
  const redis = scraped ? replicas(values) + (nodes ? 0 : 1) : 0;
  const app = values.on('webapp.enabled') ? (values.number(webapp) ?? 0) : 0;
  return redis > app ? [redis, 'redis.replica.replicaCount'] : [app, webapp];
}

function times(values: Values): Violation[] {
  const found: Violation[] = [];
  const seconds = (path: string) => parseDuration(values.get(path));
  const lookback = `${SPEC}.query.lookbackDelta`;
  const ours = 'monitoring.serviceMonitors.interval';
  const seen = seconds(lookback) ?? (parseDuration(LOOKBACK) as number);
  const shown = values.get(lookback) ?? LOOKBACK;
  const between = seconds(ours);
  if (values.on('monitoring.serviceMonitors.enabled') && between !== undefined && seen < between)
    found.push(warning([lookback, ours], WORDS.lookback, lookback, shown, ours, values.get(ours)));
  for (const [key, wording] of [
    ['evaluationInterval', WORDS.rareEvaluation],
    ['scrapeInterval', WORDS.rareScrapes],
  ] as const) {
    const at = `${SPEC}.${key}`;
    if ((seconds(at) ?? 0) > seen) found.push(warning([at, lookback], wording, at, values.get(at), shown));
  }
  return found;
}

/** Which of the custom resources the operator looks at. */
function instances(values: Values): Violation[] {
  return (['prometheus', 'alertmanager'] as const).flatMap((part): Violation[] => {
    if (isOff(values.get(`${STACK}.${part}.enabled`))) return [];
    const what = part === 'prometheus' ? 'Prometheus' : 'Alertmanager';
    const found: Violation[] = [];
    const namespaces = `${OPERATOR}.${part}InstanceNamespaces`;
    const listed = values.list(namespaces);
    const own = values.text(`${STACK}.namespaceOverride`);
    if (listed.length > 0 && own !== '' && !listed.includes(own))
      found.push(warning([namespaces], WORDS.instanceNamespaces, namespaces, listed.join(', '), own, what));
    const selector = `${OPERATOR}.${part}InstanceSelector`;
    const labels = { ...values.map(`${STACK}.commonLabels`), ...values.map(`${STACK}.${part}.additionalLabels`) };
    const missed = values
      .text(selector)
      .split(',')
      .map((one) => /^\s*([\w./-]+)\s*==?\s*([\w.-]*)\s*$/.exec(one))
      .find((one) => one && !FROM_THE_CHART.has(one[1] as string) && String(labels[one[1] as string]) !== one[2]);
    if (missed) {
      const where = `${STACK}.${part}.additionalLabels`;
      found.push(warning([selector], WORDS.instanceSelector, selector, missed[0].trim(), what, where));
    }
    return found;
  });
}

/** Labels that the stack gives these objects itself; which value they have, is known when it renders. */
const FROM_THE_CHART = new Set([
  'app',
  'chart',
  'heritage',
  'release',
  ...['managed-by', 'instance', 'version', 'part-of'].map((name) => `app.kubernetes.io/${name}`),
]);

/** The Secret with the operator's certificate comes from the job of its webhooks, or from cert-manager. */
function certificate(values: Values): Violation[] {
  const webhooks = `${OPERATOR}.admissionWebhooks`;
  if (isOff(values.get(`${OPERATOR}.tls.enabled`)) || values.on(`${webhooks}.certManager.enabled`)) return [];
  const off = [`${webhooks}.enabled`, `${webhooks}.patch.enabled`].find((path) => isOff(values.get(path)));
  return off ? [warning([off], WORDS.operatorCertificate, off)] : [];
}
