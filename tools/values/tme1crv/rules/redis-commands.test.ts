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

test('a command that Redis does not know stops it; one that nothing is like may be newer, or of a module', () => {
  const says = (...disableCommands: string[]) => saysOf(redisCommands, { redis: { master: { disableCommands } } });
  assert.deepEqual(says('FLUSHDB', 'KEY'), [
    "error: redis.master.disableCommands takes KEY away, a command that Redis doesn't know: it doesn't start",
  ]);
  assert.equal(saysOf(redisCommands, { redis: { commonConfiguration: 'rename-command flushal ""' } }).length, 1);
  assert.deepEqual(says('keys', 'SOMEDAYKNOWN', 'FT.SEARCH'), []);
});

test('the defaults take none away', () => assert.deepEqual(saysOf(redisCommands, {}), []));

test('with Sentinel its own commands stay, too', () => {
  const nodes = { sentinel: { enabled: true }, metrics: { enabled: false } };
  const replica = { disableCommands: ['CONFIG', 'slaveof', 'KEYS'] };
  assert.deepEqual(saysOf(redisCommands, { redis: { ...nodes, replica } }), [
    'error: redis.replica.disableCommands takes CONFIG away, which Sentinel needs: no node could be promoted',
    'error: redis.replica.disableCommands takes slaveof away, which Sentinel needs: no node could be promoted',
  ]);
});

test('without CONFIG a changed password reaches no running Redis, where there is one', () => {
  const master = { disableCommands: ['CONFIG', 'SLAVEOF'] };
  assert.match(
    saysOf(redisCommands, { redis: { master } }).join('\n'),
    /^warning: redis\.master\.disableCommands takes CONFIG away/,
  );
  assert.deepEqual(saysOf(redisCommands, { redis: { master, auth: { enabled: false } } }), []);
});
