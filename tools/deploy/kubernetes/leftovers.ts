/**
 * What a release leaves in the cluster when it is uninstalled, whether it is still there or long gone. Nothing is deleted here.
 *
 * The workload namespace of a release that is gone isn't written anywhere. It is found by the objects that the release made and
 * that say so: the namespace itself, or the Secret with Redis' password in it.
 */
import type { Context } from '../context';
import type { Cluster } from './cluster';

/** An object in a namespace. */
export interface Left {
  /** As kubectl takes it. */
  kind: string;
  namespace: string;
  name: string;
}

export interface Leftovers {
  /** Namespaces that the release made. */
  namespaces: string[];
  /** Namespaces where it keeps data, whoever made them. */
  dataNamespaces: string[];
  /** Of Redis, Sentinel, Prometheus and Alertmanager. */
  claims: Left[];
  secrets: Left[];
  /** Test pods and guards that Helm leaves. */
  hooks: Left[];
  /** Service of the operator in kube-system; empty: none, or nobody may look. */
  kubeletService: string;
  /** Claims that may be Redis' or Sentinel's of this release or of another one. */
  doubtfulClaims: Left[];
  /** Set when all namespaces couldn't be searched. */
  incomplete: boolean;
}

/** @param workload the workload namespace of the release, if that is still there */
export async function findLeftovers(context: Context, cluster: Cluster, workload?: string): Promise<Leftovers> {
  const { namespace } = context.options;
  const dataNamespaces = new Set([namespace, ...(workload === undefined ? [] : [workload])]);
  const { objects, complete } = await labelledObjects(context, cluster, [...dataNamespaces]);
  const owned = objects.filter((object) => isOwned(context, object));
  const namespaces = owned.filter(({ kind }) => kind === 'Namespace').map(({ name }) => name);
  const secrets = owned.filter(({ kind }) => kind === 'Secret');
  for (const name of namespaces) dataNamespaces.add(name);
  for (const secret of secrets) {
    if (secret.name === `${context.options.release}-redis-auth`) dataNamespaces.add(secret.namespace);
  }
  // Claims and hooks carry no note of their owner, and other charts' objects may have the same label when their release has the same name.
  const isOurs = ({ namespace: space }: Left) => dataNamespaces.has(space);
  const claims = objects.filter(({ kind, name }) => kind === 'PersistentVolumeClaim' && REDIS_CLAIM.test(name));
  const hooks = objects.filter(
    ({ kind, hook, chart }) => (kind === 'Pod' || kind === 'Job') && hook !== '' && chart.startsWith('tme1crv-'),
  );
  return {
    namespaces,
    dataNamespaces: [...dataNamespaces],
    claims: [...claims.filter(isOurs).map(asLeft), ...(await operatorClaims(context, cluster))],
    secrets: secrets.map(asLeft),
    hooks: hooks.filter(isOurs).map(asLeft),
    kubeletService: await kubeletService(context, cluster),
    doubtfulClaims: claims.filter((claim) => !isOurs(claim)).map(asLeft),
    incomplete: !complete,
  };
}

/** A line for each thing that was found; none when nothing was. */
export function describeLeftovers(found: Leftovers): string[] {
  const { namespaces, claims, secrets, hooks, kubeletService: service } = found;
  const at = ({ namespace, name }: Left) => `${namespace}/${name}`;
  return [
    ...namespaces.map((name) => `  namespace ${name}, with everything in it`),
    ...claims.map((claim) => `  claim ${at(claim)}`),
    ...secrets.map((secret) => `  Secret ${at(secret)}`),
    ...hooks.map((hook) => `  ${hook.kind} ${at(hook)}`),
    ...(service === '' ? [] : [`  Service kube-system/${service}, made by the Prometheus operator`]),
  ];
}

// --- internal ---

/** Names of the claims that the Redis subchart's StatefulSets make. */
const REDIS_CLAIM = /^(redis|sentinel)-data-/;

