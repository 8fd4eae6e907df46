import assert from 'node:assert/strict';
import { test } from 'node:test';
import { redisFailure } from './errors';

const reply = (message: string) => Object.assign(new Error(message), { name: 'ReplyError' });

test('a refusal is told from other errors, also when a script passes it on', () => {
  const cases: [string, string, string][] = [
    ["READONLY You can't write against a read only replica.", 'refused', 'READONLY'],
    ["OOM command not allowed when used memory > 'maxmemory'.", 'refused', 'OOM'],
    ['ERR Error running script (call to f_1): @user_script:2: -MISCONF Redis is configured to', 'refused', 'MISCONF'],
    ["NOPERM User app has no permissions to run the 'evalsha' command", 'refused', 'NOPERM'],
    // Half of the script may have run: Redis 8, 7.0 and 6.
    ['ERR ACL failure in script: User app has no permissions to run the', 'interrupted', 'NOPERM'],
    ["ERR The user executing the script can't run this command or subcommand", 'interrupted', 'NOPERM'],
    ['WRONGTYPE Operation against a key', 'failed', 'WRONGTYPE'],
  ];
  for (const [message, kind, code] of cases) {
    const failure = redisFailure(reply(message));
    assert.deepEqual([failure.kind, failure.code], [kind, code], message);
  }
});

test('whether a command was sent is told from whether it got a reply', () => {
  assert.equal(redisFailure(new Error('Command timed out')).kind, 'timeout');
  assert.equal(redisFailure(new Error('Reached the max retries per request limit')).kind, 'lost');
  assert.equal(
    redisFailure(new Error("Stream isn't writeable and enableOfflineQueue options is false")).kind,
    'not-sent',
  );
});
