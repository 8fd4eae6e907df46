import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { JsonObject } from '../../json';
import { saysOf } from '../../testing/chart';
import { claimSize } from './claim-size';

test('a claim needs a size, and says so where it stands', () => {
  const says = (volumeClaimTemplate: JsonObject) =>
    saysOf(claimSize, {
      'kube-prometheus-stack': { alertmanager: { alertmanagerSpec: { storage: { volumeClaimTemplate } } } },
    });
  assert.equal(says({ spec: { accessModes: ['ReadWriteOnce'] } }).length, 1);
  assert.deepEqual(says({ spec: { resources: { requests: { storage: '1Gi' } } } }), []);
  assert.deepEqual(says({}), []);
});
