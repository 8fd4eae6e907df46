import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readValues } from '../yaml/read';
import type { MapNode } from '../yaml/source';
import { lostDigits } from './lost-digits';

function says(text: string, standard: unknown): string | undefined {
  const [[key, node]] = [...(readValues(text, 'f').root as MapNode).entries] as [[string, never]];
  return lostDigits(node, key, standard)?.message;
}

test('a version that YAML reads as a number arrives as another one', () => {
  assert.equal(says('tag: 1.10', ''), 'is a number, and arrives as 1.1');
  assert.equal(says('imageTag: 8.0', '8.2'), 'is a number, and arrives as 8');
  assert.equal(says('appVersion: 20260101', ''), 'is a number, and arrives as 2.0260101e+07');
  assert.equal(says('release: 1.20', '1.19'), 'is a number, and arrives as 1.2');
});

test('what arrives as it is written, or may be a number, is not its business', () => {
  for (const [text, standard] of [
    ['tag: "1.10"', ''],
    ['tag: 17', '16'],
    ['tag: 8.2', ''],
    ['ratio: 0.50', 0.5],
    ['interval: 1.50', ''],
    ['size: 20000000', '8Gi'],
  ] as const)
    assert.equal(says(text, standard), undefined, text);
});
