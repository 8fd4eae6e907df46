/** The folder that a release is made from: the commit's own files, with the version in them, and the subcharts. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bringSubcharts } from '../deploy/subcharts';
import { copySubcharts, materialOf, type Subchart } from './chart/subcharts';
import type { Context } from './context';
import { exportFiles, type Source } from './git';
import { baseImages, type Material } from './signing/provenance';

export interface Prepared {
  /** The web app's folder, with its Dockerfile. */
  webapp: string;
  /** The chart's folder, with its subcharts. */
  chart: string;
  subcharts: Subchart[];
  /** What goes in besides the source. */
  materials: Material[];
}

/** Empties the release's folder and fills it. @throws StackError when the subcharts can't be had */
export async function prepare(context: Context, source: Source): Promise<Prepared> {
  const { root, folder, options, tools, env, signal } = context;
  const exported = join(folder, 'source');
  const [webapp, chart] = [join(exported, 'webapp'), join(exported, 'chart')];
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(exported, { recursive: true });
  await exportFiles(context, source, ['webapp', 'chart'], exported);
  stampPackage(join(webapp, 'package.json'), options.version);
  await bringSubcharts({ repository: root, helm: async () => tools.helm, say: () => {}, env, signal });
  const subcharts = copySubcharts(chart, join(root, 'chart', 'charts'));
  const bases = baseImages(readFileSync(join(webapp, 'Dockerfile'), 'utf8'));
  return { webapp, chart, subcharts, materials: [...bases, ...subcharts.map(materialOf)] };
}

// --- internal ---

/** The web app tells its version from its package. */
function stampPackage(file: string, version: string): void {
  const about = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
  writeFileSync(file, `${JSON.stringify({ ...about, version }, undefined, 2)}\n`);
}
