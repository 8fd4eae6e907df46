import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type ObjectPair, pairObjects } from '../objects';
import type { Storage } from './claims';
import { type FixedChange, fixedChanges } from './fixed';
import { IMMUTABLE } from './table';

/** What can't be changed between two versions of one object, which are written without their kind and name. */
function fixedBetween(
  kind: string,
  old: string,
  next: string,
  { live, storage }: { live?: Record<string, unknown>; storage?: Storage } = {},
): FixedChange[] {
  const whole = (body: string) => `${HEADS[kind]}\nmetadata: { name: x, namespace: ns }\n${body}`;
  const [pair] = pairObjects(whole(old), whole(next), 'default') as [ObjectPair];
  return fixedChanges(live ? { ...pair, live } : pair, storage);
}

const shown = (found: readonly FixedChange[]) =>
  found.flatMap(({ effect, changes }) =>
    changes.map(({ path, before, after }) => `${effect} ${path}: ${before ?? '-'} → ${after ?? '-'}`),
  );

const HEADS: Record<string, string> = Object.fromEntries([
  ...IMMUTABLE.map(({ group, kind }) => [kind, `apiVersion: ${group ? `${group}/v1` : 'v1'}\nkind: ${kind}`]),
  ['Service', 'apiVersion: v1\nkind: Service'],
  ['Prometheus', 'apiVersion: monitoring.coreos.com/v1\nkind: Prometheus'],
  ['CronJob', 'apiVersion: batch/v1\nkind: CronJob'],
]);

