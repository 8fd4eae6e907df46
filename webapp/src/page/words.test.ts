import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { NodeStatus, RedisStatus } from '../redis/redis-store';
import { agreementOf, cardsOf, sentinelCards, summaryOf } from './files/words.js';

const primary: NodeStatus = { node: 'a:1', state: 'ready', role: 'master' };
const replica = (node: string): NodeStatus => ({
  node,
  state: 'ready',
  role: 'slave',
  linkUp: true,
  healthy: true,
  lagBytes: 1,
  lagSeconds: 0.04,
});
const healthy: RedisStatus = {
  primary,
  replicas: [replica('b:1'), replica('c:1')],
  reads: { servedBy: 'replica', nodes: ['b:1', 'c:1'] },
};
const away: NodeStatus = { node: 'a:1', state: 'reconnecting', error: 'connect ECONNREFUSED' };

const summary = (redis: RedisStatus, status = 'ready') => summaryOf({ status, redis });
const badges = (redis: RedisStatus) => cardsOf(redis).map(({ badge }) => badge);

test('all is well', () => {
  assert.equal(summary(healthy), 'The primary takes writes. Reads go to 2 of 2 replicas.');
  assert.deepEqual(badges(healthy), ['takes writes', 'gets reads', 'gets reads']);
  assert.deepEqual(cardsOf(healthy)[1]?.facts, [
    ['Connection', 'ready'],
    ['Link to the primary', 'up'],
    ['Lag', '1 byte, 0.0 s'],
  ]);
});

test('without a primary: nothing can be written, and one replica is read', () => {
  const redis: RedisStatus = { ...healthy, primary: away, reads: { servedBy: 'replica-stale', nodes: ['c:1'] } };
  assert.match(
    summary(redis),
    /^The primary is away: nothing can be written\. Reads go to a replica and may be old\.$/,
  );
  assert.deepEqual(badges(redis), ['away', 'gets no reads', 'gets reads, may be old']);
  assert.deepEqual(cardsOf(redis)[0]?.facts, [
    ['Connection', 'reconnecting'],
    ['Error', 'connect ECONNREFUSED'],
  ]);
});

test('without a fit replica the primary is read, also where the replicas’ name leads to the primary itself', () => {
  const itself: NodeStatus = { ...primary, healthy: false };
  const redis: RedisStatus = { primary, replicas: [itself], reads: { servedBy: 'primary', nodes: ['a:1'] } };
  assert.match(summary(redis), /No replica is fit, so reads go to the primary/);
  assert.deepEqual(badges(redis), ['takes writes and reads', 'gets no reads']);
  assert.deepEqual(cardsOf(redis)[1]?.facts.at(-1), ['Role', 'a primary, so it isn’t read as a replica']);
});

test('a primary that refuses INFO takes reads alone', () => {
  const refusing: NodeStatus = { node: 'a:1', state: 'reads only', error: 'NOPERM', wayOut: 'allow INFO' };
  const redis: RedisStatus = { primary: refusing, replicas: [], reads: { servedBy: 'primary', nodes: ['a:1'] } };
  assert.deepEqual(badges(redis), ['takes reads only']);
  assert.deepEqual(cardsOf(redis)[0]?.facts.at(-1), ['Way out', 'allow INFO']);
});

test('nothing can be read, and the app says why it isn’t ready', () => {
  const redis: RedisStatus = { primary: away, replicas: [] };
  assert.match(summary(redis, 'waiting for Redis'), /^Waiting for Redis\. .* No node can be read\.$/);
  const refused = summaryOf({ status: 'refused by Redis', reason: 'WRONGPASS', redis });
  assert.match(refused, /^Refused by Redis \(WRONGPASS\)\. /);
});

test('Sentinels: where the primary is, what each one names, and which can’t be reached', () => {
  const sentinels = {
    state: 'agreed',
    primary: '10.0.0.1:6379',
    sentinels: [
      { sentinel: 's1:26379', reached: true, names: '10.0.0.1:6379' },
      { sentinel: 's2:26379', reached: false, error: 'ETIMEDOUT' },
    ],
  } as const;
  assert.equal(agreementOf(sentinels), 'They agree on the primary. Primary: 10.0.0.1:6379.');
  assert.deepEqual(
    sentinelCards(sentinels).map(({ badge, facts }) => [badge, ...facts.flat()]),
    [
      ['can be reached', 'Names', '10.0.0.1:6379'],
      ['can’t be reached', 'Error', 'ETIMEDOUT'],
    ],
  );
  const named = cardsOf({ ...healthy, primary: { ...primary, node: 'master of items', address: '10.0.0.1:6379' } });
  assert.equal(named[0]?.place, 'master of items, 10.0.0.1:6379');
});
