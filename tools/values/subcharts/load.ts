/** The key trees of all subcharts, read from their packages once and then from a cache. */
import { readFileSync } from 'node:fs';
import { cachedJson } from '../cache';
import type { Io } from '../io';
import { readChartPackage } from './chart-files';
import { type KeyNode, keyTree } from './key-tree';
import { type Dependency, dependencies, findPackage } from './packages';

export interface Subcharts {
  /** By the key under which the subchart's values stand. */
  trees: Map<string, KeyNode>;
  /** Dependencies whose package isn't there or can't be read. */
  missing: Dependency[];
}

/** Loads what is there of the chart in a folder. */
export function loadSubcharts(chart: string, io: Io): Subcharts {
  const trees = new Map<string, KeyNode>();
  const missing: Dependency[] = [];
  for (const dependency of dependencies(chart)) {
    const tree = loadTree(dependency, chart, io);
    if (tree) trees.set(dependency.key, tree);
    else missing.push(dependency);
  }
  return { trees, missing };
}

// --- internal ---

/** Part of the cache's file names: raise it whenever key trees come out differently. */
const TREE_VERSION = 5;

function loadTree(dependency: Dependency, chart: string, io: Io): KeyNode | undefined {
  const file = findPackage(dependency, chart, io.env);
  if (!file) return undefined;
  const archive = readFileSync(file);
  try {
    return cachedJson(io.env, 'keys', TREE_VERSION, archive, () => keyTree(readChartPackage(archive)));
  } catch (error) {
    io.stderr(`note: ${file} can't be read as a chart package: ${(error as Error).message}\n`);
    return undefined;
  }
}
