/** What has to be run for a cluster in Docker on which `make e2e` and `make faults` work. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { StackError } from '../../tools/deploy/errors';
import { PROJECT_ROOT } from '../../tools/values/io';
import nodeImages from './node-images.json';

/** Not the cluster of `./deploy-all.sh --target kind`. */
export const CLUSTER = 'tme1crv-ci';
/** What `FAULTS_NODE` takes: runs its arguments on the node. */
export const NODE_COMMAND = `docker exec ${CLUSTER}-control-plane`;
/** Minor versions of Kubernetes that there is an image for. */
export const VERSIONS: readonly string[] = Object.keys(nodeImages);

type Command = readonly [program: string, ...args: string[]];

/**
 * The cluster, with the web app's image on its node.
 * @param version a minor version of Kubernetes, such as 1.36
 * @throws StackError for a version that there is no image for
 */
export function up(version: string): Command[] {
  const node = Object.entries(nodeImages).find(([known]) => known === version)?.[1];
  if (node === undefined) {
    throw new StackError(`KUBERNETES=${version}: no node image of that version`, `Known: ${VERSIONS.join(' ')}`, 2);
  }
  const config = join(PROJECT_ROOT, 'ci/kind-cluster.yaml');
  const image = webappImage();
  return [
    ['kind', 'create', 'cluster', '--name', CLUSTER, '--config', config, '--image', node, '--wait', '3m'],
    ['docker', 'build', '--tag', image, join(PROJECT_ROOT, 'webapp')],
    ['kind', 'load', 'docker-image', image, '--name', CLUSTER],
  ];
}

/** Deletes it with all that is in it. */
export const down = (): Command[] => [['kind', 'delete', 'cluster', '--name', CLUSTER]];

// --- internal ---

/** As the chart's default values name it. */
function webappImage(): string {
  const read = (file: string) => parse(readFileSync(join(PROJECT_ROOT, 'chart', file), 'utf8'));
  const { registry, repository, tag } = read('values.yaml').webapp.image;
  const prefix = registry ? `${registry}/` : '';
  return `${prefix}${repository}:${tag || read('Chart.yaml').appVersion}`;
}
