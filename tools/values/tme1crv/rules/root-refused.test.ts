import assert from 'node:assert/strict';
import { test } from 'node:test';
import { saysOf } from '../../testing/chart';
import { rootRefused } from './root-refused';

test('root as the user, where a default forbids root', () => {
  const operator = (securityContext: object, enabled = true) =>
    saysOf(rootRefused, {
      'kube-prometheus-stack': { enabled, prometheusOperator: { securityContext: { ...securityContext } } },
    });
  assert.match(operator({ runAsUser: 0, runAsNonRoot: true })[0] ?? '', /^error: is 0, which is root/);
  assert.deepEqual(operator({ runAsUser: 0, runAsNonRoot: false }), []);
  assert.deepEqual(operator({ runAsUser: 1000, runAsNonRoot: true }), []);
  assert.deepEqual(operator({ runAsUser: 0, runAsNonRoot: true }, false), []);
});

test('of Redis, where its namespace would admit root', () => {
  const redis = (level: string, more = {}) =>
    saysOf(rootRefused, {
      workload: { podSecurityLevel: level },
      redis: { master: { containerSecurityContext: { runAsUser: 0, runAsNonRoot: true, ...more } } },
    });
  assert.equal(redis('baseline').length, 1);
  assert.deepEqual(redis('baseline', { enabled: false }), []);
  assert.deepEqual(redis('restricted'), []);
});
