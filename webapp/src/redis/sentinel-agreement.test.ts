import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Agreement } from './sentinel-agreement';

const OLD = { host: 'a.example', port: 6379 };
const NEW = { host: 'b.example', port: 6379 };

/** What is believed after each list of replies, a second apart. */
function believed(configured: number, ...replies: (typeof OLD)[][]): (string | undefined)[] {
  const agreement = new Agreement(configured);
  return replies.map((named, second) => {
    const { state, primary } = agreement.judge(named, second * 1000);
    return primary === undefined ? state : primary.host;
  });
}

test('a single configured Sentinel is believed at once', () => {
  assert.deepEqual(believed(1, [OLD], [NEW]), ['a.example', 'b.example']);
});

test('two that agree are believed, also where more are configured', () => {
  assert.deepEqual(believed(5, [OLD, OLD]), ['a.example']);
  assert.deepEqual(believed(3, [{ ...OLD, host: 'A.Example' }, OLD]), ['A.Example']);
});

test('in a disagreement the majority of the configured ones decides', () => {
  assert.deepEqual(believed(3, [OLD, NEW, NEW]), ['b.example']);
  assert.deepEqual(believed(3, [NEW, OLD, OLD]), ['a.example']);
  assert.deepEqual(believed(5, [OLD, NEW, NEW]), ['disagreed']);
  assert.deepEqual(believed(2, [OLD, NEW]), ['disagreed']);
});

test('nobody is believed in a disagreement, even if one of them names the former primary', () => {
  assert.deepEqual(believed(3, [OLD, OLD], [OLD, NEW], [NEW, NEW]), ['a.example', 'disagreed', 'b.example']);
});

test('one that can be reached alone is believed after three seconds', () => {
  assert.deepEqual(believed(3, [OLD], [OLD], [OLD], [OLD]), ['alone', 'alone', 'alone', 'a.example']);
  // The time begins anew when it was no longer alone.
  assert.deepEqual(believed(3, [OLD], [OLD], [], [OLD], [OLD]), ['alone', 'alone', 'unreachable', 'alone', 'alone']);
});

test('one alone that names another primary than before has to wait too', () => {
  assert.deepEqual(believed(3, [OLD, OLD], [OLD], [NEW], [NEW], [NEW]), [
    'a.example',
    'a.example',
    'alone',
    'alone',
    'b.example',
  ]);
});

test('without any Sentinel the last primary stays', () => {
  assert.deepEqual(believed(3, [], [OLD, OLD], []), ['unreachable', 'a.example', 'a.example']);
});