/** For each field of the table a value before, one after, and what is said about it. */
const EXAMPLES: Record<string, [old: string, next: string, said: string]> = {
  'StatefulSet spec.selector': [
    'spec: { selector: { matchLabels: { app: a } } }',
    'spec: { selector: { matchLabels: { app: b } } }',
    'spec.selector.matchLabels.app: a → b',
  ],
  'StatefulSet spec.serviceName': ['spec: { serviceName: a }', 'spec: { serviceName: b }', 'spec.serviceName: a → b'],
  'StatefulSet spec.podManagementPolicy': [
    'spec: { serviceName: a }',
    'spec: { serviceName: a, podManagementPolicy: Parallel }',
    'spec.podManagementPolicy: OrderedReady → Parallel',
  ],
  'StatefulSet spec.volumeClaimTemplates': [
    'spec: { volumeClaimTemplates: [{ metadata: { name: data }, spec: { storageClassName: slow } }] }',
    'spec: { volumeClaimTemplates: [{ metadata: { name: data }, spec: { storageClassName: fast } }] }',
    'spec.volumeClaimTemplates[data].spec.storageClassName: slow → fast',
  ],
  'Deployment spec.selector': selectorExample(),
  'DaemonSet spec.selector': selectorExample(),
  'ReplicaSet spec.selector': selectorExample(),
  'Job spec.selector': hidden('spec: { selector: { matchLabels: { app: V } } }', 'spec.selector.matchLabels.app'),
  'Job spec.template': hidden(
    'spec: { template: { spec: { containers: [{ name: c, env: [{ name: E, value: V }] }] } } }',
    'spec.template.spec.containers[c].env[E].value',
  ),
  'Job spec.completions': hidden('spec: { completions: 1V }', 'spec.completions'),
  'Job spec.completionMode': [
    'spec: { completions: 1 }',
    'spec: { completions: 1, completionMode: Indexed }',
    'spec.completionMode: - → -',
  ],
  'Job spec.podFailurePolicy': hidden(
    'spec: { podFailurePolicy: { rules: [{ action: V }] } }',
    'spec.podFailurePolicy.rules[0].action',
  ),
  'Job spec.backoffLimitPerIndex': hidden('spec: { backoffLimitPerIndex: 1V }', 'spec.backoffLimitPerIndex'),
  'Job spec.managedBy': hidden('spec: { managedBy: V }', 'spec.managedBy'),
  'Job spec.successPolicy': hidden(
    'spec: { successPolicy: { rules: [{ succeededIndexes: V }] } }',
    'spec.successPolicy.rules[0].succeededIndexes',
  ),
  'Pod spec': hidden('spec: { serviceAccountName: V }', 'spec.serviceAccountName'),
  'PersistentVolumeClaim spec.accessModes': [
    'spec: { accessModes: [ReadWriteOnce] }',
    'spec: { accessModes: [ReadWriteMany] }',
    'spec.accessModes[0]: ReadWriteOnce → ReadWriteMany',
  ],
  'PersistentVolumeClaim spec.storageClassName': plain('spec: { storageClassName: V }', 'spec.storageClassName'),
  'PersistentVolumeClaim spec.volumeMode': [
    'spec: { accessModes: [ReadWriteOnce] }',
    'spec: { accessModes: [ReadWriteOnce], volumeMode: Block }',
    'spec.volumeMode: Filesystem → Block',
  ],
  'PersistentVolumeClaim spec.volumeName': plain('spec: { volumeName: V }', 'spec.volumeName'),
  'PersistentVolumeClaim spec.selector': plain(
    'spec: { selector: { matchLabels: { a: V } } }',
    'spec.selector.matchLabels.a',
  ),
  'PersistentVolumeClaim spec.dataSource': plain('spec: { dataSource: { name: V } }', 'spec.dataSource.name'),
  'PersistentVolumeClaim spec.dataSourceRef': plain('spec: { dataSourceRef: { name: V } }', 'spec.dataSourceRef.name'),
  'PersistentVolume spec.csi': plain('spec: { csi: { driver: V } }', 'spec.csi.driver'),
  'PersistentVolume spec.nfs': plain('spec: { nfs: { server: V } }', 'spec.nfs.server'),
  'PersistentVolume spec.hostPath': plain('spec: { hostPath: { path: V } }', 'spec.hostPath.path'),
  'PersistentVolume spec.local': plain('spec: { local: { path: V } }', 'spec.local.path'),
  'PersistentVolume spec.volumeMode': plain('spec: { volumeMode: V }', 'spec.volumeMode'),
  'PersistentVolume spec.nodeAffinity': plain('spec: { nodeAffinity: { required: V } }', 'spec.nodeAffinity.required'),
  'ConfigMap data': hidden('immutable: true\ndata: { a: V }', 'data.a'),
  'ConfigMap binaryData': hidden('immutable: true\nbinaryData: { a: V }', 'binaryData.a'),
  'ConfigMap immutable': ['immutable: true\ndata: { a: a }', 'data: { a: a }', 'immutable: - → -'],
  'Secret data': hidden('immutable: true\ndata: { a: V }', 'data.a'),
  'Secret stringData': hidden('immutable: true\nstringData: { a: V }', 'stringData.a'),
  'Secret immutable': ['immutable: true', 'data: {}', 'immutable: - → -'],
  'Secret type': ['data: {}', 'type: kubernetes.io/tls', 'type: Opaque → kubernetes.io/tls'],
  'ResourceQuota spec.scopes': [
    'spec: { scopes: [BestEffort] }',
    'spec: { scopes: [Terminating] }',
    'spec.scopes[0]: BestEffort → Terminating',
  ],
  'RoleBinding roleRef': plain('roleRef: { kind: Role, name: V }', 'roleRef.name'),
  'ClusterRoleBinding roleRef': plain('roleRef: { kind: ClusterRole, name: V }', 'roleRef.name'),
  'StorageClass provisioner': plain('provisioner: V', 'provisioner'),
  'StorageClass parameters': plain('parameters: { type: V }', 'parameters.type'),
  'StorageClass reclaimPolicy': [
    'provisioner: p',
    'provisioner: p\nreclaimPolicy: Retain',
    'reclaimPolicy: Delete → Retain',
  ],
  'StorageClass volumeBindingMode': [
    'provisioner: p',
    'provisioner: p\nvolumeBindingMode: WaitForFirstConsumer',
    'volumeBindingMode: Immediate → WaitForFirstConsumer',
  ],
  'VolumeAttributesClass driverName': plain('driverName: V', 'driverName'),
  'VolumeAttributesClass parameters': plain('parameters: { iops: V }', 'parameters.iops'),
  'PriorityClass value': ['value: 1', 'value: 2', 'value: 1 → 2'],
  'PriorityClass preemptionPolicy': [
    'value: 1',
    'value: 1\npreemptionPolicy: Never',
    'preemptionPolicy: PreemptLowerPriority → Never',
  ],
  'IngressClass spec.controller': plain('spec: { controller: V }', 'spec.controller'),
  'RuntimeClass handler': plain('handler: V', 'handler'),
  'EndpointSlice addressType': ['addressType: IPv4', 'addressType: IPv6', 'addressType: IPv4 → IPv6'],
  'CustomResourceDefinition spec.scope': plain('spec: { scope: V }', 'spec.scope'),
  'CustomResourceDefinition spec.names.kind': plain('spec: { names: { kind: V } }', 'spec.names.kind'),
};

