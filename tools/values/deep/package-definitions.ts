/** The custom resources that charts define. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { cacheFolder, readCached, writeCached } from '../cache';
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
  const checksum = createHash('sha256').update(archive).digest('hex');
  const cached = path.join(cacheFolder(io.env), 'definitions', `${DEFINITIONS_VERSION}-${checksum}.json`);
  try {
    return JSON.parse(readCached(cached) ?? '');
  } catch {
    // Not there yet, or cut short: it is made again.
  }
  const made = definitionsOfChart(readChartPackage(archive));
  writeCached(cached, JSON.stringify(made));
  return made;
}
