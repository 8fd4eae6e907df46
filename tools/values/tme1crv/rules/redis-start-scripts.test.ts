import assert from 'node:assert/strict';
import { test } from 'node:test';
import { saysOf } from '../../testing/chart';
import { redisStartScripts } from './redis-start-scripts';

test('a list of your own has to keep what brings the start scripts into the pod', () => {
  const says = (redis: object) => saysOf(redisStartScripts, { redis: { ...redis } });
  assert.deepEqual(says({}), []);
  const tls = { name: 'tls', secret: { secretName: 'tls' } };
  const start = { name: 'start', configMap: { name: 'x' } };
  assert.match(
    says({ master: { extraVolumes: [tls] } })[0] ?? '',
    /^error: redis\.master\.extraVolumes lacks the volume start: /,
  );
  assert.deepEqual(says({ master: { extraVolumes: [start, tls] } }), []);
  assert.match(
    says({ replica: { args: ['-c', 'redis-server'] } })[0] ?? '',
    /args lacks \/opt\/tme1crv\/redis\/start-replica\.sh/,
  );
  assert.deepEqual(says({ replica: { args: ['-c', 'exec /opt/tme1crv/redis/start-replica.sh'] } }), []);
  assert.equal(says({ master: { extraVolumeMounts: [] }, replica: { extraVolumeMounts: [{ name: 'a' }] } }).length, 2);
  assert.equal(says({ replica: { extraVolumeMounts: [], replicaCount: 0 } }).length, 0);
  assert.equal(says({ enabled: false, master: { args: [] } }).length, 0);
});

test('with Sentinel the nodes and their Sentinels are what counts', () => {
  const says = ({ sentinel, ...redis }: { sentinel?: object; [section: string]: unknown }) =>
    saysOf(redisStartScripts, { redis: { ...redis, sentinel: { enabled: true, ...sentinel } } });
  assert.deepEqual(says({ master: { args: [] } }), []);
  assert.match(says({ sentinel: { args: ['x'] } })[0] ?? '', /sentinel\.args lacks .*start-sentinel\.sh/);
  assert.match(says({ sentinel: { extraVolumeMounts: [] } })[0] ?? '', /sentinel\.extraVolumeMounts lacks/);
  assert.equal(says({ replica: { args: [] } }).length, 1);
});
