/** The packages of the subcharts, as the released chart holds them. */
import { createHash } from 'node:crypto';
import { copyFileSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { dependencies } from '../../values/subcharts/packages';
import type { Material } from '../signing/provenance';

export interface Subchart {
  name: string;
  version: string;
  /** Of its package, in hexadecimal digits. */
  sha256: string;
}

/**
 * Puts the packages that a chart pins into it, and no others.
 * @param chart its folder
 * @param from where the packages are
 */
export function copySubcharts(chart: string, from: string): Subchart[] {
  const to = join(chart, 'charts');
  mkdirSync(to);
  return dependencies(chart).map(({ name, version }) => {
    const file = `${name}-${version}.tgz`;
    copyFileSync(join(from, file), join(to, file));
    return {
      name,
      version,
      sha256: createHash('sha256')
        .update(readFileSync(join(to, file)))
        .digest('hex'),
    };
  });
}

/** The package URL of a chart, https://github.com/package-url/purl-spec. */
export const chartUrl = (name: string, version: string): string => `pkg:helm/${name}@${version}`;

/** As what went into a release. */
export const materialOf = ({ name, version, sha256 }: Subchart): Material => ({
  uri: chartUrl(name, version),
  digest: { sha256 },
});
