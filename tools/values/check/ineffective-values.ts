/** Values for something that is switched off: Helm takes them without a word, and they do nothing. */
import type { Finding } from '../findings';
import { formatPath } from '../json';
import { resolveRef, walkProperties } from '../schema/tree';
import type { JsonSchema } from '../schema/types';
import { type MapNode, nodeAt, type SourceNode } from '../yaml/source';

/** One warning per part of the tree that `files` configure although a value in them, or a default, switches it off. */
export function checkIneffectiveValues(merged: MapNode, schema: JsonSchema, files: readonly string[]): Finding[] {
  const off: string[] = [];
  return switches(schema).flatMap((one): Finding[] => {
    const given = nodeAt(merged, one.by.split('.'));
    const inside = off.some((outer) => one.ineffective.startsWith(`${outer}.`));
    if (inside || given?.kind !== 'scalar' || given.value !== one.when) return [];
    off.push(one.ineffective);
    // A file that comes before the one with the switch may have been written for the case that it is on.
    const since = Math.max(files.indexOf(given.place.file), 0);
    const rank = ({ place }: SourceNode) => files.indexOf(place.file) * MAX_LINES + place.line;
    const set = valuesOf(one, merged)
      .filter(({ node }) => files.indexOf(node.place.file) >= since)
      .sort((a, b) => rank(a.node) - rank(b.node));
    const [first, ...others] = set;
    return first ? [warn(first, others, one)] : [];
  });
}

// --- internal ---

interface Switch {
  /** What has no effect … */
  ineffective: string;
  /** … while this value … */
  by: string;
  /** … is so. */
  when: boolean | string;
  /** Where it isn't plain to see. */
  why?: string;
}

/** Those that no `enabled` beside them tells. */
const OTHER_SWITCHES: readonly Switch[] = [
  { ineffective: 'externalRedis', by: 'redis.enabled', when: true, why: 'the bundled Redis is used' },
  { ineffective: 'redis.replica', by: 'redis.architecture', when: 'standalone' },
  { ineffective: 'redis.sentinel', by: 'redis.sentinel.enabled', when: false },
  { ineffective: 'redis.metrics', by: 'redis.metrics.enabled', when: false },
  { ineffective: 'redis.master.persistence', by: 'redis.master.persistence.enabled', when: false },
  { ineffective: 'redis.replica.persistence', by: 'redis.replica.persistence.enabled', when: false },
  {
    ineffective: 'webapp.replicas',
    by: 'webapp.autoscaling.enabled',
    when: true,
    why: 'the autoscaler sets the number',
  },
  { ineffective: 'webapp.serviceAccount.annotations', by: 'webapp.serviceAccount.create', when: false },
  { ineffective: 'workload.podSecurityLevel', by: 'workload.createNamespace', when: false },
  { ineffective: 'kube-prometheus-stack.alertmanager', by: 'kube-prometheus-stack.alertmanager.enabled', when: false },
  {
    ineffective: 'kube-prometheus-stack.kube-state-metrics',
    by: 'kube-prometheus-stack.kubeStateMetrics.enabled',
    when: false,
  },
  {
    ineffective: 'kube-prometheus-stack.prometheus-node-exporter',
    by: 'kube-prometheus-stack.nodeExporter.enabled',
    when: false,
  },
];

/** Every map of our own with an `enabled`; inside a subchart's values the word may mean less, so only the whole subchart. Outer ones first. */
function switches(schema: JsonSchema): Switch[] {
  const own = [...walkProperties(resolveRef(schema, schema), schema)]
    .filter(({ path, schema: node }) => path.at(-1) === 'enabled' && node.type === 'boolean')
    .filter(({ path }) => path.length === 2 || !SUBCHARTS.has(path[0] as string))
    .map(({ path }): Switch => ({ ineffective: path.slice(0, -1).join('.'), by: path.join('.'), when: false }));
  return [...own, ...OTHER_SWITCHES].sort((a, b) => a.ineffective.split('.').length - b.ineffective.split('.').length);
}

const SUBCHARTS = new Set(['redis', 'kube-prometheus-stack']);

interface Value {
  path: string[];
  node: SourceNode;
}

/** What a switch makes ineffective: the keys of a map without the switch itself, or the one value. */
function valuesOf({ ineffective, by }: Switch, merged: MapNode): Value[] {
  const path = ineffective.split('.');
  const node = nodeAt(merged, path);
  if (node?.kind !== 'map') return node ? [{ path, node }] : [];
  return [...node.entries]
    .filter(([key]) => `${ineffective}.${key}` !== by)
    .map(([key, child]) => ({ path: [...path, key], node: child }));
}

const MAX_LISTED = 4;
/** More than any file may have (../yaml/limits.ts). */
const MAX_LINES = 2 ** 20;

function warn({ path, node }: Value, others: readonly Value[], { by, when, why }: Switch): Finding {
  return {
    place: node.place,
    path,
    severity: 'warning',
    rule: 'ineffective-value',
    message: `has no effect${aside(others)} while ${by} is ${when}${why ? `: ${why}` : ''}`,
    fix: typeof when === 'boolean' ? `set ${by} to ${!when}, or delete this` : 'delete this',
  };
}

/** The keys beside the one that is named. */
function aside(others: readonly Value[]): string {
  if (others.length === 0) return '';
  const shown = others.slice(0, MAX_LISTED).map(({ path }) => formatPath([path.at(-1) as string]));
  const more = others.length > MAX_LISTED ? ` and ${others.length - MAX_LISTED} more` : '';
  return ` (nor ${others.length === 1 ? 'has' : 'have'} ${shown.join(', ')}${more})`;
}
