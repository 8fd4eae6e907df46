import { isObject, textOf } from '../../json';
import { error, type Rule, type Violation, warning } from '../../rules/rule';
import type { Values } from '../../rules/values';
import type { Words } from '../../rules/wording';

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
  iniChoice: {
    message: "is %q; Grafana knows %s, and doesn't start with anything else",
    fix: 'use one of these',
  },
  iniDuration: {
    message: "is %q, no duration: Grafana doesn't start with it",
    fix: 'for example 30d, 12h or 5m',
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
      ...settings(ini),
      ...server(ini, all),
      ...administrator(ini),
    ];
  },
};

// --- internal ---

type Ini = Readonly<Record<string, unknown>>;

/** A single value as Grafana reads it; undefined where there is none, or where it is filled in later. */
function textAt(ini: Ini, section: string, key: string): string | undefined {
  const map = ini[section];
  const value = isObject(map) ? map[key] : undefined;
  if (value === undefined || value === null || typeof value === 'object') return undefined;
  const text = textOf(value);
  return text === '' || /\{\{|\$__|\$\{|%\(/.test(text) ? undefined : text;
}

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
      .map((key) => error([[...AT, section, key]], WORDS.iniSecret, section, key));
  });
}

const CHOICES: readonly [string, string, readonly string[]][] = [
  ['database', 'type', ['sqlite3', 'mysql', 'postgres']],
  ['server', 'protocol', ['http', 'https', 'h2', 'socket', 'socket_h2']],
  ['remote_cache', 'type', ['redis', 'memcached', 'database']],
];

const DURATIONS: readonly [string, string][] = [
  ['auth', 'login_maximum_inactive_lifetime_duration'],
  ['auth', 'login_maximum_lifetime_duration'],
  ['auth', 'api_key_max_seconds_to_live'],
  ['dashboards', 'min_refresh_interval'],
  ['users', 'user_invite_max_lifetime_duration'],
  ['unified_alerting', 'evaluation_timeout'],
  ['unified_alerting', 'min_interval'],
  ['unified_alerting', 'admin_config_poll_interval'],
];

function settings(ini: Ini): Violation[] {
  const choices = CHOICES.flatMap(([section, key, allowed]) => {
    const text = textAt(ini, section, key);
    if (text === undefined || allowed.includes(text)) return [];
    return [error([[...AT, section, key]], WORDS.iniChoice, text, allowed.join(', '))];
  });
  const durations = DURATIONS.flatMap(([section, key]) => {
    const text = textAt(ini, section, key);
    if (text === undefined || /^-?([0-9]+(\.[0-9]+)?(ns|us|µs|ms|[smhdwMy]))+$|^-?[0-9]+$/.test(text)) return [];
    return [error([[...AT, section, key]], WORDS.iniDuration, text)];
  });
  return [...choices, ...durations];
}

function server(ini: Ini, values: Values): Violation[] {
  const found: Violation[] = [];
  const url = textAt(ini, 'server', 'root_url');
  if (url !== undefined && !/^https?:\/\/[^\s/]/.test(url))
    found.push(warning([[...AT, 'server', 'root_url']], WORDS.iniUrl, url));
  const port = textAt(ini, 'server', 'http_port');
  const target = `${GRAFANA}.service.targetPort`;
  const asked = values.get(target) ?? 3000;
  if (port !== undefined && typeof asked === 'number' && port !== textOf(asked))
    found.push(error([[...AT, 'server', 'http_port']], WORDS.iniPort, port, asked, target));
  const variable = values.get(`${GRAFANA}.env.GF_SERVER_HTTP_PORT`);
  const written = isObject(ini['server']) && 'http_port' in ini['server'];
  if (!written && typeof asked === 'number' && String(variable ?? 3000) !== String(asked))
    found.push(error([target, `${GRAFANA}.env.GF_SERVER_HTTP_PORT`], WORDS.iniTarget, asked, variable ?? 3000));
  const protocol = textAt(ini, 'server', 'protocol');
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

function administrator(ini: Ini): Violation[] {
  const user = textAt(ini, 'security', 'admin_user');
  return user === undefined
    ? []
    : [warning([[...AT, 'security', 'admin_user']], WORDS.iniUser, 'GF_SECURITY_ADMIN_USER')];
}
