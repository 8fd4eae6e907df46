import { describeValue } from '../../check/words';
import { isObject, type Json, textOf } from '../../json';
import { error, type Rule, type Violation, warning } from '../../rules/rule';
import type { Values } from '../../rules/values';
import type { Words } from '../../rules/wording';
import { parsedUnlessTemplate } from '../../text/template';
import { DATA_SOURCE, fieldProblems } from '../grafana/provisioning';

/** What the template says too, in the same words. */
const IN_CHART = {
  secondDefaultSource: {
    message: "Grafana's data source %s is a second default one beside %s: Grafana doesn't start with two",
    fix: 'set isDefault to false there, or kube-prometheus-stack.grafana.sidecar.datasources.isDefaultDatasource to false',
  },
} as const satisfies Words;

const WORDS = {
  sameUid: {
    message: "Grafana's data sources %s and %s have the same uid %s: Grafana doesn't start with that",
    fix: 'give each a uid of its own',
  },
  sameName: {
    message: "two of Grafana's data sources are called %s: one takes the place of the other at each start",
    fix: 'give each a name of its own',
  },
  sourcesNoList: {
    message: "is no list: Grafana doesn't start with it",
    fix: 'put a dash before each data source',
  },
  sourceField: {
    message: "%s of Grafana's data source %s is %s; Grafana expects %s, and doesn't start with anything else",
    fix: 'write %s',
  },
  sourceUnknown: {
    message: "Grafana's data sources have no field %s, and it ignores this one of %s",
    fix: 'did you mean %s?',
  },
  sourcePassword: {
    message: 'Grafana reads no password from %s, and the data source %s has none',
    fix: 'put it under secureJsonData',
  },
  unnamed: {
    message: "a data source of Grafana has no %s: Grafana doesn't start with it",
    fix: 'add it',
  },
} as const satisfies Words;

const GRAFANA = 'kube-prometheus-stack.grafana';
const SIDECAR = `${GRAFANA}.sidecar.datasources`;

export const grafanaDataSources: Rule<'grafana-data-sources'> = {
  name: 'grafana-data-sources',
  what: "Grafana's data sources exclude each other, or lack what each needs.",
  why: 'Grafana reads its data sources when it starts, and ends where two are the default one or have the same uid. It is then restarted for ever.',
  example: {
    wrong:
      'kube-prometheus-stack: { grafana: { additionalDataSources: [{ name: Tempo, type: tempo, isDefault: true }] } }',
    right:
      'kube-prometheus-stack: { grafana: { additionalDataSources: [{ name: Tempo, type: tempo, isDefault: false }] } }',
  },
  inChart: IN_CHART,
  check(values) {
    if (!values.on('kube-prometheus-stack.enabled') || !values.on(`${GRAFANA}.enabled`)) return [];
    const all = dataSources(values.withDefaults);
    const unnamed = all.flatMap(({ path, source }) =>
      ['name', 'type'].filter((key) => !source[key]).map((key) => error([path], WORDS.unnamed, key)),
    );
    return [
      ...lists(values.withDefaults),
      ...unnamed,
      ...all.flatMap(fields),
      ...secondDefaults(all),
      ...twice(all, 'uid'),
      ...twice(all, 'name'),
    ];
  },
};

// --- internal ---

interface DataSource {
  path: readonly string[];
  source: Record<string, unknown>;
}

/** Those that the stack makes, then those that the values name. Of an organization there may be one default each. */
function dataSources(values: Values): DataSource[] {
  const found: DataSource[] = [];
  const split = (path: string) => path.split('.');
  const sidecar = values.get(`${SIDECAR}.enabled`) !== false || values.on(`${GRAFANA}.forceDeployDatasources`);
  if (sidecar && values.get(`${SIDECAR}.defaultDatasourceEnabled`) !== false) {
    const isDefault = values.get(`${SIDECAR}.isDefaultDatasource`) !== false;
    const [name, uid] = [values.text(`${SIDECAR}.name`) || 'Prometheus', values.text(`${SIDECAR}.uid`) || 'prometheus'];
    found.push({ path: split(SIDECAR), source: { name, uid, isDefault, type: 'prometheus' } });
  }
  if (sidecar && values.get(`${SIDECAR}.alertmanager.enabled`) !== false) {
    const at = `${SIDECAR}.alertmanager`;
    const [name, uid] = [values.text(`${at}.name`) || 'Alertmanager', values.text(`${at}.uid`) || 'alertmanager'];
    found.push({ path: split(at), source: { name, uid, type: 'alertmanager' } });
  }
  const add = (list: unknown, path: readonly string[], whole?: readonly string[]) => {
    for (const [at, source] of Array.isArray(list) ? list.entries() : [])
      if (isObject(source)) found.push({ path: whole ?? [...path, String(at)], source });
  };
  if (sidecar) {
    add(values.get(`${GRAFANA}.additionalDataSources`), split(`${GRAFANA}.additionalDataSources`));
    const text = `${GRAFANA}.additionalDataSourcesString`;
    add(parsedUnlessTemplate(values.text(text)), [], split(text));
  }
  for (const [file, content] of Object.entries(values.map(`${GRAFANA}.datasources`)))
    if (isObject(content)) add(content['datasources'], [...split(`${GRAFANA}.datasources`), file, 'datasources']);
  return found;
}

function fields({ path, source }: DataSource): Violation[] {
  const name = nameOf({ path, source });
  const wrong = fieldProblems(source, DATA_SOURCE).map(({ key, expects = '', meant }) => {
    const at = [[...path, key], path];
    return meant
      ? warning(at, WORDS.sourceUnknown, key, name, meant)
      : error(at, WORDS.sourceField, key, name, describeValue(source[key] as Json), expects, expects);
  });
  const passwords = ['password', 'basicAuthPassword'].filter((key) => source[key]);
  return [...wrong, ...passwords.map((key) => warning([[...path, key], path], WORDS.sourcePassword, key, name))];
}

function lists(values: Values): Violation[] {
  return Object.entries(values.map(`${GRAFANA}.datasources`)).flatMap(([file, content]) => {
    const given = isObject(content) ? content['datasources'] : undefined;
    if (given === undefined || given === null || Array.isArray(given) || typeof given === 'string') return [];
    return [error([[...`${GRAFANA}.datasources`.split('.'), file, 'datasources']], WORDS.sourcesNoList)];
  });
}

const nameOf = ({ source }: DataSource) => textOf(source['name'] ?? 'without a name');
const organization = ({ source }: DataSource) => textOf(source['orgId'] ?? source['orgName'] ?? 1);

function secondDefaults(all: readonly DataSource[]): Violation[] {
  const defaults = all.filter(({ source }) => textOf(source['isDefault']) === 'true');
  return defaults.flatMap((one, at) => {
    const first = defaults.slice(0, at).find((other) => organization(other) === organization(one));
    if (!first) return [];
    return [error([[...one.path, 'isDefault'], one.path], IN_CHART.secondDefaultSource, nameOf(one), nameOf(first))];
  });
}

function twice(all: readonly DataSource[], key: 'uid' | 'name'): Violation[] {
  return all.flatMap((one, at) => {
    const value = one.source[key];
    const first = all
      .slice(0, at)
      .find((other) => value && other.source[key] === value && organization(other) === organization(one));
    if (!first) return [];
    // The same name and uid is one source written twice: its name says it.
    if (key === 'uid' && first.source['name'] === one.source['name']) return [];
    const path = [[...one.path, key], one.path];
    return key === 'uid'
      ? [error(path, WORDS.sameUid, nameOf(first), nameOf(one), value)]
      : [error(path, WORDS.sameName, value)];
  });
}
