import assert from 'node:assert/strict';
import { test } from 'node:test';
import { saysOf } from '../../testing/chart';
import { redisSentinel } from './redis-sentinel';

const says = (redis: Record<string, unknown>) =>
  saysOf(redisSentinel, { redis: { sentinel: { enabled: true }, metrics: { enabled: false }, ...redis } });

test('the defaults with Sentinel, and any values without it, are right', () => {
  assert.deepEqual(says({}), []);
  assert.deepEqual(saysOf(redisSentinel, { redis: { replica: { replicaCount: 1 }, sentinel: { quorum: 9 } } }), []);
});

test('nodes and quorum make a majority', () => {
  const cases: [nodes: number, quorum: number, finding?: RegExp][] = [
    [1, 1, /replicaCount is 1/],
    [2, 2, /replicaCount is 2/],
    [3, 1, /quorum is 1, .* would start failovers/],
    [3, 2],
    [3, 3],
    [3, 4, /quorum is 4, .* no failover ever/],
    [5, 2, /a majority of 5 nodes is 3/],
    [5, 3],
  ];
  for (const [replicaCount, quorum, finding] of cases) {
    const found = says({ replica: { replicaCount }, sentinel: { enabled: true, quorum } });
    if (finding === undefined) assert.deepEqual(found, [], `${quorum} of ${replicaCount}`);
    else assert.match(found.join(), finding);
  }
});

test('what each node keeps, names and exporters', () => {
  const cases: [Record<string, unknown>, RegExp][] = [
    [{ replica: { persistence: { enabled: false } } }, /redis\.replica\.persistence\.enabled is false/],
    [
      { sentinel: { enabled: true, persistence: { enabled: false } } },
      /redis\.sentinel\.persistence\.enabled is false/,
    ],
    [{ master: { persistence: { size: '20Gi' } } }, /redis\.master\.persistence differs/],
    [{ sentinel: { enabled: true, externalAccess: { enabled: true } } }, /externalAccess\.enabled is true/],
    [{ useHostnames: false }, /redis\.useHostnames is false/],
    [{ metrics: { enabled: true } }, /redis\.metrics\.enabled is true/],
    [{ replica: { autoscaling: { enabled: true } } }, /autoscaling\.enabled is true/],
  ];
  for (const [redis, finding] of cases) {
    const found = says(redis);
    assert.equal(found.length, 1, found.join());
    assert.match(found[0] ?? '', finding);
  }
});

test('nodes are started all at once', () => {
  assert.match(says({ replica: { podManagementPolicy: 'OrderedReady' } })[0] ?? '', /"OrderedReady" with Sentinel/);
  assert.match(says({ replica: { podManagementPolicy: '' } })[0] ?? '', /install never ends/);
});

test("lines of Sentinel's configuration undo nothing that the start script says", () => {
  const line = (configuration: string) => says({ sentinel: { enabled: true, configuration } });
  assert.match(line('port 26380')[0] ?? '', /^error: port 26380 in .*no Sentinel/);
  assert.match(line('# a\n  REQUIREPASS other\n')[0] ?? '', /different passwords/);
  assert.match(line('sentinel auth-pass mymaster x')[0] ?? '', /^error: sentinel auth-pass in/);
  assert.match(line('sentinel resolve-hostnames no')[0] ?? '', /start script says it/);
  assert.deepEqual(line('sentinel deny-scripts-reconfig yes\nsentinel down-after-milliseconds mymaster 9000\n'), []);
});
