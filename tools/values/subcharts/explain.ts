/** What a subchart's own values.yaml says about a value: its default and the comment above it. */
import { readFileSync } from 'node:fs';
import { isMap, isScalar, type Pair, parseDocument, type YAMLMap } from 'yaml';
import type { Io } from '../io';
import type { Json } from '../json';
import { type ChartFiles, readChartPackage } from './chart-files';
import { dependencies, findPackage } from './packages';

export interface SubchartValue {
  /** Name and version of the chart that has it. */
  chart: string;
  description: string;
  default: Json;
}

/** Looks a path of the umbrella up in its subcharts; undefined when it isn't there or there is no package. */
export function explainInSubchart(path: readonly string[], umbrella: string, io: Io): SubchartValue | undefined {
  const [key, ...rest] = path;
  const dependency = dependencies(umbrella).find((one) => one.key === key);
  const file = dependency && findPackage(dependency, umbrella, io.env);
  return file && rest.length > 0 ? explainInChart(readChartPackage(readFileSync(file)), rest) : undefined;
}

/** Name and version of the chart whose templates see a path of the umbrella; undefined without its package. */
export function owningChart(path: readonly string[], umbrella: string, io: Io): string | undefined {
  const dependency = dependencies(umbrella).find((one) => one.key === path[0]);
  const file = dependency && findPackage(dependency, umbrella, io.env);
  if (!file) return undefined;
  return ownerIn(readChartPackage(readFileSync(file)), path.slice(1));
}

/** Name and version of the chart, of this one and those inside it, whose templates see a path of its values. */
export function ownerIn(outermost: ChartFiles, path: readonly string[]): string {
  let chart = outermost;
  for (const key of path.slice(0, -1)) {
    const inner = chart.subcharts.get(key);
    if (!inner || inner.library) break;
    chart = inner;
  }
  return `${chart.name} ${chart.version}`;
}

/** Looks a path of a chart's values up in it and in the charts inside it. */
export function explainInChart(chart: ChartFiles, path: readonly string[]): SubchartValue | undefined {
  const [key, ...rest] = path;
  const inner = chart.subcharts.get(key as string);
  // The outer chart's values win over those of the chart inside.
  return findIn(chart, path) ?? (inner && rest.length > 0 ? explainInChart(inner, rest) : undefined);
}

// --- internal ---

function findIn(chart: ChartFiles, path: readonly string[]): SubchartValue | undefined {
  const document = parseDocument(chart.values, { uniqueKeys: false, logLevel: 'silent' });
  let map: unknown = document.contents;
  let comment = '';
  /** What is said about the nearest map around that has a comment. */
  let around = '';
  let pair: Pair | undefined;
  for (const [depth, key] of path.entries()) {
    if (comment) around = `Part of ${path.slice(0, depth).join('.')}: ${comment}`;
    if (!isMap(map)) return undefined;
    const at = map.items.findIndex((item) => isScalar(item.key) && String(item.key.value) === key);
    pair = map.items[at] as Pair | undefined;
    if (!pair) return undefined;
    comment = commentAbove(map, at);
    map = pair.value;
  }
  const value = (pair?.value as { toJS?(document: unknown): Json } | null)?.toJS?.(document) ?? null;
  const described = parameterComment(chart.values, path) ?? (comment || around);
  return { chart: `${chart.name} ${chart.version}`, description: described, default: value };
}

/** The library hangs a comment before the first key on the map. */
function commentAbove(map: YAMLMap, at: number): string {
  const key = (map.items[at] as Pair).key as { commentBefore?: string | null };
  const comment = key.commentBefore ?? (at === 0 ? map.commentBefore : '') ?? '';
  const lines = comment.split('\n').map((line) => line.replace(/^[#\s]+/, '').trim());
  // Only the block right above the key is about it.
  return (
    lines
      .join('\n')
      .trim()
      .split(/\n{2,}/)
      .at(-1) ?? ''
  );
}

/** `## @param master.count Number of …`, as Bitnami's charts document their values. */
function parameterComment(values: string, path: readonly string[]): string | undefined {
  const start = `@param ${path.join('.')} `;
  const line = values.split('\n').find((candidate) => candidate.includes(start));
  return line?.slice(line.indexOf(start) + start.length).replace(/^\[[^\]]*\]\s*/, '');
}
