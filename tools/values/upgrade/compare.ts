/**
 * How an object of a new manifest differs from the one that runs. The API server fills in defaults and writes quantities in its own way, so an object that
 * runs always says more than its manifest: only what the manifests state is compared.
 */
import { isObject, type Json } from '../json';
import { parseQuantity } from '../units/quantity';
import { fieldAt, type ObjectPair } from './objects';

/** One field that an upgrade changes; absent where it isn't stated. */
export interface FieldChange {
  /** With list entries by their name: `spec.volumeClaimTemplates[data].spec.storageClassName`. */
  path: string;
  before?: Json;
  after?: Json;
}

/** The same field of the running revision's manifest, of the new manifest, and of the object that runs, as far as that could be read. */
export interface FieldStates {
  /** Of the field, dotted. */
  path: string;
  old: unknown;
  next: unknown;
  /** Left out where the object wasn't read: then it is taken to be as the old manifest says. */
  live?: unknown;
}

/**
 * What an upgrade would change of a field. Helm sends what the new manifest states otherwise than the object that runs, and takes away what only the old
 * manifest states; what neither states stays as it is.
 */
export function changesOf(states: FieldStates): FieldChange[] {
  const { path: field, old, next } = states;
  const base = 'live' in states ? states.live : old;
  const leaves = { old: leavesOf(old, field), next: leavesOf(next, field), base: leavesOf(base, field) };
  const stated = [...leaves.next].flatMap(([path, after]): FieldChange[] => {
    const before = leaves.base.get(path) ?? defaultOf(path);
    return isSame(path, before, after) ? [] : [{ path, ...(before === undefined ? {} : { before }), after }];
  });
  const removed = [...leaves.old.keys()].flatMap((path): FieldChange[] => {
    const before = leaves.base.get(path);
    if (leaves.next.has(path) || before === undefined) return [];
    const after = defaultOf(path);
    return isSame(path, before, after) ? [] : [{ path, before, ...(after === undefined ? {} : { after }) }];
  });
  return [...stated, ...removed];
}

/** A value as a reader sees it in one line. */
export function showValue(value: Json | undefined): string {
  if (value === undefined) return '(not set)';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  const [first = ''] = text.split('\n');
  return first.length < text.length || text.length > MAX_SHOWN ? `${first.slice(0, MAX_SHOWN)}…` : text;
}

/** Of both manifests and the object that runs. */
export function statesAt(path: string, { old, next, live }: Pick<ObjectPair, 'old' | 'next' | 'live'>): FieldStates {
  const states = { path, old: fieldAt(old, path), next: fieldAt(next, path) };
  return live ? { ...states, live: fieldAt(live, path) } : states;
}

// --- internal ---

const MAX_SHOWN = 80;

/** What the API server fills in for a field that isn't stated, by the field's name: defaults.go below pkg/apis. */
const DEFAULTS: Readonly<Record<string, Json>> = {
  apiGroup: 'rbac.authorization.k8s.io',
  apiVersion: 'v1',
  completionMode: 'NonIndexed',
  defaultMode: 420,
  dnsPolicy: 'ClusterFirst',
  failureThreshold: 3,
  kind: 'PersistentVolumeClaim',
  periodSeconds: 10,
  podManagementPolicy: 'OrderedReady',
  preemptionPolicy: 'PreemptLowerPriority',
  protocol: 'TCP',
  reclaimPolicy: 'Delete',
  restartPolicy: 'Always',
  schedulerName: 'default-scheduler',
  scheme: 'HTTP',
  successThreshold: 1,
  terminationGracePeriodSeconds: 30,
  terminationMessagePath: '/dev/termination-log',
  terminationMessagePolicy: 'File',
  timeoutSeconds: 1,
  volumeBindingMode: 'Immediate',
  volumeMode: 'Filesystem',
};

const defaultOf = (path: string): Json | undefined =>
  path === 'type' ? 'Opaque' : DEFAULTS[path.slice(path.lastIndexOf('.') + 1)];

/** Where a text is an amount: `1` and `1000m` are one there. */
const AMOUNTS = /(^|\.)(resources|limits|requests|capacity|sizeLimit|storage|hard)(\.|$)/;

function isSame(path: string, before: Json | undefined, after: Json | undefined): boolean {
  if (before === after) return true;
  if (!AMOUNTS.test(path)) return false;
  const [one, other] = [parseQuantity(before), parseQuantity(after)];
  return one !== undefined && one === other;
}

/** Every single value by its path. What the API server drops (null, empty maps, lists and texts, false and 0) counts as not stated. */
function leavesOf(value: unknown, field: string): Map<string, Json> {
  const leaves = new Map<string, Json>();
  collect(value, field, leaves);
  return leaves;
}

function collect(value: unknown, path: string, leaves: Map<string, Json>): void {
  if (Array.isArray(value)) {
    const names = namesOf(value);
    for (const [at, item] of value.entries()) collect(item, `${path}[${names?.[at] ?? at}]`, leaves);
  } else if (isObject(value)) {
    for (const [key, child] of Object.entries(value)) {
      if (key === 'creationTimestamp' || key === 'status') continue;
      collect(child, `${path}${separated(path, key)}`, leaves);
    }
  } else if (value !== null && value !== undefined && !isLeftOut(value, path)) leaves.set(path, value as Json);
}

/** An empty class of storage means none, where no class means the default one. */
const isLeftOut = (value: unknown, path: string) =>
  (value === '' && !path.endsWith('storageClassName')) || value === false || value === 0;

function separated(path: string, key: string): string {
  if (/[.[\]\s]/.test(key)) return `[${JSON.stringify(key)}]`;
  return path === '' ? key : `.${key}`;
}

/** The names of a list's entries, where all have one of their own: Kubernetes merges such lists by name. */
function namesOf(list: readonly unknown[]): string[] | undefined {
  const names = list.map((item) => {
    if (!isObject(item)) return undefined;
    const { name, metadata } = item;
    return name ?? (isObject(metadata) ? metadata['name'] : undefined);
  });
  const texts = names.filter((name): name is string => typeof name === 'string');
  return texts.length === list.length && new Set(texts).size === texts.length ? texts : undefined;
}
