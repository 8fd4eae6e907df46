import { describeValue } from '../../check/words';
import { isObject, type Json, textOf } from '../../json';
import { error, type Rule, type Violation, warning } from '../../rules/rule';
import type { Values } from '../../rules/values';
import type { Words } from '../../rules/wording';
import { isTemplate } from '../../text/template';
import { fieldProblems, PROVIDER } from '../grafana/provisioning';

const WORDS = {
  dashboardsWithoutProvider: {
    message: 'no entry of grafana.dashboardProviders reads %s: these dashboards are put there and never shown',
    fix: 'add a provider with options.path: %s',
  },
  providersNoList: {
    message: "is no list: Grafana doesn't start with it",
    fix: 'put a dash before each provider',
  },
  providerField: {
    message: "%s of a provider is %s; Grafana expects %s, and doesn't start with anything else",
    fix: 'write %s',
  },
  providerUnknown: {
    message: 'providers have no field %s, and Grafana ignores it',
    fix: 'did you mean %s?',
  },
  providerType: {
    message: "is %q; Grafana knows the type file alone, and doesn't start with another one",
    fix: 'write file',
  },
  providerPath: {
    message: "a provider has no options.path, which names the folder that it reads: Grafana doesn't start without it",
    fix: 'add it',
  },
} as const satisfies Words;

const GRAFANA = 'kube-prometheus-stack.grafana';
const FOLDER = '/var/lib/grafana/dashboards';

export const grafanaProviders: Rule<'grafana-providers'> = {
  name: 'grafana-providers',
  what: "Dashboards are put into a folder that none of Grafana's providers reads.",
  why: 'Dashboards under grafana.dashboards become files in a folder of that name. Grafana reads the folders that its providers name, and no others.',
  example: {
    wrong: 'kube-prometheus-stack: { grafana: { dashboards: { team: { nodes: { gnetId: 1860 } } } } }',
    right: [
      'kube-prometheus-stack:',
      '  grafana:',
      '    dashboards: { team: { nodes: { gnetId: 1860 } } }',
      '    dashboardProviders:',
      '      team.yaml:',
      '        apiVersion: 1',
      '        providers: [{ name: team, type: file, options: { path: /var/lib/grafana/dashboards/team } }]',
    ].join('\n'),
  },
  check(values) {
    if (!values.on('kube-prometheus-stack.enabled') || !values.on(`${GRAFANA}.enabled`)) return [];
    const all = values.withDefaults;
    const wrong = providers(all);
    const read = providerPaths(all);
    // What a broken provider would read isn't known.
    if (read === undefined || wrong.length > 0) return wrong;
    return ['dashboards', 'dashboardsConfigMaps'].flatMap((kind) =>
      Object.entries(all.map(`${GRAFANA}.${kind}`)).flatMap(([name, content]) => {
        const folder = `${FOLDER}/${name}`;
        const used = isObject(content) ? Object.keys(content).length > 0 : Boolean(content);
        if (!used || read.some((path) => folder === path || folder.startsWith(`${path}/`))) return [];
        const at = [...`${GRAFANA}.${kind}`.split('.'), name];
        return [warning([at, `${GRAFANA}.dashboardProviders`], WORDS.dashboardsWithoutProvider, folder, folder)];
      }),
    );
  },
};

// --- internal ---

function providers(values: Values): Violation[] {
  return Object.entries(values.map(`${GRAFANA}.dashboardProviders`)).flatMap(([file, content]) => {
    const given = isObject(content) ? content['providers'] : undefined;
    const at = [...GRAFANA.split('.'), 'dashboardProviders', file, 'providers'];
    if (given === undefined || given === null || typeof given === 'string') return [];
    if (!Array.isArray(given)) return [error([at], WORDS.providersNoList)];
    return given.flatMap((one, index) => (isObject(one) ? provider(one, [...at, String(index)]) : []));
  });
}

function provider(map: Readonly<Record<string, unknown>>, path: readonly string[]): Violation[] {
  const wrong = fieldProblems(map, PROVIDER).map(({ key, expects = '', meant }) =>
    meant
      ? warning([[...path, key]], WORDS.providerUnknown, key, meant)
      : error([[...path, key]], WORDS.providerField, key, describeValue(map[key] as Json), expects, expects),
  );
  if (wrong.length > 0) return wrong;
  const { type, options } = map;
  if (type && type !== 'file' && !isTemplate(type)) return [error([[...path, 'type']], WORDS.providerType, type)];
  // `folder` is its former name.
  const named = isObject(options) && (options['path'] || options['folder']);
  return named ? [] : [error([[...path, 'options'], path], WORDS.providerPath)];
}

/** The folders that providers read; undefined where a template says which. Grafana looks into the folders below, too. */
function providerPaths(values: Values): string[] | undefined {
  const files = Object.values(values.map(`${GRAFANA}.dashboardProviders`));
  if (files.some((file) => typeof file === 'string')) return undefined;
  const paths = files
    .filter(isObject)
    .flatMap((file) => (Array.isArray(file['providers']) ? file['providers'] : []))
    .filter(isObject)
    .map((provider) => (isObject(provider['options']) ? textOf(provider['options']['path'] ?? '') : ''));
  if (paths.some(isTemplate)) return undefined;
  const sidecar = `${GRAFANA}.sidecar.dashboards`;
  // The sidecar's own provider reads its folder.
  const own = values.get(`${sidecar}.enabled`) === false ? [] : [values.text(`${sidecar}.folder`) || '/tmp/dashboards'];
  return [...paths, ...own].filter((path) => path !== '').map((path) => path.replace(/\/+$/, ''));
}
