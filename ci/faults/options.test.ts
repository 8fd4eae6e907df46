import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { FAULTS } from './faults';
import { readOptions, SHORT_FAULTS } from './options';

const KNOWN = FAULTS.map(({ name }) => name);
const read = (env: Record<string, string>) => readOptions(env, KNOWN, 'results.jsonl');

describe('options', () => {
  test('without any: every fault once, results kept', () => {
    const { faults, runs, resultsFile, release, namespace } = read({});
    assert.deepEqual([faults, runs, resultsFile, release, namespace], [KNOWN, 1, 'results.jsonl', 'faults', 'faults']);
  });

  test('name faults, with spaces or commas', () =>
    assert.deepEqual(read({ FAULTS: 'F3, F1', RUNS: '5' }).faults, ['F3', 'F1']));

  test('SHORT=1 runs some that exist, and keeps no results', () => {
    const { faults, resultsFile } = read({ SHORT: '1' });
    assert.deepEqual([faults, resultsFile], [[...SHORT_FAULTS], '']);
    assert.deepEqual(
      SHORT_FAULTS.filter((name) => !KNOWN.includes(name)),
      [],
    );
  });

  test('of a release: its namespace has its name unless it is said', () => {
    assert.equal(read({ RELEASE: 'shop' }).namespace, 'shop');
    assert.equal(read({ RELEASE: 'shop', NAMESPACE: 'team-a' }).namespace, 'team-a');
  });

  test('that mean nothing are refused', () => {
    assert.throws(() => read({ FAULTS: 'F99' }), /there is no fault F99/);
    assert.throws(() => read({ RUNS: 'many' }), /RUNS must be a whole number, not many/);
  });
});
