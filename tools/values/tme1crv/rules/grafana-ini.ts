import { isObject, textOf } from '../../json';
import { error, type Rule, type Violation, warning } from '../../rules/rule';
import type { Values } from '../../rules/values';
import type { Words } from '../../rules/wording';
import { type Ini, settingAt, unreadable } from '../grafana/ini-settings';

const WORDS = {
  iniNested: {
    message:
      'is a map within a section: grafana.ini has sections with single values, and this would be written as one text',
    fix: 'write the section by its whole name: "%s":',
  },
  iniSection: {
    message: 'is no map: grafana.ini has a section of this name, which would stay empty',
    fix: 'write its settings below it as `key: value` lines',
  },
  iniSecret: {
    message: '%s.%s holds a secret: the subchart refuses to render it',
    fix: 'take it from the environment or a file: $__env{NAME} or $__file{/path}, or set grafana.assertNoLeakedSecrets to false',
  },
  iniUrl: {
    message: 'is %q, no URL: Grafana would send browsers to addresses that lead nowhere',
    fix: 'begin with https:// or http://',
  },
  iniPort: {
    message: 'is %s, and the Service and the probes ask port %s (%s): the pod would never get ready',
    fix: 'set both to the same number, or leave this out',
  },
  iniCertificate: {
    message: "is %s, and server.cert_file or server.cert_key is missing: Grafana doesn't start without them",
    fix: 'name both files, or use http',
  },
  iniTarget: {
    message: 'is %s, and Grafana listens on %s: the pod would never get ready',
    fix: 'set grafana.ini server.http_port to the same number',
  },
  iniVariable: {
    message: 'has no effect: the variable %s (%s) wins',
    fix: 'delete one of the two',
  },
  iniPassword: {
    message: 'is refused by the subchart, and has no effect anyway: the chart sets the variable %s, which wins',
    fix: 'put it into the Secret that grafana.admin.existingSecret names',
  },
  iniUser: {
    message: 'has no effect: the chart sets the variable %s, which wins',
    fix: 'put it into the Secret that grafana.admin.existingSecret names',
  },
} as const satisfies Words;

const GRAFANA = 'kube-prometheus-stack.grafana';
const AT = [...GRAFANA.split('.'), 'grafana.ini'];

export const grafanaIni: Rule<'grafana-ini'> = {
  name: 'grafana-ini',
  what: "grafana.ini has a setting that Grafana can't read, or a secret in plain sight.",
  why: "Grafana ends at its start where it can't read a setting, and is restarted for ever.",
  example: {
    wrong: 'kube-prometheus-stack: { grafana: { grafana.ini: { database: { type: postgresql } } } }',
    right: 'kube-prometheus-stack: { grafana: { grafana.ini: { database: { type: postgres } } } }',
  },
  check(values) {
    if (!values.on('kube-prometheus-stack.enabled') || !values.on(`${GRAFANA}.enabled`)) return [];
    const all = values.withDefaults;
    const grafana = all.get(GRAFANA);
    const ini = isObject(grafana) ? grafana['grafana.ini'] : undefined;
    if (!isObject(ini)) return [];
    return [
      ...variables(ini, all),
      ...sections(ini),
      ...nested(ini),
      ...secrets(ini, all),
      ...unreadable(ini).map(
        ({ section, key, sure, ...said }): Violation => ({
          severity: sure ? 'error' : 'warning',
          paths: [[...AT, section, key]],
          ...said,
        }),
      ),
      ...server(ini, all),
      ...administrator(ini),
    ];
  },
};

// --- internal ---

/** Those that files set most. */
const SECTIONS =
  /^(server|database|security|users|auth|auth\.\w+|smtp|log|paths|analytics|dashboards|unified_alerting|alerting|plugins|metrics|snapshots|quota|feature_toggles)$/;

function sections(ini: Ini): Violation[] {
  return Object.entries(ini)
    .filter(([section, map]) => SECTIONS.test(section) && map !== null && !isObject(map))
    .map(([section]) => error([[...AT, section]], WORDS.iniSection));
}

function nested(ini: Ini): Violation[] {
  return Object.entries(ini).flatMap(([section, map]) =>
    isObject(map)
      ? Object.entries(map)
          .filter(([, value]) => isObject(value))
          .map(([key]) => error([[...AT, section, key]], WORDS.iniNested, `${section}.${key}`))
      : [],
  );
}

