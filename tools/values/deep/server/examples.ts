/** Objects that the API server takes and such that it refuses, for tests: what `validate --deep` says of them, and what a cluster says. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

type Tree = { [key: string]: unknown };
/** Paths, their steps divided by blanks, with what is there instead; null: nothing. */
export type Changes = Readonly<Record<string, unknown>>;

export const CONTAINER = {
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
export const RIGHT: Readonly<Record<string, Tree>> = {
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

/** An object of this kind with these changes. */
export function objectOf(kind: string, changes: Changes, name = 'a'): Tree {
  const object = structuredClone({ kind, metadata: { name }, ...RIGHT[kind] }) as Tree;
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
  return object;
}

export interface Refused {
  kind: string;
  changes: Changes;
  /** What `validate --deep` says of it. */
  said: string;
  /** Who refuses it, where the API server takes it at first. */
  later?: string;
}

export function refusedExamples(): Refused[] {
  const lines = readFileSync(join(__dirname, 'refused.jsonl'), 'utf8').trim().split('\n');
  return lines.map((line) => {
    const [kind, changes, said, later] = JSON.parse(line) as [string, Changes, string, string?];
    return { kind, changes, said, ...(later === undefined ? {} : { later }) };
  });
}
