import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkId, newId } from './item-id';

test('ids of 1 to 256 of the allowed characters are valid', () => {
  for (const id of ['a', 'A-z.0_9:x', '.', 'x'.repeat(256)]) assert.equal(checkId(id), id);
});

test('other ids are refused', () => {
  for (const id of ['', 'x'.repeat(257), 'a b', 'a/b', 'ä', 'a\n', '{}', undefined, 7]) {
    assert.throws(() => checkId(id), { kind: 'invalid-id' });
  }
});

test('new ids are UUIDs of version 7 that sort by time', () => {
  const earlier = newId(1_700_000_000_000);
  const later = newId(1_700_000_000_001);
  assert.match(earlier, /^018bcfe5-6800-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  assert.ok(earlier < later);
  assert.equal(checkId(earlier), earlier);
});
