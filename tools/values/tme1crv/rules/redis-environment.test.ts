import assert from 'node:assert/strict';
import { test } from 'node:test';
import { saysOf } from '../../testing/chart';
import { redisEnvironment } from './redis-environment';

test('variables that the start scripts read are set once', () => {
  const entries = (...names: string[]) => ({ extraEnvVars: names.map((name) => ({ name, value: 'x' })) });
  assert.deepEqual(
    saysOf(redisEnvironment, {
      redis: { master: entries('TZ', 'REDIS_PASSWORD', 'REDIS_MASTER_HOST'), replica: entries('REDIS_MASTER_HOST') },
    }).map((said) => said.split(',')[0]),
    [
      'error: redis.master.extraEnvVars sets REDIS_PASSWORD',
      'error: redis.replica.extraEnvVars sets REDIS_MASTER_HOST',
    ],
  );
});
