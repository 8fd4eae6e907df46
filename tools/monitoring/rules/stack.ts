/** The series of a healthy stack, and a case's changes to them. */
import { StackError } from '../../deploy/errors';

export type Labels = Record<string, string>;
export type Value = string | number;

export interface Series {
  metric: string;
  labels: Labels;
  value: Value;
}

/** healthy.yaml */
export interface Healthy {
  replicas: number;
  webapp: Record<string, Value>;
  redis: Record<string, Value>;
  master: Record<string, Value>;
  replica: Record<string, Value>;
  sentinel: Record<string, Value>;
  prometheus: Record<string, Value>;
  kubernetes: Record<string, Value>;
}

/** A release as the chart names its parts. */
export interface Release {
  name: string;
  namespace: string;
  /** The chart's full name: the prefix of the web app and of the rule groups. */
  prefix: string;
  redis: string;
  /** All Redis pods are alike, with a Sentinel beside each; else the first has a StatefulSet of its own. */
  sentinel: boolean;
}

/** Every series that Prometheus has of this release while all is well. */
export function healthySeries(healthy: Healthy, release: Release): Series[] {
  const { namespace, prefix, redis, sentinel } = release;
  const job = `${redis}-metrics`;
  const replicas = Array.from({ length: healthy.replicas }, (_, n) =>
    sentinel ? `${redis}-node-${n + 1}` : `${redis}-replicas-${n}`,
  );
  const primary = sentinel ? `${redis}-node-0` : `${redis}-master-0`;
  const targets: [labels: Labels, ...series: Record<string, Value>[]][] = [
    ...[0, 1].map((n): [Labels, Record<string, Value>] => [
      { namespace, job: `${prefix}-webapp`, pod: `${prefix}-webapp-${n}` },
      healthy.webapp,
    ]),
    [{ namespace, job, pod: primary }, healthy.redis, healthy.master],
    ...replicas.map((pod): [Labels, ...Record<string, Value>[]] => [
      { namespace, job, pod },
      healthy.redis,
      healthy.replica,
    ]),
    ...(sentinel ? [primary, ...replicas] : []).map((pod): [Labels, Record<string, Value>] => [
      { namespace, job: `${job}-sentinel`, pod },
      healthy.sentinel,
    ]),
    [{ namespace: 'default', job: 'prometheus', pod: 'prometheus-0', for: prefix }, healthy.prometheus],
    [{ namespace, job: 'kube-state-metrics', deployment: `${prefix}-webapp` }, healthy.kubernetes],
  ];
  return targets.flatMap(([labels, ...sets]) => [
    { metric: 'up', labels, value: 1 },
    ...sets.flatMap((set) =>
      Object.entries(set).map(([selector, value]) => {
        const own = parseSelector(selector.replaceAll('PREFIX', prefix).replaceAll('PRIMARY', primary));
        return { metric: own.metric, labels: { ...labels, ...own.labels }, value };
      }),
    ),
  ]);
}

/**
 * Changes the series that a selector picks, or adds one when there is none. `*` picks every metric, without `up`; in a pod's name it
 * stands for any number. A new series needs a pod, from which it gets the labels of its target.
 */
export function change(series: Series[], selector: string, value: Value): void {
  const { metric, labels } = parseSelector(selector);
  const picked = series.filter(
    (one) => (metric === '*' ? one.metric !== 'up' : one.metric === metric) && fits(one, labels),
  );
  for (const one of picked) one.value = value;
  if (picked.length > 0) return;
  const { pod, job } = labels;
  const target = series.find(
    (one) => one.metric === 'up' && one.labels['pod'] === pod && (job === undefined || one.labels['job'] === job),
  );
  if (target === undefined) throw new StackError(`${selector} picks no series and names no pod for a new one`);
  series.push({ metric, labels: { ...target.labels, ...labels }, value });
}

/** `metric{label="value",…}` as promtool reads it. */
export function seriesName({ metric, labels }: Series): string {
  return `${metric}{${Object.entries(labels)
    .map(([name, value]) => `${name}="${value}"`)
    .join(',')}}`;
}

// --- internal ---

function fits(series: Series, labels: Labels): boolean {
  return Object.entries(labels).every(([name, value]) => {
    const own = series.labels[name];
    return value.endsWith('-*') ? own?.replace(/[0-9]+$/, '*') === value : own === value;
  });
}

function parseSelector(selector: string): { metric: string; labels: Labels } {
  const match = /^([a-zA-Z_:*][a-zA-Z0-9_:]*)(?:\{(.*)\})?$/.exec(selector);
  if (match?.[1] === undefined) throw new StackError(`${selector} is no series such as redis_up{pod="…"}`);
  const pairs = [...(match[2] ?? '').matchAll(/([a-zA-Z_]+)="([^"]*)"/g)];
  return { metric: match[1], labels: Object.fromEntries(pairs.map(([, name, value]) => [name ?? '', value ?? ''])) };
}
