/** `diff --release`: what an upgrade of a running release would change, found out without changing anything. */
import type { ChartContext } from '../check/validate';
import type { ClaimsGuide, Storage } from './immutable/claims';
import { type FixedChange, fixedChanges } from './immutable/fixed';
import { readStorage, withLive } from './live';
import { annotationsOf, type ObjectPair, pairObjects } from './objects';
import { type DroppedValue, droppedValues, type UnknownValue, unknownValues } from './old-values';
import { planUpgrade, type UpgradeRequest } from './planned';
import { type Restart, restartsOf } from './restarts';
import { type ReleaseName, readRunning } from './running';
import type { ClusterTools } from './tools';

export interface UpgradeReport {
  release: ReleaseName & { revision: number; chart: string };
  /** Name and version of the new chart; absent with a refusal. */
  chart?: string;
  /** Helm, the chart or the API server refuses the upgrade as a whole; then only values are compared. */
  refusal?: string;
  /** What can't be changed in place. */
  fixed: readonly FixedChange[];
  restarts: readonly Restart[];
  unknown: readonly UnknownValue[];
  dropped: readonly DroppedValue[];
  /** Objects that the upgrade deletes, or lets go (`helm.sh/resource-policy: keep`). */
  gone: readonly (ObjectPair & { kept: boolean })[];
  /** Objects that the upgrade makes. */
  added: readonly ObjectPair[];
  /** What couldn't be found out, a line each. */
  notes: readonly string[];
}

/** What is known of the new chart. */
export interface ChartFacts {
  /** Left out: values aren't compared. */
  context?: ChartContext;
  claimsGuide?: ClaimsGuide | undefined;
}

/**
 * Compares the running release with what the request would make of it.
 * @throws UsageError when there is no such release
 */
export async function reportUpgrade(
  request: UpgradeRequest,
  tools: ClusterTools,
  { context, claimsGuide }: ChartFacts = {},
): Promise<UpgradeReport> {
  const running = await readRunning(request, tools);
  const { name, namespace, revision, chart } = running;
  const release = { name, namespace, revision, chart };
  const unknown = context ? unknownValues(running.values, context) : [];
  const planned = await planUpgrade(request, tools);
  if (planned.refusal !== undefined) {
    const nothing = { fixed: [], restarts: [], dropped: [], gone: [], added: [] };
    return { release, refusal: planned.refusal, unknown, notes: running.notes, ...nothing };
  }
  const pairs = pairObjects(running.manifest, planned.manifest, namespace);
  const live = await withLive(pairs, tools);
  const fixed = await allFixed(live.found, tools, claimsGuide ? { guide: claimsGuide } : {});
  const hooks = new Set(
    pairObjects('', planned.hooks.join('\n---\n'), namespace).map(({ kind, name }) => `${kind} ${name}`),
  );
  const gone = live.found.filter(({ old, next, kind, name }) => old && !next && !hooks.has(`${kind} ${name}`));
  return {
    release,
    chart: planned.chart,
    fixed: fixed.found,
    restarts: restartsOf(live.found),
    unknown,
    dropped: droppedValues(running.values, planned.values),
    gone: gone.map((pair) => ({ ...pair, kept: annotationsOf(pair.old)['helm.sh/resource-policy'] === 'keep' })),
    added: live.found.filter(({ old, next, deleted }) => next && (!old || deleted)),
    notes: [...running.notes, ...live.notes, ...fixed.notes],
  };
}

// --- internal ---

/** Claims are read only when something about them changes. */
async function allFixed(objects: readonly ObjectPair[], tools: ClusterTools, known: Storage) {
  const found = objects.flatMap((object) => fixedChanges(object, known));
  const storage = objects.filter(
    (object) =>
      object.kind === 'PersistentVolumeClaim' || found.some((one) => one.object === object && isAboutClaims(one)),
  );
  if (storage.length === 0) return { found, notes: [] };
  const namespaces = [...new Set(storage.map(({ namespace }) => namespace))];
  const read = await readStorage(namespaces, tools);
  return { found: objects.flatMap((object) => fixedChanges(object, { ...known, ...read.found })), notes: read.notes };
}

const isAboutClaims = ({ changes }: FixedChange) => changes.some(({ path }) => /volumeClaimTemplate/.test(path));