function plain(body: string, path: string): [string, string, string] {
  return [body.replace('V', 'a'), body.replace('V', 'b'), `${path}: a → b`];
}

/** Values of these aren't shown. */
function hidden(body: string, path: string): [string, string, string] {
  return [body.replace('V', '1'), body.replace('V', '2'), `${path}: - → -`];
}

function selectorExample(): [string, string, string] {
  return plain('spec: { selector: { matchLabels: { app: V } } }', 'spec.selector.matchLabels.app');
}

describe('fields that no update changes', () => {
  const rows = IMMUTABLE.flatMap(({ kind, fields }) => fields.map((field) => `${kind} ${field}`));

  test('have an example each', () => assert.deepEqual(Object.keys(EXAMPLES).sort(), [...rows].sort()));

  for (const [row, [old, next, said]] of Object.entries(EXAMPLES)) {
    test(row, () => {
      const [kind = ''] = row.split(' ');
      assert.deepEqual(shown(fixedBetween(kind, old, next)), [`refused ${said}`]);
      assert.deepEqual(fixedBetween(kind, old, old), []);
    });
  }

  test('are those of kinds that have such fields alone', () => {
    assert.deepEqual(fixedBetween('CronJob', 'spec: { schedule: a }', 'spec: { schedule: b }'), []);
  });
});

describe('what may change', () => {
  test('of a StatefulSet: replicas, template, strategy, retention of claims', () => {
    const next =
      'spec: { replicas: 2, updateStrategy: { type: OnDelete }, minReadySeconds: 3, ordinals: { start: 1 }, persistentVolumeClaimRetentionPolicy: { whenDeleted: Delete }, template: { spec: { nodeName: a } } }';
    assert.deepEqual(fixedBetween('StatefulSet', 'spec: { replicas: 1 }', next), []);
  });

  test('of a pod: images and tolerations', () => {
    const pod = (image: string, more = '') => `spec: { containers: [{ name: c, image: ${image} }]${more} }`;
    assert.deepEqual(fixedBetween('Pod', pod('a'), pod('b', ', tolerations: [{ key: k }]')), []);
  });

  test('of a ConfigMap and a Secret that are not immutable: all but a Secret`s type', () => {
    assert.deepEqual(fixedBetween('ConfigMap', 'data: { a: a }', 'data: { a: b }'), []);
    assert.deepEqual(fixedBetween('Secret', 'data: { a: a }', 'data: { a: b }'), []);
  });
});

