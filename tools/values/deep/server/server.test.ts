import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { stringify } from 'yaml';
import { PROJECT_ROOT } from '../../io';
import { formatPath } from '../../json';
import { Schemas } from '../kubernetes-schemas';
import { ObjectCheck } from '../object-check';
import { readObjects } from '../objects';

type Tree = { [key: string]: unknown };
/** Paths, their steps divided by blanks, with what is there instead; null: nothing. */
type Changes = Readonly<Record<string, unknown>>;

const check = new ObjectCheck(new Schemas(PROJECT_ROOT, {}), undefined);

const CONTAINER = {
  name: 'c',
  image: 'a:1',
  ports: [{ name: 'http', containerPort: 80 }],
  volumeMounts: [{ name: 'v', mountPath: '/v' }],
  resources: { requests: { memory: '1Mi' }, limits: { memory: '2Mi' } },
  securityContext: {},
  env: [{ name: 'A', value: 'b' }],
  livenessProbe: { httpGet: { port: 'http', path: '/' } },
};
const POD = { containers: [CONTAINER], volumes: [{ name: 'v', emptyDir: {} }], securityContext: {} };
const WORKLOAD = {
  selector: { matchLabels: { app: 'a' } },
  template: { metadata: { labels: { app: 'a' } }, spec: POD },
};
const CLAIM = { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } };

/** Of each kind one that Kubernetes takes. */
const RIGHT: Readonly<Record<string, Tree>> = {
  CronJob: {
    apiVersion: 'batch/v1',
    spec: { schedule: '1 1 * * *', jobTemplate: { spec: { template: { spec: { ...POD, restartPolicy: 'Never' } } } } },
  },
  CustomResourceDefinition: {
    apiVersion: 'apiextensions.k8s.io/v1',
    spec: {
      group: 'example.com',
      names: { kind: 'Thing', plural: 'things' },
      scope: 'Namespaced',
      versions: [
        { name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object', properties: {} } } },
      ],
    },
  },
  Deployment: { apiVersion: 'apps/v1', spec: { replicas: 1, ...WORKLOAD } },
  HorizontalPodAutoscaler: {
    apiVersion: 'autoscaling/v2',
    spec: {
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'a' },
      minReplicas: 1,
      maxReplicas: 3,
      metrics: [
        { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 50 } } },
      ],
    },
  },
  Ingress: {
    apiVersion: 'networking.k8s.io/v1',
    spec: {
      rules: [
        {
          host: 'a.example.com',
          http: {
            paths: [{ path: '/', pathType: 'Prefix', backend: { service: { name: 'a', port: { number: 80 } } } }],
          },
        },
      ],
      tls: [{ hosts: ['a.example.com'], secretName: 's' }],
    },
  },
  NetworkPolicy: {
    apiVersion: 'networking.k8s.io/v1',
    spec: {
      podSelector: {},
      policyTypes: ['Ingress'],
      ingress: [
        {
          from: [{ ipBlock: { cidr: '10.0.0.0/8', except: ['10.1.0.0/16'] } }],
          ports: [{ port: 80, protocol: 'TCP' }],
        },
      ],
    },
  },
  PersistentVolumeClaim: { apiVersion: 'v1', spec: CLAIM },
  PodDisruptionBudget: { apiVersion: 'policy/v1', spec: { maxUnavailable: 1, selector: {} } },
  Prometheus: { apiVersion: 'monitoring.coreos.com/v1', spec: { securityContext: {}, resources: {} } },
  Role: {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['get'] }],
  },
  Service: {
    apiVersion: 'v1',
    spec: { type: 'ClusterIP', selector: { app: 'a' }, ports: [{ name: 'http', port: 80, targetPort: 'http' }] },
  },
  StatefulSet: {
    apiVersion: 'apps/v1',
    spec: {
      replicas: 1,
      serviceName: 'a',
      ...WORKLOAD,
      volumeClaimTemplates: [{ metadata: { name: 'd' }, spec: CLAIM }],
    },
  },
};

/** What is said of an object of this kind with these changes. */
function says(kind: string, changes: Changes): string[] {
  const object = structuredClone({ kind, metadata: { name: 'a', namespace: 'x' }, ...RIGHT[kind] }) as Tree;
  for (const [path, value] of Object.entries(changes)) {
    const steps = path.split(' ');
    const last = steps.pop() as string;
    const parent = steps.reduce((at, step) => {
      at[step] ??= {};
      return at[step] as Tree;
    }, object);
    if (value === null) delete parent[last];
    else parent[last] = value;
  }
  return readObjects(`---\n# Source: a/templates/x.yaml\n${stringify(object)}`)
    .flatMap((one) => check.problemsOf(one))
    .map(({ field, message }) => `${formatPath(field)} ${message}`);
}

describe('what the API server refuses is found, with its field', () => {
  const lines = readFileSync(join(__dirname, 'refused.jsonl'), 'utf8').trim().split('\n');
  for (const line of lines) {
    const [kind, changes, said] = JSON.parse(line) as [string, Changes, string];
    test(`${kind}: ${JSON.stringify(changes).slice(0, 120)}`, () => assert.equal(says(kind, changes)[0], said));
  }
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
    ['Deployment', { 'spec strategy': { type: 'Recreate' } }],
    ['Deployment', { 'spec strategy': { rollingUpdate: { maxSurge: '150%', maxUnavailable: 0 } }, 'spec replicas': 0 }],
    ['StatefulSet', { 'spec updateStrategy': { type: 'OnDelete' }, 'spec minReadySeconds': 0 }],
    [
      'CustomResourceDefinition',
      { 'spec versions 0 schema openAPIV3Schema properties matchLabels description': 'no label' },
    ],
    ['Role', { rules: [] }],
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
