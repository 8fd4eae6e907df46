import assert from 'node:assert/strict';
import { test } from 'node:test';
import { saysOf } from '../../testing/chart';
import { externalRedis } from './external-redis';

test('the web app needs a Redis, its own or another', () => {
  assert.match(
    saysOf(externalRedis, { redis: { enabled: false } })[0] ?? '',
    /^error: redis\.enabled is false and externalRedis\.url is empty/,
  );
  assert.deepEqual(saysOf(externalRedis, { redis: { enabled: false }, externalRedis: { url: 'redis://r:6379' } }), []);
  assert.deepEqual(saysOf(externalRedis, { redis: { enabled: false }, webapp: { enabled: false } }), []);
  assert.deepEqual(saysOf(externalRedis, {}), []);
});

test('its address is that of one server', () => {
  const says = (url: string) => saysOf(externalRedis, { redis: { enabled: false }, externalRedis: { url } });
  for (const right of [
    'redis://r',
    'rediss://r.example.com:6380/2',
    'redis://[2001:db8::1]:6379/',
    'redis://10.0.0.1:6379',
  ])
    assert.deepEqual(says(right), [], right);
  for (const [wrong, why] of [
    ['redis://a:6379,redis://b:6379', /a comma/],
    ['redis://r:637900', /637900 is no port/],
    ['redis://r:6379/cache', /cache is no number of a database/],
    ['redis://:6379', /no host/],
  ] as const)
    assert.match(says(wrong)[0] ?? '', why, wrong);

  const replicas = (replicasUrl: string) =>
    saysOf(externalRedis, { redis: { enabled: false }, externalRedis: { url: 'redis://r', replicasUrl } });
  assert.deepEqual(replicas('redis://a:6379, redis://b:6379'), []);
  assert.match(replicas('redis://a:6379,redis://b:637900')[0] ?? '', /637900 is no port/);
});
