import assert from 'node:assert/strict';
import { test } from 'node:test';
import { saysOf } from '../../testing/chart';
import { redisUnchecked } from './redis-unchecked';

const says = (redis: object) => saysOf(redisUnchecked, { redis: redis as never }).map((said) => said.split(':')[1]);

test('what no rule can see is named', () => {
  assert.deepEqual(says({}), []);
  assert.deepEqual(says({ existingConfigmap: 'mine' }), [' redis.existingConfigmap is a ConfigMap of your own']);
  assert.deepEqual(says({ commonConfiguration: 'maxmemory {{ .Values.x }}' }), [
    ' redis.commonConfiguration holds a template',
  ]);
  assert.deepEqual(says({ replica: { extraFlags: ['--maxmemory', '$MAX'] } }).length, 1);
  assert.deepEqual(says({ master: { preExecCmds: ['sleep 1'], command: 'redis-server' } }).length, 2);
  assert.deepEqual(says({ diagnosticMode: { enabled: true } }), [' redis.diagnosticMode.enabled is true']);
});

test('nothing of it matters for replicas that there are not, or for a Redis elsewhere', () => {
  assert.deepEqual(says({ architecture: 'standalone', replica: { preExecCmds: ['x'] } }), []);
  assert.deepEqual(says({ enabled: false, existingConfigmap: 'mine' }), []);
});
