/** A release from a registry on a cluster: its nodes pull the image that the released chart names. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { fetchManifest } from '../../tools/release/registry';
import { PROJECT_ROOT } from '../../tools/values/io';
import type { Checks } from '../checks';
import { output } from '../cluster/command';
import { eventually } from '../cluster/eventually';
import { TESTED } from '../cluster/helm';
import { findObject, kubectl, listObjects } from '../cluster/kubectl';
import { damageBlob } from './registry';
import { verify } from './user';
import type { Run, World } from './world';

/** Runs programs where the registry responds. @param command one or more words for the shell */
export const runThrough =
  (command: string, run: Run): Run =>
  (program, args, options) =>
    run('bash', ['-c', `${command} "$@"`, 'release-test', program, ...args], options);

export interface OnCluster {
  version: string;
  /** Files for `helm install`. */
  values: readonly string[];
  /** The folder with the registry's content; undefined: it can't be damaged. */
  storage: string | undefined;
}

/** Releases to the registry, installs that release, tests it and removes it again, with its data. */
export async function onCluster(checks: Checks, world: World, { version, values, storage }: OnCluster): Promise<void> {
  let image = '';
  const done = await checks.check("a release to the cluster's registry", async () => {
    ({ image } = await world.release(version));
  });
  if (!done) return;
  await checks.check('its signatures', async () => {
    await verify(world, `${world.image}:${version}`);
    await verify(world, `${world.chart}:${version}`);
  });
  if (storage !== undefined) {
    await checks.check('a node refuses an image with a changed byte', () => nodeRefuses(world, image, storage));
  }
  try {
    await checks.check('helm install oci://…', async () => {
      const files = values.flatMap((file) => ['--values', file]);
      const args = [`oci://${world.chart}`, '--version', version, '--plain-http', '--wait', '--timeout=5m', ...files];
      await world.as('helm', 'install', RELEASE, ...args, '--namespace', NAMESPACE);
    });
    await checks.check(
      "the web app's pods run the released image, which the node has pulled from the registry",
      async () => {
        const pods = await listObjects<Pod>('pods', '--namespace', WORKLOAD, '--selector', WEBAPP);
        assert.ok(pods.length > 0);
        for (const { spec, status } of pods) {
          assert.equal(spec.containers[0]?.image, `${world.image}@${image}`);
          assert.equal(status.phase, 'Running');
        }
        const events = await kubectl(['get', 'events', '--namespace', WORKLOAD, '--field-selector', 'reason=Pulled']);
        assert.ok(events.includes(`Successfully pulled image "${world.image}@${image}"`), events);
      },
    );
    await checks.check('the web app tells the released version', async () => {
      const path = `/api/v1/namespaces/${WORKLOAD}/services/${RELEASE}-webapp:http/proxy/openapi.json`;
      const { info } = JSON.parse(await kubectl(['get', '--raw', path])) as { info: { version: string } };
      assert.equal(info.version, version);
    });
    await checks.check('helm test', () =>
      world.as('helm', 'test', RELEASE, '--namespace', NAMESPACE, '--timeout', '5m'),
    );
  } finally {
    const down = [
      'down',
      '--delete-data',
      '--yes',
      '--target=kubernetes',
      `--release=${RELEASE}`,
      `--namespace=${NAMESPACE}`,
    ];
    await output(join(PROJECT_ROOT, 'deploy-all.sh'), down, { timeoutMs: 300_000 });
  }
}

// --- internal ---

const { release: RELEASE, namespace: NAMESPACE, workload: WORKLOAD } = TESTED;
const DAMAGED = 'tme1crv-damaged-image';
const WEBAPP = 'app.kubernetes.io/name=webapp';

interface Pod {
  spec: { containers: { image: string }[] };
  status: { phase: string; containerStatuses?: { state: { waiting?: { reason: string; message?: string } } }[] };
}

/** Starts a pod with the image after a byte of each layer was changed in the registry: the node may have some layers, but not all. */
async function nodeRefuses(world: World, image: string, storage: string): Promise<void> {
  const [node] = await listObjects<{ status: { nodeInfo: { architecture: string } } }>('nodes');
  const platform = `linux/${node?.status.nodeInfo.architecture}`;
  const resolved = await world.as('oras', 'resolve', '--plain-http', '--platform', platform, `${world.image}@${image}`);
  const manifest = await fetchManifest(world.context('0.0.0'), `${world.image}@${resolved.trim()}`);
  const { layers } = JSON.parse(manifest) as { layers: { digest: string }[] };
  const mends = layers.map(({ digest }) => damageBlob(storage, digest));
  try {
    await kubectl(['run', DAMAGED, '--namespace', NAMESPACE, '--restart=Never', `--image=${world.image}@${image}`]);
    const refusal = async () => {
      const pod = await findObject<Pod>(['pod', DAMAGED, '--namespace', NAMESPACE]);
      const { reason = '', message = '' } = pod?.status.containerStatuses?.[0]?.state.waiting ?? {};
      return /unexpected .*digest|digest mismatch|not match|checksum/i.test(message) || `${reason} ${message}`;
    };
    await eventually(refusal, { what: "the node's refusal", timeoutMs: 120_000, intervalMs: 1000 });
  } finally {
    for (const mend of mends) mend();
    await kubectl(['delete', 'pod', DAMAGED, '--namespace', NAMESPACE, '--ignore-not-found', '--wait']);
  }
}
