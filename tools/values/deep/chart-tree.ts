/**
 * The chart as folders that Helm can render, whole or in part. The packages of the subcharts are unpacked once, into the cache.
 *
 * A part has all charts with their values and helpers, but templates of some charts only: it renders in a third of the time, and what these
 * templates make of the values is the same.
 */
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { cacheFolder } from '../cache';
import type { Io } from '../io';
import { dependencies, findPackage } from '../subcharts/packages';
import { ReadLimits } from '../subcharts/read-limits';
import { readTgz } from '../subcharts/tar';

/** A chart by the keys under which its values stand; [] is the outermost. */
export type ChartKey = readonly string[];

/** Thrown when a package is missing; its message says which. */
export class MissingPackages extends Error {}

/**
 * The outermost chart and the folders of its subcharts, unpacked.
 * @param scratch where they are unpacked when the cache can't be written
 * @throws MissingPackages
 */
export function chartFolders(chart: string, io: Io, scratch: string): ChartFolder {
  const subcharts = new Map<string, ChartFolder>();
  const missing: string[] = [];
  for (const dependency of dependencies(chart)) {
    const file = findPackage(dependency, chart, io.env);
    if (file) subcharts.set(dependency.key, folderOf(unpack(file, io, scratch), dependency.name));
    else missing.push(`${dependency.name} ${dependency.version}`);
  }
  if (missing.length > 0) throw new MissingPackages(missing.join(', '));
  return { folder: chart, subcharts, packed: [] };
}

export interface ChartFolder {
  folder: string;
  /** By the name of their folder in charts/. */
  subcharts: ReadonlyMap<string, ChartFolder>;
  /** Those that are packages inside a package: they are taken as they are. */
  packed: readonly string[];
}

/**
 * Lays the chart out below `target` by links.
 * @param wanted whether the templates of this chart are to be rendered
 */
export function layOut(
  target: string,
  chart: ChartFolder,
  wanted: (key: ChartKey) => boolean,
  key: ChartKey = [],
): void {
  mkdirSync(target, { recursive: true });
  const whole = wanted(key);
  for (const entry of readdirSync(chart.folder, { withFileTypes: true })) {
    const source = path.join(chart.folder, entry.name);
    if (SKIPPED.has(entry.name)) continue;
    if (entry.name === 'templates' && !whole) layOutHelpers(path.join(target, 'templates'), source);
    else if (whole || ALWAYS.has(entry.name)) symlinkSync(source, path.join(target, entry.name));
  }
  for (const file of chart.packed) linkInto(path.join(target, 'charts'), file);
  for (const [name, subchart] of chart.subcharts) {
    layOut(path.join(target, 'charts', name), subchart, wanted, [...key, name]);
  }
}

/** All charts of the tree. */
export function chartKeys(chart: ChartFolder, key: ChartKey = []): ChartKey[] {
  return [key, ...[...chart.subcharts].flatMap(([name, subchart]) => chartKeys(subchart, [...key, name]))];
}

/** The folders of a chart that holds its subcharts itself. @throws MissingPackages */
export function foreignFolders(folder: string): ChartFolder {
  return folderOf(path.dirname(folder), path.basename(folder));
}

/** Unpacks a package into an empty folder. @returns the chart's own folder in it */
export function unpackChart(target: string, archive: Buffer): string {
  unpackInto(target, archive);
  const [name = ''] = readdirSync(target);
  return path.join(target, name);
}

// --- internal ---

/** `helm template` doesn't print the definitions of crds/, but reads all five megabytes. */
const SKIPPED = new Set(['charts', 'crds', 'Chart.lock', 'requirements.lock']);
const ALWAYS = new Set(['Chart.yaml', 'values.yaml', 'values.schema.json', '.helmignore']);

/** The files that only define templates. */
function layOutHelpers(target: string, source: string): void {
  mkdirSync(target, { recursive: true });
  for (const entry of readdirSync(source, { withFileTypes: true })) {
    const from = path.join(source, entry.name);
    if (entry.isDirectory()) layOutHelpers(path.join(target, entry.name), from);
    else if (entry.name.endsWith('.tpl')) symlinkSync(from, path.join(target, entry.name));
  }
}

function linkInto(folder: string, file: string): void {
  mkdirSync(folder, { recursive: true });
  symlinkSync(file, path.join(folder, path.basename(file)));
}

function folderOf(parent: string, name: string): ChartFolder {
  const folder = path.join(parent, name);
  const charts = path.join(folder, 'charts');
  const names = existsSync(charts) ? readdirSync(charts, { withFileTypes: true }) : [];
  const inner = names
    .filter((entry) => entry.isDirectory())
    .map(({ name: one }) => [one, folderOf(charts, one)] as const);
  const packed = names.filter((entry) => entry.name.endsWith('.tgz')).map((entry) => path.join(charts, entry.name));
  return { folder, subcharts: new Map(inner), packed };
}

/** Raise it whenever what is unpacked comes out differently. */
const LAYOUT_VERSION = 1;

function unpack(file: string, io: Io, scratch: string): string {
  const archive = readFileSync(file);
  const checksum = createHash('sha256').update(archive).digest('hex');
  const name = `${LAYOUT_VERSION}-${checksum}`;
  const folder = path.join(cacheFolder(io.env), 'charts-unpacked', name);
  if (existsSync(folder)) return folder;
  const temporary = `${folder}.${process.pid}`;
  try {
    mkdirSync(temporary, { recursive: true });
  } catch {
    const target = path.join(scratch, name); // a home that can't be written only costs the time
    unpackInto(target, archive);
    return target;
  }
  unpackInto(temporary, archive);
  try {
    renameSync(temporary, folder);
  } catch (error) {
    rmSync(temporary, { recursive: true, force: true });
    if (!existsSync(folder)) throw error; // else another run was faster
  }
  return folder;
}

/** @throws Error for what is no chart, before it fills the disk */
function unpackInto(target: string, archive: Buffer): void {
  readTgz(
    archive,
    (name) => !DEFINITIONS.test(name),
    (name, content) => {
      const file = path.join(target, name);
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, content);
    },
    new ReadLimits(),
  );
}

/** In the folder crds/ of a chart, which isn't the folder of a chart of that name. */
const DEFINITIONS = /^(?:[^/]+\/charts\/)*[^/]+\/crds\//;
