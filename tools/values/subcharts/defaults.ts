/** The defaults of the subcharts, from their packages: what `render --all` puts under the umbrella's own. */
import { readFileSync } from 'node:fs';
import type { Io } from '../io';
import { MAX_CHART_TOKENS } from '../yaml/limits';
import type { ChartDefaults } from '../yaml/merge';
import { readValues } from '../yaml/read';
import { type MapNode, nodeAt } from '../yaml/source';
import { type ChartFiles, readChartPackage } from './chart-files';
import { type Dependency, dependencies, findPackage } from './packages';

/** The umbrella's defaults over those of its subcharts. `missing` are the dependencies whose package isn't there. */
export function umbrellaDefaults(
  values: MapNode,
  chart: string,
  io: Io,
): { defaults: ChartDefaults; missing: Dependency[] } {
  const missing: Dependency[] = [];
  const subcharts = new Map<string, Switched>();
  for (const dependency of dependencies(chart)) {
    const file = findPackage(dependency, chart, io.env);
    if (!file) missing.push(dependency);
    else {
      const condition = dependency.condition?.split(',') ?? [];
      subcharts.set(dependency.key, { condition, chart: chartDefaults(readChartPackage(readFileSync(file))) });
    }
  }
  return { defaults: { values, subcharts: (merged) => switchedOn(subcharts, merged) }, missing };
}

/** The defaults of one chart with those inside it. */
export function chartDefaults(chart: ChartFiles): ChartDefaults {
  const name = `${chart.name}-${chart.version}/values.yaml`;
  const start = { file: name, line: 1, column: 1 };
  const empty: MapNode = { kind: 'map', entries: new Map(), place: start, valuePlace: start };
  const subcharts = new Map(
    [...chart.subcharts].map(([key, inner]): [string, Switched] => [
      key,
      { condition: conditionsOf(chart, key), chart: chartDefaults(inner) },
    ]),
  );
  return {
    values: readValues(chart.values, name, MAX_CHART_TOKENS).root ?? empty,
    subcharts: (merged) => switchedOn(subcharts, merged),
  };
}

// --- internal ---

const conditionsOf = ({ dependencies: all }: ChartFiles, key: string) =>
  all.find((one) => one.key === key)?.conditions ?? [];

interface Switched {
  condition: readonly string[];
  chart: ChartDefaults;
}

/** The first of a condition's paths that holds a boolean decides; without one the subchart is on. */
function switchedOn(subcharts: ReadonlyMap<string, Switched>, values: MapNode): Map<string, ChartDefaults> {
  const on = [...subcharts].filter(([, { condition }]) => {
    const told = condition
      .map((path) => nodeAt(values, path.split('.')))
      .find((node) => node?.kind === 'scalar' && typeof node.value === 'boolean');
    return !(told?.kind === 'scalar' && told.value === false);
  });
  return new Map(on.map(([key, { chart }]) => [key, chart]));
}
