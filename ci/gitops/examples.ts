/** The examples for Argo CD and Flux, as the tests read them. */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { StackError } from '../../tools/deploy/errors';
import { type Manifest, parseManifests } from '../../tools/deploy/manifests';
import { PROJECT_ROOT } from '../../tools/values/io';

/** What a tool is told about the release. */
export interface Release {
  name: string;
  namespace: string;
  /** Where the chart comes from, without its version. */
  chart: string;
  version: string;
  values: object;
}

/** A Secret that has to be there before the release, by whatever makes it. */
export interface ExpectedSecret {
  namespace: string;
  name: string;
  keys: string[];
}

/** The objects of the YAML files of a folder in examples/; `.sops.yaml` and kustomization.yaml are no objects. */
export function objectsIn(folder: string): Manifest[] {
  const files = globSync(`${folder}/*.yaml`, { cwd: join(PROJECT_ROOT, 'examples') }).sort();
  return files
    .filter((file) => !/(^|\/)(\.sops|kustomization)\.yaml$/.test(file))
    .flatMap((file) => parseManifests(readFileSync(join(PROJECT_ROOT, 'examples', file), 'utf8')));
}

/** @throws StackError when the Application lacks what Argo CD needs */
export function argoRelease(): Release & { skipTests: boolean; syncOptions: string[] } {
  const { spec } = only(objectsIn('argocd'), 'Application');
  const source = spec.sources.find(({ helm }: { helm?: object }) => helm !== undefined);
  return {
    name: source.helm.releaseName,
    namespace: spec.destination.namespace,
    chart: source.repoURL,
    version: source.targetRevision,
    values: source.helm.valuesObject,
    skipTests: source.helm.skipTests,
    syncOptions: spec.syncPolicy.syncOptions,
  };
}

/** @throws StackError when there isn't one HelmRelease with its OCIRepository */
export function fluxRelease(): Release {
  const objects = objectsIn('flux/release');
  const { spec } = only(objects, 'HelmRelease');
  const { spec: repository } = only(objects, 'OCIRepository');
  return {
    name: spec.releaseName,
    namespace: spec.targetNamespace,
    chart: repository.url,
    version: repository.ref.tag,
    values: spec.values,
  };
}

/** What the objects of a `before` folder come to: plain Secrets, and those that the External Secrets Operator makes. */
export function secretsOf(objects: readonly Manifest[]): ExpectedSecret[] {
  return objects.flatMap(({ kind, metadata, spec, stringData }) => {
    const namespace = metadata?.namespace ?? '';
    if (kind === 'Secret') return [{ namespace, name: metadata?.name ?? '', keys: Object.keys(stringData) }];
    if (kind !== 'ExternalSecret') return [];
    const keys = spec.data.map(({ secretKey }: { secretKey: string }) => secretKey);
    return [{ namespace, name: spec.target.name, keys }];
  });
}

// --- internal ---

function only(objects: readonly Manifest[], kind: string): Manifest {
  const [found, another] = objects.filter((object) => object.kind === kind);
  if (found === undefined || another !== undefined) throw new StackError(`examples: one ${kind} is expected`);
  return found;
}
