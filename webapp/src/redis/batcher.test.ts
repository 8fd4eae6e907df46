import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Batcher } from './batcher';

function recording(): { sent: string[][]; batcher: Batcher<string, string | null> } {
  const sent: string[][] = [];
  const batcher = new Batcher<string, string | null>(async (keys) => {
    sent.push([...keys]);
    return keys.map((key) => (key === 'none' ? null : `value of ${key}`));
  });
  return { sent, batcher };
}

test('reads of one turn go out together, and each gets its own value', async () => {
  const { sent, batcher } = recording();
  const values = await Promise.all(['a', 'none', 'b', 'a'].map((key) => batcher.add(key)));
  assert.deepEqual(values, ['value of a', null, 'value of b', 'value of a']);
  assert.deepEqual(sent, [['a', 'none', 'b', 'a']]);
});

test('a read of a later turn doesn’t wait for those before it', async () => {
  const { sent, batcher } = recording();
  await batcher.add('a');
  await batcher.add('b');
  assert.deepEqual(sent, [['a'], ['b']]);
});

test('no batch is larger than a hundred', async () => {
  const { sent, batcher } = recording();
  const keys = Array.from({ length: 250 }, (_, index) => `key-${index}`);
  assert.deepEqual(
    await Promise.all(keys.map((key) => batcher.add(key))),
    keys.map((key) => `value of ${key}`),
  );
  assert.deepEqual(
    sent.map((batch) => batch.length),
    [100, 100, 50],
  );
});

test('a failure reaches every read of its batch and none of the next', async () => {
  let fail = true;
  const batcher = new Batcher<string, string | null>(async (keys) => {
    if (fail) throw new Error('gone');
    return keys;
  });
  const results = await Promise.allSettled([batcher.add('a'), batcher.add('b')]);
  assert.deepEqual(
    results.map((result) => result.status),
    ['rejected', 'rejected'],
  );
  fail = false;
  assert.equal(await batcher.add('c'), 'c');
});
