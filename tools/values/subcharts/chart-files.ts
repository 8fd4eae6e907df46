/** A packaged chart, as far as the names of its values go. */
import { parse } from 'yaml';
import { isObject } from '../json';
import { readTgz } from './tar';

export interface ChartFiles {
  name: string;
  version: string;
  /** Library charts have no values of their own: their templates run with the values of the chart that uses them. */
  library: boolean;
  /** values.yaml as text; '' when there is none. */
  values: string;
  /** values.schema.json as text; '' when there is none. */
  schema: string;
  templates: string[];
  /** The files of its folder crds/. */
  crds: string[];
  /** The charts inside, by the key under which their values stand. */
  subcharts: Map<string, ChartFiles>;
  /** What switches each of them: paths of this chart's values, of which the first that is set counts. */
  conditions: Map<string, string[]>;
}

/** Reads a chart package; throws when it isn't one. */
export function readChartPackage(archive: Buffer): ChartFiles {
  const folders = new Map<string, Folder>();
  const visit = (name: string, content: Buffer) => {
    const [, folder = '', file = ''] = WANTED.exec(name) ?? [];
    const known = folders.get(folder) ?? { chart: '', values: '', schema: '', templates: [], crds: [], packages: [] };
    folders.set(folder, known);
    if (file === 'Chart.yaml') known.chart = content.toString();
    else if (file === 'values.yaml') known.values = content.toString();
    else if (file === 'values.schema.json') known.schema = content.toString();
    else if (file.startsWith('crds/')) known.crds.push(content.toString());
    else if (file.endsWith('.tgz')) known.packages.push(readChartPackage(content));
    else known.templates.push(content.toString());
  };
  readTgz(archive, (name) => WANTED.test(name), visit);
  const root = [...folders.keys()].find((folder) => !folder.includes('/'));
  if (root === undefined) throw new Error('holds no chart');
  return assemble(root, folders);
}

// --- internal ---

/** The folder of a chart or of one inside it, and its file. */
const WANTED =
  /^((?:[^/]+\/charts\/)*[^/]+)\/(Chart\.yaml|values\.yaml|values\.schema\.json|crds\/[^/]+\.ya?ml|templates\/.*\.(?:yaml|yml|tpl|txt)|charts\/[^/]+\.tgz)$/;

interface Folder {
  chart: string;
  values: string;
  schema: string;
  templates: string[];
  crds: string[];
  packages: ChartFiles[];
}

function assemble(folder: string, folders: ReadonlyMap<string, Folder>): ChartFiles {
  const own = folders.get(folder) as Folder;
  const meta: unknown = parse(own.chart);
  const about = isObject(meta) ? meta : {};
  const inside = [...folders.keys()].filter(
    (other) => other.startsWith(`${folder}/charts/`) && !other.slice(folder.length + 8).includes('/'),
  );
  const charts = [...own.packages, ...inside.map((other) => assemble(other, folders))];
  return {
    name: String(about['name'] ?? folder),
    version: String(about['version'] ?? ''),
    library: about['type'] === 'library',
    values: own.values,
    schema: own.schema,
    templates: own.templates,
    crds: own.crds,
    subcharts: new Map(charts.flatMap((chart) => keysOf(chart, about).map((key) => [key, chart] as const))),
    conditions: new Map(
      dependenciesOf(about).map(
        (one) => [String(one['alias'] ?? one['name']), conditionsOf(one['condition'])] as const,
      ),
    ),
  };
}

const dependenciesOf = (chart: Record<string, unknown>) =>
  Array.isArray(chart['dependencies']) ? chart['dependencies'].filter(isObject) : [];

const conditionsOf = (condition: unknown) =>
  (typeof condition === 'string' ? condition.split(',') : []).map((path) => path.trim());

/** A dependency's values stand under its alias, if it has one; a chart may be used several times under several. */
function keysOf(chart: ChartFiles, parent: Record<string, unknown>): string[] {
  const aliases = dependenciesOf(parent)
    .filter((one) => one['name'] === chart.name)
    .map((one) => String(one['alias'] ?? chart.name));
  return aliases.length > 0 ? aliases : [chart.name];
}
