/** The chart that `--chart` names: a folder or a package of any chart, of which nothing is known but its files. */
import { mkdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import type { ValidateFunction } from 'ajv';
import { cachedJson } from '../cache';
import { foreignFolders, MissingPackages, unpackChart } from '../deep/chart-tree';
import { definitionsOfChart } from '../deep/package-definitions';
import { UsageError } from '../errors';
import type { Io } from '../io';
import type { ChartKnowledge, Renamed } from '../plugin';
import { ENGINE_BOOK } from '../rule-book';
import { type ChartFiles, readChartPackage } from '../subcharts/chart-files';
import { readChartFolder } from '../subcharts/chart-folder';
import { chartDefaults } from '../subcharts/defaults';
import { explainInChart, ownerIn } from '../subcharts/explain';
import type { ChartDefaults } from '../yaml/merge';
import type { Chart } from './chart';
import { type ChartKnown, knownOf } from './tree';

/** @throws UsageError when there is no chart, or one that no reader should open */
export function openChart(given: string, io: Io): Chart {
  const at = path.resolve(io.cwd, given);
  const files = readChart(at, given);
  let known: ChartKnown | undefined;
  const look = () => (known ??= cachedKnown(files, given, io));
  let layered: ChartDefaults | undefined;
  const layers = () => (layered ??= chartDefaults(files));
  const missing = missingIn(files);
  return {
    schema: {},
    validator: async () => ALWAYS,
    knowledge: { ...NO_KNOWLEDGE, renamedTo: (value) => aliasOf(files, value) },
    book: ENGINE_BOOK,
    defaults: () => ({ name: `${given}/values.yaml`, bytes: files.values || '{}' }),
    subcharts: () => ({
      trees: new Map(Object.entries(look().tree.keys).filter(([, one]) => one.usage?.chart)),
      missing,
    }),
    known: () => ({ ...look(), defaults: layers }),
    withSubcharts: () => ({ defaults: layers(), missing }),
    explain: (value) => explainInChart(files, value),
    owner: (value) => ownerIn(files, value),
    profile: () => undefined,
    release: 'release',
    folders: async (scratch) => {
      if (missing.length > 0)
        throw new MissingPackages(missing.map(({ name, version }) => `${name} ${version}`).join(', '));
      if (statSync(at).isDirectory()) return foreignFolders(at);
      const target = path.join(scratch, 'chart');
      mkdirSync(target);
      return foreignFolders(unpackChart(target, readFileSync(at)));
    },
    definitions: async () => definitionsOfChart(files),
    bring: `helm dependency build ${given}`,
  };
}

// --- internal ---

/** An archive is read whole; of what is larger nobody needs to know more. */
const MAX_ARCHIVE_BYTES = 100 * 2 ** 20;

function readChart(at: string, given: string): ChartFiles {
  const found = statSync(at, { throwIfNoEntry: false });
  if (!found) throw new UsageError(`--chart ${given}: there is no such folder or file`);
  if (!found.isDirectory() && !found.isFile()) throw new UsageError(`--chart ${given}: is neither a folder nor a file`);
  if (found.isFile() && found.size > MAX_ARCHIVE_BYTES)
    throw new UsageError(`--chart ${given}: is larger than ${MAX_ARCHIVE_BYTES / 2 ** 20} MiB; is it a chart package?`);
  try {
    return found.isDirectory() ? readChartFolder(at) : readChartPackage(readFileSync(at));
  } catch (error) {
    throw new UsageError(`--chart ${given}: ${(error as Error).message}`);
  }
}

/** Part of the cache's file names: raise it whenever what is known comes out differently. */
const KNOWN_VERSION = 3;

/** To go through the templates takes a second or two. */
function cachedKnown(files: ChartFiles, given: string, io: Io): ChartKnown {
  try {
    return cachedJson(io.env, 'known', KNOWN_VERSION, JSON.stringify(files, plainMaps), () => knownOf(files));
  } catch (error) {
    throw new UsageError(`--chart ${given}: ${(error as Error).message}`);
  }
}

const plainMaps = (_: string, value: unknown) => (value instanceof Map ? [...value] : value);

/** Dependencies of the outermost chart that aren't in it, but for those that another of its charts stands for. */
function missingIn({ dependencies, subcharts }: ChartFiles) {
  return dependencies.filter(({ key }) => !subcharts.has(key));
}

/** Where the values of a chart inside stand, when its own name was written and Chart.yaml gives it another one. */
function aliasOf(outermost: ChartFiles, path: readonly string[]): Renamed | undefined {
  const around = path.slice(0, -1);
  const chart = around.reduce<ChartFiles | undefined>((one, key) => one?.subcharts.get(key), outermost);
  const named = (chart?.dependencies ?? []).filter(({ name, key }) => name === path.at(-1) && key !== name);
  if (named.length === 0) return undefined;
  const keys = named.map(({ key }) => key);
  return {
    to: `Chart.yaml calls this chart ${keys.join(' and ')}: its values stand there`,
    places: keys.map((key) => [...around, key]),
  };
}

const ALWAYS = Object.assign(() => true, { errors: null }) as unknown as ValidateFunction;

const NO_KNOWLEDGE: ChartKnowledge = {
  rules: [],
  renamedTo: () => undefined,
  settingsOf: {},
  precedences: [],
  switches: { others: [], none: new Set(), exceptions: {}, subcharts: new Set() },
  kubernetes: { specs: [], ownForm: new Set(), lists: [], skipped: new Set(), bitnami: new Set() },
  anyKind: new Set(),
  dispensable: () => true,
};
