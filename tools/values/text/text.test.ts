import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { editDistance, suggest } from './suggest';
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
