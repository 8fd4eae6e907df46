import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseSentinels } from './sentinels';

test('hosts, ports and the usual port are understood', () => {
  assert.deepEqual(parseSentinels('a:1, b ,[::1]:3,[::2]'), [
    { host: 'a', port: 1 },
    { host: 'b', port: 26379 },
    { host: '::1', port: 3 },
    { host: '::2', port: 26379 },
  ]);
});

test('anything else is quoted', () => {
  for (const text of ['redis://a:1', 'a:b', 'a:70000', 'a,,b', 'a b']) {
    assert.throws(() => parseSentinels(text), /".*" is not host:port/, text);
  }
});
