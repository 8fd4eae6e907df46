/** Settings of grafana.ini that Grafana can't read: https://grafana.com/docs/grafana/latest/setup-grafana/configure-grafana/ */
import { isObject, textOf } from '../../json';

export type Ini = Readonly<Record<string, unknown>>;

export interface Unreadable {
  section: string;
  key: string;
  /** Whether Grafana ends at its start; otherwise it runs, and something doesn't work. */
  sure: boolean;
  message: string;
  fix: string;
}

/** A single value as Grafana reads it; undefined where there is none, or where it is filled in later. */
export function settingAt(ini: Ini, section: string, key: string): string | undefined {
  const map = ini[section];
  const value = isObject(map) ? map[key] : undefined;
  if (value === undefined || value === null || typeof value === 'object') return undefined;
  const text = textOf(value);
  return text === '' || /\{\{|\$__|\$\{|%\(/.test(text) ? undefined : text;
}

/** Words and durations that it doesn't know. */
export function unreadable(ini: Ini): Unreadable[] {
  const said = (section: string, key: string, why: (text: string) => Why | undefined): Unreadable[] => {
    const text = settingAt(ini, section, key);
    const found = text === undefined ? undefined : why(text);
    return found ? [{ section, key, sure: true, ...found }] : [];
  };
  return [
    ...CHOICES.flatMap(([section, key, allowed]) => said(section, key, (text) => otherWord([text], allowed))),
    ...said('log', 'mode', (text) => otherWord(text.split(/[\s,]+/), ['console', 'file', 'syslog'])),
    ...said('database', 'ssl_mode', (text) =>
      otherWord([text], SSL_MODES[settingAt(ini, 'database', 'type') ?? ''] ?? [text]),
    ),
    ...DURATIONS.flatMap(([section, key]) => said(section, key, noDuration)),
    ...said('smtp', 'host', noPort),
  ];
}

// --- internal ---

type Why = Pick<Unreadable, 'message' | 'fix'> & Partial<Pick<Unreadable, 'sure'>>;

const CHOICES: readonly [string, string, readonly string[]][] = [
  ['database', 'type', ['sqlite3', 'mysql', 'postgres']],
  ['server', 'protocol', ['http', 'https', 'h2', 'socket', 'socket_h2']],
  ['remote_cache', 'type', ['redis', 'memcached', 'database']],
];

/** libpq's words, and those of MySQL's driver. */
const SSL_MODES: Readonly<Record<string, readonly string[]>> = {
  postgres: ['disable', 'allow', 'prefer', 'require', 'verify-ca', 'verify-full'],
  mysql: ['true', 'false', 'skip-verify', 'preferred'],
};

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

function otherWord(words: readonly string[], allowed: readonly string[]): Why | undefined {
  const other = words.find((word) => word !== '' && !allowed.includes(word));
  if (other === undefined) return undefined;
  return {
    message: `is ${JSON.stringify(other)}; Grafana knows ${allowed.join(', ')}, and doesn't start with anything else`,
    fix: 'use one of these',
  };
}

function noDuration(text: string): Why | undefined {
  if (/^-?([0-9]+(\.[0-9]+)?(ns|us|µs|ms|[smhdwMy]))+$|^-?[0-9]+$/.test(text)) return undefined;
  return {
    message: `is ${JSON.stringify(text)}, no duration: Grafana doesn't start with it`,
    fix: 'for example 30d, 12h or 5m',
  };
}

function noPort(text: string): Why | undefined {
  if (/:[0-9]+$/.test(text)) return undefined;
  return {
    message: `is ${JSON.stringify(text)}, without a port: Grafana can send no mail`,
    fix: `write ${text}:587, or the port of that server`,
    sure: false,
  };
}
