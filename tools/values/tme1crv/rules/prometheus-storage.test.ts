import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { JsonObject } from '../../json';
import { saysOf } from '../../testing/chart';
import { prometheusStorage } from './prometheus-storage';

const volume = (storage: string): JsonObject => ({
  storageSpec: { volumeClaimTemplate: { spec: { resources: { requests: { storage } } } } },
});
const says = (prometheusSpec: JsonObject, rest: JsonObject = {}) =>
  saysOf(prometheusStorage, { 'kube-prometheus-stack': { prometheus: { prometheusSpec }, ...rest } });

test('retention must leave a tenth of the volume, and should leave a seventh', () => {
  for (const right of ['80GB', '80GiB', '.5TB'])
    assert.deepEqual(says({ retentionSize: right, ...volume('1000Gi') }), [], right);
  assert.deepEqual(says({ retentionSize: '80GiB', ...volume('100Gi') }), []);
  assert.match(
    says({ retentionSize: '88GB', ...volume('100Gi') })[0] ?? '',
    /^warning: retentionSize 88GB leaves less than a seventh/,
  );
  assert.match(
    says({ retentionSize: '91GB', ...volume('100Gi') })[0] ?? '',
    /^error: .*retentionSize \(91GB\) doesn't fit its volume \(100Gi\)/,
  );
});

test('retention by time alone, or no volume, is a warning', () => {
  assert.match(says({ retentionSize: null })[0] ?? '', /^warning: Prometheus has a volume, but no retentionSize/);
  assert.match(says({ storageSpec: null })[0] ?? '', /^warning: Prometheus has no volume/);
});

test('a volume of another kind was chosen on purpose, and another Prometheus is not ours to judge', () => {
  assert.deepEqual(says({ storageSpec: { volumeClaimTemplate: null, emptyDir: { sizeLimit: '12Gi' } } }), []);
  assert.deepEqual(says({ storageSpec: null }, { enabled: false }), []);
  const agent = {
    'kube-prometheus-stack': { prometheus: { agentMode: true, prometheusSpec: { retentionSize: null } } },
  };
  assert.deepEqual(saysOf(prometheusStorage, agent), []);
});

test('the size that counts is that of the volume which the operator takes', () => {
  const [emptyDir, ephemeral] = [
    { storageSpec: { emptyDir: { sizeLimit: '2Gi' } } },
    { storageSpec: { ephemeral: volume('2Gi')['storageSpec'] as JsonObject } },
  ];
  for (const storage of [emptyDir, ephemeral])
    assert.match(says({ retentionSize: '8GB', ...storage })[0] ?? '', /^error: .*doesn't fit its volume \(2Gi\)/);
  assert.deepEqual(says({ retentionSize: '1GB', ...emptyDir }), []);
  assert.deepEqual(says({ retentionSize: '80GB', storageSpec: { emptyDir: { medium: 'Memory' } } }), []);
});
