import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { JsonObject } from '../../json';
import { saysOf } from '../../testing/chart';
import { redisImages } from './redis-images';
import { redisPasswordFiles } from './redis-password-files';

const says = (redis: JsonObject, more: JsonObject = {}) => saysOf(redisImages, { redis, ...more });

test('the exporter has to fit its command', () => {
  const bitnami = { repository: 'bitnamilegacy/redis-exporter' };
  assert.match(says({ metrics: { image: bitnami } })[0] ?? '', /has no \/redis_exporter/);
  assert.match(
    says({ metrics: { image: { repository: 'mirror/redis-exporter' } } })[0] ?? '',
    /has no \/redis_exporter/,
  );
  assert.deepEqual(says({ metrics: { image: bitnami, command: [] } }), []);
  assert.deepEqual(says({ metrics: { image: bitnami, enabled: false } }), []);
  assert.match(says({ metrics: { command: [] } })[0] ?? '', /by \/bin\/bash/);
  assert.deepEqual(
    says({ metrics: { image: { registry: 'mirror.example.com', repository: 'oliver006/redis_exporter' } } }),
    [],
  );
});

test('images that lack bash, that are gone, or that the subchart refuses', () => {
  assert.match(says({ image: { tag: 'alpine' } })[0] ?? '', /no bash/);
  assert.deepEqual(says({ sentinel: { image: { tag: 'alpine' } } }), []);
  assert.match(says({ image: { repository: 'bitnami/redis', tag: '8.2.1' } })[0] ?? '', /^warning: .*can't be pulled/);
  assert.deepEqual(says({ image: { repository: 'bitnami/redis', tag: 'latest' } }), []);
  assert.deepEqual(
    says({ image: { repository: 'bitnami/redis', tag: '8' } }, { global: { imageRegistry: 'mirror.example.com' } }),
    [],
  );
  assert.match(says({ sysctl: { enabled: true } })[0] ?? '', /is gone/);
  assert.deepEqual(says({ sysctl: { enabled: true, image: { repository: 'library/busybox' } } }), []);
  assert.match(says({ global: { security: { allowInsecureImages: false } } })[0] ?? '', /refuses every image/);
  assert.match(says({}, { global: { security: { allowInsecureImages: false } } })[0] ?? '', /^error: global\.security/);
});

test('the official exporter reads no password from a file', () => {
  const of = (redis: JsonObject) => saysOf(redisPasswordFiles, { redis }).length;
  assert.equal(of({ auth: { usePasswordFiles: true } }), 1);
  assert.equal(of({ auth: { usePasswordFiles: true, enabled: false } }), 0);
  assert.equal(of({ auth: { usePasswordFiles: true }, metrics: { enabled: false } }), 0);
  assert.equal(of({ auth: { usePasswordFiles: true }, metrics: { command: [] } }), 0);
});

test('Redis is new enough for the options with which it is started', () => {
  const image = (tag: string | number, more: object = {}) =>
    saysOf(redisImages, { redis: { image: { tag, ...more } } } as JsonObject);
  assert.match(image('6.2.14-bookworm')[0] ?? '', /^error: .*6\.2\.14-bookworm: a Redis before 7\.0/);
  assert.deepEqual(image('7.0.15-bookworm'), []);
  assert.deepEqual(image('10'), []);
  assert.deepEqual(image('6.2', { digest: `sha256:${'0'.repeat(64)}` }), []);
  assert.deepEqual(image('1.2', { repository: 'mirror/our-own-redis-build' }), []);
  assert.deepEqual(saysOf(redisImages, { redis: { architecture: 'standalone', image: { tag: '6.2' } } }), []);
});
