import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { JsonObject } from '../../json';
import { saysOf } from '../../testing/chart';
import { operatorRefusals } from './operator-refusals';

const stack = (values: JsonObject) => saysOf(operatorRefusals, { 'kube-prometheus-stack': values });
const prometheus = (prometheusSpec: JsonObject) => stack({ prometheus: { prometheusSpec } });
const alertmanager = (alertmanagerSpec: JsonObject) => stack({ alertmanager: { alertmanagerSpec } });

test('additional arguments are none that the operator sets, and have no dashes', () => {
  const args = (name: string, more: JsonObject = {}) => prometheus({ additionalArgs: [{ name, value: '1' }], ...more });
  assert.match(args('storage.tsdb.retention.time')[0] ?? '', /^error: the operator sets --storage/);
  assert.match(args('--query.max-concurrency')[0] ?? '', /^error: the operator writes two dashes/);
  assert.deepEqual(args('query.max-concurrency'), []);
  assert.equal(args('query.max-concurrency', { query: { maxConcurrency: 9 } }).length, 1);
  assert.deepEqual(args('log.level', { logLevel: 'info' }), []);
  assert.equal(args('log.level', { logLevel: 'warn' }).length, 1);
  assert.equal(args('no-storage.tsdb.wal-compression', { walCompression: true }).length, 1);
  const thanos = { objectStorageConfig: { existingSecret: { name: 'a', key: 'b' } } };
  assert.equal(args('storage.tsdb.min-block-duration', { thanos }).length, 1);
  assert.deepEqual(args('storage.tsdb.min-block-duration'), []);
  assert.equal(alertmanager({ additionalArgs: [{ name: 'data.retention', value: '1h' }] }).length, 1);
});

test('the operator can read the version', () => {
  for (const tag of ['v3.5.0', '3.5', 'v3.5.0-distroless', '3'])
    assert.deepEqual(prometheus({ image: { tag } }), [], tag);
  for (const tag of ['main', 'latest', 'v3-distroless'])
    assert.match(prometheus({ image: { tag } })[0] ?? '', /^error: .*image\.tag is .*it makes no pods/, tag);
  assert.deepEqual(prometheus({ image: { tag: 'main' }, version: 'v3.5.0' }), []);
  assert.match(alertmanager({ version: 'stable' })[0] ?? '', /version of Alertmanager/);
});

test('the address outside has a scheme', () => {
  assert.match(alertmanager({ externalUrl: 'alerts.example.com' })[0] ?? '', /^error: .*ends at its start/);
  assert.match(prometheus({ externalUrl: 'p.example.com' })[0] ?? '', /^warning: .*links in alerts/);
  assert.deepEqual(alertmanager({ externalUrl: 'https://{{ .Values.host }}' }), []);
  assert.deepEqual(stack({ alertmanager: { enabled: false, alertmanagerSpec: { externalUrl: 'a' } } }), []);
});

test('what is mounted is a volume', () => {
  const mount = (name: string, more: JsonObject = {}) => prometheus({ volumeMounts: [{ name }], ...more });
  assert.match(mount('certs')[0] ?? '', /^error: .*no volume of that name/);
  assert.deepEqual(mount('certs', { volumes: [{ name: 'certs' }] }), []);
  assert.deepEqual(mount('data', { storageSpec: { volumeClaimTemplate: { metadata: { name: 'data' } } } }), []);
  for (const own of ['config-out', 'secret-etcd', 'prometheus-a-db']) assert.deepEqual(mount(own), [], own);
});

test('remote writes log in once each, and have names of their own', () => {
  const write = (...remoteWrite: JsonObject[]) => prometheus({ remoteWrite });
  assert.match(write({ basicAuth: { a: 1 }, sigv4: {} })[0] ?? '', /^error: has basicAuth and sigv4/);
  assert.match(write({ name: 'a' }, { name: 'a' })[0] ?? '', /^error: .*two of one name/);
  assert.deepEqual(write({ name: 'a', basicAuth: {} }, { name: 'b' }, {}, {}), []);
});
