import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { parse } from 'yaml';
import { ruleGroups } from '../../../monitoring/rules/rules';
import { type RenderedChart, webappDeployment } from '../../chart';
import { StackError } from '../../errors';
import { alertmanagerPart } from '../parts/alertmanager';
import { exporterParts } from '../parts/exporters';
import { prometheusPart } from '../parts/prometheus';
import { webhookUrl } from '../parts/receiver';
import { redisParts } from '../parts/redis';
import { webappPart } from '../parts/webapp';
import { defaultPorts } from '../ports';
import { StateFolder } from '../state';
import { topologyOf } from '../topology';

const state = new StateFolder(mkdtempSync(join(tmpdir(), 'stack-test-')));
state.create();
after(() => rmSync(state.root, { recursive: true, force: true }));

const ports = defaultPorts(2);
const files = { passwordFile: '/state/secret/redis-password', tokensFile: '/state/secret/api-tokens' };
const chart: RenderedChart = {
  values: {
    redis: {
      commonConfiguration: 'appendonly yes\nport 7000\nbind 0.0.0.0',
      master: { disableCommands: ['FLUSHALL'] },
      replica: { replicaCount: 2 },
    },
    monitoring: { serviceMonitors: { interval: '15s' } },
  },
  manifests: [
    {
      kind: 'Deployment',
      metadata: { name: 'x', namespace: 'iacproject', labels: { 'app.kubernetes.io/name': 'webapp' } },
      spec: {
        template: {
          spec: {
            containers: [
              {
                env: [
                  { name: 'MAX_BATCH_ITEMS', value: '7' },
                  { name: 'REDIS_PASSWORD', valueFrom: {} },
                  { name: 'PORT', value: '3000' },
                ],
              },
            ],
          },
        },
      },
    },
    { kind: 'PrometheusRule', spec: { groups: [{ name: 'a', rules: [] }] } },
    { kind: 'PrometheusRule', spec: { groups: [{ name: 'b', interval: '1m', rules: [] }] } },
  ],
};
const topology = topologyOf(chart);

// What a Redis configuration file ends up saying: the last of two equal directives counts.
function redisDirectives(index: number): Map<string, string> {
  const part = redisParts({ state, program: 'redis-server', topology, ports: ports.redis, password: 'secret' })[index];
  const lines =
    Object.values(part?.files ?? {})[0]
      ?.trim()
      .split('\n') ?? [];
  return new Map(lines.map((line) => [line.split(' ')[0] ?? '', line.slice(line.indexOf(' ') + 1)]));
}

test('Redis takes the chart’s settings, but never its addresses', () => {
  const primary = redisDirectives(0);
  assert.equal(primary.get('appendonly'), 'yes');
  assert.equal(primary.get('bind'), '127.0.0.1');
  assert.equal(primary.get('port'), '6379');
  assert.equal(primary.get('requirepass'), 'secret');
  assert.equal(primary.get('replicaof'), undefined);
  assert.equal(primary.get('rename-command'), 'FLUSHALL ""');
});

test('each replica follows the primary from a data folder of its own', () => {
  const [first, second] = [redisDirectives(1), redisDirectives(2)];
  assert.equal(first.get('replicaof'), '127.0.0.1 6379');
  assert.equal(first.get('masterauth'), 'secret');
  assert.equal(first.get('rename-command'), undefined);
  assert.notEqual(first.get('dir'), second.get('dir'));
});

test('the web app gets the chart’s environment with local addresses', () => {
  const { env: chartEnv, namespace } = webappDeployment(chart);
  assert.equal(namespace, 'iacproject');
  const { env } = webappPart({ repository: '/project', chartEnv, ports, ...files, build: '1' });
  assert.equal(env['MAX_BATCH_ITEMS'], '7');
  assert.equal(env['HOST'], '127.0.0.1');
  assert.equal(env['REDIS_URL'], 'redis://127.0.0.1:6379');
  assert.equal(env['REDIS_REPLICAS_URL'], 'redis://127.0.0.1:6380,redis://127.0.0.1:6381');
  assert.equal(env['REDIS_PASSWORD_FILE'], '/state/secret/redis-password');
  assert.equal(env['AUTH_TOKENS_FILE'], undefined);
  const secured = { ...chartEnv, AUTH_TOKENS_FILE: '/etc/webapp/auth/tokens' };
  const part = webappPart({ repository: '/project', chartEnv: secured, ports, ...files, build: '1' });
  assert.equal(part.env['AUTH_TOKENS_FILE'], '/state/secret/api-tokens');
});

test('nothing listens beyond loopback', () => {
  const exporters = exporterParts({
    program: 'exporter',
    topology,
    ports,
    password: 'secret',
  });
  assert.deepEqual(
    exporters.map(({ env }) => env['REDIS_EXPORTER_WEB_LISTEN_ADDRESS']),
    ['127.0.0.1:9121', '127.0.0.1:9122', '127.0.0.1:9123'],
  );
  const { args } = alertmanagerPart({ state, program: 'alertmanager', port: 9093, webhookUrl: webhookUrl(9095) });
  assert.ok(args.includes('--web.listen-address=127.0.0.1:9093'));
  assert.ok(args.includes('--cluster.listen-address='), 'the cluster port would be open to all');
});

test('Prometheus scrapes every part with the labels of the reference layout, and loads all rules', () => {
  const part = prometheusPart({
    state,
    program: 'prometheus',
    ports,
    topology,
    namespace: 'iacproject',
    rules: ruleGroups(chart),
    scrapeInterval: topology.scrapeInterval,
    evaluationInterval: '5s',
    retention: topology.retention,
  });
  const [configuration, rules] = Object.values(part.files).map((text) => parse(text));
  assert.equal(configuration.global.scrape_interval, '15s');
  const jobs = new Map(
    configuration.scrape_configs.map((job: { job_name: string; static_configs: { labels: object }[] }) => [
      job.job_name,
      job.static_configs.map(({ labels }) => labels),
    ]),
  );
  assert.deepEqual(jobs.get('tme1crv-webapp'), [
    {
      namespace: 'iacproject',
      pod: 'tme1crv-webapp-0',
      service: 'tme1crv-webapp',
      endpoint: 'metrics',
      container: 'webapp',
    },
  ]);
  const redis = jobs.get('tme1crv-redis-metrics') as { pod: string }[];
  assert.deepEqual(
    redis.map(({ pod }) => pod),
    ['tme1crv-redis-master-0', 'tme1crv-redis-replicas-0', 'tme1crv-redis-replicas-1'],
  );
  assert.deepEqual(rules.groups, [
    { name: 'a', rules: [] },
    { name: 'b', interval: '1m', rules: [] },
  ]);
});

const impossible: [string, object, RegExp][] = [
  ['Redis elsewhere', { redis: { enabled: false } }, /redis.enabled is false/],
  [
    'Sentinel without replication',
    { redis: { sentinel: { enabled: true }, architecture: 'standalone' } },
    /redis.sentinel.enabled is true and redis.architecture is standalone/,
  ],
];
for (const [what, values, message] of impossible) {
  test(`values that ask for ${what} are refused with the reason`, () => {
    assert.throws(
      () => topologyOf({ manifests: [], values }),
      (error) => error instanceof StackError && message.test(error.message),
    );
  });
}

test('without a web app there is nothing to show', () => {
  assert.throws(() => webappDeployment({ manifests: [], values: {} }), /webapp.enabled: false/);
});