/** Those that the subchart looks for (its _helpers.tpl). */
const SECRETS: Readonly<Record<string, readonly string[]>> = {
  database: ['password'],
  smtp: ['password'],
  security: ['secret_key', 'admin_password'],
  'auth.basic': ['password'],
  'auth.ldap': ['bind_password'],
  'auth.google': ['client_secret'],
  'auth.github': ['client_secret'],
  'auth.gitlab': ['client_secret'],
  'auth.generic_oauth': ['client_secret'],
  'auth.okta': ['client_secret'],
  'auth.azuread': ['client_secret'],
  'auth.grafana_com': ['client_secret'],
  'auth.grafananet': ['client_secret'],
  azure: ['user_identity_client_secret'],
  unified_alerting: ['ha_redis_password'],
  metrics: ['basic_auth_password'],
  'external_image_storage.s3': ['secret_key'],
  'external_image_storage.webdav': ['password'],
  'external_image_storage.azure_blob': ['account_key'],
};

function secrets(ini: Ini, values: Values): Violation[] {
  if (values.get(`${GRAFANA}.assertNoLeakedSecrets`) === false) return [];
  return Object.entries(SECRETS).flatMap(([section, keys]) => {
    const map = ini[section];
    if (!isObject(map)) return [];
    return keys
      .filter((key) => key in map && !/\$(?:__(?:env|file|vault))?\{[^}]+\}/.test(textOf(map[key])))
      .map((key) =>
        key === 'admin_password'
          ? error([[...AT, section, key]], WORDS.iniPassword, 'GF_SECURITY_ADMIN_PASSWORD')
          : error([[...AT, section, key]], WORDS.iniSecret, section, key),
      );
  });
}

function server(ini: Ini, values: Values): Violation[] {
  const found: Violation[] = [];
  const url = settingAt(ini, 'server', 'root_url');
  if (url !== undefined && !/^https?:\/\/[^\s/]/.test(url))
    found.push(warning([[...AT, 'server', 'root_url']], WORDS.iniUrl, url));
  const port = settingAt(ini, 'server', 'http_port');
  const target = `${GRAFANA}.service.targetPort`;
  const asked = values.get(target) ?? 3000;
  if (port !== undefined && typeof asked === 'number' && port !== textOf(asked))
    found.push(error([[...AT, 'server', 'http_port']], WORDS.iniPort, port, asked, target));
  const variable = values.get(`${GRAFANA}.env.GF_SERVER_HTTP_PORT`);
  const written = isObject(ini['server']) && 'http_port' in ini['server'];
  if (!written && typeof asked === 'number' && String(variable ?? 3000) !== String(asked))
    found.push(error([target, `${GRAFANA}.env.GF_SERVER_HTTP_PORT`], WORDS.iniTarget, asked, variable ?? 3000));
  const protocol = settingAt(ini, 'server', 'protocol');
  const map = isObject(ini['server']) ? ini['server'] : {};
  if ((protocol === 'https' || protocol === 'h2') && !(map['cert_file'] && map['cert_key']))
    found.push(error([[...AT, 'server', 'protocol']], WORDS.iniCertificate, protocol));
  return found;
}

/** Grafana takes each setting from a variable first: https://grafana.com/docs/grafana/latest/setup-grafana/configure-grafana/ */
function variables(ini: Ini, values: Values): Violation[] {
  const set = new Set(['env', 'envValueFrom'].flatMap((key) => Object.keys(values.map(`${GRAFANA}.${key}`))));
  const name = (section: string, key: string) => `GF_${section}_${key}`.toUpperCase().replace(/[.-]/g, '_');
  return Object.entries(ini).flatMap(([section, map]) =>
    Object.entries(isObject(map) ? map : {})
      .filter(([key, value]) => value !== null && set.has(name(section, key)))
      .map(([key]) => warning([[...AT, section, key]], WORDS.iniVariable, name(section, key), 'grafana.env')),
  );
}

/** The password in plain sight is refused before (SECRETS). */
function administrator(ini: Ini): Violation[] {
  const user = settingAt(ini, 'security', 'admin_user');
  return user === undefined
    ? []
    : [warning([[...AT, 'security', 'admin_user']], WORDS.iniUser, 'GF_SECURITY_ADMIN_USER')];
}
