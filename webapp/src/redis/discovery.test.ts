import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseRedisUrl } from '../config/redis-url';
import { findReplicas } from './discovery';

const target = (url: string) => parseRedisUrl(url, { username: undefined, password: undefined });

test('one URL stands for every address of its host', async () => {
  const found = await findReplicas([target('redis://replicas:7000')], async () => [
    { address: '10.0.0.1', family: 4 },
    { address: '10.0.0.2', family: 4 },
    { address: '10.0.0.2', family: 4 },
  ]);
  assert.deepEqual(
    found.map((each) => each.key),
    ['10.0.0.1:7000', '10.0.0.2:7000'],
  );
});

test('a dual-stack replica is connected to once', async () => {
  const found = await findReplicas([target('redis://replicas')], async () => [
    { address: 'fd00::1', family: 6 },
    { address: '10.0.0.1', family: 4 },
  ]);
  assert.deepEqual(
    found.map((each) => each.address),
    ['fd00::1'],
  );
});

test('a list is taken as it stands', async () => {
  const found = await findReplicas([target('redis://a'), target('redis://b:1')], () => assert.fail('no look-up'));
  assert.deepEqual(
    found.map((each) => [each.key, each.address]),
    [
      ['a:6379', undefined],
      ['b:1', undefined],
    ],
  );
});
