/** A case of *.test.yaml, and the promtool test that it becomes. */
import type { Rule } from './rules';
import { type Clock, promtoolValues, seconds } from './series';
import { change, type Healthy, healthySeries, type Release, type Series, seriesName, type Value } from './stack';

/** One situation, from a healthy stack with some changes: exactly the named alerts fire, in its release and no other. */
export interface Case {
  name: string;
  /** Which release it is about. The default is the fixed primary with its replicas. */
  topology?: 'sentinel';
  /** Series and their values, as in series.ts. */
  change?: Record<string, Value>;
  /** When to look. The default is 20m. */
  at?: string;
  /** Time between scrapes. The default is 30s, twice the chart's; cases over hours take a longer one. */
  every?: string;
  firing?: string[];
  /** Alerts that come close here and have to stay silent. */
  silent?: string[];
}

/** Those that are rendered, and put into one Prometheus. */
export const RELEASES: Release[] = [
  { name: 'tme1crv', namespace: 'iacproject', prefix: 'tme1crv', redis: 'tme1crv-redis', sentinel: false },
  { name: 'second', namespace: 'second', prefix: 'second-tme1crv', redis: 'second-redis', sentinel: true },
];

/** Exactly the alerts of the case fire: in its release, and once more in one of two clusters that have the same release. */
export function promtoolTest(one: Case, healthy: Healthy, alerts: Map<string, Rule>) {
  const about = RELEASES.find(({ sentinel }) => sentinel === (one.topology === 'sentinel')) as Release;
  const changed = (series: Series[]) => {
    for (const [selector, value] of Object.entries(one.change ?? {})) change(series, selector, value);
    return series;
  };
  const both = RELEASES.flatMap((release) => {
    const own = healthySeries(healthy, release);
    return release === about ? changed(own) : own;
  });
  const clusters = [
    ...inCluster('calm', healthySeries(healthy, about)),
    ...inCluster(CHANGED_CLUSTER, changed(healthySeries(healthy, about))),
  ];
  return {
    rule_files: ['rules.yaml'],
    evaluation_interval: one.every ?? '30s',
    tests: [
      expectation(one, both, about.name, alerts),
      ...(inClustersToo(one)
        ? [
            expectation(
              one,
              [...clusters, ...healthySeries(healthy, other(about))],
              about.name,
              alerts,
              CHANGED_CLUSTER,
            ),
          ]
        : []),
    ],
  };
}

// --- internal ---

const CHANGED_CLUSTER = 'changed';

/** Those in which something fires; not those that take thousands of steps, which have shorter ones beside them. */
function inClustersToo({ firing = [], at = '20m', every = '30s' }: Case): boolean {
  return firing.length > 0 && seconds(at) / seconds(every) <= MAX_CLUSTER_STEPS;
}

const MAX_CLUSTER_STEPS = 200;

const other = (release: Release) => RELEASES.find((one) => one !== release) as Release;

function inCluster(cluster: string, series: readonly Series[]): Series[] {
  return series.map((one) => ({ ...one, labels: { ...one.labels, cluster } }));
}

function expectation(
  one: Case,
  series: readonly Series[],
  release: string,
  alerts: Map<string, Rule>,
  cluster?: string,
) {
  const at = one.at ?? '20m';
  const clock: Clock = { stepSeconds: seconds(one.every ?? '30s'), lengthSeconds: seconds(at) + 60 };
  const where = `release="${release}"${cluster === undefined ? '' : `,cluster="${cluster}"`}`;
  return {
    interval: one.every ?? '30s',
    input_series: series.map((each) => ({ series: seriesName(each), values: promtoolValues(each.value, clock) })),
    promql_expr_test: [
      {
        expr: 'count by (alertname, severity, release, cluster) (ALERTS{alertstate="firing"}) > bool 0',
        eval_time: at,
        exp_samples: (one.firing ?? []).map((id) => ({
          labels: `{alertname="${alerts.get(id)?.alert}",severity="${alerts.get(id)?.labels?.['severity']}",${where}}`,
          value: 1,
        })),
      },
      ...(one.firing ?? []).flatMap((id) => missingLabels(alerts.get(id), at)),
    ],
  };
}

/**
 * An alert without a label that its text names would be sent with a gap in the sentence, and one without `namespace` would
 * be inhibited by alerts of any namespace.
 */
function missingLabels(rule: Rule | undefined, at: string) {
  const text = Object.values(rule?.annotations ?? {}).join('\n');
  const named = [...text.matchAll(/\$labels\.(\w+)/g)].map(([, label]) => label ?? '');
  return [...new Set(['namespace', ...named])].map((label) => ({
    expr: `ALERTS{alertname="${rule?.alert}",severity="${rule?.labels?.['severity']}",alertstate="firing",${label}=""}`,
    eval_time: at,
    exp_samples: [],
  }));
}
