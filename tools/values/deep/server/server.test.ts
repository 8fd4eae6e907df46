import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { stringify } from 'yaml';
import { PROJECT_ROOT } from '../../io';
import { formatPath } from '../../json';
import { Schemas } from '../kubernetes-schemas';
import { ObjectCheck } from '../object-check';
import { readObjects } from '../objects';
import { type Changes, CONTAINER, objectOf, RIGHT, refusedExamples } from './examples';

const check = new ObjectCheck(new Schemas(PROJECT_ROOT, {}), undefined);

/** What is said of an object of this kind with these changes. */
function says(kind: string, changes: Changes): string[] {
  return readObjects(`---\n# Source: a/templates/x.yaml\n${stringify(objectOf(kind, changes))}`)
    .flatMap((one) => check.problemsOf(one))
    .map(({ field, message }) => `${formatPath(field)} ${message}`);
}

// That the API server really does is a step of the end-to-end test.
describe('what the API server refuses is found, with its field', () => {
  for (const { kind, changes, said } of refusedExamples())
    test(`${kind}: ${JSON.stringify(changes).slice(0, 120)}`, () => assert.equal(says(kind, changes)[0], said));
});

describe('what it takes is left alone', () => {
  const pod = (changes: Changes): [string, Changes] => [
    'Deployment',
    Object.fromEntries(Object.entries(changes).map(([path, value]) => [`spec template spec ${path}`, value])),
  ];
  const taken: [string, Changes][] = [
    ...Object.keys(RIGHT).map((kind): [string, Changes] => [kind, {}]),
    ['Service', { 'spec clusterIP': 'None', 'spec ports': [] }],
    ['Service', { 'spec type': 'ExternalName', 'spec externalName': 'db.example.com', 'spec ports': null }],
    ['Service', { 'spec type': 'NodePort', 'spec ports 0 nodePort': 30_080, 'spec externalTrafficPolicy': 'Local' }],
    ['Service', { 'spec externalIPs': ['10.0.0.1'], 'spec externalTrafficPolicy': 'Cluster' }],
    ['Service', { 'spec loadBalancerSourceRanges': [], 'spec clusterIP': '', 'spec ports 0 nodePort': 0 }],
    [
      'Service',
      { 'spec sessionAffinity': 'ClientIP', 'spec sessionAffinityConfig': { clientIP: { timeoutSeconds: 60 } } },
    ],
    ['Service', { 'spec ports 1': { name: 'dns', port: 80, protocol: 'UDP', appProtocol: 'kubernetes.io/h2c' } }],
    ['Ingress', { 'spec rules 0 host': '*.example.com', 'spec tls 0 hosts 0': '*.example.com' }],
    [
      'Ingress',
      { 'spec rules 0 http paths 0 path': '/a//b', 'spec rules 0 http paths 0 pathType': 'ImplementationSpecific' },
    ],
    ['Ingress', { 'spec rules': null, 'spec defaultBackend': { service: { name: 'a', port: { name: 'http' } } } }],
    ['Ingress', { 'spec rules 0 host': null, 'spec tls 0 hosts': null }],
    ['NetworkPolicy', { 'spec ingress 0 from 0 ipBlock': { cidr: 'fd00::/8', except: ['fd00:1::/32'] } }],
    ['NetworkPolicy', { 'spec ingress 0 ports 0 endPort': 90, 'spec ingress 0 from 0': { podSelector: {} } }],
    ['PersistentVolumeClaim', { 'spec accessModes': ['ReadWriteOncePod'], 'spec storageClassName': '' }],
    ['PodDisruptionBudget', { 'spec maxUnavailable': '50%' }],
    [
      'HorizontalPodAutoscaler',
      { 'spec behavior': { scaleDown: { stabilizationWindowSeconds: 0, selectPolicy: 'Disabled' } } },
    ],
    pod({ securityContext: { runAsNonRoot: true, runAsUser: 0 }, 'containers 0 securityContext': { runAsUser: 1 } }),
    pod({
      securityContext: { runAsNonRoot: true },
      'containers 0 securityContext': { runAsUser: 0, runAsNonRoot: false },
    }),
    ['Deployment', { 'spec strategy': { type: 'Recreate' } }],
    ['Deployment', { 'spec strategy': { rollingUpdate: { maxSurge: '150%', maxUnavailable: 0 } }, 'spec replicas': 0 }],
    ['StatefulSet', { 'spec updateStrategy': { type: 'OnDelete' }, 'spec minReadySeconds': 0 }],
    [
      'CustomResourceDefinition',
      { 'spec versions 0 schema openAPIV3Schema properties matchLabels description': 'no label' },
    ],
    ['Role', { rules: [] }],
    ['Service', { apiVersion: 'serving.knative.dev/v1', 'spec ports': null, 'spec template': {} }],
    [
      'Prometheus',
      { 'spec topologySpreadConstraints': [{ maxSkew: 1, topologyKey: 'zone', whenUnsatisfiable: 'DoNotSchedule' }] },
    ],
    pod({ securityContext: { runAsUser: 0, seccompProfile: { type: 'Localhost', localhostProfile: 'a.json' } } }),
    pod({
      'containers 0 securityContext': {
        allowPrivilegeEscalation: false,
        capabilities: { drop: ['ALL'], add: ['NET_RAW'] },
      },
    }),
    pod({
      'containers 0 resources': { limits: { 'a.com/x': 1, 'ephemeral-storage': '1Gi' }, requests: { 'a.com/x': 1 } },
    }),
    pod({ 'containers 0 env': [{ name: 'a.b-c', valueFrom: { fieldRef: { fieldPath: "metadata.labels['a/b']" } } }] }),
    pod({ 'containers 0 lifecycle': { preStop: { sleep: { seconds: 60 } } }, terminationGracePeriodSeconds: 90 }),
    pod({ initContainers: [{ ...CONTAINER, name: 'beside', restartPolicy: 'Always' }] }),
    pod({
      'volumes 0': {
        name: 'v',
        secret: { secretName: 'a', defaultMode: 0o777, items: [{ key: 'a', path: 'b/c..d' }] },
      },
    }),
    pod({ 'volumes 0': { name: 'v', emptyDir: {} }, 'containers 0 volumeMounts 0 subPath': 'a/..b' }),
    pod({
      'volumes 0': { name: 'v', hostPath: { path: '/var/run', type: '' } },
      hostNetwork: true,
      'containers 0 ports 0 hostPort': 80,
    }),
    pod({ 'volumes 1': { name: 'w' } }),
    pod({
      tolerations: [{ operator: 'Exists' }],
      nodeSelector: { 'kubernetes.io/os': 'linux' },
      dnsPolicy: 'None',
      dnsConfig: { nameservers: ['fd00::1'] },
    }),
  ];
  for (const [kind, changes] of taken)
    test(`${kind}: ${JSON.stringify(changes)}`, () => assert.deepEqual(says(kind, changes), []));
});
