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
  sidecarRights: {
    message: '%s is %s, and the sidecar looks for ConfigMaps in %s: it may not read them, so no dashboard is shown',
    fix: '%s',
  },
  sidecarNames: {
    message: '%s is %s: the sidecar loads these objects alone, and no dashboard of this release',
    fix: 'leave it empty',
  },
  sidecarProvider: {
    message: '%s is false: Grafana gets no provider that reads the folder in which the sidecar puts the dashboards',
    fix: 'set it to true, or name a provider for that folder in grafana.dashboardProviders',
  },
  sidecarOrganization: {
    message:
      "%s is %s: the dashboards go into that organization, and Grafana's data source into organization 1, where people log in",
    fix: 'set it to 1',
  },
  sourceUnseen: {
    message:
      "%s is %s: the sidecar doesn't find the data source of the stack, a ConfigMap in Grafana's namespace, so dashboards show nothing",
    fix: 'leave it as it is by default',
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
    return [...labels(all), ...place(all), ...rights(all), ...loading(all), ...folders(all), ...dataSource(all)];
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
  const namespaces = values.names(at);
  const own = values.text('monitoring.namespace');
  const elsewhere = values.text(`${GRAFANA}.namespaceOverride`);
  const open = namespaces.some((one) => one === 'ALL' || isTemplate(one) || one === own);
  if (open) return found;
  const none = namespaces.length === 0;
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

/** Whether the sidecar may list ConfigMaps where it looks. */
function rights(values: Values): Violation[] {
  const everywhere = values.names(`${SIDECAR}.searchNamespace`).includes('ALL');
  const where = everywhere ? 'every namespace' : 'namespaces';
  const found: Violation[] = [];
  const role = `${GRAFANA}.rbac`;
  const token = `${GRAFANA}.automountServiceAccountToken`;
  if (values.get(token) === false)
    found.push(warning([token], WORDS.sidecarRights, token, 'false', where, 'set it to true'));
  if (values.get(`${role}.create`) === false)
    found.push(
      warning(
        [`${role}.create`],
        WORDS.sidecarRights,
        `${role}.create`,
        'false',
        where,
        "set it to true, or bind such a role to Grafana's service account yourself",
      ),
    );
  else if (values.on(`${role}.namespaced`) && everywhere)
    found.push(
      warning(
        [`${role}.namespaced`, `${SIDECAR}.searchNamespace`],
        WORDS.sidecarRights,
        `${role}.namespaced`,
        'true',
        where,
        `set it to false, or ${SIDECAR}.searchNamespace and grafana.rbac.namespaces to the namespaces themselves`,
      ),
    );
  return found;
}

/** What else decides which dashboards the sidecar loads, and where Grafana shows them. */
function loading(values: Values): Violation[] {
  const found: Violation[] = [];
  const names = `${SIDECAR}.resourceName`;
  if (values.text(names) !== '') found.push(warning([names], WORDS.sidecarNames, names, values.text(names)));
  const provider = `${SIDECAR}.SCProvider`;
  const own = Object.keys(values.map(`${GRAFANA}.dashboardProviders`)).length > 0;
  if (values.get(provider) === false && !own) found.push(warning([provider], WORDS.sidecarProvider, provider));
  const organization = `${SIDECAR}.provider.orgid`;
  const id = values.number(organization);
  if (id !== undefined && id !== 1) found.push(warning([organization], WORDS.sidecarOrganization, organization, id));
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
  if (!off) return unseenSource(values);
  if (values.text(`${GRAFANA}.additionalDataSourcesString`) !== '') return [];
  const files = Object.values(values.map(`${GRAFANA}.datasources`)).filter(isObject);
  const others = [...values.list(`${GRAFANA}.additionalDataSources`), ...files.flatMap((file) => file['datasources'])];
  const some =
    others.some((one) => isObject(one) && one['type'] === 'prometheus') || files.some((one) => 'secret' in one);
  return some ? [] : [warning([off], WORDS.noDataSource, off)];
}

/** The stack's data source is a ConfigMap beside Grafana, which follows the label that the sidecar looks for, but nothing else. */
function unseenSource(values: Values): Violation[] {
  const at = `${GRAFANA}.sidecar.datasources`;
  if (Object.keys(values.map(`${GRAFANA}.datasources`)).length > 0) return [];
  if (values.text(`${at}.resource`) === 'secret')
    return [warning([`${at}.resource`], WORDS.sourceUnseen, `${at}.resource`, 'secret')];
  const names = `${at}.resourceName`;
  return values.text(names) === '' ? [] : [warning([names], WORDS.sourceUnseen, names, values.text(names))];
}
