/**
 * For the end-to-end test: writes into a folder what the examples come to on the cluster of the current kube context.
 *
 *   ts-node main.ts FOLDER [VALUES…]   further values files, which win
 *
 * namespace.yaml and secrets.yaml: what is to be there before, with random passwords; presync.yaml, definitions.yaml, objects.yaml and postsync.yaml: what Argo CD
 * applies, in this order; flux-values.yaml: the values of the HelmRelease.
 */
import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { findHelm } from '../../tools/deploy/binaries/helm';
import { reportFailure, StackError } from '../../tools/deploy/errors';
import type { Manifest } from '../../tools/deploy/manifests';
import { runOrFail } from '../../tools/deploy/run';
import { PROJECT_ROOT } from '../../tools/values/io';
import { phasesOf, renderAsArgoCd } from './argocd';
import { argoRelease, fluxRelease, objectsIn, secretsOf } from './examples';

async function main([folder, ...valuesFiles]: readonly string[]): Promise<void> {
  if (folder === undefined) throw new StackError('usage: main.ts FOLDER [VALUES…]', '', 2);
  mkdirSync(folder, { recursive: true });
  const write = (name: string, objects: readonly object[]) =>
    writeFileSync(join(folder, name), objects.map((object) => `---\n${stringify(object)}`).join(''));

  const manifests = await renderAsArgoCd(argoRelease(), {
    helm: await findHelm(PROJECT_ROOT),
    chart: join(PROJECT_ROOT, 'chart'),
    kubernetesVersion: await kubernetesVersion(),
    apiVersions: (await runOrFail('kubectl', ['api-versions'])).stdout.trim().split('\n'),
    valuesFiles,
  });
  const { preSync, sync, postSync } = phasesOf(manifests);
  const isDefinition = ({ kind }: Manifest) => kind === 'CustomResourceDefinition';
  write(
    'namespace.yaml',
    objectsIn('argocd/before').filter(({ kind }) => kind === 'Namespace'),
  );
  write('secrets.yaml', secrets());
  write('presync.yaml', preSync);
  write('definitions.yaml', sync.filter(isDefinition));
  write(
    'objects.yaml',
    sync.filter((manifest) => !isDefinition(manifest)),
  );
  write('postsync.yaml', postSync);
  write('flux-values.yaml', [fluxRelease().values]);
}

// --- internal ---

/** What the External Secrets Operator would make. */
function secrets(): object[] {
  return secretsOf(objectsIn('argocd/before')).map(({ namespace, name, keys }) => ({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { namespace, name },
    stringData: Object.fromEntries(keys.map((key) => [key, randomBytes(16).toString('hex')])),
  }));
}

async function kubernetesVersion(): Promise<string> {
  const { stdout } = await runOrFail('kubectl', ['version', '--output', 'json']);
  return JSON.parse(stdout).serverVersion.gitVersion;
}

main(process.argv.slice(2)).catch(reportFailure('gitops'));
