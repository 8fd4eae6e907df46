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

test('several pods need one database', () => {
  const apart = (grafana: JsonObject) => says({ persistence: { enabled: false }, replicas: 2, ...grafana });
  assert.match(apart({})[0] ?? '', /^warning: Grafana has 2 pods .*a database of its own/);
  assert.match(says({ replicas: 2, persistence: { enabled: true, type: 'statefulset' } })[0] ?? '', /database of its/);
  assert.match(apart({ replicas: 1, autoscaling: { enabled: true, maxReplicas: 4 } })[0] ?? '', /4 pods/);
  assert.deepEqual(apart({ 'grafana.ini': { database: { type: 'postgres' } } }), []);
  assert.deepEqual(apart({ 'grafana.ini': { database: { url: 'mysql://db/grafana' } } }), []);
  assert.equal(apart({ 'grafana.ini': { database: { type: 'sqlite3' } } }).length, 1);
  assert.deepEqual(apart({ envFromSecret: 'database' }), []);
  assert.deepEqual(apart({ env: { GF_DATABASE_TYPE: 'postgres' } }), []);
});

test('a kind of volume that the subchart knows not, or not with a claim, leaves no Grafana', () => {
  const kind = (persistence: JsonObject) => says({ persistence: { enabled: true, ...persistence } });
  assert.match(kind({ type: 'PVC' })[0] ?? '', /^error: .*is "PVC": .*there is no Grafana/);
  assert.match(kind({ type: 'statefulset', existingClaim: 'a' })[0] ?? '', /^error: .*existingClaim is set/);
  assert.deepEqual(kind({ type: 'StatefulSet' }), []);
  assert.deepEqual(says({ persistence: { enabled: true, type: 'PVC' }, useStatefulSet: true }), []);
  assert.deepEqual(says({ persistence: { enabled: false, type: 'PVC' } }), []);
});
