import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { JsonObject } from '../../json';
import { saysOf } from '../../testing/chart';
import { podSecurity } from './pod-security';
import { redisExporter } from './redis-exporter';
import { redisLabels } from './redis-labels';
import { secretTemplates } from './secret-templates';

test('labels by which this chart finds Redis stay as they are', () => {
  const says = (redis: JsonObject) => saysOf(redisLabels, { redis }).length;
  assert.equal(says({ master: { podLabels: { 'app.kubernetes.io/name': 'cache' } } }), 1);
  assert.equal(says({ nameOverride: 'cache', commonLabels: { 'app.kubernetes.io/name': 'cache' } }), 0);
  assert.equal(says({ commonLabels: { 'app.kubernetes.io/component': 'cache' } }), 1);
  assert.equal(says({ replica: { podLabels: { 'app.kubernetes.io/component': 'cache' } } }), 0);
  assert.equal(says({ metrics: { podLabels: { 'app.kubernetes.io/component': 'metrics' } } }), 1);
  assert.equal(says({ metrics: { enabled: false, podLabels: { 'app.kubernetes.io/name': 'a' } } }), 0);
  assert.equal(says({ commonLabels: { 'app.kubernetes.io/instance': '{{ .Release.Name }}', team: 'a' } }), 0);
});

test('pods ask for no more than their namespace admits', () => {
  const says = (values: JsonObject) => saysOf(podSecurity, values).length;
  const root: JsonObject = { redis: { metrics: { containerSecurityContext: { runAsUser: 0 } } } };
  assert.equal(says(root), 1);
  assert.equal(says({ ...root, workload: { podSecurityLevel: 'baseline' } }), 0);
  assert.equal(says({ ...root, workload: { createNamespace: false } }), 0);
  assert.equal(says({ redis: { metrics: { enabled: false, containerSecurityContext: { runAsUser: 0 } } } }), 0);
  const privileged: JsonObject = { redis: { master: { containerSecurityContext: { privileged: true } } } };
  assert.equal(says({ ...privileged, workload: { podSecurityLevel: 'baseline' } }), 1);
  assert.equal(says({ ...privileged, workload: { podSecurityLevel: 'privileged' } }), 0);
});

test('exporters are scraped once, and at the port of their Redis', () => {
  const says = (redis: JsonObject) => saysOf(redisExporter, { redis }).length;
  assert.equal(says({ metrics: { podMonitor: { enabled: true } } }), 1);
  assert.equal(says({ metrics: { prometheusRule: { enabled: true } } }), 1);
  assert.equal(says({ replica: { containerPorts: { redis: 7000 } }, master: { containerPorts: { redis: 7000 } } }), 0);
  assert.equal(says({ replica: { containerPorts: { redis: 7000 } }, architecture: 'standalone' }), 0);
});

test('a node with Sentinel keeps its exporters and its hooks', () => {
  const says = (replica: JsonObject) =>
    saysOf(redisExporter, { redis: { sentinel: { enabled: true }, metrics: { enabled: false }, replica } }).length;
  assert.equal(says({}), 0);
  assert.equal(says({ sidecars: [{ name: 'log', image: 'log:1' }] }), 1);
  assert.equal(says({ sidecars: '{{ include "tme1crv.redis.exporters" . }}\n- name: log\n' }), 0);
  assert.equal(says({ lifecycleHooks: { preStop: { exec: { command: ['sleep', '5'] } } } }), 1);
});

test('a Secret name means the same in both charts', () => {
  const says = (name: string) => saysOf(secretTemplates, { redis: { auth: { existingSecret: name } } }).length;
  assert.equal(says('{{ .Values.name }}'), 1);
  assert.equal(says('{{ .Release.Name }}-x'), 0);
  assert.equal(says('team.values'), 0);
});

test('the exporter is asked where it listens, for what it is called', () => {
  const says = (metrics: JsonObject) => saysOf(redisExporter, { redis: { metrics } });
  const variable = (name: string) => says({ extraEnvVars: [{ name, value: 'x' }] });
  assert.match(variable('REDIS_EXPORTER_NAMESPACE')[0] ?? '', /begin with redis_/);
  assert.match(variable('REDIS_EXPORTER_WEB_TELEMETRY_PATH')[0] ?? '', /asks for \/metrics/);
  assert.deepEqual(variable('REDIS_EXPORTER_INCL_SYSTEM_METRICS'), []);
  const flag = (word: string) => says({ command: ['/redis_exporter', '--redis.addr=localhost:6379', word] });
  assert.match(flag('--namespace=cache')[0] ?? '', /--namespace/);
  assert.match(flag('-web.listen-address=:9200')[0] ?? '', /containerPorts/);
  assert.deepEqual([flag('--namespace=redis'), flag('--web.telemetry-path=/metrics')], [[], []]);
});

test('a changed password reaches the exporter by a folder of both', () => {
  const says = (redis: JsonObject) => saysOf(redisExporter, { redis });
  const scratch = { extraVolumes: [{ name: 'scratch', emptyDir: {} }] };
  assert.match(says({ metrics: scratch })[0] ?? '', /^error: .*Kubernetes refuses/);
  const mounts = [{ name: 'start', mountPath: '/opt/tme1crv/redis' }];
  assert.match(says({ master: { extraVolumeMounts: mounts } })[0] ?? '', /^warning: redis\.master\..*changed password/);
  assert.deepEqual(says({ auth: { enabled: false }, master: { extraVolumeMounts: mounts } }), []);
});
