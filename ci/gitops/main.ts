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
import { findHelm } from '../../tools/deploy/binaries/helm';
import { reportFailure, StackError } from '../../tools/deploy/errors';
import { type Manifest, parseManifests } from '../../tools/deploy/manifests';
import { runOrFail } from '../../tools/deploy/run';
import { PROJECT_ROOT } from '../../tools/values/io';
import { phasesOf, renderAsArgoCd } from './argocd';
import { argoRelease, fluxRelease, objectsIn, secretsOf } from './examples';

async function main([folder, ...valuesFiles]: readonly string[]): Promise<void> {
  if (folder === undefined) throw new StackError('usage: main.ts FOLDER [VALUES…]', '', 2);
  mkdirSync(folder, { recursive: true });
  const write = (name: string, texts: readonly string[]) =>
    writeFileSync(join(folder, name), texts.map((text) => `---\n${text}\n`).join(''));
  const json = (object: object) => JSON.stringify(object);

  const rendered = await renderAsArgoCd(argoRelease(), {
    helm: await findHelm(PROJECT_ROOT),
    chart: join(PROJECT_ROOT, 'chart'),
    kubernetesVersion: await kubernetesVersion(),
    apiVersions: (await runOrFail('kubectl', ['api-versions'])).stdout.trim().split('\n'),
    valuesFiles,
  });
  // As it is: read and written again, a text such as 0755 or on could become something else.
  const texts = new Map(rendered.split(/^---$/m).flatMap((text) => parseManifests(text).map((one) => [one, text])));
  const textsOf = (manifests: readonly Manifest[]) => manifests.map((manifest) => texts.get(manifest) ?? '');
  const { preSync, sync, postSync } = phasesOf([...texts.keys()]);
  const isDefinition = ({ kind }: Manifest) => kind === 'CustomResourceDefinition';
  const namespaces = objectsIn('argocd/before').filter(({ kind }) => kind === 'Namespace');
  write('namespace.yaml', namespaces.map(json));
  write('secrets.yaml', secrets().map(json));
  write('presync.yaml', textsOf(preSync));
  write('definitions.yaml', textsOf(sync.filter(isDefinition)));
  write('objects.yaml', textsOf(sync.filter((manifest) => !isDefinition(manifest))));
  write('postsync.yaml', textsOf(postSync));
  write('flux-values.yaml', [json(fluxRelease().values)]);
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
