import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { editDistance, suggest } from './suggest';
import { unifiedDiff } from './unified-diff';
import { wrap } from './wrap';

describe('suggestions', () => {
  const keys = ['replicaCount', 'podManagementPolicy', 'persistence', 'tls', 'enabled', 'minReplicas'];
  const typos: [string, string | undefined][] = [
    ['replicaCont', 'replicaCount'],
    ['replicacount', 'replicaCount'],
    ['replica-count', 'replicaCount'],
    ['podManagmentPolciy', 'podManagementPolicy'],
    ['persistance', 'persistence'],
    ['enabeld', 'enabled'],
    ['tsl', 'tls'],
    ['colour', undefined],
    ['a', undefined],
  ];
  for (const [typed, meant] of typos) test(`${typed}: ${meant}`, () => assert.equal(suggest(typed, keys), meant));

  test('the nearest wins', () => assert.equal(suggest('maxReplica', ['minReplicas', 'maxReplicas']), 'maxReplicas'));

  test('a swap of neighbours is one step, as is a missing letter', () => {
    assert.deepEqual([editDistance('ab', 'ba'), editDistance('abc', 'ac'), editDistance('', 'abc')], [1, 1, 3]);
  });
});

describe('wrapping', () => {
  test('breaks at words, keeps line breaks, and leaves long words alone', () => {
    assert.deepEqual(wrap('aa bb cc\ndddddddd e', 5), ['aa bb', 'cc', 'dddddddd', 'e']);
  });
  test('never breaks code', () => assert.deepEqual(wrap('run `make it so` now', 8), ['run', '`make it so`', 'now']));
});

describe('diffs', () => {
  const lines = (...numbers: (number | string)[]) => numbers.map((number) => `${number}\n`).join('');

  test('show three lines around each change', () => {
    const before = lines(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12);
    const after = lines(1, 2, 3, 4, 5, 'six', 7, 8, 9, 10, 11, 12, 13);
    assert.equal(
      unifiedDiff(before, after, 'a', 'b'),
      '--- a\n+++ b\n@@ -3,10 +3,11 @@\n 3\n 4\n 5\n-6\n+six\n 7\n 8\n 9\n 10\n 11\n 12\n+13\n',
    );
  });

  test('keep far changes apart, with the right line numbers', () => {
    const before = Array.from({ length: 30 }, (_, at) => `${at}\n`);
    const after = before.with(2, 'two\n').with(25, 'x\n');
    const diff = unifiedDiff(before.join(''), after.join(''), 'a', 'b');
    assert.deepEqual(diff.match(/^@@.*$/gm), ['@@ -1,6 +1,6 @@', '@@ -23,7 +23,7 @@']);
  });

  test('say so when only the newline at the end is missing', () => {
    assert.match(unifiedDiff('a\n', 'a', 'a', 'b'), /\\ No newline at end of file/);
  });

  test('of a new file add every line; of equal texts there is none', () => {
    assert.equal(unifiedDiff('', 'a\nb\n', 'a', 'b'), '--- a\n+++ b\n@@ -0,0 +1,2 @@\n+a\n+b\n');
    assert.equal(unifiedDiff('a\n', 'a\n', 'a', 'b'), '');
  });
});
