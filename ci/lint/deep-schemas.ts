/**
 * tools/values/generated/kubernetes-schemas.json.gz: what `gen-values validate --deep` holds rendered objects against.
 * `ts-node deep-schemas.ts` writes it, with `--check` it only compares. It takes the PyPI package that `make tools` brings; who only
 * checks values has Node and Helm, so that the result is checked in: 25 kB, Kubernetes' own OpenAPI without its prose (Apache-2.0).
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { reportFailure, StackError } from '../../tools/deploy/errors';
import { PROJECT_ROOT } from '../../tools/values/io';
import { KUBERNETES_SCHEMAS } from '../../tools/values/project';
import { definitionsFolder, KUBERNETES } from './kubernetes-version';

type Schema = { [key: string]: unknown };

/** The definitions that an object refers to, and which of them is an object of its own. */
export function deepSchemas(definitions: Readonly<Record<string, Schema>>, version: string): string {
  const kinds: Record<string, string> = {};
  for (const [name, schema] of Object.entries(definitions)) {
    for (const { group, version: api, kind } of gvks(schema)) {
      // Of kinds that stand in every group (ListOptions, DeleteOptions) none is a manifest.
      if (gvks(schema).length === 1) kinds[`${group ? `${group}/` : ''}${api}/${kind}`] = name;
    }
  }
  const needed = new Set(Object.values(kinds));
  const kept: Record<string, unknown> = {};
  for (const name of needed) {
    // The set grows while it is walked.
    kept[name] = EASIER[name] ?? withChoices(name, brief(definitions[name] ?? {}, needed) as Schema);
  }
  const sorted = Object.fromEntries(Object.entries(kept).sort(([a], [b]) => (a < b ? -1 : 1)));
  const source = `Kubernetes ${version}, https://github.com/kubernetes/kubernetes, Apache-2.0`;
  return JSON.stringify({ source, version, kinds, definitions: sorted });
}

// --- internal ---

/** Both are `oneOf` in the original, whose message would name neither of the two types. */
const EASIER: Readonly<Record<string, Schema>> = {
  'io.k8s.apimachinery.pkg.api.resource.Quantity': { type: ['string', 'number', 'null'], format: 'k8s-quantity' },
  'io.k8s.apimachinery.pkg.util.intstr.IntOrString': { type: ['string', 'integer', 'null'] },
};

/**
 * Fields that take a few words only. Kubernetes' OpenAPI names the words in prose; these are from its API reference:
 * https://kubernetes.io/docs/reference/kubernetes-api/
 */
const CORE = 'io.k8s.api.core.v1';
const APPS = 'io.k8s.api.apps.v1';
const PROTOCOLS = ['TCP', 'UDP', 'SCTP'];
const CHOICES: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  [`${CORE}.ServiceSpec`]: {
    type: ['ClusterIP', 'NodePort', 'LoadBalancer', 'ExternalName'],
    sessionAffinity: ['ClientIP', 'None'],
    externalTrafficPolicy: ['Cluster', 'Local'],
    internalTrafficPolicy: ['Cluster', 'Local'],
    ipFamilyPolicy: ['SingleStack', 'PreferDualStack', 'RequireDualStack'],
  },
  [`${CORE}.ServicePort`]: { protocol: PROTOCOLS },
  [`${CORE}.ContainerPort`]: { protocol: PROTOCOLS },
  'io.k8s.api.networking.v1.NetworkPolicyPort': { protocol: PROTOCOLS },
  'io.k8s.api.networking.v1.HTTPIngressPath': { pathType: ['Exact', 'Prefix', 'ImplementationSpecific'] },
  [`${CORE}.Container`]: {
    imagePullPolicy: ['Always', 'Never', 'IfNotPresent'],
    terminationMessagePolicy: ['File', 'FallbackToLogsOnError'],
  },
  [`${CORE}.PodSpec`]: {
    restartPolicy: ['Always', 'OnFailure', 'Never'],
    dnsPolicy: ['ClusterFirstWithHostNet', 'ClusterFirst', 'Default', 'None'],
  },
  [`${CORE}.Toleration`]: {
    effect: ['', 'NoSchedule', 'PreferNoSchedule', 'NoExecute'],
    operator: ['Exists', 'Equal', 'Lt', 'Gt'],
  },
  [`${CORE}.TopologySpreadConstraint`]: { whenUnsatisfiable: ['DoNotSchedule', 'ScheduleAnyway'] },
  [`${CORE}.NodeSelectorRequirement`]: { operator: ['In', 'NotIn', 'Exists', 'DoesNotExist', 'Gt', 'Lt'] },
  'io.k8s.apimachinery.pkg.apis.meta.v1.LabelSelectorRequirement': {
    operator: ['In', 'NotIn', 'Exists', 'DoesNotExist'],
  },
  [`${CORE}.HTTPGetAction`]: { scheme: ['HTTP', 'HTTPS'] },
  [`${CORE}.PersistentVolumeClaimSpec`]: { volumeMode: ['Block', 'Filesystem'] },
  [`${APPS}.DeploymentStrategy`]: { type: ['Recreate', 'RollingUpdate'] },
  [`${APPS}.StatefulSetUpdateStrategy`]: { type: ['RollingUpdate', 'OnDelete'] },
  [`${APPS}.DaemonSetUpdateStrategy`]: { type: ['RollingUpdate', 'OnDelete'] },
  [`${APPS}.StatefulSetSpec`]: { podManagementPolicy: ['OrderedReady', 'Parallel'] },
  'io.k8s.api.batch.v1.CronJobSpec': { concurrencyPolicy: ['Allow', 'Forbid', 'Replace'] },
};

