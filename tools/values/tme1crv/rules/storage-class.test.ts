import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { JsonObject } from '../../json';
import { saysOf } from '../../testing/chart';
import { storageClass } from './storage-class';

const stack = (storageClassName: string, grafana: JsonObject = {}): JsonObject => ({
  'kube-prometheus-stack': {
    prometheus: { prometheusSpec: { storageSpec: { volumeClaimTemplate: { spec: { storageClassName } } } } },
    grafana,
  },
});

test('a class for all volumes is named where it is not followed, too', () => {
  const global = { storageClass: 'fast' };
  assert.deepEqual(saysOf(storageClass, {}), []);
  assert.match(saysOf(storageClass, { global })[0] ?? '', /is fast, .* Prometheus' would be asked/);
  assert.match(saysOf(storageClass, { global: { defaultStorageClass: 'fast' } })[0] ?? '', /defaultStorageClass/);
  assert.deepEqual(saysOf(storageClass, { global, ...stack('fast') }), []);
  const backup = { enabled: true };
  assert.match(saysOf(storageClass, { global, backup, ...stack('slow') })[0] ?? '', /the volume of backups would/);
  assert.deepEqual(
    saysOf(storageClass, { global, backup: { enabled: true, persistence: { existingClaim: 'a' } }, ...stack('x') }),
    [],
  );
  const persistence = { enabled: true };
  assert.match(saysOf(storageClass, { global, ...stack('fast', { persistence }) })[0] ?? '', /Grafana's would/);
  assert.deepEqual(saysOf(storageClass, { global, 'kube-prometheus-stack': { enabled: false } }), []);
});
