/** A chart with those inside it, as far as the names of its values go. */
import { parse } from 'yaml';
import { isObject } from '../json';
import { hostileReason } from '../yaml/limits';
import { type ChartDependency, dependenciesIn } from './chart-dependencies';
import { ReadLimits } from './read-limits';
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
  /** Other files with templates in them, which the chart's templates may fill in (`tpl`). */
  texts: string[];
  /** The files of its folder crds/. */
  crds: string[];
  /** The charts inside, by the key under which their values stand. */
  subcharts: Map<string, ChartFiles>;
  /** What Chart.yaml says about them, whether they are there or not. */
  dependencies: readonly ChartDependency[];
}

/** Reads a chart package; throws when it isn't one. */
export function readChartPackage(archive: Buffer, limits = new ReadLimits()): ChartFiles {
  const reader = new ChartReader(limits);
  readTgz(
    archive,
    (name) => reader.wants(name),
    (name, content) => reader.add(name, content),
    limits,
  );
  return reader.chart();
}

/** Puts a chart together from its files, named from the folder that holds it. */
export class ChartReader {
  private readonly folders = new Map<string, Folder>();

  constructor(private readonly limits: ReadLimits) {}

  wants(name: string): boolean {
    return WANTED.test(name) && !/(^|\/)\.[^/]/.test(name);
  }

  /** Takes a file that it wants. */
  add(name: string, content: Buffer): void {
    const [, folder = '', file = ''] = WANTED.exec(name) ?? [];
    const known = this.folders.get(folder) ?? emptyFolder();
    this.folders.set(folder, known);
    if (file === 'Chart.yaml') known.chart = content.toString();
    else if (file === 'requirements.yaml') known.requirements = content.toString();
    else if (file === 'values.yaml') known.values = content.toString();
    else if (file === 'values.schema.json') known.schema = content.toString();
    else if (file.startsWith('crds/')) known.crds.push(content.toString());
    else if (/^charts\/[^/]+\.tgz$/.test(file)) known.packages.push(this.inner(name, content));
    else if (file.startsWith('templates/')) known.templates.push(content.toString());
    else if (isTemplateText(content)) known.texts.push(content.toString());
  }

  /** @throws Error when there was none */
  chart(): ChartFiles {
    const root = [...this.folders].find(([folder, { chart }]) => !folder.includes('/') && chart !== '')?.[0];
    if (root === undefined) throw new Error('holds no chart: there is no Chart.yaml in its folder');
    return assemble(root, this.folders);
  }

  private inner(name: string, content: Buffer): ChartFiles {
    try {
      return this.limits.inside(() => readChartPackage(content, this.limits));
    } catch (error) {
      throw new Error(`${name.slice(name.indexOf('/') + 1)}: ${(error as Error).message}`);
    }
  }
}

// --- internal ---

/** The folder of a chart or of one inside it, and its file. */
const WANTED =
  /^((?:[^/]+\/charts\/)*[^/]+)\/(Chart\.yaml|requirements\.yaml|values\.yaml|values\.schema\.json|crds\/[^/]+\.ya?ml|templates\/[^\n]+|charts\/[^/]+\.tgz|(?!charts\/|templates\/|crds\/|ci\/|tests?\/|docs?\/|README|CHANGELOG)[^\n]*)$/;

interface Folder {
  chart: string;
  requirements: string;
  values: string;
  schema: string;
  templates: string[];
  texts: string[];
  crds: string[];
  packages: ChartFiles[];
}

const emptyFolder = (): Folder => ({
  ...{ chart: '', requirements: '', values: '', schema: '' },
  ...{ templates: [], texts: [], crds: [], packages: [] },
});

/** Larger ones are dashboards and the like. */
const MAX_TEXT_BYTES = 2 ** 20;

const isTemplateText = (content: Buffer) => content.length < MAX_TEXT_BYTES && content.includes('.Values');

function assemble(folder: string, folders: ReadonlyMap<string, Folder>): ChartFiles {
  const own = folders.get(folder) as Folder;
  const about = readMap(own.chart, `${folder}/Chart.yaml`);
  const inside = [...folders.keys()].filter(
    (other) => other.startsWith(`${folder}/charts/`) && !other.slice(folder.length + 8).includes('/'),
  );
  const unpacked = inside.filter((other) => folders.get(other)?.chart !== '');
  const charts = [...own.packages, ...unpacked.map((other) => assemble(other, folders))];
  const requirements = readMap(own.requirements, `${folder}/requirements.yaml`);
  const dependencies = [...dependenciesIn(about), ...dependenciesIn(requirements)];
  return {
    name: String(about['name'] ?? folder),
    version: String(about['version'] ?? ''),
    library: about['type'] === 'library',
    values: own.values,
    schema: own.schema,
    templates: own.templates,
    texts: own.texts,
    crds: own.crds,
    subcharts: new Map(charts.flatMap((chart) => keysOf(chart, dependencies).map((key) => [key, chart] as const))),
    dependencies,
  };
}

/** @throws Error for a text that would keep the parser busy, or is no YAML */
function readMap(text: string, name: string): Record<string, unknown> {
  const hostile = hostileReason(text);
  if (hostile) throw new Error(`${name}:${hostile.line}:${hostile.column} ${hostile.message}; is it the right file?`);
  try {
    const read: unknown = parse(text);
    return isObject(read) ? read : {};
  } catch (error) {
    throw new Error(`${name} is no YAML: ${(error as Error).message.split('\n')[0]}`);
  }
}

/** A dependency's values stand under its alias, if it has one; a chart may be used several times under several. */
function keysOf(chart: ChartFiles, dependencies: readonly ChartDependency[]): string[] {
  const keys = dependencies.filter(({ name }) => name === chart.name).map(({ key }) => key);
  return keys.length > 0 ? keys : [chart.name];
}