interface Gvk {
  group: string;
  version: string;
  kind: string;
}

const gvks = (schema: Schema) => (schema['x-kubernetes-group-version-kind'] as Gvk[] | undefined) ?? [];

/** What only people read, and what the check has no use for. */
const WORDS = new Set([
  'description',
  'x-kubernetes-group-version-kind',
  'x-kubernetes-unions',
  'x-kubernetes-patch-strategy',
  'x-kubernetes-patch-merge-key',
  'x-kubernetes-map-type',
  'x-kubernetes-list-type',
]);

/** @throws Error when Kubernetes has no such field (any more) */
function withChoices(name: string, schema: Schema): Schema {
  const properties = { ...(schema['properties'] as Record<string, Schema> | undefined) };
  for (const [field, words] of Object.entries(CHOICES[name] ?? {})) {
    if (properties[field] === undefined) throw new Error(`${name} has no field ${field}`);
    properties[field] = { ...properties[field], enum: [...words, null] };
  }
  return CHOICES[name] === undefined ? schema : { ...schema, properties };
}

/** Without the words, with references into the file itself; the names that it refers to are added to `needed`. */
function brief(node: unknown, needed: Set<string>, named = false): unknown {
  if (Array.isArray(node)) return node.map((item) => brief(item, needed));
  if (typeof node !== 'object' || node === null) return node;
  const copy: Schema = {};
  for (const [key, value] of Object.entries(node)) {
    if (!named && WORDS.has(key)) continue;
    if (key === '$ref' && typeof value === 'string') {
      const name = value.slice(value.lastIndexOf('/') + 1);
      needed.add(name);
      copy[key] = `#/definitions/${name}`;
    } else copy[key] = brief(value, needed, !named && key === 'properties');
  }
  return copy;
}

function main(check: boolean): void {
  const { $defs } = JSON.parse(readFileSync(join(definitionsFolder(), '_definitions.json'), 'utf8'));
  const wanted = deepSchemas($defs, KUBERNETES);
  const file = join(PROJECT_ROOT, KUBERNETES_SCHEMAS);
  if (!check) writeFileSync(file, gzipSync(wanted, { level: 9 }));
  // Not the bytes: another zlib may pack otherwise.
  else if (gunzipSync(readFileSync(file)).toString() !== wanted)
    throw new StackError(
      `out of date: ${KUBERNETES_SCHEMAS}`,
      `run \`npx ts-node ${relative(PROJECT_ROOT, __filename)}\` and commit what it writes`,
    );
}

if (require.main === module) {
  try {
    main(process.argv.includes('--check'));
  } catch (error) {
    reportFailure('deep-schemas')(error);
  }
}
