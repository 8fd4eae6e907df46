/** Objects as they run, read by kubectl. Never Secrets: their values are nobody's business here. */
import { isObject } from '../json';
import type { Claim, Storage } from './immutable/claims';
import { IMMUTABLE } from './immutable/table';
import { type Fields, fieldAt, idOf, keyOf, type ObjectPair } from './objects';
import { isOperated } from './operator';
import { parsed, reasonOf } from './running';
import type { ClusterTools, ToolResult } from './tools';

export interface Read<T> {
  found: T;
  /** What couldn't be read, a line each. */
  notes: string[];
}

/** The pairs with the objects that run, where what runs matters. */
export async function withLive(pairs: readonly ObjectPair[], { kubectl }: ClusterTools): Promise<Read<ObjectPair[]>> {
  const wanted = pairs.filter((pair) => pair.old && pair.next && isRead(pair));
  if (wanted.length === 0) return { found: [...pairs], notes: [] };
  if (!kubectl) return { found: [...pairs], notes: [WITHOUT_KUBECTL] };
  const items = wanted.map(({ apiVersion, kind, name, namespace, next }) => {
    // What states no namespace has none, or the release's.
    const stated = fieldAt(next, 'metadata.namespace');
    return { apiVersion, kind, metadata: { name, namespace: stated ?? namespace } };
  });
  const list = JSON.stringify({ apiVersion: 'v1', kind: 'List', items });
  const result = await kubectl(['get', '--filename', '-', '--ignore-not-found', '--output', 'json'], list);
  const objects = new Map(itemsOf(result).map((item) => [keyOf(identify(item, '')), item]));
  const found = pairs.map((pair): ObjectPair => {
    const live = objects.get(keyOf(pair)) ?? objects.get(keyOf({ ...pair, namespace: '' }));
    if (live) return { ...pair, live };
    return wanted.includes(pair) && result.code === 0 ? { ...pair, deleted: true } : pair;
  });
  return { found, notes: result.code === 0 ? [] : [unread('some objects', result)] };
}

/** Claims in these namespaces, and which StorageClasses let them grow. */
export async function readStorage(namespaces: readonly string[], { kubectl }: ClusterTools): Promise<Read<Storage>> {
  if (!kubectl) return { found: {}, notes: [] };
  const ask = (...args: string[]) => kubectl(['get', ...args, '--output', 'json']);
  const claims = await Promise.all(namespaces.map((one) => ask('persistentvolumeclaims', '--namespace', one)));
  const classes = await ask('storageclasses');
  const failed = [...claims, classes].find(({ code }) => code !== 0);
  const growing = itemsOf(classes).filter((item) => item['allowVolumeExpansion'] === true);
  return {
    found: {
      claims: claims.flatMap(itemsOf).map(claimOf),
      ...(classes.code === 0
        ? { growing: new Set(growing.map((item) => String(fieldAt(item, 'metadata.name')))) }
        : {}),
    },
    notes: failed ? [unread('claims or StorageClasses', failed)] : [],
  };
}

// --- internal ---

const WITHOUT_KUBECTL =
  "kubectl isn't on PATH: objects are taken to be as the running revision's manifest says, and claims weren't read";

const WORKLOADS = new Set(['Deployment', 'StatefulSet', 'DaemonSet']);
/** Their content stays in the cluster. */
const UNREAD = new Set(['Secret', 'ConfigMap']);

function isRead(pair: ObjectPair): boolean {
  const { group, kind } = pair;
  if (UNREAD.has(kind)) return false;
  if (WORKLOADS.has(kind) || isOperated(pair) || (group === '' && kind === 'Service')) return true;
  return IMMUTABLE.some((rule) => rule.group === group && rule.kind === kind);
}

const unread = (what: string, result: ToolResult) =>
  `kubectl couldn't read ${what}: ${reasonOf({ ...result, stdout: '' })
    .split('\n')
    .at(0)}`;

/** Of one object, of a list, or of nothing. */
function itemsOf({ stdout }: ToolResult): Fields[] {
  if (stdout.trim() === '') return [];
  const value = parsed(stdout, 'kubectl get');
  if (!isObject(value)) return [];
  return Array.isArray(value['items']) ? (value['items'] as Fields[]) : [value];
}

function identify(item: Fields, namespace: string) {
  const metadata = isObject(item['metadata']) ? item['metadata'] : {};
  const text = (value: unknown) => (typeof value === 'string' ? value : '');
  const object = { apiVersion: text(item['apiVersion']), kind: text(item['kind']) };
  return idOf({ ...object, name: text(metadata['name']), namespace: text(metadata['namespace']) }, namespace);
}

function claimOf(item: Fields): Claim {
  const labels = fieldAt(item, 'metadata.labels');
  return {
    ...{ namespace: String(fieldAt(item, 'metadata.namespace')), name: String(fieldAt(item, 'metadata.name')) },
    labels: isObject(labels) ? labels : {},
    storageClass: String(fieldAt(item, 'spec.storageClassName') ?? ''),
  };
}
