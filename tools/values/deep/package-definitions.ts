/** The custom resources that charts define. */
import { readFileSync } from 'node:fs';
import { cachedJson } from '../cache';
import type { Io } from '../io';
import { type ChartFiles, readChartPackage } from '../subcharts/chart-files';
import { dependencies, findPackage } from '../subcharts/packages';
import { customDefinitions, type Definitions } from './custom-definitions';

/** Those of the packages of the subcharts of the chart in a folder. */
export function definitionsOfPackages(chart: string, io: Io): Definitions {
  const all = dependencies(chart).map((dependency) => definitionsOf(findPackage(dependency, chart, io.env), io));
  return Object.assign({}, ...all);
}

/** Those of a chart and of the charts inside it. */
export function definitionsOfChart(chart: ChartFiles): Definitions {
  return Object.assign(
    {},
    ...[...chart.subcharts.values()].map(definitionsOfChart),
    ...chart.crds.map(customDefinitions),
  );
}

// --- internal ---

/** Part of the cache's file names: raise it whenever definitions come out differently. */
const DEFINITIONS_VERSION = 1;

function definitionsOf(file: string | undefined, io: Io): Definitions {
  if (file === undefined) return {};
  const archive = readFileSync(file);
  const make = () => definitionsOfChart(readChartPackage(archive));
  return cachedJson(io.env, 'definitions', DEFINITIONS_VERSION, archive, make);
}
