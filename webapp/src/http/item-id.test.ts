import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkId } from './item-id';

test('ids of 1 to 256 of the allowed characters are valid', () => {
  for (const id of ['a', 'A-z.0_9:x', '...', '.a', 'a.', '..a', 'x'.repeat(256)]) assert.equal(checkId(id), id);
});

test('other ids are refused', () => {
  for (const id of ['', 'x'.repeat(257), 'a b', 'a/b', 'ä', 'a\n', '{}', undefined, 7]) {
    assert.throws(() => checkId(id), { kind: 'invalid-id' });
  }
});

test('. and .. are refused for what they mean in a path', () => {
  for (const id of ['.', '..']) {
    assert.throws(() => checkId(id), {
      kind: 'invalid-id',
      detail: `${id} cannot be an id: in a path it means a step.`,
    });
  }
});
