/** Packs folders as Helm does, for tests that need chart packages. */

import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { Header } from 'tar';
import { PROJECT_ROOT } from '../io';
import { readChartPackage } from '../subcharts/chart-files';
import type { KeyNode } from '../subcharts/key-tree';
import { keyTree } from '../subcharts/key-tree';
import { dependencies } from '../subcharts/packages';
import { chartFolder } from '../tme1crv/project';

const FIXTURES = path.join(__dirname, '../testdata/subcharts');

/** A .tgz of these files. */
export function packTgz(files: Readonly<Record<string, string | Buffer>>): Buffer {
  return packEntries(Object.entries(files).map(([name, content]) => ({ name, content })));
}

/** What an archive may hold that `helm package` never puts there. */
export interface Entry {
  name: string;
  type?: 'File' | 'SymbolicLink' | 'Link';
  link?: string;
  content?: Buffer | string;
  /** What the header says about the size, where that isn't the content's. */
  size?: number;
}

/** A .tgz of any entries. */
export function packEntries(entries: readonly Entry[]): Buffer {
  const blocks = entries.flatMap(({ name, type = 'File', link, content = '', size }) => {
    const body = Buffer.from(content as string);
    const block = Buffer.alloc(512);
    new Header({
      path: name,
      size: size ?? body.length,
      type,
      mode: 0o644,
      ...(link ? { linkpath: link } : {}),
    }).encode(block);
    return [block, body, Buffer.alloc((512 - (body.length % 512)) % 512)];
  });
  return gzipSync(Buffer.concat([...blocks, Buffer.alloc(1024)]), { level: 1 });
}

/** The small stand-in of a subchart, packed. */
export function packFixture(chart: string): Buffer {
  const root = path.join(FIXTURES, chart);
  const names = readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(FIXTURES, path.join(entry.parentPath, entry.name)));
  const version = pinnedVersion(chart);
  const read = (name: string) => {
    const text = readFileSync(path.join(FIXTURES, name), 'utf8');
    return name === `${chart}/Chart.yaml` ? text.replace(/^version: .*$/m, `version: ${version}`) : text;
  };
  return packTgz(Object.fromEntries(names.map((name) => [name, read(name)])));
}

/** Writes the stand-ins as the packages that chart/Chart.yaml asks for. */
export function writeFixturePackages(folder: string): void {
  for (const { name, version } of dependencies(chartFolder(PROJECT_ROOT))) {
    writeFileSync(path.join(folder, `${name}-${version}.tgz`), packFixture(name));
  }
}

/** The version of a subchart that chart/Chart.yaml pins; the stand-ins have it too. */
export function pinnedVersion(chart: string): string {
  const version = dependencies(chartFolder(PROJECT_ROOT)).find(({ name }) => name === chart)?.version;
  if (version === undefined) throw new Error(`chart/Chart.yaml has no dependency ${chart}`);
  return version;
}

/** The stand-ins' key trees. */
export function fixtureTrees(): Map<string, KeyNode> {
  return new Map(readdirSync(FIXTURES).map((chart) => [chart, keyTree(readChartPackage(packFixture(chart)))]));
}
