import { isObject, textOf } from '../../json';
import { type Rule, type Violation, warning } from '../../rules/rule';
import type { Values } from '../../rules/values';
import type { Words } from '../../rules/wording';
import { isTemplate } from '../../text/template';

const WORDS = {
  sidecarOff: {
    message: '%s is false: nothing loads the dashboards of this release into Grafana',
    fix: 'set it to true, or monitoring.dashboards.enabled to false',
  },
  sidecarLabel: {
    message: "Grafana's sidecar looks for ConfigMaps with the label %s (%s), and monitoring.dashboards.labels has %s",
    fix: 'use the same label in both',
  },
  sidecarResource: {
    message: '%s is secret: the dashboards of this release are ConfigMaps, and the sidecar passes them over',
    fix: 'set it to both',
  },
  sidecarNamespace: {
    message: '%s is %s, and the dashboards of this release are in %s, where the sidecar then never looks',
    fix: 'set it to ALL, or add that namespace',
  },
  folderAnnotation: {
    message:
      'the sidecar reads the folder from the annotation %s (%s), and monitoring.dashboards.folderAnnotation is %s',
    fix: 'use the same name in both',
  },
  foldersOff: {
    message:
      '%s is false: monitoring.dashboards.folder (%s) has no effect, the dashboards go into one folder with all others',
    fix: 'set it to true, or monitoring.dashboards.folder to ""',
  },
  noDataSource: {
    message:
      '%s is false and no other data source of type prometheus is named: the dashboards of this release show nothing',
    fix: 'set it to true, or add one to grafana.additionalDataSources',
  },
} as const satisfies Words;

const GRAFANA = 'kube-prometheus-stack.grafana';
const SIDECAR = `${GRAFANA}.sidecar.dashboards`;
const OURS = 'monitoring.dashboards';

export const grafanaDashboards: Rule<'grafana-dashboards'> = {
  name: 'grafana-dashboards',
  what: "Grafana's sidecar would not find the dashboards of this release.",
  why: "Grafana gets the dashboards of this release by a sidecar that looks for a label in some namespaces: what it doesn't find is never shown.",
  example: {
    wrong: 'kube-prometheus-stack: { grafana: { sidecar: { dashboards: { label: team_dashboard } } } }',
    right: [
      'kube-prometheus-stack: { grafana: { sidecar: { dashboards: { label: team_dashboard, labelValue: "1" } } } }',
      'monitoring: { dashboards: { labels: { team_dashboard: "1" } } }',
    ].join('\n'),
  },
  check(values) {
    const bundled = values.on('kube-prometheus-stack.enabled') && values.on(`${GRAFANA}.enabled`);
    if (!bundled || !values.on(`${OURS}.enabled`)) return [];
    const all = values.withDefaults;
    const off = `${SIDECAR}.enabled`;
    if (all.get(off) === false) return [warning([off], WORDS.sidecarOff, off)];
    return [...labels(all), ...place(all), ...folders(all), ...dataSource(all)];
  },
};

// --- internal ---

function labels(values: Values): Violation[] {
  const label = values.text(`${SIDECAR}.label`) || 'grafana_dashboard';
  const wanted = values.text(`${SIDECAR}.labelValue`);
  const own = values.map(`${OURS}.labels`);
  const fits = label in own && (wanted === '' || textOf(own[label]) === wanted);
  if (fits || isTemplate(label) || isTemplate(wanted)) return [];
  const shown = wanted === '' ? label : `${label}: ${wanted}`;
  const has =
    Object.entries(own)
      .map(([key, value]) => `${key}: ${value}`)
      .join(', ') || 'none';
  const paths = [`${SIDECAR}.label`, `${SIDECAR}.labelValue`, `${OURS}.labels`];
  return [warning(paths, WORDS.sidecarLabel, shown, paths[0], has)];
}

function place(values: Values): Violation[] {
  const found: Violation[] = [];
  const resource = `${SIDECAR}.resource`;
  if (values.text(resource) === 'secret') found.push(warning([resource], WORDS.sidecarResource, resource));
  const at = `${SIDECAR}.searchNamespace`;
  const given = values.get(at);
  const namespaces = (Array.isArray(given) ? given : textOf(given ?? '').split(',')).map((one) => textOf(one).trim());
  const own = values.text('monitoring.namespace');
  const elsewhere = values.text(`${GRAFANA}.namespaceOverride`);
  const open = namespaces.some((one) => one === 'ALL' || isTemplate(one) || (one !== '' && one === own));
  if (open) return found;
  const none = namespaces.every((one) => one === '');
  // Without a namespace the sidecar looks in its own. Which one the release's is, only Helm knows.
  const missed = none ? own !== elsewhere : own !== '';
  if (missed) {
    const where = own === '' ? "the release's namespace" : `namespace ${own}`;
    found.push(
      warning([at, 'monitoring.namespace'], WORDS.sidecarNamespace, at, none ? 'empty' : namespaces.join(', '), where),
    );
  }
  return found;
}

function folders(values: Values): Violation[] {
  const folder = values.text(`${OURS}.folder`);
  if (folder === '') return [];
  const structure = `${SIDECAR}.provider.foldersFromFilesStructure`;
  if (values.get(structure) === false) return [warning([structure], WORDS.foldersOff, structure, folder)];
  const at = `${SIDECAR}.folderAnnotation`;
  const [theirs, own] = [values.get(at) ?? '', values.text(`${OURS}.folderAnnotation`)];
  return theirs === own
    ? []
    : [warning([at, `${OURS}.folderAnnotation`], WORDS.folderAnnotation, theirs || 'none', at, own)];
}

function dataSource(values: Values): Violation[] {
  const sidecar = `${GRAFANA}.sidecar.datasources`;
  const off = [`${sidecar}.enabled`, `${sidecar}.defaultDatasourceEnabled`].find((path) => values.get(path) === false);
  if (!off || values.text(`${GRAFANA}.additionalDataSourcesString`) !== '') return [];
  const files = Object.values(values.map(`${GRAFANA}.datasources`)).filter(isObject);
  const others = [...values.list(`${GRAFANA}.additionalDataSources`), ...files.flatMap((file) => file['datasources'])];
  const some =
    others.some((one) => isObject(one) && one['type'] === 'prometheus') || files.some((one) => 'secret' in one);
  return some ? [] : [warning([off], WORDS.noDataSource, off)];
}
