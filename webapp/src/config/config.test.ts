import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { loadConfig } from './config';
import { ConfigError } from './environment';

function problemsOf(env: Record<string, string>): readonly string[] {
  try {
    loadConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
}

test('an empty environment gives the defaults', () => {
  const config = loadConfig({});
  assert.equal(config.port, 3000);
  assert.equal(config.metricsPort, undefined);
  assert.equal(config.redis.primary.host, '127.0.0.1');
  assert.deepEqual(config.redis.replicas, [config.redis.primary]);
  assert.equal(config.limits.bodyBytes, 65_536);
});

test('a body that the memory limit has no room for is refused at the start, and the line says how large it may be', () => {
  const env = { MAX_BODY_BYTES: '67108864', MEMORY_LIMIT_BYTES: '402653184' };
  const [problem, ...others] = problemsOf(env);
  assert.deepEqual(others, []);
  const max = /^MAX_BODY_BYTES: .* may have (\d+);/.exec(problem ?? '')?.[1] ?? '';
  assert.deepEqual(problemsOf({ ...env, MAX_BODY_BYTES: max }), []);
});

test('an empty string counts as unset', () => {
  assert.deepEqual(loadConfig({ PORT: '', REDIS_REPLICAS_URL: '', METRICS_PORT: '' }), loadConfig({}));
});

test('the password goes to every URL that carries none', () => {
  const { redis } = loadConfig({
    REDIS_URL: 'redis://primary',
    REDIS_REPLICAS_URL: 'redis://one, redis://reader:own%21@two:7000/3',
    REDIS_USERNAME: 'app',
    REDIS_PASSWORD: 'shared',
  });
  assert.deepEqual(
    [redis.primary, ...redis.replicas].map((each) => [
      each.host,
      each.port,
      each.username,
      each.password,
      each.database,
    ]),
    [
      ['primary', 6379, 'app', 'shared', 0],
      ['one', 6379, 'app', 'shared', 0],
      ['two', 7000, 'reader', 'own!', 3],
    ],
  );
});

test('an IPv6 address and TLS are understood', () => {
  const { primary } = loadConfig({ REDIS_URL: 'rediss://[::1]:7000' }).redis;
  assert.deepEqual([primary.host, primary.port, primary.tls], ['::1', 7000, true]);
});

test('each wrong value gets one line that says what is right', () => {
  const problems = problemsOf({ PORT: '80 80', MAX_BODY_BYTES: '1e6', LOG_LEVEL: 'loud', SHUTDOWN_DELAY_MS: '-1' });
  assert.equal(problems.length, 4);
  assert.match(problems.join('\n'), /^PORT: must be a whole number from 0 to 65535, not "80 80"\./m);
  assert.match(
    problems.join('\n'),
    /^MAX_BODY_BYTES: must be a whole number from 64 to 67108864 \(bytes\), not "1e6"/m,
  );
  assert.match(problems.join('\n'), /^LOG_LEVEL: must be one of fatal, .*, not "loud"/m);
});

test('a bad URL is named without its password', () => {
  for (const url of ['http://u:hush@h', 'redis://u:hush@', 'redis://u:hush@h/x', 'redis://u:hush@h:port', 'hush']) {
    const [problem = ''] = problemsOf({ REDIS_URL: url });
    assert.match(problem, /^REDIS_URL: /, url);
    assert.doesNotMatch(problem, /hush/);
  }
});

test('a primary that is a list, and one port for two servers, are refused', () => {
  assert.match(problemsOf({ REDIS_URL: 'redis://a,redis://b' })[0] ?? '', /one primary/);
  assert.match(problemsOf({ PORT: '9464', METRICS_PORT: '9464' })[0] ?? '', /must differ from PORT/);
});

test('a CA file that can’t be used is named, with the reason', () => {
  const problemOf = (path: string, url = 'rediss://h') =>
    problemsOf({ REDIS_URL: url, REDIS_TLS_CA_FILE: path })[0] ?? '';
  assert.match(problemOf('/nowhere/ca.pem'), /^REDIS_TLS_CA_FILE: cannot read \/nowhere\/ca\.pem \(ENOENT\)/);
  assert.match(problemOf(__filename), /holds no certificate/);
  assert.match(problemOf(__filename, 'redis://h'), /no URL uses TLS/);
});

test('the schema in the app is the project’s', () => {
  const read = (...path: string[]) => JSON.parse(readFileSync(join(__dirname, '..', '..', ...path), 'utf8'));
  assert.deepEqual(read('src', 'generated', 'webapp-env.schema.json'), read('..', 'schemas', 'webapp-env.schema.json'));
});
