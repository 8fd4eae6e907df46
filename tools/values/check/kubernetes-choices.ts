/** Fields for which Kubernetes takes a few words only. The definitions of custom resources leave these out. */
import type { JsonSchema } from '../schema/types';

/** A field of one of Kubernetes' types with its choices, where the fields beside it tell which type that is. */
export function withChoices(
  schema: JsonSchema,
  key: string,
  siblings: Readonly<Record<string, JsonSchema>>,
): JsonSchema {
  const known = FIELDS.find((one) => one.key === key && Object.hasOwn(siblings, one.beside));
  if (!known || schema.enum) return schema;
  return schema.type === 'array'
    ? { ...schema, items: choice(known.allowed) }
    : { ...schema, enum: [...known.allowed] };
}

/** What a value of a chart may be that is called as in Kubernetes, below a map that is; undefined where its name says nothing. */
export function choicesOf(path: readonly (string | number)[]): JsonSchema | undefined {
  const [parent, key] = [String(path.at(-2)), String(path.at(-1))];
  const known = VALUES.find((one) => one.key === key && (one.below?.test(parent) ?? true));
  if (!known) return undefined;
  return known.list ? { type: 'array', items: choice(known.allowed) } : choice(known.allowed);
}

// --- internal ---

const choice = (allowed: readonly string[]): JsonSchema => ({ enum: [...allowed] });

const words = (text: string) => text.split(' ');
const ACCESS_MODES = words('ReadWriteOnce ReadOnlyMany ReadWriteMany ReadWriteOncePod');
const POLICIES = words('Cluster Local');

const FIELDS: readonly { key: string; beside: string; allowed: readonly string[] }[] = [
  { key: 'operator', beside: 'effect', allowed: words('Exists Equal Lt Gt') },
  { key: 'effect', beside: 'operator', allowed: words('NoSchedule PreferNoSchedule NoExecute') },
  { key: 'whenUnsatisfiable', beside: 'topologyKey', allowed: words('DoNotSchedule ScheduleAnyway') },
  { key: 'accessModes', beside: 'storageClassName', allowed: ACCESS_MODES },
  { key: 'volumeMode', beside: 'storageClassName', allowed: words('Filesystem Block') },
  { key: 'imagePullPolicy', beside: 'image', allowed: words('Always IfNotPresent Never') },
  { key: 'protocol', beside: 'containerPort', allowed: words('TCP UDP SCTP') },
  { key: 'scheme', beside: 'httpHeaders', allowed: words('HTTP HTTPS') },
  { key: 'nodeAffinityPolicy', beside: 'topologyKey', allowed: words('Honor Ignore') },
  { key: 'nodeTaintsPolicy', beside: 'topologyKey', allowed: words('Honor Ignore') },
  { key: 'fsGroupChangePolicy', beside: 'fsGroup', allowed: words('Always OnRootMismatch') },
  { key: 'supplementalGroupsPolicy', beside: 'fsGroup', allowed: words('Merge Strict') },
  { key: 'procMount', beside: 'runAsUser', allowed: words('Default Unmasked') },
  { key: 'type', beside: 'localhostProfile', allowed: words('RuntimeDefault Localhost Unconfined') },
  { key: 'mountPropagation', beside: 'mountPath', allowed: ['', 'None', 'HostToContainer', 'Bidirectional'] },
  { key: 'terminationMessagePolicy', beside: 'image', allowed: words('File FallbackToLogsOnError') },
  { key: 'medium', beside: 'sizeLimit', allowed: ['', 'Memory', 'HugePages'] },
];

const VALUES: readonly { key: string; below?: RegExp; list?: boolean; allowed: readonly string[] }[] = [
  { key: 'type', below: /^(service|.*Service)$/, allowed: words('ClusterIP NodePort LoadBalancer ExternalName') },
  { key: 'externalTrafficPolicy', allowed: POLICIES },
  { key: 'internalTrafficPolicy', allowed: POLICIES },
  { key: 'ipFamilyPolicy', allowed: words('SingleStack PreferDualStack RequireDualStack') },
  { key: 'sessionAffinity', below: /^(service|.*Service)$/, allowed: words('None ClientIP') },
  { key: 'pullPolicy', below: /^(image|.*Image)$/, allowed: words('Always IfNotPresent Never') },
  { key: 'imagePullPolicy', allowed: words('Always IfNotPresent Never') },
  { key: 'pathType', below: /^(ingress|.*Ingress)$/, allowed: words('Exact Prefix ImplementationSpecific') },
  { key: 'accessModes', below: /^persistence$/, list: true, allowed: ACCESS_MODES },
  { key: 'podManagementPolicy', allowed: words('OrderedReady Parallel') },
  { key: 'whenDeleted', below: /^persistentVolumeClaimRetentionPolicy$/, allowed: words('Retain Delete') },
  { key: 'whenScaled', below: /^persistentVolumeClaimRetentionPolicy$/, allowed: words('Retain Delete') },
  { key: 'type', below: /^updateStrategy$/, allowed: words('RollingUpdate OnDelete Recreate') },
  { key: 'concurrencyPolicy', allowed: words('Allow Forbid Replace') },
  { key: 'unhealthyPodEvictionPolicy', allowed: words('IfHealthyBudget AlwaysAllow') },
  { key: 'dnsPolicy', allowed: words('ClusterFirst ClusterFirstWithHostNet Default None') },
];
