/** The key trees of all subcharts, read from their packages once and then from a cache. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { readCached, writeCached } from '../cache';
import type { Io } from '../io';
import { readChartPackage } from './chart-files';
import { type KeyNode, keyTree } from './key-tree';
import { cacheFolder, type Dependency, dependencies, findPackage } from './packages';

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
  const checksum = createHash('sha256').update(archive).digest('hex');
  const cached = path.join(cacheFolder(io.env), 'keys', `${TREE_VERSION}-${checksum}.json`);
  const known = readTree(cached);
  if (known) return known;
  try {
    const tree = keyTree(readChartPackage(archive));
    writeCached(cached, JSON.stringify(tree));
    return tree;
  } catch (error) {
    io.stderr(`note: ${file} can't be read as a chart package: ${(error as Error).message}\n`);
    return undefined;
  }
}

function readTree(file: string): KeyNode | undefined {
  try {
    return JSON.parse(readCached(file) ?? '');
  } catch {
    return undefined; // not there yet, or cut short: it is made again
  }
}
