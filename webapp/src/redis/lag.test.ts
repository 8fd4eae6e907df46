import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LagTracker } from './lag';
import type { ReplicationInfo } from './replication-info';

const at = (offset: number, replid = 'a'): ReplicationInfo => ({
  role: 'slave',
  replid,
  replid2: '',
  secondOffset: -1,
  offset,
  linkUp: true,
});

test('a replica that has all the primary was seen to write is not behind', () => {
  const tracker = new LagTracker();
  tracker.primaryAt(at(100), 0);
  tracker.primaryAt(at(100), 60_000);
  assert.deepEqual(tracker.lagOf(at(100), 60_000), { bytes: 0, seconds: 0 });
  assert.deepEqual(tracker.lagOf(at(120), 60_000), { bytes: 0, seconds: 0 });
});

test('the lag in seconds counts from the first thing that the replica missed', () => {
  const tracker = new LagTracker();
  for (const [second, offset] of [100, 200, 300, 400].entries()) tracker.primaryAt(at(offset), second * 1000);
  assert.deepEqual(tracker.lagOf(at(200), 5000), { bytes: 200, seconds: 3 });
});

test('nothing is known of a replica on another history, or before the primary was seen', () => {
  const tracker = new LagTracker();
  assert.deepEqual(tracker.lagOf(at(1), 0), { bytes: undefined, seconds: undefined });
  tracker.primaryAt(at(100), 0);
  assert.deepEqual(tracker.lagOf(at(1, 'b'), 0), { bytes: undefined, seconds: undefined });
});

test('a new history of the primary starts anew', () => {
  const tracker = new LagTracker();
  tracker.primaryAt(at(1_000_000), 0);
  tracker.primaryAt(at(50, 'b'), 1000);
  assert.deepEqual(tracker.lagOf(at(40, 'b'), 3000), { bytes: 10, seconds: 2 });
});
