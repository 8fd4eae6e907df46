import { describeValue } from '../../check/words';
import { isObject, type Json, textOf } from '../../json';
import { error, type Rule, type Violation, warning } from '../../rules/rule';
import type { Words } from '../../rules/wording';
import { suggest } from '../../text/suggest';
import { isTemplate } from '../../text/template';

const WORDS = {
  importUnknown: {
    message: 'a dashboard has no field %s, and the subchart ignores it',
    fix: 'did you mean %s?',
  },
  importEmpty: {
    message: 'the dashboard has neither gnetId nor url nor json: there is nothing to show',
    fix: 'add one of them',
  },
  importNumber: {
    message: '%s is %s: grafana.com has no such dashboard, and Grafana never starts while a download fails',
    fix: 'write the number that the page of the dashboard shows',
  },
  importJson: {
    message: 'json is no JSON (%s): Grafana passes that dashboard over',
    fix: 'export the dashboard again, and paste all of it',
  },
  importMap: {
    message: 'json is %s; the subchart writes it into a file as it is, and Go would print it in a form of its own',
    fix: 'put a bar after it (json: |), so that what follows is text',
  },
  importFile: {
    message: 'file %s is looked for within the packaged Grafana chart, which has no such file: the dashboard is empty',
    fix: 'give its content as json, or put it into a ConfigMap with the label grafana_dashboard: "1"',
  },
} as const satisfies Words;

const GRAFANA = 'kube-prometheus-stack.grafana';

/** What the subchart's templates read of a dashboard (Grafana's _config.tpl and dashboards-json-configmap.yaml). */
const SOURCES = ['gnetId', 'url', 'json', 'file'];
const FIELDS = [
  ...[...SOURCES, 'revision', 'datasource', 'title', 'b64content', 'curlOptions', 'acceptHeader'],
  ...['token', 'bearerToken', 'basic', 'gitlabToken'],
];
/** The one that the package brings, as an example. */
const PACKAGED = 'dashboards/custom-dashboard.json';

export const grafanaImports: Rule<'grafana-imports'> = {
  name: 'grafana-imports',
  what: 'A dashboard under grafana.dashboards is none that Grafana could load.',
  why: 'The subchart downloads a dashboard by number or address, or takes it from its values. A misspelt field, a wrong number or broken JSON shows nothing, and a download that fails keeps Grafana from starting.',
  example: {
    wrong: [
      'kube-prometheus-stack:',
      '  grafana:',
      '    dashboards: { team: { nodes: { gnetId: node-exporter } } }',
      '    dashboardProviders:',
      '      team.yaml:',
      '        providers: [{ name: team, type: file, options: { path: /var/lib/grafana/dashboards/team } }]',
    ].join('\n'),
    right: [
      'kube-prometheus-stack:',
      '  grafana:',
      '    dashboards: { team: { nodes: { gnetId: 1860, revision: 37 } } }',
      '    dashboardProviders:',
      '      team.yaml:',
      '        providers: [{ name: team, type: file, options: { path: /var/lib/grafana/dashboards/team } }]',
    ].join('\n'),
  },
  check(values) {
    if (!values.on('kube-prometheus-stack.enabled') || !values.on(`${GRAFANA}.enabled`)) return [];
    return Object.entries(values.map(`${GRAFANA}.dashboards`)).flatMap(([folder, dashboards]) =>
      Object.entries(isObject(dashboards) ? dashboards : {}).flatMap(([name, dashboard]) =>
        isObject(dashboard) ? dashboardProblems(dashboard, [...GRAFANA.split('.'), 'dashboards', folder, name]) : [],
      ),
    );
  },
};

// --- internal ---

function dashboardProblems(dashboard: Readonly<Record<string, unknown>>, at: readonly string[]): Violation[] {
  const misspelt = Object.keys(dashboard)
    .filter((key) => !FIELDS.includes(key))
    .flatMap((key) => {
      const rest = FIELDS.filter((field) => !(field in dashboard));
      const meant = suggest(key, rest);
      return meant ? [warning([[...at, key]], WORDS.importUnknown, key, meant)] : [];
    });
  if (misspelt.length > 0) return misspelt;
  if (!SOURCES.some((source) => source in dashboard)) return [warning([at], WORDS.importEmpty)];
  return [...number('gnetId', dashboard, at), ...number('revision', dashboard, at), ...content(dashboard, at)];
}

/** The address is asked for where both are given. */
function number(key: string, dashboard: Readonly<Record<string, unknown>>, at: readonly string[]): Violation[] {
  const value = dashboard[key];
  if (!('gnetId' in dashboard) || dashboard['url'] || value === undefined || value === null) return [];
  return /^[1-9]\d*$/.test(textOf(value)) ? [] : [error([[...at, key]], WORDS.importNumber, key, textOf(value))];
}

function content(dashboard: Readonly<Record<string, unknown>>, at: readonly string[]): Violation[] {
  const { json, file } = dashboard;
  // The subchart puts it in as it is, so what looks like a template there is the dashboard's own.
  if (typeof json === 'string') {
    const problem = jsonProblem(json);
    return problem === undefined ? [] : [warning([[...at, 'json']], WORDS.importJson, problem)];
  }
  if (json !== undefined && json !== null)
    return [error([[...at, 'json']], WORDS.importMap, describeValue(json as Json))];
  const missing = typeof file === 'string' && file !== PACKAGED && !isTemplate(file);
  return missing ? [warning([[...at, 'file']], WORDS.importFile, file)] : [];
}

function jsonProblem(text: string): string | undefined {
  try {
    return isObject(JSON.parse(text)) ? undefined : 'no map';
  } catch (problem) {
    return (problem as Error).message;
  }
}