const FIELDS = [
  '.kind',
  '.metadata.namespace',
  '.metadata.name',
  '.metadata.labels.helm\\.sh/chart',
  '.metadata.annotations.helm\\.sh/hook',
  '.metadata.annotations.tme1crv/release-name',
  '.metadata.annotations.tme1crv/release-namespace',
  '.metadata.annotations.meta\\.helm\\.sh/release-name',
  '.metadata.annotations.meta\\.helm\\.sh/release-namespace',
];
const TEMPLATE = `jsonpath={range .items[*]}${FIELDS.map((field) => `{${field}}`).join('|')}{"\\n"}{end}`;
const KINDS = 'secrets,persistentvolumeclaims,pods,jobs';

interface Labelled extends Left {
  chart: string;
  hook: string;
  /** Who made it, by our notes and by Helm's: `release|namespace`. */
  owners: string[];
}

/** What has the release's label, in all namespaces, or where they can't be searched in `spaces`. */
async function labelledObjects({ options }: Context, cluster: Cluster, spaces: readonly string[]) {
  const selector = ['--selector', `app.kubernetes.io/instance=${options.release}`, '--output', TEMPLATE];
  const get = (kinds: string, ...where: string[]) => cluster.kubectl(['get', kinds, ...where, ...selector]);
  const all = await get(`namespaces,${KINDS}`, '--all-namespaces');
  if (all.code === 0) return { objects: readObjects(all.stdout), complete: true };
  // Not everybody may look everywhere.
  const some = [
    ...(await Promise.all(spaces.map((space) => get(KINDS, '--namespace', space)))),
    await get('namespaces'),
  ];
  return { objects: readObjects(some.map(({ stdout }) => stdout).join('')), complete: false };
}

function readObjects(text: string): Labelled[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const [kind = '', namespace = '', name = '', chart = '', hook = '', ...owners] = line.split('|');
      const [owner, ownerSpace, helmOwner, helmSpace] = owners;
      return { kind, namespace, name, chart, hook, owners: [`${owner}|${ownerSpace}`, `${helmOwner}|${helmSpace}`] };
    });
}

function isOwned({ options }: Context, { owners }: Labelled): boolean {
  return owners.includes(`${options.release}|${options.namespace}`);
}

const asLeft = ({ kind, namespace, name }: Left): Left => ({ kind, namespace, name });

/** The operator labels the claims of Prometheus and Alertmanager with the name of their object, not of the release. */
async function operatorClaims({ options }: Context, cluster: Cluster): Promise<Left[]> {
  const { namespace, release } = options;
  const template =
    'jsonpath={range .items[*]}{.metadata.name} {.metadata.labels.operator\\.prometheus\\.io/name}{"\\n"}{end}';
  const selector = ['--selector', 'operator.prometheus.io/name', '--output', template];
  const rows = (await cluster.ask('get', 'persistentvolumeclaims', '--namespace', namespace, ...selector)).split('\n');
  const stack = stackName(release);
  return rows
    .map((row) => row.split(' '))
    .filter(([, object = '']) => [`${stack}-prometheus`, `${stack}-alertmanager`].includes(object))
    .map(([name = '']) => ({ kind: 'PersistentVolumeClaim', namespace, name }));
}

/** The operator makes it itself, and Helm doesn't know of it. Who may not look into kube-system isn't told. */
async function kubeletService({ options }: Context, cluster: Cluster): Promise<string> {
  const name = `${stackName(options.release)}-kubelet`;
  const service = ['service', name, '--namespace', 'kube-system', '--ignore-not-found'];
  const found = await cluster.ask('get', ...service, '--output', 'name');
  return found.replace(/^service\//, '');
}

/**
 * The full name that kube-prometheus-stack gives itself: of a release that is gone nothing else tells it. With
 * kube-prometheus-stack.fullnameOverride it is another, and what has that name isn't found.
 */
function stackName(release: string): string {
  const name = release.includes('kube-prometheus-stack') ? release : `${release}-kube-prometheus-stack`;
  return name.slice(0, 26).replace(/-$/, '');
}
