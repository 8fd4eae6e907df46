/** The web app's image: taken as it is, or built and brought to where the cluster's nodes find it. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parse } from 'yaml';
import { findOnPath } from '../binaries/find';
import type { Context } from '../context';
import { digestOf } from '../digest';
import { StackError } from '../errors';
import { readImageReference } from '../image-reference';
import { during } from '../progress';
import type { Note } from '../steps';
import { dockerRuns, isLocalCluster } from '../target';
import type { Cluster } from './cluster';
import { lastLines } from './release-state';

/**
 * Provides the image.
 * @param value the merged values
 * @returns the chart's image values, as for --set
 * @throws StackError with the way out when it can neither be built nor brought to the cluster
 */
export async function provideImage(
  context: Context,
  cluster: Cluster,
  value: (path: string) => unknown,
  note: Note,
): Promise<string[]> {
  const { image, pushTo } = context.options;
  if (value('webapp.enabled') !== true) {
    note('none is needed: webapp.enabled is false');
    return [];
  }
  const globalRegistry = value('global.imageRegistry');
  // The chart puts the registry for all before an image without one; a loaded image is known to the node under Docker's own.
  const explicit = globalRegistry ? DOCKER_HUB : '';
  if (image !== '') {
    note(`${image}, as told`);
    return imageValues(image, explicit);
  }
  const registry = value('webapp.image.registry') || globalRegistry;
  if (registry && pushTo === '') {
    note(`${registry}/${value('webapp.image.repository')}, as the values say`);
    return [];
  }
  const reference = await build(context, cluster);
  note(reference);
  return imageValues(reference, explicit);
}

/**
 * The chart's values for a reference `[registry/]repository[:tag][@digest]`, read as Docker reads it: without tag and digest `latest`
 * is meant, and the first part is a registry when it looks like a host.
 * @param registry for a reference without one; the empty text leaves it to the chart
 */
export function imageValues(reference: string, registry = ''): string[] {
  const { repository: untagged, tag, digest } = readImageReference(reference);
  const [first = '', ...rest] = untagged.split('/');
  const isHost = rest.length > 0 && (/[.:]/.test(first) || first === 'localhost');
  const repository = registry === DOCKER_HUB && rest.length === 0 ? `library/${untagged}` : untagged;
  return [
    `webapp.image.registry=${isHost ? first : registry}`,
    `webapp.image.repository=${isHost ? rest.join('/') : repository}`,
    `webapp.image.tag=${tag || (digest === '' ? 'latest' : '')}`,
    `webapp.image.digest=${digest}`,
  ];
}

// --- internal ---

const DOCKER_HUB = 'docker.io';

type Builder = 'docker' | 'podman' | 'buildah';
type Loader = 'kind' | 'k3d' | 'minikube';

async function build(context: Context, cluster: Cluster): Promise<string> {
  const { options, repository } = context;
  const builder = await findBuilder(context);
  if (builder === undefined) {
    throw new StackError(
      "The web app's image has to be built, and neither Docker, Podman nor Buildah is usable here.",
      'Install one of them, or name an image that the cluster can pull: --image REF.',
    );
  }
  const loader = await findLoader(context, cluster.name);
  if (loader === undefined && options.pushTo === '') {
    throw new StackError(
      `Images can't be loaded into the cluster of context ${cluster.name}: it is not kind's, minikube's or k3d's.`,
      'Push it to a registry that the cluster pulls from: --push-to REGISTRY (after logging in there). Or name one that is there: --image REF.',
    );
  }
  const prefix = options.pushTo === '' ? '' : `${options.pushTo}/`;
  const reference = `${prefix}tme1crv-webapp:${sourceTag(repository)}`;
  if (!(await hasImage(context, builder, reference))) {
    const failed = `${builder} could not build webapp/Dockerfile; see above.`;
    const doing = `building ${reference}`;
    await attempt(context, doing, failed, '', builder, 'build', '--tag', reference, path.join(repository, 'webapp'));
  }
  if (options.pushTo !== '') {
    const login = `Log in first: ${builder} login ${options.pushTo.split('/')[0]}`;
    const doing = `pushing ${reference}`;
    await attempt(context, doing, `${reference} could not be pushed.`, login, builder, 'push', reference);
  } else if (loader !== undefined) {
    await load(context, cluster.name, builder, loader, reference);
  }
  return reference;
}

/** @throws StackError `failed`, with what the program printed */
async function attempt(
  context: Context,
  doing: string,
  failed: string,
  hint: string,
  program: string,
  ...args: string[]
): Promise<void> {
  const result = await during(doing, () => context.run(program, args, { signal: context.signal }));
  if (result.code !== 0) throw new StackError(failed, hint, 1, lastLines(result));
}

/** The content's digest as tag: pods are replaced when, and only when, the web app has changed. */
function sourceTag(repository: string): string {
  const { appVersion } = parse(readFileSync(path.join(repository, 'chart/Chart.yaml'), 'utf8'));
  const isSource = (name: string) => !/(^|\/)(node_modules|dist)$/.test(name);
  return `${appVersion}-${digestOf(path.join(repository, 'webapp'), isSource)}`;
}

async function findBuilder(context: Context): Promise<Builder | undefined> {
  if (await dockerRuns(context)) return 'docker';
  return (['podman', 'buildah'] as const).find((name) => findOnPath([name]));
}

async function findLoader(context: Context, kubeContext: string): Promise<Loader | undefined> {
  const named = { 'kind-': 'kind', 'k3d-': 'k3d' } as const;
  const prefix = (Object.keys(named) as (keyof typeof named)[]).find((start) => kubeContext.startsWith(start));
  const loader = prefix ? named[prefix] : (await isLocalCluster(context, kubeContext)) ? 'minikube' : undefined;
  return loader && findOnPath([loader]) ? loader : undefined;
}

async function hasImage({ run, signal }: Context, builder: Builder, reference: string): Promise<boolean> {
  const args = builder === 'buildah' ? ['inspect', '--type', 'image', reference] : ['image', 'inspect', reference];
  return (await run(builder, args, { signal })).code === 0;
}

/** Through an archive, which every builder writes and every loader reads, under the name that the nodes look for. */
async function load(context: Context, kubeContext: string, builder: Builder, loader: Loader, reference: string) {
  const folder = mkdtempSync(path.join(tmpdir(), 'tme1crv-image-'));
  const archive = path.join(folder, 'image.tar');
  const save = {
    docker: ['save', '--output', archive, reference],
    podman: ['push', reference, `docker-archive:${archive}:docker.io/library/${reference}`],
    buildah: ['push', reference, `docker-archive:${archive}:docker.io/library/${reference}`],
  }[builder];
  const into = {
    kind: ['load', 'image-archive', archive, '--name', kubeContext.replace(/^kind-/, '')],
    k3d: ['image', 'import', archive, '--cluster', kubeContext.replace(/^k3d-/, '')],
    minikube: ['--profile', kubeContext, 'image', 'load', archive],
  }[loader];
  try {
    await attempt(context, `saving ${reference}`, `${builder} could not save ${reference}.`, '', builder, ...save);
    await attempt(
      context,
      `loading ${reference} into the cluster`,
      `${loader} could not load ${reference} into the cluster.`,
      '',
      loader,
      ...into,
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
