import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { JsonObject } from '../../json';
import { violationsOf } from '../../testing/chart';
import { thanosStorage } from './thanos-storage';

const fixes = (objectStorageConfig: JsonObject) =>
  violationsOf(thanosStorage, {
    'kube-prometheus-stack': { prometheus: { prometheusSpec: { thanos: { objectStorageConfig } } } },
  }).map(({ fix }) => fix);

test("the operator's form, and the configuration itself, aren't read", () => {
  assert.deepEqual(fixes({ name: 's3', key: 'a.yaml' }), ['move it down: existingSecret: { name: s3, key: a.yaml }']);
  assert.deepEqual(fixes({ type: 'S3', config: { bucket: 'x' } }), ['move it below secret:, as type: and config:']);
});

test('the forms that are read', () => {
  assert.deepEqual(fixes({ existingSecret: { name: 's3', key: 'a.yaml' } }), []);
  assert.deepEqual(fixes({ secret: { type: 'S3', config: { bucket: 'x' } } }), []);
  assert.deepEqual(fixes({}), []);
});
