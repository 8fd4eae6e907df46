import { error, type Rule } from '../../rules/rule';
import type { Values } from '../../rules/values';
import type { Words } from '../../rules/wording';
import { replicas } from '../redis-conf/effective';

/** What the template says too, in the same words. */
const IN_CHART = {
  webappEnvironment: {
    message: 'webapp.extraEnv sets %s, which the chart sets itself: a container can have it only once',
    fix: 'change the value that it comes from instead, see the table in chart/README.md',
  },
} as const satisfies Words;

const PATH = 'webapp.extraEnv';

/** What chart/templates/webapp/_env.tpl sets in any case. */
export const ALWAYS_SET = [
  'PORT',
  'METRICS_PORT',
  'LOG_LEVEL',
  'REDIS_URL',
  'PAGE',
  'REDIS_CONNECT_TIMEOUT_MS',
  'REDIS_COMMAND_TIMEOUT_MS',
  'REPLICA_DISCOVERY_INTERVAL_MS',
  'REPLICA_POLL_INTERVAL_MS',
  'REPLICA_MAX_LAG_BYTES',
  'REPLICA_MAX_LAG_SECONDS',
  'MAX_BODY_BYTES',
  'MAX_URL_BYTES',
  'MAX_BATCH_ITEMS',
  'MAX_CONCURRENT_REQUESTS',
  'REQUEST_TIMEOUT_MS',
  'SHUTDOWN_DELAY_MS',
  'SHUTDOWN_TIMEOUT_MS',
];

export const webappEnvironment: Rule<'webapp-environment'> = {
  name: 'webapp-environment',
  what: "A variable of the web app's container is set twice: by the chart, and by your file.",
  why: 'A variable that a container has twice is refused by Helm 4 and by server-side apply; elsewhere the last one counts, and the value that was meant to set it does nothing.',
  example: {
    wrong: 'webapp: { extraEnv: [{ name: REDIS_URL, value: "redis://other:6379" }] }',
    right: 'webapp: { extraEnv: [{ name: TZ, value: Europe/Berlin }] }',
  },
  inChart: IN_CHART,
  check(values) {
    if (!values.on('webapp.enabled')) return [];
    const set = [...ALWAYS_SET, ...setByValues(values)];
    return values.list(PATH).flatMap((entry, at) => {
      const name = (entry as { name?: unknown } | null)?.name;
      if (typeof name !== 'string' || !set.includes(name)) return [];
      const paths = [`${PATH}.${at}.name`, PATH];
      return [error(paths, IN_CHART.webappEnvironment, name)];
    });
  },
};

/** What it sets only with some values. */
export function setByValues(values: Values): string[] {
  const own = values.on('redis.enabled');
  const has = (path: string) => values.text(path) !== '';
  const password = own
    ? values.on('redis.auth.enabled') && has('redis.auth.existingSecret')
    : has('externalRedis.existingSecret');
  return [
    ...((own ? replicas(values) > 0 : has('externalRedis.replicasUrl')) ? ['REDIS_REPLICAS_URL'] : []),
    ...(!own && has('externalRedis.username') ? ['REDIS_USERNAME'] : []),
    // The app refuses to start with both.
    ...(password ? ['REDIS_PASSWORD', 'REDIS_PASSWORD_FILE'] : []),
    ...(has('webapp.auth.existingSecret') ? ['AUTH_TOKENS_FILE'] : []),
    ...(has('webapp.page.docsUrl') ? ['PAGE_DOCS_URL'] : []),
    ...(has('webapp.page.grafanaUrl') ? ['PAGE_GRAFANA_URL'] : []),
  ];
}
