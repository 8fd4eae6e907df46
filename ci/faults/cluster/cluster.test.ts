import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { describeReplication, describeSentinels } from './redis';
import { restartsBetween } from './restarts';
import type { Pod } from './topology';

const info = (text: string) => new Map(text.split(' ').map((field) => field.split(':') as [string, string]));
const PRIMARY = info('role:master slave0:ip=10.0.0.2,state=online slave1:ip=10.0.0.3,state=online');
const REPLICA = info('role:slave master_link_status:up');

describe('replication', () => {
  test('is whole with one primary and every replica online', () =>
    assert.equal(describeReplication([PRIMARY, REPLICA, REPLICA], 2), ''));

  test('is not with two primaries, or none', () => {
    assert.equal(describeReplication([PRIMARY, PRIMARY, REPLICA], 2), '2 primaries');
    assert.equal(describeReplication([REPLICA, REPLICA], 2), '0 primaries');
  });

  test('is not while a replica is away or still copies', () => {
    const busy = info('role:master slave0:ip=10.0.0.2,state=online slave1:ip=10.0.0.3,state=wait_bgsave');
    assert.equal(describeReplication([busy, REPLICA, REPLICA], 2), '1 of 2 replicas online at the primary');
    const cut = info('role:slave master_link_status:down');
    assert.equal(describeReplication([PRIMARY, REPLICA, cut], 2), '1 of 2 replicas linked to the primary');
  });
});

describe('the Sentinels', () => {
  const reply = (host: string) => `name\nmymaster\nip\n${host}\nport\n6379\nflags\nmaster\n`;
  const there = reply('redis-node-1.redis-headless.work.svc.cluster.local');

  test('agree when each names the pod that leads', () =>
    assert.equal(describeSentinels([there, there, there], 'redis-node-1'), ''));

  test('do not while one names another, or none', () => {
    assert.equal(
      describeSentinels([there, reply('redis-node-10.redis-headless'), ''], 'redis-node-1'),
      '2 Sentinels name redis-node-10, nobody, not redis-node-1',
    );
  });
});

describe('restarts', () => {
  const pod = (uid: string, redis: number, metrics: number) =>
    ({
      metadata: { name: 'redis-0', uid },
      status: {
        containerStatuses: [
          { name: 'redis', restartCount: redis },
          { name: 'metrics', restartCount: metrics },
        ],
      },
    }) as Pod;

  test('are those since the first look', () =>
    assert.deepEqual([...restartsBetween([pod('a', 1, 2)], [pod('a', 2, 2)])], [['redis-0/redis', 1]]));

  test('of a new pod of the same name are all its own', () =>
    assert.deepEqual([...restartsBetween([pod('a', 5, 0)], [pod('b', 0, 1)])], [['redis-0/metrics', 1]]));
});
