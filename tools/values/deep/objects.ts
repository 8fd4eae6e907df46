/** The objects that Helm has rendered. */
import { parseDocument } from 'yaml';
import { isObject } from '../json';
import { HELM_TAGS } from '../yaml/scalars';
import type { ChartKey } from './chart-tree';

/** The API group of Prometheus' operator. */
export const OPERATOR_GROUP = 'monitoring.coreos.com/';

export interface RenderedObject {
  /** The template, as Helm names it: `shop/charts/database/templates/master/service.yaml`. */
  source: string;
  /** The chart of that template. */
  chart: ChartKey;
  apiVersion: string;
  kind: string;
  name: string;
  /** Empty when the object says none: the release's, or none at all. */
  namespace: string;
  value: Readonly<Record<string, unknown>>;
}

/** Everything in a render that has a kind; a text that isn't YAML has been refused by Helm before. */
export function readObjects(manifest: string): RenderedObject[] {
  return manifest.split(/^---$/m).flatMap((text) => {
    const [, source = ''] = /^# Source: (\S+)$/m.exec(text) ?? [];
    return itemsOf(read(text)).map((value) => describe(value, source));
  });
}

/** The keys of the chart that a template belongs to, from Helm's name for it. */
export function chartOfTemplate(source: string): ChartKey {
  const [folders = ''] = source.split('/templates/');
  return folders.split('/charts/').slice(1);
}

/** As a reader names it: `StatefulSet shop-database-master`. */
export function describeObject({ kind, name }: Pick<RenderedObject, 'kind' | 'name'>): string {
  return `${kind || 'an object without a kind'} ${name}`.trim();
}

// --- internal ---

/** Helm takes a List for what is in it. */
function itemsOf(value: unknown): Record<string, unknown>[] {
  if (!isObject(value) || Object.keys(value).length === 0) return [];
  const { kind, items } = value;
  return typeof kind === 'string' && kind.endsWith('List') && Array.isArray(items) ? items.flatMap(itemsOf) : [value];
}

function describe(value: Record<string, unknown>, source: string): RenderedObject {
  const metadata = isObject(value['metadata']) ? value['metadata'] : {};
  return {
    source,
    chart: chartOfTemplate(source),
    apiVersion: String(value['apiVersion'] ?? ''),
    kind: String(value['kind'] ?? ''),
    name: String(metadata['name'] ?? metadata['generateName'] ?? ''),
    namespace: String(metadata['namespace'] ?? ''),
    value,
  };
}

/** As the API server reads it: YAML 1.1, where `yes` is a boolean. Nine tenths of a render are blocks of text, which take no time. */
function read(text: string): unknown {
  return parseDocument(text, {
    version: '1.1',
    customTags: HELM_TAGS,
    merge: true,
    uniqueKeys: false,
    prettyErrors: false,
    logLevel: 'silent',
  }).toJS({ maxAliasCount: 1000 });
}
