import { isObject } from '../../json';
import { type Rule, warning } from '../../rules/rule';
import type { Values } from '../../rules/values';
import type { Words } from '../../rules/wording';
import { isTemplate } from '../../text/template';

const WORDS = {
  dashboardsWithoutProvider: {
    message: 'no entry of grafana.dashboardProviders reads %s: these dashboards are put there and never shown',
    fix: 'add a provider with options.path: %s',
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
    const read = providerPaths(all);
    if (read === undefined) return [];
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

/** The folders that providers read; undefined where a template says which. Grafana looks into the folders below, too. */
function providerPaths(values: Values): string[] | undefined {
  const files = Object.values(values.map(`${GRAFANA}.dashboardProviders`));
  if (files.some((file) => typeof file === 'string')) return undefined;
  const paths = files
    .filter(isObject)
    .flatMap((file) => (Array.isArray(file['providers']) ? file['providers'] : []))
    .filter(isObject)
    .map((provider) => (isObject(provider['options']) ? String(provider['options']['path'] ?? '') : ''));
  if (paths.some(isTemplate)) return undefined;
  const sidecar = `${GRAFANA}.sidecar.dashboards`;
  // The sidecar's own provider reads its folder.
  const own = values.get(`${sidecar}.enabled`) === false ? [] : [values.text(`${sidecar}.folder`) || '/tmp/dashboards'];
  return [...paths, ...own].filter((path) => path !== '').map((path) => path.replace(/\/+$/, ''));
}
