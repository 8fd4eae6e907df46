/** This project's chart, with what its plug-in knows and the packages of its subcharts. */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Io } from '../io';
import type { ChartPlugin } from '../plugin';
import type { JsonSchema } from '../schema/types';
import { umbrellaDefaults } from '../subcharts/defaults';
import { explainInSubchart, owningChart } from '../subcharts/explain';
import { loadSubcharts } from '../subcharts/load';
import type { Chart } from './chart';

export function ownChart(plugin: ChartPlugin, io: Io): Chart {
  const folder = plugin.chartFolder(io.root);
  let bundled: JsonSchema | undefined;
  const schema = () => {
    bundled ??= plugin.schema(io.root);
    return bundled;
  };
  return {
    get schema() {
      return schema();
    },
    validator: () => plugin.validator(schema()),
    knowledge: plugin.knowledge,
    book: plugin.book,
    defaults: () => {
      const file = path.join(folder, 'values.yaml');
      return { name: shownPath(file, io), bytes: readFileSync(file) };
    },
    subcharts: () => loadSubcharts(folder, io),
    known: () => undefined,
    withSubcharts: (values) => umbrellaDefaults(values, folder, io),
    explain: (value) => explainInSubchart(value, folder, io),
    owner: (value) => owningChart(value, folder, io),
    profile: (name) => {
      const file = plugin.profileFile(io.root, name);
      return existsSync(file) ? file : undefined;
    },
    release: plugin.release,
    // What reads archives takes as long to load as a check of the values.
    folders: async (scratch) => (await import('../deep/chart-tree')).chartFolders(folder, io, scratch),
    definitions: async () => (await import('../deep/package-definitions')).definitionsOfPackages(folder, io),
    claimsGuide: plugin.claimsGuide,
    bring: 'make deps',
  };
}

/** As one would type it from here. */
export function shownPath(file: string, io: Io): string {
  const relative = path.relative(io.cwd, file);
  return relative.startsWith('..') ? file : relative;
}
