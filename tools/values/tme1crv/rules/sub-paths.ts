import { isObject, textOf } from '../../json';
import { type Rule, type Violation, warning } from '../../rules/rule';
import type { Values } from '../../rules/values';
import type { Words } from '../../rules/wording';

const WORDS = {
  pathNotServed: {
    message: 'the Ingress sends %s to %s, which serves its pages below %s alone: it responds with 404',
    fix: 'set %s to %s, or have the Ingress take the path away (an annotation of its controller)',
  },
  urlNotServed: {
    message: '%s has the path %s, and %s serves its pages below %s: the links in alerts lead to 404',
    fix: 'set %s to %s',
  },
  grafanaPath: {
    message: 'the Ingress sends %s to Grafana, which serves its pages below %s: it responds with 404 or an empty page',
    fix: 'set grafana.ini.server.root_url to an address with that path, and serve_from_sub_path to true',
  },
} as const satisfies Words;

const STACK = 'kube-prometheus-stack';
const GRAFANA = `${STACK}.grafana`;
/** The first step of what each serves itself: an Ingress may well let in a part only. */
const SERVED =
  /^(api|-|graph|query|alerts|targets|rules|status|config|flags|tsdb-status|service-discovery|federate|metrics|static|assets|classic|consoles|debug|script|lib|user|version|favicon\.\w+)$/;
/** Annotations of ingress controllers that change the path. */
const REWRITES = /rewrite|strip|middleware|replace|configuration-snippet|server-snippet/i;

export const subPaths: Rule<'sub-paths'> = {
  name: 'sub-paths',
  what: 'Grafana, Prometheus or Alertmanager would not serve the path that their Ingress sends to them.',
  why: 'An Ingress hands the path on as it is. The program behind it has to know that its pages begin there.',
  example: {
    wrong: 'kube-prometheus-stack: { grafana: { ingress: { enabled: true, hosts: [a.example.com], path: /grafana } } }',
    right: [
      'kube-prometheus-stack:',
      '  grafana:',
      '    ingress: { enabled: true, hosts: [a.example.com], path: /grafana }',
      '    grafana.ini: { server: { root_url: "https://a.example.com/grafana", serve_from_sub_path: true } }',
    ].join('\n'),
  },
  check(values) {
    if (!values.on(`${STACK}.enabled`)) return [];
    const all = values.withDefaults;
    return [
      ...served(all, 'Prometheus', `${STACK}.prometheus`, 'prometheusSpec'),
      ...served(all, 'Alertmanager', `${STACK}.alertmanager`, 'alertmanagerSpec'),
      ...grafana(all),
    ];
  },
};

// --- internal ---

/** As `/a/b`; '' for the root. */
const trimmed = (path: string) => path.replace(/\/+$/, '');
/** What can be compared: no template, no pattern. */
const isPlain = (path: string) => /^\/[\w./-]*$/.test(path);
const isBelow = (path: string, folder: string) => path === folder || path.startsWith(`${folder}/`);
/** The path of an address, whose host may be filled in later. */
const pathOf = (url: string) => /^[^/\s]+:\/\/[^/]*(\/.*)?$/.exec(url)?.[1] ?? '';

function isUsed(values: Values, at: string): boolean {
  const annotations = Object.entries(values.map(`${at}.ingress.annotations`));
  return (
    values.get(`${at}.enabled`) !== false &&
    values.on(`${at}.ingress.enabled`) &&
    !annotations.some(([key, value]) => REWRITES.test(key) || REWRITES.test(textOf(value)))
  );
}

function served(values: Values, name: string, at: string, spec: string): Violation[] {
  if (!isUsed(values, at)) return [];
  const route = `${at}.${spec}.routePrefix`;
  const prefix = trimmed(values.text(route));
  const shown = prefix || '/';
  const missed = values
    .list(`${at}.ingress.paths`)
    .map(textOf)
    .find((path) => {
      const bare = trimmed(path);
      if (!isPlain(path) || isBelow(prefix, bare)) return false;
      return !isBelow(bare, prefix) || (prefix === '' && !SERVED.test(bare.split('/')[1] ?? ''));
    });
  if (missed !== undefined)
    return [warning([`${at}.ingress.paths`], WORDS.pathNotServed, missed, name, shown, route, trimmed(missed))];
  const url = `${at}.${spec}.externalUrl`;
  const path = trimmed(pathOf(values.text(url)));
  return path === '' || !isPlain(path) || path === prefix
    ? []
    : [warning([url], WORDS.urlNotServed, url, path, name, shown, route, path)];
}

function grafana(values: Values): Violation[] {
  const path = values.text(`${GRAFANA}.ingress.path`);
  if (!isUsed(values, GRAFANA) || !isPlain(path) || trimmed(path) === '') return [];
  const map = values.map(GRAFANA)['grafana.ini'];
  const server = isObject(map) && isObject(map['server']) ? map['server'] : {};
  const env = values.map(`${GRAFANA}.env`);
  const fromElsewhere = ['envFromSecret', 'envFromSecrets', 'envFromConfigMaps', 'envValueFrom'].some((key) => {
    const given = values.get(`${GRAFANA}.${key}`);
    return typeof given === 'string' ? given !== '' : given && Object.keys(given).length > 0;
  });
  const serves = textOf(env['GF_SERVER_SERVE_FROM_SUB_PATH'] ?? server['serve_from_sub_path'] ?? '') === 'true';
  const url = textOf(env['GF_SERVER_ROOT_URL'] ?? server['root_url'] ?? '');
  if (fromElsewhere || /\{\{|\$__|\$\{/.test(url)) return [];
  const root = serves ? trimmed(pathOf(url)) : '';
  if (isBelow(root, trimmed(path)) || (root !== '' && isBelow(path, root))) return [];
  return [warning([`${GRAFANA}.ingress.path`], WORDS.grafanaPath, path, root || '/')];
}
