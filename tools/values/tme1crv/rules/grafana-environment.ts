import { isObject } from '../../json';
import { error, type Rule, type Violation, warning } from '../../rules/rule';
import type { Values } from '../../rules/values';
import type { Words } from '../../rules/wording';
import { settingAt } from '../grafana/ini-settings';

const WORDS = {
  variableNoText: {
    message: "is %s, and Grafana's chart writes it as one text: the variable would hold map[…] or […]",
    fix: 'write a single value here; what comes from a Secret, a ConfigMap or a field of the pod belongs below %s',
  },
  variableNoSource: {
    message: 'is a single value, and this is where the sources of variables are',
    fix: 'write it below %s, or name the source, such as secretKeyRef: { name: …, key: … }',
  },
  ldapOff: {
    message: "is true, and LDAP isn't switched on in Grafana: it never reads the file",
    fix: 'set grafana.ini "auth.ldap".enabled to true, too',
  },
} as const satisfies Words;

const GRAFANA = 'kube-prometheus-stack.grafana';
const PLACES = [
  GRAFANA,
  `${GRAFANA}.downloadDashboards`,
  ...['alerts', 'dashboards', 'datasources', 'notifiers', 'plugins'].map((one) => `${GRAFANA}.sidecar.${one}`),
];
const LDAP = `${GRAFANA}.ldap.enabled`;

export const grafanaEnvironment: Rule<'grafana-environment'> = {
  name: 'grafana-environment',
  what: "A variable of Grafana's container is no single value, or its file for LDAP is never read.",
  why: "Grafana's chart has two maps of variables: env with values, and envValueFrom with their sources. What is in the wrong one becomes a text that nobody wants, or is refused.",
  example: {
    wrong:
      'kube-prometheus-stack: { grafana: { env: { GF_SMTP_PASSWORD: { valueFrom: { secretKeyRef: { name: smtp, key: password } } } } } }',
    right:
      'kube-prometheus-stack: { grafana: { envValueFrom: { GF_SMTP_PASSWORD: { secretKeyRef: { name: smtp, key: password } } } } }',
  },
  check(values) {
    if (!values.on('kube-prometheus-stack.enabled') || !values.on(`${GRAFANA}.enabled`)) return [];
    return [...PLACES.flatMap((place) => variables(values, place)), ...ldap(values)];
  },
};

// --- internal ---

function variables(values: Values, place: string): Violation[] {
  const each = (key: string) => Object.entries(values.map(`${place}.${key}`)).filter(([, value]) => value !== null);
  const at = (key: string, name: string) => [[...place.split('.'), key, name]];
  return [
    ...each('env')
      .filter(([, value]) => typeof value === 'object')
      .map(([name, value]) => {
        const shown = Array.isArray(value) ? 'a list' : 'a map';
        return error(at('env', name), WORDS.variableNoText, shown, `${place}.envValueFrom`);
      }),
    ...each('envValueFrom')
      .filter(([, value]) => !isObject(value))
      .map(([name]) => error(at('envValueFrom', name), WORDS.variableNoSource, `${place}.env`)),
  ];
}

function ldap(values: Values): Violation[] {
  const all = values.withDefaults;
  const ini = all.map(GRAFANA)['grafana.ini'];
  const section = isObject(ini) ? ini['auth.ldap'] : undefined;
  const given = isObject(ini) && isObject(section) && 'enabled' in section;
  const set = given ? settingAt(ini, 'auth.ldap', 'enabled') : 'false';
  const variable = ['env', 'envValueFrom'].some((key) => 'GF_AUTH_LDAP_ENABLED' in all.map(`${GRAFANA}.${key}`));
  // What is filled in later can't be known.
  return !all.on(LDAP) || set === undefined || set === 'true' || variable ? [] : [warning([LDAP], WORDS.ldapOff)];
}
