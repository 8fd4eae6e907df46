/** What README.md says was tested, from the files that pin it. */
import { readFileSync } from 'node:fs';
import { dependencies } from '../../subcharts/packages';
import { chartFolder, inRoot } from '../project';

/** By the name of their section. */
export function testedSections(root: string): Record<string, string> {
  const helm = ['ci/tools/go.mod', 'ci/tools/helm4/go.mod'].map((file) => pinnedHelmVersion(root, file));
  const subcharts = dependencies(chartFolder(root)).map(({ name, version }) => `${name} ${version}`);
  return {
    tested: `Kubernetes ${KUBERNETES} with Helm ${helm.join(' and ')}, and the subcharts ${subcharts.join(' and ')}.\n`,
  };
}

/** The version of Helm in a go.mod, without `v`. */
export function pinnedHelmVersion(root: string, goMod: string): string {
  const found = /\bhelm\.sh\/helm\/v\d+ v(\S+)/.exec(readFileSync(inRoot(root, goMod), 'utf8'))?.[1];
  if (found === undefined) throw new Error(`${goMod} has no Helm`);
  return found;
}

// --- internal ---

/** Of the cluster on which `make e2e` is run before a release. */
const KUBERNETES = '1.36';