describe('the object that runs', () => {
  const claims = (size: string) =>
    `spec: { volumeClaimTemplates: [{ metadata: { name: data }, spec: { resources: { requests: { storage: ${size} } } } }] }`;
  const live = (size: string) => ({
    spec: {
      podManagementPolicy: 'OrderedReady',
      volumeClaimTemplates: [
        {
          kind: 'PersistentVolumeClaim',
          apiVersion: 'v1',
          metadata: { name: 'data', creationTimestamp: null },
          spec: { resources: { requests: { storage: size } }, volumeMode: 'Filesystem' },
          status: { phase: 'Pending' },
        },
      ],
    },
  });

  test('counts, not the manifest: it may have been made anew since', () => {
    assert.deepEqual(fixedBetween('StatefulSet', claims('8Gi'), claims('9Gi'), { live: live('9Gi') }), []);
    const drifted = fixedBetween('StatefulSet', claims('8Gi'), claims('8Gi'), { live: live('9Gi') });
    assert.deepEqual(shown(drifted), [
      'refused spec.volumeClaimTemplates[data].spec.resources.requests.storage: 9Gi → 8Gi',
    ]);
  });

  test('has defaults and amounts in another spelling, which are no change', () => {
    assert.deepEqual(fixedBetween('StatefulSet', claims('8Gi'), claims('8192Mi'), { live: live('8Gi') }), []);
  });
});

describe('claims of a StatefulSet that get another size', () => {
  const set = (size: string, labels = '') =>
    `${labels}spec: { volumeClaimTemplates: [{ metadata: { name: data }, spec: { resources: { requests: { storage: ${size} } } } }] }`;
  const claim = (name: string, storageClass = 'standard') => ({ namespace: 'ns', name, labels: {}, storageClass });
  const claims = [
    claim('data-x-0'),
    claim('data-x-1'),
    claim('data-x-y-0'),
    { ...claim('data-x-2'), namespace: 'other' },
  ];
  const fix = (storage: Storage, size = '9Gi') =>
    fixedBetween('StatefulSet', set('8Gi'), set(size), { storage })[0]?.fix ?? '';

  test('grow in place where their StorageClass lets them', () => {
    assert.match(
      fix({ claims, growing: new Set(['standard']) }),
      /^kubectl -n ns delete statefulset x --cascade=orphan, .*; the StorageClass standard lets claims grow: kubectl -n ns patch pvc NAME -p '\{"spec":\{"resources":\{"requests":\{"storage":"9Gi"\}\}\}\}' for each of data-x-0, data-x-1$/,
    );
  });

  test('keep their size where it does not, and when they shrink', () => {
    const storage = { claims, growing: new Set(['other']) };
    assert.match(
      fix(storage),
      /the claims data-x-0, data-x-1 keep their size: the StorageClass standard doesn't let claims grow/,
    );
    assert.match(fix({ claims, growing: new Set(['standard']) }, '7Gi'), /no volume gets smaller in place/);
  });

  test('are unknown without kubectl', () =>
    assert.match(fix({}), /its claims keep their size, unless their StorageClass/));
});

describe('a claim of the manifest', () => {
  const claim = (size: string, more = '') =>
    `spec: { storageClassName: standard, resources: { requests: { storage: ${size} } }${more} }`;
  const live = (phase: string) => ({
    spec: {
      storageClassName: 'standard',
      volumeMode: 'Filesystem',
      volumeName: 'pv',
      resources: { requests: { storage: '8Gi' } },
    },
    status: { phase },
  });
  const size = (next: string, storage: Storage, phase = 'Bound') =>
    fixedBetween('PersistentVolumeClaim', claim('8Gi'), claim(next), { live: live(phase), storage });

  test('never shrinks', () => {
    assert.deepEqual(shown(size('7Gi', { growing: new Set(['standard']) })), [
      'refused spec.resources.requests.storage: 8Gi → 7Gi',
    ]);
  });

  test('grows where its StorageClass lets it, once it has a volume', () => {
    assert.deepEqual(size('9Gi', { growing: new Set(['standard']) }), []);
    assert.match(
      size('9Gi', { growing: new Set() })[0]?.fix ?? '',
      /the StorageClass standard doesn't let claims grow/,
    );
    assert.match(size('9Gi', { growing: new Set(['standard']) }, 'Pending')[0]?.fix ?? '', /has no volume yet/);
  });

  test('may leave its class out: the one that was filled in stays', () => {
    const without = 'spec: { resources: { requests: { storage: 8Gi } } }';
    assert.deepEqual(fixedBetween('PersistentVolumeClaim', without, without, { live: live('Bound') }), []);
  });
});

