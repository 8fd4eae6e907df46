import assert from 'node:assert/strict';
import { test } from 'node:test';
import { redisFailure } from './errors';

const reply = (message: string) => Object.assign(new Error(message), { name: 'ReplyError' });

test('a refusal is told from other errors, also when a script passes it on', () => {
  const cases: [string, string, string][] = [
    ["READONLY You can't write against a read only replica.", 'refused', 'READONLY'],
    ["OOM command not allowed when used memory > 'maxmemory'.", 'refused', 'OOM'],
    ['ERR Error running script (call to f_1): @user_script:2: -MISCONF Redis is configured to', 'refused', 'MISCONF'],
    ['WRONGTYPE Operation against a key', 'failed', 'WRONGTYPE'],
  ];
  for (const [message, kind, code] of cases) {
    const failure = redisFailure(reply(message));
    assert.deepEqual([failure.kind, failure.code], [kind, code], message);
  }
});

test('whether a command was sent is told from whether it was answered', () => {
  assert.equal(redisFailure(new Error('Command timed out')).kind, 'timeout');
  assert.equal(redisFailure(new Error('Reached the max retries per request limit')).kind, 'lost');
  assert.equal(
    redisFailure(new Error("Stream isn't writeable and enableOfflineQueue options is false")).kind,
    'not-sent',
  );
});
