import assert from 'node:assert/strict';
import { test } from 'node:test';
import { saysOf, violationsOf } from '../../testing/chart';
import { DIRECTIVES } from '../redis-conf/directives';
import { redisDirectives } from './redis-directives';
import { redisMemory } from './redis-memory';

const says = (lines: string, redis: object = {}) =>
  saysOf(redisDirectives, { redis: { commonConfiguration: lines, ...redis } });

/** A value with which each directive that is judged by its value must be found. */
const BAD: Record<string, string> = {
  port: '6380',
  'tls-port': '6380',
  bind: '127.0.0.1',
  user: 'default off',
  logfile: '/data/redis.log',
  appendfsync: 'no',
  'replica-read-only': 'no',
  'aof-load-truncated': 'no',
  'replica-serve-stale-data': 'no',
};

for (const { name, verdict, reason } of DIRECTIVES) {
  test(`${name} is ${verdict}`, () => {
    const said = says(`${name} ${BAD[name] ?? 'yes'}`, { auth: { enabled: false } });
    assert.equal(said.length, 1);
    assert.match(said[0] ?? '', new RegExp(`^${verdict === 'refused' ? 'error' : 'warning'}: ${name}`));
    assert.ok(said[0]?.endsWith(reason));
  });
}

test('the value that counts is judged, that of each role', () => {
  assert.deepEqual(says('replica-read-only no\nreplica-read-only yes'), []);
  assert.deepEqual(says('slave-read-only no', { replica: { extraFlags: ['--replica-read-only yes'] } }).length, 1);
});

test('a password is not repeated', () => {
  assert.doesNotMatch(says('requirepass hunter2\nuser default on >hunter2').join('\n'), /hunter2/);
});

test('what Redis cannot read is refused, a comment behind a value too', () => {
  assert.match(says('appendonly yes # keep')[0] ?? '', /^error: redis\.commonConfiguration has a line or a value/);
  assert.deepEqual(says('user reader on #0123'), []);
  assert.match(
    says('save "')[0] ?? '',
    /^error: redis\.commonConfiguration has a line or a value that Redis can't read/,
  );
});

test('a slip of the finger is a warning; what is far from everything known may be new', () => {
  assert.match(says('maxmemroy 1gb')[0] ?? '', /^warning: maxmemroy in redis\.commonConfiguration is no directive/);
  assert.deepEqual(says('some-day-redis-knows-this yes\nbf.error-rate 0.1'), []);
});

test('a value that Redis cannot read is refused, wherever it stands, and says what it may be', () => {
  const [said] = violationsOf(redisDirectives, { redis: { replica: { extraFlags: ['--timeout 300s'] } } });
  assert.equal(said?.severity, 'error');
  assert.match(said?.message ?? '', /^timeout 300s in redis\.replica\.extraFlags has a value that Redis can't read/);
  assert.equal(said?.fix, 'write a whole number without a unit, at least 0');
  assert.equal(says('appendonly true\nappendonly yes').length, 1);
  assert.deepEqual(says('', { master: { extraFlags: ['--timeout $IDLE'] } }), []);
});

test('lines that YAML has joined are one finding, and nothing is concluded from what they lack', () => {
  const joined = 'appendonly yes maxmemory 192mb';
  assert.match(says(joined).join('\n'), /^error: appendonly in redis\.commonConfiguration takes one value, and has 3/);
  assert.deepEqual(saysOf(redisMemory, { redis: { commonConfiguration: joined } }), []);
});
