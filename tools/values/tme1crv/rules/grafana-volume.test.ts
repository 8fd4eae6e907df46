import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { JsonObject } from '../../json';
import { saysOf } from '../../testing/chart';
import { grafanaVolume } from './grafana-volume';

const says = (grafana: JsonObject) =>
  saysOf(grafanaVolume, { 'kube-prometheus-stack': { grafana: { persistence: { enabled: true }, ...grafana } } });

test('a volume for one node and a rolling update wait for each other', () => {
  assert.match(says({})[0] ?? '', /^warning: .*the new pod waits for ever/);
  assert.deepEqual(says({ deploymentStrategy: { type: 'Recreate' } }), []);
  assert.deepEqual(says({ deploymentStrategy: { rollingUpdate: { maxSurge: 0, maxUnavailable: 1 } } }), []);
  assert.deepEqual(says({ persistence: { enabled: true, accessModes: ['ReadWriteMany'] } }), []);
  assert.deepEqual(says({ persistence: { enabled: true, type: 'statefulset' } }), []);
  assert.deepEqual(says({ persistence: { enabled: true, storageClassName: 'nfs-fast' } }), []);
  assert.deepEqual(says({ persistence: { enabled: false } }), []);
  assert.match(says({ replicas: 2 })[0] ?? '', /^error: .*2 pods/);
});
