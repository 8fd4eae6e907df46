/** The custom resources that a chart defines in crds/: what their specs may hold. Subcharts hand whole parts of their values on to them. */
import { parse } from 'yaml';
import { isObject } from '../json';
import type { JsonSchema } from '../schema/types';
import type { ChartFiles } from './chart-files';

/** The schema of `spec`, by kind. */
export type CustomResources = Record<string, JsonSchema>;

/** The resources of a chart and of those inside it, without descriptions. */
export function customResources(chart: ChartFiles): CustomResources {
  const own = chart.crds.filter((text) => WANTED.test(text)).map((text) => readDefinition(text));
  const inner = [...chart.subcharts.values()].map(customResources);
  return Object.assign({}, ...inner, ...own);
}

/** Nine tenths of a definition are prose: without it a file is read in a tenth of the time. */
export function withoutDescriptions(text: string): string {
  const kept: string[] = [];
  /** How far the description that is left out is indented; -1 outside. */
  let inside = -1;
  for (const line of text.split('\n')) {
    const indent = line.search(/\S/);
    if (inside >= 0 && (indent === -1 || indent > inside)) continue;
    inside = -1;
    // A property of that name is followed by its own keys, not by text.
    if (/^ *description: *\S/.test(line)) inside = indent;
    else kept.push(line);
  }
  return kept.join('\n');
}

// --- internal ---

/** Those that are parts of values. The others are large, and reading them takes time. */
const WANTED = /^ {4}kind: (Prometheus|Alertmanager|PrometheusRule|ServiceMonitor|PodMonitor|ThanosRuler)$/m;

function readDefinition(text: string): CustomResources {
  const parsed: unknown = parse(withoutDescriptions(text), { logLevel: 'silent' });
  const spec = isObject(parsed) && isObject(parsed['spec']) ? parsed['spec'] : {};
  const kind = isObject(spec['names']) ? String(spec['names']['kind']) : '';
  const version = (Array.isArray(spec['versions']) ? spec['versions'] : []).find(isObject) ?? {};
  const schema = ['schema', 'openAPIV3Schema', 'properties', 'spec'].reduce<unknown>(
    (node, key) => (isObject(node) ? node[key] : undefined),
    version,
  );
  return isObject(schema) ? { [kind]: schema as JsonSchema } : {};
}
