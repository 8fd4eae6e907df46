/** An upgrade does what `gen-values diff --release` says before it, and nothing else. */
import assert from 'node:assert/strict';
import { parseManifests } from '../../../tools/deploy/manifests';
import { run } from '../../../tools/deploy/run';
import { PROJECT_ROOT } from '../../../tools/values/io';
import { listObjects } from '../../cluster/kubectl';
import { changedObjects, type Found, type Helm, type Release } from '../release';
import { until } from '../until';
import type { World } from '../world';

/** Helm's options for the values of the upgrade. */
export const OVERRIDES = ['-f', 'ci/e2e/overrides.yaml'];

/** What is known before the upgrade. */
export interface Foreseen {
  restarts: string[];
  pods: Pod[];
}

/** Nothing stands in the way of the overrides. */
export async function upgradeIsForeseen({ release, steps }: World): Promise<Foreseen> {
  const pods = await podsOf(release);
  const { possible, report } = await foreseen(release, OVERRIDES);
  steps.show(...report.notes.map((note) => `note: ${note}`));
  assert.ok(possible, JSON.stringify(report.fixed));
  for (const { object, pods: count, order } of report.restarts) {
    steps.show(`will restart: ${nameOf(object)}, ${count} pods, ${order}`);
  }
  return { pods, restarts: report.restarts.map(({ object }) => nameOf(object)).sort() };
}

/** After the upgrade: those pods were replaced, and no others. A pod that ended as a replica too many has its controller still. */
export function restartsAreAsForeseen({ release, steps }: World, before: Foreseen): Promise<void> {
  return until(120, async () => {
    const now = new Set((await podsOf(release)).map(({ uid }) => uid));
    const restarted = [...new Set(before.pods.filter(({ uid }) => !now.has(uid)).map(({ owner }) => owner))].sort();
    assert.deepEqual(restarted, before.restarts);
    steps.show(...restarted.map((owner) => `restarted: ${owner}`));
  });
}

/** The API server's own dry run refuses the objects that the report names, and no others. */
export async function refusalsAreForeseen({ release, steps, topology }: World): Promise<void> {
  const sizes = [
    'redis.replica.persistence.size=9Gi',
    'redis.replica.podManagementPolicy=Parallel',
    'backup.persistence.size=99Gi',
  ];
  // With Sentinel no node is the primary's own.
  if (topology === 'plain') sizes.push('redis.master.persistence.size=9Gi', 'redis.master.service.clusterIP=None');
  const set = ['--set', sizes.join(',')];
  const { possible, report } = await foreseen(release, set);
  assert.ok(!possible, 'nothing stands in the way of another size of the volumes');
  const named = report.fixed.filter(({ effect }) => effect === 'refused').map(({ object }) => nameOf(object));
  const refused = await refusedObjects(release, set);
  steps.show(...refused.map((object) => `refused: ${object}`));
  assert.ok(refused.length >= 2);
  assert.deepEqual(refused, named.sort());
}

/** Only the web app and the rules, which know the number of its pods. */
export async function upgradeChangesOnlyOverrides({ release, steps }: World, helm: Helm = 'helm'): Promise<void> {
  const before = await release.objects(helm);
  await release.upgrade(helm, ...OVERRIDES);
  // The number of the revision stands in what the rollback guard reads, and the first backup is the first revision's.
  const counted = new RegExp(`^ConfigMap .*/${release.name}-data-location$|^Job .*/${release.name}-backup-first-\\d*$`);
  const changed = changedObjects(before, await release.objects(helm)).filter((name) => !counted.test(name));
  steps.show(...changed.map((name) => `changed: ${name}`));
  const webapp = `Deployment ${release.workload}/${release.name}-webapp`;
  assert.ok(changed.includes(webapp));
  const rules = `PrometheusRule ${release.namespace}/${release.name}-`;
  assert.deepEqual(
    changed.filter((name) => name !== webapp && !name.startsWith(rules)),
    [],
  );
}

// --- internal ---

interface Pod {
  uid: string;
  /** Kind and name of what made it. */
  owner: string;
}

interface Named {
  kind: string;
  namespace: string;
  name: string;
}

interface Report {
  notes: string[];
  restarts: { object: Named; pods: number; order: string }[];
  fixed: { object: Named; effect: string }[];
}

/** Kinds with fields that can't be changed; asking for all objects would take minutes. */
const REFUSING = /^(StatefulSet|Deployment|DaemonSet|Service|PersistentVolumeClaim|(Cluster)?RoleBinding)$/;

const nameOf = ({ kind, namespace, name }: Named) => `${kind} ${namespace}/${name}`;

async function foreseen(release: Release, settings: readonly string[]): Promise<{ possible: boolean; report: Report }> {
  // A post-renderer is Helm's alone.
  const at = release.values.indexOf('--post-renderer');
  const values = release.values.filter((_, index) => at === -1 || (index !== at && index !== at + 1));
  const diff = [
    'tools/gen-values.ts',
    'diff',
    '--release',
    release.name,
    '--namespace',
    release.namespace,
    '--format=json',
  ];
  const { code, stdout, stderr } = await run('ts-node', [...diff, ...values, ...settings], { cwd: PROJECT_ROOT });
  assert.ok(stdout.startsWith('{'), stderr);
  return { possible: code === 0, report: JSON.parse(stdout) };
}

async function refusedObjects(release: Release, settings: readonly string[]): Promise<string[]> {
  const rendered = await release.helm(
    'helm',
    'upgrade',
    './chart',
    ...release.values,
    ...settings,
    '--dry-run=server',
    '--output=json',
  );
  const refused: string[] = [];
  for (const object of parseManifests(JSON.parse(rendered).manifest)) {
    if (!REFUSING.test(object.kind)) continue;
    const namespace = object.metadata?.namespace ?? release.namespace;
    const apply = ['apply', '--dry-run=server', '--namespace', namespace, '--filename=-'];
    const { code } = await run('kubectl', apply, { input: JSON.stringify(object) });
    if (code !== 0) refused.push(`${object.kind} ${namespace}/${object.metadata?.name}`);
  }
  return refused.sort();
}

/** Those of the release and its workload that a controller holds up; pods of jobs end by themselves. */
async function podsOf(release: Release): Promise<Pod[]> {
  const pods = await listObjects<Found>('pods', '--all-namespaces');
  return pods.flatMap(({ metadata }) => {
    const {
      namespace = '',
      uid,
      ownerReferences,
      deletionTimestamp,
    } = metadata as Found['metadata'] & {
      ownerReferences?: { kind: string; name: string }[];
      deletionTimestamp?: string;
    };
    const [owner] = ownerReferences ?? [];
    const ours = [release.namespace, release.workload].includes(namespace);
    if (!ours || deletionTimestamp !== undefined || owner === undefined || owner.kind === 'Job') return [];
    return [{ uid, owner: nameOf({ namespace, ...madeBy(owner) }) }];
  });
}

/** What a user knows of the owner: the Deployment of a ReplicaSet, and what the operator makes a StatefulSet from. */
function madeBy({ kind, name }: { kind: string; name: string }): { kind: string; name: string } {
  if (kind === 'ReplicaSet') return { kind: 'Deployment', name: name.replace(/-[^-]*$/, '') };
  const [, operated, of = ''] = (kind === 'StatefulSet' && /^(prometheus|alertmanager)-(.*)$/.exec(name)) || [];
  if (operated === undefined) return { kind, name };
  return { kind: operated === 'prometheus' ? 'Prometheus' : 'Alertmanager', name: of };
}
