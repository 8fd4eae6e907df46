/** The packages of the charts that the umbrella depends on: where `make deps` puts them, or inside the chart. */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { cacheFolder } from '../cache';
import { isObject } from '../json';

export interface Dependency {
  name: string;
  version: string;
  /** The key under which its values stand in the umbrella. */
  key: string;
  /** The value that switches it, if any. */
  condition?: string;
}

/** The dependencies of the chart in a folder. */
export function dependencies(folder: string): Dependency[] {
  const chart: unknown = parse(readFileSync(path.join(folder, 'Chart.yaml'), 'utf8'));
  const listed = isObject(chart) && Array.isArray(chart['dependencies']) ? chart['dependencies'].filter(isObject) : [];
  return listed.map((one) => {
    const name = String(one['name']);
    const condition = typeof one['condition'] === 'string' ? { condition: one['condition'] } : {};
    return { name, version: String(one['version']), key: String(one['alias'] ?? name), ...condition };
  });
}

/** The package's path, or undefined when it isn't there. */
export function findPackage({ name, version }: Dependency, chart: string, env: Env): string | undefined {
  const file = `${name}-${version}.tgz`;
  return [dependenciesFolder(env), path.join(chart, 'charts')]
    .map((folder) => path.join(folder, file))
    .find((candidate) => existsSync(candidate));
}

/** Where `make deps` keeps the packages. */
export function dependenciesFolder(env: Env): string {
  return env['CHART_DEPS_DIR'] || path.join(cacheFolder(env), 'charts');
}

type Env = Readonly<Record<string, string | undefined>>;

export { cacheFolder };
