import assert from 'node:assert/strict';
import { test } from 'node:test';
import { saysOf } from '../../testing/chart';
import { redisCommands } from './redis-commands';

test('commands that are needed stay, whoever takes them away', () => {
  assert.deepEqual(
    saysOf(redisCommands, {
      redis: {
        commonConfiguration: 'rename-command eval ""\nrename-command KEYS ""',
        master: { extraFlags: ['--rename-command INFO xyz'] },
        replica: { disableCommands: ['FLUSHALL', 'PSYNC'] },
      },
    }),
    [
      'error: redis.commonConfiguration takes eval away, which is needed by the web app',
      'error: redis.master.extraFlags takes INFO away, which is needed by the web app',
      'error: redis.replica.disableCommands takes PSYNC away, which is needed by replication and the append-only file',
    ],
  );
});

test('the defaults take none away', () => assert.deepEqual(saysOf(redisCommands, {}), []));
