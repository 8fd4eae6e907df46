/** What a Prometheus object adds to its configuration as it is, from Secrets of the same render: promtool says whether Prometheus takes it. */
import { stringify } from 'yaml';
import { isObject, type Json } from '../json';
import { isScrapeField } from '../prometheus/scrape-configs';
import { DISCOVERIES } from '../prometheus/service-discovery';
import { parsedUnlessTemplate } from '../text/template';
import { complaint } from './complaint';
import { OPERATOR_GROUP, type RenderedObject } from './objects';
import type { Problem } from './problem';
import { secretText } from './secret-text';

/** Asks promtool about each. @param folder for its files */
export async function checkPrometheusConfigs(
  promtool: string,
  objects: readonly RenderedObject[],
  folder: string,
): Promise<Problem[]> {
  const secrets = new Map(objects.filter(({ kind }) => kind === 'Secret').map((one) => [one.name, one]));
  const servers = objects.filter(
    ({ kind, apiVersion }) => kind === 'Prometheus' && apiVersion.startsWith(OPERATOR_GROUP),
  );
  const parts = servers.flatMap(({ value }) => additionsOf(value['spec'], secrets));
  const problems = await Promise.all(parts.map((part) => checkAddition(promtool, part, folder)));
  return problems.flat();
}

// --- internal ---

/** The fields that name a Secret, and where in Prometheus' configuration what is in it goes. */
const PLACES: Readonly<Record<string, (list: unknown) => unknown>> = {
  additionalScrapeConfigs: (list) => ({ scrape_configs: list }),
  additionalAlertManagerConfigs: (list) => ({ alerting: { alertmanagers: list } }),
  additionalAlertRelabelConfigs: (list) => ({ alerting: { alert_relabel_configs: list } }),
};

interface Addition {
  object: RenderedObject;
  field: readonly string[];
  /** The whole of a configuration that has nothing else. */
  config: unknown;
  list: unknown;
}

function additionsOf(spec: unknown, secrets: ReadonlyMap<string, RenderedObject>): Addition[] {
  if (!isObject(spec)) return [];
  return Object.entries(PLACES).flatMap(([name, place]): Addition[] => {
    const selector = spec[name];
    if (!isObject(selector)) return [];
    const object = secrets.get(String(selector['name']));
    const key = String(selector['key']);
    const found = object && secretText(object, key);
    if (!object || !found) return [];
    const list = parsedUnlessTemplate(found.text);
    return Array.isArray(list)
      ? [{ object, field: [found.key, key], config: place(list.map(withoutDiscovery)), list }]
      : [];
  });
}

async function checkAddition(
  promtool: string,
  { object, field, config, list }: Addition,
  folder: string,
): Promise<Problem[]> {
  // What it names by path is in the pod, not here.
  const said = await complaint(
    promtool,
    ['check', 'config', '--syntax-only', '--lint=none'],
    [stringify(config)],
    folder,
  );
  if (said === '') return [];
  const why = reason(said);
  if (why === '') return [];
  const message = `is refused by Prometheus: ${why}`;
  return [{ object, field, rule: 'prometheus-config', severity: 'error', message, value: list as Json }];
}

/** A promtool may be built without the ways to find targets. They have a check of their own (prometheus/service-discovery.ts). */
const withoutDiscovery = (one: unknown): unknown =>
  isObject(one) ? Object.fromEntries(Object.entries(one).filter(([key]) => !DISCOVERIES.includes(key))) : one;

/** promtool names the file, and lines of one that nobody has; an older one doesn't know every field. Empty when nothing is left. */
function reason(said: string): string {
  const [, failed = said] = /FAILED: ([\s\S]*)/.exec(said) ?? [];
  return failed
    .replace(/parsing YAML file \S+: /, '')
    .replace(/yaml: unmarshal errors:/, '')
    .split('\n')
    .map((line) =>
      line
        .replace(/line \d+: /, '')
        .replace(/ in type \w+\.\w+/, '')
        .trim(),
    )
    .filter((line) => line !== '' && !isScrapeField(/^field (\S+) not found/.exec(line)?.[1] ?? ''))
    .join(', ');
}