describe('a Service', () => {
  const service = (spec: string) => `spec: { ${spec} }`;
  const live = (spec: Record<string, unknown>) => ({ spec: { clusterIP: '10.0.0.1', type: 'ClusterIP', ...spec } });
  const between = (old: string, next: string, of: Record<string, unknown> = {}) =>
    shown(fixedBetween('Service', service(old), service(next), { live: live(of) }));

  test('keeps its address, and stays without one', () => {
    assert.deepEqual(between('type: ClusterIP', 'clusterIP: None'), ['refused spec.clusterIP: 10.0.0.1 → None']);
    assert.deepEqual(between('type: ClusterIP', 'clusterIP: 10.0.0.2'), [
      'refused spec.clusterIP: 10.0.0.1 → 10.0.0.2',
    ]);
    assert.deepEqual(between('clusterIP: None', 'clusterIP: 10.0.0.2', { clusterIP: 'None' }), [
      'refused spec.clusterIP: None → 10.0.0.2',
    ]);
    assert.deepEqual(between('clusterIP: None', 'type: ClusterIP', { clusterIP: 'None' }), [
      'ignored spec.clusterIP: None → -',
    ]);
    assert.deepEqual(between('clusterIP: ""', 'clusterIP: 10.0.0.1'), []);
  });

  test('loses its address without kubectl`s word, too', () => {
    const found = fixedBetween('Service', service('type: ClusterIP'), service('clusterIP: None'));
    assert.deepEqual(shown(found), ['refused spec.clusterIP: an address → None']);
  });

  test('may change its type, its ports and its selector', () => {
    assert.deepEqual(between('type: ClusterIP', 'type: NodePort, ports: [{ port: 1 }], selector: { a: b }'), []);
    assert.deepEqual(between('type: ClusterIP', 'type: ExternalName, externalName: a.example'), []);
    assert.deepEqual(
      between('type: LoadBalancer', 'type: ClusterIP', { type: 'LoadBalancer', loadBalancerClass: 'c' }),
      [],
    );
  });

  test('keeps its first address family, and a load balancer its class', () => {
    assert.deepEqual(between('ipFamilies: [IPv4]', 'ipFamilies: [IPv6]', { ipFamilies: ['IPv4'] }), [
      'refused spec.ipFamilies[0]: IPv4 → IPv6',
    ]);
    assert.deepEqual(between('ipFamilies: [IPv4]', 'ipFamilies: [IPv4, IPv6]', { ipFamilies: ['IPv4'] }), []);
    const balancer = { type: 'LoadBalancer', loadBalancerClass: 'a' };
    assert.deepEqual(between('type: LoadBalancer', 'type: LoadBalancer, loadBalancerClass: b', balancer), [
      'refused spec.loadBalancerClass: a → b',
    ]);
  });
});

describe('Prometheus of the operator', () => {
  const object = (size: string) =>
    `spec: { storage: { volumeClaimTemplate: { spec: { resources: { requests: { storage: ${size} } } } } } }`;
  const claims = [
    {
      namespace: 'ns',
      name: 'prometheus-x-db-prometheus-x-0',
      labels: { 'operator.prometheus.io/name': 'x' },
      storageClass: 's',
    },
    { namespace: 'ns', name: 'other-0', labels: {}, storageClass: 's' },
  ];

  test('is taken with another size of claim, which then stays as it is', () => {
    const [found] = fixedBetween('Prometheus', object('8Gi'), object('9Gi'), {
      storage: { claims, growing: new Set() },
    });
    assert.deepEqual(shown(found ? [found] : []), [
      'ignored spec.storage.volumeClaimTemplate.spec.resources.requests.storage: 8Gi → 9Gi',
    ]);
    assert.match(
      found?.fix ?? '',
      /^the claims prometheus-x-db-prometheus-x-0 keep their size: the StorageClass s doesn't/,
    );
  });
});
