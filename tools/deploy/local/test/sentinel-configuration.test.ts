/** What nodes, Sentinels and their surroundings are configured with. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import type { RenderedChart } from '../../chart';
import { exporterParts } from '../parts/exporters';
import { scrapeTargets } from '../parts/prometheus';
import { redisParts } from '../parts/redis';
import { sentinelParts } from '../parts/sentinels';
import { webappPart } from '../parts/webapp';
import { defaultPorts } from '../ports';
import { StateFolder } from '../state';
import { type SentinelSettings, topologyOf } from '../topology';

const state = new StateFolder(mkdtempSync(join(tmpdir(), 'stack-test-')));
state.create();
after(() => rmSync(state.root, { recursive: true, force: true }));

const chart: RenderedChart = {
  values: {
    redis: {
      architecture: 'replication',
      sentinel: { enabled: true },
      commonConfiguration: 'maxmemory 5mb',
      replica: { replicaCount: 3, configuration: 'maxmemory 3mb', disableCommands: ['FLUSHALL'] },
    },
  },
  manifests: [
    { kind: 'ConfigMap', data: { other: 'x' } },
    {
      kind: 'ConfigMap',
      data: {
        'plain.conf': 'maxmemory 1mb\nhz 20',
        'node.conf': 'maxmemory 2mb\nmin-replicas-to-write 1',
        'master-set': 'items',
        quorum: '2',
        'down-after': '2000',
        'failover-timeout': '10000',
        'parallel-syncs': '1',
        'sentinel-configuration': 'loglevel verbose\nport 7\n',
      },
    },
  ],
};
const topology = topologyOf(chart);
const settings = topology.sentinel as SentinelSettings;
const ports = defaultPorts(2, 3);
const password = 'secret';
const nodes = redisParts({ state, program: 'redis-server', topology, ports: ports.redis, password });
const sentinels = sentinelParts({
  ...{ state, program: 'redis-server', settings, ports: ports.sentinels, nodePorts: ports.redis, password },
});

// Redis takes the last of two equal directives.
const last = (lines: string[], name: string) =>
  lines
    .filter((line) => line.startsWith(`${name} `))
    .at(-1)
    ?.slice(name.length + 1);

test('of the nodes that are configured one leads and the others follow', () => {
  assert.equal(topology.replicas, 2);
  assert.deepEqual(
    nodes.map(({ name }) => name),
    ['redis-node-0', 'redis-node-1', 'redis-node-2'],
  );
});

test('every node starts as one that follows nobody and that no Sentinel promotes', () => {
  for (const [index, { files }] of nodes.entries()) {
    const lines = Object.values(files)[0]?.split('\n') ?? [];
    assert.equal(last(lines, 'replicaof'), '127.0.0.1 1');
    assert.equal(last(lines, 'replica-priority'), '0');
    assert.equal(last(lines, 'replica-announce-port'), String(ports.redis[index]));
    assert.equal(last(lines, 'min-replicas-to-write'), '1');
    assert.equal(last(lines, 'rename-command'), 'FLUSHALL ""');
    assert.equal(last(lines, 'maxmemory'), '5mb', 'the common lines are the last, as in the chart’s start script');
  }
});

test('a Sentinel takes the chart’s settings, but never its addresses', () => {
  const [, second] = sentinels;
  assert.ok(second);
  assert.equal(last(second.lines, 'sentinel down-after-milliseconds'), 'items 2000');
  assert.equal(last(second.lines, 'sentinel failover-timeout'), 'items 10000');
  assert.equal(last(second.lines, 'sentinel parallel-syncs'), 'items 1');
  assert.equal(last(second.lines, 'sentinel auth-pass'), 'items secret');
  assert.equal(last(second.lines, 'loglevel'), 'verbose');
  assert.equal(last(second.lines, 'bind'), '127.0.0.1');
  assert.equal(last(second.lines, 'port'), '26380');
  assert.equal(last(second.lines, 'requirepass'), 'secret');
});

test('the Sentinels end before the nodes, and all nodes together', () => {
  const ranks = new Set(nodes.map(({ stopOrder }) => stopOrder));
  assert.equal(ranks.size, 1);
  for (const { stopOrder } of sentinels) assert.ok(stopOrder < Math.min(...ranks));
});

test('the web app asks the Sentinels, under the name of the chart', () => {
  const chartEnv = { REDIS_SENTINELS: 'node-0.cluster.local:26379', REDIS_MASTER_SET: 'items' };
  const { env } = webappPart({
    repository: '/project',
    chartEnv,
    ports,
    passwordFile: 'p',
    tokensFile: 't',
    build: '1',
  });
  assert.equal(env['REDIS_SENTINELS'], '127.0.0.1:26379,127.0.0.1:26380,127.0.0.1:26381');
  assert.equal(env['REDIS_MASTER_SET'], 'items');
  assert.equal(env['REDIS_REPLICAS_URL'], undefined);
});

test('each Redis and each Sentinel has an exporter, a target with the labels of the reference layout', () => {
  const exporters = exporterParts({ program: 'exporter', topology, ports, password });
  assert.deepEqual(
    exporters.map(({ name, env }) => `${name} ${env['REDIS_ADDR']}`),
    [
      ...['exporter-node-0 127.0.0.1:6379', 'exporter-node-1 127.0.0.1:6380', 'exporter-node-2 127.0.0.1:6381'],
      ...['exporter-sentinel-0 127.0.0.1:26379', 'exporter-sentinel-1 127.0.0.1:26380'],
      'exporter-sentinel-2 127.0.0.1:26381',
    ],
  );
  const targets = scrapeTargets({ ports, topology, namespace: 'iacproject' });
  const shared = { namespace: 'iacproject', pod: 'tme1crv-redis-node-2', service: 'tme1crv-redis-metrics' };
  assert.deepEqual(targets['tme1crv-redis-metrics']?.[2], {
    targets: ['127.0.0.1:9123'],
    labels: { ...shared, endpoint: 'http-metrics', container: 'metrics' },
  });
  assert.deepEqual(targets['tme1crv-redis-metrics-sentinel']?.[2], {
    targets: ['127.0.0.1:9223'],
    labels: { ...shared, endpoint: 'http-sentinel', container: 'sentinel-metrics' },
  });
});

test('a port offset that leaves no room for the Sentinels is refused with the highest that does', () => {
  assert.equal(defaultPorts(2, 0, 56_000).app, 59_000);
  assert.throws(() => defaultPorts(2, 3, 56_000), /--port-offset 56000/);
  assert.equal(defaultPorts(2, 3, 39_153).sentinels.at(-1), 65_534);
});
