/** Deletes what a release left, and says what it leaves alone. */

import type { Context } from '../context';
import { StackError } from '../errors';
import type { Cluster } from './cluster';
import type { Left, Leftovers } from './leftovers';
import { lastLines } from './release-state';

/**
 * What is in a namespace of the release goes with it; one that was there before stays.
 * @returns the name of a kubelet Service that these rights don't let one delete; empty otherwise
 * @throws StackError when anything else can't be deleted
 */
export async function deleteLeftovers({ options }: Context, cluster: Cluster, found: Leftovers): Promise<string> {
  const remove = async (...args: string[]) => {
    const result = await cluster.kubectl(['delete', ...args, '--ignore-not-found', '--timeout', options.timeout]);
    if (result.code !== 0)
      throw new StackError(`kubectl delete ${args.join(' ')} failed; see above.`, '', 1, lastLines(result));
  };
  for (const { kind, namespace, name } of [...found.claims, ...found.secrets, ...found.hooks]) {
    if (!found.namespaces.includes(namespace)) await remove(kind.toLowerCase(), '--namespace', namespace, name);
  }
  const kept = found.kubeletService !== '' && !(await deleteKubeletService(cluster, found.kubeletService));
  for (const name of found.namespaces) await remove('namespace', name);
  return kept ? found.kubeletService : '';
}

/** What is left alone, why, and the command for those who know better. */
export async function explainWhatStays(cluster: Cluster, found: Leftovers, namespace: string): Promise<string[]> {
  const kubectl = `kubectl --context ${cluster.name}`;
  const others = found.dataNamespaces.filter((name) => name !== namespace && !found.namespaces.includes(name));
  const definitions = await cluster.ask('get', 'customresourcedefinitions', '--output', 'name');
  return [
    ...others.map((name) => `The namespace ${name} stays: another owner made it.`),
    ...found.doubtfulClaims.flatMap((claim) => [
      `The claim ${claim.namespace}/${claim.name} stays: nothing says that this release made it. If it did:`,
      `  ${kubectl} -n ${claim.namespace} delete persistentvolumeclaim ${claim.name}`,
    ]),
    ...(await retainedVolumes(cluster, found)),
    ...(/\.monitoring\.coreos\.com$/m.test(definitions)
      ? [
          'The definitions of the Prometheus operator stay: the whole cluster shares them, and deleting them deletes every',
          'ServiceMonitor, rule and Prometheus in it. If nothing else uses them:',
          `  ${kubectl} get customresourcedefinitions -o name | grep '\\.monitoring\\.coreos\\.com$' | xargs ${kubectl} delete`,
        ]
      : []),
  ];
}

// --- internal ---

/** It holds no data, and not everybody may change kube-system: what can't be deleted doesn't stop the rest. */
async function deleteKubeletService(cluster: Cluster, name: string): Promise<boolean> {
  const inSystem = ['--namespace', 'kube-system'];
  const service = await cluster.kubectl(['delete', 'service,endpoints', ...inSystem, name, '--ignore-not-found']);
  if (service.code !== 0) return false;
  const selector = ['--selector', `kubernetes.io/service-name=${name}`];
  return (await cluster.kubectl(['delete', 'endpointslices', ...inSystem, ...selector])).code === 0;
}

const RETAINED =
  'jsonpath={range .items[?(@.status.phase=="Released")]}{.spec.persistentVolumeReclaimPolicy} {.spec.claimRef.namespace} {.spec.claimRef.name} {.metadata.name}{"\\n"}{end}';

/** A volume may outlive its claim, with the data. */
async function retainedVolumes(cluster: Cluster, { namespaces, claims }: Leftovers): Promise<string[]> {
  const isLeft = (left: Omit<Left, 'kind'>) =>
    namespaces.includes(left.namespace) ||
    claims.some(({ namespace, name }) => namespace === left.namespace && name === left.name);
  const volumes = (await cluster.ask('get', 'persistentvolumes', '--output', RETAINED))
    .split('\n')
    .map((row) => row.split(' '))
    .filter(([policy, namespace = '', name = '']) => policy === 'Retain' && isLeft({ namespace, name }))
    .map(([, , , volume]) => volume);
  if (volumes.length === 0) return [];
  return [
    'These volumes keep the data, since their reclaim policy is Retain. To give them up (what they are made of may stay with',
    'the storage provider):',
    `  kubectl --context ${cluster.name} delete persistentvolume ${volumes.join(' ')}`,
  ];
}
