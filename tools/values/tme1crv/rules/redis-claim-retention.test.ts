import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { JsonObject } from '../../json';
import { saysOf } from '../../testing/chart';
import { redisClaimRetention } from './redis-claim-retention';

const says = (redis: JsonObject) => saysOf(redisClaimRetention, { redis });
const deleted = (enabled = true) => ({ persistentVolumeClaimRetentionPolicy: { enabled, whenDeleted: 'Delete' } });

test('the volume of whoever may lead is kept', () => {
  assert.deepEqual(says({}), []);
  assert.match(says({ master: deleted() })[0] ?? '', /redis\.master\..* deletes the volumes/);
  assert.deepEqual(says({ master: deleted(false) }), []);
  assert.deepEqual(says({ replica: deleted() }), []);
  const nodes = { metrics: { enabled: false }, master: deleted() };
  assert.deepEqual(says({ ...nodes, sentinel: { enabled: true } }), []);
  assert.match(says({ ...nodes, sentinel: { enabled: true, ...deleted() } })[0] ?? '', /redis\.sentinel\./);
});
