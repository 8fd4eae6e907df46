/**
 * Fields that Kubernetes doesn't let an update change: one table, from the validation in its sources (release 1.36, the file in `source` below pkg/apis or,
 * for definitions, in k8s.io/apiextensions-apiserver). What takes more than a comparison is in services.ts and claims.ts.
 */

export interface ImmutableKind {
  group: string;
  kind: string;
  /** Dotted; everything below it counts. */
  fields: readonly string[];
  /** Paths that may change after all. */
  except?: RegExp;
  /** Applies only while this field of the object that runs is true. */
  whenTrue?: string;
  /** Values may be secret or long, so that only their paths are shown. */
  hidden?: true;
  source: string;
  remedy: Remedy;
}

/** What helps: the words are in remedies.ts. */
export type Remedy = 'orphan' | 'delete' | 'delete-job' | 'delete-service' | 'claim' | 'definition';

export const IMMUTABLE: readonly ImmutableKind[] = [
  {
    ...{ group: 'apps', kind: 'StatefulSet', remedy: 'orphan' },
    fields: ['spec.selector', 'spec.serviceName', 'spec.podManagementPolicy', 'spec.volumeClaimTemplates'],
    source: 'apps/validation: ValidateStatefulSetUpdate',
  },
  ...(['Deployment', 'DaemonSet', 'ReplicaSet'] as const).map(
    (kind): ImmutableKind => ({
      ...{ group: 'apps', kind, fields: ['spec.selector'], remedy: 'delete' },
      source: `apps/validation: Validate${kind}Update`,
    }),
  ),
  {
    ...{ group: 'batch', kind: 'Job', remedy: 'delete-job', hidden: true },
    fields: [
      ...['spec.selector', 'spec.template', 'spec.completions', 'spec.completionMode', 'spec.podFailurePolicy'],
      ...['spec.backoffLimitPerIndex', 'spec.managedBy', 'spec.successPolicy'],
    ],
    source: 'batch/validation: ValidateJobSpecUpdate',
  },
  {
    ...{ group: '', kind: 'Pod', fields: ['spec'], remedy: 'delete', hidden: true },
    except:
      /^spec\.((initC|c)ontainers\[[^\]]*\]\.image$|(activeDeadline|terminationGracePeriod)Seconds$|tolerations\[)/,
    source: 'core/validation: ValidatePodUpdate',
  },
  {
    ...{ group: '', kind: 'PersistentVolumeClaim', remedy: 'claim' },
    fields: [
      ...['spec.accessModes', 'spec.storageClassName', 'spec.volumeMode', 'spec.volumeName', 'spec.selector'],
      ...['spec.dataSource', 'spec.dataSourceRef'],
    ],
    source: 'core/validation: ValidatePersistentVolumeClaimUpdate',
  },
  {
    ...{ group: '', kind: 'PersistentVolume', remedy: 'delete' },
    fields: ['spec.csi', 'spec.nfs', 'spec.hostPath', 'spec.local', 'spec.volumeMode', 'spec.nodeAffinity'],
    source: 'core/validation: ValidatePersistentVolumeUpdate',
  },
  {
    ...{ group: '', kind: 'ConfigMap', fields: ['data', 'binaryData', 'immutable'], remedy: 'delete' },
    ...{ whenTrue: 'immutable', hidden: true },
    source: 'core/validation: ValidateConfigMapUpdate',
  },
  {
    ...{ group: '', kind: 'Secret', fields: ['data', 'stringData', 'immutable'], remedy: 'delete' },
    ...{ whenTrue: 'immutable', hidden: true },
    source: 'core/validation: ValidateSecretUpdate',
  },
  {
    ...{ group: '', kind: 'Secret', fields: ['type'], remedy: 'delete' },
    source: 'core/validation: ValidateSecretUpdate',
  },
  {
    ...{ group: '', kind: 'ResourceQuota', fields: ['spec.scopes'], remedy: 'delete' },
    source: 'core/validation: ValidateResourceQuotaUpdate',
  },
  ...(['RoleBinding', 'ClusterRoleBinding'] as const).map(
    (kind): ImmutableKind => ({
      ...{ group: 'rbac.authorization.k8s.io', kind, fields: ['roleRef'], remedy: 'delete' },
      source: `rbac/validation: Validate${kind}Update`,
    }),
  ),
  {
    ...{ group: 'storage.k8s.io', kind: 'StorageClass', remedy: 'delete' },
    fields: ['provisioner', 'parameters', 'reclaimPolicy', 'volumeBindingMode'],
    source: 'storage/validation: ValidateStorageClassUpdate',
  },
  {
    ...{
      group: 'storage.k8s.io',
      kind: 'VolumeAttributesClass',
      fields: ['driverName', 'parameters'],
      remedy: 'delete',
    },
    source: 'storage/validation: ValidateVolumeAttributesClassUpdate',
  },
  {
    ...{ group: 'scheduling.k8s.io', kind: 'PriorityClass', fields: ['value', 'preemptionPolicy'], remedy: 'delete' },
    source: 'scheduling/validation: ValidatePriorityClassUpdate',
  },
  {
    ...{ group: 'networking.k8s.io', kind: 'IngressClass', fields: ['spec.controller'], remedy: 'delete' },
    source: 'networking/validation: ValidateIngressClassUpdate',
  },
  {
    ...{ group: 'node.k8s.io', kind: 'RuntimeClass', fields: ['handler'], remedy: 'delete' },
    source: 'node/validation: ValidateRuntimeClassUpdate',
  },
  {
    ...{ group: 'discovery.k8s.io', kind: 'EndpointSlice', fields: ['addressType'], remedy: 'delete' },
    source: 'discovery/validation: ValidateEndpointSliceUpdate',
  },
  {
    ...{ group: 'apiextensions.k8s.io', kind: 'CustomResourceDefinition', remedy: 'definition' },
    fields: ['spec.scope', 'spec.names.kind'],
    source: 'validateCustomResourceDefinitionSpecUpdate',
  },
];
