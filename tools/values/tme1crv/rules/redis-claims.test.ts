import assert from 'node:assert/strict';
import { test } from 'node:test';
import { saysOf } from '../../testing/chart';
import { redisClaims } from './redis-claims';

const says = (replicaCount: number, master: object, replica: object, redis: object = {}) =>
  saysOf(redisClaims, {
    redis: { master: { persistence: master }, replica: { replicaCount, persistence: replica }, ...redis } as never,
  });
const mine = { existingClaim: 'mine' };

test('replicas share no claim, unless each has a folder of its own', () => {
  assert.match(says(2, {}, mine)[0] ?? '', /^error: .* is one claim for 2 replicas/);
  assert.deepEqual([says(1, {}, mine), says(2, {}, { ...mine, subPathExpr: '$(POD_NAME)' })], [[], []]);
  assert.equal(says(2, {}, { ...mine, subPath: 'all', subPathExpr: '$(POD_NAME)' }).length, 1);
});

test('primary and replica share none either', () => {
  assert.match(says(1, mine, mine)[0] ?? '', /^error: .* are both mine/);
  assert.deepEqual(says(1, { ...mine, subPath: 'a' }, { ...mine, subPath: 'b' }), []);
  assert.deepEqual([says(0, mine, mine), says(1, mine, { ...mine, enabled: false })], [[], []]);
});

test('nor one that a StatefulSet of this release makes for another server', () => {
  const store = { fullnameOverride: 'store' };
  assert.match(says(2, { existingClaim: 'redis-data-store-replicas-1' }, {}, store)[0] ?? '', /another server/);
  assert.match(says(1, {}, { existingClaim: 'redis-data-store-master-0' }, store)[0] ?? '', /another server/);
  assert.deepEqual(says(2, { existingClaim: 'redis-data-store-replicas-2' }, {}, store), []);
});
