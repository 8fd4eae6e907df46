import assert from 'node:assert/strict';
import { test } from 'node:test';
import { saysOf } from '../testing/chart';
import { imageTags } from './image-tags';

test('a moving tag is a warning, unless a digest holds it', () => {
  assert.match(saysOf(imageTags, { redis: { image: { tag: 'latest' } } })[0] ?? '', /^warning: is latest/);
  assert.deepEqual(saysOf(imageTags, { redis: { image: { tag: 'latest', digest: 'sha256:0' } } }), []);
  assert.deepEqual(saysOf(imageTags, {}), []);
});
