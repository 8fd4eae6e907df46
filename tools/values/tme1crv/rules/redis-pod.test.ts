import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { JsonObject } from '../../json';
import { saysOf } from '../../testing/chart';
import { redisPod } from './redis-pod';

const says = (redis: JsonObject, more: JsonObject = {}) => saysOf(redisPod, { redis, ...more });
const writable: JsonObject = { containerSecurityContext: { readOnlyRootFilesystem: false } };

test('the folder for redis.conf is mounted', () => {
  assert.deepEqual(says({}), []);
  assert.match(says({ master: writable })[0] ?? '', /^error: redis\.master\..*readOnlyRootFilesystem is false/);
  const off: JsonObject = { replica: { containerSecurityContext: { enabled: false } } };
  assert.deepEqual(says(off), []);
  assert.match(says(off, { workload: { podSecurityLevel: 'baseline' } })[0] ?? '', /enabled is false/);
  const mounted = { ...writable, extraVolumeMounts: [{ name: 'etc', mountPath: '/opt/bitnami/redis/etc/' }] };
  assert.deepEqual(says({ master: mounted }), []);
  assert.deepEqual(says({ architecture: 'standalone', replica: writable }), []);
});

test("the volume is Redis' own", () => {
  const pod = { podSecurityContext: { enabled: false } };
  assert.match(says({ master: pod })[0] ?? '', /^warning: .*user \(1001\)/);
  assert.deepEqual(says({ master: { ...pod, containerSecurityContext: { runAsUser: 0 } } }), []);
  assert.deepEqual(says({ replica: { ...pod, persistence: { enabled: false } } }), []);
  assert.deepEqual(says({ master: pod, volumePermissions: { enabled: true } }), []);
});

test('names of Services are known', () => {
  assert.match(says({ replica: { dnsPolicy: 'Default' } })[0] ?? '', /redis\.replica\.dnsPolicy is Default/);
  assert.deepEqual(says({ replica: { dnsPolicy: 'ClusterFirst' } }), []);
});
