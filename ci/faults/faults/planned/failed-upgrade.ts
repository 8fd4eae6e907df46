import { StackError } from '../../../../tools/deploy/errors';
import { listObjects, type Metadata } from '../../../cluster/kubectl';
import type { Topology } from '../../cluster/topology';
import type { Fault } from '../fault';
import { releaseOf } from './release';

export const failedUpgrade: Fault = {
  name: 'failed-upgrade',
  title: 'planned: an upgrade that fails',
  what: '`helm upgrade --atomic --timeout 30s` to an image of the web app that doesn’t exist, with a further environment variable: nothing of it is left',
  needsNode: false,
  changesRelease: true,

  async inject({ topology, injected, problem, ...scene }) {
    const release = releaseOf(scene);
    const before = await specsOf(topology);
    const settings = ['webapp.image.tag=no-such-tag', 'webapp.extraEnv[0].name=ADDED', 'webapp.extraEnv[0].value=x'];
    injected();
    const failed = await release.upgrade(settings, { flags: ['--atomic', '--timeout', '30s'] }).then(
      () => false,
      () => true,
    );
    if (!failed) throw new StackError('the upgrade did not fail');
    const status = await release.status();
    if (status !== 'deployed') problem(`the release is ${status}`);
    const after = await specsOf(topology);
    const differing = [...new Set([...before.keys(), ...after.keys()])].filter(
      (name) => before.get(name) !== after.get(name),
    );
    if (differing.length > 0) problem(`not as before: ${differing.join(', ')}`);
  },
};

// --- internal ---

const KINDS = 'deployments,statefulsets,services,configmaps,serviceaccounts,networkpolicies,poddisruptionbudgets';

/** Everything of the release in its workload's namespace but what the cluster itself writes: by kind and name. */
async function specsOf({ release, workload }: Topology): Promise<Map<string, string>> {
  const selector = `app.kubernetes.io/instance=${release}`;
  const objects = await listObjects<{ kind: string; metadata: Metadata; spec?: object; data?: object }>(
    ...[KINDS, '-n', workload, '-l', selector],
  );
  return new Map(
    objects.map(({ kind, metadata, spec, data }) => [`${kind} ${metadata.name}`, JSON.stringify([spec, data])]),
  );
}
