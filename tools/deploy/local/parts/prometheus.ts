import { stringify } from 'yaml';
import type { RuleGroup } from '../../../monitoring/rules/rules';
import { RELEASE } from '../../chart';
import { redisNames } from '../names';
import { LOOPBACK, type Part, StopOrder } from '../part';
import type { Ports } from '../ports';
import type { StateFolder } from '../state';
import type { Topology } from '../topology';

export interface PrometheusContext {
  state: StateFolder;
  program: string;
  ports: Ports;
  topology: Topology;
  /** The namespace that the workload would run in. */
  namespace: string;
  rules: RuleGroup[];
  /** Prometheus durations: "5s". */
  scrapeInterval: string;
  evaluationInterval: string;
  retention: string;
}

/** Where the chart's rules are written, for Prometheus and for promtool. */
export function ruleFile(state: StateFolder): string {
  return state.path('etc', 'rules.yaml');
}

/** Prometheus with the chart's rules and a target for every part. */
export function prometheusPart(context: PrometheusContext): Part {
  const { state, ports, topology } = context;
  // A history for each topology: for five minutes rules would still see the primary of the other one, and find two.
  const history = topology.sentinel === undefined ? 'prometheus' : 'prometheus-sentinel';
  const file = state.path('etc', 'prometheus.yaml');
  return {
    name: 'prometheus',
    program: context.program,
    args: [
      `--config.file=${file}`,
      `--storage.tsdb.path=${state.data(history)}`,
      `--storage.tsdb.retention.time=${context.retention}`,
      `--web.listen-address=${LOOPBACK}:${ports.prometheus}`,
    ],
    env: {},
    files: {
      [file]: stringify(prometheusConfiguration(context)),
      [ruleFile(state)]: stringify({ groups: context.rules }),
    },
    ports: { http: ports.prometheus },
    stopOrder: StopOrder.monitoring,
  };
}

/** One scrape target with the labels that the Prometheus operator gives it in the chart's reference layout. */
export interface Target {
  targets: [string];
  labels: Record<string, string>;
}

/**
 * The targets by job. Dashboards and rules see the very labels that they see on a cluster, so both are tried out here.
 */
export function scrapeTargets({
  ports,
  topology,
  namespace,
}: Pick<PrometheusContext, 'ports' | 'topology' | 'namespace'>): Record<string, Target[]> {
  const names = redisNames(topology);
  const webapp = `${RELEASE}-webapp`;
  const redis = `${RELEASE}-redis-metrics`;
  const beside = (exporters: number[], own: Record<string, string>): Target[] =>
    exporters.map((port, index) => ({
      targets: [`${LOOPBACK}:${port}`],
      labels: { namespace, pod: names[index]?.pod ?? '', service: redis, ...own },
    }));
  return {
    ...stackTargets(ports),
    [webapp]: [
      {
        targets: [`${LOOPBACK}:${ports.metrics}`],
        labels: { namespace, pod: `${webapp}-0`, service: webapp, endpoint: 'metrics', container: 'webapp' },
      },
    ],
    [redis]: beside(ports.exporters, { endpoint: 'http-metrics', container: 'metrics' }),
    // The Sentinel and its exporter are in the pod of the node.
    ...(ports.sentinelExporters.length === 0
      ? {}
      : {
          [`${redis}-sentinel`]: beside(ports.sentinelExporters, {
            endpoint: 'http-sentinel',
            container: 'sentinel-metrics',
          }),
        }),
  };
}

// --- internal ---

// What kube-prometheus-stack calls itself in the reference layout; it cuts its name to 26 characters.
const STACK = `${RELEASE}-kube-prometheus-stack`.slice(0, 26);

// The stack's own targets: rules about monitoring itself need their metrics.
function stackTargets(ports: Ports): Record<string, Target[]> {
  const target = (program: 'prometheus' | 'alertmanager', port: number): [string, Target[]] => {
    const service = `${STACK}-${program}`;
    const pod = `${program}-${service}-0`;
    const labels = { namespace: 'default', pod, service, endpoint: 'http-web', container: program };
    return [service, [{ targets: [`${LOOPBACK}:${port}`], labels }]];
  };
  return Object.fromEntries([target('prometheus', ports.prometheus), target('alertmanager', ports.alertmanager)]);
}

function prometheusConfiguration(context: PrometheusContext) {
  const { ports } = context;
  return {
    global: {
      scrape_interval: context.scrapeInterval,
      scrape_timeout: context.scrapeInterval,
      evaluation_interval: context.evaluationInterval,
    },
    rule_files: [ruleFile(context.state)],
    alerting: { alertmanagers: [{ static_configs: [{ targets: [`${LOOPBACK}:${ports.alertmanager}`] }] }] },
    scrape_configs: Object.entries(scrapeTargets(context)).map(([job, targets]) => ({
      job_name: job,
      static_configs: targets,
    })),
  };
}
