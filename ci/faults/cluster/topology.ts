/** What a release consists of, read from the cluster by labels: names may differ between versions of the chart. */
import { StackError } from '../../../tools/deploy/errors';
import { kubectl, listObjects, type Metadata } from '../../cluster/kubectl';

export interface Topology {
  release: string;
  /** Where the web app and Redis are. */
  workload: string;
  /** The web app's Service as `host:port`. */
  webapp: string;
  /** The port that its pods listen on. */
  webappPort: string;
  /** Where the web app writes to, as `host:port`; with Sentinel a Service that leads to all nodes. */
  primaryAddress: string;
  /** With Sentinel every Redis is a node, of which any may lead: then both sets are the same. */
  sentinel: boolean;
  /** StatefulSets. */
  primarySet: string;
  replicaSet: string;
  /** Without the primary. */
  replicas: number;
  webappPods: number;
  webappImage: string;
  pullPolicy: string;
  pullSecrets: { name: string }[];
  /** Labels that let a pod through the release's NetworkPolicies, as its own tests. */
  testLabels: Record<string, string>;
}

export interface Pod {
  metadata: Metadata & { deletionTimestamp?: string };
  spec: { volumes?: { name: string; persistentVolumeClaim?: { claimName: string } }[] };
  status: {
    phase: string;
    podIP?: string;
    conditions?: { type: string; status: string }[];
    containerStatuses?: {
      name: string;
      image: string;
      imageID: string;
      restartCount: number;
      ready: boolean;
      state: object;
    }[];
  };
}

export type Component = 'master' | 'replica' | 'node' | 'webapp';

/** @throws StackError when the release has no web app or no Redis */
export async function readTopology(release: string): Promise<Topology> {
  const instance = `app.kubernetes.io/instance=${release}`;
  const webapp = `${instance},app.kubernetes.io/component=webapp`;
  const [deployment] = await listObjects<Deployment>('deployments', '--all-namespaces', '-l', webapp);
  const container = deployment?.spec.template.spec.containers.find(({ name }) => name === 'webapp');
  if (deployment === undefined || container === undefined) throw new StackError(`release ${release} has no web app`);
  const workload = deployment.metadata.namespace ?? '';
  const sets = await listObjects<StatefulSet>('statefulsets', '-n', workload, '-l', instance);
  const services = await listObjects<Service>('services', '-n', workload, '-l', webapp);
  const setOf = (component: Component) =>
    sets.find(({ metadata }) => metadata.labels?.['app.kubernetes.io/component'] === component);
  const port = (service: Service) => service.spec.ports.find(({ name }) => name === 'http')?.port;
  const service = services.find((candidate) => port(candidate) !== undefined);
  const nodeSet = setOf('node');
  const primarySet = nodeSet ?? setOf('master');
  const replicaSet = nodeSet ?? setOf('replica');
  const redisUrl = container.env?.find(({ name }) => name === 'REDIS_URL')?.value;
  if (primarySet === undefined || redisUrl === undefined || service === undefined) {
    throw new StackError(`release ${release} has no Redis primary of its own in ${workload}`);
  }
  const { hostname, port: redisPort } = new URL(redisUrl);
  return {
    release,
    workload,
    webapp: `${service.metadata.name}.${workload}.svc:${port(service)}`,
    webappPort: container.env?.find(({ name }) => name === 'PORT')?.value ?? '3000',
    primaryAddress: `${hostname}:${redisPort || 6379}`,
    sentinel: nodeSet !== undefined,
    primarySet: primarySet.metadata.name,
    replicaSet: replicaSet?.metadata.name ?? '',
    replicas: (replicaSet?.spec.replicas ?? 0) - (nodeSet ? 1 : 0),
    webappPods: deployment.spec.replicas ?? 1,
    webappImage: container.image,
    pullPolicy: container.imagePullPolicy,
    pullSecrets: deployment.spec.template.spec.imagePullSecrets ?? [],
    testLabels: {
      'app.kubernetes.io/name': `${deployment.metadata.labels?.['app.kubernetes.io/part-of']}-test`,
      'app.kubernetes.io/instance': release,
    },
  };
}

/** The release's pods of one component, or all that are Redis or the web app; those that end are left out. */
export async function podsOf(topology: Topology, component?: Component): Promise<Pod[]> {
  const components = component ?? 'master,replica,node,webapp';
  const selector = `app.kubernetes.io/instance=${topology.release},app.kubernetes.io/component in (${components})`;
  const pods = await listObjects<Pod>('pods', '-n', topology.workload, '-l', selector);
  return pods.filter(({ metadata }) => metadata.deletionTimestamp === undefined);
}

export function isReady(pod: Pod): boolean {
  return pod.status.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') ?? false;
}

/** Deletes the object and doesn't wait until it is gone. */
export async function deleteObject(topology: Topology, kind: string, name: string, ...flags: string[]): Promise<void> {
  await kubectl(['delete', kind, name, '-n', topology.workload, '--wait=false', ...flags]);
}

// --- internal ---

interface Deployment {
  metadata: Metadata;
  spec: {
    replicas?: number;
    template: {
      spec: {
        imagePullSecrets?: { name: string }[];
        containers: {
          name: string;
          image: string;
          imagePullPolicy: string;
          env?: { name: string; value?: string }[];
        }[];
      };
    };
  };
}

interface StatefulSet {
  metadata: Metadata;
  spec: { replicas: number };
}

interface Service {
  metadata: Metadata;
  spec: { ports: { name: string; port: number }[] };
}
